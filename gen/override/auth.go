package override

import (
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// authEntry says which credentials the service takes, where the document knows
// at most that there is an Authorization header.
type authEntry struct {
	Scopes    []text `yaml:"scopes,required"`
	AccessKey flag   `yaml:"accessKey"`
	common
}

func (e *authEntry) about() subject { return subject{"package", "package"} }

func (e *authEntry) apply(r *run) string {
	var scopes []string
	for _, s := range e.Scopes {
		scopes = append(scopes, s.Value)
	}
	r.touch(model.CredentialElement())
	r.pkg.Auth, r.pkg.Scopes, r.pkg.AccessKey = model.TokenAuth, scopes, e.AccessKey.Value
	effect := "takes Entra ID tokens for " + strings.Join(scopes, ", ")
	if e.AccessKey.Value {
		effect += ", and access keys"
	}
	return effect
}
