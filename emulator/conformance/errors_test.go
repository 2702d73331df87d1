package conformance_test

import (
	"net/http"
	"strings"
)

// unknownThread is the ID of a thread that does not exist.
const unknownThread = "19:00000000000000000000000000000000@thread.v2"

// permissionMessage is the message of the error for a missing permission.
const permissionMessage = "The initiator doesn't have the permission to perform the requested operation."

// errorRules returns the rules for errors in general.
func errorRules() []rule {
	return []rule{
		{
			name:   "wrapper",
			text:   "An error of Chat is the object `CommunicationError` with `Code`, `Message` and an empty list of `Details`, in all stable versions and since 2021-04-05-preview6.",
			source: recorded("2021-03-07 to 2021-09-07"),
			check: func(c *check) {
				u := c.newUser()
				for _, v := range []string{"2021-03-07", "2021-04-05-preview6", "2021-09-07", "2023-11-07", "2024-03-07", "2025-03-15"} {
					r := u.get("/chat/threads/" + unknownThread + "?api-version=" + v).wantStatus(404)
					r.wantProperties("", "CommunicationError").wantProperties("CommunicationError", "Code Message Details").want("CommunicationError/Details", "[]")
				}
			},
		},
		{
			name:   "wrapper-preview5",
			text:   "In 2021-03-01-preview5 the object is named `ChatError`.",
			source: recorded("2021-03-01-preview5"),
			check: func(c *check) {
				r := c.newUser().get("/chat/threads/" + unknownThread + "?api-version=2021-03-01-preview5").wantStatus(404)
				r.wantProperties("", "ChatError").wantProperties("ChatError", "Code Message Details")
			},
		},
		{
			name:   "wrapper-preview2",
			text:   "In 2020-09-21-preview2 the error is the body, with `InnerErrors` in place of `Details`.",
			source: recorded("2020-09-21-preview2, 2020-11-01-preview3"),
			check: func(c *check) {
				c.newUser().get("/chat/threads/"+unknownThread+"?api-version=2020-09-21-preview2").wantStatus(404).wantProperties("", "Code Message InnerErrors")
			},
		},
		{
			name:   "wrapper-preview4",
			text:   "In 2020-11-01-preview3 and 2021-01-27-preview4 the object is named `Error`.",
			source: recorded("2020-11-01-preview3, 2021-01-27-preview4"),
			check: func(c *check) {
				for _, v := range []string{"2020-11-01-preview3", "2021-01-27-preview4"} {
					c.newUser().get("/chat/threads/"+unknownThread+"?api-version="+v).wantStatus(404).
						wantProperties("", "Error").wantProperties("Error", "Code Message Details")
				}
			},
		},
		{
			name:   "wrapper-identity",
			text:   "An error of Identity is the object `error` with `code`, `message` and, where there is one, `target`.",
			source: recorded("Identity 2023-10-01"),
			check: func(c *check) {
				r := c.identity("POST", "/identities", `{"createTokenWithScopes":["chat"],"expiresInMinutes":59}`).wantStatus(400)
				r.wantProperties("", "error").wantProperties("error", "code message target")
			},
		},
		{
			name:   "indented",
			text:   "An error of Chat is indented by two spaces, with CRLF between the lines.",
			source: recorded("2021-03-01-preview5 to 2021-09-07"),
			check: func(c *check) {
				r := c.newUser().get("/chat/threads/" + unknownThread)
				c.wantEqual("body", r.body, "{\r\n  \"CommunicationError\": {\r\n    \"Code\": \"NotFound\",\r\n    \"Message\": \"The specified thread id was not found.\",\r\n    \"Details\": []\r\n  }\r\n}")
			},
		},
		{
			name:   "content-type",
			text:   "Errors have the content type `application/json` without a charset; since 2023-10-01, those of Identity other than a 401 have `application/json; charset=utf-8`.",
			source: recorded("2021-03-01-preview5 to 2021-09-07, Identity 2021-03-07 to 2023-10-01"),
			check: func(c *check) {
				c.identity("DELETE", "/identities/8:acs:x_y", "").wantStatus(401).wantHeader("Content-Type", "application/json")
				c.newUser().get("/chat/threads/"+unknownThread).wantStatus(404).wantHeader("Content-Type", "application/json")
				for v, want := range map[string]string{"2022-10-01": "application/json", "2023-10-01": "application/json; charset=utf-8"} {
					c.identity("POST", "/identities?api-version="+v, `{"createTokenWithScopes":["chat"],"expiresInMinutes":59}`).wantStatus(400).wantHeader("Content-Type", want)
				}
			},
		},
		{
			name:   "no-code-header",
			text:   "Errors do not have the header `x-ms-error-code`.",
			source: recorded("2021-03-07 to 2025-03-15"),
			check: func(c *check) {
				c.newUser().get("/chat/threads/"+unknownThread).wantStatus(404).wantHeader("x-ms-error-code", "")
				c.identity("DELETE", "/identities/8:acs:x_y", "").wantHeader("x-ms-error-code", "")
			},
		},
		{
			name:   "unknown-thread",
			text:   "A thread that does not exist is a 404 `NotFound`, \"The specified thread id was not found.\", for every operation.",
			source: recorded("2021-03-01-preview5, 2021-09-07"),
			check: func(c *check) {
				u := c.newUser()
				for _, call := range threadCalls(unknownThread) {
					u.call(call.method, call.path, call.body).wantError(404, "NotFound", "The specified thread id was not found.")
				}
			},
		},
		{
			name:   "malformed-thread",
			text:   "A malformed thread ID is a 400 `BadRequest` without a message when the thread is deleted.",
			source: recorded("2021-03-07, 2021-09-07"),
			check: func(c *check) {
				u := c.newUser()
				for _, id := range []string{"invalid_chat_thread_id", "19", "x:y@thread.v2"} {
					u.delete("/chat/threads/"+id).wantError(400, "BadRequest", "")
				}
			},
		},
		{
			name:   "malformed-thread-elsewhere",
			text:   "A malformed thread ID is the same error for every other operation.",
			source: chosen,
			check: func(c *check) {
				u := c.newUser()
				for _, call := range threadCalls("invalid_chat_thread_id") {
					u.call(call.method, call.path, call.body).wantError(400, "BadRequest", "")
				}
			},
		},
		{
			name:   "malformed-message",
			text:   "A message ID that is not a number is a 400 `BadRequest`, \"Value for MessageId (x) is not valid.\", for GET, PATCH and DELETE.",
			source: recorded("2021-03-07, 2021-04-05-preview6, 2021-09-07"),
			check: func(c *check) {
				u, th := c.newThread()
				for _, method := range []string{"GET", "PATCH", "DELETE"} {
					body := ""
					if method == "PATCH" {
						body = `{"content":"x"}`
					}
					u.call(method, th.path("/messages/invalid_chat_message_id"), body).
						wantError(400, "BadRequest", "Value for MessageId (invalid_chat_message_id) is not valid.")
				}
			},
		},
		{
			name:   "malformed-identifier",
			text:   "A malformed ID of a participant fails the whole call that creates a thread, or adds or removes participants: 400 `BadRequest`, \"Identifier format is invalid (8:acs:x).\".",
			source: recorded("2021-03-07, 2021-04-05-preview6"),
			check: func(c *check) {
				const message = "Identifier format is invalid (8:acs:invalidUserId)."
				u, th := c.newThread()
				valid := c.newUser()
				list := participant(valid.id) + "," + participant("8:acs:invalidUserId")
				u.add(th, list).wantError(400, "BadRequest", message)
				u.remove(th, "8:acs:invalidUserId").wantError(400, "BadRequest", message)
				u.post("/chat/threads", `{"topic":"x","participants":[`+list+`]}`).wantError(400, "BadRequest", message)
				u.get(th.path("/participants")).want("value/1", "")
			},
		},
		{
			name:   "unknown-message",
			text:   "A message that does not exist is a 404 `NotFound` without a message.",
			source: recorded("2021-03-07"),
			check: func(c *check) {
				u, th := c.newThread()
				u.get(th.path("/messages/1")).wantError(404, "NotFound", "")
				u.post(th.path("/readReceipts"), `{"chatMessageId":"1"}`).wantError(404, "NotFound", "")
			},
		},
		{
			name:   "unauthorized",
			text:   "A 401 of Chat does not have a body.",
			source: recorded("2021-09-07"),
			check: func(c *check) {
				user{check: c, token: "invalid"}.get("/chat/threads").wantStatus(401).wantEmpty()
			},
		},
		{
			name:   "challenge",
			text:   "The header `WWW-Authenticate` of a 401 contains the scheme and the reason.",
			source: standard("RFC 6750"),
			check: func(c *check) {
				r := user{check: c, token: "invalid"}.get("/chat/threads").wantStatus(401)
				if got := r.header.Get("WWW-Authenticate"); !strings.HasPrefix(got, "Bearer") || !strings.Contains(got, "malformed") {
					c.Errorf("WWW-Authenticate is %q", got)
				}
			},
		},
		{
			name:   "forbidden",
			text:   "Every missing permission is a 403 `Forbidden` with the same message, \"The initiator doesn't have the permission to perform the requested operation.\".",
			source: recorded("2020-11-01-preview3"),
			check: func(c *check) {
				_, th := c.newThread()
				c.newUser().get(th.path("")).wantError(403, "Forbidden", permissionMessage)
				c.newUser("voip").get("/chat/threads").wantError(403, "Forbidden", permissionMessage)
			},
		},
		{
			name:   "unknown-path",
			text:   "A path that does not exist is a 404 `NotFound`.",
			source: chosen,
			check: func(c *check) {
				c.newUser().get("/chat/invalid").wantError(404, "NotFound", "")
			},
		},
		{
			name:   "method",
			text:   "Another method of a known path is a 405 with the header `Allow`.",
			source: standard("RFC 9110"),
			check: func(c *check) {
				c.newUser().call("PUT", "/chat/threads", "{}").wantStatus(405).wantHeader("Allow", "GET, POST")
			},
		},
		{
			name:   "media-type",
			text:   "Another content type than JSON, or merge-patch for a PATCH, is a 415.",
			source: standard("RFC 9110"),
			check: func(c *check) {
				u, th := c.newThread()
				u.call("POST", th.path("/messages"), `{"content":"x"}`, "Content-Type: text/plain").wantStatus(415)
				u.call("PATCH", th.path(""), `{"topic":"x"}`, "Content-Type: text/plain").wantStatus(415)
				u.call("PATCH", th.path(""), `{"topic":"x"}`, "Content-Type: application/json").wantStatus(415)
				c.identity("POST", "/identities", "{}", "Content-Type: text/plain").wantStatus(415)
			},
		},
		{
			name:   "patch-as-json",
			text:   "The 2021 versions accept a PATCH with the content type `application/json`.",
			source: document("2021-03-07, 2021-09-07"),
			check: func(c *check) {
				u, th := c.newThread()
				for _, v := range []string{"2021-03-07", "2021-09-07"} {
					u.call("PATCH", th.path("?api-version="+v), `{"topic":"x"}`, "Content-Type: application/json").wantStatus(204)
				}
			},
		},
		{
			name:   "invalid-body",
			text:   "A body that is not JSON, or has values of another type, is a 400 `BadRequest` that contains the name of the property, and no Go names.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				for _, body := range []string{`{"content":`, `{"content":7}`} {
					r := u.post(th.path("/messages"), body).wantError(400, "BadRequest", "*")
					if !strings.Contains(r.body, "content") || strings.Contains(r.body, "SendMessage") {
						c.Errorf("the error is %s", r.body)
					}
				}
			},
		},
		{
			name:   "invalid-parameter",
			text:   "A query parameter of another type is a 400 `BadRequest` that contains its name, and no Go names.",
			source: chosen,
			check: func(c *check) {
				r := c.newUser().get("/chat/threads?maxPageSize=x").wantError(400, "BadRequest", "*")
				if !strings.Contains(r.body, "maxPageSize") || strings.Contains(r.body, "Pager") {
					c.Errorf("the error is %s", r.body)
				}
			},
		},
		{
			name:   "large-body",
			text:   "A body over 1 MiB is a 413.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				u.post(th.path("/messages"), `{"content":"`+strings.Repeat("x", 1<<20)+`"}`).wantStatus(413)
			},
		},
	}
}

// callSpec is a call of an operation.
type callSpec struct{ method, path, body string }

// threadCalls returns a call of every operation on a thread.
func threadCalls(thread string) []callSpec {
	path := "/chat/threads/" + thread
	return []callSpec{
		{http.MethodGet, path, ""},
		{http.MethodPatch, path, `{"topic":"x"}`},
		{http.MethodDelete, path, ""},
		{http.MethodGet, path + "/participants", ""},
		{http.MethodPost, path + "/participants/:add", `{"participants":[` + participant("8:acs:x_y") + `]}`},
		{http.MethodPost, path + "/participants/:remove", `{"rawId":"8:acs:x_y","communicationUser":{"id":"8:acs:x_y"}}`},
		{http.MethodGet, path + "/messages", ""},
		{http.MethodPost, path + "/messages", `{"content":"x"}`},
		{http.MethodGet, path + "/messages/1", ""},
		{http.MethodPatch, path + "/messages/1", `{"content":"x"}`},
		{http.MethodDelete, path + "/messages/1", ""},
		{http.MethodGet, path + "/readReceipts", ""},
		{http.MethodPost, path + "/readReceipts", `{"chatMessageId":"1"}`},
		{http.MethodPost, path + "/typing", "{}"},
	}
}
