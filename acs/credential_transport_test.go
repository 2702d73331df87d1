package acs_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
)

// A redirect must not take the token along, not even to another port of the same host, where http.Client would send it.
func TestWithoutRedirects(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		t.Errorf("the redirect was followed, with Authorization %q", request.Header.Get("Authorization"))
	}))
	defer other.Close()
	service := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer service.Close()

	own := &http.Client{Timeout: 1}
	for name, transport := range map[string]interface {
		Do(*http.Request) (*http.Response, error)
	}{"default": nil, "own client": service.Client()} {
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

	guarded, ok := acs.WithoutRedirects(own).(*http.Client)
	if !ok || guarded == own || own.CheckRedirect != nil || guarded.Timeout != own.Timeout {
		t.Error("the caller's client is changed, or its settings are lost")
	}
	custom := new(customTransport)
	if acs.WithoutRedirects(custom) != custom {
		t.Error("a transport that is no http.Client is replaced")
	}
}

// customTransport is a transport of a user's own.
type customTransport struct{ http.Client }
