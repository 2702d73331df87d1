package engine_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// TestCreateThread checks the properties and participants of a new thread.
func TestCreateThread(t *testing.T) {
	s := start(t)
	created, err := s.CreateThread(s.ann, "Lunch", chat.CreateThreadOptions{
		Participants: []chat.Participant{{ID: identifier(s.bob), DisplayName: "Bob", Metadata: map[string]string{"role": "cook"}}},
		Metadata:     map[string]string{"a": "1"},
	})
	s.wantNoError(err)
	got := created.Thread
	if !regexp.MustCompile(`^19:[0-9a-f]{32}@thread\.v2$`).MatchString(string(got.ID)) {
		t.Errorf("invalid ID %s", got.ID)
	}
	want := chat.ThreadProperties{
		ID: got.ID, Topic: "Lunch", CreatedOn: s.clock.Now().Truncate(time.Second), CreatedBy: identifier(s.ann),
		Metadata: map[string]string{"a": "1"}, RetentionPolicy: chat.NoneRetentionPolicy{},
	}
	wantEqual(t, "created", got, want)
	wantEqual(t, "rejected", len(created.InvalidParticipants), 0)
	wantEqual(t, "properties", s.properties(got.ID), want)
	epoch := time.Unix(0, 0).UTC()
	page, err := s.ListParticipants(s.bob, got.ID, chat.ListParticipantsOptions{})
	s.wantNoError(err)
	wantEqual(t, "participants", page.Items, []chat.Participant{
		{ID: identifier(s.ann), ShareHistoryTime: epoch},
		{ID: identifier(s.bob), DisplayName: "Bob", ShareHistoryTime: epoch, Metadata: map[string]string{"role": "cook"}},
	})
}

// TestCreateThreadListsCreator checks that the creator is added once if the request
// also lists the creator, with a display name.
func TestCreateThreadListsCreator(t *testing.T) {
	s := start(t)
	created, err := s.CreateThread(s.ann, "Lunch", chat.CreateThreadOptions{
		Participants: []chat.Participant{participant(s.bob), {ID: identifier(s.ann), DisplayName: "Ann"}, {ID: identifier(s.bob), DisplayName: "Bob"}},
	})
	s.wantNoError(err)
	wantEqual(t, "names", s.displayNames(created.Thread.ID), []string{"Ann", "Bob"})
}

// displayNames returns the display names of a thread's participants.
func (s *testService) displayNames(thread chat.ThreadID) []string {
	s.t.Helper()
	var names []string
	for _, p := range collectPages(s.t, func(token string) (engine.Page[chat.Participant], error) {
		return s.ListParticipants(s.ann, thread, chat.ListParticipantsOptions{ContinuationToken: token})
	}) {
		names = append(names, p.DisplayName)
	}
	return names
}

// TestCreateThreadMessages checks the system messages of a new thread.
func TestCreateThreadMessages(t *testing.T) {
	s := start(t)
	thread := s.newThread(s.bob)
	page, err := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{})
	s.wantNoError(err)
	epoch := time.Unix(0, 0).UTC()
	ms := s.clock.Now().UnixMilli()
	wantEqual(t, "messages", page.Items, []chat.Message{
		{
			ID: chat.MessageID(fmt.Sprint(ms + 1)), Type: chat.MessageTypeTopicUpdated, SequenceID: "2", Version: fmt.Sprint(ms + 1),
			CreatedOn: s.clock.Now().Truncate(time.Second),
			Content:   chat.MessageContent{Topic: "Lunch", Initiator: identifier(s.ann)},
		},
		{
			ID: chat.MessageID(fmt.Sprint(ms)), Type: chat.MessageTypeParticipantAdded, SequenceID: "1", Version: fmt.Sprint(ms),
			CreatedOn: s.clock.Now().Truncate(time.Second),
			Content: chat.MessageContent{Initiator: identifier(s.ann), Participants: []chat.Participant{
				{ID: identifier(s.ann), ShareHistoryTime: epoch}, {ID: identifier(s.bob), ShareHistoryTime: epoch},
			}},
		},
	})
}

// TestCreateThreadErrors checks that invalid requests do not create a thread.
func TestCreateThreadErrors(t *testing.T) {
	s := start(t)
	many := make([]chat.Participant, 201)
	for i := range many {
		many[i] = participant(s.bob)
	}
	tests := map[string]struct {
		topic   string
		options chat.CreateThreadOptions
		want    string
	}{
		"no topic":             {"", chat.CreateThreadOptions{}, "400 BadRequest: The topic must not be empty."},
		"too many":             {"x", chat.CreateThreadOptions{Participants: many}, "400 BadRequest: The request adds 201 participants; the limit is 200."},
		"malformed":            {"x", chat.CreateThreadOptions{Participants: []chat.Participant{participant(s.bob), {ID: acs.UnknownIdentifier{ID: "fred"}}}}, "400 BadRequest: Identifier format is invalid (fred)."},
		"thread metadata":      {"x", chat.CreateThreadOptions{Metadata: map[string]string{"k": strings.Repeat("v", 1024)}}, "400 BadRequest: The metadata of the thread has 1025 bytes; the limit is 1024."},
		"participant metadata": {"x", chat.CreateThreadOptions{Participants: []chat.Participant{{ID: acs.UserIdentifier{ID: "8:acs:a_b"}, Metadata: map[string]string{"k": strings.Repeat("v", 1024)}}}}, "400 BadRequest: The metadata of the participant 8:acs:a_b has 1025 bytes; the limit is 1024."},
		"retention too short":  {"x", chat.CreateThreadOptions{RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 29}}, "400 BadRequest: deleteThreadAfterDays must be between 30 and 90."},
		"retention too long":   {"x", chat.CreateThreadOptions{RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 91}}, "400 BadRequest: deleteThreadAfterDays must be between 30 and 90."},
		"other policy":         {"x", chat.CreateThreadOptions{RetentionPolicy: chat.UnknownRetentionPolicy{Kind: "new"}}, "400 BadRequest: The kind of the retention policy is not supported."},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := s.CreateThread(s.ann, tc.topic, tc.options)
			wantError(t, err, tc.want)
		})
	}
	page, err := s.ListThreads(s.ann, chat.ListThreadsOptions{})
	s.wantNoError(err)
	wantEqual(t, "threads", page.Items, []chat.ThreadItem{})
}

// TestRequestID checks that a repeated request ID returns the same result, even later
// and for a request with other arguments, unless another caller uses it.
func TestRequestID(t *testing.T) {
	s := start(t)
	options := chat.CreateThreadOptions{
		RepeatabilityRequestID: "8a1a1f50-3e5f-4c6e-9a53-0e1e1b0b1c2d",
		Participants:           []chat.Participant{{ID: acs.UserIdentifier{ID: "8:acs:other_user"}}},
	}
	first, err := s.CreateThread(s.ann, "Lunch", options)
	s.wantNoError(err)
	s.clock.advance(time.Minute)
	again, err := s.CreateThread(s.ann, "Dinner", chat.CreateThreadOptions{RepeatabilityRequestID: options.RepeatabilityRequestID})
	s.wantNoError(err)
	wantEqual(t, "repeated", again, first)
	others, err := s.CreateThread(s.bob, "Lunch", options)
	s.wantNoError(err)
	if others.Thread.ID == first.Thread.ID {
		t.Error("another caller got the same thread")
	}
	if first, second := s.newThread(), s.newThread(); first == second {
		t.Error("requests without an ID returned the same thread")
	}
}

// TestUpdateThread checks that a patch sets, merges, clears or keeps properties, and
// that only a changed topic posts a message.
func TestUpdateThread(t *testing.T) {
	days := func(n int32) acs.Patch[chat.RetentionPolicy] {
		return acs.Set[chat.RetentionPolicy](chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: n})
	}
	tests := map[string]struct {
		change   chat.UpdatePropertiesOptions
		topic    string
		metadata map[string]string
		days     int32
		messages []string
	}{
		"nothing":      {chat.UpdatePropertiesOptions{}, "Lunch", map[string]string{"a": "1", "b": "2"}, 30, nil},
		"topic":        {chat.UpdatePropertiesOptions{Topic: acs.Set("Dinner")}, "Dinner", map[string]string{"a": "1", "b": "2"}, 30, []string{"3 topic Dinner"}},
		"same topic":   {chat.UpdatePropertiesOptions{Topic: acs.Set("Lunch")}, "Lunch", map[string]string{"a": "1", "b": "2"}, 30, nil},
		"no topic":     {chat.UpdatePropertiesOptions{Topic: acs.Null[string]()}, "", map[string]string{"a": "1", "b": "2"}, 30, []string{"3 topic "}},
		"metadata":     {chat.UpdatePropertiesOptions{Metadata: acs.MergeMap(map[string]string{"b": "", "c": "3"})}, "Lunch", map[string]string{"a": "1", "b": "", "c": "3"}, 30, nil},
		"removed name": {chat.UpdatePropertiesOptions{Metadata: acs.MergeMap(map[string]string{"c": "3"}).Remove("b", "d")}, "Lunch", map[string]string{"a": "1", "c": "3"}, 30, nil},
		"no metadata":  {chat.UpdatePropertiesOptions{Metadata: acs.NullMap[string]()}, "Lunch", nil, 30, nil},
		"policy":       {chat.UpdatePropertiesOptions{RetentionPolicy: days(90)}, "Lunch", map[string]string{"a": "1", "b": "2"}, 90, nil},
		"reset policy": {chat.UpdatePropertiesOptions{RetentionPolicy: acs.Null[chat.RetentionPolicy]()}, "Lunch", map[string]string{"a": "1", "b": "2"}, 0, nil},
		"none policy":  {chat.UpdatePropertiesOptions{RetentionPolicy: acs.Set[chat.RetentionPolicy](chat.NoneRetentionPolicy{})}, "Lunch", map[string]string{"a": "1", "b": "2"}, 0, nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			created, err := s.CreateThread(s.ann, "Lunch", chat.CreateThreadOptions{
				Metadata:        map[string]string{"a": "1", "b": "2"},
				RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 30},
			})
			s.wantNoError(err)
			thread := created.Thread.ID
			s.wantNoError(s.UpdateThread(s.ann, thread, tc.change))
			want := created.Thread
			want.Topic, want.Metadata, want.RetentionPolicy = tc.topic, tc.metadata, chat.NoneRetentionPolicy{}
			if tc.days != 0 {
				want.RetentionPolicy = chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: tc.days}
			}
			wantEqual(t, "thread", s.properties(thread), want)
			wantEqual(t, "messages", s.history(s.ann, thread)[2:], append([]string{}, tc.messages...))
		})
	}
}

// TestUpdateThreadErrors checks that a rejected update does not change anything.
func TestUpdateThreadErrors(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	before := s.properties(thread)
	for name, tc := range map[string]struct {
		change chat.UpdatePropertiesOptions
		want   string
	}{
		"empty topic": {chat.UpdatePropertiesOptions{Topic: acs.Set(""), Metadata: acs.MergeMap(map[string]string{"a": "1"})}, "400 BadRequest: The topic must not be empty."},
		"metadata":    {chat.UpdatePropertiesOptions{Topic: acs.Set("x"), Metadata: acs.MergeMap(map[string]string{"k": strings.Repeat("v", 1024)})}, "400 BadRequest: The metadata of the thread has 1025 bytes; the limit is 1024."},
		"policy":      {chat.UpdatePropertiesOptions{Topic: acs.Set("x"), RetentionPolicy: acs.Set[chat.RetentionPolicy](chat.UnknownRetentionPolicy{Kind: "new"})}, "400 BadRequest: The kind of the retention policy is not supported."},
	} {
		t.Run(name, func(t *testing.T) {
			wantError(t, s.UpdateThread(s.ann, thread, tc.change), tc.want)
			wantEqual(t, "thread", s.properties(thread), before)
		})
	}
}

// TestDeleteThread checks that a deleted thread is not found for its participants,
// still forbidden for others, and listed as deleted.
func TestDeleteThread(t *testing.T) {
	s := start(t)
	thread := s.newThread(s.bob)
	message := s.send(s.ann, thread, "hello")
	s.clock.advance(time.Minute)
	s.wantNoError(s.DeleteThread(s.bob, thread))
	for name, err := range s.callAll(s.ann, thread, message) {
		if name != "ListThreads" && name != "CreateThread" {
			t.Run(name, func(t *testing.T) { wantError(t, err, noThread) })
		}
	}
	_, err := s.GetThread(s.cid, thread)
	wantError(t, err, forbidden)
	page, err := s.ListThreads(s.ann, chat.ListThreadsOptions{})
	s.wantNoError(err)
	now := s.clock.Now().Truncate(time.Second)
	wantEqual(t, "thread in the list", page.Items[1], chat.ThreadItem{
		ID: thread, Topic: "Lunch", DeletedOn: now, LastMessageReceivedOn: now.Add(-time.Minute),
	})
}

// TestRetention checks when a retention policy deletes a thread.
func TestRetention(t *testing.T) {
	s := start(t)
	created, err := s.CreateThread(s.ann, "Lunch", chat.CreateThreadOptions{
		RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 30},
	})
	s.wantNoError(err)
	end := s.clock.Now().Add(30 * 24 * time.Hour).Truncate(time.Second)
	s.clock.advance(30*24*time.Hour - time.Millisecond)
	wantEqual(t, "thread", s.properties(created.Thread.ID).DeletedOn, time.Time{})
	s.clock.advance(24 * time.Hour)
	page, err := s.ListThreads(s.ann, chat.ListThreadsOptions{})
	s.wantNoError(err)
	wantEqual(t, "deleted", page.Items[0].DeletedOn, end)
	_, err = s.GetThread(s.ann, created.Thread.ID)
	wantError(t, err, noThread)
}

// TestListThreads checks that only the caller's threads are listed, that the thread with
// the latest message comes first, and that with a start time only those with messages
// since then are listed.
func TestListThreads(t *testing.T) {
	s := start(t)
	first, second := s.newThread(s.bob), s.newThread()
	s.clock.advance(time.Minute)
	third := s.newThread(s.bob)
	s.clock.advance(time.Minute)
	s.send(s.ann, first, "news")
	ids := func(caller engine.Caller, options chat.ListThreadsOptions) []chat.ThreadID {
		page, err := s.ListThreads(caller, options)
		s.wantNoError(err)
		got := []chat.ThreadID{}
		for _, item := range page.Items {
			got = append(got, item.ID)
		}
		return got
	}
	wantEqual(t, "ann", ids(s.ann, chat.ListThreadsOptions{}), []chat.ThreadID{first, third, second})
	wantEqual(t, "bob", ids(s.bob, chat.ListThreadsOptions{}), []chat.ThreadID{first, third})
	wantEqual(t, "cid", ids(s.cid, chat.ListThreadsOptions{}), []chat.ThreadID{})
	since := s.clock.Now().Add(-time.Minute)
	wantEqual(t, "since", ids(s.ann, chat.ListThreadsOptions{StartTime: since}), []chat.ThreadID{first, third})
	s.wantNoError(s.RemoveParticipant(s.ann, third, identifier(s.bob)))
	s.clock.advance(time.Minute)
	_, err := s.AddParticipants(s.ann, second, []chat.Participant{participant(s.bob)})
	s.wantNoError(err)
	wantEqual(t, "after adding", ids(s.bob, chat.ListThreadsOptions{}), []chat.ThreadID{second, third, first})
	s.clock.advance(time.Minute)
	s.wantNoError(s.DeleteThread(s.ann, first))
	wantEqual(t, "after deleting", ids(s.ann, chat.ListThreadsOptions{}), []chat.ThreadID{first, second, third})
}

// TestThreadPages checks that pages do not repeat threads if threads are created, left
// or get messages in between, and skip only those that moved to the beginning.
func TestThreadPages(t *testing.T) {
	s := start(t)
	threads := []chat.ThreadID{s.newThread(), s.newThread(), s.newThread(), s.newThread(), s.newThread()}
	var got []chat.ThreadID
	options := chat.ListThreadsOptions{MaxPageSize: 2}
	for i := 0; ; i++ {
		page, err := s.ListThreads(s.ann, options)
		s.wantNoError(err)
		for _, item := range page.Items {
			got = append(got, item.ID)
		}
		if page.Continuation == "" {
			break
		}
		options = chat.ListThreadsOptions{ContinuationToken: page.Continuation}
		s.clock.advance(time.Minute)
		s.newThread()
		s.send(s.ann, threads[4], "news for a thread that has been listed")
		if i == 0 {
			s.send(s.ann, threads[1], "news for a thread that has not been listed")
			s.wantNoError(s.RemoveParticipant(s.ann, threads[3], identifier(s.ann)))
		}
	}
	wantEqual(t, "threads", got, []chat.ThreadID{threads[4], threads[3], threads[2], threads[0]})
}

// TestTokensOfOtherLists checks that a list rejects the continuation token of another
// list.
func TestTokensOfOtherLists(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	s.newThread()
	page, err := s.ListThreads(s.ann, chat.ListThreadsOptions{MaxPageSize: 1})
	s.wantNoError(err)
	messages, err := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{MaxPageSize: 1})
	s.wantNoError(err)
	_, errs := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{ContinuationToken: page.Continuation})
	wantError(t, errs, "400 BadRequest: The continuation token is invalid.")
	_, errs = s.ListParticipants(s.ann, thread, chat.ListParticipantsOptions{ContinuationToken: messages.Continuation})
	wantError(t, errs, "400 BadRequest: The continuation token is invalid.")
	_, errs = s.ListReadReceipts(s.ann, thread, chat.ListReadReceiptsOptions{ContinuationToken: page.Continuation})
	wantError(t, errs, "400 BadRequest: The continuation token is invalid.")
	_, errs = s.ListThreads(s.ann, chat.ListThreadsOptions{ContinuationToken: messages.Continuation})
	wantError(t, errs, "400 BadRequest: The continuation token is invalid.")
}
