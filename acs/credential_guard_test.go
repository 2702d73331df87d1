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

// tokenClient is a client as a generated constructor makes it.
func tokenClient(t *testing.T, endpoint string, options azcore.ClientOptions) *wire.Client {
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

// wrapped hides an http.Client, so that nobody can tell it not to follow redirects.
type wrapped struct{ client *http.Client }

func (w wrapped) Do(req *http.Request) (*http.Response, error) { return w.client.Do(req) }

// A transport that follows redirects all the same is found out, and its answer is not taken for the service's.
func TestTokenAuthRedirect(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) }))
	defer elsewhere.Close()
	server := httptest.NewTLSServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer server.Close()
	err := callOnce(t, tokenClient(t, server.URL, azcore.ClientOptions{Transport: wrapped{server.Client()}}))
	want := `acs: the transport has followed a redirect to "` + elsewhere.Listener.Addr().String() + `": it must follow none`
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// detour is a policy of the caller's that sends requests elsewhere.
type detour struct{}

func (detour) Do(req *policy.Request) (*http.Response, error) {
	req.Raw().URL.Host = "evil.example"
	return req.Next()
}

// A policy that runs after the one that authorizes cannot carry the token away.
func TestTokenAuthDetour(t *testing.T) {
	client := tokenClient(t, "https://a.example", azcore.ClientOptions{
		PerRetryPolicies: []policy.Policy{detour{}},
		Transport: memoryTransport(func(req *http.Request) (*http.Response, error) {
			t.Errorf("%s was sent to %s", req.Header.Get("Authorization"), req.URL.Host)
			return answer(req, http.StatusOK, ""), nil
		}),
	})
	const want = `acs: no token sent to "evil.example:443": the client is for ["a.example:443"] (name more in Hosts)`
	if err := callOnce(t, client); err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// The nil pointer that a constructor returns beside an error is no credential.
func TestAuthWithoutCredential(t *testing.T) {
	none, err := acs.NewTokenCredential("")
	if err == nil {
		t.Fatal("an empty token is no error")
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

// An error gives the answer to whoever asks, but not what authorized the request.
func TestErrorWithoutAuthorization(t *testing.T) {
	client := tokenClient(t, "https://a.example", azcore.ClientOptions{
		Transport: memoryTransport(func(req *http.Request) (*http.Response, error) { return answer(req, http.StatusConflict, `{}`), nil }),
	})
	err := callOnce(t, client)
	refused := new(azcore.ResponseError)
	if !errors.As(err, &refused) {
		t.Fatalf("error %v", err)
	}
	if got := refused.RawResponse.Request.Header.Get("Authorization"); got != "" {
		t.Errorf("the error holds %q", got)
	}
}
