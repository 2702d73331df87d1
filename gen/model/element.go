package model

import "github.com/chatgen-go/chatgen/gen/diag"

// Element is a part of a package as overrides name it: what sort of thing it
// is, as "property", and its name in the document, "ChatParticipant.metadata".
type Element struct{ Kind, Name string }

// CredentialElement is how the package's calls are authenticated.
func CredentialElement() Element { return Element{"package", "credentials"} }

// EntryElement is what an entry of an override makes. It is known by where the
// entry stands, as its name may change.
func EntryElement(at diag.Pos) Element { return Element{"entry", at.String()} }

// Element returns the client as overrides name it.
func (c *Client) Element() Element { return Element{"group", c.Group} }

// ClientParamElement returns a parameter that the client holds. Overrides name it
// without an operation.
func (c *Client) ClientParamElement(p *Param) Element {
	return Element{"parameter of group", c.Group + " parameter " + p.WireName}
}

// Element returns the operation as overrides name it.
func (o *Operation) Element() Element { return Element{"operation", o.ID} }

// ParamElement returns one of the operation's parameters.
func (o *Operation) ParamElement(p *Param) Element {
	return Element{"parameter", o.ID + " parameter " + p.WireName}
}

// Element returns one of the members that are inputs of their own.
func (b *Body) Element(f *Field) Element { return property(b.Schema, f) }

// Element returns the named type as overrides name it.
func (c *TypeInfo) Element() Element {
	if c.Schema == "" {
		return EntryElement(c.Pos)
	}
	return Element{"definition", c.Schema}
}

// FieldElement returns one of the object's members.
func (s *Struct) FieldElement(f *Field) Element { return property(s.Schema, f) }

// ValueElement returns one of the known values.
func (e *Enum) ValueElement(v *EnumValue) Element {
	return Element{"value", e.Schema + " value " + v.WireName}
}

func property(schema string, f *Field) Element { return Element{"property", schema + "." + f.WireName} }
