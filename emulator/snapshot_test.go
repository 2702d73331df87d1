package emulator_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

func (s testService) snapshot() []byte {
	s.t.Helper()
	snapshot, err := s.Emulator.Snapshot()
	wantNoError(s.t, err)
	return snapshot
}

// messages returns the contents of the messages that a user sees, sorted as listed.
func (s testService) messages(u user, id chat.ThreadID) []string {
	s.t.Helper()
	var list []chat.Message
	for message, err := range s.chatClient(u).Thread(id).Messages(s.t.Context(), nil) {
		wantNoError(s.t, err)
		list = append(list, message)
	}
	return contents(list)
}

// newHistory makes a state with every kind of record: users of whom one is deleted, a
// thread with a former participant, and messages, of which some are edited and deleted.
func (s testService) newHistory(fred, wilma user) chat.ThreadID {
	s.t.Helper()
	ctx, eve := s.t.Context(), s.newUser(identity.ScopeChat)
	id := s.newThread(fred, wilma, eve)
	thread := s.chatClient(fred).Thread(id)
	for _, content := range []string{"one", "two", "three"} {
		sent, err := thread.SendMessage(ctx, content, &chat.SendMessageOptions{Metadata: map[string]string{"a": "b"}})
		wantNoError(s.t, err)
		_, err = thread.SendReadReceipt(ctx, sent.ID, nil)
		wantNoError(s.t, err)
		switch content {
		case "one":
			_, err = thread.UpdateMessage(ctx, sent.ID, &chat.UpdateMessageOptions{Content: acs.Set("edited")})
		case "two":
			_, err = thread.DeleteMessage(ctx, sent.ID, nil)
		}
		wantNoError(s.t, err)
	}
	_, err := thread.RemoveParticipant(ctx, eve.id, nil)
	wantNoError(s.t, err)
	_, err = s.identityClient().DeleteUser(ctx, eve.id, nil)
	wantNoError(s.t, err)
	return id
}

// TestRestore checks that Restore undoes all changes after the snapshot, and that tokens
// of the snapshot are valid again.
func TestRestore(t *testing.T) {
	s := start(t, emulator.Options{})
	fred, wilma := s.newUser(identity.ScopeChat), s.newUser(identity.ScopeChat)
	id := s.newHistory(fred, wilma)
	before, snapshot := s.messages(wilma, id), s.snapshot()

	s.newThread(fred)
	_, err := s.chatClient(fred).Thread(id).SendMessage(t.Context(), "later", nil)
	wantNoError(t, err)
	late := s.newUser(identity.ScopeChat)
	_, err = s.identityClient().RevokeTokens(t.Context(), wilma.id, nil)
	wantNoError(t, err)

	wantNoError(t, s.Emulator.Restore(snapshot))
	wantEqual(t, "messages", fmt.Sprint(s.messages(wilma, id)), fmt.Sprint(before))
	wantEqual(t, "the same snapshot", bytes.Equal(s.snapshot(), snapshot), true)
	_, err = s.chatClient(late).CreateThread(t.Context(), "Lunch", nil)
	if !errors.Is(err, acs.ErrUnauthorized) {
		t.Errorf("a user created after the snapshot: %v", err)
	}
	_, err = s.chatClient(fred).Thread(id).SendMessage(t.Context(), "again", nil)
	wantNoError(t, err)
}

// TestRestoreElsewhere checks that another emulator, with a state file, continues with a
// snapshot, also after a restart.
func TestRestoreElsewhere(t *testing.T) {
	s := start(t, emulator.Options{})
	fred, wilma := s.newUser(identity.ScopeChat), s.newUser(identity.ScopeChat)
	id := s.newHistory(fred, wilma)
	before, snapshot := s.messages(wilma, id), s.snapshot()

	state := filepath.Join(t.TempDir(), "state")
	t.Run("restore", func(t *testing.T) {
		other := start(t, emulator.Options{State: state})
		other.newHistory(other.newUser(identity.ScopeChat), other.newUser(identity.ScopeChat))
		wantNoError(t, other.Emulator.Restore(snapshot))
		wantEqual(t, "messages", fmt.Sprint(other.messages(wilma, id)), fmt.Sprint(before))
	})
	t.Run("restart", func(t *testing.T) {
		other := start(t, emulator.Options{State: state})
		wantEqual(t, "the same snapshot", bytes.Equal(other.snapshot(), snapshot), true)
		wantEqual(t, "messages", fmt.Sprint(other.messages(wilma, id)), fmt.Sprint(before))
	})
}

// TestRestoreOpenReader checks that a list that is being read continues after Restore.
func TestRestoreOpenReader(t *testing.T) {
	s := start(t, emulator.Options{})
	fred, wilma := s.newUser(identity.ScopeChat), s.newUser(identity.ScopeChat)
	id := s.newHistory(fred, wilma)
	snapshot := s.snapshot()
	var got []chat.Message
	for message, err := range s.chatClient(fred).Thread(id).Messages(t.Context(), &chat.ListMessagesOptions{MaxPageSize: 1}) {
		wantNoError(t, err)
		got = append(got, message)
		wantNoError(t, s.Emulator.Restore(snapshot))
	}
	wantEqual(t, "messages", fmt.Sprint(contents(got)), fmt.Sprint(s.messages(fred, id)))
}

// TestRestoreConcurrently checks that calls during Restore fail only because they find
// the other state.
func TestRestoreConcurrently(t *testing.T) {
	s := start(t, emulator.Options{State: filepath.Join(t.TempDir(), "state")})
	fred := s.newUser(identity.ScopeChat)
	id := s.newThread(fred)
	snapshot := s.snapshot()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 20 {
				if _, err := s.chatClient(fred).Thread(id).SendMessage(t.Context(), "hi", nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 20 {
		wantNoError(t, s.Emulator.Restore(snapshot))
		s.snapshot()
	}
	wg.Wait()
	wantNoError(t, s.Emulator.Restore(snapshot))
	wantEqual(t, "the same snapshot", bytes.Equal(s.snapshot(), snapshot), true)
}

// signed returns a snapshot with the lines and a valid checksum.
func signed(lines string) string {
	sum := sha256.Sum256([]byte(lines))
	return `{"format":"chat-emulator snapshot 1","sha256":"` + hex.EncodeToString(sum[:]) + `"}` + "\n" + lines
}

// TestRestoreErrors checks the errors for invalid snapshots, which change nothing.
func TestRestoreErrors(t *testing.T) {
	s := start(t, emulator.Options{Now: fixedTime})
	s.newHistory(s.newUser(identity.ScopeChat), s.newUser(identity.ScopeChat))
	snapshot := string(s.snapshot())
	const resource = `{"key":"resource","value":{"id":"r","signingKey":"AAAA"}}` + "\n"
	for name, c := range map[string]struct{ snapshot, want string }{
		"empty":            {"", "not a snapshot of this version of the emulator"},
		"other file":       {`{"format":"x"}`, "not a snapshot of this version of the emulator"},
		"truncated":        {snapshot[:len(snapshot)-10], "the snapshot is damaged: wrong checksum"},
		"changed":          {strings.Replace(snapshot, "edited", "forged", 1), "the snapshot is damaged: wrong checksum"},
		"not JSON":         {signed("x"), "the snapshot is damaged: invalid character 'x' looking for beginning of value"},
		"no resource":      {signed(""), "engine: restore the state: the resource is missing"},
		"invalid record":   {signed(resource + `{"key":"user/a","value":1}`), `engine: restore the state: "user/a": json: cannot unmarshal number into Go value of type engine.user`},
		"missing a thread": {signed(resource + `{"key":"message/0000000000000001/0000000000000001","value":{}}`), `engine: restore the state: "message/0000000000000001/0000000000000001": the thread is missing`},
	} {
		t.Run(name, func(t *testing.T) {
			wantError(t, s.Emulator.Restore([]byte(c.snapshot)), "emulator: "+c.want)
			wantEqual(t, "the state is unchanged", string(s.snapshot()) == snapshot, true)
		})
	}
}

// TestRestoreStateFileClosed checks that Snapshot and Restore report a state file that
// cannot be written.
func TestRestoreStateFileClosed(t *testing.T) {
	e, err := emulator.New(emulator.Options{State: filepath.Join(t.TempDir(), "state"), Now: fixedTime})
	wantNoError(t, err)
	snapshot, err := e.Snapshot()
	wantNoError(t, err)
	wantNoError(t, e.Close())
	wantError(t, e.Restore(snapshot), "emulator: 503 ServiceUnavailable: The state cannot be stored.")
	_, err = e.Snapshot()
	wantError(t, err, "emulator: 503 ServiceUnavailable: The state cannot be stored.")
}
