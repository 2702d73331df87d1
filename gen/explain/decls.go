package explain

import (
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// addDecl adds a named type, with its members and functions.
func (x *explainer) addDecl(d model.Decl) {
	info := d.Info()
	source := symbolSource{info.Pos, info.Pointer, info.Element()}
	switch d := d.(type) {
	case *model.ID:
		x.add(d.Name, typ, source, []string{"string"})
	case *model.Enum:
		x.addEnum(d, source)
	case *model.Union:
		x.addUnion(d, source)
	case *model.Struct:
		x.addStruct(d, source)
	}
}

func (x *explainer) addEnum(d *model.Enum, source symbolSource) {
	var values []string
	for _, v := range d.Values {
		values = append(values, enumValue(d, v))
	}
	wire := []string{jsonType(&model.Type{Kind: d.Base}) + ": " + strings.Join(values, ", ") + "; unknown values are preserved"}
	x.add(d.Name, typ, source, wire)
	x.add(d.ValuesFunc, function, source, wire)
	for _, v := range d.Values {
		x.add(v.Const, constant, symbolSource{v.Pos, v.Pointer, d.ValueElement(v)}, []string{enumValue(d, v)}, d.Element())
	}
}

// enumValue returns a value of an enum on the wire.
func enumValue(d *model.Enum, v *model.EnumValue) string {
	if d.Base == model.String {
		return quote(v.WireName)
	}
	return v.WireName
}

func (x *explainer) addUnion(d *model.Union, source symbolSource) {
	wire := []string{"object with discriminator " + quote(d.Property)}
	for _, m := range d.Variants {
		wire = append(wire, quote(m.DiscriminatorValue)+": "+m.Schema)
	}
	other := []string{"object with any other " + quote(d.Property) + ", preserved unchanged"}
	kind := symbolSource{d.KindPos, d.KindPointer, source.element}
	x.add(d.Name, typ, source, wire)
	x.add(d.Names.UnmarshalFunc, function, source, wire)
	x.add(d.Names.Unknown, typ, source, other)
	x.add(d.Names.Unknown+"."+d.Names.Field, field, kind, []string{quote(d.Property) + ": " + jsonType(d.Kind)})
	x.add(d.Names.Unknown+".JSON", field, source, other)
	x.add(d.Names.Unknown+".MarshalJSON", method, source, other)
}

func (x *explainer) addStruct(d *model.Struct, source symbolSource) {
	var wire []string
	if d.Union != nil {
		wire = append(wire, quote(d.Union.Property)+": "+quote(d.DiscriminatorValue))
	}
	for _, f := range d.Fields {
		line := fieldLine(f)
		wire = append(wire, line)
		source := symbolSource{f.Pos, f.Pointer, d.FieldElement(f)}
		x.add(d.Name+"."+f.Name, field, source, []string{line, "property of " + d.Schema}, append(typeElements(f.Type), d.Element())...)
	}
	if d.Additional != nil {
		line := "any other property: " + jsonType(d.Additional)
		wire = append(wire, line)
		x.add(d.Name+".AdditionalProperties", field, source, []string{line, "property of " + d.Schema}, typeElements(d.Additional)...)
	}
	if len(wire) == 0 {
		wire = []string{"{}"}
	}
	x.add(d.Name, typ, source, wire)
	x.add(d.Name+".MarshalJSON", method, source, wire)
	x.add(d.Name+".UnmarshalJSON", method, source, wire)
	if d.IsRedacted() {
		x.add(d.Name+".Format", method, source, wire)
	}
	if d.ContainsSecrets {
		x.add(d.Name+".LogValue", method, source, wire)
	}
	if d.AzureToken != nil {
		x.add(d.Name+".AzureToken", method, source, []string{fieldLine(d.AzureToken.Token), fieldLine(d.AzureToken.Expiry)})
	}
}

// structOf returns the struct of a type, or nil if it is not a struct.
func structOf(t *model.Type) *model.Struct {
	if t == nil {
		return nil
	}
	s, _ := t.Decl.(*model.Struct)
	return s
}

// propertyElement returns the element of a property in an operation's result.
func propertyElement(result *model.Type, f *model.Field) model.Element {
	s := structOf(result)
	if s == nil {
		panic("chatgen bug: a page is not an object")
	}
	return s.FieldElement(f)
}

// typeElements returns the element of a type that overrides create and that has no
// symbol of its own: a hand-written type or an ID.
func typeElements(t *model.Type) []model.Element {
	for ; t != nil; t = t.Elem {
		switch t.Decl.(type) {
		case *model.External, *model.ID:
			return []model.Element{t.Decl.Info().Element()}
		}
	}
	return nil
}
