package override

import "github.com/chatgen-go/chatgen/gen/model"

// secretEntry marks a property whose value must not be logged: fmt and log/slog print
// a placeholder for it, and the client does not log bodies. If the property is an
// access token, expiry is the property with the time at which it expires, and the type
// can be converted to a token of azcore.
type secretEntry struct {
	Definition text    `yaml:"definition,required"`
	Property   text    `yaml:"property,required"`
	Expiry     text    `yaml:"expiry"`
	Expect     *expect `yaml:"expect"`
	common
}

func (e *secretEntry) subject() subject {
	return subject{"property", e.Definition.Value + "." + e.Property.Value}
}

func (e *secretEntry) apply(a *applier) string {
	s, f := a.findProperty(e.Definition, e.Property)
	if f == nil || !a.checkExpectations(e.Expect, e.subject().name, valueFacts(f.Type, f.Required)) {
		return ""
	}
	if f.Type.Kind != model.String || f.Type.Pointer {
		a.reject(e.Pos, e.subject().name, "is not a string that is always set; its type is "+typeName(f.Type), "remove the entry")
		return ""
	}
	effect := "a secret"
	if e.Expiry.IsSet() {
		expiry := a.findField(s.Fields, e.Expiry, "property of "+e.Definition.Value)
		if expiry == nil || !e.checkExpiry(a, s, expiry) {
			return ""
		}
		s.AzureToken = &model.AzureToken{Token: f, Expiry: expiry}
		effect = "a token that expires on " + e.Expiry.Value
	}
	f.Secret, a.pkg.HasSecrets = true, true
	a.recordAffected(s.FieldElement(f))
	return effect
}

// checkExpiry reports whether the token of a type can expire at the time in a property,
// and rejects the entry otherwise.
func (e *secretEntry) checkExpiry(a *applier, s *model.Struct, expiry *model.Field) bool {
	switch {
	case expiry.Type.Kind != model.Time || expiry.Type.Pointer:
		return a.rejectType(e.Expiry, s.Schema, "a time that is always set", expiry.Type)
	case s.AzureToken != nil:
		return a.reject(e.Expiry.Pos, e.Definition.Value, "already has a token with an expiry", "remove expiry from one of the entries")
	}
	return true
}
