package openapi

import (
	"math"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// schema returns the schema at a node, or nil if there is none.
func (c *converter) schema(n *node) *Schema {
	if n == nil {
		return nil
	}
	s, known := c.schemas[n]
	if !known {
		s = &Schema{Pos: n.pos, Pointer: n.pointer()}
		c.schemas[n] = s
		c.fillSchema(s, n)
	}
	return s
}

// schemaList returns the schemas of a property.
func (c *converter) schemaList(n *node, key string) []*Schema {
	var all []*Schema
	for _, child := range n.list(key) {
		all = append(all, c.schema(child))
	}
	return all
}

// fillSchema sets the fields of s from n.
func (c *converter) fillSchema(s *Schema, n *node) {
	v := c.decodeSchema(n)
	if ref := n.ref(); ref != nil {
		s.Target = c.reference(ref)
	}
	switch additional := n.get("additionalProperties"); {
	case additional == nil:
	case additional.kind == object:
		s.Additional = c.schema(additional)
	case n.isTrue("additionalProperties"):
		s.Additional = &Schema{Pos: additional.pos, Pointer: additional.pointer()}
	}
	s.AllOf = c.schemaList(n, "allOf")
	if c.version != swagger2 {
		s.OneOf, s.AnyOf = c.schemaList(n, "oneOf"), c.schemaList(n, "anyOf")
	}
	s.Discriminator = c.convertDiscriminator(n.get("discriminator"))
	c.fillValue(s, v, n)
	for _, child := range n.list("properties") {
		s.Properties = append(s.Properties, Property{
			Pos: child.pos, Pointer: child.pointer(), Name: child.key, Required: slices.Contains(v.Required, child.key), Schema: c.schema(child),
		})
	}
	s.Required = v.Required
	if c.version == openapi31 {
		convertNull(s)
	}
	if nullable := n.get("nullable"); nullable != nil && c.version == swagger2 {
		c.errs.Add(nullable.pos, "#"+n.pointer(), "nullable is not a keyword of Swagger 2.0", "write x-nullable")
	}
}

// fillValue sets the fields that a parameter of Swagger 2.0 has, too.
func (c *converter) fillValue(s *Schema, v *openapi3.Schema, n *node) {
	s.Type = c.typeOf(v)
	s.Format, s.Title, s.Description, s.Pattern = v.Format, v.Title, v.Description, v.Pattern
	s.ReadOnly, s.WriteOnly, s.Deprecated = v.ReadOnly, v.WriteOnly, v.Deprecated
	s.Nullable = v.Nullable || n.isTrue("x-nullable") || v.Type.Includes("null") && mayBeNull(n)
	s.ClientName = n.stringValue("x-ms-client-name")
	s.DiscriminatorValue = n.stringValue("x-ms-discriminator-value")
	s.Flatten = n.isTrue("x-ms-client-flatten")
	s.Default = convertValue(n.get("default"))
	s.Items = c.schema(n.get("items"))
	if n.isWrong("items") {
		s.Items = &Schema{Pos: n.find("items").pos, Pointer: n.find("items").pointer()}
	}
	c.lacksItems = c.lacksItems || s.Type == "array" && s.Items == nil && c.version != openapi31
	c.fillEnum(s, n)
	fillLimits(s, n)
	s.Unsupported = c.unsupportedKeywords(v, n)
}

// typeOf returns the type of a schema, ignoring the null of OpenAPI 3.1. It returns "" if
// the schema has no type or several.
func (c *converter) typeOf(v *openapi3.Schema) string {
	single := ""
	for _, t := range v.Type.Slice() {
		switch {
		case t == "null" && c.version == openapi31:
		case single != "":
			return ""
		default:
			single = t
		}
	}
	return single
}

// fillEnum sets the values of an enum and their metadata in x-ms-enum, of which it records
// what is not for one of the values. Null among the values of a nullable schema is left out.
func (c *converter) fillEnum(s *Schema, n *node) {
	names := n.get("x-ms-enum")
	s.EnumName = names.stringValue("name")
	if names.get("modelAsString") != nil {
		s.EnumClosed = !names.isTrue("modelAsString")
	}
	byText := map[string][]int{} // the indexes of values
	for _, child := range enumValues(n) {
		if child.kind == null && s.Nullable {
			continue
		}
		v := EnumValue{Value: *convertValue(child), Pointer: child.pointer()}
		byText[v.Text] = append(byText[v.Text], len(s.Enum))
		s.Enum = append(s.Enum, v)
	}
	for _, child := range names.list("values") {
		var named []int
		if value := child.get("value"); value != nil {
			named = byText[convertValue(value).Text]
		}
		for _, i := range named {
			s.Enum[i].Name, s.Enum[i].Description = child.stringValue("name"), child.stringValue("description")
		}
		if named == nil {
			c.ignored[child] = true
		}
	}
}

// enumValues returns the values of an enum or a constant.
func enumValues(n *node) []*node {
	if constant := n.get("const"); constant != nil && n.get("enum") == nil {
		return []*node{constant}
	}
	return n.list("enum")
}

// mayBeNull reports whether the values of a schema contain null, or are not listed.
func mayBeNull(n *node) bool {
	values := enumValues(n)
	return len(values) == 0 || slices.ContainsFunc(values, func(v *node) bool { return v.kind == null })
}

// fillLimits sets the keywords that limit a value.
func fillLimits(s *Schema, n *node) {
	s.Minimum, s.Maximum = convertValue(n.get("minimum")), convertValue(n.get("maximum"))
	s.ExclusiveMinimum, s.ExclusiveMaximum = convertValue(n.get("exclusiveMinimum")), convertValue(n.get("exclusiveMaximum"))
	s.MultipleOf, s.UniqueItems = convertValue(n.get("multipleOf")), n.isTrue("uniqueItems")
	s.MinLength, _ = parseCount(n.get("minLength"))
	s.MaxLength, _ = parseCount(n.get("maxLength"))
	s.MinItems, _ = parseCount(n.get("minItems"))
	s.MaxItems, _ = parseCount(n.get("maxItems"))
}

// convertDiscriminator converts the discriminator of a union, which may be nil.
func (c *converter) convertDiscriminator(n *node) *Discriminator {
	switch {
	case n == nil:
		return nil
	case n.kind == text:
		return &Discriminator{Pos: n.pos, Property: n.text}
	}
	d := &Discriminator{Pos: n.pos, Property: n.stringValue("propertyName")}
	for _, child := range n.list("mapping") {
		if target := c.mappedSchema(child); target != nil {
			d.Mapping = append(d.Mapping, Mapping{Pos: child.pos, Value: child.key, Schema: target})
		}
	}
	return d
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
func (c *converter) unsupportedKeywords(v *openapi3.Schema, n *node) []string {
	var all []string
	for _, child := range n.children {
		isUnion := child.key == "oneOf" || child.key == "anyOf"
		if c.rule(schemaRule, child.key) == unsupported || isUnion && c.version == swagger2 {
			all = append(all, child.key)
		}
	}
	if len(v.Type.Slice()) > 1 && c.typeOf(v) == "" {
		all = append(all, "type")
	}
	if n.kind == boolean && n.text == "false" {
		all = append(all, "false")
	}
	slices.Sort(all)
	return all
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
