package conformance_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
)

// participantRules returns the rules for participants.
func participantRules() []rule {
	return slices.Concat(addRules(), removeRules(), historyRules())
}

func addRules() []rule {
	return []rule{
		{
			name:   "add",
			text:   "Adding participants is a 201 with the body `{}` when all were added.",
			source: recorded("2021-03-07 to 2021-09-07"),
			check: func(c *check) {
				u, th := c.newThread()
				c.wantEqual("body", u.add(th, participant(c.newUser().id)).wantStatus(201).body, "{}")
			},
		},
		{
			name:   "rejected",
			text:   "A participant who cannot be added is in `invalidParticipants` of the 201, with code `403`, \"Permissions check failed\" and the raw ID as target.",
			source: recorded("2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				r := u.add(th, `{"communicationIdentifier":{"rawId":"8:orgid:11111111-2222-4333-8444-555555555555","microsoftTeamsUser":{"userId":"11111111-2222-4333-8444-555555555555","isAnonymous":false,"cloud":"public"}}}`)
				r.wantStatus(201).wantProperties("", "invalidParticipants")
				r.want("invalidParticipants", `[{"code":"403","message":"Permissions check failed","target":"8:orgid:11111111-2222-4333-8444-555555555555"}]`)
			},
		},
		{
			name:   "user-id-alone",
			text:   "A Teams user is accepted with the property `userId` alone, and a communication user with `id` alone; clients send no `kind`.",
			source: document("2021-03-07 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				r := u.add(th, `{"communicationIdentifier":{"microsoftTeamsUser":{"userId":"11111111-2222-4333-8444-555555555555"}}}`).wantStatus(201)
				r.want("invalidParticipants/0/target", `"8:orgid:11111111-2222-4333-8444-555555555555"`)
				bob := c.newUser()
				u.add(th, `{"communicationIdentifier":{"communicationUser":{"id":"`+bob.id+`"}}}`).wantStatus(201).want("", "{}")
			},
		},
		{
			name:   "outsiders",
			text:   "Only users of the resource can be added: phone numbers, bots, unknown and deleted users are rejected.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				deleted := c.newUser()
				c.identity("DELETE", "/identities/"+deleted.id, "").wantStatus(204)
				r := u.add(th, strings.Join([]string{
					participant("8:acs:x_y"), participant(deleted.id),
					`{"communicationIdentifier":{"rawId":"4:+15551234567","phoneNumber":{"value":"+15551234567"}}}`,
					`{"communicationIdentifier":{"rawId":"28:orgid:11111111-2222-4333-8444-555555555555","microsoftTeamsApp":{"appId":"11111111-2222-4333-8444-555555555555","cloud":"public"}}}`,
				}, ",")).wantStatus(201)
				for i := range 4 {
					r.want(fmt.Sprintf("invalidParticipants/%d/code", i), `"403"`)
				}
			},
		},
		{
			name:   "identifier",
			text:   "An identifier in a response has `rawId` and one nested object, and no `kind`.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				u.get(th.path("/participants")).want("value/0/communicationIdentifier", `{"rawId":"`+u.id+`","communicationUser":{"id":"`+u.id+`"}}`)
			},
		},
		{
			name:   "properties",
			text:   "A participant has `displayName` and `metadata` only if they are set, and always `shareHistoryTime`.",
			source: recorded("2024-06-05-preview, 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				u.add(th, participant(c.newUser().id, `,"displayName":"Bob","metadata":{"P1":"V1","P2":"V2"}`)).wantStatus(201)
				r := u.get(th.path("/participants")).wantProperties("value/0", "communicationIdentifier shareHistoryTime")
				r.wantProperties("value/1", "communicationIdentifier displayName shareHistoryTime metadata").want("value/1/metadata", `{"P1":"V1","P2":"V2"}`)
			},
		},
		{
			name:   "order",
			text:   "Participants are listed in the order in which they were added.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				want := []string{u.id}
				for range 3 {
					bob := c.newUser()
					u.add(th, participant(bob.id)).wantStatus(201)
					want = append(want, bob.id)
				}
				c.wantEqual("participants", u.get(th.path("/participants")).list("communicationIdentifier/rawId"), want)
			},
		},
		{
			name:   "added-message",
			text:   "Added participants are in one message `participantAdded`, with names, history times and the initiator, and without a sender.",
			source: recorded("2021-01-27-preview4 to 2024-06-05-preview"),
			check: func(c *check) {
				u, th := c.newThread()
				bob, eve := c.newUser(), c.newUser()
				u.add(th, participant(bob.id, `,"displayName":"Bob"`)+","+participant(eve.id)).wantStatus(201)
				r := u.get(th.path("/messages")).want("value/0/type", `"participantAdded"`)
				r.wantProperties("value/0", "id type sequenceId version content createdOn").wantProperties("value/0/content", "participants initiatorCommunicationIdentifier")
				r.wantProperties("value/0/content/participants/0", "communicationIdentifier displayName shareHistoryTime").wantProperties("value/0/content/participants/1", "communicationIdentifier shareHistoryTime")
				r.want("value/0/content/participants/1/communicationIdentifier/rawId", `"`+eve.id+`"`)
			},
		},
		{
			name:   "again",
			text:   "Adding somebody who is a participant does not change its name, history time or metadata, and does not post a message.",
			source: published("Chat concepts"),
			check: func(c *check) {
				bob := c.newUser()
				u, th := c.newThread(bob)
				before := u.get(th.path("/participants")).body
				c.wantEqual("body", u.add(th, participant(bob.id, `,"displayName":"New","metadata":{"P":"V"}`)).wantStatus(201).body, "{}")
				c.wantEqual("participants", u.get(th.path("/participants")).body, before)
				c.wantEqual("messages", len(u.get(th.path("/messages")).list("id")), 2)
			},
		},
		{
			name:   "twice",
			text:   "If a request contains an ID twice, the later entry applies.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				bob := c.newUser()
				u.add(th, participant(bob.id, `,"displayName":"First"`)+","+participant(bob.id, `,"displayName":"Second"`)).wantStatus(201)
				c.wantEqual("names", u.get(th.path("/participants")).list("displayName"), []string{"", "Second"})
			},
		},
		{
			name:    "limits",
			text:    "A thread has up to 250 participants, and a request up to 200.",
			source:  published("Service limits"),
			options: &emulator.Options{},
			check: func(c *check) {
				u, th := c.newThread()
				users := make([]user, 250)
				for i := range users {
					users[i] = c.newUser()
				}
				u.add(th, participantList(users[:201]...)).wantStatus(400)
				u.add(th, participantList(users[:200]...)).wantStatus(201)
				u.add(th, participantList(users[200:]...)).wantStatus(400)
				u.add(th, participantList(users[200:249]...)).wantStatus(201).want("", "{}")
				u.add(th, participantList(users[249])).wantStatus(400)
			},
		},
		{
			name:   "none",
			text:   "A request without participants is a 400.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				u.add(th, "").wantError(400, "BadRequest", "*")
			},
		},
		{
			name:   "metadata-limit",
			text:   "Metadata of a participant has up to 1 KB; more is a 400 for the whole call.",
			source: document("2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				u.add(th, participant(c.newUser().id, `,"metadata":{"N":"`+strings.Repeat("x", 1024)+`"}`)).wantError(400, "BadRequest", "*")
			},
		},
		{
			name:   "user-ids",
			text:   "The ID of a user is well-formed if it has a resource and a user around `_`, or begins with `8:spool:`.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				u.add(th, participant("8:spool:x")).wantStatus(201).want("invalidParticipants/0/target", `"8:spool:x"`)
				u.add(th, participant("8:acs:_y")).wantError(400, "BadRequest", "Identifier format is invalid (8:acs:_y).")
				u.add(th, participant("8:acs:x_")).wantError(400, "BadRequest", "Identifier format is invalid (8:acs:x_).")
			},
		},
	}
}

func removeRules() []rule {
	return []rule{
		{
			name:   "remove",
			text:   "Removing a participant, whose identifier is the body, is a 204 without a body.",
			source: recorded("2021-01-27-preview4 to 2021-09-07"),
			check: func(c *check) {
				bob := c.newUser()
				u, th := c.newThread(bob)
				u.remove(th, bob.id).wantStatus(204).wantEmpty()
				c.wantEqual("participants", u.get(th.path("/participants")).list("communicationIdentifier/rawId"), []string{u.id})
			},
		},
		{
			name:   "removed-message",
			text:   "It posts the message `participantRemoved` with the participant's name and history time, and the initiator.",
			source: recorded("2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				bob := c.newUser()
				u.add(th, participant(bob.id, `,"displayName":"Bob"`)).wantStatus(201)
				u.remove(th, bob.id).wantStatus(204)
				r := u.get(th.path("/messages")).want("value/0/type", `"participantRemoved"`).want("value/0/content/initiatorCommunicationIdentifier/rawId", `"`+u.id+`"`)
				r.want("value/0/content/participants/0/displayName", `"Bob"`).want("value/0/content/participants/0/shareHistoryTime", `"1970-01-01T00:00:00Z"`)
			},
		},
		{
			name:   "remove-nobody",
			text:   "Removing a user who is not a participant is a 204 that changes nothing.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				u.remove(th, c.newUser().id).wantStatus(204)
				c.wantEqual("messages", len(u.get(th.path("/messages")).list("id")), 2)
			},
		},
		{
			name:    "leave",
			text:    "Participants may remove themselves, also the last one.",
			source:  chosen,
			options: &emulator.Options{}, // nobody could delete the thread afterwards
			check: func(c *check) {
				u, th := c.newThread()
				u.remove(th, u.id).wantStatus(204)
			},
		},
		{
			name:   "removed-user",
			text:   "A removed user keeps the thread in the list and the history up to the removal, but sees no newer messages and cannot send.",
			source: published("Chat concepts"),
			check: func(c *check) {
				bob := c.newUser()
				ann, th := c.newThread(bob)
				before := ann.send(th, `"content":"before"`)
				ann.remove(th, bob.id).wantStatus(204)
				after := ann.send(th, `"content":"after"`)
				c.wantEqual("threads", bob.get("/chat/threads").list("id"), []string{th.id})
				ids := bob.get(th.path("/messages")).list("id")
				c.wantEqual("reads the message before, after", []bool{slices.Contains(ids, before), slices.Contains(ids, after)}, []bool{true, false})
				bob.get(th.path("/messages/" + before)).wantStatus(200)
				bob.get(th.path("/messages/" + after)).wantStatus(404)
				bob.post(th.path("/messages"), `{"content":"x"}`).wantError(403, "Forbidden", permissionMessage)
			},
		},
		{
			name:   "removed-user-view",
			text:   "A removed user sees the message about the removal, older messages as they are now, the thread's topic as it was then, and nothing else: participants, properties and receipts are a 403.",
			source: chosen,
			check: func(c *check) {
				bob := c.newUser()
				ann, th := c.newThread(bob)
				id := ann.send(th, `"content":"x"`)
				ann.remove(th, bob.id).wantStatus(204)
				ann.patch(th.path("/messages/"+id), `{"content":"y"}`).wantStatus(204)
				ann.patch(th.path(""), `{"topic":"new"}`).wantStatus(204)
				c.wantEqual("types", bob.get(th.path("/messages")).list("type"), "[text participantRemoved topicUpdated participantAdded]")
				bob.get(th.path("/messages/"+id)).want("content/message", `"y"`)
				bob.get("/chat/threads").want("value/0/topic", `"Lunch"`)
				for _, path := range []string{"", "/participants", "/readReceipts"} {
					bob.get(th.path(path)).wantError(403, "Forbidden", permissionMessage)
				}
			},
		},
		{
			name:   "added-again",
			text:   "A removed user who is added again sends and receives again, and is the last participant.",
			source: chosen,
			check: func(c *check) {
				bob := c.newUser()
				ann, th := c.newThread(bob)
				ann.remove(th, bob.id).wantStatus(204)
				ann.add(th, participant(bob.id)).wantStatus(201).want("", "{}")
				id := bob.send(th, `"content":"x"`)
				c.wantEqual("newest message", bob.get(th.path("/messages")).list("id")[0], id)
				c.wantEqual("participants", ann.get(th.path("/participants")).list("communicationIdentifier/rawId"), []string{ann.id, bob.id})
			},
		},
	}
}

func historyRules() []rule {
	return []rule{
		{
			name:   "no-history-time",
			text:   "Without `shareHistoryTime` all history is shared, and the time is 1970-01-01T00:00:00Z.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				id := u.send(th, `"content":"x"`)
				bob := c.newUser()
				u.add(th, participant(bob.id)).wantStatus(201)
				u.get(th.path("/participants")).want("value/1/shareHistoryTime", `"1970-01-01T00:00:00Z"`)
				bob.get(th.path("/messages/" + id)).wantStatus(200)
			},
		},
		{
			name:   "history-time",
			text:   "`shareHistoryTime` is returned in whole seconds.",
			source: recorded("2024-03-07"),
			check: func(c *check) {
				u, th := c.newThread()
				u.add(th, participant(c.newUser().id, `,"shareHistoryTime":"2024-02-16T23:47:38.437Z"`)).wantStatus(201)
				u.get(th.path("/participants")).want("value/1/shareHistoryTime", `"2024-02-16T23:47:38Z"`)
			},
		},
		{
			name:    "shared-history",
			text:    "Messages before `shareHistoryTime` are in no list, and are a 404.",
			source:  document("2021-03-07 to 2025-03-15"),
			options: &emulator.Options{},
			check: func(c *check) {
				u, th := c.newThread()
				old := u.send(th, `"content":"old"`)
				c.clock.advance(2 * time.Second)
				bob := c.newUser()
				since := c.clock.now().UTC().Format(time.RFC3339Nano)
				u.add(th, participant(bob.id, `,"shareHistoryTime":"`+since+`"`)).wantStatus(201)
				id := u.send(th, `"content":"new"`)
				c.wantEqual("types", bob.get(th.path("/messages")).list("type"), []string{"text", "participantAdded"})
				bob.get(th.path("/messages/" + id)).wantStatus(200)
				bob.get(th.path("/messages/" + old)).wantStatus(404)
				bob.receipt(th, old).wantStatus(404)
			},
		},
		{
			name:   "deleted-user",
			text:   "A deleted user remains in its threads, and so do its messages.",
			source: chosen,
			check: func(c *check) {
				bob := c.newUser()
				u, th := c.newThread(bob)
				id := bob.send(th, `"content":"x"`)
				c.identity("DELETE", "/identities/"+bob.id, "").wantStatus(204)
				c.wantEqual("participants", u.get(th.path("/participants")).list("communicationIdentifier/rawId"), []string{u.id, bob.id})
				u.get(th.path("/messages/" + id)).wantStatus(200)
			},
		},
	}
}
