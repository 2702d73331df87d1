package followtest_test

import (
	"context"
	"errors"
	"iter"
	"reflect"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
)

func wantChanges(t *testing.T, got, want []string) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("changes:\n got %q\nwant %q", got, want)
	}
}

// A range from the beginning has the history of a thread, one from its last cursor what
// came later, and each message is there in its last state only.
func TestThreadChanges(t *testing.T) {
	service := emulator.Start(t)
	fred, ann := newUser(t, service), newUser(t, service)
	thread := fred.newThread(t, "Lunch")
	one := send(t, thread, "one")
	if _, err := thread.AddParticipant(t.Context(), chat.Participant{ID: ann.id}, nil); err != nil {
		t.Fatal(err)
	}
	options := &chat.ThreadChangesOptions{From: acs.FromBeginning(), Once: true}
	got, cursor, err := read(thread.Changes(t.Context(), options))
	if err != nil {
		t.Fatal(err)
	}
	wantChanges(t, got, []string{"participantsAdded", `threadPropertiesUpdated "Lunch"`, `messageReceived "one"`, "participantsAdded"})

	two := send(t, thread, "two")
	if _, err := thread.UpdateContent(t.Context(), one, "uno", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := thread.DeleteMessage(t.Context(), two, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := thread.UpdateTopic(t.Context(), "Dinner", nil); err != nil {
		t.Fatal(err)
	}
	options.From = acs.FromCursor(cursor)
	got, _, err = read(thread.Changes(t.Context(), options))
	if err != nil {
		t.Fatal(err)
	}
	wantChanges(t, got, []string{`messageEdited "uno"`, `messageDeleted ""`, `threadPropertiesUpdated "Dinner"`})
}

// A range from now reports what happens, and ends with a typed error if the caller is
// removed or the thread is deleted.
func TestThreadEnds(t *testing.T) {
	service := emulator.Start(t)
	fred, ann := newUser(t, service), newUser(t, service)
	thread := fred.newThread(t, "Lunch", ann)
	var ended *chat.ThreadEndedError
	last := func(client *chat.Client) (list []string) {
		options := &chat.ThreadChangesOptions{MinInterval: fast, MaxInterval: fast, From: acs.FromBeginning()}
		list, _, err := read(client.Thread(thread.ThreadID()).Changes(t.Context(), options))
		if !errors.As(err, &ended) || ended.ThreadID != thread.ThreadID() {
			t.Errorf("got %v", err)
		}
		return list
	}
	if _, err := thread.RemoveParticipant(t.Context(), ann.id, nil); err != nil {
		t.Fatal(err)
	}
	send(t, thread, "without Ann")
	wantChanges(t, last(ann.Client), []string{"participantsAdded", `threadPropertiesUpdated "Lunch"`, "participantsRemoved"})
	if !errors.Is(ended, acs.ErrForbidden) {
		t.Errorf("got %v", ended)
	}
	if _, err := fred.DeleteThread(t.Context(), thread.ThreadID(), nil); err != nil {
		t.Fatal(err)
	}
	wantChanges(t, last(fred.Client), nil)
	if !errors.Is(ended, acs.ErrNotFound) {
		t.Errorf("got %v", ended)
	}
}

// A client reports the changes of all threads, those that come and go, and edits in quiet
// threads after a sweep.
func TestClientChanges(t *testing.T) {
	service := emulator.Start(t)
	fred, ann := newUser(t, service), newUser(t, service)
	first := fred.newThread(t, "Lunch", ann)
	one := send(t, first, "one")
	next := follow(t, func(ctx context.Context) iter.Seq2[chat.Change, error] {
		return ann.Changes(ctx, &chat.ChangesOptions{From: acs.FromBeginning(), MinInterval: fast, MaxInterval: fast, SweepInterval: fast})
	})
	want := func(want ...string) {
		t.Helper()
		for _, w := range want {
			if got := next(); got != w {
				t.Fatalf("got %s, want %s", got, w)
			}
		}
	}
	want(`threadCreated "Lunch"`, "participantsAdded", `threadPropertiesUpdated "Lunch"`, `messageReceived "one"`)
	send(t, first, "two")
	want(`messageReceived "two"`)
	if _, err := first.UpdateContent(t.Context(), one, "uno", nil); err != nil {
		t.Fatal(err)
	}
	want(`messageEdited "uno"`)
	second := fred.newThread(t, "Dinner", ann)
	want(`threadCreated "Dinner"`, "participantsAdded", `threadPropertiesUpdated "Dinner"`)
	if _, err := second.RemoveParticipant(t.Context(), ann.id, nil); err != nil {
		t.Fatal(err)
	}
	want("participantsRemoved", `threadLost "Dinner"`)
	if _, err := fred.DeleteThread(t.Context(), first.ThreadID(), nil); err != nil {
		t.Fatal(err)
	}
	want(`threadDeleted "Lunch"`)
}
