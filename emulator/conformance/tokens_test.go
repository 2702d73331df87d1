package conformance_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
)

// tokenRules returns the rules for access tokens in calls of Chat.
func tokenRules() []rule {
	return []rule{
		{
			name:   "claims",
			text:   "An access token is a JWT with `exp`, `iat`, `skypeid` (the raw ID without `8:`), `acsScope` (separated by commas) and `resourceId`.",
			source: published("User access tokens"),
			check: func(c *check) {
				u := c.newUser("chat", "voip")
				claims := u.claims()
				c.wantEqual("skypeid", claims["skypeid"], skypeID(u.id))
				c.wantEqual("acsScope", claims["acsScope"], "chat,voip")
				for _, name := range []string{"exp", "iat", "resourceId"} {
					if claims[name] == nil {
						c.Errorf("the claim %s is missing", name)
					}
				}
			},
		},
		{
			name:   "expires-on",
			text:   "`expiresOn` is the time of the token's `exp`.",
			source: published("User access tokens"),
			check: func(c *check) {
				u := c.newUser()
				r := c.identity("POST", "/identities/"+u.id+"/:issueAccessToken", `{"scopes":["chat"]}`)
				expires, err := time.Parse(time.RFC3339Nano, r.text("expiresOn"))
				exp, _ := user{check: c, token: r.text("token")}.claims()["exp"].(float64)
				if difference := expires.Unix() - int64(exp); err != nil || difference < -1 || difference > 1 {
					c.Errorf("expiresOn %v, exp %v", expires, exp)
				}
			},
		},
		{
			name:    "generation",
			text:    "The claim `generation`, which only the emulator has, is incremented by each revocation. The signature is HS256 with a key of the resource.",
			source:  chosen,
			options: &emulator.Options{},
			check: func(c *check) {
				u := c.newUser()
				c.wantEqual("generation", u.claims()["generation"], 0)
				c.identity("POST", "/identities/"+u.id+"/:revokeAccessTokens", "").wantStatus(204)
				c.wantEqual("generation", u.newToken().claims()["generation"], 1)
			},
		},
		{
			name:   "scheme",
			text:   "A token is accepted in the header `Authorization` with the scheme `Bearer`, in any case.",
			source: standard("RFC 6750, RFC 9110"),
			check: func(c *check) {
				u := c.newUser()
				u.call("GET", "/chat/threads", "", "Authorization: bearer "+u.token).wantStatus(200)
				u.call("GET", "/chat/threads", "", "Authorization: "+u.token).wantStatus(401)
				u.call("GET", "/chat/threads", "", "Authorization: ").wantStatus(401)
			},
		},
		{
			name:    "expired",
			text:    "An expired token is a 401.",
			source:  published("User access tokens"),
			options: &emulator.Options{},
			check: func(c *check) {
				u := c.newUser()
				c.clock.advance(25 * time.Hour)
				u.get("/chat/threads").wantStatus(401)
			},
		},
		{
			name:   "forged",
			text:   "A token whose payload was changed is a 401.",
			source: standard("RFC 7519"),
			check: func(c *check) {
				ann, bob := strings.Split(c.newUser().token, "."), strings.Split(c.newUser().token, ".")
				if len(ann) != 3 || len(bob) != 3 {
					c.Fatalf("the tokens have %d and %d parts", len(ann), len(bob))
				}
				forged := ann[0] + "." + bob[1] + "." + ann[2]
				user{check: c, token: forged}.get("/chat/threads").wantStatus(401)
			},
		},
	}
}

// claims returns the payload of the user's token.
func (u user) claims() map[string]any {
	u.Helper()
	_, rest, _ := strings.Cut(u.token, ".")
	payload, _, _ := strings.Cut(rest, ".")
	data, err := base64.RawURLEncoding.DecodeString(payload)
	var claims map[string]any
	if err != nil || json.Unmarshal(data, &claims) != nil {
		u.Fatalf("the token is not a JWT")
	}
	return claims
}
