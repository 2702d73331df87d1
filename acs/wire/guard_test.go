package wire_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// fetchNextPage lets a client of an endpoint see a link, and returns the URL of what
// it then asks for, "" for nothing.
func fetchNextPage(t *testing.T, endpoint string, hosts []string, link string) (followed string, err error) {
	t.Helper()
	var urls []string
	config := configFor(endpoint)
	config.AllowedNextLinkHosts = hosts
	config.Options.Transport = recorded(&urls, func(r *http.Request) (*http.Response, error) {
		if len(urls) > 1 {
			link = ""
		}
		return answer(r, http.StatusOK, string(pageJSON(1, link))), nil
	})
	_, err = drain(t.Context(), newThread(t, config), nil)
	if len(urls) > 1 {
		followed = strings.TrimPrefix(urls[1], "GET ")
	}
	return followed, err
}

// A link to the endpoint is followed in whatever way it names it.
func TestNextLinkAllowed(t *testing.T) {
	tests := map[string]struct {
		endpoint, link string
		hosts          []string
	}{
		"same":                 {"https://example.com", "https://example.com/a?b", nil},
		"other base path":      {"https://example.com/base", "https://example.com/a", nil},
		"case of host":         {"https://Example.com", "https://eXample.COM/a", nil},
		"case of scheme":       {"https://example.com", "HTTPS://example.com/a", nil},
		"port 443":             {"https://example.com", "https://example.com:443/a", nil},
		"endpoint's port 443":  {"https://example.com:443", "https://example.com/a", nil},
		"port 80":              {"http://example.com", "http://example.com:80/a", nil},
		"endpoint's port 80":   {"http://example.com:80", "http://example.com/a", nil},
		"empty port":           {"https://example.com", "https://example.com:/a", nil},
		"other port":           {"https://example.com:8443", "https://example.com:8443/a", nil},
		"IPv6":                 {"https://[::1]:8443", "https://[::1]:8443/a", nil},
		"allowed host":         {"https://example.com", "https://other.example.com/a", []string{"x", "other.example.com"}},
		"allowed, port":        {"https://example.com", "https://other.example.com:8443/a", []string{"other.example.com:8443"}},
		"allowed, case":        {"https://example.com", "https://OTHER.example.com:443/a", []string{"Other.Example.com"}},
		"allowed, http":        {"http://example.com", "http://other.example.com/a", []string{"other.example.com:80"}},
		"endpoint beside them": {"https://example.com", "https://example.com/a", []string{"other.example.com"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := fetchNextPage(t, tc.endpoint, tc.hosts, tc.link)
			wantError(t, err, "")
			if want := strings.Replace(strings.Replace(tc.link, "HTTPS", "https", 1), ":/a", "/a", 1); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// The token goes along with a next link. So a link that leads elsewhere, or
// anywhere but where its text says, is not followed.
func TestNextLinkRefused(t *testing.T) {
	const (
		host   = `host %q is not the endpoint's "example.com", nor allowed by the client's options`
		bytes  = "cannot be followed byte for byte"
		user   = "names a user"
		noHost = "no Host in request URL"
	)
	notHost := func(name string) string { return strings.Replace(host, "%q", strconv.Quote(name), 1) }
	tests := map[string]struct{ link, want string }{
		"other host":         {"https://evil.com/a", notHost("evil.com")},
		"subdomain":          {"https://a.example.com/a", notHost("a.example.com")},
		"longer name":        {"https://example.com.evil.com/a", notHost("example.com.evil.com")},
		"dot at the end":     {"https://example.com./a", notHost("example.com.")},
		"other port":         {"https://example.com:8443/a", notHost("example.com:8443")},
		"port 80":            {"https://example.com:80/a", notHost("example.com:80")},
		"port with a zero":   {"https://example.com:0443/a", notHost("example.com:0443")},
		"address":            {"https://127.0.0.1/a", notHost("127.0.0.1")},
		"letter alike":       {"https://exаmple.com/a", notHost("exаmple.com")},
		"http":               {"http://example.com/a", `scheme "http" is not the endpoint's "https"`},
		"http on 443":        {"http://example.com:443/a", `scheme "http" is not the endpoint's "https"`},
		"file":               {"file://example.com/a", "unsupported protocol scheme file"},
		"no scheme":          {"//example.com/a", "unsupported protocol scheme "},
		"user":               {"https://user:password@example.com/a", user},
		"empty user":         {"https://@example.com/a", user},
		"host as user":       {"https://example.com@evil.com/a", user},
		"host as user, port": {"https://example.com:443@evil.com/a", user},
		"fragment":           {"https://example.com/a#b", bytes},
		"empty fragment":     {"https://example.com/a#", bytes},
		"fragment in host":   {"https://example.com#/a", bytes},
		"space in path":      {"https://example.com/a b", bytes},
		"space in query":     {"https://example.com/a?b HTTP/1.1", bytes},
		"non-ASCII path":     {"https://example.com/é", bytes},
		"no path":            {"https://example.com", bytes},
		"query, no path":     {"https://example.com?a", bytes},
		"relative":           {"/chat/threads?a", noHost},
		"relative, query":    {"?a", noHost},
		"relative, name":     {"a", noHost},
		"opaque":             {"https:example.com/a", noHost},
		"no host":            {"https:///a", noHost},
		"port alone":         {"https://:443/a", notHost(":443")},
		"space":              {" ", noHost},
		"space before":       {" https://example.com/a", `parse " https://example.com/a": first path segment in URL cannot contain colon`},
		"backslash":          {`https://evil.com\@example.com/a`, `parse "https://evil.com\\@example.com/a": net/url: invalid userinfo`},
		"line break":         {"https://example.com/a\r\nx-evil: 1", `parse "https://example.com/a\r\nx-evil: 1": net/url: invalid control character in URL`},
		"bad escape":         {"https://example.com/%zz", `parse "https://example.com/%zz": invalid URL escape "%zz"`},
		"bad port":           {"https://example.com:x/a", `parse "https://example.com:x/a": invalid port ":x" after host`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := fetchNextPage(t, "https://example.com", []string{"other.example.com"}, tc.link)
			wantError(t, err, "ThreadClient.ListMessages: next link "+strconv.Quote(withoutPassword(tc.link))+": "+tc.want)
			if got != "" {
				t.Errorf("asked for %s", got)
			}
		})
	}
}

// The endpoint's port and scheme count for what the options allow too.
func TestNextLinkHostsRefused(t *testing.T) {
	const text = `ThreadClient.ListMessages: next link %l: host %h is not the endpoint's "example.com:8443", nor allowed by the client's options`
	for link, host := range map[string]string{
		"https://example.com/a":            "example.com",
		"https://example.com:443/a":        "example.com:443",
		"https://other.example.com:8443/a": "other.example.com:8443",
	} {
		got, err := fetchNextPage(t, "https://example.com:8443", []string{"other.example.com"}, link)
		wantError(t, err, strings.NewReplacer("%l", strconv.Quote(link), "%h", strconv.Quote(host)).Replace(text))
		if got != "" {
			t.Errorf("asked for %s", got)
		}
	}
}

// A token to resume from comes from a caller's own caller, perhaps: it is
// guarded like a next link.
func TestResumeRefused(t *testing.T) {
	c, urls := pagedThread(t, paged(1))
	n, err := drain(t.Context(), c, &listOptions{ContinuationToken: "https://evil.com/a"})
	wantError(t, err, `ThreadClient.ListMessages: ContinuationToken "https://evil.com/a": host "evil.com" is not the endpoint's "example.com", nor allowed by the client's options`)
	if n != 0 || len(*urls) != 0 {
		t.Errorf("got %d items from %q", n, *urls)
	}
}

// withoutPassword is a link as errors show it.
func withoutPassword(link string) string {
	return strings.NewReplacer(":password@", ":xxxxx@", "com:443@", "com:xxxxx@").Replace(link)
}
