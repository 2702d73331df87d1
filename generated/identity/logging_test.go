package identity_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/log"

	"github.com/chatgen-go/chatgen/generated/identity"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// logged returns what azcore logs while f runs.
func logged(f func()) string {
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

// TestLogging protects the key and the tokens, those that are issued and those
// that are traded in, from logs; and what a log must show to be of use.
func TestLogging(t *testing.T) {
	for name, op := range operations() {
		t.Run(name, func(t *testing.T) {
			op.success.Header = map[string]string{"MS-CV": "first.1"}
			text := logged(func() {
				s := newService(t, op.success, servicetest.Answer{Status: 202, Body: tokenJSON})
				client := newClient(t, s)
				servicetest.WantNoError(t, op.call(t.Context(), client))
				if err := op.call(t.Context(), client); err == nil {
					t.Error("got no error for 202")
				}
			})
			for _, want := range []string{"api-version=2023-10-01", "Ms-Cv: first.1", "Authorization: REDACTED", "202 Accepted"} {
				if !strings.Contains(text, want) {
					t.Errorf("the log does not show %q:\n%s", want, text)
				}
			}
			for _, secret := range []string{secretToken, "secret-entra", accessKey, "Signature="} {
				if strings.Contains(text, secret) {
					t.Errorf("the log shows %q:\n%s", secret, text)
				}
			}
		})
	}
}

// TestLoggingOfBodies protects the words of Example_logging and of package acs:
// who asks for bodies gets them, and so the tokens, but never key or signature.
func TestLoggingOfBodies(t *testing.T) {
	bodies := func(o *identity.ClientOptions) { o.Logging.IncludeBody = true }
	text := logged(func() {
		exchanged := issued()
		exchanged.Header = map[string]string{"Content-Type": "application/json"}
		client := newClient(t, newService(t, exchanged), bodies)
		servicetest.WantNoError(t, operations()["ExchangeTeamsToken"].call(t.Context(), client))
	})
	for _, want := range []string{secretToken, "secret-entra"} {
		if !strings.Contains(text, want) {
			t.Errorf("the log does not show %q:\n%s", want, text)
		}
	}
	for _, secret := range []string{accessKey, "Signature="} {
		if strings.Contains(text, secret) {
			t.Errorf("the log shows %q:\n%s", secret, text)
		}
	}
}
