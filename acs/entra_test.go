package acs_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	azlog "github.com/Azure/azure-sdk-for-go/sdk/azcore/log"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
)

const (
	clientsScope   = "https://communication.azure.com/clients/VoIP"
	extensionScope = "https://auth.msft.communication.azure.com/TeamsExtension.ManageCalls"
	usScope        = "https://auth.msft.communication.azure.us/TeamsExtension.ManageCalls"
)

// entraTokens returns a credential that returns the Entra token "entra" and stores the requested scopes.
func entraTokens(scopes *[]string) credentialFunc {
	return func(_ context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
		*scopes = options.Scopes
		return azcore.AccessToken{Token: "entra", ExpiresOn: time.Now().Add(24 * time.Hour)}, nil
	}
}

// exchangeBody returns the body of the service's response.
func exchangeBody(token string, expiry time.Time) string {
	return fmt.Sprintf(`{"accessToken":{"token":%q,"expiresOn":%q}}`, token, expiry.Format("2006-01-02T15:04:05.0000000-07:00"))
}

// newEntraCredential creates a credential that uses transport.
func newEntraCredential(t *testing.T, transport transportFunc, options acs.EntraCredentialOptions) *acs.TokenCredential {
	t.Helper()
	options.Transport = transport
	credential, err := acs.NewEntraCredential("https://a.example", entraTokens(new([]string)), &options)
	if err != nil {
		t.Fatal(err)
	}
	return credential
}

// The scopes determine the path and API version, and the request is exactly the one that the service expects.
func TestEntraExchange(t *testing.T) {
	const entra, extension = "/access/entra/:exchangeAccessToken", "/access/teamsExtension/:exchangeAccessToken"
	tests := []struct {
		name, endpoint, version string
		scopes                  []string
		url                     string
		requested               []string
	}{
		{"default", "https://a.example", "", nil, "https://a.example" + entra + "?api-version=2025-03-02-preview",
			[]string{"https://communication.azure.com/clients/.default"}},
		{"clients", "https://a.example/", "", []string{clientsScope, clientsScope + "2"},
			"https://a.example" + entra + "?api-version=2025-03-02-preview", []string{clientsScope, clientsScope + "2"}},
		{"extension", "a.example:8443", "", []string{extensionScope},
			"https://a.example:8443" + extension + "?api-version=2025-06-30", []string{extensionScope}},
		{"extension of US Government", "https://a.example", "", []string{usScope, usScope + "2"},
			"https://a.example" + extension + "?api-version=2025-06-30", []string{usScope, usScope + "2"}},
		{"other version", "https://a.example", "2030-01-01", []string{extensionScope},
			"https://a.example" + extension + "?api-version=2030-01-01", []string{extensionScope}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			expiry := time.Date(2040, 1, 2, 3, 4, 5, 678901200, time.UTC)
			var requested []string
			transport := transportFunc(func(request *http.Request) (*http.Response, error) {
				body, err := io.ReadAll(request.Body)
				if err != nil {
					return nil, err
				}
				got := []string{request.Method, request.URL.String(), request.Header.Get("Authorization"), request.Header.Get("Content-Type"), string(body)}
				if want := []string{"POST", test.url, "Bearer entra", "application/json", "{}"}; !reflect.DeepEqual(got, want) {
					t.Errorf("request %q\nwant    %q", got, want)
				}
				return newResponse(request, http.StatusOK, exchangeBody("user", expiry)), nil
			})
			credential, err := acs.NewEntraCredential(test.endpoint, entraTokens(&requested), &acs.EntraCredentialOptions{
				ClientOptions: azcore.ClientOptions{Transport: transport, APIVersion: test.version},
				Scopes:        test.scopes,
			})
			if err != nil {
				t.Fatal(err)
			}
			got, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"ignored"}})
			if want := (azcore.AccessToken{Token: "user", ExpiresOn: expiry}); err != nil || got != want {
				t.Errorf("GetToken = %v, %v, want %v", got, err, want)
			}
			if !reflect.DeepEqual(requested, test.requested) {
				t.Errorf("requested scopes %q, want %q", requested, test.requested)
			}
		})
	}
}

// The constructor rejects invalid arguments.
func TestEntraArguments(t *testing.T) {
	_, err := acs.NewEntraCredential("https://a.example", nil, nil)
	wantError(t, err, "acs: credential is nil")
	_, err = acs.NewEntraCredential("", entraTokens(new([]string)), nil)
	wantError(t, err, "acs: endpoint is empty")

	const want = " (want a scope that starts with https://communication.azure.com/clients/, https://auth.msft.communication.azure.com/ or https://auth.msft.communication.azure.us/)"
	tests := []struct {
		name   string
		scopes []string
		want   string
	}{
		{"other service", []string{clientsScope, "https://graph.microsoft.com/.default"},
			`acs: invalid scope "https://graph.microsoft.com/.default"` + want},
		{"identity scope", []string{"https://communication.azure.com//.default"},
			`acs: invalid scope "https://communication.azure.com//.default"` + want},
		{"empty", []string{""},
			`acs: invalid scope ""` + want},
		{"mixed", []string{clientsScope, extensionScope},
			"acs: scopes that start with https://communication.azure.com/clients/ and https://auth.msft.communication.azure.com/ cannot be combined: create a credential for each"},
		{"mixed clouds", []string{extensionScope, usScope},
			"acs: scopes that start with https://auth.msft.communication.azure.com/ and https://auth.msft.communication.azure.us/ cannot be combined: create a credential for each"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := acs.NewEntraCredential("a.example", entraTokens(new([]string)), &acs.EntraCredentialOptions{Scopes: test.scopes})
			wantError(t, err, test.want)
		})
	}
}

// The token of an exchange is cached until it needs a refresh, and a failed exchange is retried.
func TestEntraCachesAndRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var statuses []int
		credential := newEntraCredential(t, func(request *http.Request) (*http.Response, error) {
			status := []int{503, 429, 200, 500, 408, 200}[len(statuses)]
			statuses = append(statuses, status)
			return newResponse(request, status, exchangeBody(fmt.Sprintf("user-%d", len(statuses)), time.Now().Add(time.Hour))), nil
		}, acs.EntraCredentialOptions{})

		wantToken(t, credential, "user-3")
		time.Sleep(57 * time.Minute)
		wantToken(t, credential, "user-3")
		time.Sleep(time.Minute)
		wantToken(t, credential, "user-3") // while the exchange is in flight
		time.Sleep(time.Minute)
		wantToken(t, credential, "user-6")
		if len(statuses) != 6 {
			t.Errorf("%d requests, want 6", len(statuses))
		}
	})
}

// If the service rejects the exchange, the error has its status and code.
func TestEntraRejected(t *testing.T) {
	attempts := 0
	credential := newEntraCredential(t, func(request *http.Request) (*http.Response, error) {
		attempts++
		return newResponse(request, http.StatusForbidden, `{"error":{"code":"NotYours","message":"no"}}`), nil
	}, acs.EntraCredentialOptions{})
	_, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{})
	var responseError *azcore.ResponseError
	if !errors.As(err, &responseError) || responseError.StatusCode != http.StatusForbidden || responseError.ErrorCode != "NotYours" {
		t.Errorf("error = %v, want a ResponseError 403 NotYours", err)
	}
	if err != nil && err.Error() != "acs: refresh token: exchange Entra token: POST /access/entra/:exchangeAccessToken: 403 Forbidden: NotYours: no" {
		t.Errorf("error = %v", err)
	}
	if attempts != 1 {
		t.Errorf("%d attempts, want 1", attempts)
	}
}

// An invalid response is reported with an error that contains no part of the token.
func TestEntraInvalidResponses(t *testing.T) {
	const prefix = "acs: refresh token: exchange Entra token: "
	later := time.Now().Add(time.Hour)
	tests := []struct {
		name   string
		status int
		body   string
		want   string
	}{
		{"other success", 201, exchangeBody("s3cr3t", later), prefix + "POST /access/entra/:exchangeAccessToken: 201 Created"},
		{"not JSON", 200, "s3cr3t", prefix + `invalid response (want the JSON {"accessToken":{"token","expiresOn"}})`},
		{"wrong type", 200, `{"accessToken":{"token":5316}}`, prefix + `invalid response (want the JSON {"accessToken":{"token","expiresOn"}})`},
		{"empty body", 200, "", prefix + `invalid response (want the JSON {"accessToken":{"token","expiresOn"}})`},
		{"no token", 200, `{}`, prefix + "accessToken in the response: token is empty"},
		{"no expiry", 200, `{"accessToken":{"token":"s3cr3t"}}`, prefix + "accessToken in the response: expiresOn is not an RFC 3339 time"},
		{"expired", 200, exchangeBody("s3cr3t", time.Date(2001, 2, 3, 4, 5, 6, 0, time.FixedZone("", 3600))),
			"acs: refresh token: the new token expired at 2001-02-03T03:05:06Z"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			credential := newEntraCredential(t, func(request *http.Request) (*http.Response, error) {
				return newResponse(request, test.status, test.body), nil
			}, acs.EntraCredentialOptions{})
			wantTokenError(t, credential, test.want)
		})
	}
}

// Errors of the network and of the Entra credential are wrapped. An error of the Entra credential is not retried.
func TestEntraWrapsErrors(t *testing.T) {
	errNetwork := errors.New("no network")
	calls := 0
	failingCredential := credentialFunc(func(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
		calls++
		return azcore.AccessToken{}, errNetwork
	})
	credential, err := acs.NewEntraCredential("a.example", failingCredential, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := wantTokenError(t, credential, "acs: refresh token: exchange Entra token: no network"); !errors.Is(err, errNetwork) || calls != 1 {
		t.Errorf("%v does not wrap the cause, or the credential was called %d times", err, calls)
	}

	credential = newEntraCredential(t, func(*http.Request) (*http.Response, error) { return nil, errNetwork },
		acs.EntraCredentialOptions{ClientOptions: azcore.ClientOptions{Retry: policy.RetryOptions{MaxRetries: -1}}})
	if err := wantTokenError(t, credential, "acs: refresh token: exchange Entra token: no network"); !errors.Is(err, errNetwork) {
		t.Errorf("%v does not wrap the cause", err)
	}
}

// The exchange request does not have the headers of the caller's context, and redirects are not followed.
func TestEntraIsolatesExchange(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	defer other.Close()
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if got := request.Header.Get("X-Call"); got != "" {
			t.Errorf("the exchange request has the header of the call: %q", got)
		}
		http.Redirect(w, request, other.URL, http.StatusPermanentRedirect)
	}))
	defer service.Close()

	_, err := acs.NewEntraCredential(service.URL, entraTokens(new([]string)), nil)
	wantError(t, err, `acs: endpoint is http, but credentials are sent over https only (for tests, set InsecureAllowCredentialWithHTTP)`)

	credential, err := acs.NewEntraCredential(service.URL, entraTokens(new([]string)), &acs.EntraCredentialOptions{
		ClientOptions: azcore.ClientOptions{Transport: service.Client(), InsecureAllowCredentialWithHTTP: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx := policy.WithHTTPHeader(t.Context(), http.Header{"X-Call": {"1"}})
	_, err = credential.GetToken(ctx, policy.TokenRequestOptions{})
	var responseError *azcore.ResponseError
	if !errors.As(err, &responseError) || responseError.StatusCode != http.StatusPermanentRedirect {
		t.Errorf("error = %v, want a ResponseError 308", err)
	}
}

// Even with bodies logged, the log contains neither the Entra token nor the user access token.
func TestEntraLogsNoToken(t *testing.T) {
	var log strings.Builder
	azlog.SetListener(func(_ azlog.Event, message string) { log.WriteString(message) })
	defer azlog.SetListener(nil)

	credential := newEntraCredential(t, func(request *http.Request) (*http.Response, error) {
		return newResponse(request, http.StatusOK, exchangeBody("s3cr3t-user", time.Now().Add(time.Hour))), nil
	}, acs.EntraCredentialOptions{ClientOptions: azcore.ClientOptions{Logging: policy.LogOptions{IncludeBody: true}}})
	wantToken(t, credential, "s3cr3t-user")
	if !strings.Contains(log.String(), "exchangeAccessToken") {
		t.Error("nothing was logged")
	}
	for _, secret := range []string{"s3cr3t-user", "Bearer entra"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log contains %q:\n%s", secret, log.String())
		}
	}
}

// A response of more than 1 MiB is an error.
func TestEntraResponseTooLarge(t *testing.T) {
	credential := newEntraCredential(t, func(request *http.Request) (*http.Response, error) {
		return newResponse(request, http.StatusOK, strings.Repeat(" ", 1<<20+1)), nil
	}, acs.EntraCredentialOptions{})
	wantTokenError(t, credential, "acs: refresh token: exchange Entra token: reading the response: the body exceeds the limit of 1048576 bytes")
}

// Close cancels an exchange in flight.
func TestEntraClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		credential := newEntraCredential(t, func(request *http.Request) (*http.Response, error) {
			<-request.Context().Done()
			return nil, request.Context().Err()
		}, acs.EntraCredentialOptions{})
		done := make(chan struct{})
		go func() {
			defer close(done)
			wantTokenError(t, credential, "acs: token credential is closed")
		}()
		synctest.Wait()
		_ = credential.Close()
		<-done
	})
}

// The exchange sends the Entra token only to the endpoint, even if a policy changes the request.
func TestEntraChangedRequest(t *testing.T) {
	const prefix = "acs: refresh token: exchange Entra token: acs: no credentials sent to "
	tests := map[string]struct {
		change func(*http.Request)
		want   string
	}{
		"host":   {func(r *http.Request) { r.URL.Host = "evil.example" }, `"evil.example:443": host "evil.example" is not the endpoint's "a.example"`},
		"port":   {func(r *http.Request) { r.URL.Host += ":8443" }, `"a.example:8443": host "a.example:8443" is not the endpoint's "a.example"`},
		"scheme": {func(r *http.Request) { r.URL.Scheme = "http" }, `"a.example:80": scheme "http" is not the endpoint's "https"`},
		"U+0130": {func(r *http.Request) { r.URL.Host = "a.exampİe" }, `"a.exampİe:443": host "a.exampİe" is not ASCII (want its punycode form, "xn--...")`},
	}
	for name, tc := range tests {
		change := []policy.Policy{requestChanger(tc.change)}
		for position, options := range map[string]azcore.ClientOptions{"per call": {PerCallPolicies: change}, "per retry": {PerRetryPolicies: change}} {
			t.Run(name+" "+position, func(t *testing.T) {
				credential := newEntraCredential(t, func(request *http.Request) (*http.Response, error) {
					t.Errorf("%s was sent to %s", request.Header.Get("Authorization"), request.URL)
					return newResponse(request, http.StatusOK, ""), nil
				}, acs.EntraCredentialOptions{ClientOptions: options})
				wantTokenError(t, credential, prefix+tc.want)
			})
		}
	}
}

// A transport that follows redirects does not send the Entra token to another port or over plain HTTP.
func TestEntraRedirect(t *testing.T) {
	for name, start := range map[string]func(http.Handler) *httptest.Server{"http": httptest.NewServer, "https": httptest.NewTLSServer} {
		t.Run(name, func(t *testing.T) {
			other := start(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
				t.Errorf("the redirect was followed, with Authorization %q", request.Header.Get("Authorization"))
			}))
			defer other.Close()
			service := httptest.NewTLSServer(http.RedirectHandler(other.URL, http.StatusPermanentRedirect))
			defer service.Close()
			credential, err := acs.NewEntraCredential(service.URL, entraTokens(new([]string)), &acs.EntraCredentialOptions{
				ClientOptions: azcore.ClientOptions{Transport: followingTransport{service.Client()}},
			})
			if err != nil {
				t.Fatal(err)
			}
			wantTokenError(t, credential, `acs: refresh token: exchange Entra token: acs: the transport followed a redirect to "`+
				other.Listener.Addr().String()+`": transports must not follow redirects`)
		})
	}
}
