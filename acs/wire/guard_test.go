package wire_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// policyFunc is a policy.
type policyFunc func(*policy.Request) (*http.Response, error)

// Do sends one attempt.
func (f policyFunc) Do(req *policy.Request) (*http.Response, error) { return f(req) }

// withAuth makes the client send an Authorization header.
func withAuth(config wire.Config, value string) wire.Config {
	config.Auth = func(*wire.Config) (policy.Policy, error) {
		return policyFunc(func(req *policy.Request) (*http.Response, error) {
			req.Raw().Header.Set("Authorization", value)
			return req.Next()
		}), nil
	}
	return config
}

// A request that a policy has changed is not sent to another place with credentials, if
// the policy runs before authorization or after it. It is not retried.
func TestGuardChangedRequest(t *testing.T) {
	const neither = `is neither the endpoint's "example.com" nor one of ClientOptions.AllowedNextLinkHosts`
	host := func(host string) func(*http.Request) { return func(r *http.Request) { r.URL.Host = host } }
	tests := map[string]struct {
		change func(*http.Request)
		want   string
	}{
		"other host":        {host("evil.com"), `"evil.com:443": host "evil.com" ` + neither},
		"subdomain":         {host("a.example.com"), `"a.example.com:443": host "a.example.com" ` + neither},
		"trailing dot":      {host("example.com."), `"example.com.:443": host "example.com." ` + neither},
		"other port":        {host("example.com:8443"), `"example.com:8443": host "example.com:8443" ` + neither},
		"port 80":           {host("example.com:80"), `"example.com:80": host "example.com:80" ` + neither},
		"two ports":         {host("example.com:443:443"), `"[example.com:443]:443": host "example.com:443:443" ` + neither},
		"user in host":      {host("example.com@evil.com"), `"example.com@evil.com:443": host "example.com@evil.com" ` + neither},
		"path in host":      {host("evil.com/example.com"), `"evil.com/example.com:443": host "evil.com/example.com" ` + neither},
		"backslash":         {host(`evil.com\@example.com`), `"evil.com\\@example.com:443": host "evil.com\\@example.com" ` + neither},
		"percent-encoded":   {host("ex%61mple.com"), `"ex%61mple.com:443": host "ex%61mple.com" ` + neither},
		"IPv6":              {host("[::1]"), `"[::1]:443": host "[::1]" ` + neither},
		"no host":           {host(""), `":443": host "" ` + neither},
		"U+212A":            {host("\u212a.example.com"), `"` + "\u212a" + `.example.com:443": host "` + "\u212a" + `.example.com" is not ASCII (want its punycode form, "xn--...")`},
		"http":              {func(r *http.Request) { r.URL.Scheme = "http" }, `"example.com:80": scheme "http" is not the endpoint's "https"`},
		"http on port 443":  {func(r *http.Request) { r.URL = &url.URL{Scheme: "http", Host: "example.com:443"} }, `"example.com:443": scheme "http" is not the endpoint's "https"`},
		"no scheme":         {func(r *http.Request) { r.URL.Scheme = "" }, `"example.com:443": scheme "" is not the endpoint's "https"`},
		"user":              {func(r *http.Request) { r.URL.User = url.User("example.com") }, `"example.com:443": the URL must not contain user information`},
		"opaque":            {func(r *http.Request) { r.URL.Opaque = "//evil.com/a" }, `"example.com:443": the URL must not have the opaque part "//evil.com/a"`},
		"case":              {host("EXAMPLE.com"), ""},
		"default port":      {host("example.com:443"), ""},
		"empty port":        {host("example.com:"), ""},
		"allowed host":      {host("K.example.com:443"), ""},
		"only another path": {func(r *http.Request) { r.URL.Path = "//evil.com/a" }, ""},
	}
	for name, tc := range tests {
		for _, perRetry := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				attempts, sent := 0, 0
				change := policyFunc(func(req *policy.Request) (*http.Response, error) {
					attempts++
					tc.change(req.Raw())
					return req.Next()
				})
				config := withAuth(newConfig("https://example.com"), "secret")
				config.AllowedNextLinkHosts = []string{"k.example.com"}
				config.Options.PerCallPolicies = []policy.Policy{change}
				if perRetry {
					config.Options.PerCallPolicies, config.Options.PerRetryPolicies = nil, config.Options.PerCallPolicies
				}
				config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
					sent++
					return newResponse(r, http.StatusNoContent, ""), nil
				})
				want := ""
				if tc.want != "" {
					want = "ThreadClient.Delete: acs: no credentials sent to " + tc.want
				}
				wantError(t, newThread(t, config).remove(t.Context()), want)
				if attempts != 1 || (sent == 0) != (want != "") {
					t.Errorf("%d attempts, %d requests", attempts, sent)
				}
			})
		}
	}
}

// Without credentials, a policy may change the host, and the endpoint may be http.
func TestNoGuardWithoutAuth(t *testing.T) {
	config := newConfig("http://example.com")
	config.Options.PerCallPolicies = []policy.Policy{policyFunc(func(req *policy.Request) (*http.Response, error) {
		req.Raw().URL.Host = "other.example.com"
		return req.Next()
	})}
	var sent []string
	config.Options.Transport = recordingTransport(&sent, func(r *http.Request) (*http.Response, error) {
		return newResponse(r, http.StatusNoContent, ""), nil
	})
	wantError(t, newThread(t, config).remove(t.Context()), "")
	if len(sent) != 1 {
		t.Errorf("sent %q", sent)
	}
}

// With credentials, the endpoint must be https.
func TestGuardHTTPEndpoint(t *testing.T) {
	config := withAuth(newConfig("http://example.com"), "secret")
	_, err := wire.NewClient(config)
	wantError(t, err, "endpoint is http, but credentials are sent over https only (for tests, set InsecureAllowCredentialWithHTTP)")
	config.Options.InsecureAllowCredentialWithHTTP = true
	_, err = wire.NewClient(config)
	wantError(t, err, "")
}

// A response to another request shows that the transport followed a redirect, over a
// network or without one.
func TestResponseToOtherRequest(t *testing.T) {
	tests := map[string]struct{ method, url, want string }{
		"same":         {http.MethodDelete, "https://example.com/chat/threads/19%3Aa%40thread.v2", ""},
		"other path":   {http.MethodDelete, "https://example.com/a", ""},
		"default port": {http.MethodDelete, "https://EXAMPLE.com:443/a", ""},
		"other method": {http.MethodGet, "https://example.com/a", `GET "https://example.com"`},
		"no method":    {"", "https://example.com/a", `GET "https://example.com"`},
		"http":         {http.MethodDelete, "http://example.com:443/a", `DELETE "http://example.com:443"`},
		"other port":   {http.MethodDelete, "https://example.com:8443/a", `DELETE "https://example.com:8443"`},
		"other host":   {http.MethodDelete, "https://www.example.com/a", `DELETE "https://www.example.com"`},
		"U+0130":       {http.MethodDelete, "https://İ.example.com/a", `DELETE "https://İ.example.com"`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			u, err := url.Parse(tc.url)
			if err != nil {
				t.Fatal(err)
			}
			attempts := 0
			config := withAuth(newConfig("https://example.com"), "secret")
			config.Options.Transport = transportFunc(func(*http.Request) (*http.Response, error) {
				attempts++
				return newResponse(&http.Request{Method: tc.method, URL: u}, http.StatusNoContent, ""), nil
			})
			want := ""
			if tc.want != "" {
				want = "ThreadClient.Delete: acs: the transport followed a redirect to " + tc.want + ": transports must not follow redirects"
			}
			wantError(t, newThread(t, config).remove(t.Context()), want)
			if attempts != 1 {
				t.Errorf("%d attempts", attempts)
			}
		})
	}
}
