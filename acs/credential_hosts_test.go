package acs_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

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

// sendTo sends a request to a URL through a pipeline with a policy of the caller's own and later policies.
func sendTo(t *testing.T, url string, auth policy.Policy, transport policy.Transporter, later ...policy.Policy) error {
	t.Helper()
	pipeline := runtime.NewPipeline("test", "v0", runtime.PipelineOptions{PerRetry: append([]policy.Policy{auth}, later...)},
		&policy.ClientOptions{Transport: transport})
	request, err := runtime.NewRequest(t.Context(), http.MethodPost, url)
	if err != nil {
		t.Fatal(err)
	}
	response, err := pipeline.Do(request)
	if err == nil {
		_ = response.Body.Close()
	}
	return err
}

// newPolicies returns both policies for pipelines of a caller.
func newPolicies(t *testing.T, endpoint string, hosts ...string) map[string]policy.Policy {
	t.Helper()
	token, err := acs.NewTokenPolicy(numberedTokens(), endpoint, &acs.TokenPolicyOptions{Hosts: hosts})
	if err != nil {
		t.Fatal(err)
	}
	key, err := acs.NewAccessKeyPolicy(secretKey, endpoint, &acs.AccessKeyPolicyOptions{Hosts: hosts})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]policy.Policy{"token": token, "key": key}
}

// A policy in a pipeline of the caller's own prevents that the transport sends credentials to the target of a redirect.
func TestPolicyRedirect(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		t.Errorf("the redirect was followed, with Authorization %q", request.Header.Get("Authorization"))
	}))
	defer other.Close()
	service := httptest.NewTLSServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer service.Close()
	for name, auth := range newPolicies(t, service.URL) {
		t.Run(name, func(t *testing.T) {
			wantError(t, sendTo(t, service.URL, auth, service.Client()), `acs: the transport followed a redirect to "`+
				other.Listener.Addr().String()+`": transports must not follow redirects`)
		})
	}
}

// In a pipeline of the caller's own, a later policy can change the host before the request is sent. That is an error afterwards,
// unless the host is allowed.
func TestPolicyHostChange(t *testing.T) {
	transport := transportFunc(func(request *http.Request) (*http.Response, error) {
		return newResponse(request, http.StatusOK, ""), nil
	})
	for name, auth := range newPolicies(t, "https://a.example", "b.example") {
		t.Run(name, func(t *testing.T) {
			if err := sendTo(t, "https://a.example/x", auth, transport, hostChanger{"b.example"}); err != nil {
				t.Error(err)
			}
			wantError(t, sendTo(t, "https://a.example/x", auth, transport, hostChanger{"evil.example"}),
				`acs: a later policy or a redirect changed the request to POST "https://evil.example"`)
			wantError(t, sendTo(t, "https://a.example/x", auth, transport, requestChanger(func(r *http.Request) { r.Method = http.MethodGet })),
				`acs: a later policy or a redirect changed the request to GET "https://a.example"`)
		})
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
