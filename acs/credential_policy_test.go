package acs_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/chatgen-go/chatgen/acs"
)

// credentialFunc implements azcore.TokenCredential with a function.
type credentialFunc func(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error)

func (f credentialFunc) GetToken(ctx context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return f(ctx, options)
}

// transportFunc responds to requests without a network.
type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) Do(request *http.Request) (*http.Response, error) { return f(request) }

// newResponse returns a JSON response to request.
func newResponse(request *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Status: fmt.Sprintf("%d %s", status, http.StatusText(status)),
		Header: http.Header{"Content-Type": {"application/json"}}, // azcore logs a body only if it has a text content type
		Body:   io.NopCloser(strings.NewReader(body)), Request: request,
	}
}

// sendWithPolicy sends a GET request through a pipeline with the policy and returns the Authorization headers of all attempts.
// The transport responds with 503 to the given number of attempts, and then with 200.
func sendWithPolicy(t *testing.T, ctx context.Context, perRetry policy.Policy, url string, failures int) (authorizations []string, err error) {
	t.Helper()
	transport := transportFunc(func(request *http.Request) (*http.Response, error) {
		authorizations = append(authorizations, request.Header.Get("Authorization"))
		if len(authorizations) <= failures {
			return newResponse(request, http.StatusServiceUnavailable, ""), nil
		}
		return newResponse(request, http.StatusOK, ""), nil
	})
	pipeline := runtime.NewPipeline("test", "v0", runtime.PipelineOptions{PerRetry: []policy.Policy{perRetry}},
		&policy.ClientOptions{Transport: transport})
	request, err := runtime.NewRequest(ctx, http.MethodGet, url)
	if err != nil {
		t.Fatal(err)
	}
	_, err = pipeline.Do(request)
	return authorizations, err
}

// attemptCounter is a policy that counts the attempts and passes them to another policy.
type attemptCounter struct {
	policy.Policy
	attempts int
}

func (p *attemptCounter) Do(request *policy.Request) (*http.Response, error) {
	p.attempts++
	return p.Policy.Do(request)
}

// numberedTokens returns a credential that returns token-1, token-2 and so on.
func numberedTokens() credentialFunc {
	calls := 0
	return func(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
		calls++
		return azcore.AccessToken{Token: fmt.Sprintf("token-%d", calls)}, nil
	}
}

// The policy gets a token for each attempt, so that a retry does not send a token that has expired in the meantime.
func TestTokenPolicyAuthorizesEachAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tokenPolicy, err := acs.NewTokenPolicy(numberedTokens(), "https://a.example", nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := sendWithPolicy(t, t.Context(), tokenPolicy, "https://a.example/chat", 2)
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"Bearer token-1", "Bearer token-2", "Bearer token-3"}; !reflect.DeepEqual(got, want) {
			t.Errorf("sent %q, want %q", got, want)
		}
	})
}

// The token is sent to the endpoint and the additional hosts, regardless of case and of how the port is written.
func TestTokenPolicyAllowedHosts(t *testing.T) {
	tests := []struct {
		name, endpoint, url string
		options             *acs.TokenPolicyOptions
	}{
		{"same host", "https://a.example", "https://a.example/x?y=z", nil},
		{"endpoint without scheme", "a.example", "https://a.example/x", nil},
		{"endpoint with path", "https://a.example/proxy/", "https://a.example/x", nil},
		{"explicit default port", "https://a.example:443", "https://a.example/x", nil},
		{"other case", "https://A.example", "HTTPS://a.EXAMPLE/x", nil},
		{"own port", "https://a.example:8443", "https://a.example:8443/x", nil},
		{"IPv6", "https://[::1]:8443", "https://[::1]:8443/x", nil},
		{"additional host", "https://a.example", "https://b.example:443/x", &acs.TokenPolicyOptions{Hosts: []string{"B.example"}}},
		{"additional host and port", "https://a.example", "https://b.example:81/x", &acs.TokenPolicyOptions{Hosts: []string{"c", "b.example:81"}}},
		{"additional IPv6 host", "https://a.example", "https://[::2]/x", &acs.TokenPolicyOptions{Hosts: []string{"[::2]"}}},
		{"plain HTTP allowed", "http://a.example", "http://a.example:80/x", &acs.TokenPolicyOptions{InsecureAllowCredentialWithHTTP: true}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tokenPolicy, err := acs.NewTokenPolicy(numberedTokens(), test.endpoint, test.options)
			if err != nil {
				t.Fatal(err)
			}
			got, err := sendWithPolicy(t, t.Context(), tokenPolicy, test.url, 0)
			if want := []string{"Bearer token-1"}; err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("sent %q, %v, want %q", got, err, want)
			}
		})
	}
}

// A request over plain HTTP or to another host, or without a token, is rejected without a retry, and not sent.
func TestTokenPolicyRejects(t *testing.T) {
	errNetwork := errors.New("no network")
	failingCredential := func(token string, err error) credentialFunc {
		return func(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
			return azcore.AccessToken{Token: token}, err
		}
	}
	tests := []struct {
		name, url  string
		credential credentialFunc
		allowHTTP  bool
		want       string
		wraps      error
	}{
		{"plain HTTP", "http://a.example:443/x", numberedTokens(), false,
			`acs: no credentials sent to "a.example:443": scheme "http" is not the endpoint's "https"`, nil},
		{"plain HTTP on its own port", "http://a.example/x", numberedTokens(), true, `acs: no credentials sent to "a.example:80": scheme "http" is not the endpoint's "https"`, nil},
		{"other host", "https://evil.example/x", numberedTokens(), false, `acs: no credentials sent to "evil.example:443": host "evil.example" is neither the endpoint's "a.example" nor one of TokenPolicyOptions.Hosts`, nil},
		{"subdomain", "https://x.a.example/x", numberedTokens(), false, `acs: no credentials sent to "x.a.example:443": host "x.a.example" is neither the endpoint's "a.example" nor one of TokenPolicyOptions.Hosts`, nil},
		{"host as user info", "https://a.example@evil.example/x", numberedTokens(), false, `acs: no credentials sent to "evil.example:443": the URL must not contain user information`, nil},
		{"other port", "https://a.example:444/x", numberedTokens(), false, `acs: no credentials sent to "a.example:444": host "a.example:444" is neither the endpoint's "a.example" nor one of TokenPolicyOptions.Hosts`, nil},
		{"other port of an additional host", "https://b.example/x", numberedTokens(), false, `acs: no credentials sent to "b.example:443": host "b.example" is neither the endpoint's "a.example" nor one of TokenPolicyOptions.Hosts`, nil},
		{"credential fails", "https://a.example/x", failingCredential("s3cr3t", errNetwork), false,
			`acs: authorize request to "a.example:443": no network`, errNetwork},
		{"empty token", "https://a.example/x", failingCredential("", nil), false,
			`acs: authorize request to "a.example:443": token is empty`, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tokenPolicy, err := acs.NewTokenPolicy(test.credential, "https://a.example", &acs.TokenPolicyOptions{
				Hosts: []string{"b.example:8443"}, InsecureAllowCredentialWithHTTP: test.allowHTTP,
			})
			if err != nil {
				t.Fatal(err)
			}
			counter := &attemptCounter{Policy: tokenPolicy}
			sent, err := sendWithPolicy(t, t.Context(), counter, test.url, 0)
			wantError(t, err, test.want)
			if test.wraps != nil && !errors.Is(err, test.wraps) {
				t.Errorf("%v does not wrap %v", err, test.wraps)
			}
			if len(sent) != 0 || counter.attempts != 1 {
				t.Errorf("sent %d requests in %d attempts, want none in 1", len(sent), counter.attempts)
			}
		})
	}
}

// The constructor rejects invalid endpoints and hosts. The error does not contain the endpoint, which may be a connection string.
func TestTokenPolicyArguments(t *testing.T) {
	const notURL = "acs: endpoint is not a URL like https://example.communication.azure.com"
	tests := []struct {
		name, endpoint string
		hosts          []string
		want           string
	}{
		{"empty endpoint", "", nil, "acs: endpoint is empty"},
		{"connection string", "endpoint=https://a.example/;accesskey=c2VjcmV0", nil, notURL},
		{"no host", "https://:443", nil, notURL},
		{"user info", "https://user:secret@a.example", nil, notURL},
		{"query", "https://a.example?sig=secret", nil, notURL},
		{"fragment", "https://a.example#x", nil, notURL},
		{"invalid port", "https://a.example:http", nil, notURL},
		{"plain HTTP", "http://a.example", nil, `acs: endpoint is http, but credentials are sent over https only (for tests, set InsecureAllowCredentialWithHTTP)`},
		{"other scheme", "ftp://a.example", nil, `acs: endpoint has the scheme "ftp" instead of https`},
		{"URL instead of a host", "https://a.example", []string{"https://b.example"}, `acs: TokenPolicyOptions.Hosts: invalid host "https://b.example" (want "host" or "host:port")`},
		{"host with path", "https://a.example", []string{"b.example", "c.example/x"}, `acs: TokenPolicyOptions.Hosts: invalid host "c.example/x" (want "host" or "host:port")`},
		{"empty host", "https://a.example", []string{""}, `acs: TokenPolicyOptions.Hosts: invalid host "" (want "host" or "host:port")`},
		{"invalid host", "https://a.example", []string{"b:x"}, `acs: TokenPolicyOptions.Hosts: invalid host "b:x" (want "host" or "host:port")`},
		{"host not ASCII", "https://a.example", []string{"\u212a.example"}, `acs: TokenPolicyOptions.Hosts: host "` + "\u212a" + `.example" is not ASCII (want its punycode form, "xn--...")`},
		{"endpoint not ASCII", "https://İ.example", nil, `acs: endpoint has a host that is not ASCII (want its punycode form, "xn--...")`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := acs.NewTokenPolicy(numberedTokens(), test.endpoint, &acs.TokenPolicyOptions{Hosts: test.hosts})
			wantError(t, err, test.want)
		})
	}
	_, err := acs.NewTokenPolicy(nil, "https://a.example", nil)
	wantError(t, err, "acs: credential is nil")
}

// The credential gets the scopes and the cancellation of the caller's context, but not the context's values: they contain the
// headers of the call, which must not be added to the credential's own requests.
func TestTokenPolicyCallsCredential(t *testing.T) {
	type key struct{}
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, 1))
	defer cancel()
	credential := credentialFunc(func(got context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
		if want := []string{"scope"}; !reflect.DeepEqual(options.Scopes, want) {
			t.Errorf("scopes = %q, want %q", options.Scopes, want)
		}
		if got.Value(key{}) != nil {
			t.Error("the context of the credential has the values of the call")
		}
		cancel()
		if got.Err() == nil {
			t.Error("the context of the credential is not canceled with the call")
		}
		return azcore.AccessToken{}, got.Err()
	})
	tokenPolicy, err := acs.NewTokenPolicy(credential, "a.example", &acs.TokenPolicyOptions{Scopes: []string{"scope"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sendWithPolicy(t, ctx, tokenPolicy, "https://a.example", 0); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want context.Canceled", err)
	}
}
