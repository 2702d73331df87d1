package emulator

import (
	"context"
	"net/http"
	"time"

	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/identity"
	identityfake "github.com/chatgen-go/chatgen/generated/identity/fake"
)

// newIdentity returns the service that answers calls which are signed with the
// access key. Clients sign with the time of this machine, whatever the
// emulator's clock says.
func newIdentity(x *engine.Engine, key acs.AccessKey) service {
	return service{
		transport:   errorEncoder(identityBody).encodeErrorsOf(identityfake.NewServerTransport(identityServer(x))),
		versions:    []string{"2021-03-07", "2022-06-01", "2022-10-01", "2023-10-01", "2025-06-30"},
		encodeError: identityBody,
		caller: func(r *http.Request, body []byte) (engine.Caller, error) {
			if err := acs.VerifyAccessKey(r, body, key, time.Now()); err != nil {
				return engine.Caller{}, &engine.Error{Status: http.StatusUnauthorized, Code: "Denied", Message: err.Error()}
			}
			return engine.Caller{}, nil
		},
	}
}

// identityServer lets the engine answer the operations of Identity.
func identityServer(x *engine.Engine) *identityfake.Server {
	return &identityfake.Server{
		CreateUser: func(_ context.Context, options *identity.CreateUserOptions) (azfake.Responder[identity.CreateUserResponse], azfake.ErrorResponder) {
			if len(options.Scopes) == 0 {
				user, err := x.CreateUser()
				return jsonResponse[identity.CreateUserResponse](identityBody, http.StatusCreated, newUser(user, nil), err, nil)
			}
			user, token, err := x.CreateUserAndToken(scopes(options.Scopes), options.ExpiresIn)
			return jsonResponse[identity.CreateUserResponse](identityBody, http.StatusCreated, newUser(user, newToken(token)), err, nil)
		},
		DeleteUser: func(
			_ context.Context, user acs.UserIdentifier, _ *identity.DeleteUserOptions,
		) (azfake.Responder[identity.DeleteUserResponse], azfake.ErrorResponder) {
			return emptyResponse[identity.DeleteUserResponse](identityBody, http.StatusNoContent, x.DeleteUser(user))
		},
		RevokeTokens: func(
			_ context.Context, user acs.UserIdentifier, _ *identity.RevokeTokensOptions,
		) (azfake.Responder[identity.RevokeTokensResponse], azfake.ErrorResponder) {
			return emptyResponse[identity.RevokeTokensResponse](identityBody, http.StatusNoContent, x.RevokeTokens(user))
		},
		IssueToken: func(
			_ context.Context, user acs.UserIdentifier, wanted []identity.Scope, options *identity.IssueTokenOptions,
		) (azfake.Responder[identity.IssueTokenResponse], azfake.ErrorResponder) {
			token, err := x.IssueToken(user, scopes(wanted), options.ExpiresIn)
			return jsonResponse[identity.IssueTokenResponse](identityBody, http.StatusOK, newToken(token), err, nil)
		},
		ExchangeTeamsToken: func(
			_ context.Context, entraToken, appID, userID string, _ *identity.ExchangeTeamsTokenOptions,
		) (azfake.Responder[identity.ExchangeTeamsTokenResponse], azfake.ErrorResponder) {
			token, err := x.ExchangeTeamsToken(entraToken, appID, userID)
			return jsonResponse[identity.ExchangeTeamsTokenResponse](identityBody, http.StatusOK, newToken(token), err, nil)
		},
	}
}

func scopes(wanted []identity.Scope) []engine.Scope {
	list := make([]engine.Scope, len(wanted))
	for i, s := range wanted {
		list[i] = engine.Scope(s)
	}
	return list
}
