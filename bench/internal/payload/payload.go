// Package payload builds the JSON texts that the contenders read: pages of
// messages and participants, always with the same values, in several writings.
package payload

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// vocabulary is the text from which messages are cut.
const vocabulary = "the build is green again so we can ship the release on Friday if nobody objects and the dashboards still show " +
	"a flat error rate after the migration of the second region; please review the runbook and add what is missing before the call "

// textLength is the length of a message's text in bytes, before escaping.
const textLength = 120

// senders is the number of different senders on a page.
const senders = 10

// start is the creation time of the first message.
func start() time.Time { return time.Date(2025, 11, 3, 9, 15, 0, 0, time.UTC) }

// Text returns a message text of 120 bytes that needs no escaping.
func Text() string { return vocabulary[:textLength] }

// UserID returns the ID of the user with number i.
func UserID(i int) string {
	return fmt.Sprintf("8:acs:5d9c2a14-7f0b-4a38-9f1e-3c6b8e02d471_0000001b-93d4-41c6-a3f2-7e58%08x", i)
}

// Messages returns a page of n messages as the service writes it: compact, and
// with <, > and characters outside of ASCII escaped. One message in five is HTML.
func Messages(n int) []byte { return write(messages(n, true), plain()) }

// MessagesWithoutMetadata returns the same page without the metadata of its messages.
func MessagesWithoutMetadata(n int) []byte { return write(messages(n, false), plain()) }

// Message returns the first message of the page.
func Message() []byte { return write(message(newRandom(), 0, true), plain()) }

// Participants returns a page of n participants.
func Participants(n int) []byte {
	items := make(list, 0, n)
	for i := range n {
		items = append(items, object{
			{"communicationIdentifier", user(i)},
			{"displayName", text(fmt.Sprintf("Alex Participant %d", i))},
			{"shareHistoryTime", stamp(start().Add(time.Duration(i) * time.Minute))},
		})
	}
	return write(object{{"value", items}, {"nextLink", nextLink("participants")}}, plain())
}

func messages(n int, metadata bool) object {
	random := newRandom()
	items := make(list, 0, n)
	for i := range n {
		items = append(items, message(random, i, metadata))
	}
	return object{{"value", items}, {"nextLink", nextLink("messages")}}
}

// newRandom returns a source that makes the same page in each run.
func newRandom() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) } //nolint:gosec // it must be predictable

func message(random *rand.Rand, i int, metadata bool) object {
	created := start().Add(time.Duration(i) * 41 * time.Second)
	id := text(fmt.Sprint(created.UnixMilli()))
	from := random.IntN(len(vocabulary))
	body := (vocabulary + vocabulary)[from : from+textLength]
	kind := "text"
	if i%5 == 4 {
		kind, body = "html", "<p>"+body[:textLength-30]+" voilà, \"done\"</p>"
	}
	o := object{
		{"id", id},
		{"type", text(kind)},
		{"sequenceId", text(fmt.Sprint(i + 1))},
		{"version", id},
		{"content", object{{"message", text(body)}}},
		{"senderDisplayName", text(fmt.Sprintf("Alex Participant %d", i%senders))},
		{"createdOn", stamp(created)},
		{"senderCommunicationIdentifier", user(i % senders)},
	}
	if metadata {
		o = append(o, member{"metadata", values{{"deliveryMode", text("push")}, {"tag", text(fmt.Sprintf("release-%d", i))}}})
	}
	return o
}

func user(i int) object {
	id := text(UserID(i))
	return object{{"kind", text("communicationUser")}, {"rawId", id}, {"communicationUser", object{{"id", id}}}}
}

func stamp(t time.Time) instant { return instant(t.Format(time.RFC3339)) }

func nextLink(items string) text {
	return text("https://contoso.communication.azure.com/chat/threads/19:" + strings.Repeat("x7", 20) + "@thread.v2/" + items +
		"?maxPageSize=200&api-version=2025-03-15&syncState=next")
}
