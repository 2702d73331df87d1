package emulator_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// TestEntraIdentity checks that identity clients can use Entra tokens.
func TestEntraIdentity(t *testing.T) {
	s := start(t, emulator.Options{})
	client, err := identity.NewClient(s.Endpoint, s.Emulator.EntraCredential("app"), &identity.ClientOptions{ClientOptions: s.clientOptions()})
	wantNoError(t, err)
	created, err := client.CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil)
	wantNoError(t, err)
	s.newThread(user{created.User, created.AccessToken.Token})
}

// TestEntraChat checks that users of Entra can chat with the tokens that they get in
// exchange, on both routes, and that a user of Entra always is the same chat user.
func TestEntraChat(t *testing.T) {
	s := start(t, emulator.Options{})
	newClient := func(object string, scopes ...string) *chat.Client {
		cred, err := acs.NewEntraCredential(s.Endpoint, s.Emulator.EntraCredential(object), &acs.EntraCredentialOptions{ClientOptions: s.clientOptions(), Scopes: scopes})
		wantNoError(t, err)
		client, err := chat.NewClient(s.Endpoint, cred, &chat.ClientOptions{ClientOptions: s.clientOptions()})
		wantNoError(t, err)
		return client
	}
	created, err := newClient("fred").CreateThread(t.Context(), "Lunch", nil)
	wantNoError(t, err)
	for name, client := range map[string]*chat.Client{
		"again":     newClient("fred", "https://communication.azure.com/clients/Chat"),
		"extension": newClient("fred", "https://auth.msft.communication.azure.com/TeamsExtension.ManageCalls"),
	} {
		_, err := client.Thread(created.Thread.ID).GetProperties(t.Context(), nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err = newClient("ann").Thread(created.Thread.ID).GetProperties(t.Context(), nil); err == nil {
		t.Error("another user of Entra may use the thread")
	}
}

// TestEntraErrors checks that Entra tokens are rejected without the scope of the
// operation, and other tokens always.
func TestEntraErrors(t *testing.T) {
	s := start(t, emulator.Options{})
	bearer := func(scope string) string {
		token, err := s.Emulator.EntraCredential("fred").GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{scope}})
		wantNoError(t, err)
		return "Bearer " + token.Token
	}
	const (
		users     = "/access/entra/:exchangeAccessToken?api-version=2025-03-02-preview"
		extension = "/access/teamsExtension/:exchangeAccessToken?api-version=2025-06-30"
	)
	for _, c := range []struct{ name, target, authorization, want string }{
		{"no token", users, "", "the Entra token is missing"},
		{"access token", users, "Bearer " + s.newUser(identity.ScopeChat).token, "the token's signature is invalid"},
		{"scope of identity", users, bearer("https://communication.azure.com//.default"), "the token has no scope that begins with https://communication.azure.com/clients/"},
		{
			"scope of users", extension, bearer("https://communication.azure.com/clients/.default"),
			"the token has no scope that begins with https://auth.msft.communication.azure.com/ or https://auth.msft.communication.azure.us/",
		},
		{"identity", "/identities", bearer("https://communication.azure.com/clients/.default"), "the token has no scope that begins with https://communication.azure.com//"},
	} {
		req := s.newRequest("POST", c.target, "{}")
		if c.authorization != "" {
			req.Header.Set("Authorization", c.authorization)
		}
		got := s.do(req)
		wantEqual(t, c.name+": status", got.status, 401)
		wantEqual(t, c.name+": body", got.body, `{"error":{"code":"Denied","message":"`+c.want+`"}}`)
	}
	got := s.callIdentity("POST", "/access/entra/:exchangeAccessToken?api-version=2025-06-30", "{}")
	wantEqual(t, "version of the other route", got.status, 400)
	wantEqual(t, "method", s.callIdentity("GET", users, "").status, 405)
}

// TestEntraClosed checks that an exchange fails if its user cannot be stored.
func TestEntraClosed(t *testing.T) {
	e, err := emulator.New(emulator.Options{State: t.TempDir() + "/state"})
	wantNoError(t, err)
	wantNoError(t, e.Close())
	token, err := e.EntraCredential("fred").GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://communication.azure.com/clients/.default"}})
	wantNoError(t, err)
	req := httptest.NewRequest(http.MethodPost, "/access/entra/:exchangeAccessToken?api-version=2025-03-02-preview", strings.NewReader("{}"))
	req.Header.Set("Authorization", "Bearer "+token.Token)
	recorder := httptest.NewRecorder()
	e.ServeHTTP(recorder, req)
	wantEqual(t, "body", recorder.Body.String(), `{"error":{"code":"ServiceUnavailable","message":"The state cannot be stored."}}`)
}

// TestEntraTokenEndpoint checks that OAuth clients find the token endpoint and get a
// token there, which Identity accepts.
func TestEntraTokenEndpoint(t *testing.T) {
	s := start(t, emulator.Options{})
	resp, err := s.Client.Get(s.Endpoint + "/common/v2.0/.well-known/openid-configuration")
	wantNoError(t, err)
	var found struct {
		Issuer string `json:"issuer"`
		Token  string `json:"token_endpoint"`
	}
	wantNoError(t, json.NewDecoder(resp.Body).Decode(&found))
	wantNoError(t, resp.Body.Close())
	wantEqual(t, "issuer", found.Issuer, s.Endpoint+"/common/v2.0")
	wantEqual(t, "token endpoint", found.Token, s.Endpoint+"/common/oauth2/v2.0/token")

	post := func(form url.Values) (status int, body struct {
		Type        string `json:"token_type"`
		ExpiresIn   int    `json:"expires_in"`
		Token       string `json:"access_token"`
		Error       string `json:"error"`
		Description string `json:"error_description"`
	},
	) {
		resp, err := s.Client.PostForm(found.Token, form)
		wantNoError(t, err)
		wantNoError(t, json.NewDecoder(resp.Body).Decode(&body))
		wantNoError(t, resp.Body.Close())
		return resp.StatusCode, body
	}
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {"app"}, "client_secret": {"any"}, "scope": {"https://communication.azure.com//.default"},
	}
	status, body := post(form)
	wantEqual(t, "status", status, 200)
	wantEqual(t, "type", body.Type, "Bearer")
	wantEqual(t, "lifetime", body.ExpiresIn, 3600)
	req := s.newRequest("POST", "/identities", "{}")
	req.Header.Set("Authorization", "Bearer "+body.Token)
	wantEqual(t, "status of identity", s.do(req).status, 201)

	form.Del("scope")
	status, body = post(form)
	wantEqual(t, "status without a scope", status, 400)
	wantEqual(t, "error without a scope", body.Error+": "+body.Description, "invalid_request: The parameters client_id and scope are required.")
	form.Set("grant_type", "password")
	status, body = post(form)
	wantEqual(t, "status of another grant", status, 400)
	wantEqual(t, "error of another grant", body.Error+": "+body.Description, "unsupported_grant_type: Only a POST with the grant type client_credentials is supported.")
}
