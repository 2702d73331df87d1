package engine_test

import (
	"cmp"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// sequenceIDs returns the sequence IDs of messages.
func sequenceIDs(messages []chat.Message) []string {
	ids := []string{}
	for _, m := range messages {
		ids = append(ids, m.SequenceID)
	}
	return ids
}

// TestRecordedOrder checks the order that was recorded after message 4 of 9 was deleted,
// message 9 was edited, and two more were sent.
func TestRecordedOrder(t *testing.T) {
	s := start(t)
	thread := s.newThread(s.bob) // messages 1 and 2
	ids := []chat.MessageID{"", "", ""}
	for range 7 {
		s.clock.advance(time.Second)
		ids = append(ids, s.send(s.ann, thread, "hello"))
	}
	s.clock.advance(time.Second)
	s.wantNoError(s.DeleteMessage(s.ann, thread, ids[4]))
	s.clock.advance(time.Second)
	s.wantNoError(s.UpdateMessage(s.ann, thread, ids[9], chat.UpdateMessageOptions{Content: acs.Set("new")}))
	s.send(s.ann, thread, "10")
	s.send(s.ann, thread, "11")
	page, err := s.ListMessages(s.bob, thread, chat.ListMessagesOptions{})
	s.wantNoError(err)
	wantEqual(t, "first page of 10", sequenceIDs(page.Items), []string{"11", "10", "9", "4", "8", "7", "6", "5", "3", "2"})
	page, err = s.ListMessages(s.bob, thread, chat.ListMessagesOptions{ContinuationToken: page.Continuation})
	s.wantNoError(err)
	wantEqual(t, "second page", sequenceIDs(page.Items), []string{"1"})
}

// TestMovingMessages checks that messages that change between two pages are neither
// repeated nor push others off the list: those that were listed are not listed again,
// and those that were not are at the beginning of a new list.
func TestMovingMessages(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	ids := []chat.MessageID{"", "", ""}
	for range 6 {
		ids = append(ids, s.send(s.ann, thread, "hello"))
	}
	page, err := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{MaxPageSize: 3})
	s.wantNoError(err)
	wantEqual(t, "first page", sequenceIDs(page.Items), []string{"8", "7", "6"})
	for _, n := range []int{6, 4, 8} { // 6 is the last of the page, 4 not listed yet
		s.wantNoError(s.UpdateMessage(s.ann, thread, ids[n], chat.UpdateMessageOptions{Content: acs.Set("new")}))
	}
	page, err = s.ListMessages(s.ann, thread, chat.ListMessagesOptions{ContinuationToken: page.Continuation})
	s.wantNoError(err)
	wantEqual(t, "second page", sequenceIDs(page.Items), []string{"5", "3", "2"})
	page, err = s.ListMessages(s.ann, thread, chat.ListMessagesOptions{MaxPageSize: 4})
	s.wantNoError(err)
	wantEqual(t, "new list", sequenceIDs(page.Items), []string{"8", "4", "6", "7"})
}

// TestOrderOfChanges sends, edits and deletes messages at random, with a clock that also
// goes back, and compares the list with the versions and the numbers of the changes, before
// and after a restart.
func TestOrderOfChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	file, closeStore := openStore(t, path)
	s := newTestService(t, engine.Options{Store: file})
	thread := s.newThread(s.bob)
	random := rand.New(rand.NewPCG(1, 2))
	var ids []chat.MessageID
	changes := 2 // two messages of the system
	for range 400 {
		s.clock.advance(time.Duration(random.IntN(5)-1) * time.Millisecond)
		if len(ids) == 0 || random.IntN(2) == 0 {
			ids = append(ids, s.send(s.ann, thread, "hello"))
			changes++
			continue
		}
		id := ids[random.IntN(len(ids))]
		if !s.message(s.ann, thread, id).DeletedOn.IsZero() {
			continue
		}
		if changes++; random.IntN(4) == 0 {
			s.wantNoError(s.DeleteMessage(s.ann, thread, id))
		} else {
			s.wantNoError(s.UpdateMessage(s.ann, thread, id, chat.UpdateMessageOptions{Content: acs.Set("new")}))
		}
	}
	list := func(caller engine.Caller) []chat.Message {
		return collectPages(t, func(token string) (engine.Page[chat.Message], error) {
			return s.ListMessages(caller, thread, chat.ListMessagesOptions{MaxPageSize: 7, ContinuationToken: token})
		})
	}
	got, numbered := list(s.bob), list(s.bob.WithChangeNumbers())
	wantEqual(t, "number of the latest change", numbered[0].SequenceID, strconv.Itoa(changes))
	for i, m := range numbered[1:] {
		if number(t, m.SequenceID) >= number(t, numbered[i].SequenceID) {
			t.Fatalf("number %s after %s", m.SequenceID, numbered[i].SequenceID)
		}
		wantEqual(t, "number of a single message", s.message(s.bob.WithChangeNumbers(), thread, m.ID), m)
	}
	wantEqual(t, "messages", len(got), len(ids)+2)
	for i, m := range got[1:] {
		if number(t, m.Version) >= number(t, got[i].Version) {
			t.Fatalf("version %s after %s", m.Version, got[i].Version)
		}
	}
	bySequence := slices.Clone(got)
	slices.SortFunc(bySequence, func(a, b chat.Message) int { return cmp.Compare(a.ID, b.ID) })
	for i, m := range bySequence {
		wantEqual(t, "sequence ID", m.SequenceID, strconv.Itoa(i+1))
	}
	closeStore()
	file, closeStore = openStore(t, path)
	defer closeStore()
	again, err := engine.New(engine.Options{Now: s.clock.Now, Store: file})
	s.wantNoError(err)
	s.Engine = again
	wantEqual(t, "after a restart", list(s.bob), got)
	wantEqual(t, "numbers after a restart", list(s.bob.WithChangeNumbers()), numbered)
}

// number returns a decimal number.
func number(t *testing.T, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestThreadsByActivity creates threads, sends messages, removes and adds participants
// and deletes threads at random, and compares the lists with their times, before and
// after a restart.
func TestThreadsByActivity(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	file, closeStore := openStore(t, path)
	s := newTestService(t, engine.Options{Store: file})
	random := rand.New(rand.NewPCG(3, 4))
	var threads []chat.ThreadID
	for range 60 {
		threads = append(threads, s.newThread(s.bob))
	}
	for range 500 {
		s.clock.advance(time.Duration(random.IntN(3)) * time.Second)
		thread := threads[random.IntN(len(threads))]
		var err error
		switch random.IntN(20) {
		case 0:
			err = s.DeleteThread(s.ann, thread)
		case 1, 2:
			err = s.RemoveParticipant(s.ann, thread, identifier(s.bob))
		case 3:
			_, err = s.AddParticipants(s.ann, thread, []chat.Participant{participant(s.bob)})
		default:
			_, err = s.SendMessage(s.ann, thread, "hello", chat.SendMessageOptions{})
		}
		if err != nil {
			wantError(t, err, noThread)
		}
	}
	list := func(caller engine.Caller) []chat.ThreadItem {
		items := collectPages(t, func(token string) (engine.Page[chat.ThreadItem], error) {
			return s.ListThreads(caller, chat.ListThreadsOptions{MaxPageSize: 7, ContinuationToken: token})
		})
		wantEqual(t, "threads", len(items), len(threads))
		for i, item := range items[1:] {
			if activity(item).After(activity(items[i])) {
				t.Errorf("activity %v after %v", activity(item), activity(items[i]))
			}
		}
		return items
	}
	ann, bob := list(s.ann), list(s.bob)
	closeStore()
	file, closeStore = openStore(t, path)
	defer closeStore()
	again, err := engine.New(engine.Options{Now: s.clock.Now, Store: file})
	s.wantNoError(err)
	s.Engine = again
	wantEqual(t, "ann after a restart", list(s.ann), ann)
	wantEqual(t, "bob after a restart", list(s.bob), bob)
}

func activity(item chat.ThreadItem) time.Time {
	if item.DeletedOn.After(item.LastMessageReceivedOn) {
		return item.DeletedOn
	}
	return item.LastMessageReceivedOn
}
