package emulator_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
)

// maskRandom replaces the random user IDs and tokens in a body.
func maskRandom(body string) string {
	body = regexp.MustCompile(`8:acs:[0-9a-f-]{36}_[0-9a-f-]{36}`).ReplaceAllString(body, "USER")
	return regexp.MustCompile(`"token":"[\w-]+\.[\w-]+\.[\w-]+"`).ReplaceAllString(body, `"token":"JWT"`)
}

// TestIdentityWire checks that each identity operation responds with the same status
// and bytes as the service.
func TestIdentityWire(t *testing.T) {
	s := start(t, emulator.Options{Now: fixedTime})
	created := s.callIdentity("POST", "/identities", "{}")
	id := regexp.MustCompile(`8:acs:[^"]+`).FindString(created.body)
	for _, step := range []wireCase{
		{"create", "POST", "/identities", "{}", 201, `{"identity":{"id":"USER"}}`},
		{"create without a body", "POST", "/identities", "", 201, `{"identity":{"id":"USER"}}`},
		{"create with a token", "POST", "/identities", `{"createTokenWithScopes":["chat","voip"]}`, 201, `{"identity":{"id":"USER"},"accessToken":{"token":"JWT","expiresOn":"2025-11-23T10:50:50.1234567+00:00"}}`},
		{"create for an hour", "POST", "/identities", `{"createTokenWithScopes":["chat"],"expiresInMinutes":60}`, 201, `{"identity":{"id":"USER"},"accessToken":{"token":"JWT","expiresOn":"2025-11-22T11:50:50.1234567+00:00"}}`},
		{"issue", "POST", "/identities/ID/:issueAccessToken", `{"scopes":["chat"]}`, 200, `{"token":"JWT","expiresOn":"2025-11-23T10:50:50.1234567+00:00"}`},
		{"revoke", "POST", "/identities/ID/:revokeAccessTokens", "", 204, ""},
		{"wireCase", "POST", "/teamsUser/:exchangeAccessToken", `{"token":"t","appId":"a","userId":"u"}`, 200, `{"token":"JWT","expiresOn":"2025-11-22T11:50:50.1234567+00:00"}`},
		{"delete", "DELETE", "/identities/ID", "", 204, ""},
		{"deleted", "POST", "/identities/ID/:issueAccessToken", `{"scopes":["chat"]}`, 401, `{"error":{"code":"IdentityNotOwned","message":"Provided identity doesn't belong to the resource."}}`},
		{"other resource", "DELETE", "/identities/8:acs:other_1", "", 401, `{"error":{"code":"IdentityNotOwned","message":"Provided identity doesn't belong to the resource."}}`},
		{"lifetime too short", "POST", "/identities", `{"createTokenWithScopes":["chat"],"expiresInMinutes":59}`, 400, `{"error":{"code":"ValidationError","message":"ExpiresInMinutes value 59 is invalid. Value must be within the [60, 1440] interval.","target":"ExpiresInMinutes"}}`},
		{"unknown scope", "POST", "/identities", `{"createTokenWithScopes":["invalid"]}`, 400, `{"error":{"code":"BadRequest","message":"The scope \"invalid\" is not supported."}}`},
		{"invalid JSON", "POST", "/identities", `[`, 400, `{"error":{"code":"BadRequest","message":"body: want an object, got an array (byte 0)"}}`},
		{"unknown path", "GET", "/identities/1/2/3", "", 404, `{"error":{"code":"NotFound"}}`},
		{"wrong method", "GET", "/identities", "", 405, `{"error":{"code":"MethodNotAllowed","message":"The method GET is not allowed. Allowed methods: POST."}}`},
		{"missing version", "POST", "/identities?api-version=", "{}", 400, `{"error":{"code":"ApiVersionUnspecified","message":"An API version is required, but was not specified."}}`},
		{"unknown version", "POST", "/identities?api-version=2025-03-15", "{}", 400, `{"error":{"code":"UnsupportedApiVersion","message":"The HTTP resource that matches the request URI 'ENDPOINT/identities' does not support the API version '2025-03-15'."}}`},
		{"body too large", "POST", "/identities", strings.Repeat(" ", 1<<20) + "{}", 413, `{"error":{"code":"RequestEntityTooLarge","message":"The request body is too large; the limit is 1048576 bytes."}}`},
	} {
		got := s.callIdentity(step.method, strings.ReplaceAll(step.target, "ID", id), step.body)
		wantEqual(t, step.name+": status", got.status, step.status)
		wantEqual(t, step.name+": body", strings.ReplaceAll(maskRandom(got.body), s.Endpoint, "ENDPOINT"), step.want)
		if got.body != "" {
			media := "application/json; charset=utf-8"
			if step.status == 401 || step.name == "missing version" {
				media = "application/json"
			}
			wantEqual(t, step.name+": Content-Type", got.header.Get("Content-Type"), media)
		}
	}
}

// TestSignature checks that the signature must be made with the access key, for the
// request, and at the current time. The emulator's clock, which is in the past
// here, does not affect this.
func TestSignature(t *testing.T) {
	s := start(t, emulator.Options{Now: fixedTime})
	wantDenied := func(name, key, signed, sent string, at time.Time, want string) {
		t.Helper()
		req := s.newRequest("POST", "/identities", sent)
		sign(req, key, signed, at)
		got := s.do(req)
		wantEqual(t, name+": status", got.status, 401)
		if !strings.HasPrefix(got.body, `{"error":{"code":"Denied","message":"`+want) {
			t.Errorf("%s: got %s, want message %s", name, got.body, want)
		}
	}
	now := time.Now()
	wantDenied("another key", "b3RoZXI=", "{}", "{}", now, "the signature does not match: it was made with a different key, or for a different method, path, query or host")
	wantDenied("another body", accessKey, "{}", "{ }", now, `x-ms-content-sha256 is \"RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=\"`)
	wantDenied("too old", accessKey, "{}", "{}", now.Add(-6*time.Minute), `x-ms-date \"`)
	wantDenied("too new", accessKey, "{}", "{}", now.Add(6*time.Minute), `x-ms-date \"`)
	got := s.do(s.newRequest("POST", "/identities", "{}"))
	wantEqual(t, "missing", got.body, `{"error":{"code":"Denied","message":"Authorization is missing"}}`)
	got = s.callChat(user{token: "invalid"}, "POST", "/identities", "{}")
	wantEqual(t, "a token", got.body, `{"error":{"code":"Denied","message":"the token is malformed"}}`)
}

// TestSignedDate checks that the signature may cover the header Date in place of
// x-ms-date.
func TestSignedDate(t *testing.T) {
	s := start(t, emulator.Options{})
	call := func(signed string, change func(http.Header)) response {
		req := s.newRequest("POST", "/identities", "{}")
		sign(req, accessKey, "{}", time.Now())
		req.Header.Set("Authorization", strings.Replace(req.Header.Get("Authorization"), "x-ms-date", signed, 1))
		req.Header.Set("Date", req.Header.Get("x-ms-date"))
		req.Header.Del("x-ms-date")
		change(req.Header)
		return s.do(req)
	}
	wantEqual(t, "status", call("date", func(http.Header) {}).status, 201)
	const missing = `{"error":{"code":"Denied","message":"x-ms-date is missing"}}`
	wantEqual(t, "body with the other name", call("x-ms-date", func(http.Header) {}).body, missing)
	wantEqual(t, "body without a date", call("date", func(h http.Header) { h.Del("Date") }).body, missing)
}
