package build

import (
	"fmt"
	"slices"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// typeShape is the kind of Go type that a schema becomes.
type typeShape int

const (
	plainShape  typeShape = iota // a type without a name: a basic type, a list or a map
	structShape                  // a struct
	enumShape                    // an enum
	unionShape                   // an interface with variants
)

func (b *builder) shapeOf(s *openapi.Schema) typeShape {
	switch {
	case len(b.variants[s]) > 0:
		return unionShape
	case len(s.Enum) > 0 && s.Type != "boolean":
		return enumShape
	case b.summarize(s).kinds == objectKind && b.isObject(s):
		return structShape
	}
	return plainShape
}

// declare makes the named type for a schema, once. name is for a schema that
// has none of its own. It returns nil if the schema is plain.
func (b *builder) declare(s *openapi.Schema) model.Decl {
	return b.declareAs(s, s.Name)
}

func (b *builder) declareAs(s *openapi.Schema, name string) model.Decl {
	if d, ok := b.decls[s]; ok {
		return d
	}
	info := model.TypeInfo{
		Name: model.Exported(typeBaseName(s, name)), Schema: firstOf(s.Name, s.EnumName, name),
		Doc: firstOf(s.Description, s.Title), Deprecated: s.Deprecated, Pos: s.Pos, Pointer: s.Pointer,
	}
	if info.SameNamePos = s.SameNamePos; info.SameNamePos != (diag.Pos{}) {
		info.Name = "" // a name with a number would depend on the other references
	}
	b.unsupported(s, info.Schema)
	b.unsupportedParts(s, info.Schema)
	switch b.shapeOf(s) {
	case structShape:
		d := &model.Struct{TypeInfo: info}
		b.add(s, d)
		if b.used[s] {
			b.fill(d, s)
		} else {
			b.outline(d, s)
		}
		return d
	case enumShape:
		return b.enum(s, info)
	case unionShape:
		d := &model.Union{TypeInfo: info}
		b.add(s, d)
		b.fillUnion(d, s)
		return d
	}
	return nil
}

// typeBaseName returns the name from which the Go name of a type is derived. The
// client name of an inline schema is that of its property or parameter.
func typeBaseName(s *openapi.Schema, name string) string {
	if s.Name == "" {
		return firstOf(s.EnumName, s.ClientName, name)
	}
	return firstOf(s.ClientName, s.EnumName, name)
}

// add registers a named type, before its parts are built, because they may refer to it.
func (b *builder) add(s *openapi.Schema, d model.Decl) {
	b.decls[s] = d
	b.pkg.Decls = append(b.pkg.Decls, d)
}

func (b *builder) unsupported(s *openapi.Schema, subject string) {
	for _, keyword := range s.Unsupported {
		message := "the keyword " + keyword + " is not supported"
		hint := leaveOut
		switch keyword {
		case "type":
			message = "several types are not supported"
		case "oneOf", "anyOf": // which OpenAPI 3 has
			hint = "in Swagger 2.0, write a discriminator, and its definition in allOf of each variant"
		}
		b.errs.Add(s.Pos, subject, message, hint)
	}
	if !slices.Contains([]string{"", "string", "integer", "number", "boolean", "array", "object", "file"}, s.Type) {
		b.errs.Add(s.Pos, subject, fmt.Sprintf("type %q is not supported", s.Type), "use string, integer, number, boolean, array or object")
	}
	if s.Flatten {
		b.errs.Add(s.Pos, subject, "x-ms-client-flatten is not supported", leaveOut)
	}
}

// unsupportedParts reports what is not supported in the inline parts of an allOf.
func (b *builder) unsupportedParts(s *openapi.Schema, subject string) {
	for _, part := range s.AllOf {
		if part.Target == nil && part.Name == "" {
			b.unsupported(part, subject)
			b.unsupportedParts(part, subject)
		}
	}
}

// optionalType returns t, or a pointer if its zero value has a meaning of its own: if it is
// nullable or has another default.
func (b *builder) optionalType(t *model.Type, s *openapi.Schema, required bool) *model.Type {
	nullable := false
	var value *openapi.Value
	for _, alias := range b.aliasChain(s) {
		nullable = nullable || alias.Nullable
		if value == nil {
			value = alias.Default
		}
	}
	if nullable || !required && (value != nil && !isZero(value) || isNumericEnum(t)) {
		t = pointerTo(t)
	}
	if nullable && slices.Contains([]model.Kind{model.Slice, model.Map, model.Bytes}, t.Kind) {
		return &model.Type{Kind: t.Kind, Elem: t.Elem, Nullable: true}
	}
	return t
}

// isNumericEnum reports whether a type is an enum of numbers, in which zero may be a
// value or become one. An empty string in an enum is absent, as in other strings, so
// that adding it changes no field.
func isNumericEnum(t *model.Type) bool {
	e, ok := t.Decl.(*model.Enum)
	return ok && e.Base != model.String
}

func isZero(v *openapi.Value) bool {
	switch v.Kind {
	case "string":
		return v.Text == ""
	case "number":
		return v.Text == "0" || v.Text == "0.0"
	case "boolean":
		return v.Text == "false"
	}
	return true
}

// pointerTo returns t as a pointer, unless nil is already one of its values.
func pointerTo(t *model.Type) *model.Type {
	switch t.Kind {
	case model.Slice, model.Map, model.Raw, model.Bytes:
		return t
	case model.Named:
		if _, ok := t.Decl.(*model.Union); ok {
			return &model.Type{Kind: t.Kind, Decl: t.Decl, Nullable: true}
		}
	}
	return &model.Type{Kind: t.Kind, Elem: t.Elem, Decl: t.Decl, Pointer: true}
}

// typeOf returns the Go type of a schema, or nil after reporting why there is
// none. hint is the name of an unnamed type.
func (b *builder) typeOf(s *openapi.Schema, hint string) *model.Type {
	def := resolve(s)
	if d := b.declareAs(def, firstOf(def.Name, hint)); d != nil {
		return &model.Type{Kind: model.Named, Decl: d}
	}
	subject := firstOf(def.Name, hint)
	if b.active[def] { // Go has no name for a list or map of itself
		return &model.Type{Kind: model.Raw}
	}
	b.active[def] = true
	defer delete(b.active, def)
	if b.reportConflicts(def, subject) {
		return nil
	}
	part := b.aliasTarget(def)
	switch {
	case part != nil:
		return b.typeOf(part, hint)
	case len(constrainingParts(def)) > 0:
		b.errs.Add(def.Pos, subject, "allOf combines several schemas that are not objects with properties", leaveOut)
		return nil
	case len(variantsOf(def)) > 0:
		return b.oneOf(def, hint)
	}
	return b.basicType(def, hint)
}

// oneOf supports only a single type. Stage 1 converts that of a type and null.
func (b *builder) oneOf(s *openapi.Schema, hint string) *model.Type {
	if found := variantsOf(s); len(found) == 1 && s.Items == nil && s.Additional == nil {
		t := b.typeOf(found[0], hint)
		if t == nil {
			return nil
		}
		return b.optionalType(t, found[0], true)
	}
	b.errs.Add(s.Pos, firstOf(s.Name, hint), "oneOf and anyOf without a discriminator are not supported", "add a discriminator")
	return nil
}

func (b *builder) basicType(s *openapi.Schema, hint string) *model.Type {
	subject := firstOf(s.Name, hint)
	switch kind := typeName(s); kind {
	case "string":
		return b.stringType(s, subject)
	case "boolean":
		return &model.Type{Kind: model.Bool}
	case "integer", "number":
		return b.number(s, subject, kind)
	case "array":
		return b.list(s, hint)
	case "object", "":
		return b.dictionary(s, hint)
	}
	b.errs.Add(s.Pos, subject, fmt.Sprintf("type %q is not supported", typeName(s)), "use string, integer, number, boolean, array or object")
	return nil
}

// typeName returns the type of a schema or of the parts of its allOf.
func typeName(s *openapi.Schema) string {
	for _, part := range composedParts(s) {
		if part.Type != "" {
			return part.Type
		}
	}
	return ""
}

func (b *builder) number(s *openapi.Schema, subject, kind string) *model.Type {
	switch {
	case s.Format == "uint64", s.Format == "decimal", s.Format == "decimal128":
		b.errs.Add(s.Pos, subject, fmt.Sprintf("%s of format %q is not supported", kind, s.Format), leaveOut)
		return nil
	case kind == "number":
		return &model.Type{Kind: model.Float64}
	case s.Format == "int32":
		return &model.Type{Kind: model.Int32}
	}
	return &model.Type{Kind: model.Int64}
}

func (b *builder) stringType(s *openapi.Schema, subject string) *model.Type {
	switch s.Format {
	case "date-time":
		return &model.Type{Kind: model.Time}
	case "date":
		return &model.Type{Kind: model.Date}
	case "date-time-rfc1123":
		return &model.Type{Kind: model.HTTPDate}
	case "byte":
		return &model.Type{Kind: model.Bytes}
	case "binary":
		b.errs.Add(s.Pos, subject, `a file, or string of format "binary", is not supported`, leaveOut)
		return nil
	case "base64url", "unixtime":
		b.errs.Add(s.Pos, subject, fmt.Sprintf("string of format %q is not supported", s.Format), leaveOut)
		return nil
	}
	return &model.Type{Kind: model.String}
}

func (b *builder) list(s *openapi.Schema, hint string) *model.Type {
	if s.Items == nil {
		return &model.Type{Kind: model.Slice, Elem: &model.Type{Kind: model.Raw}}
	}
	item := b.typeOf(s.Items, hint+" item")
	if item == nil {
		return nil
	}
	return &model.Type{Kind: model.Slice, Elem: b.optionalType(item, s.Items, true)}
}

// dictionary returns the type of an object without properties: a map, or any JSON.
func (b *builder) dictionary(s *openapi.Schema, hint string) *model.Type {
	if s.Additional == nil {
		return &model.Type{Kind: model.Raw}
	}
	value := b.typeOf(s.Additional, hint+" value")
	if value == nil {
		return nil
	}
	return &model.Type{Kind: model.Map, Elem: b.optionalType(value, s.Additional, true)}
}

// firstOf returns the first text that is not empty.
func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
