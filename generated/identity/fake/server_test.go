package fake_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/identity"
	"github.com/chatgen-go/chatgen/generated/identity/fake"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// user returns a user whose ID must be escaped.
func user() acs.UserIdentifier { return acs.UserIdentifier{ID: "8:acs:res_a/b@c"} }

// token returns a token whose expiry has the precision of the service.
func token() identity.AccessToken {
	return identity.AccessToken{Token: "a.b.c", ExpiresOn: time.Date(2026, 5, 4, 3, 2, 1, 123456000, time.UTC)}
}

// respond returns the responder of a successful function.
func respond[T any](status int, value T) (resp azfake.Responder[T]) {
	resp.SetResponse(status, value, nil)
	return resp
}

// The function gets all arguments of the caller, and the caller gets its complete response.
func TestCreateUser(t *testing.T) {
	var got servicetest.CallRecorder
	result := identity.CreateUserResult{User: user(), AccessToken: token()}
	server := &fake.Server{CreateUser: func(_ context.Context, options *identity.CreateUserOptions) (azfake.Responder[identity.CreateUserResponse], azfake.ErrorResponder) {
		got.Record(*options)
		return respond(http.StatusCreated, identity.CreateUserResponse{CreateUserResult: result}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			scopes := []identity.Scope{identity.ScopeChat, "new"}
			for _, options := range []identity.CreateUserOptions{{}, {Scopes: scopes, ExpiresIn: time.Hour}, {Scopes: scopes, ExpiresIn: 24 * time.Hour}} {
				created, err := client.CreateUser(t.Context(), &options)
				servicetest.WantNoError(t, err)
				got.Want(t, options)
				servicetest.WantEqual(t, "result", created.CreateUserResult, result)
			}
			_, err := client.CreateUserAndToken(t.Context(), scopes, nil)
			servicetest.WantNoError(t, err)
			got.Want(t, identity.CreateUserOptions{Scopes: scopes})
		})
	}
}

// The result for a user without a token has no token.
func TestCreateUserWithoutToken(t *testing.T) {
	result := identity.CreateUserResult{User: user()}
	server := &fake.Server{CreateUser: func(context.Context, *identity.CreateUserOptions) (azfake.Responder[identity.CreateUserResponse], azfake.ErrorResponder) {
		return respond(http.StatusCreated, identity.CreateUserResponse{CreateUserResult: result}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			created, err := client.CreateUser(t.Context(), nil)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "result", created.CreateUserResult, result)
		})
	}
}

func TestDeleteUser(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{DeleteUser: func(_ context.Context, u acs.UserIdentifier, options *identity.DeleteUserOptions) (azfake.Responder[identity.DeleteUserResponse], azfake.ErrorResponder) {
		got.Record(u, *options)
		return respond(http.StatusNoContent, identity.DeleteUserResponse{}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			_, err := client.DeleteUser(t.Context(), user(), nil)
			servicetest.WantNoError(t, err)
			got.Want(t, user(), identity.DeleteUserOptions{})
		})
	}
}

func TestRevokeTokens(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{RevokeTokens: func(_ context.Context, u acs.UserIdentifier, options *identity.RevokeTokensOptions) (azfake.Responder[identity.RevokeTokensResponse], azfake.ErrorResponder) {
		got.Record(u, *options)
		return respond(http.StatusNoContent, identity.RevokeTokensResponse{}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			_, err := client.RevokeTokens(t.Context(), user(), nil)
			servicetest.WantNoError(t, err)
			got.Want(t, user(), identity.RevokeTokensOptions{})
		})
	}
}

func TestIssueToken(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{IssueToken: func(_ context.Context, u acs.UserIdentifier, scopes []identity.Scope, options *identity.IssueTokenOptions) (azfake.Responder[identity.IssueTokenResponse], azfake.ErrorResponder) {
		got.Record(u, scopes, *options)
		return respond(http.StatusOK, identity.IssueTokenResponse{AccessToken: token()}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			scopes := []identity.Scope{identity.ScopeChat}
			for _, options := range []identity.IssueTokenOptions{{}, {ExpiresIn: 90 * time.Minute}} {
				issued, err := client.IssueToken(t.Context(), user(), scopes, &options)
				servicetest.WantNoError(t, err)
				got.Want(t, user(), scopes, options)
				servicetest.WantEqual(t, "result", issued.AccessToken, token())
			}
		})
	}
}

func TestExchangeTeamsToken(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{ExchangeTeamsToken: func(_ context.Context, entraToken, appID, userID string, options *identity.ExchangeTeamsTokenOptions) (azfake.Responder[identity.ExchangeTeamsTokenResponse], azfake.ErrorResponder) {
		got.Record(entraToken, appID, userID, *options)
		return respond(http.StatusOK, identity.ExchangeTeamsTokenResponse{AccessToken: token()}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			exchanged, err := client.ExchangeTeamsToken(t.Context(), "entra \"<&>é", "app", "user", nil)
			servicetest.WantNoError(t, err)
			got.Want(t, "entra \"<&>é", "app", "user", identity.ExchangeTeamsTokenOptions{})
			servicetest.WantEqual(t, "result", exchanged.AccessToken, token())
		})
	}
}

// A response error is returned to the client as an *acs.Error.
func TestResponseError(t *testing.T) {
	server := &fake.Server{IssueToken: func(context.Context, acs.UserIdentifier, []identity.Scope, *identity.IssueTokenOptions) (resp azfake.Responder[identity.IssueTokenResponse], errResp azfake.ErrorResponder) {
		errResp.SetResponseError(http.StatusUnauthorized, "IdentityNotOwned")
		return resp, errResp
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			_, err := client.IssueToken(t.Context(), user(), []identity.Scope{identity.ScopeChat}, nil)
			if e, ok := errors.AsType[*acs.Error](err); !ok || e.StatusCode != http.StatusUnauthorized || e.Code != "IdentityNotOwned" {
				t.Errorf("got %v", err)
			}
		})
	}
}

// callAll calls each operation and returns the errors.
func callAll(ctx context.Context, client *identity.Client) map[string]error {
	errs := map[string]error{}
	_, errs["CreateUser"] = client.CreateUser(ctx, nil)
	_, errs["DeleteUser"] = client.DeleteUser(ctx, user(), nil)
	_, errs["RevokeTokens"] = client.RevokeTokens(ctx, user(), nil)
	_, errs["ExchangeTeamsToken"] = client.ExchangeTeamsToken(ctx, "a", "b", "c", nil)
	_, errs["IssueToken"] = client.IssueToken(ctx, user(), []identity.Scope{identity.ScopeChat}, nil)
	return errs
}

// Calling an operation that is not set returns an error with its name.
func TestNotSet(t *testing.T) {
	for name, err := range callAll(t.Context(), newClient(t, endpoint, fake.NewServerTransport(&fake.Server{}))) {
		if want := "Client." + name + ": the fake's " + name + " is not set"; err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}

// Over a connection, it returns a response with the error.
func TestNotSetOverConnection(t *testing.T) {
	s := httptest.NewTLSServer(fake.NewServerTransport(&fake.Server{}))
	defer s.Close()
	for name, err := range callAll(t.Context(), newClient(t, s.URL, s.Client())) {
		if want := "500 Internal Server Error: FakeError: the fake's " + name + " is not set"; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}

// An invalid request is rejected without calling the function.
func TestInvalidRequest(t *testing.T) {
	server := &fake.Server{
		CreateUser: func(context.Context, *identity.CreateUserOptions) (resp azfake.Responder[identity.CreateUserResponse], errResp azfake.ErrorResponder) {
			t.Error("called")
			return resp, errResp
		},
		IssueToken: func(context.Context, acs.UserIdentifier, []identity.Scope, *identity.IssueTokenOptions) (resp azfake.Responder[identity.IssueTokenResponse], errResp azfake.ErrorResponder) {
			t.Error("called")
			return resp, errResp
		},
		ExchangeTeamsToken: func(context.Context, string, string, string, *identity.ExchangeTeamsTokenOptions) (resp azfake.Responder[identity.ExchangeTeamsTokenResponse], errResp azfake.ErrorResponder) {
			t.Error("called")
			return resp, errResp
		},
	}
	for name, tc := range map[string]struct{ target, body, want string }{
		"fractional duration": {"/identities", `{"expiresInMinutes":1.5}`, "CreateUser: body: /expiresInMinutes: want a 64-bit integer, got 1.5 (byte 20)"},
		"duration overflow": {"/identities", `{"expiresInMinutes":9223372036854775807}`,
			"CreateUser: body: /expiresInMinutes: 9223372036854775807 minutes are out of range (byte 20)"},
		"scope":         {"/identities/u/:issueAccessToken", `{"scopes":["chat",1]}`, "IssueToken: body: /scopes/1: want a string, got a number (byte 18)"},
		"trailing text": {"/teamsUser/:exchangeAccessToken", `{} {}`, "ExchangeTeamsToken: body: text after the JSON value (byte 3)"},
	} {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			fake.NewServerTransport(server).ServeHTTP(w, httptest.NewRequest(http.MethodPost, tc.target, strings.NewReader(tc.body)))
			resp := w.Result()
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			servicetest.WantNoError(t, err)
			if want := `{"error":{"code":"BadRequest","message":"` + tc.want + `"}}`; resp.StatusCode != http.StatusBadRequest || string(body) != want {
				t.Errorf("got  %d %s\nwant 400 %s", resp.StatusCode, body, want)
			}
		})
	}
}
