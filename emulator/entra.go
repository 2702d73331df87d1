package emulator

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire"
	"github.com/chatgen-go/chatgen/acs/wire/serve"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/emulator/internal/entra"
)

// identityScopePrefix begins the scopes of Entra tokens for Identity. It has two slashes.
const identityScopePrefix = "https://communication.azure.com//"

// entraAuthority is the local stand-in for Microsoft Entra ID: it knows every user and
// application by whatever ID they have, and no passwords.
type entraAuthority struct {
	issuer  *entra.Issuer
	engine  *engine.Engine
	timeout time.Duration // as that of service

	mu    sync.Mutex
	users map[string]acs.UserIdentifier // users of the resource by object ID
}

func newEntraAuthority(e *engine.Engine) *entraAuthority {
	return &entraAuthority{issuer: entra.New(), engine: e, timeout: timeout, users: map[string]acs.UserIdentifier{}}
}

// verify returns the claims of the Entra token of a request, of which at least one
// scope must begin with one of the prefixes.
func (a *entraAuthority) verify(authorization string, prefixes ...string) (entra.Claims, error) {
	scheme, token, _ := strings.Cut(authorization, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return entra.Claims{}, denied("the Entra token is missing")
	}
	claims, err := a.issuer.Verify(token, time.Now())
	if err != nil {
		return entra.Claims{}, denied(err.Error())
	}
	for scope := range strings.FieldsSeq(claims.Scopes) {
		for _, prefix := range prefixes {
			if strings.HasPrefix(scope, prefix) {
				return claims, nil
			}
		}
	}
	return entra.Claims{}, denied("the token has no scope that begins with " + strings.Join(prefixes, " or "))
}

// denied returns the error for a request without a valid signature or Entra token.
func denied(reason string) error {
	return &engine.Error{Status: http.StatusUnauthorized, Code: "Denied", Message: reason}
}

// userFor returns the user of the resource for an object of Entra. It creates the user
// at the first call.
func (a *entraAuthority) userFor(object string) (acs.UserIdentifier, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if user, ok := a.users[object]; ok {
		return user, nil
	}
	user, err := a.engine.CreateUser()
	if err == nil {
		a.users[object] = user
	}
	return user, err
}

// exchange returns a token for the user of an Entra token.
func (a *entraAuthority) exchange(claims entra.Claims) (engine.AccessToken, error) {
	user, err := a.userFor(claims.Object)
	if err != nil {
		return engine.AccessToken{}, err
	}
	return a.engine.IssueToken(user, []engine.Scope{engine.ScopeChat, engine.ScopeVoIP}, time.Hour)
}

// newExchange returns the service that exchanges Entra tokens with the scopes at a path. name
// is the operation.
func newExchange(a *entraAuthority, name, path string, versions []version, prefixes ...string) *service {
	s := newService(versions, encodeIdentityError, func() *serve.Transport {
		return serve.NewTransport([]serve.Route{{
			Name: name, Method: http.MethodPost, Template: path,
			Handle: func(r *serve.Request) (*http.Response, error) {
				claims, err := a.verify(r.Header("Authorization"), prefixes...)
				if err != nil {
					return nil, newFailure(err, callInfoFrom(r.Context()).encodeError)
				}
				token, err := a.exchange(claims)
				if err != nil {
					return nil, newFailure(err, callInfoFrom(r.Context()).encodeError)
				}
				return nil, &serve.Error{StatusCode: http.StatusOK, Body: encode(func(e *wire.Encoder) { encodeExchange(e, token) })}
			},
		}})
	})
	s.errorCharset, s.echoesRequestID = versionIdentityCharset, true
	s.authenticate = func(*http.Request, []byte) (engine.Caller, error) { return engine.Caller{}, nil } // the operation does
	return s
}

// newExchanges returns the services that exchange Entra tokens, by their paths.
func newExchanges(a *entraAuthority) map[string]*service {
	const users, extension = "/access/entra/:exchangeAccessToken", "/access/teamsExtension/:exchangeAccessToken"
	return map[string]*service{
		users: newExchange(a, "ExchangeEntraToken", users, []version{"2025-03-02-preview"}, "https://communication.azure.com/clients/"),
		extension: newExchange(a, "ExchangeTeamsExtensionToken", extension, teamsPhoneVersions(),
			"https://auth.msft.communication.azure.com/", "https://auth.msft.communication.azure.us/"),
	}
}

// EntraCredential returns a credential of the emulated Microsoft Entra ID, with the
// tokens of a user or application. object is its ID, which may be any text: each has
// its own communication user. The emulator accepts the tokens where the service accepts
// those of Entra: identity.NewClient, and the exchange of acs.NewEntraCredential.
func (e *Emulator) EntraCredential(object string) azcore.TokenCredential {
	return entraCredential{e.authority.issuer, object}
}

// entraCredential issues Entra tokens without a request.
type entraCredential struct {
	issuer *entra.Issuer
	object string
}

// GetToken returns a token with the scopes.
func (c entraCredential) GetToken(_ context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
	token, expires := c.issuer.Issue(entra.Claims{Object: c.object, Scopes: strings.Join(options.Scopes, " ")}, time.Now())
	return azcore.AccessToken{Token: token, ExpiresOn: expires}, nil
}
