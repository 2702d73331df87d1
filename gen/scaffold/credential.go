package scaffold

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// Credential is the kind of credential of the clients. It is the entry of auth.yaml.
type Credential struct {
	Scopes    []string // of Microsoft Entra ID tokens
	UserToken bool     // the service's own tokens
	AccessKey bool     // requests signed with a key, in addition to one of the others
}

func (c Credential) isZero() bool { return len(c.Scopes) == 0 && !c.UserToken && !c.AccessKey }

func (c Credential) hasToken() bool { return len(c.Scopes) > 0 || c.UserToken }

// setCredential takes the credential of the request, and what the request leaves
// out from the document.
func (p *plan) setCredential() error {
	var errs diag.List
	for _, s := range p.doc.Security {
		s.CheckSupported(&errs)
	}
	if err := errs.Err(); err != nil {
		return err
	}
	p.credential = p.request.Credential
	schemes := slices.Concat(p.doc.Security, p.doc.Schemes)
	if !p.credential.hasToken() {
		p.credential.Scopes = scopes(schemes)
	}
	if slices.ContainsFunc(schemes, (*openapi.SecurityScheme).IsHMAC) {
		p.credential.AccessKey = true
	}
	switch {
	case p.credential.hasToken(), len(schemes) == 0 && p.credential.isZero():
		return nil
	case len(schemes) == 0:
		return errors.New("--access-key alone is not supported (also pass --scope SCOPE or --user-token)")
	}
	errs.Add(schemes[0].Pos, schemes[0].Name, "the credential does not follow from the security scheme",
		"pass --scope SCOPE for Microsoft Entra ID tokens, such as https://communication.azure.com//.default, "+
			"or --user-token for user access tokens; add --access-key if the service also accepts signed requests")
	return errs.Err()
}

// scopes returns those scopes of the schemes that Microsoft Entra ID issues tokens
// for: absolute URLs. Others, such as user_impersonation, are part of one.
func scopes(schemes []*openapi.SecurityScheme) []string {
	var all []string
	for _, scheme := range schemes {
		for _, scope := range scheme.Scopes {
			u, err := url.Parse(scope)
			if err == nil && u.IsAbs() && u.Host != "" && !slices.Contains(all, scope) {
				all = append(all, scope)
			}
		}
	}
	return all
}

// authYAML returns the text of auth.yaml.
func (p *plan) authYAML() string {
	var keys []string
	if c := p.credential; c.UserToken {
		keys = append(keys, "userToken: true")
	} else {
		quoted := make([]string, len(c.Scopes))
		for i, scope := range c.Scopes {
			quoted[i] = yamlText(scope)
		}
		keys = append(keys, "scopes: ["+strings.Join(quoted, ", ")+"]")
	}
	if p.credential.AccessKey {
		keys = append(keys, "accessKey: true")
	}
	why := "The scopes are those of the document's security schemes."
	if p.request.Credential.hasToken() {
		why = "The document does not contain it; it was given to chatgen init."
	}
	return schemaLine("auth") + yamlEntry(append(keys, "why: "+why)...)
}
