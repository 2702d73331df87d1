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

// TestSendMessage checks that a message is returned as it was sent, and that its ID
// is the time.
func TestSendMessage(t *testing.T) {
	s := start(t)
	thread := s.newThread(s.bob)
	s.clock.advance(time.Minute)
	sent, err := s.SendMessage(s.bob, thread, "<b>hi</b>", chat.SendMessageOptions{
		Type: chat.MessageTypeHTML, SenderDisplayName: "Bob", Metadata: map[string]string{"k": "v"},
	})
	s.wantNoError(err)
	ms := fmt.Sprint(s.clock.Now().UnixMilli())
	wantEqual(t, "ID", sent, chat.MessageID(ms))
	wantEqual(t, "message", s.message(s.ann, thread, sent), chat.Message{
		ID: sent, Type: chat.MessageTypeHTML, SequenceID: "3", Version: ms, CreatedOn: s.clock.Now().Truncate(time.Second),
		Content: chat.MessageContent{Message: "<b>hi</b>", Attachments: []chat.Attachment{}},
		Sender:  identifier(s.bob), SenderDisplayName: "Bob", Metadata: map[string]string{"k": "v"},
	})
}

// TestSanitiseHTML checks that scripts are removed from HTML messages when they are sent
// and edited, that formatting stays, and that text messages are not changed.
func TestSanitiseHTML(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	for _, tc := range []struct {
		kind       chat.MessageType
		sent, want string
	}{
		{chat.MessageTypeHTML, "<div>test</div>", "<div>test</div>"},
		{chat.MessageTypeHTML, `<p>a<script>alert(1)</script><img src=x onerror="alert(1)"> <a href="javascript:x">b</a></p>`, `<p>a<img src="x"> b</p>`},
		{chat.MessageTypeHTML, "<script>alert(1)</script>", ""},
		{chat.MessageTypeHTML, `<p title="x">it's a "b" & c</p>`, `<p title="x">it's a "b" & c</p>`},
		{chat.MessageTypeText, "<script>alert(1)</script> & co", "<script>alert(1)</script> & co"},
	} {
		sent, err := s.SendMessage(s.ann, thread, tc.sent, chat.SendMessageOptions{Type: tc.kind})
		s.wantNoError(err)
		wantEqual(t, "sent "+tc.sent, s.message(s.ann, thread, sent).Content.Message, tc.want)
		s.wantNoError(s.UpdateMessage(s.ann, thread, sent, chat.UpdateMessageOptions{Content: acs.Set("x")}))
		s.wantNoError(s.UpdateMessage(s.ann, thread, sent, chat.UpdateMessageOptions{Content: acs.Set(tc.sent)}))
		wantEqual(t, "edited "+tc.sent, s.message(s.ann, thread, sent).Content.Message, tc.want)
	}
}

// TestSendMessageDefaults checks that the default type is text.
func TestSendMessageDefaults(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	got := s.message(s.ann, thread, s.send(s.ann, thread, "hi"))
	wantEqual(t, "type, name", []any{got.Type, got.SenderDisplayName}, []any{chat.MessageTypeText, ""})
}

// TestMessageIDs checks that IDs increase within a millisecond and when the clock goes
// back, and that the time of creation is that of the clock.
func TestMessageIDs(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	last := chat.MessageID("")
	for i := range 3000 {
		if i == 2000 {
			s.clock.advance(-time.Minute)
		}
		sent := s.send(s.ann, thread, "hi")
		if sent <= last {
			t.Fatalf("got ID %s after %s", sent, last)
		}
		last = sent
	}
	wantEqual(t, "createdOn", s.message(s.ann, thread, last).CreatedOn, s.clock.Now().Truncate(time.Second))
	wantEqual(t, "sequence", s.message(s.ann, thread, last).SequenceID, "3002")
}

// TestSendMessageErrors checks that invalid messages are rejected, and that content
// and metadata at the limit are accepted.
func TestSendMessageErrors(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	tests := map[string]struct {
		content string
		options chat.SendMessageOptions
		want    string
	}{
		"empty":             {"", chat.SendMessageOptions{}, "400 BadRequest: The content of a message must not be empty."},
		"too long":          {strings.Repeat("ä", 14*1024) + "x", chat.SendMessageOptions{}, "400 BadRequest: The content of the message has 28673 bytes; the limit is 28672."},
		"system type":       {"x", chat.SendMessageOptions{Type: chat.MessageTypeTopicUpdated}, `400 BadRequest: Messages of type "topicUpdated" cannot be sent; only text and html are supported.`},
		"unknown type":      {"x", chat.SendMessageOptions{Type: "TEXT"}, `400 BadRequest: Messages of type "TEXT" cannot be sent; only text and html are supported.`},
		"too much metadata": {"x", chat.SendMessageOptions{Metadata: map[string]string{"a": strings.Repeat("v", 512), "b": strings.Repeat("v", 511)}}, "400 BadRequest: The metadata of the message has 1025 bytes; the limit is 1024."},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := s.SendMessage(s.ann, thread, tc.content, tc.options)
			wantError(t, err, tc.want)
		})
	}
	_, err := s.SendMessage(s.ann, thread, strings.Repeat("ä", 14*1024), chat.SendMessageOptions{
		Metadata: map[string]string{"a": strings.Repeat("v", 1023)},
	})
	s.wantNoError(err)
	wantEqual(t, "messages", len(s.history(s.ann, thread)), 3)
}

// TestUpdateMessage checks that an edit sets the content, merges the metadata and
// changes the version, and that an empty patch is not an edit.
func TestUpdateMessage(t *testing.T) {
	tests := map[string]struct {
		change   chat.UpdateMessageOptions
		content  string
		metadata map[string]string
		edited   bool
	}{
		"nothing":      {chat.UpdateMessageOptions{}, "old", map[string]string{"a": "1", "b": "2"}, false},
		"content":      {chat.UpdateMessageOptions{Content: acs.Set("new")}, "new", map[string]string{"a": "1", "b": "2"}, true},
		"metadata":     {chat.UpdateMessageOptions{Metadata: acs.MergeMap(map[string]string{"a": "", "c": "3", "d": ""})}, "old", map[string]string{"b": "2", "c": "3"}, true},
		"removed name": {chat.UpdateMessageOptions{Metadata: acs.MergeMap(map[string]string{"a": "", "c": "3"}).Remove("b", "d")}, "old", map[string]string{"c": "3"}, true},
		"no metadata":  {chat.UpdateMessageOptions{Metadata: acs.NullMap[string]()}, "old", nil, true},
		"all metadata": {chat.UpdateMessageOptions{Metadata: acs.MergeMap(map[string]string{"a": "", "b": ""})}, "old", nil, true},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			thread := s.newThread()
			sent, err := s.SendMessage(s.ann, thread, "old", chat.SendMessageOptions{
				SenderDisplayName: "Ann", Metadata: map[string]string{"a": "1", "b": "2"},
			})
			s.wantNoError(err)
			want := s.message(s.ann, thread, sent)
			s.clock.advance(time.Minute)
			s.wantNoError(s.UpdateMessage(s.ann, thread, sent, tc.change))
			want.Content.Message, want.Metadata = tc.content, tc.metadata
			if tc.edited {
				want.EditedOn, want.Version = s.clock.Now().Truncate(time.Second), fmt.Sprint(s.clock.Now().UnixMilli())
			}
			wantEqual(t, "message", s.message(s.ann, thread, sent), want)
		})
	}
}

// TestVersionsIncrease checks that each edit has a new version, even within a
// millisecond.
func TestVersionsIncrease(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	sent := s.send(s.ann, thread, "1")
	s.wantNoError(s.UpdateMessage(s.ann, thread, sent, chat.UpdateMessageOptions{Content: acs.Set("2")}))
	second := s.message(s.ann, thread, sent).Version
	s.wantNoError(s.UpdateMessage(s.ann, thread, sent, chat.UpdateMessageOptions{Content: acs.Set("3")}))
	if third := s.message(s.ann, thread, sent).Version; third <= second {
		t.Errorf("got version %s after %s", third, second)
	}
}

// TestUpdateMessageErrors checks that a rejected edit does not change the message.
func TestUpdateMessageErrors(t *testing.T) {
	s := start(t)
	thread := s.newThread(s.bob)
	sent := s.send(s.ann, thread, "old")
	system, err := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{})
	s.wantNoError(err)
	deleted := s.send(s.ann, thread, "gone")
	s.wantNoError(s.DeleteMessage(s.ann, thread, deleted))
	content := chat.UpdateMessageOptions{Content: acs.Set("new")}
	tests := map[string]struct {
		caller  engine.Caller
		message chat.MessageID
		change  chat.UpdateMessageOptions
		want    string
	}{
		"other sender":       {s.bob, sent, content, forbidden},
		"system":             {s.ann, system.Items[2].ID, content, forbidden},
		"unknown":            {s.ann, "1", content, notFound},
		"not a number":       {s.ann, "x", content, "400 BadRequest: Value for MessageId (x) is not valid."},
		"deleted":            {s.ann, deleted, content, notFound},
		"empty":              {s.ann, sent, chat.UpdateMessageOptions{Content: acs.Set("")}, "400 BadRequest: The content of a message must not be empty."},
		"null":               {s.ann, sent, chat.UpdateMessageOptions{Content: acs.Null[string]()}, "400 BadRequest: The content of a message must not be empty."},
		"too long":           {s.ann, sent, chat.UpdateMessageOptions{Content: acs.Set(strings.Repeat("x", 28673))}, "400 BadRequest: The content of the message has 28673 bytes; the limit is 28672."},
		"metadata too large": {s.ann, sent, chat.UpdateMessageOptions{Content: acs.Set("new"), Metadata: acs.MergeMap(map[string]string{"k": strings.Repeat("v", 1024)})}, "400 BadRequest: The metadata of the message has 1025 bytes; the limit is 1024."},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			wantError(t, s.UpdateMessage(tc.caller, thread, tc.message, tc.change), tc.want)
			wantEqual(t, "content", s.message(s.ann, thread, sent).Content.Message, "old")
		})
	}
}

// TestDeleteMessage checks that deleting removes the content, but not the message.
func TestDeleteMessage(t *testing.T) {
	s := start(t)
	thread := s.newThread(s.bob)
	sent, err := s.SendMessage(s.ann, thread, "secret", chat.SendMessageOptions{SenderDisplayName: "Ann", Metadata: map[string]string{"k": "v"}})
	s.wantNoError(err)
	want := s.message(s.bob, thread, sent)
	wantError(t, s.DeleteMessage(s.bob, thread, sent), forbidden)
	wantError(t, s.DeleteMessage(s.ann, thread, "1"), notFound)
	s.clock.advance(time.Minute)
	s.wantNoError(s.DeleteMessage(s.ann, thread, sent))
	want.Content.Message, want.Metadata = "", nil
	want.DeletedOn, want.Version = s.clock.Now().Truncate(time.Second), fmt.Sprint(s.clock.Now().UnixMilli())
	wantEqual(t, "message", s.message(s.bob, thread, sent), want)
	s.clock.advance(time.Minute)
	s.wantNoError(s.DeleteMessage(s.ann, thread, sent))
	wantEqual(t, "again", s.message(s.bob, thread, sent), want)
	wantEqual(t, "history", s.history(s.bob, thread), []string{"1 participantAdded 2", "2 topic Lunch", "3 "})
	s.wantNoError(s.SendReadReceipt(s.bob, thread, sent))
}

// TestDeleteSystemMessage checks that system messages cannot be deleted.
func TestDeleteSystemMessage(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	page, err := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{})
	s.wantNoError(err)
	wantError(t, s.DeleteMessage(s.ann, thread, page.Items[0].ID), forbidden)
}

// TestMessagePages checks that pages are newest first, do not repeat or skip messages
// if others are sent in between, and keep the start time.
func TestMessagePages(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	s.clock.advance(time.Minute)
	since := s.clock.Now()
	for i := range 5 {
		s.send(s.ann, thread, fmt.Sprint(i))
	}
	var got, sizes []string
	options := chat.ListMessagesOptions{MaxPageSize: 2, StartTime: since}
	for {
		page, err := s.ListMessages(s.ann, thread, options)
		s.wantNoError(err)
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

// TestListMessagesStart checks that the start time is compared with the time of
// creation, not with the ID.
func TestListMessagesStart(t *testing.T) {
	s := start(t)
	thread := s.newThread() // has two messages; the ID of the second is a millisecond ahead
	s.clock.advance(2 * time.Millisecond)
	sent := s.send(s.ann, thread, "new")
	for _, since := range []time.Duration{0, time.Millisecond} {
		page, err := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{StartTime: s.clock.Now().Add(-since)})
		s.wantNoError(err)
		if len(page.Items) != 1 || page.Items[0].ID != sent {
			t.Errorf("start time %v before the message: got %+v", since, page.Items)
		}
	}
}
