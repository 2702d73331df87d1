package acs_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire"
)

// newTokenClient returns a client configured like one from a generated constructor.
func newTokenClient(t *testing.T, endpoint string, options azcore.ClientOptions) *wire.Client {
	t.Helper()
	cred, err := acs.NewTokenCredential("s3cr3t")
	if err != nil {
		t.Fatal(err)
	}
	client, err := wire.NewClient(wire.Config{
		Module: "test", Version: "v1.0.0", Endpoint: endpoint, Auth: acs.TokenAuth(cred), NewError: acs.NewError, Options: options,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func callOnce(t *testing.T, client *wire.Client) error {
	t.Helper()
	_, err := wire.Call[struct{}](t.Context(), client, "Client.Test", wire.NewRequest(http.MethodGet, "/x"), nil, http.StatusOK)
	return err
}

// followingTransport hides an http.Client from WithoutRedirects, so that it follows redirects.
type followingTransport struct{ client *http.Client }

func (f followingTransport) Do(req *http.Request) (*http.Response, error) { return f.client.Do(req) }

// If the transport follows a redirect, the call fails instead of returning the response from another host.
func TestTokenAuthRedirect(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
	defer other.Close()
	server := httptest.NewTLSServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer server.Close()
	err := callOnce(t, newTokenClient(t, server.URL, azcore.ClientOptions{Transport: followingTransport{server.Client()}}))
	want := `Client.Test: acs: the transport followed a redirect to "` + other.Listener.Addr().String() + `": transports must not follow redirects`
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// The token is not sent to another host even if a policy that runs after authorization changes the host.
func TestTokenAuthHostChange(t *testing.T) {
	client := newTokenClient(t, "https://a.example", azcore.ClientOptions{
		PerRetryPolicies: []policy.Policy{hostChanger{"evil.example"}},
		Transport: transportFunc(func(req *http.Request) (*http.Response, error) {
			t.Errorf("%s was sent to %s", req.Header.Get("Authorization"), req.URL.Host)
			return newResponse(req, http.StatusOK, ""), nil
		}),
	})
	const want = `Client.Test: acs: no credentials sent to "evil.example:443": host "evil.example" is neither the endpoint's "a.example" nor one of ClientOptions.AllowedNextLinkHosts`
	if err := callOnce(t, client); err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// For an http endpoint, https is another scheme.
func TestTokenPolicyOtherScheme(t *testing.T) {
	tokenPolicy, err := acs.NewTokenPolicy(numberedTokens(), "http://a.example", &acs.TokenPolicyOptions{InsecureAllowCredentialWithHTTP: true})
	if err != nil {
		t.Fatal(err)
	}
	_, err = sendWithPolicy(t, t.Context(), tokenPolicy, "https://a.example/x", 0)
	const want = `acs: no credentials sent to "a.example:443": scheme "https" is not the endpoint's "http"`
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// A nil pointer, which NewTokenCredential returns with an error, is rejected like a nil interface.
func TestAuthNilCredential(t *testing.T) {
	none, err := acs.NewTokenCredential("")
	if err == nil {
		t.Fatal("got no error for an empty token")
	}
	for name, auth := range map[string]wire.Auth{
		"token, nil pointer": acs.TokenAuth(none), "token, nil": acs.TokenAuth(nil),
		"Entra, nil pointer": acs.EntraAuth(none, "s"), "Entra, nil": acs.EntraAuth(nil, "s"),
	} {
		_, err := wire.NewClient(wire.Config{Module: "test", Version: "v1.0.0", Endpoint: "https://a.example", Auth: auth})
		if err == nil || err.Error() != "acs: credential is nil" {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// The request in an error's response has no Authorization header.
func TestErrorWithoutAuthorization(t *testing.T) {
	client := newTokenClient(t, "https://a.example", azcore.ClientOptions{
		Transport: transportFunc(func(req *http.Request) (*http.Response, error) {
			return newResponse(req, http.StatusConflict, `{}`), nil
		}),
	})
	err := callOnce(t, client)
	responseError := new(azcore.ResponseError)
	if !errors.As(err, &responseError) {
		t.Fatalf("error %v", err)
	}
	if got := responseError.RawResponse.Request.Header.Get("Authorization"); got != "" {
		t.Errorf("the error contains %q", got)
	}
}
