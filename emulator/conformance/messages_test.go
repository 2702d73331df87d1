package conformance_test

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// messageRules returns the rules for messages.
func messageRules() []rule {
	return slices.Concat(sendRules(), contentRules(), editRules(), deletedMessageRules())
}

func sendRules() []rule {
	return []rule{
		{
			name:   "send",
			text:   "Sending a message is a 201 with its `id`; `Location` is its URL, escaped like that of a thread.",
			source: recorded("2021-03-01-preview5 to 2021-09-07"),
			check: func(c *check) {
				u, th := c.newThread()
				r := u.post(th.path("/messages"), `{"content":"hello"}`).wantStatus(201).wantProperties("", "id")
				want := "/chat/threads/" + strings.ReplaceAll(th.id, ":", "%3A") + "/messages/" + r.text("id")
				if got := r.header.Get("Location"); !strings.HasPrefix(got, "https://") || !strings.HasSuffix(got, want) {
					c.Errorf("Location is %q, want it to end with %s", got, want)
				}
			},
		},
		{
			name:   "get",
			text:   "A message has its type, sequence ID, version, content, sender, sender's name and time of creation; `metadata`, `editedOn` and `deletedOn` only where they apply.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				r := u.get(th.path("/messages/" + u.send(th, `"content":"hello","senderDisplayName":"Ann"`))).wantStatus(200)
				r.wantProperties("", "id type sequenceId version content senderDisplayName createdOn senderCommunicationIdentifier")
				r.want("type", `"text"`).want("sequenceId", `"3"`).want("content/message", `"hello"`).want("senderDisplayName", `"Ann"`)
				r.want("senderCommunicationIdentifier", `{"rawId":"`+u.id+`","communicationUser":{"id":"`+u.id+`"}}`)
			},
		},
		{
			name:   "ids",
			text:   "The ID of a message is its time of creation in milliseconds, and its first version.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				r := u.get(th.path("/messages/" + u.send(th, `"content":"x"`)))
				c.wantEqual("version", r.text("version"), r.text("id"))
				milli, _ := strconv.ParseInt(r.text("id"), 10, 64)
				c.wantEqual("createdOn", r.text("createdOn"), time.UnixMilli(milli).UTC().Format(time.RFC3339))
			},
		},
		{
			name:    "same-millisecond",
			text:    "Several messages of a thread within a millisecond get IDs ahead of the clock; `createdOn` does not.",
			source:  chosen,
			options: &emulator.Options{},
			check: func(c *check) {
				c.clock.milli.Store(1763808650000)
				u, th := c.newThread()
				c.clock.milli.Store(1763808650999) // the last millisecond of a second
				first, second := u.send(th, `"content":"x"`), u.send(th, `"content":"y"`)
				c.wantEqual("IDs", []string{first, second}, "[1763808650999 1763808651000]")
				u.get(th.path("/messages/"+second)).want("createdOn", `"2025-11-22T10:50:50Z"`)
			},
		},
		{
			name:   "sequence",
			text:   "Sequence IDs count the messages of a thread from 1, with those of the system.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				u.send(th, `"content":"x"`)
				u.send(th, `"content":"y"`)
				c.wantEqual("sequence IDs", u.get(th.path("/messages")).list("sequenceId"), []string{"4", "3", "2", "1"})
			},
		},
		{
			name:   "no-name",
			text:   "A message without a sender's name has the empty `senderDisplayName`; a message of the system does not have a sender or a name.",
			source: recorded("2024-06-05-preview"),
			check: func(c *check) {
				u, th := c.newThread()
				u.send(th, `"content":"x"`)
				r := u.get(th.path("/messages")).want("value/0/senderDisplayName", `""`)
				r.want("value/1/senderDisplayName", "").want("value/1/senderCommunicationIdentifier", "")
			},
		},
		{
			name:   "types",
			text:   "Messages of the types `text` and `html` can be sent; another type is a 400.",
			source: document("2021-03-07 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				u.get(th.path("/messages/"+u.send(th, `"content":"x","type":"html"`))).want("type", `"html"`)
				u.get(th.path("/messages/"+u.send(th, `"content":"x","type":"text"`))).want("type", `"text"`)
				u.post(th.path("/messages"), `{"content":"x","type":"topicUpdated"}`).wantError(400, "BadRequest", "*")
			},
		},
		{
			name:   "default-type",
			text:   "A message without a type, or with the type null, is text.",
			source: recorded("2020-11-01-preview3, 2021-04-05-preview6"),
			check: func(c *check) {
				u, th := c.newThread()
				for _, properties := range []string{`"content":"x"`, `"content":"x","type":null`} {
					u.get(th.path("/messages/"+u.send(th, properties))).want("type", `"text"`)
				}
			},
		},
	}
}

func contentRules() []rule {
	return []rule{
		{
			name:   "attachments",
			text:   "The content of a text has the empty list `attachments` since 2023-11-07; it is not sent before, nor for messages of the system.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				path := th.path("/messages/" + u.send(th, `"content":"x"`))
				for _, v := range []string{"2023-11-07", "2024-03-07", "2025-03-15"} {
					u.get(path+"?api-version="+v).want("content", `{"message":"x","attachments":[]}`)
				}
				for _, v := range []string{"2021-03-07", "2021-09-07"} {
					u.get(path+"?api-version="+v).want("content", `{"message":"x"}`)
				}
				u.get(th.path("/messages")).wantProperties("value/1/content", "topic initiatorCommunicationIdentifier")
			},
		},
		{
			name:   "content-limit",
			text:   "Content has up to 28 KB (28,672 bytes of UTF-8).",
			source: published("Service limits"),
			check: func(c *check) {
				u, th := c.newThread()
				u.post(th.path("/messages"), `{"content":"`+strings.Repeat("é", 14*1024)+`"}`).wantStatus(201)
				u.post(th.path("/messages"), `{"content":"`+strings.Repeat("é", 14*1024)+`x"}`).wantStatus(400)
			},
		},
		{
			name:   "limit-message",
			text:   "The 400 beyond a limit contains the limit.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				r := u.post(th.path("/messages"), `{"content":"`+strings.Repeat("x", 28673)+`"}`).wantError(400, "BadRequest", "*")
				if !strings.Contains(r.body, "28672") {
					c.Errorf("the error is %s", r.body)
				}
			},
		},
		{
			name:   "no-content",
			text:   "A message without content, or with empty content or null, is a 400; so is an edit to these.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				for _, body := range []string{`{}`, `{"content":""}`, `{"content":null}`} {
					u.post(th.path("/messages"), body).wantError(400, "BadRequest", "*")
				}
				path := th.path("/messages/" + u.send(th, `"content":"x"`))
				u.patch(path, `{"content":""}`).wantError(400, "BadRequest", "*")
				u.patch(path, `{"content":null}`).wantError(400, "BadRequest", "*")
			},
		},
		{
			name:   "html",
			text:   "HTML without scripts is returned as it was sent.",
			source: recorded("2021-01-27-preview4 to 2021-09-07"),
			check: func(c *check) {
				u, th := c.newThread()
				u.get(th.path("/messages/"+u.send(th, `"content":"<div>test</div>","type":"html"`))).want("content/message", `"<div>test</div>"`)
			},
		},
		{
			name:   "sanitized",
			text:   "HTML is sanitized: scripts and event handlers are removed. Text is not changed.",
			source: published("Chat concepts"),
			check: func(c *check) {
				const content = `<div onclick='x()'>a<script>alert(1)</script><b>b</b></div>`
				u, th := c.newThread()
				got := u.get(th.path("/messages/" + u.send(th, `"content":"`+content+`","type":"html"`))).text("content/message")
				if strings.Contains(got, "script") || strings.Contains(got, "onclick") || !strings.Contains(got, "<b>b</b>") {
					c.Errorf("the content is %s", got)
				}
				c.wantEqual("text", u.get(th.path("/messages/"+u.send(th, `"content":"`+content+`"`))).text("content/message"), content)
			},
		},
		{
			name:   "metadata",
			text:   "Metadata is returned as it was sent, also an empty value.",
			source: recorded("2021-04-05-preview6, 2021-09-07"),
			check: func(c *check) {
				u, th := c.newThread()
				id := u.send(th, `"content":"x","metadata":{"deliveryMode":"a","amsreferences":"[\"b\"]","tags":""}`)
				u.get(th.path("/messages/"+id)).want("metadata", `{"deliveryMode":"a","amsreferences":"[\"b\"]","tags":""}`)
			},
		},
		{
			name:   "metadata-limit",
			text:   "Metadata of a message has up to 1 KB (1,024 bytes of names and values); more is a 400.",
			source: document("2023-11-07 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				u.post(th.path("/messages"), `{"content":"x","metadata":{"N":"`+strings.Repeat("x", 1023)+`"}}`).wantStatus(201)
				u.post(th.path("/messages"), `{"content":"x","metadata":{"N":"`+strings.Repeat("x", 1024)+`"}}`).wantError(400, "BadRequest", "*")
			},
		},
	}
}

func editRules() []rule {
	return []rule{
		{
			name:   "edit",
			text:   "An edit is a merge patch and a 204 without a body. It sets `editedOn` and `version`; ID and `createdOn` stay.",
			source: recorded("2020-11-01-preview3 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				path := th.path("/messages/" + u.send(th, `"content":"x"`))
				before := u.get(path)
				u.patch(path, `{"content":"y"}`).wantStatus(204).wantEmpty()
				r := u.get(path).want("content/message", `"y"`)
				for _, property := range []string{"id", "createdOn", "type"} {
					c.wantEqual(property, r.text(property), before.text(property))
				}
				if r.text("version") <= r.text("id") || !isWholeSeconds(r.text("editedOn")) {
					c.Errorf("version %s, editedOn %s", r.text("version"), r.text("editedOn"))
				}
			},
		},
		{
			name:   "fixed-sequence",
			text:   "Since 2025-03-15 neither an edit nor a deletion changes the sequence ID.",
			source: recorded("2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				path := th.path("/messages/" + u.send(th, `"content":"x"`))
				u.patch(path, `{"content":"y"}`).wantStatus(204)
				u.get(path).want("sequenceId", `"3"`)
				u.delete(path).wantStatus(204)
				u.get(path).want("sequenceId", `"3"`)
			},
		},
		{
			name:   "moving-sequence",
			text:   "Before 2025-03-15, sequence IDs also count edits and deletions: each gives the message the next one.",
			source: recorded("2020-11-01-preview3 to 2021-04-05-preview6"),
			check: func(c *check) {
				u, th := c.newThread()
				first, second := u.send(th, `"content":"x"`), u.send(th, `"content":"x"`)
				u.patch(th.path("/messages/"+first), `{"content":"y"}`).wantStatus(204)
				u.delete(th.path("/messages/" + second)).wantStatus(204)
				third := u.send(th, `"content":"x"`)
				for _, v := range []string{"2020-11-01-preview3", "2021-04-05-preview6"} {
					r := u.get(th.path("/messages?api-version=" + v))
					c.wantEqual("messages", r.list("id")[:3], []string{third, second, first})
					c.wantEqual("sequence IDs", r.list("sequenceId"), []string{"7", "6", "5", "2", "1"})
					u.get(th.path("/messages/"+first+"?api-version="+v)).want("sequenceId", `"5"`)
				}
				c.wantEqual("sequence IDs", u.get(th.path("/messages")).list("sequenceId"), []string{"5", "4", "3", "2", "1"})
			},
		},
		{
			name:   "edit-metadata",
			text:   "An edit merges metadata name by name, and an empty value removes its name.",
			source: recorded("2021-04-05-preview6, 2021-09-07"),
			check: func(c *check) {
				u, th := c.newThread()
				path := th.path("/messages/" + u.send(th, `"content":"x","metadata":{"a":"1","b":"2","c":"3"}`))
				u.patch(path, `{"metadata":{"a":"new","b":"","d":"4"}}`).wantStatus(204)
				u.get(path).want("metadata", `{"a":"new","c":"3","d":"4"}`).want("content/message", `"x"`)
			},
		},
		{
			name:   "null-metadata",
			text:   "Null removes a name of a message's metadata, or all of it.",
			source: standard("RFC 7396"),
			check: func(c *check) {
				u, th := c.newThread()
				path := th.path("/messages/" + u.send(th, `"content":"x","metadata":{"a":"1","b":"2"}`))
				u.patch(path, `{"metadata":{"a":null}}`).wantStatus(204)
				u.get(path).want("metadata", `{"b":"2"}`)
				u.patch(path, `{"metadata":null}`).wantStatus(204)
				u.get(path).want("metadata", "")
			},
		},
		{
			name:   "empty-edit",
			text:   "An edit `{}` is a 204 that changes nothing.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				path := th.path("/messages/" + u.send(th, `"content":"x"`))
				before := u.get(path).body
				u.patch(path, `{}`).wantStatus(204)
				c.wantEqual("message", u.get(path).body, before)
			},
		},
		{
			name:   "sender-only",
			text:   "Only the sender edits and deletes a message; for others, and for messages of the system, it is a 403.",
			source: issue("azure-sdk-for-js#17523"),
			check: func(c *check) {
				bob := c.newUser()
				ann, th := c.newThread(bob)
				path := th.path("/messages/" + ann.send(th, `"content":"x"`))
				bob.patch(path, `{"content":"y"}`).wantError(403, "Forbidden", permissionMessage)
				bob.delete(path).wantError(403, "Forbidden", permissionMessage)
				system := th.path("/messages/" + ann.get(th.path("/messages")).list("id")[1])
				ann.patch(system, `{"content":"y"}`).wantError(403, "Forbidden", permissionMessage)
				ann.delete(system).wantError(403, "Forbidden", permissionMessage)
			},
		},
		{
			name:   "sender-only-advice",
			text:   "The error of the Go client for such a 403 mentions the sender.",
			source: issue("azure-sdk-for-js#17523"),
			check: func(c *check) {
				bob := c.newUser()
				ann, th := c.newThread(bob)
				id := ann.send(th, `"content":"x"`)
				_, err := bob.goClient().Thread(chat.ThreadID(th.id)).DeleteMessage(c.Context(), chat.MessageID(id), nil)
				if err == nil || !strings.Contains(err.Error(), "sender") && !strings.Contains(err.Error(), "sent it") {
					c.Errorf("the error is %v", err)
				}
			},
		},
	}
}

func deletedMessageRules() []rule {
	return []rule{
		{
			name:   "delete",
			text:   "Deleting a message is a 204 without a body.",
			source: recorded("2021-03-07, 2021-04-05-preview6"),
			check: func(c *check) {
				u, th := c.newThread()
				u.delete(th.path("/messages/" + u.send(th, `"content":"x"`))).wantStatus(204).wantEmpty()
			},
		},
		{
			name:   "deleted",
			text:   "A deleted message stays, with `deletedOn` and the content `{\"message\":\"\",\"attachments\":[]}`, or `{\"message\":\"\"}` in 2021.",
			source: recorded("2020-11-01-preview3 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				path := th.path("/messages/" + u.send(th, `"content":"x"`))
				u.delete(path).wantStatus(204)
				r := u.get(path).wantStatus(200).want("content", `{"message":"","attachments":[]}`)
				r.wantProperties("", "id type sequenceId version content senderDisplayName createdOn deletedOn senderCommunicationIdentifier")
				u.get(path+"?api-version=2021-09-07").want("content", `{"message":""}`)
			},
		},
		{
			name:   "edited-and-deleted",
			text:   "A message that was edited before it was deleted does not have `editedOn`.",
			source: recorded("2020-11-01-preview3, 2021-04-05-preview6"),
			check: func(c *check) {
				u, th := c.newThread()
				path := th.path("/messages/" + u.send(th, `"content":"x"`))
				u.patch(path, `{"content":"y"}`).wantStatus(204)
				u.delete(path).wantStatus(204)
				u.get(path).wantProperties("", "id type sequenceId version content senderDisplayName createdOn deletedOn senderCommunicationIdentifier")
			},
		},
		{
			name:   "deleted-version",
			text:   "Deleting sets the version.",
			source: recorded("2020-11-01-preview3 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				path := th.path("/messages/" + u.send(th, `"content":"x"`))
				u.delete(path).wantStatus(204)
				r := u.get(path)
				if r.text("version") <= r.text("id") {
					c.Errorf("version %s of the message %s", r.text("version"), r.text("id"))
				}
			},
		},
		{
			name:   "deleted-again",
			text:   "Deleting a message again is a 204, editing a deleted one a 404; its metadata is gone.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				path := th.path("/messages/" + u.send(th, `"content":"x","metadata":{"a":"1"}`))
				u.delete(path).wantStatus(204)
				u.delete(path).wantStatus(204)
				u.patch(path, `{"content":"y"}`).wantError(404, "NotFound", "")
				u.get(path).want("metadata", "")
			},
		},
	}
}
