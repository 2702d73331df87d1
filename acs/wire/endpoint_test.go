package wire_test

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs/wire"
)

func TestParseEndpoint(t *testing.T) {
	tests := map[string]struct{ endpoint, want string }{
		"from the Azure portal": {"https://example.communication.azure.com/", "https://example.communication.azure.com"},
		"no scheme":             {"example.communication.azure.com", "https://example.communication.azure.com"},
		"no scheme, slash":      {"example.com/", "https://example.com"},
		"no scheme, port":       {"localhost:8443", "https://localhost:8443"},
		"slashes":               {"https://example.com//", "https://example.com"},
		"http":                  {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		"upper-case scheme":     {"HTTPS://Example.com", "https://Example.com"},
		"base path":             {"https://example.com/base/path/", "https://example.com/base/path"},
		"escaped base path":     {"https://example.com/a%2Fb", "https://example.com/a%2Fb"},
		"IPv6":                  {"https://[::1]:8443", "https://[::1]:8443"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			u, err := wire.ParseEndpoint(tc.endpoint)
			if err != nil {
				t.Fatal(err)
			}
			if u.String() != tc.want {
				t.Errorf("got %s, want %s", u, tc.want)
			}
		})
	}
}

// The error does not contain the endpoint: it may be a connection string or a key,
// which must not be logged.
func TestParseEndpointError(t *testing.T) {
	const (
		notURL   = "endpoint is not a URL like https://example.communication.azure.com"
		notASCII = `endpoint has a host that is not ASCII (want its punycode form, "xn--...")`
	)
	tests := map[string]struct{ endpoint, want string }{
		"empty":                      {"", "endpoint is empty"},
		"slash":                      {"/", notURL},
		"scheme alone":               {"https://", notURL},
		"one slash":                  {"https:/secret", notURL},
		"no slash":                   {"https:secret", notURL},
		"port alone":                 {"https://:443", notURL},
		"empty port":                 {"https://secret:", notURL},
		"port name":                  {"https://secret:port", notURL},
		"user":                       {"https://user:secret@example.com", notURL},
		"empty user":                 {"https://@secret", notURL},
		"query":                      {"https://example.com/?code=secret", notURL},
		"empty query":                {"https://secret?", notURL},
		"fragment":                   {"https://example.com/#secret", notURL},
		"empty fragment":             {"https://secret#", notURL},
		"space":                      {"https://secret example.com", notURL},
		"space before":               {" https://secret", notURL},
		"space after":                {"https://secret/ ", notURL},
		"line break":                 {"https://secret\n", notURL},
		"connection string":          {"endpoint=https://example.com/;accesskey=secret", notURL},
		"connection string, key":     {"accesskey=secret==;endpoint=https://example.com/", notURL},
		"connection string, slashes": {"accesskey=sec/secret==;endpoint=https://example.com/", notURL},
		"connection string, no URL":  {"endpoint=example.com;accesskey=secret", notURL},
		"key":                        {"secret==", notURL},
		"key with a slash":           {"sec/secret==", notURL},
		"port 0":                     {"https://secret:0", "endpoint has an invalid port (want 1 to 65535)"},
		"port too large":             {"https://secret:99999", "endpoint has an invalid port (want 1 to 65535)"},
		"another scheme":             {"ftp://secret", `endpoint has the scheme "ftp" instead of https`},
		"not ASCII":                  {"https://secreİ.example.com", notASCII},
		"not ASCII, no scheme":       {"secret.example。com", notASCII},
		"not ASCII, percent-encoded": {"https://secret.%E2%84%AA.com", notASCII},
		"websocket":                  {"wss://secret", `endpoint has the scheme "wss" instead of https`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := wire.ParseEndpoint(tc.endpoint)
			wantError(t, err, tc.want)
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("%v: contains the endpoint", err)
			}
			_, err = wire.NewClient(newConfig(tc.endpoint))
			wantError(t, err, tc.want)
		})
	}
}

func TestHostPort(t *testing.T) {
	tests := map[string]struct{ url, want string }{
		"https":        {"https://example.com", "example.com:443"},
		"http":         {"http://example.com", "example.com:80"},
		"port":         {"https://example.com:8443/a", "example.com:8443"},
		"default port": {"https://example.com:443", "example.com:443"},
		"http on 443":  {"http://example.com:443", "example.com:443"},
		"upper case":   {"https://EXAMPLE.com", "example.com:443"},
		"IPv6":         {"https://[::1]", "[::1]:443"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			u, err := url.Parse(tc.url)
			if err != nil {
				t.Fatal(err)
			}
			if got := wire.HostPort(u); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

// NewClient returns configuration errors.
func TestNewClientError(t *testing.T) {
	t.Run("authentication", func(t *testing.T) {
		config := newConfig("https://example.com")
		config.Auth = func(*wire.Config) (policy.Policy, error) { return nil, errors.New("credential is nil") }
		_, err := wire.NewClient(config)
		wantError(t, err, "credential is nil")
	})
	t.Run("version", func(t *testing.T) {
		config := newConfig("https://example.com")
		config.Version = "1"
		_, err := wire.NewClient(config)
		wantError(t, err, "malformed moduleVersion param value 1")
	})
}

// Invalid next-link hosts are rejected, including an empty one, which would refer to
// the local machine.
func TestNextLinkHostsError(t *testing.T) {
	for name, host := range map[string]string{
		"empty":        "",
		"port alone":   ":443",
		"URL":          "https://other.example.com",
		"path":         "other.example.com/a",
		"user":         "user@other.example.com",
		"invalid port": "other.example.com:https",
		"space":        "other example.com",
		"wildcard":     "*.example.com",
		"two hosts":    "a.example.com,b.example.com",
		"encoded":      "%61.example.com",
		"IPv6":         "::1",
		"backslash":    `other.example.com\@evil.com`,
	} {
		t.Run(name, func(t *testing.T) {
			config := newConfig("https://example.com")
			config.AllowedNextLinkHosts = []string{"other.example.com", host}
			_, err := wire.NewClient(config)
			wantError(t, err, `ClientOptions.AllowedNextLinkHosts: invalid host `+strconv.Quote(host)+` (want "host" or "host:port")`)
		})
	}
}

// A host in the list must be ASCII, also after percent-decoding.
func TestNextLinkHostsNotASCII(t *testing.T) {
	for host, decoded := range map[string]string{"İ.example.com": "İ.example.com", "%E2%84%AA.example.com:443": "\u212a.example.com:443"} {
		config := newConfig("https://example.com")
		config.AllowedNextLinkHosts = []string{host}
		_, err := wire.NewClient(config)
		wantError(t, err, `ClientOptions.AllowedNextLinkHosts: host `+strconv.Quote(decoded)+` is not ASCII (want its punycode form, "xn--...")`)
	}
}

// authPolicy sends a longer Authorization header with each attempt.
type authPolicy struct{ attempts int }

// Do sends one attempt.
func (p *authPolicy) Do(req *policy.Request) (*http.Response, error) {
	p.attempts++
	req.Raw().Header.Set("Authorization", strings.Repeat("x", p.attempts))
	return req.Next()
}

// The auth policy runs for each attempt, and Auth may modify the client's options.
func TestAuth(t *testing.T) {
	var got []string
	config := newConfig("https://example.com")
	config.Auth = func(config *wire.Config) (policy.Policy, error) {
		config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			got = append(got, r.Header.Get("Authorization"))
			return newResponse(r, http.StatusTooManyRequests, ""), nil
		})
		return &authPolicy{}, nil
	}
	_, err := newThread(t, config).send(t.Context(), "hello", nil)
	wantError(t, err, "status 429: ")
	if strings.Join(got, " ") != "x xx xxx" {
		t.Errorf("got %q", got)
	}
}
