package conformance_test

import (
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
)

// receiptRules returns the rules for read receipts and typing notifications.
func receiptRules() []rule {
	return []rule{
		{
			name:   "send",
			text:   "Sending a read receipt is a 200 without a body.",
			source: recorded("2021-03-07 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				r := u.receipt(th, u.send(th, `"content":"x"`)).wantStatus(200).wantEmpty()
				c.wantEqual("Content-Length", r.length, 0)
			},
		},
		{
			name:   "list",
			text:   "A receipt has the sender, the message ID and the time in whole seconds.",
			source: recorded("2021-01-27-preview4 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread()
				id := u.send(th, `"content":"x"`)
				u.receipt(th, id).wantStatus(200)
				r := u.get(th.path("/readReceipts")).wantProperties("value/0", "senderCommunicationIdentifier chatMessageId readOn")
				r.want("value/0/chatMessageId", `"`+id+`"`).want("value/0/senderCommunicationIdentifier/rawId", `"`+u.id+`"`)
				if got := r.text("value/0/readOn"); !isWholeSeconds(got) {
					c.Errorf("readOn is %s", got)
				}
			},
		},
		{
			name:   "participants",
			text:   "A list of receipts has those of several participants, in the order of the participants.",
			source: recorded("2025-03-15"),
			check: func(c *check) {
				bob := c.newUser()
				u, th := c.newThread(bob)
				id := u.send(th, `"content":"x"`)
				bob.receipt(th, id).wantStatus(200)
				u.receipt(th, id).wantStatus(200)
				c.wantEqual("senders", u.get(th.path("/readReceipts")).list("senderCommunicationIdentifier/rawId"), []string{u.id, bob.id})
			},
		},
		{
			name:   "newest",
			text:   "The list has the newest receipt of each participant.",
			source: recorded("2020-09-21-preview2"),
			check: func(c *check) {
				u, th := c.newThread()
				first, second := u.send(th, `"content":"x"`), u.send(th, `"content":"y"`)
				u.receipt(th, first).wantStatus(200)
				u.receipt(th, second).wantStatus(200)
				c.wantEqual("messages", u.get(th.path("/readReceipts")).list("chatMessageId"), []string{second})
			},
		},
		{
			name:   "older",
			text:   "A receipt for a message before that of the last receipt is accepted and changes nothing.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				first, second := u.send(th, `"content":"x"`), u.send(th, `"content":"y"`)
				u.receipt(th, second).wantStatus(200)
				u.receipt(th, first).wantStatus(200)
				c.wantEqual("messages", u.get(th.path("/readReceipts")).list("chatMessageId"), []string{second})
			},
		},
		{
			name:   "malformed",
			text:   "A receipt for a message ID that is not a number is a 404 without a message.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				u.receipt(th, "x").wantError(404, "NotFound", "")
			},
		},
		{
			name:   "deleted-message",
			text:   "A deleted message can be marked as read.",
			source: recorded("2020-09-21-preview2"),
			check: func(c *check) {
				u, th := c.newThread()
				id := u.send(th, `"content":"x"`)
				u.delete(th.path("/messages/" + id)).wantStatus(204)
				u.receipt(th, id).wantStatus(200)
			},
		},
		{
			name:    "large-thread",
			text:    "In a thread of more than 20 participants receipts are accepted, and none are listed.",
			source:  issue("azure-sdk-for-net#31413"),
			options: &emulator.Options{},
			check: func(c *check) {
				u, th := c.newThread()
				for range 20 {
					u.add(th, participant(c.newUser().id)).wantStatus(201)
				}
				u.receipt(th, u.send(th, `"content":"x"`)).wantStatus(200)
				u.get(th.path("/readReceipts")).wantStatus(200).want("", `{"value":[]}`)
			},
		},
		{
			name:    "twenty",
			text:    "In a thread of 20 participants receipts are listed.",
			source:  published("Chat concepts"),
			options: &emulator.Options{},
			check: func(c *check) {
				u, th := c.newThread()
				for range 19 {
					u.add(th, participant(c.newUser().id)).wantStatus(201)
				}
				u.receipt(th, u.send(th, `"content":"x"`)).wantStatus(200)
				c.wantEqual("receipts", len(u.get(th.path("/readReceipts")).list("readOn")), 1)
			},
		},
		{
			name:   "typing",
			text:   "A typing notification is a 200 without a body and with `Content-Length: 0`.",
			source: recorded("2021-03-01-preview5 to 2021-04-05-preview6"),
			check: func(c *check) {
				u, th := c.newThread()
				r := u.post(th.path("/typing"), `{"senderDisplayName":"Ann"}`).wantStatus(200).wantEmpty()
				c.wantEqual("Content-Length", r.length, 0)
			},
		},
		{
			name:   "typing-without-body",
			text:   "A typing notification may have neither a body nor a content type.",
			source: recorded("2021-03-01-preview5, 2021-03-07"),
			check: func(c *check) {
				u, th := c.newThread()
				u.post(th.path("/typing"), "").wantStatus(200)
				u.post(th.path("/typing?api-version=2021-03-07"), "").wantStatus(200)
			},
		},
		{
			name:    "typing-large-thread",
			text:    "In a thread of more than 20 participants typing notifications are accepted, and are not delivered.",
			source:  published("Chat concepts"),
			options: &emulator.Options{},
			check: func(c *check) {
				u, th := c.newThread()
				for range 21 {
					u.add(th, participant(c.newUser().id)).wantStatus(201)
				}
				u.post(th.path("/typing"), "{}").wantStatus(200)
			},
		},
		{
			name:   "lower-case",
			text:   "Paths are accepted in any case, such as `readreceipts`.",
			source: recorded("2020-11-01-preview3"),
			check: func(c *check) {
				u, th := c.newThread()
				u.get(th.path("/readreceipts")).wantStatus(200)
				u.get(strings.Replace(th.path("/messages"), "/chat/threads/", "/Chat/Threads/", 1)).wantStatus(200)
			},
		},
		{
			name:    "read-time",
			text:    "`readOn` is the time of the receipt.",
			source:  recorded("2025-03-15"),
			options: &emulator.Options{},
			check: func(c *check) {
				u, th := c.newThread()
				id := u.send(th, `"content":"x"`)
				c.clock.advance(time.Minute)
				u.receipt(th, id).wantStatus(200)
				u.get(th.path("/readReceipts")).want("value/0/readOn", `"`+c.clock.now().UTC().Format(time.RFC3339)+`"`)
			},
		},
	}
}

// receipt sends a read receipt.
func (u user) receipt(th thread, messageID string) response {
	u.Helper()
	return u.post(th.path("/readReceipts"), `{"chatMessageId":"`+messageID+`"}`)
}
