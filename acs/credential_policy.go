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
	// Hosts may receive the token beside the endpoint's host: "host", which means port 443, or "host:port".
	Hosts []string

	// Scopes are passed to the credential. A [TokenCredential] needs none; the credentials of azidentity do.
	Scopes []string

	// InsecureAllowCredentialWithHTTP sends the token over plain HTTP too, where anybody on the way can read it. It is for tests.
	InsecureAllowCredentialWithHTTP bool
}

// NewTokenPolicy returns a pipeline policy that authorizes each try of a request with a token of credential. Install it
// per retry. It asks the credential anew for each try, so the credential must cache, as [TokenCredential] and those of azidentity do.
//
// It refuses a request that is not https, and one to another host or port than the endpoint's, so that no next link
// can carry the token elsewhere. Policies after it and redirects are below it: see [WithoutRedirects]. Its
// refusals and the credential's errors are returned without a retry. An endpoint without a scheme gets https.
func NewTokenPolicy(credential azcore.TokenCredential, endpoint string, options *TokenPolicyOptions) (policy.Policy, error) {
	if options == nil {
		options = &TokenPolicyOptions{}
	}
	if wire.IsNil(credential) {
		return nil, errNoCredential()
	}
	to, err := newAllowedHosts("token", endpoint, options.Hosts, options.InsecureAllowCredentialWithHTTP)
	if err != nil {
		return nil, err
	}
	return &hostCheckPolicy{to, &tokenPolicy{credential: credential, scopes: slices.Clone(options.Scopes)}}, nil
}

// tokenPolicy authorizes with a token.
type tokenPolicy struct {
	credential azcore.TokenCredential
	scopes     []string
}

// Do authorizes one try.
func (p *tokenPolicy) Do(request *policy.Request) (*http.Response, error) {
	raw := request.Raw()
	token, err := p.token(valuelessContext{raw.Context()})
	if err != nil {
		return nil, wire.NonRetriable(fmt.Errorf("acs: authorize request to %q: %w", wire.HostPort(raw.URL), err))
	}
	raw.Header.Set("Authorization", "Bearer "+token)
	return request.Next()
}

func (p *tokenPolicy) token(ctx context.Context) (string, error) {
	token, err := p.credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: p.scopes})
	if err != nil {
		return "", err
	}
	return token.Token, checkToken(token.Token)
}

// valuelessContext ends with its parent but hides its values: azcore keeps the headers, the retry options and the response
// capture of a call there, which are not for the requests that a credential makes on its own.
type valuelessContext struct{ context.Context } //nolint:containedctx // it is a context itself

// Value finds nothing.
func (valuelessContext) Value(any) any { return nil }
