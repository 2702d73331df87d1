package emulator

import (
	"context"
	"net/http"
	"strings"
	"time"

	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire/serve"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/identity"
	identityfake "github.com/chatgen-go/chatgen/generated/identity/fake"
)

// newIdentity returns the Identity service in the versions, which authenticates requests by their
// access key signature or by an Entra token. Both are checked against the system
// clock, which clients use, and not the emulator's clock.
func newIdentity(versions []version, e *engine.Engine, key acs.AccessKey, authority *entraAuthority) *service {
	server := identityServer(e)
	return newIdentityService(versions, key, authority, func() *serve.Transport { return identityfake.NewServerTransport(server) })
}

// newIdentityService is like newIdentity for the operations of any transport.
func newIdentityService(versions []version, key acs.AccessKey, authority *entraAuthority, newTransport func() *serve.Transport) *service {
	s := newService(versions, encodeIdentityError, newTransport)
	s.errorCharset, s.echoesRequestID = versionIdentityCharset, true
	s.authenticate = func(r *http.Request, body []byte) (engine.Caller, error) {
		authorization := r.Header.Get("Authorization")
		if scheme, _, _ := strings.Cut(authorization, " "); strings.EqualFold(scheme, "Bearer") {
			_, err := authority.verify(authorization, identityScopePrefix)
			return engine.Caller{}, err
		}
		if err := acs.VerifyAccessKey(withSignedDate(r), body, key, time.Now()); err != nil {
			return engine.Caller{}, denied(strings.TrimPrefix(err.Error(), "acs: "))
		}
		return engine.Caller{}, nil
	}
	return s
}

// withSignedDate returns a request whose signature covers the header Date, which the
// service also accepts and which the first JavaScript packages sent, as one whose
// signature covers x-ms-date. A signature does not depend on the header's name.
func withSignedDate(r *http.Request) *http.Request {
	const prefix = "HMAC-SHA256 SignedHeaders="
	signature, ok := strings.CutPrefix(r.Header.Get("Authorization"), prefix+"date;")
	if !ok {
		return r
	}
	signed := *r
	signed.Header = r.Header.Clone()
	signed.Header.Set("Authorization", prefix+"x-ms-date;"+signature)
	signed.Header.Set("x-ms-date", r.Header.Get("Date"))
	return &signed
}

// ignoredID is the ID of the application and of the user in an exchange whose version does
// not define them.
const ignoredID = "00000000-0000-0000-0000-000000000000"

// identityServer returns a fake server whose operations call the engine.
func identityServer(e *engine.Engine) *identityfake.Server {
	s := &identityfake.Server{
		CreateUser: func(ctx context.Context, options *identity.CreateUserOptions) (azfake.Responder[identity.CreateUserResponse], azfake.ErrorResponder) {
			created, err := createUser(ctx, e, options)
			return jsonResponse[identity.CreateUserResponse](ctx, http.StatusCreated, err, created, encodeUser)
		},
		DeleteUser: func(
			ctx context.Context, user acs.UserIdentifier, _ *identity.DeleteUserOptions,
		) (azfake.Responder[identity.DeleteUserResponse], azfake.ErrorResponder) {
			return emptyResponse[identity.DeleteUserResponse](ctx, http.StatusNoContent, e.DeleteUser(user))
		},
		RevokeTokens: func(
			ctx context.Context, user acs.UserIdentifier, _ *identity.RevokeTokensOptions,
		) (azfake.Responder[identity.RevokeTokensResponse], azfake.ErrorResponder) {
			return emptyResponse[identity.RevokeTokensResponse](ctx, http.StatusNoContent, e.RevokeTokens(user))
		},
		IssueToken: func(
			ctx context.Context, user acs.UserIdentifier, requested []identity.Scope, options *identity.IssueTokenOptions,
		) (azfake.Responder[identity.IssueTokenResponse], azfake.ErrorResponder) {
			token, err := e.IssueToken(user, engineScopes(requested), options.ExpiresIn)
			return jsonResponse[identity.IssueTokenResponse](ctx, http.StatusOK, err, token, encodeToken)
		},
		ExchangeTeamsToken: func(
			ctx context.Context, entraToken, appID, userID string, _ *identity.ExchangeTeamsTokenOptions,
		) (azfake.Responder[identity.ExchangeTeamsTokenResponse], azfake.ErrorResponder) {
			if versionFrom(ctx) < versionTeamsUser {
				appID, userID = ignoredID, ignoredID
			}
			token, err := e.ExchangeTeamsToken(entraToken, appID, userID)
			return jsonResponse[identity.ExchangeTeamsTokenResponse](ctx, http.StatusOK, err, token, encodeToken)
		},
	}
	new(assignments).handle(s)
	return s
}

func engineScopes(requested []identity.Scope) []engine.Scope {
	list := make([]engine.Scope, len(requested))
	for i, s := range requested {
		list[i] = engine.Scope(s)
	}
	return list
}
