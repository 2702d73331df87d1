package acs

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// TokenPolicyOptions are the optional settings of [NewTokenPolicy].
type TokenPolicyOptions struct {
	// Hosts are additional hosts that may receive the token, such as a gateway's, as "host:port", or "host" for the default
	// port.
	Hosts []string

	// Scopes are passed to the credential. A [TokenCredential] ignores them; the credentials of azidentity require them.
	Scopes []string

	// InsecureAllowCredentialWithHTTP also sends the token over plain HTTP, where an eavesdropper can read it. It is for
	// tests only.
	InsecureAllowCredentialWithHTTP bool
}

// NewTokenPolicy returns a pipeline policy that authorizes each attempt of a request with a token from credential. Install
// it as a per-retry policy. It calls GetToken for each attempt, so the credential must cache tokens, as [TokenCredential]
// and the credentials of azidentity do.
//
// The policy sends nothing and returns an error if a request has another scheme than the endpoint, or is for a host or port
// other than those of the endpoint and options.Hosts, so that a next link cannot direct the token to another host. It cannot
// prevent that a later policy changes the host, but then it returns an error. It closes the connection to the target of a
// redirect before the token is sent there, if the transport follows redirects with net/http, and returns an error; better use
// [WithoutRedirects]. These errors and errors of the credential are not retried.
//
// It is an error if credential is nil, or if the endpoint or a host is invalid, is not ASCII, or is not https. An endpoint
// without a scheme gets https. options may be nil.
func NewTokenPolicy(credential azcore.TokenCredential, endpoint string, options *TokenPolicyOptions) (policy.Policy, error) {
	if options == nil {
		options = &TokenPolicyOptions{}
	}
	if wire.IsNil(credential) {
		return nil, errNilCredential()
	}
	_, guard, err := newGuard(endpoint, wire.GuardOptions{
		Hosts: options.Hosts, HostsOption: "TokenPolicyOptions.Hosts", AllowHTTP: options.InsecureAllowCredentialWithHTTP,
	})
	if err != nil {
		return nil, err
	}
	return guard.Policy(&tokenPolicy{credential, slices.Clone(options.Scopes), guard.Next}), nil
}

// tokenPolicy authorizes requests with a token.
type tokenPolicy struct {
	credential azcore.TokenCredential
	scopes     []string
	next       func(*policy.Request) (*http.Response, error)
}

// Do authorizes one attempt.
func (p *tokenPolicy) Do(request *policy.Request) (*http.Response, error) {
	raw := request.Raw()
	token, err := p.token(contextWithoutValues{raw.Context()})
	if err != nil {
		return nil, wire.NonRetriable(fmt.Errorf("acs: authorize request to %s: %w", wire.Quote(wire.HostPort(raw.URL)), err))
	}
	raw.Header.Set("Authorization", "Bearer "+token)
	return p.next(request)
}

func (p *tokenPolicy) token(ctx context.Context) (string, error) {
	token, err := p.credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: p.scopes})
	if err != nil {
		return "", err
	}
	return token.Token, checkToken(token.Token)
}

// contextWithoutValues is canceled with its parent but hides the parent's values. azcore stores the headers, retry options and
// response capture of a call in its context, which must not apply to the requests that a credential sends.
type contextWithoutValues struct{ context.Context } //nolint:containedctx // it is a context itself

// Value returns nil.
func (contextWithoutValues) Value(any) any { return nil }
