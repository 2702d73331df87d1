package conformance_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
)

// listRules returns the rules for the order and size of pages.
func listRules() []rule {
	return slices.Concat(orderRules(), pageRules())
}

func orderRules() []rule {
	return []rule{
		{
			name:    "message-order",
			text:    "Messages come by `version`, descending: an edited or deleted message moves to the place of its edit; its sequence ID stays.",
			source:  recorded("2025-03-15"),
			options: &emulator.Options{},
			check: func(c *check) {
				u, th := c.newThread()
				ids := map[int]string{}
				for sequence := 3; sequence <= 9; sequence++ {
					c.clock.advance(time.Second)
					ids[sequence] = u.send(th, `"content":"x"`)
				}
				c.clock.advance(time.Second)
				u.delete(th.path("/messages/" + ids[4])).wantStatus(204)
				c.clock.advance(time.Second)
				u.patch(th.path("/messages/"+ids[9]), `{"content":"y"}`).wantStatus(204)
				for range 2 {
					c.clock.advance(time.Second)
					u.send(th, `"content":"x"`)
				}
				got := u.all(u.get(th.path("/messages?maxPageSize=4")), "sequenceId")
				c.wantEqual("sequence IDs", got, "[11 10 9 4 8 7 6 5 3 2 1]")
			},
		},
		{
			name:    "thread-order",
			text:    "Threads come by last activity, descending: `lastMessageReceivedOn`, or `deletedOn` if it is later.",
			source:  recorded("2021-01-27-preview4 to 2021-09-07"),
			options: &emulator.Options{},
			check: func(c *check) {
				u := c.newUser()
				var threads [3]thread
				for i := range threads {
					c.clock.advance(2 * time.Second)
					threads[i] = u.createThread()
				}
				c.clock.advance(2 * time.Second)
				u.delete(threads[1].path("")).wantStatus(204)
				c.clock.advance(2 * time.Second)
				u.send(threads[0], `"content":"x"`)
				c.wantEqual("threads", u.all(u.get("/chat/threads?maxPageSize=2"), "id"), []string{threads[0].id, threads[1].id, threads[2].id})
			},
		},
		{
			name:   "last-message",
			text:   "`lastMessageReceivedOn` includes messages of the system: a new thread has it, too.",
			source: recorded("2021-01-27-preview4 to 2021-09-07"),
			check: func(c *check) {
				u, th := c.newThread()
				u.get("/chat/threads").want("value/0/id", `"`+th.id+`"`).wantProperties("value/0", "id topic lastMessageReceivedOn")
			},
		},
		{
			name:    "last-activity",
			text:    "A changed topic is an activity of the thread, and a list of threads with `startTime` uses `lastMessageReceivedOn`.",
			source:  chosen,
			options: &emulator.Options{},
			check: func(c *check) {
				u := c.newUser()
				first, second := u.createThread(), u.createThread()
				c.clock.advance(time.Minute)
				now := c.clock.now().UTC().Format(time.RFC3339)
				u.patch(first.path(""), `{"topic":"new"}`).wantStatus(204)
				u.get("/chat/threads").want("value/0/id", `"`+first.id+`"`).want("value/0/lastMessageReceivedOn", `"`+now+`"`).want("value/1/id", `"`+second.id+`"`)
				c.wantEqual("threads", u.get("/chat/threads?startTime="+now).list("id"), []string{first.id})
			},
		},
		{
			name:    "edits",
			text:    "An edit or a deletion of a message is not an activity of its thread.",
			source:  chosen,
			options: &emulator.Options{},
			check: func(c *check) {
				u := c.newUser()
				first := u.createThread()
				id := u.send(first, `"content":"x"`)
				c.clock.advance(time.Minute)
				second := u.createThread()
				before := u.get("/chat/threads").body
				c.clock.advance(time.Minute)
				u.patch(first.path("/messages/"+id), `{"content":"y"}`).wantStatus(204)
				u.delete(first.path("/messages/" + id)).wantStatus(204)
				c.wantEqual("threads", u.get("/chat/threads").want("value/0/id", `"`+second.id+`"`).body, before)
			},
		},
		{
			name:    "start-time",
			text:    "A list of messages with `startTime` omits older messages.",
			source:  document("2021-03-07 to 2025-03-15"),
			options: &emulator.Options{},
			check: func(c *check) {
				u, th := c.newThread()
				c.clock.advance(time.Minute)
				id := u.send(th, `"content":"x"`)
				now := c.clock.now().UTC().Format(time.RFC3339)
				c.wantEqual("messages", u.get(th.path("/messages?startTime="+now)).list("id"), []string{id})
				c.wantEqual("number of messages", len(u.get(th.path("/messages?startTime=2020-09-08T01:02:14.387Z")).list("id")), 3)
			},
		},
		{
			name:   "system-messages",
			text:   "A list of messages contains those of the system and the deleted ones.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				u.delete(th.path("/messages/" + u.send(th, `"content":"x"`))).wantStatus(204)
				c.wantEqual("types", u.get(th.path("/messages")).list("type"), []string{"text", "topicUpdated", "participantAdded"})
			},
		},
		{
			name:   "thread-item",
			text:   "A thread in a list has `id`, `topic`, `lastMessageReceivedOn` and, if it is deleted, `deletedOn`.",
			source: recorded("2021-01-27-preview4 to 2021-09-07"),
			check: func(c *check) {
				u, _ := c.newThread()
				u.get("/chat/threads").wantProperties("value/0", "id topic lastMessageReceivedOn")
			},
		},
		{
			name:   "empty",
			text:   "A page without items has an empty list `value`.",
			source: recorded("2021-04-05-preview6"),
			check: func(c *check) {
				c.newUser().get("/chat/threads").wantStatus(200).want("", `{"value":[]}`)
			},
		},
	}
}

func pageRules() []rule {
	return []rule{
		{
			name:    "message-pages",
			text:    "Without `maxPageSize` a page has 10 messages, and its next link contains `maxPageSize=10`.",
			source:  recorded("2021-03-07 to 2025-03-15"),
			options: &emulator.Options{},
			check: func(c *check) {
				u, th := c.newThread()
				for range 9 {
					u.send(th, `"content":"x"`)
				}
				r := u.get(th.path("/messages"))
				c.wantEqual("messages", len(r.list("id")), 10)
				c.wantEqual("maxPageSize", queryOf(c, r.nextLink()).Get("maxPageSize"), "10")
				c.wantEqual("all messages", len(u.all(r, "id")), 11)
			},
		},
		{
			name:    "thread-pages",
			text:    "Without `maxPageSize` a page has 100 threads, and its next link has no `maxPageSize`.",
			source:  recorded("2021-01-27-preview4 to 2021-09-07"),
			options: &emulator.Options{},
			check: func(c *check) {
				u := c.newUser()
				for range 101 {
					u.createThread()
				}
				r := u.get("/chat/threads")
				c.wantEqual("threads", len(r.list("id")), 100)
				c.wantEqual("has maxPageSize", queryOf(c, r.nextLink()).Has("maxPageSize"), false)
				c.wantEqual("all threads", len(u.all(r, "id")), 101)
			},
		},
		{
			name:    "largest-page",
			text:    "A page has up to 200 items.",
			source:  published("Service limits"),
			options: &emulator.Options{},
			check: func(c *check) {
				u, th := c.newThread()
				for range 199 {
					u.send(th, `"content":"x"`)
				}
				c.wantEqual("messages", len(u.get(th.path("/messages?maxPageSize=200")).list("id")), 200)
			},
		},
		{
			name:    "larger-page",
			text:    "A `maxPageSize` over 200 is 200; a negative one is a 400.",
			source:  chosen,
			options: &emulator.Options{},
			check: func(c *check) {
				u, th := c.newThread()
				for range 199 {
					u.send(th, `"content":"x"`)
				}
				c.wantEqual("messages", len(u.get(th.path("/messages?maxPageSize=500")).list("id")), 200)
				u.get(th.path("/messages?maxPageSize=-1")).wantError(400, "BadRequest", "*")
			},
		},
		{
			name:    "other-pages",
			text:    "Without `maxPageSize` a page has up to 200 participants or read receipts.",
			source:  chosen,
			options: &emulator.Options{},
			check: func(c *check) {
				u, th := c.newThread()
				for range 4 {
					var list []user
					for range 50 {
						list = append(list, c.newUser())
					}
					u.add(th, participantList(list...)).wantStatus(201)
				}
				r := u.get(th.path("/participants"))
				c.wantEqual("participants", len(r.list("displayName")), 200)
				c.wantEqual("all participants", len(u.all(r, "displayName")), 201)
			},
		},
		{
			name:   "skip",
			text:   "A list of participants or receipts with `skip` omits that many items.",
			source: recorded("2024-03-07"),
			check: func(c *check) {
				bob := c.newUser()
				u, th := c.newThread(bob)
				r := u.get(th.path("/participants?maxPageSize=1&skip=1"))
				c.wantEqual("participants", r.list("communicationIdentifier/rawId"), []string{bob.id})
				c.wantEqual("next link", r.nextLink(), "")
				id := u.send(th, `"content":"x"`)
				u.receipt(th, id).wantStatus(200)
				bob.receipt(th, id).wantStatus(200)
				c.wantEqual("receipts", len(u.get(th.path("/readReceipts?skip=1")).list("readOn")), 1)
			},
		},
		{
			name:   "no-gaps",
			text:   "Paging by any size returns every item once, if nothing changes meanwhile.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				bob := c.newUser()
				u, th := c.newThread(bob)
				u.send(th, `"content":"x"`)
				for size := 1; size <= 3; size++ {
					query := fmt.Sprintf("?maxPageSize=%d", size)
					c.wantEqual("messages", u.all(u.get(th.path("/messages"+query)), "sequenceId"), []string{"3", "2", "1"})
					c.wantEqual("participants", u.all(u.get(th.path("/participants"+query)), "communicationIdentifier/rawId"), []string{u.id, bob.id})
				}
			},
		},
		{
			name:    "new-between-pages",
			text:    "Without `--realistic`, a message that is sent or edited between two pages is on no later page; it hides no other message.",
			source:  chosen,
			options: &emulator.Options{},
			check: func(c *check) {
				u, th := c.newThread()
				id := u.send(th, `"content":"x"`)
				r := u.get(th.path("/messages?maxPageSize=1"))
				u.send(th, `"content":"y"`)
				u.patch(th.path("/messages/"+id), `{"content":"z"}`).wantStatus(204)
				c.wantEqual("sequence IDs", u.all(r, "sequenceId"), []string{"3", "2", "1"})
			},
		},
		{
			name:   "removed-between-pages",
			text:   "Pages of participants continue after a number of items: one who is removed between two pages makes the next page skip one.",
			source: chosen,
			check: func(c *check) {
				bob, eve := c.newUser(), c.newUser()
				u, th := c.newThread(bob, eve)
				r := u.get(th.path("/participants?maxPageSize=2"))
				u.remove(th, bob.id).wantStatus(204)
				c.wantEqual("participants", u.all(r, "communicationIdentifier/rawId"), []string{u.id, bob.id})
			},
		},
	}
}
