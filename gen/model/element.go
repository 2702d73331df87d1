package model

import "github.com/chatgen-go/chatgen/gen/diag"

// Element identifies a part of a package as overrides do: by its kind, such as
// "property", and its name in the document, "ChatParticipant.metadata".
type Element struct{ Kind, Name string }

// CredentialElement returns the element of the package's authentication.
func CredentialElement() Element { return Element{"package", "credentials"} }

// EntryElement returns the element that an override entry creates. The entry's position
// identifies it, because its name may change.
func EntryElement(at diag.Pos) Element { return Element{"entry", at.String()} }

// Element returns the client's element.
func (c *Client) Element() Element { return Element{"group", c.Group} }

// ClientParamElement returns the element of a client-level parameter. Overrides
// identify it without an operation.
func (c *Client) ClientParamElement(p *Param) Element {
	return Element{"parameter of group", c.Group + " parameter " + p.WireName}
}

// Element returns the operation's element.
func (o *Operation) Element() Element { return Element{"operation", o.ID} }

// ParamElement returns the element of a parameter.
func (o *Operation) ParamElement(p *Param) Element {
	return Element{"parameter", o.ID + " parameter " + p.WireName}
}

// Element returns the element of a property that is an argument or option.
func (b *Body) Element(f *Field) Element { return property(b.Schema, f) }

// Element returns the element of the named type.
func (c *TypeInfo) Element() Element {
	if c.Schema == "" {
		return EntryElement(c.Pos)
	}
	return Element{"definition", c.Schema}
}

// FieldElement returns the element of a property.
func (s *Struct) FieldElement(f *Field) Element { return property(s.Schema, f) }

// ValueElement returns the element of a known value.
func (e *Enum) ValueElement(v *EnumValue) Element {
	return Element{"value", e.Schema + " value " + v.WireName}
}

func property(schema string, f *Field) Element { return Element{"property", schema + "." + f.WireName} }
