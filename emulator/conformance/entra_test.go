package conformance_test

import "github.com/chatgen-go/chatgen/emulator"

// The scopes of Entra tokens.
const (
	identityScope       = "https://communication.azure.com//.default" // with two slashes
	clientsScope        = "https://communication.azure.com/clients/.default"
	teamsExtensionScope = "https://auth.msft.communication.azure.com/.default"
)

// entraRules returns the rules for Entra tokens, of which the emulator has a local
// issuer.
func entraRules() []rule {
	return []rule{
		{
			name:    "entra-identity",
			text:    "Identity accepts an Entra token with the scope `https://communication.azure.com//.default` in place of a signature.",
			source:  published("Authenticate to Azure Communication Services"),
			options: &emulator.Options{},
			check: func(c *check) {
				app := user{check: c, token: c.entraToken("app", identityScope)}
				app.post("/identities?api-version="+identityVersion, "{}").wantStatus(201).wantProperties("", "identity")
				user{check: c, token: c.entraToken("app", "https://other.example/.default")}.post("/identities?api-version="+identityVersion, "{}").wantStatus(401)
			},
		},
		{
			name:    "entra-exchange",
			text:    "An Entra token is exchanged at `/access/entra/:exchangeAccessToken`, or with the scopes of Teams extensions at `/access/teamsExtension/:exchangeAccessToken`: a 200 with `accessToken`, which has `token` and `expiresOn`.",
			source:  document("Identity 2025-03-02-preview, 2025-06-30"),
			options: &emulator.Options{},
			check: func(c *check) {
				for path, scope := range map[string]string{
					"/access/entra/:exchangeAccessToken?api-version=2025-03-02-preview":  clientsScope,
					"/access/teamsExtension/:exchangeAccessToken?api-version=2025-06-30": teamsExtensionScope,
				} {
					r := user{check: c, token: c.entraToken("fred", scope)}.post(path, "{}").wantStatus(200)
					r.wantProperties("", "accessToken").wantProperties("accessToken", "token expiresOn")
					user{check: c, token: r.text("accessToken/token")}.post("/chat/threads", `{"topic":"x"}`).wantStatus(201)
				}
			},
		},
	}
}
