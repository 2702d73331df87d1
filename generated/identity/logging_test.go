package identity_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/log"

	"github.com/chatgen-go/chatgen/generated/identity"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// captureLog returns azcore's log while f runs.
func captureLog(f func()) string {
	var mu sync.Mutex
	var text strings.Builder
	log.SetListener(func(event log.Event, message string) {
		mu.Lock()
		defer mu.Unlock()
		text.WriteString(string(event) + ": " + message + "\n")
	})
	defer log.SetListener(nil)
	f()
	return text.String()
}

// TestLogging checks that the log contains diagnostic information, and neither the key nor issued or
// exchanged tokens.
func TestLogging(t *testing.T) {
	for name, op := range operations() {
		t.Run(name, func(t *testing.T) {
			op.success.Header = map[string]string{"MS-CV": "first.1"}
			text := captureLog(func() {
				s := newService(t, op.success, servicetest.Response{Status: 202, Body: tokenJSON})
				client := newClient(t, s)
				servicetest.WantNoError(t, op.call(t.Context(), client))
				if err := op.call(t.Context(), client); err == nil {
					t.Error("got no error for 202")
				}
			})
			for _, want := range []string{"api-version=" + identity.APIVersion, "Ms-Cv: first.1", "Authorization: REDACTED", "202 Accepted"} {
				if !strings.Contains(text, want) {
					t.Errorf("the log does not contain %q:\n%s", want, text)
				}
			}
			for _, secret := range []string{secretToken, "secret-entra", accessKey, "Signature="} {
				if strings.Contains(text, secret) {
					t.Errorf("the log contains %q:\n%s", secret, text)
				}
			}
		})
	}
}

// TestLoggingBodies checks that the client ignores IncludeBody, because bodies contain tokens.
func TestLoggingBodies(t *testing.T) {
	bodies := func(o *identity.ClientOptions) { o.Logging.IncludeBody = true }
	text := captureLog(func() {
		exchanged := tokenResponse()
		exchanged.Header = map[string]string{"Content-Type": "application/json"}
		client := newClient(t, newService(t, exchanged), bodies)
		servicetest.WantNoError(t, operations()["ExchangeTeamsToken"].call(t.Context(), client))
	})
	if !strings.Contains(text, "exchangeAccessToken") {
		t.Errorf("the request was not logged:\n%s", text)
	}
	for _, secret := range []string{secretToken, "secret-entra", accessKey, "Signature="} {
		if strings.Contains(text, secret) {
			t.Errorf("the log contains %q:\n%s", secret, text)
		}
	}
}
