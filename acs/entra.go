package acs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"

	"github.com/chatgen-go/chatgen/acs/wire"
)

const (
	clientsScopePrefix     = "https://communication.azure.com/clients/"
	extensionScopePrefix   = "https://auth.msft.communication.azure.com/"
	extensionScopePrefixUS = "https://auth.msft.communication.azure.us/" // US Government
	defaultScope           = clientsScopePrefix + ".default"
)

// EntraCredentialOptions are the optional settings of [NewEntraCredential].
type EntraCredentialOptions struct {
	// ClientOptions configures the pipeline that exchanges tokens. APIVersion overrides the default version of the exchange
	// operation. Logging.IncludeBody is ignored because the response body is a token. The default transport is that of
	// [WithoutRedirects], and redirects are not followed. Requests are sent only to the endpoint's scheme, host and port, even
	// if a policy changes them. InsecureAllowCredentialWithHTTP is for tests only.
	azcore.ClientOptions

	// Scopes are the scopes of the Entra token. All must start with https://communication.azure.com/clients/ (for a
	// communication user), or all with https://auth.msft.communication.azure.com/ or its US Government equivalent
	// https://auth.msft.communication.azure.us/ (for a Teams Phone extension user). If empty, the scope is
	// https://communication.azure.com/clients/.default.
	Scopes []string
}

// NewEntraCredential returns a credential that gets a user's Microsoft Entra ID token from credential and exchanges it for a
// user access token at the resource's endpoint. An endpoint without a scheme gets https. options may be nil.
//
// The user access token is cached and refreshed on demand as described in [NewRefreshingCredential]. If the service rejects
// the exchange, the error is an [*Error], which wraps the *azcore.ResponseError; retryable statuses are first retried
// according to options.Retry.
func NewEntraCredential(endpoint string, credential azcore.TokenCredential, options *EntraCredentialOptions) (*TokenCredential, error) {
	if options == nil {
		options = &EntraCredentialOptions{}
	}
	if wire.IsNil(credential) {
		return nil, errNilCredential()
	}
	base, guard, err := newGuard(endpoint, wire.GuardOptions{AllowHTTP: options.InsecureAllowCredentialWithHTTP})
	if err != nil {
		return nil, err
	}
	scopes := slices.Clone(options.Scopes)
	if len(scopes) == 0 {
		scopes = []string{defaultScope}
	}
	path, version, err := exchangeRoute(scopes)
	if err != nil {
		return nil, err
	}
	target := base.JoinPath(path)
	target.RawQuery = url.Values{"api-version": {version}}.Encode()
	exchange := &entraExchange{url: target.String(), pipeline: newExchangePipeline(credential, scopes, guard, options.ClientOptions)}
	return &TokenCredential{&refreshedToken{fetch: exchange.fetch}}, nil
}

// exchangeRoute returns the path and API version of the exchange operation for the scopes, which must all have the same prefix.
func exchangeRoute(scopes []string) (path, version string, err error) {
	prefix, err := scopePrefix(scopes[0])
	if err != nil {
		return "", "", err
	}
	for _, scope := range scopes[1:] {
		other, err := scopePrefix(scope)
		if err != nil {
			return "", "", err
		}
		if other != prefix {
			return "", "", fmt.Errorf("acs: scopes that start with %s and %s cannot be combined: create a credential for each", prefix, other)
		}
	}
	if prefix == clientsScopePrefix {
		return "/access/entra/:exchangeAccessToken", "2025-03-02-preview", nil
	}
	return "/access/teamsExtension/:exchangeAccessToken", "2025-06-30", nil
}

// scopePrefix returns the prefix of a scope, which determines how its token is exchanged.
func scopePrefix(scope string) (string, error) {
	prefixes := []string{clientsScopePrefix, extensionScopePrefix, extensionScopePrefixUS}
	for _, prefix := range prefixes {
		if strings.HasPrefix(scope, prefix) {
			return prefix, nil
		}
	}
	return "", fmt.Errorf("acs: invalid scope %s (want a scope that starts with %s, %s or %s)", wire.Quote(scope), prefixes[0], prefixes[1], prefixes[2])
}

// maxExchangeSize is the maximum size of the body of an exchange's response, in bytes.
const maxExchangeSize = 1 << 20

// newExchangePipeline returns a pipeline that authorizes requests with the Entra token. The guard checks where it is sent.
func newExchangePipeline(credential azcore.TokenCredential, scopes []string, guard *wire.Guard, options policy.ClientOptions) runtime.Pipeline {
	options.Logging.IncludeBody = false
	options.Transport = wire.NewBodyTransport(guard.Transport(options.Transport), maxExchangeSize, "")
	bearer := runtime.NewBearerTokenPolicy(credential, scopes, &policy.BearerTokenOptions{
		InsecureAllowCredentialWithHTTP: options.InsecureAllowCredentialWithHTTP,
	})
	return runtime.NewPipeline("acs", "v0", runtime.PipelineOptions{
		APIVersion: runtime.APIVersionOptions{Location: runtime.APIVersionLocationQueryParam, Name: "api-version"},
		PerRetry:   []policy.Policy{guard.Policy(bearer)},
	}, &options)
}

// entraExchange exchanges Entra tokens for user access tokens.
type entraExchange struct {
	url      string
	pipeline runtime.Pipeline
}

// fetch exchanges the Entra token for a new user access token.
func (e *entraExchange) fetch(ctx context.Context) (azcore.AccessToken, error) {
	token, err := e.exchange(ctx)
	if err != nil {
		return azcore.AccessToken{}, fmt.Errorf("exchange Entra token: %w", err)
	}
	return token, nil
}

func (e *entraExchange) exchange(ctx context.Context) (azcore.AccessToken, error) {
	request, err := runtime.NewRequest(ctx, http.MethodPost, e.url)
	if err != nil {
		return azcore.AccessToken{}, err
	}
	request.Raw().Header.Set("Accept", "application/json")
	if err := request.SetBody(streaming.NopCloser(strings.NewReader("{}")), "application/json"); err != nil {
		return azcore.AccessToken{}, err
	}
	response, err := e.pipeline.Do(request)
	if err != nil {
		return azcore.AccessToken{}, err
	}
	if response.StatusCode != http.StatusOK {
		return azcore.AccessToken{}, NewError(response) //nolint:contextcheck // the response carries its own context
	}
	body, err := runtime.Payload(response)
	if err != nil {
		return azcore.AccessToken{}, err
	}
	return decodeExchange(body)
}

// decodeExchange parses the response {"accessToken":{"token","expiresOn"}}. Its errors contain no part of the body, because
// the body contains a token.
func decodeExchange(body []byte) (azcore.AccessToken, error) {
	var response struct {
		AccessToken struct {
			Token     string `json:"token"`
			ExpiresOn string `json:"expiresOn"`
		} `json:"accessToken"`
	}
	if err := json.Unmarshal(body, &response); err != nil {
		return azcore.AccessToken{}, errors.New(`invalid response (want the JSON {"accessToken":{"token","expiresOn"}})`)
	}
	token, err := newAccessToken(azcore.AccessToken{Token: response.AccessToken.Token}, defaultAssumedLifetime)
	if err != nil {
		return azcore.AccessToken{}, fmt.Errorf("accessToken in the response: %w", err)
	}
	expiry, err := time.Parse(time.RFC3339, response.AccessToken.ExpiresOn)
	if err != nil {
		return azcore.AccessToken{}, errors.New("accessToken in the response: expiresOn is not an RFC 3339 time")
	}
	token.ExpiresOn = expiry.UTC()
	return token, nil
}
