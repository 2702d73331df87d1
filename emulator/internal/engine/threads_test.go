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

// A new thread has what was asked for, and its creator in it.
func TestCreateThread(t *testing.T) {
	s := start(t)
	created, err := s.CreateThread(s.ann, "Lunch", chat.CreateThreadOptions{
		Participants: []chat.Participant{{ID: id(s.bob), DisplayName: "Bob", Metadata: map[string]string{"role": "cook"}}},
		Metadata:     map[string]string{"a": "1"},
	})
	s.ok(err)
	got := created.Thread
	if !regexp.MustCompile(`^19:[0-9a-f]{32}@thread\.v2$`).MatchString(string(got.ID)) {
		t.Errorf("ID %s", got.ID)
	}
	want := chat.ThreadProperties{
		ID: got.ID, Topic: "Lunch", CreatedOn: s.clock.Now().Truncate(time.Second), CreatedBy: id(s.ann),
		Metadata: map[string]string{"a": "1"}, RetentionPolicy: chat.NoneRetentionPolicy{},
	}
	wantEqual(t, "created", got, want)
	wantEqual(t, "refused", len(created.InvalidParticipants), 0)
	wantEqual(t, "properties", s.properties(got.ID), want)
	epoch := time.Unix(0, 0).UTC()
	page, err := s.ListParticipants(s.bob, got.ID, chat.ListParticipantsOptions{})
	s.ok(err)
	wantEqual(t, "participants", page.Items, []chat.Participant{
		{ID: id(s.ann), ShareHistoryTime: epoch},
		{ID: id(s.bob), DisplayName: "Bob", ShareHistoryTime: epoch, Metadata: map[string]string{"role": "cook"}},
	})
}

// The creator may be listed, with a name, and is in the thread once.
func TestCreateThreadListsCreator(t *testing.T) {
	s := start(t)
	created, err := s.CreateThread(s.ann, "Lunch", chat.CreateThreadOptions{
		Participants: []chat.Participant{member(s.bob), {ID: id(s.ann), DisplayName: "Ann"}, {ID: id(s.bob), DisplayName: "Bob"}},
	})
	s.ok(err)
	wantEqual(t, "names", s.names(created.Thread.ID), []string{"Ann", "Bob"})
}

// names are the names of those in a thread.
func (s *service) names(thread chat.ThreadID) []string {
	s.t.Helper()
	var names []string
	for _, p := range all(s.t, func(token string) (engine.Page[chat.Participant], error) {
		return s.ListParticipants(s.ann, thread, chat.ListParticipantsOptions{ContinuationToken: token})
	}) {
		names = append(names, p.DisplayName)
	}
	return names
}

// Creating a thread tells who is in it, and then its topic.
func TestCreateThreadMessages(t *testing.T) {
	s := start(t)
	thread := s.thread(s.bob)
	page, err := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{})
	s.ok(err)
	epoch := time.Unix(0, 0).UTC()
	ms := s.clock.Now().UnixMilli()
	wantEqual(t, "messages", page.Items, []chat.Message{
		{
			ID: chat.MessageID(fmt.Sprint(ms + 1)), Type: chat.MessageTypeTopicUpdated, SequenceID: "2", Version: fmt.Sprint(ms + 1),
			CreatedOn: s.clock.Now().Truncate(time.Second),
			Content:   chat.MessageContent{Topic: "Lunch", Initiator: id(s.ann)},
		},
		{
			ID: chat.MessageID(fmt.Sprint(ms)), Type: chat.MessageTypeParticipantAdded, SequenceID: "1", Version: fmt.Sprint(ms),
			CreatedOn: s.clock.Now().Truncate(time.Second),
			Content: chat.MessageContent{Initiator: id(s.ann), Participants: []chat.Participant{
				{ID: id(s.ann), ShareHistoryTime: epoch}, {ID: id(s.bob), ShareHistoryTime: epoch},
			}},
		},
	})
}

// What cannot be a thread is refused as a whole.
func TestCreateThreadErrors(t *testing.T) {
	s := start(t)
	many := make([]chat.Participant, 201)
	for i := range many {
		many[i] = member(s.bob)
	}
	tests := map[string]struct {
		topic   string
		options chat.CreateThreadOptions
		want    string
	}{
		"no topic":     {"", chat.CreateThreadOptions{}, "400 BadRequest: The topic must not be empty."},
		"too many":     {"x", chat.CreateThreadOptions{Participants: many}, "400 BadRequest: The request adds 201 participants, more than 200."},
		"malformed":    {"x", chat.CreateThreadOptions{Participants: []chat.Participant{member(s.bob), {ID: acs.UnknownIdentifier{ID: "fred"}}}}, "400 BadRequest: Identifier format is invalid (fred)."},
		"metadata":     {"x", chat.CreateThreadOptions{Metadata: map[string]string{"k": strings.Repeat("v", 1024)}}, "400 BadRequest: The metadata of the thread has 1025 bytes, more than 1024."},
		"member's":     {"x", chat.CreateThreadOptions{Participants: []chat.Participant{{ID: acs.UserIdentifier{ID: "8:acs:a_b"}, Metadata: map[string]string{"k": strings.Repeat("v", 1024)}}}}, "400 BadRequest: The metadata of the participant 8:acs:a_b has 1025 bytes, more than 1024."},
		"too soon":     {"x", chat.CreateThreadOptions{RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 29}}, "400 BadRequest: deleteThreadAfterDays must be from 30 to 90."},
		"too late":     {"x", chat.CreateThreadOptions{RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 91}}, "400 BadRequest: deleteThreadAfterDays must be from 30 to 90."},
		"other policy": {"x", chat.CreateThreadOptions{RetentionPolicy: chat.UnknownRetentionPolicy{Kind: "new"}}, "400 BadRequest: The kind of the retention policy is not known."},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := s.CreateThread(s.ann, tc.topic, tc.options)
			wantMessage(t, err, tc.want)
		})
	}
	page, err := s.ListThreads(s.ann, chat.ListThreadsOptions{})
	s.ok(err)
	wantEqual(t, "threads", page.Items, []chat.ThreadItem{})
}

// A repeated request gives the same thread, time and refusals, even later and
// with another body; another caller's request with the ID is another one.
func TestRepeatability(t *testing.T) {
	s := start(t)
	options := chat.CreateThreadOptions{
		RepeatabilityRequestID: "8a1a1f50-3e5f-4c6e-9a53-0e1e1b0b1c2d",
		Participants:           []chat.Participant{{ID: acs.UserIdentifier{ID: "8:acs:other_user"}}},
	}
	first, err := s.CreateThread(s.ann, "Lunch", options)
	s.ok(err)
	s.clock.advance(time.Minute)
	again, err := s.CreateThread(s.ann, "Dinner", chat.CreateThreadOptions{RepeatabilityRequestID: options.RepeatabilityRequestID})
	s.ok(err)
	wantEqual(t, "repeated", again, first)
	others, err := s.CreateThread(s.bob, "Lunch", options)
	s.ok(err)
	if others.Thread.ID == first.Thread.ID {
		t.Error("another caller got the thread")
	}
	if one, two := s.thread(), s.thread(); one == two {
		t.Error("requests without an ID are not repetitions")
	}
}

// A change sets, merges, resets, or leaves alone; only a new topic is told.
func TestUpdateThread(t *testing.T) {
	days := func(n int32) acs.Patch[chat.RetentionPolicy] {
		return acs.Set[chat.RetentionPolicy](chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: n})
	}
	tests := map[string]struct {
		change   chat.UpdatePropertiesOptions
		topic    string
		metadata map[string]string
		days     int32
		told     []string
	}{
		"nothing":       {chat.UpdatePropertiesOptions{}, "Lunch", map[string]string{"a": "1", "b": "2"}, 30, nil},
		"topic":         {chat.UpdatePropertiesOptions{Topic: acs.Set("Dinner")}, "Dinner", map[string]string{"a": "1", "b": "2"}, 30, []string{"3 topic Dinner"}},
		"same topic":    {chat.UpdatePropertiesOptions{Topic: acs.Set("Lunch")}, "Lunch", map[string]string{"a": "1", "b": "2"}, 30, nil},
		"no topic":      {chat.UpdatePropertiesOptions{Topic: acs.Null[string]()}, "", map[string]string{"a": "1", "b": "2"}, 30, []string{"3 topic "}},
		"metadata":      {chat.UpdatePropertiesOptions{Metadata: acs.Set(map[string]string{"b": "", "c": "3"})}, "Lunch", map[string]string{"a": "1", "b": "", "c": "3"}, 30, nil},
		"no metadata":   {chat.UpdatePropertiesOptions{Metadata: acs.Null[map[string]string]()}, "Lunch", nil, 30, nil},
		"longer":        {chat.UpdatePropertiesOptions{RetentionPolicy: days(90)}, "Lunch", map[string]string{"a": "1", "b": "2"}, 90, nil},
		"reset policy":  {chat.UpdatePropertiesOptions{RetentionPolicy: acs.Null[chat.RetentionPolicy]()}, "Lunch", map[string]string{"a": "1", "b": "2"}, 0, nil},
		"policy of non": {chat.UpdatePropertiesOptions{RetentionPolicy: acs.Set[chat.RetentionPolicy](chat.NoneRetentionPolicy{})}, "Lunch", map[string]string{"a": "1", "b": "2"}, 0, nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			created, err := s.CreateThread(s.ann, "Lunch", chat.CreateThreadOptions{
				Metadata:        map[string]string{"a": "1", "b": "2"},
				RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 30},
			})
			s.ok(err)
			thread := created.Thread.ID
			s.ok(s.UpdateThread(s.ann, thread, tc.change))
			want := created.Thread
			want.Topic, want.Metadata, want.RetentionPolicy = tc.topic, tc.metadata, chat.NoneRetentionPolicy{}
			if tc.days != 0 {
				want.RetentionPolicy = chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: tc.days}
			}
			wantEqual(t, "thread", s.properties(thread), want)
			wantEqual(t, "told", s.history(s.ann, thread)[2:], append([]string{}, tc.told...))
		})
	}
}

// A change that is refused changes nothing, not even its good parts.
func TestUpdateThreadErrors(t *testing.T) {
	s := start(t)
	thread := s.thread()
	before := s.properties(thread)
	for name, tc := range map[string]struct {
		change chat.UpdatePropertiesOptions
		want   string
	}{
		"empty topic": {chat.UpdatePropertiesOptions{Topic: acs.Set(""), Metadata: acs.Set(map[string]string{"a": "1"})}, "400 BadRequest: The topic must not be empty."},
		"metadata":    {chat.UpdatePropertiesOptions{Topic: acs.Set("x"), Metadata: acs.Set(map[string]string{"k": strings.Repeat("v", 1024)})}, "400 BadRequest: The metadata of the thread has 1025 bytes, more than 1024."},
		"policy":      {chat.UpdatePropertiesOptions{Topic: acs.Set("x"), RetentionPolicy: acs.Set[chat.RetentionPolicy](chat.UnknownRetentionPolicy{Kind: "new"})}, "400 BadRequest: The kind of the retention policy is not known."},
	} {
		t.Run(name, func(t *testing.T) {
			wantMessage(t, s.UpdateThread(s.ann, thread, tc.change), tc.want)
			wantEqual(t, "thread", s.properties(thread), before)
		})
	}
}

// A deleted thread is gone for those who were in it, forbidden for others as
// before, and stays in the list with the time of its end.
func TestDeleteThread(t *testing.T) {
	s := start(t)
	thread := s.thread(s.bob)
	message := s.send(s.ann, thread, "hello")
	s.clock.advance(time.Minute)
	s.ok(s.DeleteThread(s.bob, thread))
	for name, err := range s.everything(s.ann, thread, message) {
		if name != "ListThreads" && name != "CreateThread" {
			t.Run(name, func(t *testing.T) { wantMessage(t, err, notFound) })
		}
	}
	_, err := s.GetThread(s.cid, thread)
	wantMessage(t, err, forbidden)
	page, err := s.ListThreads(s.ann, chat.ListThreadsOptions{})
	s.ok(err)
	now := s.clock.Now().Truncate(time.Second)
	wantEqual(t, "oldest of the list", page.Items[len(page.Items)-1], chat.ThreadItem{
		ID: thread, Topic: "Lunch", DeletedOn: now, LastMessageReceivedOn: now.Add(-time.Minute),
	})
}

// A retention policy deletes the thread when its days are over, not before.
func TestRetention(t *testing.T) {
	s := start(t)
	created, err := s.CreateThread(s.ann, "Lunch", chat.CreateThreadOptions{
		RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 30},
	})
	s.ok(err)
	end := s.clock.Now().Add(30 * 24 * time.Hour).Truncate(time.Second)
	s.clock.advance(30*24*time.Hour - time.Millisecond)
	wantEqual(t, "thread", s.properties(created.Thread.ID).DeletedOn, time.Time{})
	s.clock.advance(24 * time.Hour)
	page, err := s.ListThreads(s.ann, chat.ListThreadsOptions{})
	s.ok(err)
	wantEqual(t, "deleted", page.Items[0].DeletedOn, end)
	_, err = s.GetThread(s.ann, created.Thread.ID)
	wantMessage(t, err, notFound)
}

// The list has the caller's threads only, newest first, and those with a
// message since the start time.
func TestListThreads(t *testing.T) {
	s := start(t)
	first, second := s.thread(s.bob), s.thread()
	s.clock.advance(time.Minute)
	third := s.thread(s.bob)
	s.clock.advance(time.Minute)
	s.send(s.ann, first, "news")
	ids := func(caller engine.Caller, options chat.ListThreadsOptions) []chat.ThreadID {
		page, err := s.ListThreads(caller, options)
		s.ok(err)
		got := []chat.ThreadID{}
		for _, item := range page.Items {
			got = append(got, item.ID)
		}
		return got
	}
	wantEqual(t, "ann", ids(s.ann, chat.ListThreadsOptions{}), []chat.ThreadID{third, second, first})
	wantEqual(t, "bob", ids(s.bob, chat.ListThreadsOptions{}), []chat.ThreadID{third, first})
	wantEqual(t, "cid", ids(s.cid, chat.ListThreadsOptions{}), []chat.ThreadID{})
	since := s.clock.Now().Add(-time.Minute)
	wantEqual(t, "since", ids(s.ann, chat.ListThreadsOptions{StartTime: since}), []chat.ThreadID{third, first})
	s.ok(s.RemoveParticipant(s.ann, third, id(s.bob)))
	wantEqual(t, "after removal", ids(s.bob, chat.ListThreadsOptions{}), []chat.ThreadID{first})
	_, err := s.AddParticipants(s.ann, second, []chat.Participant{member(s.bob)})
	s.ok(err)
	wantEqual(t, "after adding", ids(s.bob, chat.ListThreadsOptions{}), []chat.ThreadID{second, first})
}

// Pages of threads neither repeat nor miss one when threads come, go and get
// messages between them.
func TestThreadPages(t *testing.T) {
	s := start(t)
	threads := []chat.ThreadID{s.thread(), s.thread(), s.thread(), s.thread(), s.thread()}
	var got []chat.ThreadID
	options := chat.ListThreadsOptions{MaxPageSize: 2}
	for i := 0; ; i++ {
		page, err := s.ListThreads(s.ann, options)
		s.ok(err)
		for _, item := range page.Items {
			got = append(got, item.ID)
		}
		if page.Continuation == "" {
			break
		}
		options = chat.ListThreadsOptions{ContinuationToken: page.Continuation}
		s.thread()
		s.send(s.ann, threads[0], "news")
		if i == 0 {
			s.ok(s.RemoveParticipant(s.ann, threads[3], id(s.ann)))
		}
	}
	wantEqual(t, "threads", got, []chat.ThreadID{threads[4], threads[3], threads[2], threads[1], threads[0]})
}

// Each list refuses a token that is not its own.
func TestForeignTokens(t *testing.T) {
	s := start(t)
	thread := s.thread()
	s.thread()
	page, err := s.ListThreads(s.ann, chat.ListThreadsOptions{MaxPageSize: 1})
	s.ok(err)
	messages, err := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{MaxPageSize: 1})
	s.ok(err)
	_, errs := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{ContinuationToken: page.Continuation})
	wantMessage(t, errs, "400 BadRequest: The continuation token is invalid.")
	_, errs = s.ListParticipants(s.ann, thread, chat.ListParticipantsOptions{ContinuationToken: page.Continuation})
	wantMessage(t, errs, "400 BadRequest: The continuation token is invalid.")
	_, errs = s.ListReadReceipts(s.ann, thread, chat.ListReadReceiptsOptions{ContinuationToken: page.Continuation})
	wantMessage(t, errs, "400 BadRequest: The continuation token is invalid.")
	_, errs = s.ListThreads(s.ann, chat.ListThreadsOptions{ContinuationToken: messages.Continuation})
	wantMessage(t, errs, "400 BadRequest: The continuation token is invalid.")
}
