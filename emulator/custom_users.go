package emulator

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire"
	"github.com/chatgen-go/chatgen/acs/wire/serve"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// customIDVersions returns the previews of Identity in which a user can be created with a
// custom ID, and be read. No stable version has this, and nor does the generated client.
func customIDVersions() []version { return []version{"2025-03-02-preview", "2025-04-01-preview"} }

// createUser creates a user as a request requires it, or finds the one with its custom ID.
func createUser(ctx context.Context, e *engine.Engine, options *identity.CreateUserOptions) (createdUser, error) {
	info := callInfoFrom(ctx)
	customID := info.version.customID(info.body)
	if len(options.Scopes) == 0 {
		user, err := e.UserWithCustomID(customID)
		return createdUser{user, nil}, err
	}
	user, token, err := e.UserWithCustomIDAndToken(customID, engineScopes(options.Scopes), options.ExpiresIn)
	return createdUser{user, &token}, err
}

// customID returns the custom ID in the body of a request to create a user, or "".
func (v version) customID(body []byte) string {
	if !slices.Contains(customIDVersions(), v) {
		return ""
	}
	var request struct {
		CustomID string `json:"customId"`
	}
	if json.Unmarshal(body, &request) != nil {
		return ""
	}
	return request.CustomID
}

// newUserReader returns the service that reads a user.
func newUserReader(e *engine.Engine, key acs.AccessKey, authority *entraAuthority) *service {
	return newIdentityService(customIDVersions(), key, authority, func() *serve.Transport {
		return serve.NewTransport([]serve.Route{{
			Name: "GetUser", Method: http.MethodGet, Template: "/identities/{id}",
			Handle: func(r *serve.Request) (*http.Response, error) {
				details, err := e.GetUser(acs.UserIdentifier{ID: r.Path("id")})
				if err != nil {
					return nil, newFailure(err, callInfoFrom(r.Context()).encodeError)
				}
				return nil, &serve.Error{StatusCode: http.StatusOK, Body: encode(func(e *wire.Encoder) { encodeUserDetails(e, details) })}
			},
		}})
	})
}

// isUserRead reports whether a request reads a user.
func isUserRead(r *http.Request) bool {
	id, ok := strings.CutPrefix(r.URL.Path, "/identities/")
	return ok && r.Method == http.MethodGet && !strings.Contains(id, "/")
}

// encodeUserDetails writes a user with its custom ID, and the time as Identity formats it.
func encodeUserDetails(e *wire.Encoder, u engine.UserDetails) {
	e.BeginObject()
	optionalProperty(e, "customId", u.CustomID)
	if !u.LastTokenIssuedOn.IsZero() {
		property(e, "lastTokenIssuedAt", u.LastTokenIssuedOn.UTC().Format("2006-01-02T15:04:05-07:00"))
	}
	property(e, "id", u.ID.RawID())
	e.EndObject()
}
