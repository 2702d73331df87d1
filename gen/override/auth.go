package override

import (
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// authEntry selects the credentials of the package's clients. A document describes
// at most the format of the Authorization header.
type authEntry struct {
	Scopes    []text `yaml:"scopes"`
	UserToken flag   `yaml:"userToken"`
	AccessKey flag   `yaml:"accessKey"`
	common
}

func (e *authEntry) subject() subject { return subject{"package", "package"} }

func (e *authEntry) apply(a *applier) string {
	switch {
	case e.UserToken.Value && len(e.Scopes) > 0:
		a.reject(e.UserToken.Key, "userToken", "cannot be combined with scopes", "remove the one that the service does not accept")
		return ""
	case !e.UserToken.Value && len(e.Scopes) == 0:
		a.reject(e.Pos, "entry", "scopes or userToken: true is required",
			"scopes are for Microsoft Entra ID tokens, userToken is for the service's own user access tokens")
		return ""
	}
	effect := "accepts user access tokens"
	var scopes []string
	for _, s := range e.Scopes {
		scopes = append(scopes, s.Value)
	}
	if len(scopes) > 0 {
		effect = "accepts Entra ID tokens for " + strings.Join(scopes, ", ")
	}
	if e.AccessKey.Value {
		effect += ", and access keys"
	}
	a.recordAffected(model.CredentialElement())
	a.pkg.Auth, a.pkg.Scopes, a.pkg.AccessKey = model.TokenAuth, scopes, e.AccessKey.Value
	return effect
}

// checkAuth reports a document that declares security although no override selects
// a credential, because its clients would not send any.
func checkAuth(pkg *model.Package, errs *diag.List) {
	if pkg.SecurityScheme != "" && pkg.Auth == model.NoAuth {
		errs.Add(pkg.SecurityPos, pkg.SecurityScheme, "no override selects the credential for this security scheme",
			"add an entry to auth.yaml in the overrides of package "+pkg.Name)
	}
}
