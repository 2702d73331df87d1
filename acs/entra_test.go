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
)

// entraSource gives the Entra token "entra" and keeps the scopes that it was asked for.
func entraSource(scopes *[]string) tokenSource {
	return func(_ context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
		*scopes = options.Scopes
		return azcore.AccessToken{Token: "entra", ExpiresOn: time.Now().Add(24 * time.Hour)}, nil
	}
}

// exchangeBody is the service's answer.
func exchangeBody(token string, expiry time.Time) string {
	return fmt.Sprintf(`{"accessToken":{"token":%q,"expiresOn":%q}}`, token, expiry.Format("2006-01-02T15:04:05.0000000-07:00"))
}

// entraWith makes a credential on transport.
func entraWith(t *testing.T, transport memoryTransport, options acs.EntraCredentialOptions) *acs.TokenCredential {
	t.Helper()
	options.Transport = transport
	credential, err := acs.NewEntraCredential("https://a.example", entraSource(new([]string)), &options)
	if err != nil {
		t.Fatal(err)
	}
	return credential
}

// The scopes decide the route and its version; the request is the one that the service expects, to the letter.
func TestEntraExchange(t *testing.T) {
	const entra, extension = "/access/entra/:exchangeAccessToken", "/access/teamsExtension/:exchangeAccessToken"
	tests := []struct {
		name, endpoint, version string
		scopes                  []string
		url                     string
		asked                   []string
	}{
		{"default", "https://a.example", "", nil, "https://a.example" + entra + "?api-version=2025-03-02-preview",
			[]string{"https://communication.azure.com/clients/.default"}},
		{"clients", "https://a.example/", "", []string{clientsScope, clientsScope + "2"},
			"https://a.example" + entra + "?api-version=2025-03-02-preview", []string{clientsScope, clientsScope + "2"}},
		{"extension", "a.example:8443", "", []string{extensionScope},
			"https://a.example:8443" + extension + "?api-version=2025-06-30", []string{extensionScope}},
		{"other version", "https://a.example", "2030-01-01", []string{extensionScope},
			"https://a.example" + extension + "?api-version=2030-01-01", []string{extensionScope}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			expiry := time.Date(2040, 1, 2, 3, 4, 5, 678901200, time.UTC)
			var asked []string
			transport := memoryTransport(func(request *http.Request) (*http.Response, error) {
				body, err := io.ReadAll(request.Body)
				if err != nil {
					return nil, err
				}
				got := []string{request.Method, request.URL.String(), request.Header.Get("Authorization"), request.Header.Get("Content-Type"), string(body)}
				if want := []string{"POST", test.url, "Bearer entra", "application/json", "{}"}; !reflect.DeepEqual(got, want) {
					t.Errorf("request %q\nwant    %q", got, want)
				}
				return answer(request, http.StatusOK, exchangeBody("user", expiry)), nil
			})
			credential, err := acs.NewEntraCredential(test.endpoint, entraSource(&asked), &acs.EntraCredentialOptions{
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
			if !reflect.DeepEqual(asked, test.asked) {
				t.Errorf("asked for the scopes %q, want %q", asked, test.asked)
			}
		})
	}
}

// The constructor tells what is wrong before any request.
func TestEntraArguments(t *testing.T) {
	_, err := acs.NewEntraCredential("https://a.example", nil, nil)
	wantCredentialError(t, err, "acs: credential is nil")
	_, err = acs.NewEntraCredential("", entraSource(new([]string)), nil)
	wantCredentialError(t, err, "acs: endpoint is empty")

	tests := []struct {
		name   string
		scopes []string
		want   string
	}{
		{"foreign", []string{clientsScope, "https://graph.microsoft.com/.default"},
			`acs: scope "https://graph.microsoft.com/.default" is neither under https://communication.azure.com/clients/ nor under https://auth.msft.communication.azure.com/`},
		{"identity scope", []string{"https://communication.azure.com//.default"},
			`acs: scope "https://communication.azure.com//.default" is neither under https://communication.azure.com/clients/ nor under https://auth.msft.communication.azure.com/`},
		{"empty", []string{""},
			`acs: scope "" is neither under https://communication.azure.com/clients/ nor under https://auth.msft.communication.azure.com/`},
		{"mixed", []string{clientsScope, extensionScope},
			"acs: scopes are under both https://communication.azure.com/clients/ and https://auth.msft.communication.azure.com/: make a credential for each"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := acs.NewEntraCredential("a.example", entraSource(new([]string)), &acs.EntraCredentialOptions{Scopes: test.scopes})
			wantCredentialError(t, err, test.want)
		})
	}
}

// An exchange costs a round trip, so its token is kept until 2 minutes are left; a busy service is asked again.
func TestEntraCachesAndRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var statuses []int
		credential := entraWith(t, func(request *http.Request) (*http.Response, error) {
			status := []int{503, 429, 200, 500, 408, 200}[len(statuses)]
			statuses = append(statuses, status)
			return answer(request, status, exchangeBody(fmt.Sprintf("user-%d", len(statuses)), time.Now().Add(time.Hour))), nil
		}, acs.EntraCredentialOptions{})

		wantToken(t, credential, "user-3")
		time.Sleep(57 * time.Minute)
		wantToken(t, credential, "user-3")
		time.Sleep(time.Minute)
		wantToken(t, credential, "user-6")
		if len(statuses) != 6 {
			t.Errorf("%d requests, want 6", len(statuses))
		}
	})
}

// A refusal of the service keeps its status and code.
func TestEntraRefusal(t *testing.T) {
	tries := 0
	credential := entraWith(t, func(request *http.Request) (*http.Response, error) {
		tries++
		return answer(request, http.StatusForbidden, `{"error":{"code":"NotYours","message":"no"}}`), nil
	}, acs.EntraCredentialOptions{})
	_, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{})
	var refusal *azcore.ResponseError
	if !errors.As(err, &refusal) || refusal.StatusCode != http.StatusForbidden || refusal.ErrorCode != "NotYours" {
		t.Errorf("error = %v, want a ResponseError 403 NotYours", err)
	}
	if err != nil && err.Error() != "acs: refresh token: exchange Entra token: POST /access/entra/:exchangeAccessToken: 403 Forbidden: NotYours: no" {
		t.Errorf("error = %v", err)
	}
	if tries != 1 {
		t.Errorf("%d tries, want 1", tries)
	}
}

// An answer that is none is an error that tells nothing of a token in it.
func TestEntraBadAnswers(t *testing.T) {
	const prefix = "acs: refresh token: exchange Entra token: "
	later := time.Now().Add(time.Hour)
	tests := []struct {
		name   string
		status int
		body   string
		want   string
	}{
		{"other success", 201, exchangeBody("s3cr3t", later), prefix + "POST /access/entra/:exchangeAccessToken: 201 Created"},
		{"not JSON", 200, "s3cr3t", prefix + `the answer is not the JSON {"accessToken":{"token","expiresOn"}}`},
		{"wrong type", 200, `{"accessToken":{"token":5316}}`, prefix + `the answer is not the JSON {"accessToken":{"token","expiresOn"}}`},
		{"empty body", 200, "", prefix + `the answer is not the JSON {"accessToken":{"token","expiresOn"}}`},
		{"no token", 200, `{}`, prefix + "accessToken of the answer: token is empty"},
		{"no expiry", 200, `{"accessToken":{"token":"s3cr3t"}}`, prefix + "accessToken of the answer: expiresOn is not a time of RFC 3339"},
		{"expired", 200, exchangeBody("s3cr3t", time.Date(2001, 2, 3, 4, 5, 6, 0, time.FixedZone("", 3600))),
			"acs: refresh token: the new token expired at 2001-02-03T03:05:06Z"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			credential := entraWith(t, func(request *http.Request) (*http.Response, error) {
				return answer(request, test.status, test.body), nil
			}, acs.EntraCredentialOptions{})
			wantNoToken(t, credential, test.want)
		})
	}
}

// What fails below the exchange is wrapped: the network, and the Entra credential, which is not asked twice.
func TestEntraWrapsErrors(t *testing.T) {
	broken := errors.New("no network")
	asked := 0
	fails := tokenSource(func(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
		asked++
		return azcore.AccessToken{}, broken
	})
	credential, err := acs.NewEntraCredential("a.example", fails, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := wantNoToken(t, credential, "acs: refresh token: exchange Entra token: no network"); !errors.Is(err, broken) || asked != 1 {
		t.Errorf("%v does not wrap the cause, or it was asked %d times", err, asked)
	}

	credential = entraWith(t, func(*http.Request) (*http.Response, error) { return nil, broken },
		acs.EntraCredentialOptions{ClientOptions: azcore.ClientOptions{Retry: policy.RetryOptions{MaxRetries: -1}}})
	if err := wantNoToken(t, credential, "acs: refresh token: exchange Entra token: no network"); !errors.Is(err, broken) {
		t.Errorf("%v does not wrap the cause", err)
	}
}

// The headers that a caller adds to its own call are not for the exchange, and neither token is sent after a redirect.
func TestEntraSendsTheTokenNowhereElse(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	defer other.Close()
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if got := request.Header.Get("X-Call"); got != "" {
			t.Errorf("the header of the call reached the exchange: %q", got)
		}
		http.Redirect(w, request, other.URL, http.StatusPermanentRedirect)
	}))
	defer service.Close()

	_, err := acs.NewEntraCredential(service.URL, entraSource(new([]string)), nil)
	wantCredentialError(t, err, `acs: endpoint is http, but tokens are sent over https only (for tests, set InsecureAllowCredentialWithHTTP)`)

	credential, err := acs.NewEntraCredential(service.URL, entraSource(new([]string)), &acs.EntraCredentialOptions{
		ClientOptions: azcore.ClientOptions{Transport: service.Client(), InsecureAllowCredentialWithHTTP: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx := policy.WithHTTPHeader(t.Context(), http.Header{"X-Call": {"1"}})
	_, err = credential.GetToken(ctx, policy.TokenRequestOptions{})
	var refusal *azcore.ResponseError
	if !errors.As(err, &refusal) || refusal.StatusCode != http.StatusPermanentRedirect {
		t.Errorf("error = %v, want a ResponseError 308", err)
	}
}

// Logging may be as loud as it can be: neither the Entra token nor the user's is in the log.
func TestEntraLogsNoToken(t *testing.T) {
	var log strings.Builder
	azlog.SetListener(func(_ azlog.Event, message string) { log.WriteString(message) })
	defer azlog.SetListener(nil)

	credential := entraWith(t, func(request *http.Request) (*http.Response, error) {
		return answer(request, http.StatusOK, exchangeBody("s3cr3t-user", time.Now().Add(time.Hour))), nil
	}, acs.EntraCredentialOptions{ClientOptions: azcore.ClientOptions{Logging: policy.LogOptions{IncludeBody: true}}})
	wantToken(t, credential, "s3cr3t-user")
	if !strings.Contains(log.String(), "exchangeAccessToken") {
		t.Error("nothing was logged")
	}
	for _, secret := range []string{"s3cr3t-user", "Bearer entra"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, log.String())
		}
	}
}

// Close ends an exchange that is on its way.
func TestEntraClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		credential := entraWith(t, func(request *http.Request) (*http.Response, error) {
			<-request.Context().Done()
			return nil, request.Context().Err()
		}, acs.EntraCredentialOptions{})
		done := make(chan struct{})
		go func() {
			defer close(done)
			wantNoToken(t, credential, "acs: token credential is closed")
		}()
		synctest.Wait()
		_ = credential.Close()
		<-done
	})
}
