package interop_test

import (
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// stranger is a user of another resource, whom the service refuses.
func stranger() acs.UserIdentifier {
	return acs.UserIdentifier{ID: "8:acs:6f9619ff-8b86-4d01-b42d-00cf4fc964ff_00000006-0000-4000-8000-000000000001"}
}

// identityCalls are those of calls/identity.mjs.
func identityCalls(w *world) {
	ctx := w.t.Context()
	client := w.identity(w.connectionString)
	chatScope := []identity.Scope{identity.ScopeChat}
	create := func(name string, scopes []identity.Scope, life time.Duration) identity.CreateUserResponse {
		return call(w, name, func() (identity.CreateUserResponse, error) {
			return client.CreateUserAndToken(ctx, scopes, &identity.CreateUserOptions{ExpiresIn: life})
		})
	}
	issue := func(user acs.UserIdentifier, scopes []identity.Scope, life time.Duration) func() (identity.IssueTokenResponse, error) {
		return func() (identity.IssueTokenResponse, error) {
			return client.IssueToken(ctx, user, scopes, &identity.IssueTokenOptions{ExpiresIn: life})
		}
	}

	w.dora = call(w, "create a user", func() (identity.CreateUserResponse, error) { return client.CreateUser(ctx, nil) })
	w.fred = create("create a user and a token for an hour", []identity.Scope{identity.ScopeChat, identity.ScopeVoIP}, time.Hour)
	wantLife(w, w.fred.AccessToken, time.Hour)
	w.ann = create("create a user and a token", chatScope, 0)
	wantLife(w, w.ann.AccessToken, 24*time.Hour)
	w.bob = create("create a user who joins", []identity.Scope{identity.ScopeChatJoin}, 0)
	w.carol = create("create a user who joins and no more", []identity.Scope{identity.ScopeChatJoinLimited, identity.ScopeVoIPJoin}, 0)

	wantLife(w, call(w, "get a token", issue(w.dora.User, chatScope, 0)).AccessToken, 24*time.Hour)
	w.dora.AccessToken = call(w, "get a token for an hour", issue(w.dora.User, chatScope, time.Hour)).AccessToken
	wantLife(w, w.dora.AccessToken, time.Hour)
	fault(w, "get a token for a minute", "Client.IssueToken: expiresIn is 1m0s, not from 1h0m0s to 24h0m0s", issue(w.dora.User, chatScope, time.Minute))
	fault(w, "get a token for nothing", "Client.IssueToken: scopes is empty", issue(w.dora.User, nil, 0))
	refusal(w, "get a token for a stranger", 401, "IdentityNotOwned", issue(stranger(), chatScope, 0))
	wrongKey := w.identity("endpoint=" + w.server.URL + ";accesskey=d3Jvbmc=")
	refusal(w, "create a user with a wrong key", 401, "Denied", func() (identity.CreateUserResponse, error) { return wrongKey.CreateUser(ctx, nil) })
	teams := call(w, "get a token for a Teams user", func() (identity.ExchangeTeamsTokenResponse, error) {
		return client.ExchangeTeamsToken(ctx, "an-entra-token", "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b", nil)
	})
	wantLife(w, teams.AccessToken, time.Hour)
}

func wantLife(w *world, token identity.AccessToken, life time.Duration) {
	w.t.Helper()
	if off := time.Until(token.ExpiresOn) - life; token.Token == "" || off.Abs() > 2*time.Minute {
		w.t.Errorf("got a token until %s, want one for %s", token.ExpiresOn, life)
	}
}

// tokenCalls are those of calls/tokens.mjs.
func tokenCalls(w *world) {
	ctx := w.t.Context()
	client := w.identity(w.connectionString)
	threads := func(token string) func() ([]string, error) {
		return func() ([]string, error) { return topics(all(w.chat(token).Threads(ctx, nil))) }
	}
	issue := func(user acs.UserIdentifier) func() (identity.IssueTokenResponse, error) {
		return func() (identity.IssueTokenResponse, error) {
			return client.IssueToken(ctx, user, []identity.Scope{identity.ScopeChat}, nil)
		}
	}
	revoke := func(user acs.UserIdentifier) func() (identity.RevokeTokensResponse, error) {
		return func() (identity.RevokeTokensResponse, error) { return client.RevokeTokens(ctx, user, nil) }
	}
	remove := func(user acs.UserIdentifier) func() (identity.DeleteUserResponse, error) {
		return func() (identity.DeleteUserResponse, error) { return client.DeleteUser(ctx, user, nil) }
	}

	call(w, "revoke tokens", revoke(w.ann.User))
	refusal(w, "list threads with a revoked token", 401, "Unauthorized", threads(w.ann.AccessToken.Token))
	w.ann.AccessToken = call(w, "get a token after that", issue(w.ann.User)).AccessToken
	want(w, "threads with a new token", call(w, "list threads with it", threads(w.ann.AccessToken.Token)), []string{"Supper"})
	refusal(w, "revoke the tokens of a stranger", 401, "IdentityNotOwned", revoke(stranger()))

	call(w, "delete a user", remove(w.dora.User))
	refusal(w, "list threads as a deleted user", 401, "Unauthorized", threads(w.dora.AccessToken.Token))
	refusal(w, "get a token for a deleted user", 401, "IdentityNotOwned", issue(w.dora.User))
	refusal(w, "delete a stranger", 401, "IdentityNotOwned", remove(stranger()))
	nobody := "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjQxMDI0NDQ4MDB9.bm8tc2lnbmF0dXJl" // expires in 2100
	refusal(w, "list threads with a token of somebody else", 401, "Unauthorized", threads(nobody))
}

// TestOurCalls protects the half of the comparison that needs no Node.js: our
// client gets from the emulator what the official one gets.
func TestOurCalls(t *testing.T) {
	w := newWorld(t)
	ourCalls(w)
	if n := len(w.recorder.taken()); n < 90 {
		t.Errorf("%d calls were recorded", n)
	}
}

// ourCalls makes the calls of drive.mjs, in its order.
func ourCalls(w *world) {
	for _, part := range []func(*world){identityCalls, threadCalls, messageCalls, participantCalls, signalCalls, tokenCalls} {
		part(w)
	}
}
