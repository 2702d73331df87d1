package acs_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
)

// A redirect is not followed, so that the token is not sent to its target. The target is another port of the same host, to which
// an http.Client would send the Authorization header.
func TestWithoutRedirects(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		t.Errorf("the redirect was followed, with Authorization %q", request.Header.Get("Authorization"))
	}))
	defer other.Close()
	service := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer service.Close()

	original := &http.Client{Timeout: 1}
	for name, transport := range map[string]interface {
		Do(*http.Request) (*http.Response, error)
	}{"default": nil, "custom client": service.Client()} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, service.URL, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Authorization", "Bearer s3cr3t")
			response, err := acs.WithoutRedirects(transport).Do(request)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if response.StatusCode != http.StatusTemporaryRedirect {
				t.Errorf("status = %d, want %d", response.StatusCode, http.StatusTemporaryRedirect)
			}
		})
	}

	modified, ok := acs.WithoutRedirects(original).(*http.Client)
	if !ok || modified == original || original.CheckRedirect != nil || modified.Timeout != original.Timeout {
		t.Error("the caller's client was modified, or its settings were lost")
	}
	custom := new(customTransport)
	if acs.WithoutRedirects(custom) != custom {
		t.Error("a transport that is not an http.Client was replaced")
	}
}

// customTransport is a transport that is not an http.Client.
type customTransport struct{ http.Client }
