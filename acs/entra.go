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
	clientsScopes   = "https://communication.azure.com/clients/"
	extensionScopes = "https://auth.msft.communication.azure.com/"
	defaultScope    = clientsScopes + ".default"
)

// EntraCredentialOptions are the optional settings of [NewEntraCredential].
type EntraCredentialOptions struct {
	// ClientOptions configure the pipeline of the exchange. Its answer is a token, so Logging.IncludeBody is ignored; redirects
	// are not followed, see [WithoutRedirects]; InsecureAllowCredentialWithHTTP is for tests; APIVersion overrides the route's own.
	azcore.ClientOptions

	// Scopes of the Entra token, all under https://communication.azure.com/clients/ (a communication user) or all under
	// https://auth.msft.communication.azure.com/ (a Teams Phone extension user). Without any it is
	// https://communication.azure.com/clients/.default.
	Scopes []string
}

// NewEntraCredential returns a credential that exchanges the Microsoft Entra ID token of a user, which credential gives, for
// a user access token at the resource's endpoint. An endpoint without a scheme gets https. options may be nil.
//
// The user access token is kept until 2 minutes or less are left, and then exchanged anew, as in [NewRefreshingCredential]. A
// refusal of the service is an [*azcore.ResponseError]; 408, 429 and 5xx are tried again first, as Retry of the options says.
func NewEntraCredential(endpoint string, credential azcore.TokenCredential, options *EntraCredentialOptions) (*TokenCredential, error) {
	if options == nil {
		options = &EntraCredentialOptions{}
	}
	if wire.IsNil(credential) {
		return nil, errNoCredential()
	}
	base, err := parseEndpoint("token", endpoint, options.InsecureAllowCredentialWithHTTP)
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
	exchange := &entraExchange{url: target.String(), pipeline: exchangePipeline(credential, scopes, options.ClientOptions)}
	return &TokenCredential{fetch: exchange.fetch}, nil
}

// exchangeRoute chooses the path and the API version by the scopes, which must agree.
func exchangeRoute(scopes []string) (path, version string, err error) {
	var clients, extension int
	for _, scope := range scopes {
		switch {
		case strings.HasPrefix(scope, clientsScopes):
			clients++
		case strings.HasPrefix(scope, extensionScopes):
			extension++
		default:
			return "", "", fmt.Errorf("acs: scope %q is neither under %s nor under %s", scope, clientsScopes, extensionScopes)
		}
	}
	switch {
	case extension == 0:
		return "/access/entra/:exchangeAccessToken", "2025-03-02-preview", nil
	case clients == 0:
		return "/access/teamsExtension/:exchangeAccessToken", "2025-06-30", nil
	}
	return "", "", fmt.Errorf("acs: scopes are under both %s and %s: make a credential for each", clientsScopes, extensionScopes)
}

// exchangePipeline is the pipeline that sends the Entra token.
func exchangePipeline(credential azcore.TokenCredential, scopes []string, options policy.ClientOptions) runtime.Pipeline {
	options.Logging.IncludeBody = false
	options.Transport = WithoutRedirects(options.Transport)
	bearer := runtime.NewBearerTokenPolicy(credential, scopes, &policy.BearerTokenOptions{
		InsecureAllowCredentialWithHTTP: options.InsecureAllowCredentialWithHTTP,
	})
	return runtime.NewPipeline("acs", "v0", runtime.PipelineOptions{
		APIVersion: runtime.APIVersionOptions{Location: runtime.APIVersionLocationQueryParam, Name: "api-version"},
		PerRetry:   []policy.Policy{bearer},
	}, &options)
}

// entraExchange exchanges Entra tokens at one route.
type entraExchange struct {
	url      string
	pipeline runtime.Pipeline
}

// fetch makes one exchange.
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
		return azcore.AccessToken{}, NewError(response) //nolint:contextcheck // the answer has its own
	}
	body, err := runtime.Payload(response)
	if err != nil {
		return azcore.AccessToken{}, err
	}
	return decodeExchange(body)
}

// decodeExchange reads {"accessToken":{"token","expiresOn"}}. Its errors tell nothing of the body, which holds a token.
func decodeExchange(body []byte) (azcore.AccessToken, error) {
	var answer struct {
		AccessToken struct {
			Token     string `json:"token"`
			ExpiresOn string `json:"expiresOn"`
		} `json:"accessToken"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return azcore.AccessToken{}, errors.New(`the answer is not the JSON {"accessToken":{"token","expiresOn"}}`)
	}
	token, err := newAccessToken(answer.AccessToken.Token)
	if err != nil {
		return azcore.AccessToken{}, fmt.Errorf("accessToken of the answer: %w", err)
	}
	expiry, err := time.Parse(time.RFC3339, answer.AccessToken.ExpiresOn)
	if err != nil {
		return azcore.AccessToken{}, errors.New("accessToken of the answer: expiresOn is not a time of RFC 3339")
	}
	token.ExpiresOn = expiry.UTC()
	return token, nil
}
