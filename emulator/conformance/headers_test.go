package conformance_test

import (
	"regexp"
	"strings"
)

// headerRules returns the rules for headers and URLs.
func headerRules() []rule {
	return []rule{
		{
			name:   "ms-cv",
			text:   "Every response has the header `MS-CV`: 22 characters of base64, a dot and a number.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u := c.newUser()
				for _, r := range []response{u.get("/chat/threads"), u.get("/chat/threads/" + unknownThread), c.identity("POST", "/identities/"+u.id+"/:revokeAccessTokens", "")} {
					if got := r.header.Get("MS-CV"); !regexp.MustCompile(`^[A-Za-z0-9+/]{22}\.\d+$`).MatchString(got) {
						c.Errorf("%s: MS-CV is %q", r.request, got)
					}
				}
			},
		},
		{
			name:   "x-azure-ref",
			text:   "Every response has the header `X-Azure-Ref`.",
			source: recorded("2021-03-07 to 2025-03-15"),
			check: func(c *check) {
				u := c.newUser()
				for _, r := range []response{u.get("/chat/threads"), u.get("/chat/threads/" + unknownThread)} {
					if r.header.Get("X-Azure-Ref") == "" {
						c.Errorf("%s: X-Azure-Ref is missing", r.request)
					}
				}
			},
		},
		{
			name:   "request-id",
			text:   "Chat returns the `x-ms-client-request-id` of a request with `x-ms-return-client-request-id: true` in 2025-03-15, and not before.",
			source: recorded("2021-04-05-preview6, 2025-03-15"),
			check: func(c *check) {
				const id, asked = "x-ms-client-request-id: 4a7a2b0c-3d21-4f5e-9a51-6d0c9f3b1e22", "x-ms-return-client-request-id: true"
				u := c.newUser()
				u.call("GET", "/chat/threads?api-version=2025-03-15", "", id, asked).wantHeader("x-ms-client-request-id", "4a7a2b0c-3d21-4f5e-9a51-6d0c9f3b1e22")
				u.call("GET", "/chat/threads?api-version=2025-03-15", "", id).wantHeader("x-ms-client-request-id", "")
				u.call("GET", "/chat/threads?api-version=2021-04-05-preview6", "", id, asked).wantHeader("x-ms-client-request-id", "")
			},
		},
		{
			name:   "content-type",
			text:   "A JSON response other than an error has the content type `application/json; charset=utf-8`.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				const want = "application/json; charset=utf-8"
				u.get("/chat/threads").wantHeader("Content-Type", want)
				u.post(th.path("/messages"), `{"content":"x"}`).wantHeader("Content-Type", want)
				c.identity("POST", "/identities/"+u.id+"/:issueAccessToken", `{"scopes":["chat"]}`).wantHeader("Content-Type", want)
			},
		},
		{
			name:   "charset",
			text:   "A request may have the content type `application/json; charset=utf-8`, also a GET.",
			source: recorded("2021-09-07"),
			check: func(c *check) {
				u, th := c.newThread()
				const header = "Content-Type: application/json; charset=utf-8"
				u.call("GET", "/chat/threads", "", header).wantStatus(200)
				u.call("POST", th.path("/messages"), `{"content":"é"}`, header).wantStatus(201)
				u.call("PATCH", th.path(""), `{"topic":"é"}`, "Content-Type: application/merge-patch+json; charset=utf-8").wantStatus(204)
			},
		},
		{
			name:   "escaped-ids",
			text:   "IDs in paths are accepted escaped and raw.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				for _, id := range []string{th.id, escape(th.id), strings.ReplaceAll(th.id, ":", "%3a")} {
					u.get("/chat/threads/" + id).wantStatus(200)
				}
				c.identity("POST", "/identities/"+escape(u.id)+"/:issueAccessToken", `{"scopes":["chat"]}`).wantStatus(200)
				c.identity("POST", "/identities/"+u.id+"/%3AissueAccessToken", `{"scopes":["chat"]}`).wantStatus(200)
			},
		},
		{
			name:   "non-ascii",
			text:   "Topics, names and messages in any script are returned as they were sent.",
			source: recorded("2021-09-07"),
			check: func(c *check) {
				u, th := c.newThread()
				u.patch(th.path(""), `{"topic":"http://foo.example.com/pfad¿ <&> \u2028 日本"}`).wantStatus(204)
				u.get(th.path("")).want("topic", `"http://foo.example.com/pfad¿ <&> \u2028 日本"`)
				id := u.send(th, `"content":"😀 <b> \"q\" \\","senderDisplayName":"Zoë"`)
				u.get(th.path("/messages/"+id)).want("content/message", `"😀 <b> \"q\" \\"`).want("senderDisplayName", `"Zoë"`)
			},
		},
		{
			name:   "unknown-properties",
			text:   "Unknown properties of a request are ignored.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				u.post(th.path("/messages"), `{"content":"x","priority":"High","kind":{"a":[1]}}`).wantStatus(201)
			},
		},
		{
			name:   "unknown-parameters",
			text:   "Unknown query parameters are ignored.",
			source: chosen,
			check: func(c *check) {
				c.newUser().get("/chat/threads?x=y").wantStatus(200)
			},
		},
	}
}
