package openapi

import (
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// schema makes a schema, or returns nil if there is none.
func (f *flattener) schema(ref *openapi3.SchemaRef) *Schema {
	if ref == nil || ref.Value == nil {
		return nil
	}
	return f.place(ref, f.node(ref.Value.Extensions))
}

// place makes the schema that stands at n, or returns it if it is made.
func (f *flattener) place(ref *openapi3.SchemaRef, n *node) *Schema {
	if known := f.places[n]; known != nil {
		return known
	}
	schema := &Schema{Pos: n.pos, Pointer: n.pointer()}
	f.places[n] = schema
	f.fill(schema, ref.Value, n)
	return schema
}

// fill sets what v and n say of the schema.
func (f *flattener) fill(s *Schema, v *openapi3.Schema, n *node) {
	if ref := n.ref(); ref != nil {
		s.Target = f.named[f.bundle.targets[ref]]
	}
	s.Type = typeOf(v)
	s.Format, s.Title, s.Description, s.Pattern = v.Format, v.Title, v.Description, v.Pattern
	s.ReadOnly, s.WriteOnly, s.Deprecated = v.ReadOnly, v.WriteOnly, v.Deprecated
	s.Nullable = v.Nullable || n.isTrue("x-nullable") || v.Type.Includes("null")
	s.ClientName = n.str("x-ms-client-name")
	s.DiscriminatorValue = n.str("x-ms-discriminator-value")
	s.Flatten = n.isTrue("x-ms-client-flatten")
	s.Default = value(n.get("default"))
	f.enum(s, n)
	f.limits(s, n)
	f.parts(s, v, n)
	f.discriminator(s, n)
	if f.bundle.version == openapi31 {
		foldNull(s)
	}
	s.Unsupported = f.unsupported(v, n)
}

// typeOf returns the one type of a schema besides null, or "".
func typeOf(v *openapi3.Schema) string {
	only := ""
	for _, t := range v.Type.Slice() {
		switch {
		case t == "null":
		case only != "":
			return ""
		default:
			only = t
		}
	}
	return only
}

// parts sets the schemas that the schema is made of.
func (f *flattener) parts(s *Schema, v *openapi3.Schema, n *node) {
	if properties := n.get("properties"); properties != nil && properties.kind == object {
		for _, child := range properties.children {
			if schema := f.schema(v.Properties[child.key]); schema != nil {
				required := slices.Contains(v.Required, child.key)
				s.Properties = append(s.Properties, Property{Pos: child.pos, Pointer: child.pointer(), Name: child.key, Required: required, Schema: schema})
			}
		}
	}
	s.Required = v.Required
	s.Items = f.schema(v.Items)
	s.Additional = f.schema(v.AdditionalProperties.Schema)
	if v.AdditionalProperties.Has != nil && *v.AdditionalProperties.Has {
		at := n.get("additionalProperties")
		s.Additional = &Schema{Pos: at.pos, Pointer: at.pointer()}
	}
	s.AllOf = f.list(v.AllOf)
	s.OneOf = f.list(v.OneOf)
	s.AnyOf = f.list(v.AnyOf)
}

func (f *flattener) list(refs openapi3.SchemaRefs) []*Schema {
	var all []*Schema
	for _, ref := range refs {
		if schema := f.schema(ref); schema != nil {
			all = append(all, schema)
		}
	}
	return all
}

// enum sets the values and what x-ms-enum says of them. Null among them says
// again that the schema is nullable.
func (f *flattener) enum(s *Schema, n *node) {
	names := n.get("x-ms-enum")
	s.EnumName = names.str("name")
	if open := names.get("modelAsString"); open != nil {
		s.EnumClosed = !names.isTrue("modelAsString")
	}
	var values []*node
	if enum := n.get("enum"); enum != nil && enum.kind == array {
		values = enum.children
	} else if only := n.get("const"); only != nil {
		values = []*node{only}
	}
	for _, child := range values {
		if child.kind != null || !s.Nullable {
			s.Enum = append(s.Enum, enumValue(child, names.get("values")))
		}
	}
}

// enumValue makes a value of an enum; names is x-ms-enum.values or nil.
func enumValue(n, names *node) EnumValue {
	v := EnumValue{Value: *value(n), Pointer: n.pointer()}
	if names == nil || names.kind != array {
		return v
	}
	for _, child := range names.children {
		if same := child.get("value"); same != nil && value(same).Text == v.Text {
			v.Name, v.Description = child.str("name"), child.str("description")
		}
	}
	return v
}

// limits sets the bounds.
func (f *flattener) limits(s *Schema, n *node) {
	s.Minimum, s.Maximum = value(n.get("minimum")), value(n.get("maximum"))
	s.ExclusiveMinimum, s.ExclusiveMaximum = value(n.get("exclusiveMinimum")), value(n.get("exclusiveMaximum"))
	s.MultipleOf, s.UniqueItems = value(n.get("multipleOf")), n.isTrue("uniqueItems")
	s.MinLength, _ = small(n.get("minLength"))
	s.MaxLength, _ = small(n.get("maxLength"))
	s.MinItems, _ = small(n.get("minItems"))
	s.MaxItems, _ = small(n.get("maxItems"))
}

// discriminator sets how the members of a family are told apart.
func (f *flattener) discriminator(s *Schema, n *node) {
	d := n.get("discriminator")
	switch {
	case d == nil:
		return
	case d.kind == text && f.bundle.version == swagger2:
		s.Discriminator = &Discriminator{Pos: d.pos, Property: d.text}
		return
	case d.kind != object || f.bundle.version == swagger2:
		return
	}
	s.Discriminator = &Discriminator{Pos: d.pos, Property: d.str("propertyName")}
	mapping := d.get("mapping")
	if mapping == nil {
		return
	}
	for _, child := range mapping.children {
		if target := f.named[f.bundle.targets[child]]; target != nil {
			s.Discriminator.Mapping = append(s.Discriminator.Mapping, Mapping{Pos: child.pos, Value: child.key, Schema: target})
		}
	}
}

// foldNull makes "one of X and null", as OpenAPI 3.1 says it, a nullable X.
func foldNull(s *Schema) {
	for _, list := range []*[]*Schema{&s.OneOf, &s.AnyOf} {
		kept := slices.DeleteFunc(slices.Clone(*list), isNull)
		if len(kept) == len(*list) {
			continue
		}
		s.Nullable, *list = true, kept
		if len(kept) == 1 && s.Target == nil && kept[0].Target != nil {
			s.Target, *list = kept[0].Target, nil
		}
	}
}

// isNull returns whether null is all that the schema allows.
func isNull(s *Schema) bool {
	return s.Nullable && s.Type == "" && s.Target == nil && s.Properties == nil && s.AllOf == nil &&
		s.OneOf == nil && s.AnyOf == nil && s.Enum == nil && s.Unsupported == nil
}

// unsupported returns the keywords that change what the schema means and that
// no stage has a rule for.
func (f *flattener) unsupported(v *openapi3.Schema, n *node) []string {
	var all []string
	for _, child := range n.children {
		if n.kind == object && isUnsupported(child.key, f.bundle.version) {
			all = append(all, child.key)
		}
	}
	if len(v.Type.Slice()) > 1 && typeOf(v) == "" {
		all = append(all, "type")
	}
	if n.kind == boolean && n.text == "false" {
		all = append(all, "false")
	}
	slices.Sort(all)
	return all
}

func isUnsupported(key string, v version) bool {
	switch key {
	case "oneOf", "anyOf":
		return v == swagger2
	case "not", "if", "then", "else", "prefixItems", "contains", "patternProperties", "propertyNames",
		"dependentSchemas", "dependentRequired", "unevaluatedItems", "unevaluatedProperties", "$dynamicRef":
		return true
	}
	return false
}

// value makes a Value, or returns nil if there is no node.
func value(n *node) *Value {
	if n == nil {
		return nil
	}
	v := &Value{Pos: n.pos, Kind: n.kind.String(), Text: n.text}
	if n.kind == array || n.kind == object {
		v.Text = string(n.json(nil))
	}
	return v
}

// small returns a whole number of at most nine digits, and whether n is one.
func small(n *node) (int, bool) {
	if n == nil || n.kind != number || len(n.text) > 9 {
		return 0, false
	}
	i, err := strconv.Atoi(n.text)
	return i, err == nil && i >= 0
}
