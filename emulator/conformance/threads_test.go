package conformance_test

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
)

// threadRules returns the rules for threads.
func threadRules() []rule {
	return slices.Concat(createRules(), updateRules(), deleteRules())
}

func createRules() []rule {
	return []rule{
		{
			name:   "create",
			text:   "Creating a thread is a 201 with `chatThread`, and without `invalidParticipants` if all participants were added.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u := c.newUser()
				r := u.post("/chat/threads", `{"topic":"first topic"}`).wantStatus(201).wantProperties("", "chatThread")
				r.wantProperties("chatThread", "id topic createdOn createdByCommunicationIdentifier retentionPolicy")
				r.want("chatThread/topic", `"first topic"`).want("chatThread/createdByCommunicationIdentifier", `{"rawId":"`+u.id+`","communicationUser":{"id":"`+u.id+`"}}`)
			},
		},
		{
			name:   "id",
			text:   "The ID of a thread begins with `19:` and ends with `@thread.v2`.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				if _, th := c.newThread(); !regexp.MustCompile(`^19:[A-Za-z0-9_-]+@thread\.v2$`).MatchString(th.id) {
					c.Errorf("the ID is %s", th.id)
				}
			},
		},
		{
			name:   "location",
			text:   "The header `Location` of the response is the URL of the thread, with `%3A` for the colon and a raw `@`; it may have another host than the endpoint.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				r := c.newUser().post("/chat/threads", `{"topic":"x"}`).wantStatus(201)
				want := "/chat/threads/" + strings.ReplaceAll(r.text("chatThread/id"), ":", "%3A")
				if got := r.header.Get("Location"); !strings.HasPrefix(got, "https://") || !strings.HasSuffix(got, want) {
					c.Errorf("Location is %q, want it to end with %s", got, want)
				}
			},
		},
		{
			name:   "times",
			text:   "Chat sends times in whole seconds with `Z`.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				if got := u.get(th.path("")).text("createdOn"); !isWholeSeconds(got) {
					c.Errorf("createdOn is %s", got)
				}
				if got := u.get("/chat/threads").list("lastMessageReceivedOn"); !isWholeSeconds(got[0]) {
					c.Errorf("lastMessageReceivedOn is %s", got)
				}
				if got := u.get(th.path("/messages")).list("createdOn"); !isWholeSeconds(got[0]) {
					c.Errorf("createdOn of a message is %s", got)
				}
			},
		},
		{
			name:   "get",
			text:   "The properties of a thread are those of its creation, without the participants.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				u.get(th.path("")).wantStatus(200).wantProperties("", "id topic createdOn createdByCommunicationIdentifier retentionPolicy")
			},
		},
		{
			name:   "first-messages",
			text:   "Creating a thread posts the messages `participantAdded` (sequence ID 1) and `topicUpdated` (2).",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				r := u.get(th.path("/messages"))
				c.wantEqual("types", r.list("type"), []string{"topicUpdated", "participantAdded"})
				c.wantEqual("sequence IDs", r.list("sequenceId"), []string{"2", "1"})
			},
		},
		{
			name:   "creator",
			text:   "The creator is a participant, and the first one, whether or not the request lists the creator.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				ann, bob := c.newUser(), c.newUser()
				th := ann.createThread(bob)
				c.wantEqual("participants", ann.get(th.path("/participants")).list("communicationIdentifier/rawId"), []string{ann.id, bob.id})
				r := ann.post("/chat/threads", `{"topic":"x","participants":[`+participant(bob.id)+","+participant(ann.id, `,"displayName":"Ann"`)+`]}`)
				list := ann.get("/chat/threads/" + r.text("chatThread/id") + "/participants")
				c.wantEqual("participants", list.list("communicationIdentifier/rawId"), []string{ann.id, bob.id})
				c.wantEqual("names", list.list("displayName"), []string{"Ann", ""})
			},
		},
		{
			name:   "create-partially",
			text:   "Participants who cannot be added are listed in `invalidParticipants` of the 201, with a status as a string, a message and the raw ID; the others are added.",
			source: recorded("2021-03-07, 2025-03-15"),
			check: func(c *check) {
				u, bob := c.newUser(), c.newUser()
				r := u.post("/chat/threads", `{"topic":"x","participants":[`+participant("8:acs:x_y")+","+participant(bob.id)+`]}`).wantStatus(201)
				r.want("invalidParticipants", `[{"code":"403","message":"Permissions check failed","target":"8:acs:x_y"}]`)
				c.wantEqual("participants", u.get("/chat/threads/"+r.text("chatThread/id")+"/participants").list("communicationIdentifier/rawId"), []string{u.id, bob.id})
			},
		},
		{
			name:   "repeat",
			text:   "A `repeatability-request-id` that the same user repeats is a 201 with the same thread and the same `createdOn`.",
			source: recorded("2021-03-07"),
			check: func(c *check) {
				u := c.newUser()
				first := u.call("POST", "/chat/threads", `{"topic":"x"}`, "repeatability-request-id: 7bcb1b1a-3c07-43cc-9b6d-2b8ea3f4c8a1").wantStatus(201)
				again := u.call("POST", "/chat/threads", `{"topic":"x"}`, "repeatability-request-id: 7bcb1b1a-3c07-43cc-9b6d-2b8ea3f4c8a1").wantStatus(201)
				c.wantEqual("body", again.body, first.body)
			},
		},
		{
			name:   "request-ids",
			text:   "A request ID may be any text, not only a UUID.",
			source: recorded("2021-04-05-preview6"),
			check: func(c *check) {
				u := c.newUser()
				first := u.call("POST", "/chat/threads", `{"topic":"x"}`, "repeatability-request-id: tailspin-1").wantStatus(201)
				c.wantEqual("body", u.call("POST", "/chat/threads", `{"topic":"x"}`, "repeatability-request-id: tailspin-1").body, first.body)
			},
		},
		{
			name:   "repeat-otherwise",
			text:   "The request ID of another user creates another thread; a repeated one returns its thread after it was deleted, and whatever else the request contains.",
			source: chosen,
			check: func(c *check) {
				const header = "repeatability-request-id: 7bcb1b1a-3c07-43cc-9b6d-2b8ea3f4c8a2"
				ann, bob := c.newUser(), c.newUser()
				first := ann.call("POST", "/chat/threads", `{"topic":"x"}`, header).text("chatThread/id")
				ann.delete("/chat/threads/" + first).wantStatus(204)
				c.wantEqual("repeated ID", ann.call("POST", "/chat/threads", `{"topic":"y"}`, header).text("chatThread/id"), first)
				if bob.call("POST", "/chat/threads", `{"topic":"x"}`, header).text("chatThread/id") == first {
					c.Errorf("another user got the same thread")
				}
			},
		},
		{
			name:   "empty-topic",
			text:   "A thread without a topic, or with an empty one, is a 400.",
			source: chosen,
			check: func(c *check) {
				u := c.newUser()
				u.post("/chat/threads", `{}`).wantError(400, "BadRequest", "*")
				u.post("/chat/threads", `{"topic":""}`).wantError(400, "BadRequest", "*")
			},
		},
	}
}

func updateRules() []rule {
	return []rule{
		{
			name:   "update",
			text:   "An update is a merge patch, and a 204 without a body.",
			source: recorded("2021-03-01-preview5 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				u.patch(th.path(""), `{"topic":"new topic"}`).wantStatus(204).wantEmpty()
				u.get(th.path("")).want("topic", `"new topic"`)
			},
		},
		{
			name:   "new-topic",
			text:   "A new topic posts the message `topicUpdated` with `topic` and the initiator.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				u.patch(th.path(""), `{"topic":"new topic"}`).wantStatus(204)
				r := u.get(th.path("/messages")).want("value/0/type", `"topicUpdated"`).want("value/0/content/topic", `"new topic"`)
				r.wantProperties("value/0/content", "topic initiatorCommunicationIdentifier").want("value/0/content/initiatorCommunicationIdentifier/rawId", `"`+u.id+`"`)
			},
		},
		{
			name:   "same-topic",
			text:   "An unchanged topic does not post a message.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				u.patch(th.path(""), `{"topic":"Lunch"}`).wantStatus(204)
				c.wantEqual("messages", len(u.get(th.path("/messages")).list("id")), 2)
			},
		},
		{
			name:   "topic-patches",
			text:   "A topic that is patched to null is empty; patched to `\"\"` it is a 400.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				u.patch(th.path(""), `{"topic":""}`).wantError(400, "BadRequest", "*")
				u.patch(th.path(""), `{"topic":null}`).wantStatus(204)
				u.get(th.path("")).want("topic", `""`)
			},
		},
		{
			name:   "empty-update",
			text:   "An update `{}` is a 204 that changes nothing.",
			source: recorded("2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				before := u.get(th.path("")).body
				u.patch(th.path(""), `{}`).wantStatus(204)
				c.wantEqual("thread", u.get(th.path("")).body, before)
			},
		},
		{
			name:   "metadata",
			text:   "Metadata of a thread is set at its creation and patched name by name; null removes a name, or all of the metadata.",
			source: standard("RFC 7396"),
			check: func(c *check) {
				u := c.newUser()
				th := thread{c, u.post("/chat/threads", `{"topic":"x","metadata":{"N1":"V1","N2":"V2"}}`).wantStatus(201).text("chatThread/id")}
				u.patch(th.path(""), `{"metadata":{"N2":null,"N3":"V3"}}`).wantStatus(204)
				u.get(th.path("")).want("metadata", `{"N1":"V1","N3":"V3"}`)
				u.patch(th.path(""), `{"metadata":null}`).wantStatus(204)
				u.get(th.path("")).want("metadata", "")
			},
		},
		{
			name:   "empty-metadata",
			text:   "An empty value of a thread's metadata is kept.",
			source: standard("RFC 7396"),
			check: func(c *check) {
				u, th := c.newThread()
				u.patch(th.path(""), `{"metadata":{"N1":""}}`).wantStatus(204)
				u.get(th.path("")).want("metadata", `{"N1":""}`)
			},
		},
		{
			name:   "no-metadata",
			text:   "Metadata that is set to `{}` is sent as `{}`; without metadata, or after a null, the property is absent.",
			source: recorded("2025-03-15"),
			check: func(c *check) {
				u := c.newUser()
				r := u.post("/chat/threads", `{"topic":"x","metadata":{}}`).wantStatus(201).want("chatThread/metadata", "{}")
				th := thread{c, r.text("chatThread/id")}
				u.get(th.path("")).want("metadata", "{}")
				u.patch(th.path(""), `{"metadata":null}`).wantStatus(204)
				u.get(th.path("")).want("metadata", "")
			},
		},
		{
			name:   "metadata-limit",
			text:   "Metadata of a thread has up to 1 KB (1,024 bytes of names and values); more is a 400.",
			source: document("2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				u.patch(th.path(""), `{"metadata":{"N":"`+strings.Repeat("x", 1023)+`"}}`).wantStatus(204)
				u.patch(th.path(""), `{"metadata":{"N":"`+strings.Repeat("x", 1024)+`"}}`).wantError(400, "BadRequest", "*")
			},
		},
		{
			name:   "no-retention",
			text:   "`retentionPolicy` is `{\"kind\":\"none\"}` unless one is set, and again after a null.",
			source: recorded("2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				u.get(th.path("")).want("retentionPolicy", `{"kind":"none"}`)
				u.patch(th.path(""), `{"retentionPolicy":{"kind":"threadCreationDate","deleteThreadAfterDays":40}}`).wantStatus(204)
				u.get(th.path("")).want("retentionPolicy", `{"kind":"threadCreationDate","deleteThreadAfterDays":40}`)
				u.patch(th.path(""), `{"retentionPolicy":null}`).wantStatus(204)
				u.get(th.path("")).want("retentionPolicy", `{"kind":"none"}`)
			},
		},
		{
			name:   "retention-days",
			text:   "`deleteThreadAfterDays` is from 30 to 90; another number, or another kind, is a 400.",
			source: document("2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				for _, policy := range []string{`"kind":"threadCreationDate","deleteThreadAfterDays":29`, `"kind":"threadCreationDate","deleteThreadAfterDays":91`, `"kind":"x"`} {
					u.patch(th.path(""), `{"retentionPolicy":{`+policy+`}}`).wantError(400, "BadRequest", "*")
				}
			},
		},
		{
			name:    "retention",
			text:    "A thread with a retention policy is deleted that many days after its creation.",
			source:  document("2025-03-15"),
			options: &emulator.Options{},
			check: func(c *check) {
				u := c.newUser()
				th := thread{c, u.post("/chat/threads", `{"topic":"x","retentionPolicy":{"kind":"threadCreationDate","deleteThreadAfterDays":30}}`).wantStatus(201).text("chatThread/id")}
				c.clock.advance(30*24*time.Hour - time.Second)
				u = u.newToken()
				u.get(th.path("")).wantStatus(200)
				c.clock.advance(time.Second)
				u.get(th.path("")).wantStatus(404)
				if u.get("/chat/threads").want("value/0/id", `"`+th.id+`"`).text("value/0/deletedOn") == "" {
					c.Errorf("deletedOn is empty")
				}
			},
		},
	}
}

func deleteRules() []rule {
	return []rule{
		{
			name:   "delete",
			text:   "Deleting a thread is a 204 without a body.",
			source: recorded("2021-01-27-preview4 to 2021-04-05-preview6"),
			check: func(c *check) {
				u, th := c.newThread()
				u.delete(th.path("")).wantStatus(204).wantEmpty()
			},
		},
		{
			name:   "deleted",
			text:   "A deleted thread is listed with `deletedOn`, for all of its participants.",
			source: recorded("2021-01-27-preview4 to 2021-09-07"),
			check: func(c *check) {
				bob := c.newUser()
				ann, th := c.newThread(bob)
				ann.delete(th.path("")).wantStatus(204)
				for _, u := range []user{ann, bob} {
					u.get("/chat/threads").wantProperties("value/0", "id topic deletedOn lastMessageReceivedOn").want("value/0/id", `"`+th.id+`"`)
				}
			},
		},
		{
			name:   "deleted-calls",
			text:   "All other calls for a deleted thread are a 404 for its participants, and a 403 for other users.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				u.delete(th.path("")).wantStatus(204)
				for _, call := range threadCalls(th.id) {
					u.call(call.method, call.path, call.body).wantStatus(404)
				}
				c.newUser().get(th.path("")).wantError(403, "Forbidden", permissionMessage)
			},
		},
	}
}

// isWholeSeconds reports whether text is a time as Chat sends it.
func isWholeSeconds(text string) bool {
	_, err := time.Parse("2006-01-02T15:04:05Z", text)
	return err == nil
}
