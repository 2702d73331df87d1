package emulator_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// TestPreflight checks that a browser may send every request of an operation, without a
// token and regardless of fault rules, and no others.
func TestPreflight(t *testing.T) {
	s := start(t, emulator.Options{Faults: []string{"*:503"}})
	for target, want := range map[string]string{
		"/chat/threads":                               "GET, POST",
		"/chat/threads/19:a@thread.v2":                "GET, PATCH, DELETE",
		"/chat/threads/19%3Aa%40thread.v2/messages/1": "GET, PATCH, DELETE",
		"/identities":                                 "POST",
		"/chat/threads/19:a@thread.v2/participants/b?api-version=2020-11-01-preview3": "DELETE",
		"/nothing": "",
	} {
		req := s.newRequest("OPTIONS", target, "")
		req.Header.Set("Origin", "https://app.example")
		req.Header.Set("Access-Control-Request-Method", "POST")
		req.Header.Set("Access-Control-Request-Headers", "authorization,content-type,x-ms-useragent")
		got := s.do(req)
		wantEqual(t, target+": status", got.status, 204)
		wantEqual(t, target+": body", got.body, "")
		for name, value := range map[string]string{
			"Access-Control-Allow-Origin":   "*",
			"Access-Control-Allow-Methods":  want,
			"Access-Control-Allow-Headers":  "authorization,content-type,x-ms-useragent",
			"Access-Control-Max-Age":        "600",
			"Vary":                          "Access-Control-Request-Headers",
			"Access-Control-Expose-Headers": "*",
		} {
			wantEqual(t, target+": "+name, got.header.Get(name), value)
		}
	}
	wantEqual(t, "OPTIONS of a client that is not a browser", s.do(s.newRequest("OPTIONS", "/chat/threads", "")).status, 503)
}

// TestCrossOrigin checks that scripts may read every response, also errors.
func TestCrossOrigin(t *testing.T) {
	s := start(t, emulator.Options{Faults: []string{"CreateThread:503"}})
	fred := s.newUser(identity.ScopeChat)
	for name, got := range map[string]response{
		"success":      s.callChat(fred, "GET", "/chat/threads", ""),
		"unauthorized": s.callChat(user{}, "GET", "/chat/threads", ""),
		"not found":    s.callChat(fred, "GET", "/nothing", ""),
		"fault":        s.callChat(fred, "POST", "/chat/threads", "{}"),
		"identity":     s.callIdentity("POST", "/identities", "{}"),
	} {
		wantEqual(t, name+": Allow-Origin", got.header.Get("Access-Control-Allow-Origin"), "*")
		wantEqual(t, name+": Expose-Headers", got.header.Get("Access-Control-Expose-Headers"), "*")
	}
}
