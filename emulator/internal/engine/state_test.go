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

// openStore opens a state file until the test ends, or until close is called.
func openStore(t *testing.T, path string) (file *store.File, closeIt func()) {
	t.Helper()
	file, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	closeIt = func() {
		t.Helper()
		if err := file.Close(); err != nil && !errors.Is(err, store.ErrClosed) {
			t.Error(err)
		}
	}
	t.Cleanup(func() { _ = file.Close() }) // the second time, if the test went well
	return file, closeIt
}

// view is all that a caller can see.
func view(t *testing.T, e *engine.Engine, caller engine.Caller) []any {
	t.Helper()
	var seen []any
	must := func(v any, err error) {
		t.Helper()
		seen = append(seen, v)
		if err != nil {
			seen = append(seen, err.Error())
		}
	}
	threads, err := e.ListThreads(caller, chat.ListThreadsOptions{})
	must(threads, err)
	for _, item := range threads.Items {
		must(e.GetThread(caller, item.ID))
		must(e.ListParticipants(caller, item.ID, chat.ListParticipantsOptions{}))
		must(e.ListMessages(caller, item.ID, chat.ListMessagesOptions{}))
		must(e.ListReadReceipts(caller, item.ID, chat.ListReadReceiptsOptions{}))
	}
	return seen
}

// scene makes a bit of everything.
func scene(s *service) (token engine.AccessToken, request chat.CreateThreadOptions, created chat.CreateThreadResult) {
	user, token, err := s.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, 0)
	s.ok(err)
	revoked, err := s.CreateUser()
	s.ok(err)
	s.ok(s.RevokeTokens(revoked))
	gone, err := s.CreateUser()
	s.ok(err)
	request = chat.CreateThreadOptions{
		RepeatabilityRequestID: "0c7ffa3e-8b73-4e8c-a1c4-6a6b4b4f6a11",
		Participants: []chat.Participant{
			{ID: user, DisplayName: "Dan", ShareHistoryTime: s.clock.Now(), Metadata: map[string]string{"r": "1"}},
			{ID: gone}, member(s.bob), {ID: acs.UserIdentifier{ID: "8:acs:a_b"}},
		},
		Metadata:        map[string]string{"k": "v"},
		RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 30},
	}
	s.ok(s.DeleteUser(gone))
	created, err = s.CreateThread(s.ann, "Lunch", request)
	s.ok(err)
	thread := created.Thread.ID
	for i := range 20 {
		s.send(s.ann, thread, fmt.Sprint("message ", i))
	}
	sent, err := s.SendMessage(s.ann, thread, "edit me", chat.SendMessageOptions{Type: "html", SenderDisplayName: "A", Metadata: map[string]string{"m": "1"}})
	s.ok(err)
	s.clock.advance(time.Minute)
	s.ok(s.UpdateMessage(s.ann, thread, sent, chat.UpdateMessageOptions{Content: acs.Set("edited")}))
	s.ok(s.DeleteMessage(s.ann, thread, s.send(s.ann, thread, "gone")))
	s.ok(s.SendReadReceipt(s.bob, thread, sent))
	s.ok(s.RemoveParticipant(s.ann, thread, id(s.bob)))
	s.ok(s.UpdateThread(s.ann, thread, chat.UpdatePropertiesOptions{Topic: acs.Set("Dinner")}))
	deleted := s.thread(s.bob)
	s.send(s.ann, deleted, "secret")
	s.ok(s.DeleteThread(s.ann, deleted))
	return token, request, created
}

// After a restart all is as it was: what callers see, tokens, repetitions,
// numbers that only grow.
func TestRestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	file, closeIt := openStore(t, path)
	s := newService(t, engine.Options{Store: file})
	token, request, created := scene(s)
	dan, err := s.Authenticate(token.Token)
	s.ok(err)
	callers := []engine.Caller{s.ann, s.bob, s.cid, dan}
	var before []any
	for _, c := range callers {
		before = append(before, view(t, s.Engine, c))
	}
	next := s.history(s.ann, created.Thread.ID)
	closeIt()

	file, closeIt = openStore(t, path)
	defer closeIt()
	again, err := engine.New(engine.Options{Now: s.clock.Now, Store: file})
	s.ok(err)
	wantEqual(t, "resource", again.ResourceID(), s.ResourceID())
	s.Engine = again
	for i, c := range callers {
		wantEqual(t, c.RawID(), view(t, again, c), before[i])
	}
	_, err = again.Authenticate(token.Token)
	s.ok(err)
	repeated, err := again.CreateThread(s.ann, "x", request)
	s.ok(err)
	wantEqual(t, "repeated", repeated.Thread.CreatedOn, created.Thread.CreatedOn)
	wantEqual(t, "repeated", repeated.InvalidParticipants, created.InvalidParticipants)
	s.send(s.ann, created.Thread.ID, "more")
	wantEqual(t, "history", s.history(s.ann, created.Thread.ID), append(next, fmt.Sprint(len(next)+1, " more")))
	if s.thread() == created.Thread.ID {
		t.Error("a thread was overwritten")
	}
	_, err = s.AddParticipants(s.ann, created.Thread.ID, []chat.Participant{member(s.cid)})
	s.ok(err)
	wantEqual(t, "names", len(s.names(created.Thread.ID)), 3)
}

// Nothing of a deleted thread's messages stays in the file.
func TestDeletedIsGone(t *testing.T) {
	file, closeIt := openStore(t, filepath.Join(t.TempDir(), "state"))
	defer closeIt()
	s := newService(t, engine.Options{Store: file})
	thread := s.thread()
	s.send(s.ann, thread, "secret")
	s.ok(s.DeleteThread(s.ann, thread))
	s.ok(file.Load("message/", func(key string, _ []byte) error { return errors.New(key) }))
}

// A state that makes no sense is an error that names the key.
func TestDamagedState(t *testing.T) {
	const n, m = "0000000000000001", "0000000000000002"
	tests := map[string]struct{ key, value, want string }{
		"resource":          {"resource", "{", `"resource": unexpected end of JSON input`},
		"user":              {"user/x", "[]", `"user/x": json: cannot unmarshal array into Go value of type engine.user`},
		"thread":            {"thread/" + m, "{", `"thread/` + m + `": unexpected end of JSON input`},
		"participant":       {"participant/" + n + "/" + m, "{", `"participant/` + n + "/" + m + `": unexpected end of JSON input`},
		"whose participant": {"participant/" + m + "/" + n, "{}", `"participant/` + m + "/" + n + `": its thread is missing`},
		"who participates":  {"participant/" + n + "/" + m, `{"id":"8:acs:x"}`, `"participant/` + n + "/" + m + `": the user 8:acs:x is missing`},
		"message":           {"message/" + n + "/" + "0000000000000003", "{", `"message/` + n + `/0000000000000003": unexpected end of JSON input`},
		"whose message":     {"message/" + m + "/" + n, "{}", `"message/` + m + "/" + n + `": its thread is missing`},
		"gap":               {"message/" + n + "/" + "0000000000000004", "{}", `"message/` + n + `/0000000000000004": message 3 of the thread is missing`},
		"key":               {"message/x", "{}", `"message/x": no such kind of key: expected integer`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			file, closeIt := openStore(t, filepath.Join(t.TempDir(), "state"))
			defer closeIt()
			newService(t, engine.Options{Store: file}).thread()
			if err := file.Wait(file.Append([]store.Change{{Key: tc.key, Value: []byte(tc.value)}})); err != nil {
				t.Fatal(err)
			}
			_, err := engine.New(engine.Options{Store: file})
			wantMessage(t, err, "engine: load the state: "+tc.want)
		})
	}
}

// failing is a store that stops working.
type failing struct{ broken bool }

func (f *failing) Load(string, func(string, []byte) error) error { return nil }
func (f *failing) Append([]store.Change) uint64                  { return 1 }
func (f *failing) Wait(uint64) error {
	if f.broken {
		return errors.New("the disk is full")
	}
	return nil
}

// What cannot be stored is not acknowledged, and nothing is read that is not
// stored.
func TestStoreFails(t *testing.T) {
	f := &failing{}
	s := newService(t, engine.Options{Store: f})
	thread := s.thread()
	f.broken = true
	const want = "503 ServiceUnavailable: the disk is full"
	sent, err := s.SendMessage(s.ann, thread, "hello", chat.SendMessageOptions{})
	wantMessage(t, err, want)
	wantEqual(t, "ID", sent, chat.MessageID(""))
	page, err := s.ListMessages(s.ann, thread, chat.ListMessagesOptions{})
	wantMessage(t, err, want)
	if !reflect.ValueOf(page).IsZero() {
		t.Errorf("page %+v", page)
	}
	_, err = engine.New(engine.Options{Store: f})
	wantMessage(t, err, want)
}

// A file that is no state file is a clear error, before anything else.
func TestStateFileDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	if err := os.WriteFile(path, []byte("not a database"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(path)
	wantMessage(t, err, "state file "+path+": it is damaged or no state file of the emulator: it has only 14 bytes")
}
