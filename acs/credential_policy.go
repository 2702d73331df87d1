package acs

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync/atomic"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

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
// If the service responds with status 401, a [TokenCredential] that can refresh its token does so, and the attempt is retried
// once with the new token. This also applies to non-idempotent requests, because the service has not processed them.
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
	return guard.Policy(&tokenPolicy{credential: credential, scopes: slices.Clone(options.Scopes), next: guard.Next}), nil
}

// tokenPolicy authorizes requests with a token.
type tokenPolicy struct {
	credential azcore.TokenCredential
	scopes     []string
	next       func(*policy.Request) (*http.Response, error)
	header     atomic.Pointer[string] // the last value of the Authorization header; fmt does not print it
}

// Do authorizes one attempt. If the service rejects the token and the credential has another one, it retries the attempt once.
func (p *tokenPolicy) Do(request *policy.Request) (*http.Response, error) {
	raw := request.Raw()
	attempt := &struct { // one allocation for both
		ctx           contextWithoutValues
		authorization [1]string
	}{ctx: contextWithoutValues{raw.Context()}}
	token, err := p.token(&attempt.ctx)
	if err != nil {
		return nil, wire.NonRetriable(fmt.Errorf("acs: authorize request to %s: %w", wire.Quote(wire.HostPort(raw.URL)), err))
	}
	attempt.authorization[0] = p.authorization(token)
	raw.Header["Authorization"] = attempt.authorization[:]
	response, err := p.next(request)
	if err != nil || response.StatusCode != http.StatusUnauthorized {
		return response, err
	}
	return p.retryWithNewToken(request, response, token)
}

func (p *tokenPolicy) token(ctx context.Context) (string, error) {
	token, err := p.credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: p.scopes})
	if err != nil {
		return "", err
	}
	return token.Token, checkToken(token.Token)
}

// authorization returns the value of the Authorization header for a token. It keeps the last one.
func (p *tokenPolicy) authorization(token string) string {
	const prefix = "Bearer "
	if last := p.header.Load(); last != nil && (*last)[len(prefix):] == token {
		return *last
	}
	value := prefix + token
	p.header.Store(&value)
	return value
}

// retryWithNewToken replaces a rejected token and retries the attempt. The service has not processed the request, so the request
// need not be idempotent. If there is no other token, it returns the response.
func (p *tokenPolicy) retryWithNewToken(request *policy.Request, response *http.Response, rejected string) (*http.Response, error) {
	credential, ok := p.credential.(*TokenCredential)
	if !ok {
		return response, nil
	}
	raw := request.Raw()
	token, err := credential.source.replace(contextWithoutValues{raw.Context()}, rejected)
	if err != nil { // the response is for policy.WithCaptureResponse
		return response, wire.NonRetriable(fmt.Errorf("%w (%w)", NewError(response), err))
	}
	if token.Token == "" {
		return response, nil
	}
	if raw.GetBody != nil { // the transport may still be reading the body of the rejected request
		body, err := raw.GetBody()
		if err != nil {
			return response, wire.NonRetriable(fmt.Errorf("acs: retry after status 401: %w", err))
		}
		raw.Body = io.NopCloser(body) // azcore closes it after its own retries
	}
	runtime.Drain(response)
	raw.Header.Set("Authorization", p.authorization(token.Token))
	return p.next(request)
}

// contextWithoutValues is canceled with its parent but hides the parent's values. azcore stores the headers, retry options and
// response capture of a call in its context, which must not apply to the requests that a credential sends.
type contextWithoutValues struct{ context.Context } //nolint:containedctx // it is a context itself

// Value returns nil.
func (contextWithoutValues) Value(any) any { return nil }
