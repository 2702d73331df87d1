package conformance_test

import (
	"regexp"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
)

// notOwnedMessage is the message of the error for a user of another resource.
const notOwnedMessage = "Provided identity doesn't belong to the resource."

// invalidTokenMessage is the message of the error for a token that cannot be exchanged.
const invalidTokenMessage = "Provided access token is not valid."

// identityRules returns the rules for users and the operations on their tokens.
func identityRules() []rule {
	return []rule{
		{
			name:   "create",
			text:   "Creating a user is a 201 with `identity` and its `id`, the raw ID `8:acs:RESOURCE_USER`.",
			source: recorded("Identity 2021-03-07"),
			check: func(c *check) {
				for _, body := range []string{"", "{}"} {
					r := c.identity("POST", "/identities?api-version=2021-03-07", body).wantStatus(201).wantProperties("", "identity").wantProperties("identity", "id")
					if id := r.text("identity/id"); !regexp.MustCompile(`^8:acs:[0-9a-f-]{36}_[0-9a-f-]{36}$`).MatchString(id) {
						c.Errorf("the ID is %s", id)
					}
					c.deleteUser(r.text("identity/id"))
				}
			},
		},
		{
			name:   "create-with-token",
			text:   "With `createTokenWithScopes` the response also has `accessToken`, with `token` and `expiresOn`.",
			source: document("Identity 2023-10-01"),
			check: func(c *check) {
				r := c.identity("POST", "/identities", `{"createTokenWithScopes":["chat","voip"]}`).wantStatus(201)
				r.wantProperties("", "identity accessToken").wantProperties("accessToken", "token expiresOn")
				c.deleteUser(r.text("identity/id"))
			},
		},
		{
			name:   "issue",
			text:   "Issuing a token is a 200 with `token` and `expiresOn`.",
			source: recorded("Identity 2023-10-01"),
			check: func(c *check) {
				u := c.newUser()
				c.identity("POST", "/identities/"+u.id+"/:issueAccessToken", `{"scopes":["chat"]}`).wantStatus(200).wantProperties("", "token expiresOn")
			},
		},
		{
			name:   "times",
			text:   "Identity sends times with six or seven fractional digits and `+00:00`.",
			source: recorded("Identity 2023-10-01"),
			check: func(c *check) {
				u := c.newUser()
				got := c.identity("POST", "/identities/"+u.id+"/:issueAccessToken", `{"scopes":["chat"]}`).text("expiresOn")
				if !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6,7}\+00:00$`).MatchString(got) {
					c.Errorf("expiresOn is %s", got)
				}
			},
		},
		{
			name:   "scopes",
			text:   "The scopes are `chat`, `chat.join`, `chat.join.limited`, `voip` and `voip.join`; another one is a 400.",
			source: document("Identity 2023-10-01"),
			check: func(c *check) {
				u := c.newUser("chat", "chat.join", "chat.join.limited", "voip", "voip.join")
				c.identity("POST", "/identities/"+u.id+"/:issueAccessToken", `{"scopes":["x"]}`).wantStatus(400)
			},
		},
		{
			name:   "no-scopes",
			text:   "Issuing a token without `scopes`, null or an empty list, is a 400 `ValidationError`, \"Scopes: The Scopes field is required.\", with the target `Scopes`.",
			source: recorded("Identity 2022-10-01, 2023-10-01"),
			check: func(c *check) {
				u := c.newUser()
				for _, v := range []string{"2022-10-01", "2023-10-01"} {
					for _, body := range []string{"{}", `{"scopes":null,"expiresInMinutes":null}`, `{"scopes":[]}`} {
						c.identity("POST", "/identities/"+u.id+"/:issueAccessToken?api-version="+v, body).
							wantError(400, "ValidationError", "Scopes: The Scopes field is required.").want("error/target", `"Scopes"`)
					}
				}
			},
		},
		{
			name:   "null-properties",
			text:   "A user is also created if `createTokenWithScopes` and `expiresInMinutes` are null; there is no token then.",
			source: recorded("Identity 2022-10-01"),
			check: func(c *check) {
				r := c.identity("POST", "/identities?api-version=2022-10-01", `{"createTokenWithScopes":null,"expiresInMinutes":null}`).wantStatus(201)
				c.deleteUser(r.wantProperties("", "identity").text("identity/id"))
			},
		},
		{
			name:   "minutes",
			text:   "A token for less than 60 or more than 1440 minutes is a 400 `ValidationError` with the number, the interval and the target `ExpiresInMinutes`.",
			source: recorded("Identity 2023-10-01"),
			check: func(c *check) {
				u := c.newUser()
				for _, minutes := range []string{"59", "1441"} {
					message := "ExpiresInMinutes value " + minutes + " is invalid. Value must be within the [60, 1440] interval."
					for _, r := range []response{
						c.identity("POST", "/identities", `{"createTokenWithScopes":["chat"],"expiresInMinutes":`+minutes+`}`),
						c.identity("POST", "/identities/"+u.id+"/:issueAccessToken", `{"scopes":["chat"],"expiresInMinutes":`+minutes+`}`),
					} {
						r.wantError(400, "ValidationError", message).want("error/target", `"ExpiresInMinutes"`)
					}
				}
			},
		},
		{
			name:   "expiry",
			text:   "A token lives for `expiresInMinutes`, or for 24 hours.",
			source: document("Identity 2023-10-01"),
			check: func(c *check) {
				u := c.newUser()
				for body, want := range map[string]time.Duration{`{"scopes":["chat"],"expiresInMinutes":60}`: time.Hour, `{"scopes":["chat"]}`: 24 * time.Hour} {
					expires, err := time.Parse(time.RFC3339Nano, c.identity("POST", "/identities/"+u.id+"/:issueAccessToken", body).text("expiresOn"))
					if rest := time.Until(expires); err != nil || rest < want-5*time.Minute || rest > want+5*time.Minute {
						c.Errorf("%s: expires in %v, want %v", body, rest, want)
					}
				}
			},
		},
		{
			name:   "zero-minutes",
			text:   "`expiresInMinutes` 0 is treated as absent.",
			source: chosen,
			check: func(c *check) {
				u := c.newUser()
				expires, err := time.Parse(time.RFC3339Nano, c.identity("POST", "/identities/"+u.id+"/:issueAccessToken", `{"scopes":["chat"],"expiresInMinutes":0}`).text("expiresOn"))
				if rest := time.Until(expires); err != nil || rest < 23*time.Hour {
					c.Errorf("expires in %v", rest)
				}
			},
		},
		{
			name:   "revoke",
			text:   "Revoking tokens is a 204 without a body; at the service it takes effect within 15 minutes.",
			source: document("Identity 2023-10-01"),
			check: func(c *check) {
				c.identity("POST", "/identities/"+c.newUser().id+"/:revokeAccessTokens", "").wantStatus(204).wantEmpty()
			},
		},
		{
			name:    "revoked-at-once",
			text:    "Without `--realistic`, a revocation takes effect at once; tokens that are issued later are valid.",
			source:  chosen,
			options: &emulator.Options{},
			check: func(c *check) {
				u := c.newUser()
				c.identity("POST", "/identities/"+u.id+"/:revokeAccessTokens", "").wantStatus(204)
				u.get("/chat/threads").wantStatus(401)
				u.newToken().get("/chat/threads").wantStatus(200)
			},
		},
		{
			name:   "delete",
			text:   "Deleting a user is a 204 without a body.",
			source: document("Identity 2023-10-01"),
			check: func(c *check) {
				c.identity("DELETE", "/identities/"+c.newUser().id, "").wantStatus(204).wantEmpty()
			},
		},
		{
			name:    "deleted",
			text:    "The tokens of a deleted user are invalid. Deleting it again is a 204; issuing and revoking tokens is a 401.",
			source:  chosen,
			options: &emulator.Options{},
			check: func(c *check) {
				u := c.newUser()
				c.deleteUser(u.id)
				u.get("/chat/threads").wantStatus(401)
				c.deleteUser(u.id)
				c.identity("POST", "/identities/"+u.id+"/:issueAccessToken", `{"scopes":["chat"]}`).wantError(401, "IdentityNotOwned", notOwnedMessage)
				c.identity("POST", "/identities/"+u.id+"/:revokeAccessTokens", "").wantError(401, "IdentityNotOwned", notOwnedMessage)
			},
		},
		{
			name:   "not-owned",
			text:   "A user of another resource, or one that does not exist, is a 401 `IdentityNotOwned`.",
			source: recorded("Identity 2021-03-07"),
			check: func(c *check) {
				const path = "/identities/8:acs:11111111-2222-4333-8444-555555555555_00000000-0000-0000-0000-000000000000"
				c.identity("POST", path+"/:issueAccessToken", `{"scopes":["chat"]}`).wantError(401, "IdentityNotOwned", notOwnedMessage)
				c.identity("POST", path+"/:revokeAccessTokens", "").wantError(401, "IdentityNotOwned", notOwnedMessage)
				c.identity("DELETE", path, "").wantError(401, "IdentityNotOwned", notOwnedMessage)
			},
		},
		{
			name:    "exchange",
			text:    "Exchanging a Teams user's token is a 200 with `token` and `expiresOn`.",
			source:  recorded("Identity 2023-10-01"),
			options: &emulator.Options{},
			check: func(c *check) {
				c.identity("POST", "/teamsUser/:exchangeAccessToken", `{"token":"x","appId":"a","userId":"u"}`).wantStatus(200).wantProperties("", "token expiresOn")
			},
		},
		{
			name:    "exchange-required",
			text:    "An empty token to exchange is a 401 `InvalidAccessToken`, \"Provided access token is not valid.\". Otherwise an empty `appId` or `userId` is a 400 `ValidationError`, \"AppId: The AppId field is required.\", with the target `AppId`, or the same with `UserId`.",
			source:  recorded("Identity 2022-10-01, 2023-10-01"),
			options: &emulator.Options{},
			check: func(c *check) {
				for _, v := range []string{"2022-10-01", "2023-10-01"} {
					path := "/teamsUser/:exchangeAccessToken?api-version=" + v
					c.identity("POST", path, `{"token":"","appId":"a","userId":""}`).wantError(401, "InvalidAccessToken", invalidTokenMessage)
					c.identity("POST", path, `{"token":"x","appId":"","userId":"u"}`).
						wantError(400, "ValidationError", "AppId: The AppId field is required.").want("error/target", `"AppId"`)
					c.identity("POST", path, `{"token":"x","appId":"a","userId":""}`).
						wantError(400, "ValidationError", "UserId: The UserId field is required.").want("error/target", `"UserId"`)
				}
			},
		},
		{
			name:    "exchange-invalid",
			text:    "In an exchange, the token and the IDs are not checked, but the value `invalid` stands for an invalid one: the same 401, or a 400 `ValidationError`, \"Provided AppId has invalid format.\", with the target `appId`, or the same with `UserId`. The service accepts GUIDs only.",
			source:  chosen,
			options: &emulator.Options{},
			check: func(c *check) {
				const path = "/teamsUser/:exchangeAccessToken"
				c.identity("POST", path, `{"token":"invalid","appId":"a","userId":"u"}`).wantError(401, "InvalidAccessToken", invalidTokenMessage)
				c.identity("POST", path, `{"token":"x","appId":"invalid","userId":"u"}`).
					wantError(400, "ValidationError", "Provided AppId has invalid format.").want("error/target", `"appId"`)
				c.identity("POST", path, `{"token":"x","appId":"a","userId":"invalid"}`).
					wantError(400, "ValidationError", "Provided UserId has invalid format.").want("error/target", `"userId"`)
			},
		},
		{
			name:    "exchange-previews",
			text:    "Before 2022-06-01 an exchange has only the token, and in 2021-03-31-preview1 the 401 for an invalid one has no body.",
			source:  recorded("Identity 2021-03-31-preview1"),
			options: &emulator.Options{},
			check: func(c *check) {
				for _, v := range []string{"2021-03-31-preview1", "2021-10-31-preview"} {
					c.identity("POST", "/teamsUser/:exchangeAccessToken?api-version="+v, `{"token":"x"}`).wantStatus(200).wantProperties("", "token expiresOn")
				}
				c.identity("POST", "/teamsUser/:exchangeAccessToken?api-version=2021-03-31-preview1", `{"token":"invalid"}`).wantStatus(401).wantEmpty()
			},
		},
		{
			name:    "exchanged",
			text:    "The new token of an exchange is valid for an hour, and does not allow Chat.",
			source:  chosen,
			options: &emulator.Options{},
			check: func(c *check) {
				r := c.identity("POST", "/teamsUser/:exchangeAccessToken", `{"token":"x","appId":"a","userId":"u"}`)
				expires, err := time.Parse(time.RFC3339Nano, r.text("expiresOn"))
				if rest := expires.Sub(c.clock.now()); err != nil || rest.Round(time.Second) != time.Hour {
					c.Errorf("expires in %v", rest)
				}
				user{check: c, token: r.text("token")}.get("/chat/threads").wantStatus(401)
			},
		},
		{
			name:   "custom-id",
			text:   "In 2025-03-02-preview a user can be created with `customId`, which the response repeats before `id`; creating it again is a 201 with the same user.",
			source: recorded("Identity 2025-03-02-preview"),
			check: func(c *check) {
				const path, body = "/identities?api-version=2025-03-02-preview", `{"customId":"bob@example.com"}`
				first := c.identity("POST", path, body).wantStatus(201).wantProperties("", "identity").wantProperties("identity", "customId id")
				c.wantEqual("again", c.identity("POST", path, body).wantStatus(201).body, first.body)
				c.identity("POST", path, "{}").wantStatus(201).wantProperties("identity", "id")
				c.deleteUser(first.text("identity/id"))
			},
		},
		{
			name:   "user-details",
			text:   "In 2025-03-02-preview a user with a custom ID has `lastTokenIssuedAt`, in whole seconds with `+00:00`, once it has a token, and a GET of the user is a 200 with `customId`, `lastTokenIssuedAt` and `id`.",
			source: recorded("Identity 2025-03-02-preview"),
			check: func(c *check) {
				const version = "?api-version=2025-03-02-preview"
				r := c.identity("POST", "/identities"+version, `{"customId":"alice@example.com","createTokenWithScopes":["voip"],"expiresInMinutes":120}`).wantStatus(201)
				r.wantProperties("", "identity accessToken").wantProperties("identity", "customId lastTokenIssuedAt id")
				if at := r.text("identity/lastTokenIssuedAt"); !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$`).MatchString(at) {
					c.Errorf("lastTokenIssuedAt is %s", at)
				}
				id := r.text("identity/id")
				details := c.identity("GET", "/identities/"+id+version, "").wantStatus(200).wantProperties("", "customId lastTokenIssuedAt id")
				details.want("customId", `"alice@example.com"`).want("id", `"`+id+`"`)
				c.deleteUser(id)
			},
		},
		{
			name:   "custom-id-chosen",
			text:   "Other versions ignore `customId`. A custom ID whose user was deleted is one of another user, and reading the deleted one is a 401 `IdentityNotOwned`.",
			source: chosen,
			check: func(c *check) {
				const path, body = "/identities?api-version=2025-03-02-preview", `{"customId":"eve@example.com"}`
				c.identity("POST", "/identities?api-version=2023-10-01", body).wantStatus(201).wantProperties("identity", "id")
				id := c.identity("POST", path, body).text("identity/id")
				c.deleteUser(id)
				c.identity("GET", "/identities/"+id+"?api-version=2025-03-02-preview", "").wantError(401, "IdentityNotOwned", notOwnedMessage)
				if again := c.identity("POST", path, body).text("identity/id"); again == id {
					c.Errorf("the user is %s again", id)
				}
			},
		},
		{
			name:   "teams-phone",
			text:   "The access of a principal to Teams Phone is created with a 201, replaced and read with a 200, and removed with a 204 without a body; reading it then is a 404.",
			source: document("Identity 2025-06-30 to 2026-09-23"),
			check: func(c *check) {
				const path = "/access/teamsExtension/tenants/11111111-2222-4333-8444-555555555555/assignments/66666666-7777-4888-8999-aaaaaaaaaaaa"
				for _, v := range []string{"2025-06-30", "2026-07-22", "2026-09-23"} {
					c.identity("PUT", path+"?api-version="+v, `{"principalType":"user"}`).wantStatus(201)
					c.identity("PUT", path+"?api-version="+v, `{"principalType":"resourceAccount","clientIds":["app"]}`).wantStatus(200)
					r := c.identity("GET", path+"?api-version="+v, "").wantStatus(200).wantProperties("", "clientIds objectId principalType tenantId")
					if kind := r.text("principalType"); kind != "resourceAccount" {
						c.Errorf("the principal is %q", kind)
					}
					c.identity("DELETE", path+"?api-version="+v, "").wantStatus(204)
					c.identity("GET", path+"?api-version="+v, "").wantError(404, "NotFound", "*")
				}
			},
		},
		{
			name:   "teams-phone-chosen",
			text:   "Removing an access that is not there is a 204. A principal type other than `user` and `resourceAccount` is a 400 `ValidationError`, and versions before 2025-06-30 are a 400 `UnsupportedApiVersion`.",
			source: chosen,
			check: func(c *check) {
				const path = "/access/teamsExtension/tenants/t/assignments/o"
				c.identity("DELETE", path, "").wantStatus(204)
				c.identity("PUT", path, `{"principalType":"robot"}`).wantError(400, "ValidationError", "*")
				c.identity("GET", path+"?api-version=2023-10-01", "").wantError(400, "UnsupportedApiVersion", "*")
			},
		},
		{
			name:   "request-id",
			text:   "Identity returns the `x-ms-client-request-id` of the request.",
			source: recorded("Identity 2021-03-07"),
			check: func(c *check) {
				u := c.newUser()
				r := c.identity("POST", "/identities/"+u.id+"/:issueAccessToken", `{"scopes":["chat"]}`, "x-ms-client-request-id: 8d5085e4-ec0c-424d-8b6a-4fb89a0a2c34")
				r.wantStatus(200).wantHeader("x-ms-client-request-id", "8d5085e4-ec0c-424d-8b6a-4fb89a0a2c34")
			},
		},
		{
			name:   "signature",
			text:   "A call without a valid signature of the access key, the date, the host and the body is a 401.",
			source: published("Authentication with HMAC"),
			check: func(c *check) {
				for _, header := range []string{"Authorization: HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=x", "x-ms-date: Mon, 02 Jan 2006 15:04:05 GMT", "x-ms-content-sha256: x"} {
					c.identity("POST", "/identities", "{}", header).wantStatus(401)
				}
				user{check: c, token: "x"}.call("POST", "/identities?api-version="+identityVersion, "{}").wantStatus(401)
			},
		},
	}
}

// deleteUser deletes a user.
func (c *check) deleteUser(rawID string) {
	c.Helper()
	c.identity("DELETE", "/identities/"+rawID, "").wantStatus(204)
}

// skypeID returns a raw ID as a token contains it.
func skypeID(rawID string) string { return strings.TrimPrefix(rawID, "8:") }
