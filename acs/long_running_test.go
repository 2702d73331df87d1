package acs_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire"
)

// operationTransport responds to the request that begins an operation, and to each poll
// with the same body.
type operationTransport string

func (body operationTransport) Do(r *http.Request) (*http.Response, error) {
	resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(body))), Request: r}
	if r.Method == http.MethodPost {
		resp.StatusCode, resp.Body = http.StatusAccepted, http.NoBody
		resp.Header.Set("Operation-Location", "/emails/operations/1")
	}
	return resp, nil
}

// The error of an operation that fails, in any form in which services report it, has its
// code and message, and is not taken for one that was not done.
func TestFailedOperation(t *testing.T) {
	for name, body := range map[string]string{
		"email":        `{"id":"1","status":"Failed","error":{"code":"DomainBlocked","message":"The domain is blocked."}}`,
		"phonenumbers": `{"operationType":"purchase","status":"failed","createdDateTime":"2025-06-01T00:00:00Z","error":{"code":"DomainBlocked","message":"The domain is blocked."}}`,
	} {
		t.Run(name, func(t *testing.T) {
			config := wire.Config{Module: "email", Version: "v1.2.3", Endpoint: "https://example.com", NewError: acs.NewError}
			config.Options = azcore.ClientOptions{Transport: operationTransport(body)}
			client, err := wire.NewClient(config)
			if err != nil {
				t.Fatal(err)
			}
			poller, err := wire.Begin(t.Context(), client, wire.NewRequest(http.MethodPost, "/emails:send"), wire.LongRunning[struct{ ID string }]{
				Name: "EmailClient.BeginSend", Statuses: []int{http.StatusAccepted},
			})
			if err != nil {
				t.Fatal(err)
			}
			_, err = poller.PollUntilDone(t.Context(), nil)
			const want = "EmailClient.BeginSend: the operation failed: GET /emails/operations/1: 200 OK: DomainBlocked: The domain is blocked."
			if e, ok := errors.AsType[*acs.Error](err); !ok || e.Code != "DomainBlocked" || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("got %v, want %s", err, want)
			}
			if got := acs.OutcomeOf(err); got != acs.OutcomeUnknown {
				t.Errorf("outcome %s", got)
			}
		})
	}
}
