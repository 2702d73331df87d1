package emulator

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

// TestRouteCase checks that the case of a route is ignored, and that of IDs and queries
// is not.
func TestRouteCase(t *testing.T) {
	for path, want := range map[string]string{
		"/chat/threads/19%3Aa@thread.v2/readReceipts?skip=1":       "/chat/threads/19%3Aa@thread.v2/readReceipts?skip=1",
		"/Chat/THREADS/19%3Aa%2Fb/readreceipts?api-version=TYPING": "/chat/threads/19%3Aa%2Fb/readReceipts?api-version=TYPING",
		"/chat/threads/Typing/Typing":                              "/chat/threads/Typing/typing",
		"/chat/threads/x/messages/CHAT":                            "/chat/threads/x/messages/CHAT",
		"/chat/threads/x/Participants/:ADD":                        "/chat/threads/x/participants/:add",
		"/identities/Identities/:issueaccesstoken":                 "/identities/Identities/:issueAccessToken",
		"//chat/": "//chat/",
	} {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		u, err := r.URL.Parse("https://host" + path)
		if err != nil {
			t.Fatal(err)
		}
		r.URL = u
		if got := withRouteCase(r).URL.RequestURI(); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

// TestVersionOf checks that the version is found wherever it is in the query, as
// url.Values.Get finds it.
func TestVersionOf(t *testing.T) {
	for _, query := range []string{
		"", "api-version=", "api-version=2025-03-15", "api-version=2025-03-15&maxPageSize=2", "maxPageSize=2&api-version=2025-03-15",
		"api-version=2025%2D03-15", "api%2Dversion=2025-03-15", "api-version=a+b", "api-version=1&api-version=2", "api-version=1;2",
		"api-version=%zz&api-version=2", "api-versions=1", "API-VERSION=1",
	} {
		r := &http.Request{URL: &url.URL{RawQuery: query}}
		if got, want := string(versionOf(r)), r.URL.Query().Get("api-version"); got != want {
			t.Errorf("%q: got %q, want %q", query, got, want)
		}
	}
}
