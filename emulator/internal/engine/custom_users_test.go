package engine_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// TestCustomIDs checks that a custom ID identifies one user, until the user is deleted.
func TestCustomIDs(t *testing.T) {
	s := start(t)
	user, err := s.UserWithCustomID("fred")
	s.wantNoError(err)
	same, err := s.UserWithCustomID("fred")
	s.wantNoError(err)
	wantEqual(t, "user", same, user)
	withToken, token, err := s.UserWithCustomIDAndToken("fred", []engine.Scope{engine.ScopeChat}, 0)
	s.wantNoError(err)
	wantEqual(t, "user of the token", withToken.ID, user.ID)
	caller, err := s.Authenticate(token.Token)
	s.wantNoError(err)
	wantEqual(t, "caller", caller.RawID(), user.ID.ID)
	other, err := s.UserWithCustomID("ann")
	s.wantNoError(err)
	if other.ID == user.ID {
		t.Error("two custom IDs have the same user")
	}
	s.wantNoError(s.DeleteUser(user.ID))
	again, err := s.UserWithCustomID("fred")
	s.wantNoError(err)
	if again.ID == user.ID {
		t.Error("the deleted user is back")
	}
	_, err = s.GetUser(user.ID)
	wantError(t, err, "401 IdentityNotOwned: Provided identity doesn't belong to the resource.")
}

// TestInvalidTokenOfCustomID checks that an invalid token creates no user.
func TestInvalidTokenOfCustomID(t *testing.T) {
	file, closeStore := openStore(t, filepath.Join(t.TempDir(), "state"))
	defer closeStore()
	s := newTestService(t, engine.Options{Store: file})
	users := func() (n int) {
		s.wantNoError(file.Load("user/", func(string, []byte) error { n++; return nil }))
		return n
	}
	before := users()
	_, _, err := s.UserWithCustomIDAndToken("fred", []engine.Scope{"pstn"}, 0)
	wantError(t, err, `400 BadRequest: The scope "pstn" is not supported.`)
	wantEqual(t, "users", users(), before)
	_, err = s.UserWithCustomID("fred")
	s.wantNoError(err)
	wantEqual(t, "users with a custom ID", users(), before+1)
}

// TestUserDetails checks the details of users with and without a custom ID.
func TestUserDetails(t *testing.T) {
	s := start(t)
	user, err := s.UserWithCustomID("fred")
	s.wantNoError(err)
	details, err := s.GetUser(user.ID)
	s.wantNoError(err)
	wantEqual(t, "details", details, engine.UserDetails{ID: user.ID, CustomID: "fred"})
	for _, id := range []acs.UserIdentifier{user.ID, {ID: s.ann.RawID()}} {
		_, err = s.IssueToken(id, []engine.Scope{engine.ScopeChat}, 0)
		s.wantNoError(err)
	}
	details, err = s.GetUser(user.ID)
	s.wantNoError(err)
	wantEqual(t, "time of the token", details.LastTokenIssuedOn, s.clock.Now().UTC().Truncate(time.Second))
	details, err = s.GetUser(acs.UserIdentifier{ID: s.ann.RawID()})
	s.wantNoError(err)
	wantEqual(t, "without a custom ID", details, engine.UserDetails{ID: acs.UserIdentifier{ID: s.ann.RawID()}})
}

// TestRestartWithEmptyValues checks that a restart preserves custom IDs, and the difference
// between empty metadata and none.
func TestRestartWithEmptyValues(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	file, closeStore := openStore(t, path)
	s := newTestService(t, engine.Options{Store: file})
	user, err := s.UserWithCustomID("fred")
	s.wantNoError(err)
	empty, err := s.CreateThread(s.ann, "Lunch", chat.CreateThreadOptions{Metadata: map[string]string{}})
	s.wantNoError(err)
	none := s.newThread()
	closeStore()

	file, closeStore = openStore(t, path)
	defer closeStore()
	s.Engine, err = engine.New(engine.Options{Now: s.clock.Now, Store: file})
	s.wantNoError(err)
	same, err := s.UserWithCustomID("fred")
	s.wantNoError(err)
	wantEqual(t, "user", same, user)
	for id, want := range map[chat.ThreadID]bool{empty.Thread.ID: true, none: false} {
		thread, err := s.GetThread(s.ann, id)
		s.wantNoError(err)
		wantEqual(t, "has metadata", thread.Metadata != nil, want)
	}
}
