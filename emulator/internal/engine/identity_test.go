package engine_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// The ID of a user has the resource and the user, as the service's.
func TestCreateUser(t *testing.T) {
	s := start(t)
	user, err := s.CreateUser()
	s.ok(err)
	const uuid = `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`
	if !regexp.MustCompile(`^8:acs:` + uuid + `_` + uuid + `$`).MatchString(user.ID) {
		t.Errorf("ID %s", user.ID)
	}
	if !strings.HasPrefix(user.ID, "8:acs:"+s.ResourceID()+"_") {
		t.Errorf("ID %s of resource %s", user.ID, s.ResourceID())
	}
	wantEqual(t, "identifier", acs.ParseIdentifier(user.ID), acs.Identifier(user))
}

// The same source of randomness gives the same IDs.
func TestDeterministic(t *testing.T) {
	a, b := start(t), start(t)
	wantEqual(t, "users", a.ann.RawID(), b.ann.RawID())
	wantEqual(t, "threads", a.thread(a.bob), b.thread(b.bob))
}

// A token carries what clients and the service read from it.
func TestTokenClaims(t *testing.T) {
	s := start(t)
	user, token, err := s.CreateUserAndToken([]engine.Scope{engine.ScopeChat, engine.ScopeVoIP}, 90*time.Minute)
	s.ok(err)
	wantEqual(t, "expiresOn", token.ExpiresOn, s.clock.Now().Add(90*time.Minute))
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token.Token, ".")[1])
	s.ok(err)
	var claims map[string]any
	s.ok(json.Unmarshal(payload, &claims))
	wantEqual(t, "claims", claims, map[string]any{
		"iat": float64(s.clock.Now().Unix()), "exp": float64(s.clock.Now().Unix() + 5400),
		"skypeid": strings.TrimPrefix(user.ID, "8:"), "acsScope": "chat,voip", "resourceId": s.ResourceID(), "generation": 0.0,
	})
	caller, err := s.Authenticate(token.Token)
	s.ok(err)
	wantEqual(t, "caller", caller.RawID(), user.ID)
}

// What a token may be asked for.
func TestTokenRequests(t *testing.T) {
	tests := map[string]struct {
		scopes []engine.Scope
		life   time.Duration
		want   string
	}{
		"all scopes": {[]engine.Scope{"chat", "chat.join", "chat.join.limited", "voip", "voip.join"}, 0, ""},
		"shortest":   {[]engine.Scope{"chat"}, time.Hour, ""},
		"longest":    {[]engine.Scope{"chat"}, 24 * time.Hour, ""},
		"too short":  {[]engine.Scope{"chat"}, 59 * time.Minute, "400 BadRequest: The token's life must be from 60 to 1440 minutes."},
		"too long":   {[]engine.Scope{"chat"}, 1441 * time.Minute, "400 BadRequest: The token's life must be from 60 to 1440 minutes."},
		"negative":   {[]engine.Scope{"chat"}, -time.Hour, "400 BadRequest: The token's life must be from 60 to 1440 minutes."},
		"no scope":   {nil, 0, "400 BadRequest: A token needs at least one scope."},
		"unknown":    {[]engine.Scope{"chat", "pstn"}, 0, `400 BadRequest: The scope "pstn" is not known.`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			token, err := s.IssueToken(acs.UserIdentifier{ID: s.ann.RawID()}, tc.scopes, tc.life)
			_, _, createErr := s.CreateUserAndToken(tc.scopes, tc.life)
			if tc.want != "" {
				wantMessage(t, err, tc.want)
				wantMessage(t, createErr, tc.want)
				return
			}
			s.ok(errors.Join(err, createErr))
			life := tc.life
			if life == 0 {
				life = 24 * time.Hour
			}
			wantEqual(t, "expiresOn", token.ExpiresOn, s.clock.Now().Add(life))
		})
	}
}

// Only a token that counts lets its user in.
func TestAuthenticate(t *testing.T) {
	s := start(t)
	user, token, err := s.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, time.Hour)
	s.ok(err)
	foreign := start(t)
	_, other, err := newOther(t).CreateUserAndToken([]engine.Scope{engine.ScopeChat}, 0)
	foreign.ok(err)
	unsigned, err := jwt.NewWithClaims(jwt.SigningMethodNone, jwt.MapClaims{"skypeid": strings.TrimPrefix(user.ID, "8:")}).
		SignedString(jwt.UnsafeAllowNoneSignatureType)
	s.ok(err)
	teams, err := s.ExchangeTeamsToken("entra token", "app", "teams user")
	s.ok(err)
	for name, tc := range map[string]struct{ token, want string }{
		"none":       {"", "401 Unauthorized: The token is missing."},
		"no JWT":     {"sanitized", "401 Unauthorized: The token is malformed."},
		"changed":    {token.Token[:len(token.Token)-4] + "AAAA", "401 Unauthorized: The token's signature is invalid."},
		"unsigned":   {unsigned, "401 Unauthorized: The token's signature is invalid."},
		"other key":  {other.Token, "401 Unauthorized: The token's signature is invalid."},
		"Teams user": {teams.Token, "401 Unauthorized: The token's user does not exist."},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Authenticate(tc.token)
			wantMessage(t, err, tc.want)
		})
	}
	s.clock.advance(time.Hour - time.Second)
	_, err = s.Authenticate(token.Token)
	s.ok(err)
	s.clock.advance(time.Second)
	_, err = s.Authenticate(token.Token)
	wantMessage(t, err, "401 Unauthorized: The token has expired.")
}

// newOther is a resource with another key.
func newOther(t *testing.T) *engine.Engine {
	t.Helper()
	e, err := engine.New(engine.Options{Now: newClock().Now})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Revocation ends the tokens of before at once, even within one second.
func TestRevokeTokens(t *testing.T) {
	s := start(t)
	user, before, err := s.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, 0)
	s.ok(err)
	s.ok(s.RevokeTokens(user))
	_, err = s.Authenticate(before.Token)
	wantMessage(t, err, "401 Unauthorized: The token was revoked.")
	after, err := s.IssueToken(user, []engine.Scope{engine.ScopeChat}, 0)
	s.ok(err)
	_, err = s.Authenticate(after.Token)
	s.ok(err)
}

// A deleted user has no tokens, gets none, and cannot be added to a thread.
func TestDeleteUser(t *testing.T) {
	s := start(t)
	user, token, err := s.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, 0)
	s.ok(err)
	s.ok(s.DeleteUser(user))
	_, err = s.Authenticate(token.Token)
	wantMessage(t, err, "401 Unauthorized: The token's user does not exist.")
	_, err = s.IssueToken(user, []engine.Scope{engine.ScopeChat}, 0)
	wantMessage(t, err, notOwned)
	wantMessage(t, s.RevokeTokens(user), notOwned)
	s.ok(s.DeleteUser(user))
	added, err := s.AddParticipants(s.ann, s.thread(), []chat.Participant{{ID: user}})
	s.ok(err)
	wantEqual(t, "refused", len(added.InvalidParticipants), 1)
}

// Users of another resource, and those that never were, are not ours.
func TestIdentityNotOwned(t *testing.T) {
	s := start(t)
	other, err := newOther(t).CreateUser()
	s.ok(err)
	for name, user := range map[string]acs.UserIdentifier{
		"another resource": other,
		"unknown":          {ID: "8:acs:" + s.ResourceID() + "_00000000-0000-4000-8000-000000000000"},
		"not even an ID":   {ID: "sanitized"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.IssueToken(user, []engine.Scope{engine.ScopeChat}, 0)
			wantMessage(t, err, notOwned)
			wantMessage(t, s.RevokeTokens(user), notOwned)
			wantMessage(t, s.DeleteUser(user), notOwned)
		})
	}
}

// The exchange needs a token, but does not look into it.
func TestExchangeTeamsToken(t *testing.T) {
	s := start(t)
	token, err := s.ExchangeTeamsToken("opaque", "app", "user")
	s.ok(err)
	wantEqual(t, "expiresOn", token.ExpiresOn, s.clock.Now().Add(time.Hour))
	_, err = s.ExchangeTeamsToken(" ", "app", "user")
	wantMessage(t, err, "401 InvalidAccessToken: Provided access token is not valid.")
	_, err = s.ExchangeTeamsToken("opaque", "", "user")
	wantMessage(t, err, "400 BadRequest: appId and userId are required.")
	_, err = s.ExchangeTeamsToken("opaque", "app", "")
	wantMessage(t, err, "400 BadRequest: appId and userId are required.")
}

// A source of randomness that ends is an error of the emulator.
func TestRandomEnds(t *testing.T) {
	for name, tc := range map[string]struct {
		bytes int
		want  string
	}{
		"key":      {10, "engine: make a signing key: unexpected EOF"},
		"resource": {32, "engine: make an ID: EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := engine.New(engine.Options{Random: bytes.NewReader(make([]byte, tc.bytes))})
			wantMessage(t, err, tc.want)
		})
	}
	e, err := engine.New(engine.Options{Random: bytes.NewReader(make([]byte, 48+16))})
	if err != nil {
		t.Fatal(err)
	}
	_, token, err := e.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.CreateUser()
	wantMessage(t, err, "engine: make an ID: EOF")
	_, _, err = e.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, 0)
	wantMessage(t, err, "engine: make an ID: EOF")
	caller, err := e.Authenticate(token.Token)
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.CreateThread(caller, "Lunch", chat.CreateThreadOptions{})
	wantMessage(t, err, "engine: make an ID: EOF")
}
