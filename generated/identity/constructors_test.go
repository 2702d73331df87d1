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

// TestConnectionString checks the supported formats of a connection string.
func TestConnectionString(t *testing.T) {
	for name, text := range map[string]string{
		"from the Azure portal": "endpoint=" + endpoint + "/;accesskey=" + accessKey,
		"other order":           "accesskey=" + accessKey + ";endpoint=" + endpoint + "/",
		"other case":            "EndPoint=" + endpoint + ";ACCESSKEY=" + accessKey,
		"spaces and semicolons": " endpoint = " + endpoint + " ;; accesskey = " + accessKey + " ; ",
		"other names":           "id=1;endpoint=" + endpoint + ";accesskey=" + accessKey,
		"no scheme":             "endpoint=resource.communication.azure.com;accesskey=" + accessKey,
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, noContentResponse())
			var host string
			transport := transportFunc(func(req *http.Request) (*http.Response, error) {
				host = req.URL.Host
				return s.Do(req)
			})
			client, err := identity.NewClientFromConnectionString(text, newOptions(transport))
			servicetest.WantNoError(t, err)
			_, err = client.DeleteUser(t.Context(), user(), nil)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "host", host, "resource.communication.azure.com")
			servicetest.WantEqual(t, "URI", s.OnlyRequest(t).URI, userPath+version)
		})
	}
}

// TestConnectionStringErrors checks the errors for invalid connection strings, and that they do not
// contain the key.
func TestConnectionStringErrors(t *testing.T) {
	const hint = " (want endpoint=...;accesskey=...)"
	for name, c := range map[string]struct{ text, want string }{
		"empty":           {"", "endpoint and accesskey are required" + hint},
		"key alone":       {accessKey + "=", "endpoint and accesskey are required" + hint},
		"no endpoint":     {"accesskey=" + accessKey, "endpoint is required" + hint},
		"no key":          {"endpoint=" + endpoint + ";" + accessKey + "=", "accesskey is required" + hint},
		"key twice":       {"endpoint=" + endpoint + ";accesskey=" + accessKey + ";AccessKey=" + accessKey, "accesskey is duplicated"},
		"endpoint twice":  {"endpoint=" + endpoint + ";Endpoint=" + endpoint + ";accesskey=" + accessKey, "endpoint is duplicated"},
		"comma":           {"endpoint=" + endpoint + ",accesskey=" + accessKey, "accesskey is required" + hint},
		"no name":         {"endpoint=" + endpoint + ";" + accessKey, "part 2 is not in the format name=value"},
		"key not base64":  {"endpoint=" + endpoint + ";accesskey=" + accessKey + "!", "access key is not base64"},
		"empty key":       {"endpoint=" + endpoint + ";accesskey=", "access key is empty"},
		"key in endpoint": {"endpoint=https://a:" + accessKey + "@b;accesskey=" + accessKey, "endpoint is not a URL like https://example.communication.azure.com"},
	} {
		t.Run(name, func(t *testing.T) {
			client, err := identity.NewClientFromConnectionString(c.text, nil)
			servicetest.WantError(t, err, "identity.NewClientFromConnectionString: acs: connection string: "+c.want)
			if strings.Contains(err.Error(), accessKey) {
				t.Errorf("the error contains the key: %v", err)
			}
			if client != nil {
				t.Error("got a client with the error")
			}
		})
	}
	_, err := identity.NewClientFromConnectionString("endpoint=http://x.example;accesskey="+accessKey, nil)
	servicetest.WantError(t, err, "identity.NewClientFromConnectionString: endpoint is http, but credentials are sent over https only "+
		"(for tests, set InsecureAllowCredentialWithHTTP)")
}

// TestKeyErrors checks the errors of NewClientWithKey.
func TestKeyErrors(t *testing.T) {
	invalidHosts := &identity.ClientOptions{AllowedNextLinkHosts: []string{"https://x.example"}}
	for name, c := range map[string]struct {
		endpoint, key string
		options       *identity.ClientOptions
		want          string
	}{
		"no endpoint":       {"", accessKey, nil, "endpoint is empty"},
		"connection string": {"endpoint=" + endpoint + ";accesskey=" + accessKey, accessKey, nil, "endpoint is not a URL like https://example.communication.azure.com"},
		"no key":            {endpoint, "", nil, "acs: access key is empty"},
		"key not base64":    {endpoint, accessKey + "!", nil, "acs: access key is not base64"},
		"not over TLS":      {"http://x.example", accessKey, nil, "endpoint is http, but credentials are sent over https only (for tests, set InsecureAllowCredentialWithHTTP)"},
		"next link host":    {endpoint, accessKey, invalidHosts, `ClientOptions.AllowedNextLinkHosts: invalid host "https://x.example" (want "host" or "host:port")`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := identity.NewClientWithKey(c.endpoint, c.key, c.options)
			servicetest.WantError(t, err, "identity.NewClientWithKey: "+c.want)
		})
	}
}

// TestKeyOptions checks the options of a client with a key: none, another API version, and plain
// HTTP.
func TestKeyOptions(t *testing.T) {
	_, err := identity.NewClientWithKey(endpoint, accessKey, nil)
	servicetest.WantNoError(t, err)
	s := newService(t, noContentResponse())
	options := newOptions(s)
	options.APIVersion, options.InsecureAllowCredentialWithHTTP = "2022-06-01", true
	client, err := identity.NewClientWithKey("http://x.example", accessKey, options)
	servicetest.WantNoError(t, err)
	_, err = client.DeleteUser(t.Context(), user(), nil)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "URI", s.OnlyRequest(t).URI, userPath+"?api-version=2022-06-01")
}

// entraCredential is a Microsoft Entra ID credential that records its calls.
type entraCredential struct {
	calls []policy.TokenRequestOptions
	err   error
}

// GetToken returns a token that expires in an hour.
func (e *entraCredential) GetToken(_ context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
	e.calls = append(e.calls, options)
	return azcore.AccessToken{Token: entraToken, ExpiresOn: time.Now().Add(time.Hour)}, e.err
}

// TestEntra checks that the scope of the Entra token is the same as in the official package, and that
// the token is cached.
func TestEntra(t *testing.T) {
	credential := &entraCredential{}
	s := servicetest.New(t, userResponse(), servicetest.Response{Status: 503}, noContentResponse())
	client, err := identity.NewClient(endpoint, credential, newOptions(s))
	servicetest.WantNoError(t, err)
	_, err = client.CreateUser(t.Context(), nil)
	servicetest.WantNoError(t, err)
	_, err = client.DeleteUser(t.Context(), user(), nil)
	servicetest.WantNoError(t, err)
	if len(credential.calls) != 1 {
		t.Fatalf("requested %d tokens, want 1", len(credential.calls))
	}
	servicetest.WantEqual(t, "scopes", credential.calls[0].Scopes, []string{"https://communication.azure.com//.default"})
	servicetest.WantEqual(t, "scopes of the official package", readWire(t).EntraScopes, credential.calls[0].Scopes)
	for _, r := range s.Requests {
		servicetest.WantEqual(t, "Authorization", r.Header.Values("Authorization"), []string{"Bearer " + entraToken})
		servicetest.WantEqual(t, "X-Ms-Date", r.Header.Values("X-Ms-Date"), nil)
	}
}

// TestEntraErrors checks the errors of NewClient and of the credential.
func TestEntraErrors(t *testing.T) {
	for name, c := range map[string]struct {
		endpoint   string
		credential azcore.TokenCredential
		want       string
	}{
		"no endpoint":   {"", &entraCredential{}, "endpoint is empty"},
		"no credential": {endpoint, nil, "acs: credential is nil"},
		"not over TLS":  {"http://x.example", &entraCredential{}, "endpoint is http, but credentials are sent over https only (for tests, set InsecureAllowCredentialWithHTTP)"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := identity.NewClient(c.endpoint, c.credential, nil)
			servicetest.WantError(t, err, "identity.NewClient: "+c.want)
		})
	}
	cause := errors.New("no token")
	client, err := identity.NewClient(endpoint, &entraCredential{err: cause}, newOptions(newService(t)))
	servicetest.WantNoError(t, err)
	_, err = client.DeleteUser(t.Context(), user(), nil)
	servicetest.WantEqual(t, "is the credential's error", errors.Is(err, cause), true)
}

// transportFunc is a transport that is a function.
type transportFunc func(*http.Request) (*http.Response, error)

// Do calls the function.
func (f transportFunc) Do(req *http.Request) (*http.Response, error) { return f(req) }
