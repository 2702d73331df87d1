package engine_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/emulator/internal/store"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// openStore opens a state file. It is closed by closeStore, or when the test ends.
func openStore(t *testing.T, path string) (file *store.File, closeStore func()) {
	t.Helper()
	file, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	closeStore = func() {
		t.Helper()
		if err := file.Close(); err != nil && !errors.Is(err, store.ErrClosed) {
			t.Error(err)
		}
	}
	t.Cleanup(func() { _ = file.Close() }) // closed again if the test has called closeStore
	return file, closeStore
}

// visibleState returns everything that a caller can read, with the errors.
func visibleState(t *testing.T, e *engine.Engine, caller engine.Caller) []any {
	t.Helper()
	var state []any
	add := func(v any, err error) {
		t.Helper()
		state = append(state, v)
		if err != nil {
			state = append(state, err.Error())
		}
	}
	threads, err := e.ListThreads(caller, chat.ListThreadsOptions{MaxPageSize: 200})
	add(threads, err)
	for _, item := range threads.Items {
		add(e.GetThread(caller, item.ID))
		add(e.ListParticipants(caller, item.ID, chat.ListParticipantsOptions{}))
		add(e.ListMessages(caller, item.ID, chat.ListMessagesOptions{MaxPageSize: 200}))
		add(e.ListReadReceipts(caller, item.ID, chat.ListReadReceiptsOptions{}))
	}
	return state
}

// fillState creates records of every kind, including deleted ones.
func fillState(s *testService) (token engine.AccessToken, request chat.CreateThreadOptions, created chat.CreateThreadResult) {
	user, token, err := s.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, 0)
	s.wantNoError(err)
	revoked, err := s.CreateUser()
	s.wantNoError(err)
	s.wantNoError(s.RevokeTokens(revoked))
	deletedUser, err := s.CreateUser()
	s.wantNoError(err)
	request = chat.CreateThreadOptions{
		RepeatabilityRequestID: "0c7ffa3e-8b73-4e8c-a1c4-6a6b4b4f6a11",
		Participants: []chat.Participant{
			{ID: user, DisplayName: "Dan", ShareHistoryTime: s.clock.Now(), Metadata: map[string]string{"r": "1"}},
			{ID: deletedUser}, participant(s.bob), {ID: acs.UserIdentifier{ID: "8:acs:a_b"}},
		},
		Metadata:        map[string]string{"k": "v"},
		RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 30},
	}
	s.wantNoError(s.DeleteUser(deletedUser))
	created, err = s.CreateThread(s.ann, "Lunch", request)
	s.wantNoError(err)
	thread := created.Thread.ID
	for i := range 20 {
		s.send(s.ann, thread, fmt.Sprint("message ", i))
	}
	sent, err := s.SendMessage(s.ann, thread, "edit me", chat.SendMessageOptions{Type: "html", SenderDisplayName: "A", Metadata: map[string]string{"m": "1"}})
	s.wantNoError(err)
	s.clock.advance(time.Minute)
	s.wantNoError(s.UpdateMessage(s.ann, thread, sent, chat.UpdateMessageOptions{Content: acs.Set("edited")}))
	s.wantNoError(s.DeleteMessage(s.ann, thread, s.send(s.ann, thread, "gone")))
	s.wantNoError(s.SendReadReceipt(s.bob, thread, sent))
	s.wantNoError(s.RemoveParticipant(s.ann, thread, identifier(s.bob)))
	s.wantNoError(s.UpdateThread(s.ann, thread, chat.UpdatePropertiesOptions{Topic: acs.Set("Dinner")}))
	deletedThread := s.newThread(s.bob)
	s.send(s.ann, deletedThread, "secret")
	s.wantNoError(s.DeleteThread(s.ann, deletedThread))
	return token, request, created
}

// TestRestart checks that a restart preserves everything that callers can read, tokens,
// request IDs and sequence numbers.
func TestRestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	file, closeStore := openStore(t, path)
	s := newTestService(t, engine.Options{Store: file})
	token, request, created := fillState(s)
	dan, err := s.Authenticate(token.Token)
	s.wantNoError(err)
	callers := []engine.Caller{s.ann, s.bob, s.cid, dan}
	var before []any
	for _, c := range callers {
		before = append(before, visibleState(t, s.Engine, c))
	}
	history := s.history(s.ann, created.Thread.ID)
	closeStore()

	file, closeStore = openStore(t, path)
	defer closeStore()
	again, err := engine.New(engine.Options{Now: s.clock.Now, Store: file})
	s.wantNoError(err)
	wantEqual(t, "resource", again.ResourceID(), s.ResourceID())
	s.Engine = again
	for i, c := range callers {
		wantEqual(t, c.RawID(), visibleState(t, again, c), before[i])
	}
	_, err = again.Authenticate(token.Token)
	s.wantNoError(err)
	repeated, err := again.CreateThread(s.ann, "x", request)
	s.wantNoError(err)
	wantEqual(t, "created on, repeated request", repeated.Thread.CreatedOn, created.Thread.CreatedOn)
	wantEqual(t, "rejected, repeated request", repeated.InvalidParticipants, created.InvalidParticipants)
	s.send(s.ann, created.Thread.ID, "more")
	wantEqual(t, "history", s.history(s.ann, created.Thread.ID), append(history, fmt.Sprint(len(history)+1, " more")))
	if s.newThread() == created.Thread.ID {
		t.Error("a thread was overwritten")
	}
	_, err = s.AddParticipants(s.ann, created.Thread.ID, []chat.Participant{participant(s.cid)})
	s.wantNoError(err)
	wantEqual(t, "names", len(s.displayNames(created.Thread.ID)), 3)
}

// TestDeletedMessagesAreRemoved checks that the file does not contain the messages of a
// deleted thread.
func TestDeletedMessagesAreRemoved(t *testing.T) {
	file, closeStore := openStore(t, filepath.Join(t.TempDir(), "state"))
	defer closeStore()
	s := newTestService(t, engine.Options{Store: file})
	thread := s.newThread()
	s.send(s.ann, thread, "secret")
	s.wantNoError(s.DeleteThread(s.ann, thread))
	s.wantNoError(file.Load("message/", func(key string, _ []byte) error { return errors.New(key) }))
}

// TestDamagedState checks that the error for an invalid record contains its key. Of the
// messages of a thread, New reads only the last one.
func TestDamagedState(t *testing.T) {
	const n, m = "0000000000000001", "0000000000000002"
	tests := map[string]struct{ key, value, want string }{
		"resource":                   {"resource", "{", `"resource": unexpected end of JSON input`},
		"user":                       {"user/x", "[]", `"user/x": json: cannot unmarshal array into Go value of type engine.user`},
		"thread":                     {"thread/" + m, "{", `"thread/` + m + `": unexpected end of JSON input`},
		"participant":                {"participant/" + n + "/" + m, "{", `"participant/` + n + "/" + m + `": unexpected end of JSON input`},
		"participant without thread": {"participant/" + m + "/" + n, "{}", `"participant/` + m + "/" + n + `": the thread is missing`},
		"participant without user":   {"participant/" + n + "/" + m, `{"id":"8:acs:x"}`, `"participant/` + n + "/" + m + `": the user 8:acs:x is missing`},
		"message":                    {"message/" + n + "/" + "0000000000000003", "{", `"message/` + n + `/0000000000000003": unexpected end of JSON input`},
		"message without thread":     {"message/" + m + "/" + n, "{}", `"message/` + m + "/" + n + `": the thread is missing`},
		"participant with a bad key": {"participant/x", "{}", `"participant/x": invalid key: strconv.ParseUint: parsing "x": invalid syntax`},
		"message with a bad key":     {"message/" + n + "/x", "{}", `"message/` + n + `/x": invalid key: strconv.ParseInt: parsing "x": invalid syntax`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			file, closeStore := openStore(t, filepath.Join(t.TempDir(), "state"))
			defer closeStore()
			newTestService(t, engine.Options{Store: file}).newThread()
			if err := file.Wait(file.Append([]store.RecordChange{{Key: tc.key, Value: []byte(tc.value)}})); err != nil {
				t.Fatal(err)
			}
			_, err := engine.New(engine.Options{Store: file})
			wantError(t, err, "engine: load the state: "+tc.want)
		})
	}
}

// TestDamagedMessage checks that a thread whose messages are invalid cannot be used, and
// that the error contains the key. Other threads are not affected.
func TestDamagedMessage(t *testing.T) {
	const prefix = "message/0000000000000001/"
	tests := map[string]struct{ key, value, want string }{
		"not JSON":    {prefix + "0000000000000002", "{", `"` + prefix + `0000000000000002": unexpected end of JSON input`},
		"missing":     {prefix + "0000000000000005", `{"i":1742040000250}`, `"` + prefix + `0000000000000005": message 4 of the thread is missing`},
		"invalid key": {prefix + "0000000000000002x", "{}", `"` + prefix + `0000000000000002x": invalid key: strconv.ParseInt: parsing "0000000000000002x": invalid syntax`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			file, closeStore := openStore(t, filepath.Join(t.TempDir(), "state"))
			defer closeStore()
			s := newTestService(t, engine.Options{Store: file})
			damaged, other := s.newThread(), s.newThread()
			s.send(s.ann, damaged, "hello")
			if err := file.Wait(file.Append([]store.RecordChange{{Key: tc.key, Value: []byte(tc.value)}})); err != nil {
				t.Fatal(err)
			}
			again, err := engine.New(engine.Options{Now: s.clock.Now, Store: file})
			s.wantNoError(err)
			const prefix = "500 InternalServerError: The stored messages of the thread cannot be read: "
			for range 2 {
				_, err = again.SendMessage(s.ann, damaged, "hello", chat.SendMessageOptions{})
				wantError(t, err, prefix+tc.want+".")
				_, err = again.ListMessages(s.ann, damaged, chat.ListMessagesOptions{})
				wantError(t, err, prefix+tc.want+".")
				_, err = again.GetThread(s.ann.WithLag(time.Second), damaged)
				wantError(t, err, prefix+tc.want+".")
			}
			s.clock.advance(time.Minute - time.Second)
			_, err = again.ListThreads(s.ann.WithLag(time.Minute), chat.ListThreadsOptions{})
			wantError(t, err, prefix+tc.want+".")
			_, err = again.Snapshot()
			wantError(t, err, "engine: read the state: "+tc.want)
			s.Engine = again
			s.send(s.ann, other, "hello")
			s.wantNoError(again.DeleteThread(s.ann, other))
		})
	}
}

// TestUnloadedThreads checks what needs no messages: threads are listed in order after a
// restart, and a thread whose retention period is over is deleted with its messages.
func TestUnloadedThreads(t *testing.T) {
	file, closeStore := openStore(t, filepath.Join(t.TempDir(), "state"))
	defer closeStore()
	s := newTestService(t, engine.Options{Store: file})
	created, err := s.CreateThread(s.ann, "Expires", chat.CreateThreadOptions{
		RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 30},
	})
	s.wantNoError(err)
	newer := s.newThread()
	s.clock.advance(time.Minute)
	s.send(s.ann, created.Thread.ID, "hello")
	lastMessage := s.clock.Now().Truncate(time.Second)

	list := func() []chat.ThreadItem {
		t.Helper()
		again, err := engine.New(engine.Options{Now: s.clock.Now, Store: file})
		s.wantNoError(err)
		threads, err := again.ListThreads(s.ann, chat.ListThreadsOptions{})
		s.wantNoError(err)
		wantEqual(t, "threads", len(threads.Items), 2)
		wantEqual(t, "second", threads.Items[1].ID, newer)
		return threads.Items
	}
	wantEqual(t, "thread", list()[0], chat.ThreadItem{ID: created.Thread.ID, Topic: "Expires", LastMessageReceivedOn: lastMessage})
	s.clock.advance(30 * 24 * time.Hour)
	deletedOn := created.Thread.CreatedOn.Add(30 * 24 * time.Hour)
	wantEqual(t, "thread", list()[0], chat.ThreadItem{ID: created.Thread.ID, Topic: "Expires", LastMessageReceivedOn: lastMessage, DeletedOn: deletedOn})
	wantEqual(t, "thread", list()[0], chat.ThreadItem{ID: created.Thread.ID, Topic: "Expires", LastMessageReceivedOn: lastMessage, DeletedOn: deletedOn})
}

// failingStore is a store that can be made to fail.
type failingStore struct{ broken bool }

func (f *failingStore) Load(string, func(string, []byte) error) error { return nil }
func (f *failingStore) Before(string) (string, []byte, error)         { return "", nil, nil }
func (f *failingStore) Append([]store.RecordChange) uint64            { return 1 }
func (f *failingStore) Wait(uint64) error {
	if f.broken {
		return errors.New("the disk is full")
	}
	return nil
}

// TestStoreError checks that operations fail, including those that only read, if
// changes cannot be stored.
func TestStoreError(t *testing.T) {
	f := &failingStore{}
	s := newTestService(t, engine.Options{Store: f})
	thread := s.newThread()
	f.broken = true
	const want = "503 ServiceUnavailable: The state cannot be stored."
	sent, err := s.SendMessage(s.ann, thread, "hello", chat.SendMessageOptions{})
	wantError(t, err, want)
	wantEqual(t, "ID", sent, chat.MessageID(""))
	page, err := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{})
	wantError(t, err, want)
	if !reflect.ValueOf(page).IsZero() {
		t.Errorf("got page %+v, want the zero value", page)
	}
	_, err = engine.New(engine.Options{Store: f})
	wantError(t, err, want)
}

// TestStateFileDamaged checks the error for a file that is not a state file.
func TestStateFileDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	if err := os.WriteFile(path, []byte("not a database"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(path)
	wantError(t, err, "state file "+path+": damaged, or not a state file of the emulator: only 14 bytes")
}
