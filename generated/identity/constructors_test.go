package identity_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/generated/identity"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// TestConnectionString protects the spellings of a connection string: each
// makes a client that reaches the resource and signs with its key.
func TestConnectionString(t *testing.T) {
	for name, text := range map[string]string{
		"as the portal shows it": "endpoint=" + endpoint + "/;accesskey=" + accessKey,
		"other order":            "accesskey=" + accessKey + ";endpoint=" + endpoint + "/",
		"other case":             "EndPoint=" + endpoint + ";ACCESSKEY=" + accessKey,
		"spaces and semicolons":  " endpoint = " + endpoint + " ;; accesskey = " + accessKey + " ; ",
		"other names":            "id=1;endpoint=" + endpoint + ";accesskey=" + accessKey,
		"no scheme":              "endpoint=resource.communication.azure.com;accesskey=" + accessKey,
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, noContent())
			var host string
			transport := transportFunc(func(req *http.Request) (*http.Response, error) {
				host = req.URL.Host
				return s.Do(req)
			})
			client, err := identity.NewClientFromConnectionString(text, optionsOf(transport))
			servicetest.WantNoError(t, err)
			_, err = client.DeleteUser(t.Context(), user(), nil)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "host", host, "resource.communication.azure.com")
			servicetest.WantEqual(t, "URI", s.Only(t).URI, userPath+version)
		})
	}
}

// TestConnectionStringFaults protects the messages about a connection string
// that is none, and the key: no message repeats it.
func TestConnectionStringFaults(t *testing.T) {
	const hint = " (want endpoint=...;accesskey=...)"
	for name, c := range map[string]struct{ text, want string }{
		"empty":             {"", "endpoint and accesskey are required" + hint},
		"key alone":         {accessKey + "=", "endpoint and accesskey are required" + hint},
		"no endpoint":       {"accesskey=" + accessKey, "endpoint is required" + hint},
		"no key":            {"endpoint=" + endpoint + ";" + accessKey + "=", "accesskey is required" + hint},
		"key twice":         {"endpoint=" + endpoint + ";accesskey=" + accessKey + ";AccessKey=" + accessKey, "accesskey is duplicated"},
		"endpoint twice":    {"endpoint=" + endpoint + ";Endpoint=" + endpoint + ";accesskey=" + accessKey, "endpoint is duplicated"},
		"comma":             {"endpoint=" + endpoint + ",accesskey=" + accessKey, "accesskey is required" + hint},
		"no name":           {"endpoint=" + endpoint + ";" + accessKey, "part 2 is not in the format name=value"},
		"key in no base64":  {"endpoint=" + endpoint + ";accesskey=" + accessKey + "!", "access key is not base64"},
		"empty key":         {"endpoint=" + endpoint + ";accesskey=", "access key is empty"},
		"endpoint is a key": {"endpoint=https://a:" + accessKey + "@b;accesskey=" + accessKey, "endpoint is not a URL like https://example.communication.azure.com"},
	} {
		t.Run(name, func(t *testing.T) {
			client, err := identity.NewClientFromConnectionString(c.text, nil)
			servicetest.WantError(t, err, "identity.NewClientFromConnectionString: acs: connection string: "+c.want)
			if strings.Contains(err.Error(), accessKey) {
				t.Errorf("the error repeats the key: %v", err)
			}
			if client != nil {
				t.Error("got a client beside the error")
			}
		})
	}
	_, err := identity.NewClientFromConnectionString("endpoint=http://x.example;accesskey="+accessKey, nil)
	servicetest.WantError(t, err, "identity.NewClientFromConnectionString: acs: endpoint is http, but signatures are sent over https only "+
		"(for tests, set InsecureAllowCredentialWithHTTP)")
}

// TestKeyFaults protects the messages of NewClientWithKey.
func TestKeyFaults(t *testing.T) {
	linkHost := &identity.ClientOptions{AllowedNextLinkHosts: []string{"https://x.example"}}
	for name, c := range map[string]struct {
		endpoint, key string
		options       *identity.ClientOptions
		want          string
	}{
		"no endpoint":       {"", accessKey, nil, "endpoint is empty"},
		"connection string": {"endpoint=" + endpoint + ";accesskey=" + accessKey, accessKey, nil, "endpoint is not a URL like https://example.communication.azure.com"},
		"no key":            {endpoint, "", nil, "acs: access key is empty"},
		"key in no base64":  {endpoint, accessKey + "!", nil, "acs: access key is not base64"},
		"not over TLS":      {"http://x.example", accessKey, nil, "acs: endpoint is http, but signatures are sent over https only (for tests, set InsecureAllowCredentialWithHTTP)"},
		"next link host":    {endpoint, accessKey, linkHost, `AllowedNextLinkHosts: invalid host "https://x.example" (want "host" or "host:port")`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := identity.NewClientWithKey(c.endpoint, c.key, c.options)
			servicetest.WantError(t, err, "identity.NewClientWithKey: "+c.want)
		})
	}
}

// TestKeyOptions protects what a client with a key makes of its options: none,
// another version of the API, and plain HTTP for tests.
func TestKeyOptions(t *testing.T) {
	_, err := identity.NewClientWithKey(endpoint, accessKey, nil)
	servicetest.WantNoError(t, err)
	s := newService(t, noContent())
	options := optionsOf(s)
	options.APIVersion, options.InsecureAllowCredentialWithHTTP = "2022-06-01", true
	client, err := identity.NewClientWithKey("http://x.example", accessKey, options)
	servicetest.WantNoError(t, err)
	_, err = client.DeleteUser(t.Context(), user(), nil)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "URI", s.Only(t).URI, userPath+"?api-version=2022-06-01")
}

// entra is a credential of Microsoft Entra ID that keeps what it was asked for.
type entra struct {
	asked []policy.TokenRequestOptions
	fault error
}

// GetToken returns a token for an hour.
func (e *entra) GetToken(_ context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
	e.asked = append(e.asked, options)
	return azcore.AccessToken{Token: entraToken, ExpiresOn: time.Now().Add(time.Hour)}, e.fault
}

// TestEntra protects the scope that the service wants, which is that of the
// official package, to the slash; and that one token serves all calls.
func TestEntra(t *testing.T) {
	credential := &entra{}
	s := servicetest.New(t, created(), servicetest.Answer{Status: 503}, noContent())
	client, err := identity.NewClient(endpoint, credential, optionsOf(s))
	servicetest.WantNoError(t, err)
	_, err = client.CreateUser(t.Context(), nil)
	servicetest.WantNoError(t, err)
	_, err = client.DeleteUser(t.Context(), user(), nil)
	servicetest.WantNoError(t, err)
	if len(credential.asked) != 1 {
		t.Fatalf("asked for %d tokens, want 1", len(credential.asked))
	}
	servicetest.WantEqual(t, "scopes", credential.asked[0].Scopes, []string{"https://communication.azure.com//.default"})
	servicetest.WantEqual(t, "scopes of the official package", readWire(t).EntraScopes, credential.asked[0].Scopes)
	for _, r := range s.Requests {
		servicetest.WantEqual(t, "Authorization", r.Header.Values("Authorization"), []string{"Bearer " + entraToken})
		servicetest.WantEqual(t, "X-Ms-Date", r.Header.Values("X-Ms-Date"), nil)
	}
}

// TestEntraFaults protects the messages of NewClient and the credential's own.
func TestEntraFaults(t *testing.T) {
	for name, c := range map[string]struct {
		endpoint   string
		credential azcore.TokenCredential
		want       string
	}{
		"no endpoint":   {"", &entra{}, "endpoint is empty"},
		"no credential": {endpoint, nil, "acs: credential is nil"},
		"not over TLS":  {"http://x.example", &entra{}, "acs: endpoint is http, but tokens are sent over https only (for tests, set InsecureAllowCredentialWithHTTP)"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := identity.NewClient(c.endpoint, c.credential, nil)
			servicetest.WantError(t, err, "identity.NewClient: "+c.want)
		})
	}
	fault := errors.New("no token today")
	client, err := identity.NewClient(endpoint, &entra{fault: fault}, optionsOf(newService(t)))
	servicetest.WantNoError(t, err)
	_, err = client.DeleteUser(t.Context(), user(), nil)
	servicetest.WantEqual(t, "is the credential's error", errors.Is(err, fault), true)
}

// transportFunc is a transport made of a function.
type transportFunc func(*http.Request) (*http.Response, error)

// Do calls the function.
func (f transportFunc) Do(req *http.Request) (*http.Response, error) { return f(req) }
