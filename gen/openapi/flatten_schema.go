package openapi

import (
	"math"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// convertSchema converts a schema. It returns nil if there is none.
func (f *flattener) convertSchema(ref *openapi3.SchemaRef) *Schema {
	if ref == nil || ref.Value == nil {
		return nil
	}
	return f.schemaAt(ref, f.node(ref.Value.Extensions))
}

// schemaAt returns the schema at node n. It creates the schema at the first call.
func (f *flattener) schemaAt(ref *openapi3.SchemaRef, n *node) *Schema {
	if known := f.byNode[n]; known != nil {
		return known
	}
	schema := &Schema{Pos: n.pos, Pointer: n.pointer()}
	f.byNode[n] = schema
	f.fillSchema(schema, ref.Value, n)
	return schema
}

// fillSchema sets the fields of s from v and n.
func (f *flattener) fillSchema(s *Schema, v *openapi3.Schema, n *node) {
	if ref := n.ref(); ref != nil {
		s.Target = f.named[f.bundle.targets[ref]]
	}
	s.Type = f.typeOf(v)
	s.Format, s.Title, s.Description, s.Pattern = v.Format, v.Title, v.Description, v.Pattern
	s.ReadOnly, s.WriteOnly, s.Deprecated = v.ReadOnly, v.WriteOnly, v.Deprecated
	s.Nullable = v.Nullable || n.isTrue("x-nullable") || v.Type.Includes("null") && mayBeNull(n)
	s.ClientName = n.stringValue("x-ms-client-name")
	s.DiscriminatorValue = n.stringValue("x-ms-discriminator-value")
	s.Flatten = n.isTrue("x-ms-client-flatten")
	s.Default = convertValue(n.get("default"))
	f.fillEnum(s, n)
	f.fillLimits(s, n)
	f.fillParts(s, v, n)
	f.fillDiscriminator(s, n)
	if f.bundle.version == openapi31 {
		convertNull(s)
	}
	s.Unsupported = f.unsupportedKeywords(v, n)
	if nullable := n.get("nullable"); nullable != nil && f.bundle.version == swagger2 {
		f.errs.Add(nullable.pos, "#"+n.pointer(), "nullable is not a keyword of Swagger 2.0", "write x-nullable")
	}
}

// typeOf returns the type of a schema, ignoring the null of OpenAPI 3.1. It returns "" if
// the schema has no type or several.
func (f *flattener) typeOf(v *openapi3.Schema) string {
	single := ""
	for _, t := range v.Type.Slice() {
		switch {
		case t == "null" && f.bundle.version == openapi31:
		case single != "":
			return ""
		default:
			single = t
		}
	}
	return single
}

// fillParts sets the schemas that are contained in the schema.
func (f *flattener) fillParts(s *Schema, v *openapi3.Schema, n *node) {
	if properties := n.get("properties"); properties != nil && properties.kind == object {
		for _, child := range properties.children {
			if schema := f.convertSchema(v.Properties[child.key]); schema != nil {
				required := slices.Contains(v.Required, child.key)
				s.Properties = append(s.Properties, Property{Pos: child.pos, Pointer: child.pointer(), Name: child.key, Required: required, Schema: schema})
			}
		}
	}
	s.Required = v.Required
	s.Items = f.convertSchema(v.Items)
	s.Additional = f.convertSchema(v.AdditionalProperties.Schema)
	if v.AdditionalProperties.Has != nil && *v.AdditionalProperties.Has {
		additional := n.get("additionalProperties")
		s.Additional = &Schema{Pos: additional.pos, Pointer: additional.pointer()}
	}
	if s.Type == "array" && n.get("items") == nil && f.bundle.version != openapi31 {
		f.errs.Add(n.pos, "#"+n.pointer(), "an array without items", "add them; items: {} are any JSON")
	}
	s.AllOf = f.convertSchemas(v.AllOf)
	s.OneOf = f.convertSchemas(v.OneOf)
	s.AnyOf = f.convertSchemas(v.AnyOf)
}

func (f *flattener) convertSchemas(refs openapi3.SchemaRefs) []*Schema {
	var all []*Schema
	for _, ref := range refs {
		if schema := f.convertSchema(ref); schema != nil {
			all = append(all, schema)
		}
	}
	return all
}

// fillEnum sets the values of an enum and their metadata in x-ms-enum. Null among
// the values of a nullable schema is left out.
func (f *flattener) fillEnum(s *Schema, n *node) {
	names := n.get("x-ms-enum")
	s.EnumName = names.stringValue("name")
	if names.get("modelAsString") != nil {
		s.EnumClosed = !names.isTrue("modelAsString")
	}
	named := enumNames(names.get("values"))
	isValue := map[string]bool{}
	for _, child := range enumValues(n) {
		if child.kind == null && s.Nullable {
			continue
		}
		v := EnumValue{Value: *convertValue(child), Pointer: child.pointer()}
		isValue[v.Text] = true
		if name := named[v.Text]; name != nil {
			v.Name, v.Description = name.stringValue("name"), name.stringValue("description")
		}
		s.Enum = append(s.Enum, v)
	}
	f.ignoreEnumNames(isValue, names.get("values"))
}

// enumValues returns the values of an enum or a constant.
func enumValues(n *node) []*node {
	if enum := n.get("enum"); enum != nil && enum.kind == array {
		return enum.children
	}
	if constant := n.get("const"); constant != nil {
		return []*node{constant}
	}
	return nil
}

// mayBeNull reports whether the values of a schema contain null, or are not listed.
func mayBeNull(n *node) bool {
	values := enumValues(n)
	return len(values) == 0 || slices.ContainsFunc(values, func(v *node) bool { return v.kind == null })
}

// enumNames returns the elements of x-ms-enum.values, which may be nil, by the text of
// their values. The last of several for the same value counts.
func enumNames(values *node) map[string]*node {
	if values == nil || values.kind != array {
		return nil
	}
	all := map[string]*node{}
	for _, child := range values.children {
		if value := child.get("value"); value != nil {
			all[convertValue(value).Text] = child
		}
	}
	return all
}

// ignoreEnumNames records the elements of x-ms-enum.values that are not for one of the
// values.
func (f *flattener) ignoreEnumNames(isValue map[string]bool, names *node) {
	if names == nil || names.kind != array {
		return
	}
	for _, child := range names.children {
		if value := child.get("value"); value == nil || !isValue[convertValue(value).Text] {
			f.bundle.ignored[child] = true
		}
	}
}

// fillLimits sets the keywords that limit a value.
func (f *flattener) fillLimits(s *Schema, n *node) {
	s.Minimum, s.Maximum = convertValue(n.get("minimum")), convertValue(n.get("maximum"))
	s.ExclusiveMinimum, s.ExclusiveMaximum = convertValue(n.get("exclusiveMinimum")), convertValue(n.get("exclusiveMaximum"))
	s.MultipleOf, s.UniqueItems = convertValue(n.get("multipleOf")), n.isTrue("uniqueItems")
	s.MinLength, _ = parseCount(n.get("minLength"))
	s.MaxLength, _ = parseCount(n.get("maxLength"))
	s.MinItems, _ = parseCount(n.get("minItems"))
	s.MaxItems, _ = parseCount(n.get("maxItems"))
}

// fillDiscriminator sets the discriminator of a union.
func (f *flattener) fillDiscriminator(s *Schema, n *node) {
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
	s.Discriminator = &Discriminator{Pos: d.pos, Property: d.stringValue("propertyName")}
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

// convertNull converts oneOf or anyOf with null, as used in OpenAPI 3.1, to a
// nullable schema.
func convertNull(s *Schema) {
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

// isNull reports whether the schema allows only null.
func isNull(s *Schema) bool {
	return s.Nullable && s.Type == "" && s.Target == nil && s.Properties == nil && s.AllOf == nil &&
		s.OneOf == nil && s.AnyOf == nil && s.Enum == nil && s.Unsupported == nil
}

// unsupportedKeywords returns the keywords that change the meaning of the schema
// but are not supported.
func (f *flattener) unsupportedKeywords(v *openapi3.Schema, n *node) []string {
	var all []string
	for _, child := range n.children {
		if n.kind == object && isUnsupported(child.key, f.bundle.version) {
			all = append(all, child.key)
		}
	}
	if len(v.Type.Slice()) > 1 && f.typeOf(v) == "" {
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

// convertValue converts a node to a Value. It returns nil if n is nil.
func convertValue(n *node) *Value {
	if n == nil {
		return nil
	}
	v := &Value{Pos: n.pos, Kind: n.kind.String(), Text: n.text}
	if n.kind == array || n.kind == object {
		v.Text = string(n.appendJSON(nil))
	}
	return v
}

// parseCount returns the value of n, and whether n is a non-negative integer of at most
// 63 bits.
func parseCount(n *node) (int, bool) {
	if n == nil || n.kind != number {
		return 0, false
	}
	i, err := strconv.ParseInt(n.text, 10, 64)
	return int(min(i, math.MaxInt)), err == nil && i >= 0
}
