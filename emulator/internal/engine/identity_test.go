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

// TestCreateUser checks that user IDs have the same format as the service's.
func TestCreateUser(t *testing.T) {
	s := start(t)
	user, err := s.CreateUser()
	s.wantNoError(err)
	const uuid = `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`
	if !regexp.MustCompile(`^8:acs:` + uuid + `_` + uuid + `$`).MatchString(user.ID) {
		t.Errorf("invalid ID %s", user.ID)
	}
	if !strings.HasPrefix(user.ID, "8:acs:"+s.ResourceID()+"_") {
		t.Errorf("the ID %s does not contain the resource ID %s", user.ID, s.ResourceID())
	}
	wantEqual(t, "identifier", acs.ParseIdentifier(user.ID), acs.Identifier(user))
}

// TestDeterministic checks that IDs depend only on the random source.
func TestDeterministic(t *testing.T) {
	a, b := start(t), start(t)
	wantEqual(t, "users", a.ann.RawID(), b.ann.RawID())
	wantEqual(t, "threads", a.newThread(a.bob), b.newThread(b.bob))
}

// TestTokenClaims checks the claims of a token.
func TestTokenClaims(t *testing.T) {
	s := start(t)
	user, token, err := s.CreateUserAndToken([]engine.Scope{engine.ScopeChat, engine.ScopeVoIP}, 90*time.Minute)
	s.wantNoError(err)
	wantEqual(t, "expiresOn", token.ExpiresOn, s.clock.Now().Add(90*time.Minute))
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token.Token, ".")[1])
	s.wantNoError(err)
	var claims map[string]any
	s.wantNoError(json.Unmarshal(payload, &claims))
	wantEqual(t, "claims", claims, map[string]any{
		"iat": float64(s.clock.Now().Unix()), "exp": float64(s.clock.Now().Unix() + 5400),
		"skypeid": strings.TrimPrefix(user.ID, "8:"), "acsScope": "chat,voip", "resourceId": s.ResourceID(), "generation": 0.0,
	})
	caller, err := s.Authenticate(token.Token)
	s.wantNoError(err)
	wantEqual(t, "caller", caller.RawID(), user.ID)
}

// TestTokenRequests checks the valid scopes and lifetimes.
func TestTokenRequests(t *testing.T) {
	tests := map[string]struct {
		scopes   []engine.Scope
		lifetime time.Duration
		want     string
	}{
		"all scopes": {[]engine.Scope{"chat", "chat.join", "chat.join.limited", "voip", "voip.join"}, 0, ""},
		"shortest":   {[]engine.Scope{"chat"}, time.Hour, ""},
		"longest":    {[]engine.Scope{"chat"}, 24 * time.Hour, ""},
		"too short":  {[]engine.Scope{"chat"}, 59 * time.Minute, "400 ValidationError: ExpiresInMinutes value 59 is invalid. Value must be within the [60, 1440] interval."},
		"too long":   {[]engine.Scope{"chat"}, 1441 * time.Minute, "400 ValidationError: ExpiresInMinutes value 1441 is invalid. Value must be within the [60, 1440] interval."},
		"negative":   {[]engine.Scope{"chat"}, -time.Hour, "400 ValidationError: ExpiresInMinutes value -60 is invalid. Value must be within the [60, 1440] interval."},
		"no scope":   {nil, 0, "400 ValidationError: Scopes: The Scopes field is required."},
		"unknown":    {[]engine.Scope{"chat", "pstn"}, 0, `400 BadRequest: The scope "pstn" is not supported.`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			token, err := s.IssueToken(acs.UserIdentifier{ID: s.ann.RawID()}, tc.scopes, tc.lifetime)
			_, _, createErr := s.CreateUserAndToken(tc.scopes, tc.lifetime)
			if tc.want != "" {
				wantError(t, err, tc.want)
				wantError(t, createErr, tc.want)
				return
			}
			s.wantNoError(errors.Join(err, createErr))
			lifetime := tc.lifetime
			if lifetime == 0 {
				lifetime = 24 * time.Hour
			}
			wantEqual(t, "expiresOn", token.ExpiresOn, s.clock.Now().Add(lifetime))
		})
	}
}

// TestAuthenticate checks that only valid tokens are accepted.
func TestAuthenticate(t *testing.T) {
	s := start(t)
	user, token, err := s.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, time.Hour)
	s.wantNoError(err)
	_, other, err := newOtherEngine(t).CreateUserAndToken([]engine.Scope{engine.ScopeChat}, 0)
	s.wantNoError(err)
	unsigned, err := jwt.NewWithClaims(jwt.SigningMethodNone, jwt.MapClaims{"skypeid": strings.TrimPrefix(user.ID, "8:")}).
		SignedString(jwt.UnsafeAllowNoneSignatureType)
	s.wantNoError(err)
	teams, err := s.ExchangeTeamsToken("entra token", "app", "teams user")
	s.wantNoError(err)
	for name, tc := range map[string]struct{ token, want string }{
		"missing":    {"", "401 Unauthorized: The token is missing."},
		"not a JWT":  {"sanitized", "401 Unauthorized: The token is malformed."},
		"changed":    {token.Token[:len(token.Token)-4] + "AAAA", "401 Unauthorized: The token's signature is invalid."},
		"unsigned":   {unsigned, "401 Unauthorized: The token's signature is invalid."},
		"other key":  {other.Token, "401 Unauthorized: The token's signature is invalid."},
		"Teams user": {teams.Token, "401 Unauthorized: The token's user does not exist."},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Authenticate(tc.token)
			wantError(t, err, tc.want)
		})
	}
	s.clock.advance(time.Hour - time.Second)
	_, err = s.Authenticate(token.Token)
	s.wantNoError(err)
	s.clock.advance(time.Second)
	_, err = s.Authenticate(token.Token)
	wantError(t, err, "401 Unauthorized: The token has expired.")
}

// newOtherEngine returns an engine for another resource, with another signing key.
func newOtherEngine(t *testing.T) *engine.Engine {
	t.Helper()
	e, err := engine.New(engine.Options{Now: newClock().Now})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestRevokeTokens checks that a revocation is effective immediately, and not for a
// token that is issued within the same second.
func TestRevokeTokens(t *testing.T) {
	s := start(t)
	user, before, err := s.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, 0)
	s.wantNoError(err)
	s.wantNoError(s.RevokeTokens(user))
	_, err = s.Authenticate(before.Token)
	wantError(t, err, "401 Unauthorized: The token was revoked.")
	after, err := s.IssueToken(user, []engine.Scope{engine.ScopeChat}, 0)
	s.wantNoError(err)
	_, err = s.Authenticate(after.Token)
	s.wantNoError(err)
}

// TestDeleteUser checks that a deleted user's tokens are invalid, and that the user
// cannot get tokens or be added to a thread.
func TestDeleteUser(t *testing.T) {
	s := start(t)
	user, token, err := s.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, 0)
	s.wantNoError(err)
	s.wantNoError(s.DeleteUser(user))
	_, err = s.Authenticate(token.Token)
	wantError(t, err, "401 Unauthorized: The token's user does not exist.")
	_, err = s.IssueToken(user, []engine.Scope{engine.ScopeChat}, 0)
	wantError(t, err, notOwned)
	wantError(t, s.RevokeTokens(user), notOwned)
	s.wantNoError(s.DeleteUser(user))
	added, err := s.AddParticipants(s.ann, s.newThread(), []chat.Participant{{ID: user}})
	s.wantNoError(err)
	wantEqual(t, "rejected", len(added.InvalidParticipants), 1)
}

// TestIdentityNotOwned checks the error for users of other resources and unknown
// users.
func TestIdentityNotOwned(t *testing.T) {
	s := start(t)
	other, err := newOtherEngine(t).CreateUser()
	s.wantNoError(err)
	for name, user := range map[string]acs.UserIdentifier{
		"another resource": other,
		"unknown":          {ID: "8:acs:" + s.ResourceID() + "_00000000-0000-4000-8000-000000000000"},
		"invalid ID":       {ID: "sanitized"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.IssueToken(user, []engine.Scope{engine.ScopeChat}, 0)
			wantError(t, err, notOwned)
			wantError(t, s.RevokeTokens(user), notOwned)
			wantError(t, s.DeleteUser(user), notOwned)
		})
	}
}

// TestExchangeTeamsToken checks that the token and the IDs must not be empty and are not
// verified, and the value that stands for an invalid one.
func TestExchangeTeamsToken(t *testing.T) {
	s := start(t)
	token, err := s.ExchangeTeamsToken("opaque", "app", "user")
	s.wantNoError(err)
	wantEqual(t, "expiresOn", token.ExpiresOn, s.clock.Now().Add(time.Hour))
	const invalidToken = "401 InvalidAccessToken: Provided access token is not valid."
	for _, tc := range []struct{ token, app, user, want string }{
		{" ", "", "", invalidToken},
		{"invalid", "app", "", invalidToken},
		{"opaque", "", "", "400 ValidationError: AppId: The AppId field is required."},
		{"opaque", "invalid", "", "400 ValidationError: UserId: The UserId field is required."},
		{"opaque", "invalid", "invalid", "400 ValidationError: Provided AppId has invalid format."},
		{"opaque", "app", "invalid", "400 ValidationError: Provided UserId has invalid format."},
	} {
		_, err := s.ExchangeTeamsToken(tc.token, tc.app, tc.user)
		wantError(t, err, tc.want)
	}
}

// TestRandomError checks the errors of a failing random source.
func TestRandomError(t *testing.T) {
	for name, tc := range map[string]struct {
		bytes int
		want  string
	}{
		"key":      {10, "engine: generate a signing key: unexpected EOF"},
		"resource": {32, "engine: generate an ID: EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := engine.New(engine.Options{Random: bytes.NewReader(make([]byte, tc.bytes))})
			wantError(t, err, tc.want)
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
	wantError(t, err, "engine: generate an ID: EOF")
	_, _, err = e.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, 0)
	wantError(t, err, "engine: generate an ID: EOF")
	caller, err := e.Authenticate(token.Token)
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.CreateThread(caller, "Lunch", chat.CreateThreadOptions{})
	wantError(t, err, "engine: generate an ID: EOF")
}
