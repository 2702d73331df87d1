package conformance_test

import (
	"net/http"
	"strings"
)

// permissionRules returns the rules for the scopes of tokens and for participants.
func permissionRules() []rule {
	return []rule{
		{
			name:   "chat",
			text:   "The scope `chat` allows every operation.",
			source: published("Identity model"),
			check:  func(c *check) { c.wantPermissions("chat", true, true, true) },
		},
		{
			name:   "chat.join",
			text:   "The scope `chat.join` does not allow creating, updating and deleting threads.",
			source: published("Identity model"),
			check:  func(c *check) { c.wantPermissions("chat.join", true, true, false) },
		},
		{
			name:   "chat.join.limited",
			text:   "The scope `chat.join.limited` also does not allow adding and removing participants.",
			source: published("Identity model"),
			check:  func(c *check) { c.wantPermissions("chat.join.limited", true, false, false) },
		},
		{
			name:   "voip",
			text:   "The scopes `voip` and `voip.join` do not allow Chat.",
			source: published("Identity model"),
			check: func(c *check) {
				c.wantPermissions("voip", false, false, false)
				c.wantPermissions("voip.join", false, false, false)
			},
		},
		{
			name:   "several-scopes",
			text:   "If a token has several scopes, the widest applies.",
			source: chosen,
			check: func(c *check) {
				c.newUser("voip", "chat.join.limited", "chat").post("/chat/threads", `{"topic":"x"}`).wantStatus(201)
			},
		},
		{
			name:   "participants-only",
			text:   "Only participants may use a thread; for others every operation is a 403.",
			source: published("Chat concepts"),
			check: func(c *check) {
				_, th := c.newThread()
				u := c.newUser()
				for _, call := range threadCalls(th.id) {
					u.call(call.method, call.path, call.body).wantError(http.StatusForbidden, "Forbidden", permissionMessage)
				}
			},
		},
		{
			name:   "all-participants",
			text:   "Every participant may update and delete the thread, and add and remove participants, not only its creator.",
			source: published("Chat concepts"),
			check: func(c *check) {
				bob := c.newUser()
				ann, th := c.newThread(bob)
				bob.patch(th.path(""), `{"topic":"x"}`).wantStatus(204)
				bob.add(th, participant(c.newUser().id)).wantStatus(201).want("", "{}")
				bob.remove(th, ann.id).wantStatus(204)
				bob.delete(th.path("")).wantStatus(204)
			},
		},
	}
}

// wantPermissions reports operations that a participant with the scope may do, but
// should not, or the other way round: chatting, changing participants, and changing
// threads.
func (c *check) wantPermissions(scope string, chats, changesParticipants, changesThreads bool) {
	c.Helper()
	u := c.newUser(scope)
	_, th := c.newThread(u)
	calls := []callSpec{{http.MethodGet, "/chat/threads", ""}, {http.MethodPost, "/chat/threads", `{"topic":"x"}`}}
	for _, call := range append(calls, threadCalls(th.id)...) {
		allowed := chats
		switch {
		case strings.Contains(call.path, "/participants/:"):
			allowed = changesParticipants
		case call.method != http.MethodGet && (call.path == "/chat/threads" || call.path == th.path("")):
			allowed = changesThreads
		}
		if call.method == http.MethodDelete && allowed && !strings.Contains(call.path, "/messages/") {
			continue // the thread is needed for the other calls
		}
		if got := u.call(call.method, call.path, call.body); (got.status == http.StatusForbidden) == allowed {
			c.Errorf("%s with the scope %s: status %d", got.request, scope, got.status)
		}
	}
}
