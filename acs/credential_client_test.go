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

const identityScope = "https://communication.azure.com//.default"

// callWith makes a client with auth and calls it n times. A transport of nil is the default one.
func callWith(t *testing.T, auth wire.Auth, config wire.Config, n int) error {
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

// configOf is the configuration of a client on a transport that keeps the Authorization headers.
func configOf(endpoint string, sent *[]string) wire.Config {
	return wire.Config{Endpoint: endpoint, Options: azcore.ClientOptions{Transport: memoryTransport(
		func(request *http.Request) (*http.Response, error) {
			*sent = append(*sent, request.Header.Get("Authorization"))
			return answer(request, http.StatusOK, ""), nil
		})}}
}

// A token of Microsoft Entra ID is asked for once, with the scopes of the service, and used until shortly before it expires.
func TestEntraAuthCaches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked [][]string
		tokens := numberedTokens()
		credential := tokenSource(func(ctx context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
			asked = append(asked, options.Scopes)
			token, err := tokens(ctx, options)
			token.ExpiresOn = time.Now().Add(time.Hour)
			return token, err
		})
		var sent []string
		if err := callWith(t, acs.EntraAuth(credential, identityScope), configOf("https://a.example", &sent), 2); err != nil {
			t.Fatal(err)
		}
		if want := []string{"Bearer token-1", "Bearer token-1"}; !reflect.DeepEqual(sent, want) {
			t.Errorf("sent %q, want %q", sent, want)
		}
		if want := [][]string{{identityScope}}; !reflect.DeepEqual(asked, want) {
			t.Errorf("asked for %q, want %q", asked, want)
		}
	})
}

// The hooks sign or authorize with what they were given, also to hosts that may be named in next links and, in tests, over HTTP.
func TestAuthHooks(t *testing.T) {
	entra := tokenSource(func(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
		return azcore.AccessToken{Token: "entra", ExpiresOn: time.Now().Add(time.Hour)}, nil
	})
	hooks := []struct {
		name, prefix, noun string
		auth               wire.Auth
	}{
		{"token", "Bearer token-1", "tokens", acs.TokenAuth(numberedTokens())},
		{"Entra", "Bearer entra", "tokens", acs.EntraAuth(entra, identityScope)},
		{"key", signedHeaders, "signatures", acs.AccessKeyAuth(secretKey)},
	}
	for _, hook := range hooks {
		t.Run(hook.name, func(t *testing.T) {
			var sent []string
			config := configOf("http://a.example", &sent)
			wantCredentialError(t, callWith(t, hook.auth, config, 1),
				"acs: endpoint is http, but "+hook.noun+" are sent over https only (for tests, set InsecureAllowCredentialWithHTTP)")
			config.Options.InsecureAllowCredentialWithHTTP = true
			if err := callWith(t, hook.auth, config, 1); err != nil || len(sent) != 1 || !strings.HasPrefix(sent[0], hook.prefix) {
				t.Errorf("sent %q, %v, want %s...", sent, err, hook.prefix)
			}
		})
	}
}

// redirects is a policy that sends a request to another address, as a link of the service might.
type redirects struct{ host string }

func (p redirects) Do(request *policy.Request) (*http.Response, error) {
	request.Raw().URL.Host = p.host
	return request.Next()
}

// What authorizes a request stays with the endpoint and the named hosts, whatever another policy does.
func TestAuthHooksGuardHosts(t *testing.T) {
	tests := []struct {
		name, want string
		auth       wire.Auth
	}{
		{"token", `acs: no token sent to "evil.example:443"`, acs.TokenAuth(numberedTokens())},
		{"Entra", `acs: no token sent to "evil.example:443"`, acs.EntraAuth(numberedTokens(), identityScope)},
		{"key", `acs: no signature sent to "evil.example:443"`, acs.AccessKeyAuth(secretKey)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var sent []string
			config := configOf("https://a.example", &sent)
			config.AllowedNextLinkHosts = []string{"b.example"}
			for _, host := range []string{"b.example", "evil.example"} {
				config.Options.PerCallPolicies = []policy.Policy{redirects{host}}
				err := callWith(t, test.auth, config, 1)
				if host == "b.example" && err != nil {
					t.Error(err)
				}
				if host == "evil.example" {
					wantCredentialError(t, err, test.want+`: the client is for ["a.example:443" "b.example:443"] (name more in Hosts)`)
				}
			}
			if len(sent) != 1 {
				t.Errorf("%d requests were sent, want 1", len(sent))
			}
		})
	}
}

// A redirect is an answer like any other: neither key nor token goes where it leads.
func TestAuthHooksFollowNoRedirect(t *testing.T) {
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
		refused, ok := errors.AsType[*acs.Error](callWith(t, auth, config, 1))
		if !ok || refused.StatusCode != http.StatusTemporaryRedirect {
			t.Errorf("%s: error %v, want the redirect", name, refused)
		}
	}
}

// A constructor fails early when there is nothing to authorize with.
func TestAuthHooksArguments(t *testing.T) {
	tests := []struct {
		name string
		auth wire.Auth
		want string
	}{
		{"no credential", acs.EntraAuth(nil, identityScope), "acs: credential is nil"},
		{"no key", acs.AccessKeyAuth(""), "acs: access key is empty"},
		{"odd key", acs.AccessKeyAuth("s3cr3t-access-key"), "acs: access key is not base64"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			wantCredentialError(t, callWith(t, test.auth, configOf("https://a.example", new([]string)), 1), test.want)
		})
	}
}
