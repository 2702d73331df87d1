package chat_test

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// TestErrors checks the acs.Error and azcore.ResponseError of a failed call, and the
// advice in the text.
func TestErrors(t *testing.T) {
	const request = "GET " + threadPath + ": "
	cases := map[string]struct {
		response servicetest.Response
		want     acs.ErrorDetail
		text     string
	}{
		"format of the service": {
			servicetest.Response{
				Status: 403, Header: map[string]string{"MS-CV": "abc.1"},
				Body: `{"CommunicationError":{"Code":"NotMember","Message":"Not a member","Target":"thread","Details":[{"Code":"x"}],"InnerError":{"Code":"y"}}}`,
			},
			acs.ErrorDetail{
				Code: "NotMember", Message: "Not a member", Target: "thread",
				Details: []acs.ErrorDetail{{Code: "x"}}, InnerError: &acs.ErrorDetail{Code: "y"},
			},
			"403 Forbidden: NotMember: Not a member (thread) [details: x; y] [MS-CV abc.1]; " +
				"the user is not a participant of the thread, or the token's scope does not allow this call",
		},
		"format of the document": {
			servicetest.Response{Status: 400, Body: `{"error":{"code":"BadRequest","message":"Identifier format is invalid (x)","target":"t"}}`},
			acs.ErrorDetail{Code: "BadRequest", Message: "Identifier format is invalid (x)", Target: "t"},
			"400 Bad Request: BadRequest: Identifier format is invalid (x) (t); " +
				`an identifier is malformed, so the whole request failed: check the raw IDs in the request, such as "8:acs:<resource>_<user>"`,
		},
		"no message": {
			servicetest.Response{Status: 400, Body: `{"CommunicationError":{"Code":"BadRequest","Details":[]}}`},
			acs.ErrorDetail{Code: "BadRequest", Details: []acs.ErrorDetail{}},
			"400 Bad Request: BadRequest",
		},
		"no body": {
			servicetest.Response{Status: 401},
			acs.ErrorDetail{},
			"401 Unauthorized; " + `the token is missing, has expired, belongs to another resource, or lacks a scope that the call needs, such as "chat"`,
		},
		"HTML page": {
			servicetest.Response{Status: 404, Body: "<html><title>Not here</title><body>x</body></html>"},
			acs.ErrorDetail{Message: "Not here"},
			"404 Not Found: Not here; the object in the path does not exist, was deleted, or belongs to another Communication Services resource",
		},
		"unexpected success": {servicetest.Response{Status: 202, Body: `{"id":"x"}`}, acs.ErrorDetail{}, "202 Accepted"},
		"redirect":           {servicetest.Response{Status: 307, Header: map[string]string{"Location": "https://evil.example/"}}, acs.ErrorDetail{}, "307 Temporary Redirect"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := newThread(t, servicetest.New(t, c.response)).GetProperties(t.Context(), nil)
			servicetest.WantError(t, err, request+c.text)
			var failure *acs.Error
			var azure *azcore.ResponseError
			if !errors.As(err, &failure) || !errors.As(err, &azure) {
				t.Fatalf("got %T, want an *acs.Error and an *azcore.ResponseError", err)
			}
			servicetest.WantEqual(t, "status of the ResponseError", azure.StatusCode, c.response.Status)
			servicetest.WantEqual(t, "code of the ResponseError", azure.ErrorCode, c.want.Code)
			servicetest.WantEqual(t, "status", failure.StatusCode, c.response.Status)
			servicetest.WantEqual(t, "request ID", failure.RequestID, cmp.Or(c.response.Header["MS-CV"], failure.ClientRequestID))
			servicetest.WantEqual(t, "operation", failure.Operation, "ThreadClient.GetProperties")
			if len(c.want.Details) == 0 && len(failure.Details) == 0 {
				failure.Details, c.want.Details = nil, nil
			}
			servicetest.WantEqual(t, "detail", failure.ErrorDetail, c.want)
		})
	}
}

// TestTooManyRequests checks that the error after the last retry contains the
// Retry-After value.
func TestTooManyRequests(t *testing.T) {
	s := servicetest.New(t, servicetest.Response{Status: 429, Header: map[string]string{"Retry-After": "7"}})
	client := newClient(t, s, func(o *chat.ClientOptions) { o.Retry.MaxRetries = -1 })
	_, err := client.Thread(threadID).SendMessage(t.Context(), "hello", nil)
	servicetest.WantError(t, err, "POST "+threadPath+"/messages: 429 Too Many Requests; wait 7s before the next request")
	var failure *acs.Error
	servicetest.WantEqual(t, "is an *acs.Error", errors.As(err, &failure), true)
	servicetest.WantEqual(t, "RetryAfter", failure.RetryAfter, 7*time.Second)
}

// TestUnexpectedStatus checks that every operation returns an error for an unexpected
// status.
func TestUnexpectedStatus(t *testing.T) {
	for name, call := range threadCalls() {
		t.Run(name, func(t *testing.T) {
			for _, status := range []int{206, 409} {
				var failure *acs.Error
				if err := call(t.Context(), newThread(t, servicetest.New(t, servicetest.Response{Status: status}))); !errors.As(err, &failure) || failure.StatusCode != status {
					t.Errorf("got %v, want an *acs.Error with %d", err, status)
				}
			}
		})
	}
}

// TestTransportError checks that the error of the transport is wrapped.
func TestTransportError(t *testing.T) {
	s := servicetest.New(t, repeatResponse(3, servicetest.Response{Err: io.ErrUnexpectedEOF})...)
	_, err := newThread(t, s).GetProperties(t.Context(), nil)
	servicetest.WantEqual(t, "is the transport's error", errors.Is(err, io.ErrUnexpectedEOF), true)
}

// TestContext checks that a canceled context ends the retries of a call and a list.
func TestContext(t *testing.T) {
	t.Run("retries", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		s := servicetest.New(t, servicetest.Response{Status: 503})
		transport := transportFunc(func(req *http.Request) (*http.Response, error) {
			cancel()
			return s.Do(req)
		})
		_, err := newThread(t, transport).GetProperties(ctx, nil)
		servicetest.WantEqual(t, "is Canceled", errors.Is(err, context.Canceled), true)
	})
	t.Run("list", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		s := servicetest.New(t, page(messagesURL+"?p2", "1"))
		transport := transportFunc(func(req *http.Request) (*http.Response, error) {
			if err := req.Context().Err(); err != nil {
				return nil, err
			}
			return s.Do(req)
		})
		var last error
		for _, err := range newThread(t, transport).Messages(ctx, nil) {
			cancel()
			last = err
		}
		servicetest.WantEqual(t, "is Canceled", errors.Is(last, context.Canceled), true)
	})
}

// transportFunc is a transport that is a function.
type transportFunc func(*http.Request) (*http.Response, error)

// Do calls the function.
func (f transportFunc) Do(req *http.Request) (*http.Response, error) { return f(req) }

// TestCredentialError checks that an error of the credential is wrapped and not
// retried, and that no request is sent.
func TestCredentialError(t *testing.T) {
	cause := errors.New("no token")
	options := &chat.ClientOptions{}
	options.Transport = servicetest.New(t)
	client, err := chat.NewClient(endpoint, credentialFunc(func() (azcore.AccessToken, error) { return azcore.AccessToken{}, cause }), options)
	servicetest.WantNoError(t, err)
	_, err = client.DeleteThread(t.Context(), threadID, nil)
	servicetest.WantError(t, err, `Client.DeleteThread: acs: authorize request to "resource.communication.azure.com:443": no token`)
	servicetest.WantEqual(t, "is the credential's error", errors.Is(err, cause), true)
}

// credentialFunc is a credential that is a function.
type credentialFunc func() (azcore.AccessToken, error)

// GetToken calls the function.
func (f credentialFunc) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return f()
}
