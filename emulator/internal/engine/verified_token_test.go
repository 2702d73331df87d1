package engine_test

import (
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
)

// TestVerifiedToken checks that a token that has been accepted is rejected when it is
// revoked, when its user is deleted, when the key is replaced, and when it expires.
func TestVerifiedToken(t *testing.T) {
	tests := map[string]struct {
		change func(s *testService, user acs.UserIdentifier)
		want   string
	}{
		"revoked": {
			func(s *testService, user acs.UserIdentifier) { s.wantNoError(s.RevokeTokens(user)) },
			"401 Unauthorized: The token was revoked.",
		},
		"deleted": {
			func(s *testService, user acs.UserIdentifier) { s.wantNoError(s.DeleteUser(user)) },
			"401 Unauthorized: The token's user does not exist.",
		},
		"expired": {
			func(s *testService, _ acs.UserIdentifier) { s.clock.advance(time.Hour) },
			"401 Unauthorized: The token has expired.",
		},
		"another key": {
			func(s *testService, _ acs.UserIdentifier) {
				other, err := engine.New(engine.Options{})
				s.wantNoError(err)
				records, err := other.Snapshot()
				s.wantNoError(err)
				s.wantNoError(s.Restore(records))
			},
			"401 Unauthorized: The token's signature is invalid.",
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			user, token, err := s.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, time.Hour)
			s.wantNoError(err)
			for range 2 {
				caller, err := s.Authenticate(token.Token)
				s.wantNoError(err)
				wantEqual(t, "caller", caller.RawID(), user.RawID())
			}
			tc.change(s, user)
			_, err = s.Authenticate(token.Token)
			wantError(t, err, tc.want)
		})
	}
}

// TestManyTokens checks that more tokens than the engine remembers are accepted.
func TestManyTokens(t *testing.T) {
	s := start(t)
	user, first, err := s.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, 0)
	s.wantNoError(err)
	for range 10_001 {
		s.clock.advance(time.Second) // each token is different
		token, err := s.IssueToken(user, []engine.Scope{engine.ScopeChat}, 0)
		s.wantNoError(err)
		_, err = s.Authenticate(token.Token)
		s.wantNoError(err)
	}
	_, err = s.Authenticate(first.Token)
	s.wantNoError(err)
}
