package acs_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire"
)

// identityScope is the Entra scope of the Identity API. The double slash is not a typo.
const identityScope = "https://communication.azure.com//.default"

// callWithAuth creates a client with auth and makes n calls with it.
func callWithAuth(t *testing.T, auth wire.Auth, config wire.Config, n int) error {
	t.Helper()
	config.Module, config.Version = "test", "v0.0.0"
	config.Auth, config.NewError = auth, acs.NewError
	config.Options.Retry.MaxRetries = -1
	client, err := wire.NewClient(config)
	if err != nil {
		return err
	}
	for range n {
		r := wire.NewRequest(http.MethodPost, "/identities")
		if _, err := wire.Call[struct{}](t.Context(), client, "Client.Call", r, nil, http.StatusOK); err != nil {
			return err
		}
	}
	return nil
}

// recordingConfig returns a client configuration whose transport appends the Authorization header of each request to sent.
func recordingConfig(endpoint string, sent *[]string) wire.Config {
	return wire.Config{Endpoint: endpoint, Options: azcore.ClientOptions{Transport: transportFunc(
		func(request *http.Request) (*http.Response, error) {
			*sent = append(*sent, request.Header.Get("Authorization"))
			return newResponse(request, http.StatusOK, ""), nil
		})}}
}

// An Entra token is requested with the given scopes and cached.
func TestEntraAuthCaches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var requested [][]string
		tokens := numberedTokens()
		credential := credentialFunc(func(ctx context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
			requested = append(requested, options.Scopes)
			token, err := tokens(ctx, options)
			token.ExpiresOn = time.Now().Add(time.Hour)
			return token, err
		})
		var sent []string
		if err := callWithAuth(t, acs.EntraAuth(credential, identityScope), recordingConfig("https://a.example", &sent), 2); err != nil {
			t.Fatal(err)
		}
		if want := []string{"Bearer token-1", "Bearer token-1"}; !reflect.DeepEqual(sent, want) {
			t.Errorf("sent %q, want %q", sent, want)
		}
		if want := [][]string{{identityScope}}; !reflect.DeepEqual(requested, want) {
			t.Errorf("requested scopes %q, want %q", requested, want)
		}
	})
}

// Each kind of auth sets its Authorization header, and does so over plain HTTP only if that is enabled.
func TestAuthSetsAuthorization(t *testing.T) {
	entra := credentialFunc(func(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
		return azcore.AccessToken{Token: "entra", ExpiresOn: time.Now().Add(time.Hour)}, nil
	})
	tests := []struct {
		name, prefix string
		auth         wire.Auth
	}{
		{"token", "Bearer token-1", acs.TokenAuth(numberedTokens())},
		{"Entra", "Bearer entra", acs.EntraAuth(entra, identityScope)},
		{"key", signedHeaders, acs.AccessKeyAuth(secretKey)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var sent []string
			config := recordingConfig("http://a.example", &sent)
			wantError(t, callWithAuth(t, test.auth, config, 1),
				"endpoint is http, but credentials are sent over https only (for tests, set InsecureAllowCredentialWithHTTP)")
			config.Options.InsecureAllowCredentialWithHTTP = true
			if err := callWithAuth(t, test.auth, config, 1); err != nil || len(sent) != 1 || !strings.HasPrefix(sent[0], test.prefix) {
				t.Errorf("sent %q, %v, want %s...", sent, err, test.prefix)
			}
		})
	}
}

// hostChanger is a policy that changes the host of the request URL.
type hostChanger struct{ host string }

func (p hostChanger) Do(request *policy.Request) (*http.Response, error) {
	request.Raw().URL.Host = p.host
	return request.Next()
}

// requestChanger is a policy that changes the request.
type requestChanger func(*http.Request)

func (p requestChanger) Do(request *policy.Request) (*http.Response, error) {
	p(request.Raw())
	return request.Next()
}

// Tokens and signatures are sent only to the endpoint and the allowed next-link hosts, even if another policy changes the host.
func TestAuthChecksHosts(t *testing.T) {
	tests := []struct {
		name string
		auth wire.Auth
	}{
		{"token", acs.TokenAuth(numberedTokens())},
		{"Entra", acs.EntraAuth(numberedTokens(), identityScope)},
		{"key", acs.AccessKeyAuth(secretKey)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var sent []string
			config := recordingConfig("https://a.example", &sent)
			config.AllowedNextLinkHosts = []string{"b.example"}
			for _, host := range []string{"b.example", "evil.example"} {
				config.Options.PerCallPolicies = []policy.Policy{hostChanger{host}}
				err := callWithAuth(t, test.auth, config, 1)
				if host == "b.example" && err != nil {
					t.Error(err)
				}
				if host == "evil.example" {
					wantError(t, err, `Client.Call: acs: no credentials sent to "evil.example:443": `+
						`host "evil.example" is neither the endpoint's "a.example" nor one of ClientOptions.AllowedNextLinkHosts`)
				}
			}
			if len(sent) != 1 {
				t.Errorf("sent %d requests, want 1", len(sent))
			}
		})
	}
}

// A redirect is returned as an error and not followed, so that neither a token nor a signature is sent to its target.
func TestAuthDoesNotFollowRedirects(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		t.Errorf("the redirect was followed, with Authorization %q", request.Header.Get("Authorization"))
	}))
	defer other.Close()
	service := httptest.NewTLSServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	defer service.Close()

	for name, auth := range map[string]wire.Auth{
		"Entra": acs.EntraAuth(numberedTokens(), identityScope),
		"key":   acs.AccessKeyAuth(secretKey),
	} {
		config := wire.Config{Endpoint: service.URL, Options: azcore.ClientOptions{Transport: service.Client()}}
		failure, ok := errors.AsType[*acs.Error](callWithAuth(t, auth, config, 1))
		if !ok || failure.StatusCode != http.StatusTemporaryRedirect {
			t.Errorf("%s: error %v, want the redirect", name, failure)
		}
	}
}

// The client's constructor fails if the credential is missing or invalid.
func TestAuthArguments(t *testing.T) {
	tests := []struct {
		name string
		auth wire.Auth
		want string
	}{
		{"no credential", acs.EntraAuth(nil, identityScope), "acs: credential is nil"},
		{"no key", acs.AccessKeyAuth(""), "acs: access key is empty"},
		{"invalid key", acs.AccessKeyAuth("s3cr3t-access-key"), "acs: access key is not base64"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			wantError(t, callWithAuth(t, test.auth, recordingConfig("https://a.example", new([]string)), 1), test.want)
		})
	}
}
