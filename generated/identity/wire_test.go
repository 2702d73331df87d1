package identity_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/generated/identity"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// wireRequest is a recorded request of the official JavaScript package.
type wireRequest struct {
	Operation   string          `json:"operation"`
	Options     string          `json:"options"`
	Method      string          `json:"method"`
	Path        string          `json:"path"`
	Query       [][2]string     `json:"query"`
	Accept      string          `json:"accept"`
	ContentType string          `json:"contentType"`
	Signed      wireSignature   `json:"signed"`
	Body        json.RawMessage `json:"body"`
}

// wireSignature is the signature of a request and the signed headers.
type wireSignature struct {
	Host          string `json:"host"`
	Date          string `json:"date"`
	ContentHash   string `json:"contentHash"`
	Authorization string `json:"authorization"`
}

// wireFile is the recording in testdata/wire.json.
type wireFile struct {
	EntraScopes []string      `json:"entraScopes"`
	Key         string        `json:"key"`
	Requests    []wireRequest `json:"requests"`
}

func readWire(t *testing.T) wireFile {
	t.Helper()
	data, err := os.ReadFile("testdata/wire.json")
	servicetest.WantNoError(t, err)
	var file wireFile
	servicetest.WantNoError(t, json.Unmarshal(data, &file))
	return file
}

// wireCase is a call of this package that corresponds to a recorded request.
type wireCase struct {
	name     string
	recorded string // operation and options of the recorded request
	body     string // the body, if it differs from the recorded one intentionally
	response servicetest.Response
	want     any // the expected result
	call     func(context.Context, *identity.Client) (any, error)
}

func wireCases() []wireCase {
	return slices.Concat(wireCreations(), wireIssues(), wireRemovals())
}

// allScopes returns the scopes in the order of the recording.
func allScopes() []identity.Scope {
	return []identity.Scope{
		identity.ScopeChat, identity.ScopeChatJoin, identity.ScopeChatJoinLimited, identity.ScopeVoIP, identity.ScopeVoIPJoin,
	}
}

func createUser(options *identity.CreateUserOptions) func(context.Context, *identity.Client) (any, error) {
	return func(ctx context.Context, c *identity.Client) (any, error) { return c.CreateUser(ctx, options) }
}

func createUserAndToken(scopes []identity.Scope, options *identity.CreateUserOptions) func(context.Context, *identity.Client) (any, error) {
	return func(ctx context.Context, c *identity.Client) (any, error) {
		return c.CreateUserAndToken(ctx, scopes, options)
	}
}

func wireCreations() []wireCase {
	const (
		none      = "Client.CreateUser none"
		withToken = "Client.CreateUserAndToken none"
		all       = "Client.CreateUserAndToken all"
		// The official package sends no body. The service accepts an empty object as well.
		noBody = `{}`
	)
	withoutToken := servicetest.Response{Status: http.StatusCreated, Body: `{"identity":{"id":"` + userID + `"},"etag":[{}]}`}
	chat := []identity.Scope{identity.ScopeChat}
	onlyUser := identity.CreateUserResponse{CreateUserResult: identity.CreateUserResult{User: user()}}
	userAndToken := identity.CreateUserResponse{CreateUserResult: identity.CreateUserResult{User: user(), AccessToken: token()}}
	return []wireCase{
		{"CreateUser, nil", none, noBody, withoutToken, onlyUser, createUser(nil)},
		{"CreateUser, no options", none, noBody, withoutToken, onlyUser, createUser(&identity.CreateUserOptions{Scopes: []identity.Scope{}})},
		{"CreateUser, scope", withToken, "", userResponse(), userAndToken, createUser(&identity.CreateUserOptions{Scopes: chat})},
		{"CreateUser, all", all, "", userResponse(), userAndToken, createUser(&identity.CreateUserOptions{Scopes: allScopes(), ExpiresIn: time.Hour})},
		{"CreateUserAndToken, nil", withToken, "", userResponse(), userAndToken, createUserAndToken(chat, nil)},
		{"CreateUserAndToken, other scopes", withToken, "", userResponse(), userAndToken, createUserAndToken(chat, &identity.CreateUserOptions{Scopes: allScopes()})},
		{"CreateUserAndToken, all", all, "", userResponse(), userAndToken, createUserAndToken(allScopes(), &identity.CreateUserOptions{ExpiresIn: time.Hour})},
	}
}

func issueToken(scopes []identity.Scope, options *identity.IssueTokenOptions) func(context.Context, *identity.Client) (any, error) {
	return func(ctx context.Context, c *identity.Client) (any, error) {
		return c.IssueToken(ctx, user(), scopes, options)
	}
}

func exchangeTeamsToken(options *identity.ExchangeTeamsTokenOptions) func(context.Context, *identity.Client) (any, error) {
	return func(ctx context.Context, c *identity.Client) (any, error) {
		return c.ExchangeTeamsToken(ctx, `entra "token" <&> ü`, "app", "user", options)
	}
}

func wireIssues() []wireCase {
	const none, all, exchange = "Client.IssueToken none", "Client.IssueToken all", "Client.ExchangeTeamsToken none"
	chat := []identity.Scope{identity.ScopeChat}
	issuedToken := identity.IssueTokenResponse{AccessToken: token()}
	exchanged := identity.ExchangeTeamsTokenResponse{AccessToken: token()}
	return []wireCase{
		{"IssueToken, nil", none, "", tokenResponse(), issuedToken, issueToken(chat, nil)},
		{"IssueToken, no options", none, "", tokenResponse(), issuedToken, issueToken(chat, &identity.IssueTokenOptions{})},
		{"IssueToken, all", all, "", tokenResponse(), issuedToken, issueToken(allScopes(), &identity.IssueTokenOptions{ExpiresIn: 24 * time.Hour})},
		{"ExchangeTeamsToken, nil", exchange, "", tokenResponse(), exchanged, exchangeTeamsToken(nil)},
		{"ExchangeTeamsToken, no options", exchange, "", tokenResponse(), exchanged, exchangeTeamsToken(&identity.ExchangeTeamsTokenOptions{})},
	}
}

func wireRemovals() []wireCase {
	revoke := func(options *identity.RevokeTokensOptions) func(context.Context, *identity.Client) (any, error) {
		return func(ctx context.Context, c *identity.Client) (any, error) {
			return c.RevokeTokens(ctx, user(), options)
		}
	}
	remove := func(options *identity.DeleteUserOptions) func(context.Context, *identity.Client) (any, error) {
		return func(ctx context.Context, c *identity.Client) (any, error) { return c.DeleteUser(ctx, user(), options) }
	}
	const revoked, deleted = "Client.RevokeTokens none", "Client.DeleteUser none"
	return []wireCase{
		{"RevokeTokens, nil", revoked, "", noContentResponse(), identity.RevokeTokensResponse{}, revoke(nil)},
		{"RevokeTokens, no options", revoked, "", noContentResponse(), identity.RevokeTokensResponse{}, revoke(&identity.RevokeTokensOptions{})},
		{"DeleteUser, nil", deleted, "", noContentResponse(), identity.DeleteUserResponse{}, remove(nil)},
		{"DeleteUser, no options", deleted, "", noContentResponse(), identity.DeleteUserResponse{}, remove(&identity.DeleteUserOptions{})},
	}
}

// TestWire checks that each operation sends and signs the same request as the official JavaScript
// package, with all options and with none, and decodes the response.
func TestWire(t *testing.T) {
	recorded := map[string]wireRequest{}
	for _, r := range readWire(t).Requests {
		recorded[r.Operation+" "+r.Options] = r
	}
	called := map[string]bool{}
	service := newService(t)
	server := httptest.NewTLSServer(service)
	defer server.Close()
	client, err := identity.NewClientFromConnectionString("endpoint="+server.URL+"/;accesskey="+accessKey, newOptions(server.Client()))
	servicetest.WantNoError(t, err)
	for _, c := range wireCases() {
		called[c.recorded] = true
		t.Run(c.name, func(t *testing.T) {
			service.Responses, service.Requests = []servicetest.Response{c.response}, nil
			got, err := c.call(t.Context(), client)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "result", got, c.want)
			official := recorded[c.recorded]
			if c.body != "" {
				official.Body, official.ContentType = json.RawMessage(c.body), "application/json"
			}
			official.compare(t, service.OnlyRequest(t))
		})
	}
	for name := range recorded {
		if !called[name] {
			t.Errorf("%s: recorded, but not called", name)
		}
	}
}

// compare checks that got is the same as the recorded request, except for the user agent, the API
// version and the values that depend on the time and the server.
func (r wireRequest) compare(t *testing.T, got servicetest.Request) {
	t.Helper()
	path, query, _ := strings.Cut(got.URI, "?")
	servicetest.WantEqual(t, "method", got.Method, r.Method)
	servicetest.WantEqual(t, "path", path, r.Path)
	servicetest.WantEqual(t, "query", query, r.query(identity.APIVersion))
	servicetest.WantEqual(t, "Accept", got.Header.Values("Accept"), []string{r.Accept})
	servicetest.WantEqual(t, "Content-Type", got.Header.Get("Content-Type"), r.ContentType)
	scheme, _, _ := strings.Cut(r.Signed.Authorization, "&Signature=")
	gotScheme, _, _ := strings.Cut(got.Header.Get("Authorization"), "&Signature=")
	servicetest.WantEqual(t, "signed headers", gotScheme, scheme)
	if agent := got.Header.Get("User-Agent"); !strings.HasPrefix(agent, "azsdk-go-identity/v") {
		t.Errorf("User-Agent: got %q, want the prefix azsdk-go-identity/v", agent)
	}
	var body, official any
	if got.Body != "" {
		servicetest.WantNoError(t, json.Unmarshal([]byte(got.Body), &body))
	}
	if r.Body != nil {
		servicetest.WantNoError(t, json.Unmarshal(r.Body, &official))
	}
	servicetest.WantEqual(t, "body", body, official)
}

// query returns the encoded query, with an API version instead of the recorded one if it is not "".
func (r wireRequest) query(apiVersion string) string {
	pairs := make([]string, len(r.Query))
	for i, pair := range r.Query {
		if pair[0] == "api-version" && apiVersion != "" {
			pair[1] = apiVersion
		}
		pairs[i] = pair[0] + "=" + url.QueryEscape(pair[1])
	}
	return strings.Join(pairs, "&")
}

// TestOfficialSignatures checks that acs.VerifyAccessKey, which the other tests use, accepts the
// signatures of the official package.
func TestOfficialSignatures(t *testing.T) {
	file := readWire(t)
	servicetest.WantEqual(t, "key of the recording", file.Key, accessKey)
	for _, r := range file.Requests {
		t.Run(r.Operation+" "+r.Options, func(t *testing.T) {
			request := httptest.NewRequestWithContext(t.Context(), r.Method, r.Path+"?"+r.query(""), bytes.NewReader(r.Body))
			request.Host = r.Signed.Host
			request.Header.Set("X-Ms-Date", r.Signed.Date)
			request.Header.Set("X-Ms-Content-Sha256", r.Signed.ContentHash)
			request.Header.Set("Authorization", r.Signed.Authorization)
			date, err := http.ParseTime(r.Signed.Date)
			servicetest.WantNoError(t, err)
			servicetest.WantNoError(t, verifySignature(request, r.Body, date))
		})
	}
}
