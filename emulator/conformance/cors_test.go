package conformance_test

import "strings"

// origin is the origin of a page that calls Chat.
const origin = "https://app.example"

// corsRules returns the rules for calls from browsers.
func corsRules() []rule {
	return []rule{
		{
			name:   "preflight",
			text:   "A preflight request needs no token, and allows the methods and headers of every operation.",
			source: standard("Fetch standard"),
			check: func(c *check) {
				for _, call := range threadCalls(unknownThread) {
					r := user{check: c}.call("OPTIONS", call.path, "", "Authorization: ", "Origin: "+origin,
						"Access-Control-Request-Method: "+call.method, "Access-Control-Request-Headers: authorization,content-type,x-ms-client-request-id")
					if r.status != 200 && r.status != 204 {
						c.Fatalf("%s: status %d", r.request, r.status)
					}
					c.wantOrigin(r)
					if got := r.header.Get("Access-Control-Allow-Methods"); got != "*" && !strings.Contains(got, call.method) {
						c.Errorf("%s: the methods are %q, want %s", r.request, got, call.method)
					}
					if got := strings.ToLower(r.header.Get("Access-Control-Allow-Headers")); !strings.Contains(got, "authorization") || !strings.Contains(got, "content-type") {
						c.Errorf("%s: the headers are %q", r.request, got)
					}
				}
			},
		},
		{
			name:   "origin",
			text:   "A response to a request with an `Origin` can be read by a page of that origin, also an error.",
			source: standard("Fetch standard"),
			check: func(c *check) {
				u := c.newUser()
				c.wantOrigin(u.call("GET", "/chat/threads", "", "Origin: "+origin).wantStatus(200))
				c.wantOrigin(u.call("GET", "/chat/threads/"+unknownThread, "", "Origin: "+origin).wantStatus(404))
				c.wantOrigin(user{check: c, token: "x"}.call("GET", "/chat/threads", "", "Origin: "+origin).wantStatus(401))
			},
		},
		{
			name:   "expose",
			text:   "`Access-Control-Expose-Headers` is `*`: a page can read all headers.",
			source: recorded("2023-11-15-preview"),
			check: func(c *check) {
				c.newUser().call("GET", "/chat/threads", "", "Origin: "+origin).wantHeader("Access-Control-Expose-Headers", "*")
			},
		},
	}
}

// wantOrigin reports a response that a page of the origin cannot read.
func (c *check) wantOrigin(r response) {
	c.Helper()
	if got := r.header.Get("Access-Control-Allow-Origin"); got != "*" && got != origin {
		c.Errorf("%s: Access-Control-Allow-Origin is %q", r.request, got)
	}
}
