package emulator

import (
	"net/http"
	"net/http/httptest"
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
