package wire_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// followLink responds to a client with a page that has the next link, and returns the
// URL that the client requests next, or "" if it sends no further request.
func followLink(t *testing.T, endpoint string, hosts []string, link string) (followed string, err error) {
	t.Helper()
	var urls []string
	config := newConfig(endpoint)
	config.AllowedNextLinkHosts = hosts
	config.Options.Transport = recordingTransport(&urls, func(r *http.Request) (*http.Response, error) {
		if len(urls) > 1 {
			link = ""
		}
		return newResponse(r, http.StatusOK, string(pageJSON(1, link))), nil
	})
	_, err = countItems(t.Context(), newThread(t, config), nil)
	if len(urls) > 1 {
		followed = strings.TrimPrefix(urls[1], "GET ")
	}
	return followed, err
}

// A link to an allowed host is followed, regardless of case and of how the port is
// written.
func TestNextLinkAllowed(t *testing.T) {
	tests := map[string]struct {
		endpoint, link string
		hosts          []string
	}{
		"same":                {"https://example.com", "https://example.com" + messagesPath + "?b", nil},
		"other base path":     {"https://example.com/base", "https://example.com" + messagesPath, nil},
		"case of host":        {"https://Example.com", "https://eXample.COM" + messagesPath, nil},
		"case of scheme":      {"https://example.com", "HTTPS://example.com" + messagesPath, nil},
		"port 443":            {"https://example.com", "https://example.com:443" + messagesPath, nil},
		"endpoint's port 443": {"https://example.com:443", "https://example.com" + messagesPath, nil},
		"port 80":             {"http://example.com", "http://example.com:80" + messagesPath, nil},
		"endpoint's port 80":  {"http://example.com:80", "http://example.com" + messagesPath, nil},
		"empty port":          {"https://example.com", "https://example.com:" + messagesPath, nil},
		"other port":          {"https://example.com:8443", "https://example.com:8443" + messagesPath, nil},
		"IPv6":                {"https://[::1]:8443", "https://[::1]:8443" + messagesPath, nil},
		"allowed host":        {"https://example.com", "https://other.example.com" + messagesPath, []string{"x", "other.example.com"}},
		"allowed, port":       {"https://example.com", "https://other.example.com:8443" + messagesPath, []string{"other.example.com:8443"}},
		"allowed, case":       {"https://example.com", "https://OTHER.example.com:443" + messagesPath, []string{"Other.Example.com"}},
		"allowed, http":       {"http://example.com", "http://other.example.com" + messagesPath, []string{"other.example.com:80"}},
		"endpoint's host":     {"https://example.com", "https://example.com" + messagesPath, []string{"other.example.com"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := followLink(t, tc.endpoint, tc.hosts, tc.link)
			wantError(t, err, "")
			if want := strings.Replace(strings.Replace(tc.link, "HTTPS", "https", 1), ":/chat", "/chat", 1); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// The request for a next link carries the access token, so a link to any other host,
// or one that cannot be sent unchanged, is rejected.
func TestNextLinkRejected(t *testing.T) {
	const (
		wrongHost = `host %q is neither the endpoint's "example.com" nor one of ClientOptions.AllowedNextLinkHosts`
		changed   = "cannot be sent unchanged"
		user      = "the URL must not contain user information"
		noHost    = "no Host in request URL"
	)
	notAllowed := func(name string) string { return strings.Replace(wrongHost, "%q", strconv.Quote(name), 1) }
	notASCII := func(name string) string {
		return fmt.Sprintf(`host %q is not ASCII (want its punycode form, "xn--...")`, name)
	}
	tests := map[string]struct{ link, want string }{
		"other host":         {"https://evil.com/a", notAllowed("evil.com")},
		"subdomain":          {"https://a.example.com/a", notAllowed("a.example.com")},
		"longer name":        {"https://example.com.evil.com/a", notAllowed("example.com.evil.com")},
		"dot at the end":     {"https://example.com./a", notAllowed("example.com.")},
		"other port":         {"https://example.com:8443/a", notAllowed("example.com:8443")},
		"port 80":            {"https://example.com:80/a", notAllowed("example.com:80")},
		"port with a zero":   {"https://example.com:0443/a", notAllowed("example.com:0443")},
		"address":            {"https://127.0.0.1/a", notAllowed("127.0.0.1")},
		"Cyrillic letter":    {"https://exаmple.com/a", notASCII("exаmple.com")},
		"fullwidth dot":      {"https://example．com/a", notASCII("example．com")},
		"soft hyphen":        {"https://exam\u00adple.com/a", notASCII("exam\u00adple.com")},
		"percent-encoded":    {"https://ex%C4%B0mple.com/a", notASCII("exİmple.com")},
		"percent, ASCII":     {"https://ex%61mple.com/a", `invalid URL escape "%61"`},
		"percent, bytes":     {"https://example%FF.com/a", notASCII("example\xff.com")},
		"punycode":           {"https://xn--exmple-4nf.com/a", notAllowed("xn--exmple-4nf.com")},
		"two ports":          {"https://example.com:443:443/a", `invalid port ":443:443" after host`},
		"IPv6 of IPv4":       {"https://[::ffff:127.0.0.1]/a", notAllowed("[::ffff:127.0.0.1]")},
		"two slashes":        {"//evil.com/a", notAllowed("evil.com")},
		"three slashes":      {"https:///evil.com/a", noHost},
		"backslashes":        {`https:\\evil.com/a`, noHost},
		"backslash in host":  {`https://example.com\.evil.com/a`, `invalid character "\\" in host name`},
		"http":               {"http://example.com/a", `scheme "http" is not the endpoint's "https"`},
		"http on 443":        {"http://example.com:443/a", `scheme "http" is not the endpoint's "https"`},
		"file":               {"file://example.com/a", "unsupported protocol scheme file"},
		"no scheme":          {"//evil.com/a", notAllowed("evil.com")},
		"user":               {"https://user:password@example.com/a", user},
		"empty user":         {"https://@example.com/a", user},
		"host as user":       {"https://example.com@evil.com/a", user},
		"host as user, port": {"https://example.com:443@evil.com/a", user},
		"fragment":           {"https://example.com/a#b", changed},
		"empty fragment":     {"https://example.com/a#", changed},
		"fragment in host":   {"https://example.com#/a", changed},
		"space in path":      {"https://example.com/a b", changed},
		"space in query":     {"https://example.com/a?b HTTP/1.1", changed},
		"non-ASCII path":     {"https://example.com/é", changed},
		"no path":            {"https://example.com", changed},
		"query, no path":     {"https://example.com?a", changed},
		"fragment alone":     {"#a", changed},
		"opaque":             {"https:example.com/a", noHost},
		"no host":            {"https:///a", noHost},
		"port alone":         {"https://:443/a", notAllowed(":443")},
		"only a space":       {" ", "is only white space"},
		"line end alone":     {"\r\n\t", "is only white space"},
		"space before":       {" https://example.com/a", `first path segment in URL cannot contain colon`},
		"backslash":          {`https://evil.com\@example.com/a`, `net/url: invalid userinfo`},
		"line break":         {"https://example.com/a\r\nx-evil: 1", `net/url: invalid control character in URL`},
		"invalid escape":     {"https://example.com/%zz", `invalid URL escape "%zz"`},
		"invalid port":       {"https://example.com:x/a", `invalid port ":x" after host`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := followLink(t, "https://example.com", []string{"other.example.com"}, tc.link)
			wantError(t, err, "ThreadClient.ListMessages: next link "+strconv.Quote(withoutPassword(tc.link))+": "+tc.want)
			if got != "" {
				t.Errorf("requested %s", got)
			}
		})
	}
}

// U+0130 and U+212A become ASCII letters in lower case, and net/http converts U+212A to
// "k", but they are other letters.
func TestNextLinkLowerCase(t *testing.T) {
	for _, tc := range []struct{ host, link, other string }{
		{"i.example.com", "https://İ.example.com/a", "İ.example.com"},
		{"i.example.com", "https://%C4%B0.example.com/a", "İ.example.com"},
		{"k.example.com", "https://\u212a.example.com/a", "\u212a.example.com"},
		{"k.example.com", "https://%E2%84%AA.example.com:443/a", "\u212a.example.com:443"},
		{"s.example.com", "https://ſ.example.com/a", "ſ.example.com"},
	} {
		for endpoint, hosts := range map[string][]string{"https://" + tc.host: nil, "https://example.com": {tc.host}} {
			got, err := followLink(t, endpoint, hosts, tc.link)
			wantError(t, err, fmt.Sprintf(`ThreadClient.ListMessages: next link %q: host %q is not ASCII (want its punycode form, "xn--...")`, tc.link, tc.other))
			if got != "" {
				t.Errorf("requested %s", got)
			}
		}
	}
}

// Allowed hosts must match with their ports.
func TestNextLinkPortRejected(t *testing.T) {
	const text = `ThreadClient.ListMessages: next link %l: host %h is neither the endpoint's "example.com:8443" nor one of ClientOptions.AllowedNextLinkHosts`
	for link, host := range map[string]string{
		"https://example.com/a":            "example.com",
		"https://example.com:443/a":        "example.com:443",
		"https://other.example.com:8443/a": "other.example.com:8443",
	} {
		got, err := followLink(t, "https://example.com:8443", []string{"other.example.com"}, link)
		wantError(t, err, strings.NewReplacer("%l", strconv.Quote(link), "%h", strconv.Quote(host)).Replace(text))
		if got != "" {
			t.Errorf("requested %s", got)
		}
	}
}

// A ContinuationToken is checked like a next link, because it may come from an
// untrusted client of the caller.
func TestResumeRejected(t *testing.T) {
	c, urls := newPagedThread(t, pagedTransport(1))
	n, err := countItems(t.Context(), c, &listOptions{ContinuationToken: "https://evil.com/a"})
	wantError(t, err, `ThreadClient.ListMessages: options.ContinuationToken: "https://evil.com/a": host "evil.com" is neither the endpoint's "example.com" nor one of ClientOptions.AllowedNextLinkHosts`)
	if n != 0 || len(*urls) != 0 {
		t.Errorf("got %d items from %q", n, *urls)
	}
}

// withoutPassword returns a link with its password redacted.
func withoutPassword(link string) string {
	return strings.NewReplacer(":password@", ":xxxxx@", "com:443@", "com:xxxxx@").Replace(link)
}
