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

// tokenSource is a credential made of a function.
type tokenSource func(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error)

func (s tokenSource) GetToken(ctx context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return s(ctx, options)
}

// memoryTransport answers requests without a network.
type memoryTransport func(*http.Request) (*http.Response, error)

func (m memoryTransport) Do(request *http.Request) (*http.Response, error) { return m(request) }

// answer is a response to request.
func answer(request *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Status: fmt.Sprintf("%d %s", status, http.StatusText(status)),
		Header: http.Header{"Content-Type": {"application/json"}}, // azcore logs a body only if it says what it is
		Body:   io.NopCloser(strings.NewReader(body)), Request: request,
	}
}

// sendWith sends a GET through a pipeline with the policy and returns the Authorization headers of the tries. The first
// answers of the transport are 503, as many as busy says.
func sendWith(t *testing.T, ctx context.Context, tokens policy.Policy, url string, busy int) (authorizations []string, err error) {
	t.Helper()
	transport := memoryTransport(func(request *http.Request) (*http.Response, error) {
		authorizations = append(authorizations, request.Header.Get("Authorization"))
		if len(authorizations) <= busy {
			return answer(request, http.StatusServiceUnavailable, ""), nil
		}
		return answer(request, http.StatusOK, ""), nil
	})
	pipeline := runtime.NewPipeline("test", "v0", runtime.PipelineOptions{PerRetry: []policy.Policy{tokens}},
		&policy.ClientOptions{Transport: transport})
	request, err := runtime.NewRequest(ctx, http.MethodGet, url)
	if err != nil {
		t.Fatal(err)
	}
	_, err = pipeline.Do(request)
	return authorizations, err
}

// triesPolicy counts the tries that reach the policy which it wraps.
type triesPolicy struct {
	policy.Policy
	tries int
}

func (p *triesPolicy) Do(request *policy.Request) (*http.Response, error) {
	p.tries++
	return p.Policy.Do(request)
}

// numberedTokens gives token-1, token-2 and so on.
func numberedTokens() tokenSource {
	calls := 0
	return func(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
		calls++
		return azcore.AccessToken{Token: fmt.Sprintf("token-%d", calls)}, nil
	}
}

// Each try carries the token of its own moment, so that a retry after an expiry does not repeat a dead token.
func TestTokenPolicyAuthorizesEachTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tokens, err := acs.NewTokenPolicy(numberedTokens(), "https://a.example", nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := sendWith(t, t.Context(), tokens, "https://a.example/chat", 2)
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"Bearer token-1", "Bearer token-2", "Bearer token-3"}; !reflect.DeepEqual(got, want) {
			t.Errorf("sent %q, want %q", got, want)
		}
	})
}

// The token goes to the endpoint's host and port and to those that were named, whichever way they are written.
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
		{"named host", "https://a.example", "https://b.example:443/x", &acs.TokenPolicyOptions{Hosts: []string{"B.example"}}},
		{"named port", "https://a.example", "https://b.example:81/x", &acs.TokenPolicyOptions{Hosts: []string{"c", "b.example:81"}}},
		{"named IPv6", "https://a.example", "https://[::2]/x", &acs.TokenPolicyOptions{Hosts: []string{"[::2]"}}},
		{"insecure", "http://a.example", "http://a.example:80/x", &acs.TokenPolicyOptions{InsecureAllowCredentialWithHTTP: true}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tokens, err := acs.NewTokenPolicy(numberedTokens(), test.endpoint, test.options)
			if err != nil {
				t.Fatal(err)
			}
			got, err := sendWith(t, t.Context(), tokens, test.url, 0)
			if want := []string{"Bearer token-1"}; err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("sent %q, %v, want %q", got, err, want)
			}
		})
	}
}

// The token leaves neither for another place nor in the clear, and such a request is not sent at all, not even once.
func TestTokenPolicyRefusals(t *testing.T) {
	broken := errors.New("no network")
	fails := func(token string, err error) tokenSource {
		return func(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
			return azcore.AccessToken{Token: token}, err
		}
	}
	const hosts = `: the client is for ["a.example:443" "b.example:8443"] (name more in Hosts)`
	tests := []struct {
		name, url  string
		credential tokenSource
		allowHTTP  bool
		want       string
		is         error
	}{
		{"plain HTTP", "http://a.example:443/x", numberedTokens(), false,
			`acs: no token sent to "a.example:443": the request is not https (for tests, set InsecureAllowCredentialWithHTTP)`, nil},
		{"plain HTTP on its own port", "http://a.example/x", numberedTokens(), true, `acs: no token sent to "a.example:80"` + hosts, nil},
		{"other host", "https://evil.example/x", numberedTokens(), false, `acs: no token sent to "evil.example:443"` + hosts, nil},
		{"subdomain", "https://x.a.example/x", numberedTokens(), false, `acs: no token sent to "x.a.example:443"` + hosts, nil},
		{"host as user info", "https://a.example@evil.example/x", numberedTokens(), false, `acs: no token sent to "evil.example:443"` + hosts, nil},
		{"other port", "https://a.example:444/x", numberedTokens(), false, `acs: no token sent to "a.example:444"` + hosts, nil},
		{"other port of a named host", "https://b.example/x", numberedTokens(), false, `acs: no token sent to "b.example:443"` + hosts, nil},
		{"credential fails", "https://a.example/x", fails("s3cr3t", broken), false,
			`acs: authorize request to "a.example:443": no network`, broken},
		{"empty token", "https://a.example/x", fails("", nil), false,
			`acs: authorize request to "a.example:443": token is empty`, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			tokens, err := acs.NewTokenPolicy(test.credential, "https://a.example", &acs.TokenPolicyOptions{
				Hosts: []string{"b.example:8443"}, InsecureAllowCredentialWithHTTP: test.allowHTTP,
			})
			if err != nil {
				t.Fatal(err)
			}
			counted := &triesPolicy{Policy: tokens}
			sent, err := sendWith(t, t.Context(), counted, test.url, 0)
			wantCredentialError(t, err, test.want)
			if test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("%v does not wrap %v", err, test.is)
			}
			if len(sent) != 0 || counted.tries != 1 {
				t.Errorf("sent %d requests in %d tries, want none in 1", len(sent), counted.tries)
			}
		})
	}
}

// The constructor refuses what would send the token astray, and repeats no endpoint, which may be a connection string.
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
		{"bad port", "https://a.example:http", nil, notURL},
		{"plain HTTP", "http://a.example", nil, `acs: endpoint is http, but tokens are sent over https only (for tests, set InsecureAllowCredentialWithHTTP)`},
		{"other scheme", "ftp://a.example", nil, `acs: endpoint has the scheme "ftp" instead of https`},
		{"URL for a host", "https://a.example", []string{"https://b.example"}, `acs: Hosts: "https://b.example" is not "host" or "host:port"`},
		{"host with path", "https://a.example", []string{"b.example", "c.example/x"}, `acs: Hosts: "c.example/x" is not "host" or "host:port"`},
		{"empty host", "https://a.example", []string{""}, `acs: Hosts: "" is not "host" or "host:port"`},
		{"bad host", "https://a.example", []string{"b:x"}, `acs: Hosts: "b:x" is not "host" or "host:port"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := acs.NewTokenPolicy(numberedTokens(), test.endpoint, &acs.TokenPolicyOptions{Hosts: test.hosts})
			wantCredentialError(t, err, test.want)
		})
	}
	_, err := acs.NewTokenPolicy(nil, "https://a.example", nil)
	wantCredentialError(t, err, "acs: credential is nil")
}

// The credential sees the scopes and the end of the caller's context, but not the call's headers, which are not for its own requests.
func TestTokenPolicyAsksTheCredential(t *testing.T) {
	type key struct{}
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), key{}, 1))
	defer cancel()
	credential := tokenSource(func(seen context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
		if want := []string{"scope"}; !reflect.DeepEqual(options.Scopes, want) {
			t.Errorf("scopes = %q, want %q", options.Scopes, want)
		}
		if seen.Value(key{}) != nil {
			t.Error("the credential sees the values of the call")
		}
		cancel()
		if seen.Err() == nil {
			t.Error("the credential does not see the end of the call")
		}
		return azcore.AccessToken{}, seen.Err()
	})
	tokens, err := acs.NewTokenPolicy(credential, "a.example", &acs.TokenPolicyOptions{Scopes: []string{"scope"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sendWith(t, ctx, tokens, "https://a.example", 0); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want context.Canceled", err)
	}
}
