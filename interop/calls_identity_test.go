package interop_test

import (
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// foreignUser returns a user of another resource, whom the service rejects.
func foreignUser() acs.UserIdentifier {
	return acs.UserIdentifier{ID: "8:acs:6f9619ff-8b86-4d01-b42d-00cf4fc964ff_00000006-0000-4000-8000-000000000001"}
}

// identityCalls makes the same calls as calls/identity.mjs.
func identityCalls(f *fixture) {
	ctx := f.t.Context()
	client := f.identity(f.connectionString)
	chatScope := []identity.Scope{identity.ScopeChat}
	createUserAndToken := func(name string, scopes []identity.Scope, lifetime time.Duration) identity.CreateUserResponse {
		return call(f, name, func() (identity.CreateUserResponse, error) {
			return client.CreateUserAndToken(ctx, scopes, &identity.CreateUserOptions{ExpiresIn: lifetime})
		})
	}
	issueCall := func(user acs.UserIdentifier, scopes []identity.Scope, lifetime time.Duration) func() (identity.IssueTokenResponse, error) {
		return func() (identity.IssueTokenResponse, error) {
			return client.IssueToken(ctx, user, scopes, &identity.IssueTokenOptions{ExpiresIn: lifetime})
		}
	}

	f.dora = call(f, "create a user", func() (identity.CreateUserResponse, error) { return client.CreateUser(ctx, nil) })
	f.fred = createUserAndToken("create a user and a token for an hour", []identity.Scope{identity.ScopeChat, identity.ScopeVoIP}, time.Hour)
	wantLifetime(f, f.fred.AccessToken, time.Hour)
	f.ann = createUserAndToken("create a user and a token", chatScope, 0)
	wantLifetime(f, f.ann.AccessToken, 24*time.Hour)
	f.bob = createUserAndToken("create a user with scope chat.join", []identity.Scope{identity.ScopeChatJoin}, 0)
	f.carol = createUserAndToken("create a user with scope chat.join.limited", []identity.Scope{identity.ScopeChatJoinLimited, identity.ScopeVoIPJoin}, 0)

	wantLifetime(f, call(f, "get a token", issueCall(f.dora.User, chatScope, 0)).AccessToken, 24*time.Hour)
	f.dora.AccessToken = call(f, "get a token for an hour", issueCall(f.dora.User, chatScope, time.Hour)).AccessToken
	wantLifetime(f, f.dora.AccessToken, time.Hour)
	wantArgumentError(f, "get a token for a minute", "Client.IssueToken: options.ExpiresIn: 1m0s is not between 1h0m0s and 24h0m0s", issueCall(f.dora.User, chatScope, time.Minute))
	wantArgumentError(f, "get a token without scopes", "Client.IssueToken: scopes: must not be empty", issueCall(f.dora.User, nil, 0))
	wantServiceError(f, "get a token for a user of another resource", 401, "IdentityNotOwned", issueCall(foreignUser(), chatScope, 0))
	wrongKey := f.identity("endpoint=" + f.server.URL + ";accesskey=d3Jvbmc=")
	wantServiceError(f, "create a user with a wrong key", 401, "Denied", func() (identity.CreateUserResponse, error) { return wrongKey.CreateUser(ctx, nil) })
	teams := call(f, "get a token for a Teams user", func() (identity.ExchangeTeamsTokenResponse, error) {
		return client.ExchangeTeamsToken(ctx, "an-entra-token", "00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b", nil)
	})
	wantLifetime(f, teams.AccessToken, time.Hour)
}

func wantLifetime(f *fixture, token identity.AccessToken, lifetime time.Duration) {
	f.t.Helper()
	if off := time.Until(token.ExpiresOn) - lifetime; token.Token == "" || off.Abs() > 2*time.Minute {
		f.t.Errorf("got a token that expires at %s, want one that expires in %s", token.ExpiresOn, lifetime)
	}
}

// tokenCalls makes the same calls as calls/tokens.mjs.
func tokenCalls(f *fixture) {
	ctx := f.t.Context()
	client := f.identity(f.connectionString)
	listThreadsCall := func(token string) func() ([]string, error) {
		return func() ([]string, error) { return topics(collect(f.chat(token).Threads(ctx, nil))) }
	}
	issueCall := func(user acs.UserIdentifier) func() (identity.IssueTokenResponse, error) {
		return func() (identity.IssueTokenResponse, error) {
			return client.IssueToken(ctx, user, []identity.Scope{identity.ScopeChat}, nil)
		}
	}
	revokeCall := func(user acs.UserIdentifier) func() (identity.RevokeTokensResponse, error) {
		return func() (identity.RevokeTokensResponse, error) { return client.RevokeTokens(ctx, user, nil) }
	}
	deleteCall := func(user acs.UserIdentifier) func() (identity.DeleteUserResponse, error) {
		return func() (identity.DeleteUserResponse, error) { return client.DeleteUser(ctx, user, nil) }
	}

	call(f, "revoke tokens", revokeCall(f.ann.User))
	wantServiceError(f, "list threads with a revoked token", 401, "", listThreadsCall(f.ann.AccessToken.Token))
	f.ann.AccessToken = call(f, "get a token after revocation", issueCall(f.ann.User)).AccessToken
	wantEqual(f, "threads with the new token", call(f, "list threads with the new token", listThreadsCall(f.ann.AccessToken.Token)), []string{"Supper"})
	wantServiceError(f, "revoke the tokens of a user of another resource", 401, "IdentityNotOwned", revokeCall(foreignUser()))

	call(f, "delete a user", deleteCall(f.dora.User))
	wantServiceError(f, "list threads as a deleted user", 401, "", listThreadsCall(f.dora.AccessToken.Token))
	wantServiceError(f, "get a token for a deleted user", 401, "IdentityNotOwned", issueCall(f.dora.User))
	wantServiceError(f, "delete a user of another resource", 401, "IdentityNotOwned", deleteCall(foreignUser()))
	foreignToken := "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjQxMDI0NDQ4MDB9.bm8tc2lnbmF0dXJl" // signed with another key; expires in 2100
	wantServiceError(f, "list threads with a token of another issuer", 401, "", listThreadsCall(foreignToken))
}

// TestOurCalls checks the results of our client's calls. Unlike the comparison
// with the official client, it does not need Node.js.
func TestOurCalls(t *testing.T) {
	f := newFixture(t)
	makeOurCalls(f)
	if n := len(f.recorder.takeCalls()); n < 90 {
		t.Errorf("%d calls were recorded, want at least 90", n)
	}
}

// makeOurCalls makes the calls of drive.mjs in the same order.
func makeOurCalls(f *fixture) {
	for _, calls := range []func(*fixture){identityCalls, threadCalls, messageCalls, participantCalls, signalCalls, tokenCalls, entraCalls} {
		calls(f)
	}
}
