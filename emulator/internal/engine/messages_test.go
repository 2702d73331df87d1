package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// A message comes back as it was sent, with the ID of its time.
func TestSendMessage(t *testing.T) {
	s := start(t)
	thread := s.thread(s.bob)
	s.clock.advance(time.Minute)
	sent, err := s.SendMessage(s.bob, thread, "<b>hi</b>", chat.SendMessageOptions{
		Type: chat.MessageTypeHTML, SenderDisplayName: "Bob", Metadata: map[string]string{"k": "v"},
	})
	s.ok(err)
	ms := fmt.Sprint(s.clock.Now().UnixMilli())
	wantEqual(t, "ID", sent, chat.MessageID(ms))
	wantEqual(t, "message", s.message(s.ann, thread, sent), chat.Message{
		ID: sent, Type: chat.MessageTypeHTML, SequenceID: "3", Version: ms, CreatedOn: s.clock.Now().Truncate(time.Second),
		Content: chat.MessageContent{Message: "<b>hi</b>", Attachments: []chat.Attachment{}},
		Sender:  id(s.bob), SenderDisplayName: "Bob", Metadata: map[string]string{"k": "v"},
	})
}

// Without a type a message is text.
func TestSendMessageDefaults(t *testing.T) {
	s := start(t)
	thread := s.thread()
	got := s.message(s.ann, thread, s.send(s.ann, thread, "hi"))
	wantEqual(t, "type, name", []any{got.Type, got.SenderDisplayName}, []any{chat.MessageTypeText, ""})
}

// IDs are unique and grow within a millisecond and when the clock goes back;
// the time of creation stays that of the clock.
func TestMessageIDs(t *testing.T) {
	s := start(t)
	thread := s.thread()
	last := chat.MessageID("")
	for i := range 3000 {
		if i == 2000 {
			s.clock.advance(-time.Minute)
		}
		sent := s.send(s.ann, thread, "hi")
		if sent <= last {
			t.Fatalf("%s after %s", sent, last)
		}
		last = sent
	}
	wantEqual(t, "createdOn", s.message(s.ann, thread, last).CreatedOn, s.clock.Now().Truncate(time.Second))
	wantEqual(t, "sequence", s.message(s.ann, thread, last).SequenceID, "3002")
}

// What cannot be a message is refused; what just fits is not.
func TestSendMessageErrors(t *testing.T) {
	s := start(t)
	thread := s.thread()
	tests := map[string]struct {
		content string
		options chat.SendMessageOptions
		want    string
	}{
		"empty":             {"", chat.SendMessageOptions{}, "400 BadRequest: The content of a message must not be empty."},
		"too long":          {strings.Repeat("ä", 14*1024) + "x", chat.SendMessageOptions{}, "400 BadRequest: The content of the message has 28673 bytes, more than 28672."},
		"system type":       {"x", chat.SendMessageOptions{Type: chat.MessageTypeTopicUpdated}, `400 BadRequest: A message of type "topicUpdated" cannot be sent, only text and html.`},
		"unknown type":      {"x", chat.SendMessageOptions{Type: "TEXT"}, `400 BadRequest: A message of type "TEXT" cannot be sent, only text and html.`},
		"too much metadata": {"x", chat.SendMessageOptions{Metadata: map[string]string{"a": strings.Repeat("v", 512), "b": strings.Repeat("v", 511)}}, "400 BadRequest: The metadata of the message has 1025 bytes, more than 1024."},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := s.SendMessage(s.ann, thread, tc.content, tc.options)
			wantMessage(t, err, tc.want)
		})
	}
	_, err := s.SendMessage(s.ann, thread, strings.Repeat("ä", 14*1024), chat.SendMessageOptions{
		Metadata: map[string]string{"a": strings.Repeat("v", 1023)},
	})
	s.ok(err)
	wantEqual(t, "messages", len(s.history(s.ann, thread)), 3)
}

// An edit sets content, merges metadata, and is a new version; no patch is no
// edit.
func TestUpdateMessage(t *testing.T) {
	tests := map[string]struct {
		change   chat.UpdateMessageOptions
		content  string
		metadata map[string]string
		edited   bool
	}{
		"nothing":     {chat.UpdateMessageOptions{}, "old", map[string]string{"a": "1", "b": "2"}, false},
		"content":     {chat.UpdateMessageOptions{Content: acs.Set("new")}, "new", map[string]string{"a": "1", "b": "2"}, true},
		"metadata":    {chat.UpdateMessageOptions{Metadata: acs.Set(map[string]string{"a": "", "c": "3", "d": ""})}, "old", map[string]string{"b": "2", "c": "3"}, true},
		"no metadata": {chat.UpdateMessageOptions{Metadata: acs.Null[map[string]string]()}, "old", nil, true},
		"the last":    {chat.UpdateMessageOptions{Metadata: acs.Set(map[string]string{"a": "", "b": ""})}, "old", nil, true},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			thread := s.thread()
			sent, err := s.SendMessage(s.ann, thread, "old", chat.SendMessageOptions{
				SenderDisplayName: "Ann", Metadata: map[string]string{"a": "1", "b": "2"},
			})
			s.ok(err)
			want := s.message(s.ann, thread, sent)
			s.clock.advance(time.Minute)
			s.ok(s.UpdateMessage(s.ann, thread, sent, tc.change))
			want.Content.Message, want.Metadata = tc.content, tc.metadata
			if tc.edited {
				want.EditedOn, want.Version = s.clock.Now().Truncate(time.Second), fmt.Sprint(s.clock.Now().UnixMilli())
			}
			wantEqual(t, "message", s.message(s.ann, thread, sent), want)
		})
	}
}

// Each edit is a new version, even within a millisecond.
func TestVersionsGrow(t *testing.T) {
	s := start(t)
	thread := s.thread()
	sent := s.send(s.ann, thread, "1")
	s.ok(s.UpdateMessage(s.ann, thread, sent, chat.UpdateMessageOptions{Content: acs.Set("2")}))
	second := s.message(s.ann, thread, sent).Version
	s.ok(s.UpdateMessage(s.ann, thread, sent, chat.UpdateMessageOptions{Content: acs.Set("3")}))
	if third := s.message(s.ann, thread, sent).Version; third <= second {
		t.Errorf("version %s after %s", third, second)
	}
}

// An edit that is refused leaves the message as it was.
func TestUpdateMessageErrors(t *testing.T) {
	s := start(t)
	thread := s.thread(s.bob)
	sent := s.send(s.ann, thread, "old")
	system, err := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{})
	s.ok(err)
	gone := s.send(s.ann, thread, "gone")
	s.ok(s.DeleteMessage(s.ann, thread, gone))
	content := chat.UpdateMessageOptions{Content: acs.Set("new")}
	tests := map[string]struct {
		caller  engine.Caller
		message chat.MessageID
		change  chat.UpdateMessageOptions
		want    string
	}{
		"another's":   {s.bob, sent, content, forbidden},
		"system":      {s.ann, system.Items[2].ID, content, forbidden},
		"unknown":     {s.ann, "1", content, notFound},
		"no number":   {s.ann, "x", content, notFound},
		"deleted":     {s.ann, gone, content, notFound},
		"empty":       {s.ann, sent, chat.UpdateMessageOptions{Content: acs.Set("")}, "400 BadRequest: The content of a message must not be empty."},
		"null":        {s.ann, sent, chat.UpdateMessageOptions{Content: acs.Null[string]()}, "400 BadRequest: The content of a message must not be empty."},
		"too long":    {s.ann, sent, chat.UpdateMessageOptions{Content: acs.Set(strings.Repeat("x", 28673))}, "400 BadRequest: The content of the message has 28673 bytes, more than 28672."},
		"one too big": {s.ann, sent, chat.UpdateMessageOptions{Content: acs.Set("new"), Metadata: acs.Set(map[string]string{"k": strings.Repeat("v", 1024)})}, "400 BadRequest: The metadata of the message has 1025 bytes, more than 1024."},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			wantMessage(t, s.UpdateMessage(tc.caller, thread, tc.message, tc.change), tc.want)
			wantEqual(t, "content", s.message(s.ann, thread, sent).Content.Message, "old")
		})
	}
}

// Of a deleted message stays that there was one.
func TestDeleteMessage(t *testing.T) {
	s := start(t)
	thread := s.thread(s.bob)
	sent, err := s.SendMessage(s.ann, thread, "secret", chat.SendMessageOptions{SenderDisplayName: "Ann", Metadata: map[string]string{"k": "v"}})
	s.ok(err)
	want := s.message(s.bob, thread, sent)
	wantMessage(t, s.DeleteMessage(s.bob, thread, sent), forbidden)
	wantMessage(t, s.DeleteMessage(s.ann, thread, "1"), notFound)
	s.clock.advance(time.Minute)
	s.ok(s.DeleteMessage(s.ann, thread, sent))
	want.Content, want.Metadata = chat.MessageContent{}, nil
	want.DeletedOn, want.Version = s.clock.Now().Truncate(time.Second), fmt.Sprint(s.clock.Now().UnixMilli())
	wantEqual(t, "message", s.message(s.bob, thread, sent), want)
	s.clock.advance(time.Minute)
	s.ok(s.DeleteMessage(s.ann, thread, sent))
	wantEqual(t, "again", s.message(s.bob, thread, sent), want)
	wantEqual(t, "history", s.history(s.bob, thread), []string{"1 participantAdded 2", "2 topic Lunch", "3 "})
	s.ok(s.SendReadReceipt(s.bob, thread, sent))
}

// A system message is nobody's to delete.
func TestDeleteSystemMessage(t *testing.T) {
	s := start(t)
	thread := s.thread()
	page, err := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{})
	s.ok(err)
	wantMessage(t, s.DeleteMessage(s.ann, thread, page.Items[0].ID), forbidden)
}

// Pages are newest first, and neither repeat nor miss a message when others
// come between them. The start time goes along.
func TestMessagePages(t *testing.T) {
	s := start(t)
	thread := s.thread()
	s.clock.advance(time.Minute)
	since := s.clock.Now()
	for i := range 5 {
		s.send(s.ann, thread, fmt.Sprint(i))
	}
	var got, sizes []string
	options := chat.ListMessagesOptions{MaxPageSize: 2, StartTime: since}
	for {
		page, err := s.ListMessages(s.ann, thread, options)
		s.ok(err)
		sizes = append(sizes, fmt.Sprint(len(page.Items)))
		for _, m := range page.Items {
			got = append(got, m.Content.Message)
		}
		if page.Continuation == "" {
			break
		}
		s.send(s.ann, thread, "late")
		options = chat.ListMessagesOptions{ContinuationToken: page.Continuation}
	}
	wantEqual(t, "messages", got, []string{"4", "3", "2", "1", "0"})
	wantEqual(t, "sizes", sizes, []string{"2", "2", "1"})
}

// The start time goes by the time of creation, not by an ID that runs ahead.
func TestListMessagesStart(t *testing.T) {
	s := start(t)
	thread := s.thread() // its two messages came now; the second one's ID is a millisecond ahead
	s.clock.advance(2 * time.Millisecond)
	sent := s.send(s.ann, thread, "new")
	for _, since := range []time.Duration{0, time.Millisecond} {
		page, err := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{StartTime: s.clock.Now().Add(-since)})
		s.ok(err)
		if len(page.Items) != 1 || page.Items[0].ID != sent {
			t.Errorf("since %v ago: %+v", since, page.Items)
		}
	}
}
