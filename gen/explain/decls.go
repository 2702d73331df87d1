package explain

import (
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// decl adds a named type and what belongs to it.
func (x *explainer) decl(d model.Decl) {
	info := d.Info()
	at := place{info.Pos, info.Pointer, info.Element()}
	switch d := d.(type) {
	case *model.ID:
		x.add(d.Name, typ, at, []string{"string"})
	case *model.Enum:
		x.enum(d, at)
	case *model.Union:
		x.family(d, at)
	case *model.Struct:
		x.object(d, at)
	}
}

func (x *explainer) enum(d *model.Enum, at place) {
	var values []string
	for _, v := range d.Values {
		values = append(values, value(d, v))
	}
	wire := []string{jsonType(&model.Type{Kind: d.Base}) + ": " + strings.Join(values, ", ") + "; any other is kept"}
	x.add(d.Name, typ, at, wire)
	x.add(d.Possible, function, at, wire)
	for _, v := range d.Values {
		x.add(v.Const, constant, place{v.Pos, v.Pointer, d.ValueElement(v)}, []string{value(d, v)}, d.Element())
	}
}

// value is a value of an enum on the wire.
func value(d *model.Enum, v *model.EnumValue) string {
	if d.Base == model.String {
		return quote(v.WireName)
	}
	return v.WireName
}

func (x *explainer) family(d *model.Union, at place) {
	wire := []string{"an object, and " + quote(d.Property) + " says which"}
	for _, m := range d.Members {
		wire = append(wire, quote(m.Tag)+": "+m.Schema)
	}
	other := []string{"an object with any other " + quote(d.Property) + ", kept and sent as it came"}
	kind := place{d.KindPos, d.KindPointer, at.element}
	x.add(d.Name, typ, at, wire)
	x.add(d.Names.UnmarshalFunc, function, at, wire)
	x.add(d.Names.Unknown, typ, at, other)
	x.add(d.Names.Unknown+"."+d.Names.Field, field, kind, []string{quote(d.Property) + ": " + jsonType(d.Kind)})
	x.add(d.Names.Unknown+".JSON", field, at, other)
	x.add(d.Names.Unknown+".MarshalJSON", method, at, other)
}

func (x *explainer) object(d *model.Struct, at place) {
	var wire []string
	if d.Union != nil {
		wire = append(wire, quote(d.Union.Property)+": "+quote(d.Tag))
	}
	for _, f := range d.Fields {
		line := fieldLine(f)
		wire = append(wire, line)
		stands := place{f.Pos, f.Pointer, d.FieldElement(f)}
		x.add(d.Name+"."+f.Name, field, stands, []string{line, "a member of " + d.Schema}, append(typeElements(f.Type), d.Element())...)
	}
	if d.Additional != nil {
		line := "any other member: " + jsonType(d.Additional)
		wire = append(wire, line)
		x.add(d.Name+".AdditionalProperties", field, at, []string{line, "a member of " + d.Schema}, typeElements(d.Additional)...)
	}
	if len(wire) == 0 {
		wire = []string{"{}"}
	}
	x.add(d.Name, typ, at, wire)
	x.add(d.Name+".MarshalJSON", method, at, wire)
	x.add(d.Name+".UnmarshalJSON", method, at, wire)
}

// structOf returns the struct that a type is, or nil.
func structOf(t *model.Type) *model.Struct {
	if t == nil {
		return nil
	}
	s, _ := t.Decl.(*model.Struct)
	return s
}

// propertyElement returns a member of an operation's result.
func propertyElement(result *model.Type, f *model.Field) model.Element {
	s := structOf(result)
	if s == nil {
		panic("chatgen bug: a page that is no object")
	}
	return s.FieldElement(f)
}

// typeElements returns the elements of which overrides made a type that has no
// symbol of its own: hand-written types, and IDs.
func typeElements(t *model.Type) []model.Element {
	for ; t != nil; t = t.Elem {
		switch t.Decl.(type) {
		case *model.External, *model.ID:
			return []model.Element{t.Decl.Info().Element()}
		}
	}
	return nil
}
