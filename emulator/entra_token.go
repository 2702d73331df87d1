package emulator

import (
	"net/http"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/entra"
)

const (
	tokenEndpoint         = "/oauth2/v2.0/token"
	configurationEndpoint = "/v2.0/.well-known/openid-configuration"
)

// tenantOf returns the tenant in the path of an endpoint of the emulated Microsoft Entra
// ID, and the endpoint, or "" for any other path.
func tenantOf(path string) (tenant, endpoint string) {
	for _, endpoint := range []string{tokenEndpoint, configurationEndpoint} {
		tenant, ok := strings.CutSuffix(strings.TrimPrefix(path, "/"), endpoint)
		if ok && tenant != "" && !strings.Contains(tenant, "/") {
			return tenant, endpoint
		}
	}
	return "", ""
}

// wireConfiguration describes a tenant to an OpenID Connect client.
type wireConfiguration struct {
	Issuer                string `json:"issuer"`
	AuthorizationEndpoint string `json:"authorization_endpoint"`
	TokenEndpoint         string `json:"token_endpoint"`
}

// wireOAuthToken is the response of the token endpoint.
type wireOAuthToken struct {
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"`
	AccessToken string `json:"access_token"`
}

// wireOAuthError is an error of the token endpoint, as RFC 6749 defines it.
type wireOAuthError struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

// serveTokens serves the endpoints of a tenant. The token endpoint supports the grant of
// client credentials, and accepts every client with every secret: the client's ID is
// the object of the token.
func (a *entraAuthority) serveTokens(w http.ResponseWriter, r *http.Request, tenant, endpoint string) {
	base := absoluteURL(r, "/"+tenant)
	if endpoint == configurationEndpoint {
		writeOAuth(w, http.StatusOK, wireConfiguration{base + "/v2.0", base + "/oauth2/v2.0/authorize", base + tokenEndpoint})
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	stop := limitReading(w, r, a.timeout)
	err := r.ParseForm()
	stop(false) // a body that is not a form is not read
	grant, client, scope := r.PostForm.Get("grant_type"), r.PostForm.Get("client_id"), r.PostForm.Get("scope")
	switch {
	case err != nil:
		writeOAuth(w, http.StatusBadRequest, wireOAuthError{"invalid_request", "The request body is not a form, or is incomplete."})
	case r.Method != http.MethodPost || grant != "client_credentials":
		writeOAuth(w, http.StatusBadRequest, wireOAuthError{"unsupported_grant_type", "Only a POST with the grant type client_credentials is supported."})
	case client == "" || scope == "":
		writeOAuth(w, http.StatusBadRequest, wireOAuthError{"invalid_request", "The parameters client_id and scope are required."})
	default:
		token, _ := a.issuer.Issue(entra.Claims{Issuer: base + "/v2.0", Object: client, Scopes: scope}, time.Now())
		writeOAuth(w, http.StatusOK, wireOAuthToken{"Bearer", int(entra.Lifetime / time.Second), token})
	}
}

func writeOAuth(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", jsonType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(encodeJSON(body)) // fails if the client has disconnected
}
