package contract

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/openapi"
)

// FromDocument returns the contract of a document, without Go symbols and the
// effects of overrides, which [Contract.AttachGo] adds, and without inherited
// properties, which [Contract.Expand] adds.
func FromDocument(doc *openapi.Document) *Contract {
	r := &reader{contract: &Contract{APIVersion: doc.Version, VersionPos: doc.VersionPos, Texts: true}}
	if h := doc.Host; h != nil {
		r.add(Element{Kind: Host, Name: "host", Pos: h.Pos}).Attributes[Path] = h.Template
	}
	for _, s := range doc.Security {
		e := r.add(Element{Kind: Security, Name: s.Name, Text: s.Description, Pos: s.Pos})
		e.Attributes[Type], e.Attributes[In] = s.Type, s.In
	}
	for _, op := range doc.Operations {
		r.operation(op)
	}
	for _, s := range doc.Schemas {
		r.definition(s, doc.Schemas)
	}
	return r.contract
}

type reader struct{ contract *Contract }

func (r *reader) add(e Element) *Element {
	r.contract.Elements = append(r.contract.Elements, &e)
	return &e
}

func (r *reader) operation(op *openapi.Operation) {
	e := r.add(Element{Kind: Operation, Name: op.ID, Text: joinTexts(op.Summary, op.Description), Pos: op.Pos, Pointer: op.Pointer})
	e.Attributes[Method], e.Attributes[Path] = op.Method, op.Path
	e.Flags[Deprecated] = op.Deprecated
	if p := op.Paging; p != nil {
		e.Attributes[Paging] = p.Items
		if p.NextLink != "" {
			e.Attributes[Paging] += " by " + p.NextLink
		}
	}
	if l := op.LongRunning; l != nil {
		e.Attributes[LongRunning] = cmp.Or(l.FinalStateVia, LongRunningDefault)
	}
	for _, p := range op.Parameters {
		r.parameter(Parameter, op.ID, p)
	}
	r.body(op)
	for _, a := range op.Responses {
		r.response(op, a)
	}
}

// parameter adds a parameter or a response header.
func (r *reader) parameter(kind Kind, owner string, p *openapi.Parameter) {
	e := r.add(Element{Kind: kind, Owner: owner, Name: p.Name, Text: p.Description, Pos: p.Pos, Pointer: p.Pointer})
	if kind == Parameter {
		e.Attributes[In] = p.In
		e.Flags[ClientLevel] = p.Location == "client" && p.Required
	}
	e.Attributes[Format], e.Attributes[ClientName] = p.CollectionFormat, p.ClientName
	e.Flags[Required], e.Flags[Deprecated] = p.Required, p.Deprecated
	r.describe(e, p.Schema)
}

func (r *reader) body(op *openapi.Operation) {
	b := op.Body
	if b == nil {
		return
	}
	e := r.add(Element{Kind: Body, Owner: op.ID, Name: "body", Text: b.Description, Pos: b.Pos, Pointer: b.Pointer})
	e.Attributes[Media], e.Attributes[ClientName] = strings.Join(b.MediaTypes, ", "), b.ClientName
	e.Flags[Required] = b.Required
	r.describe(e, b.Schema)
}

func (r *reader) response(op *openapi.Operation, a *openapi.Response) {
	e := r.add(Element{Kind: Response, Owner: op.ID, Name: a.Status, Text: a.Description, Pos: a.Pos, Pointer: op.Pointer + "/responses/" + a.Status})
	e.Flags[Failure] = a.Error
	if a.Schema != nil {
		e.Attributes[Media] = strings.Join(a.MediaTypes, ", ")
	}
	r.describe(e, a.Schema)
	for _, h := range a.Headers {
		r.parameter(Header, e.FullName(), h)
	}
}

func (r *reader) definition(s *openapi.Schema, all []*openapi.Schema) {
	e := r.add(Element{Kind: Definition, Name: s.Name, Text: joinTexts(s.Title, s.Description), Pos: s.Pos, Pointer: s.Pointer})
	r.describe(e, s)
	if s.Discriminator == nil {
		return
	}
	e.Attributes[Discriminator] = s.Discriminator.Property
	for _, m := range s.Discriminator.Mapping {
		r.variant(s, m.Value, resolveNamed(m.Schema))
	}
	for _, other := range all {
		if len(s.Discriminator.Mapping) == 0 && extendsBase(other, s) {
			r.variant(s, cmp.Or(other.DiscriminatorValue, other.Name), other)
		}
	}
}

func (r *reader) variant(base *openapi.Schema, value string, s *openapi.Schema) {
	e := r.add(Element{Kind: Variant, Owner: base.Name, Name: value, Pos: s.Pos, Pointer: s.Pointer})
	e.Attributes[Type] = s.Name
}

// extendsBase reports whether the allOf of s lists base.
func extendsBase(s, base *openapi.Schema) bool {
	return slices.ContainsFunc(s.AllOf, func(part *openapi.Schema) bool { return resolveNamed(part) == base })
}

// describe sets the attributes of an element from its schema, and adds the parts
// of an unnamed schema. s may be nil.
func (r *reader) describe(e *Element, s *openapi.Schema) {
	if s == nil {
		return
	}
	e.Attributes[Type] = typeName(s)
	e.Text = cmp.Or(e.Text, s.Description)
	e.Flags[Nullable] = s.Nullable
	e.Flags[ReadOnly] = e.Flags[ReadOnly] || s.ReadOnly
	e.Flags[Deprecated] = e.Flags[Deprecated] || s.Deprecated
	if s.Default != nil {
		e.Attributes[Default] = valueName(*s.Default)
	}
	addLimits(e, s)
	r.addNested(e, e.FullName(), s)
}

// addNested adds the parts of a schema. name is the full name of their owner.
func (r *reader) addNested(e *Element, name string, s *openapi.Schema) {
	if s.Target != nil {
		return
	}
	var bases []string
	for _, part := range s.AllOf {
		bases = append(bases, typeName(part))
		if part.Target == nil {
			r.addNested(e, name, part)
		} else {
			r.base(name, resolve(part), s)
		}
	}
	if len(bases) > 0 {
		e.Attributes[Extends] = strings.Join(bases, ", ")
	}
	if s.Additional != nil {
		if len(s.Properties) > 0 {
			e.Attributes[Additional] = typeName(s.Additional)
		}
		r.addNested(e, name+"{}", s.Additional)
	}
	if s.Items != nil {
		r.addNested(e, name+"[]", s.Items)
	}
	r.values(e, name, s)
	for _, p := range s.Properties {
		r.property(name, p)
	}
}

func (r *reader) values(e *Element, name string, s *openapi.Schema) {
	if len(s.Enum) == 0 {
		return
	}
	e.Attributes[Enum], e.Attributes[EnumName] = "open", s.EnumName
	if s.EnumClosed || s.EnumName == "" {
		e.Attributes[Enum] = "closed"
	}
	for i, v := range s.Enum {
		value := r.add(Element{
			Kind: Value, Owner: name, Name: valueName(v.Value), Text: v.Description, Pos: v.Pos, Pointer: s.Pointer + "/enum/" + strconv.Itoa(i),
		})
		if v.Name != v.Text {
			value.Attributes[ClientName] = v.Name
		}
	}
}

// valueName returns a scalar as text. It is quoted if it is empty or has spaces
// around it.
func valueName(v openapi.Value) string {
	if v.Text == "" || v.Text != strings.TrimSpace(v.Text) {
		return strconv.Quote(v.Text)
	}
	return v.Text
}

func (r *reader) property(owner string, p openapi.Property) *Element {
	e := r.add(Element{Kind: Property, Owner: owner, Name: p.Name, Pos: p.Pos, Pointer: p.Schema.Pointer})
	e.Flags[Required] = p.Required
	e.Attributes[ClientName] = p.Schema.ClientName
	r.describe(e, p.Schema)
	return e
}

// base adds a definition that an object extends, and those of its properties that only
// the object requires.
func (r *reader) base(owner string, base, s *openapi.Schema) {
	r.add(Element{Kind: Base, Owner: owner, Name: base.Name, Pos: s.Pos})
	for _, name := range s.Required {
		if !declares(s, name) && inheritsOptional(base, name, map[*openapi.Schema]bool{}) {
			e := r.add(Element{Kind: Property, Owner: owner, Name: name, Pos: s.Pos})
			e.Attributes[From], e.Flags[Required] = base.Name, true
		}
	}
}

func declares(s *openapi.Schema, name string) bool {
	return slices.ContainsFunc(s.Properties, func(p openapi.Property) bool { return p.Name == name })
}

// inheritsOptional reports whether a base or one of its bases declares a property, and
// none requires it. seen contains the schemas that have been searched.
func inheritsOptional(base *openapi.Schema, name string, seen map[*openapi.Schema]bool) bool {
	if seen[base] || slices.Contains(base.Required, name) {
		return false
	}
	seen[base] = true
	return declares(base, name) || slices.ContainsFunc(base.AllOf, func(part *openapi.Schema) bool {
		return inheritsOptional(resolve(part), name, seen)
	})
}

// resolve follows references to the schema itself.
func resolve(s *openapi.Schema) *openapi.Schema {
	for s.Target != nil {
		s = s.Target
	}
	return s
}

// typeName returns the text of a type: the name of the definition if it has one.
func typeName(s *openapi.Schema) string {
	if s.Target != nil {
		return resolveNamed(s.Target).Name
	}
	switch {
	case s.Items != nil:
		return "array of " + typeName(s.Items)
	case s.Additional != nil && len(s.Properties) == 0:
		return "map of " + typeName(s.Additional)
	case len(s.OneOf) > 0:
		return "one of " + typeNames(s.OneOf)
	case len(s.AnyOf) > 0:
		return "any of " + typeNames(s.AnyOf)
	case s.Type == "" && len(s.Properties)+len(s.AllOf) > 0:
		return "object"
	}
	return strings.TrimSpace(cmp.Or(s.Type, "any") + " " + s.Format)
}

func typeNames(schemas []*openapi.Schema) string {
	var names []string
	for _, s := range schemas {
		names = append(names, typeName(s))
	}
	return strings.Join(names, ", ")
}

// resolveNamed follows references up to the first schema with a name.
func resolveNamed(s *openapi.Schema) *openapi.Schema {
	for s.Name == "" && s.Target != nil {
		s = s.Target
	}
	return s
}

func addLimits(e *Element, s *openapi.Schema) {
	for _, l := range []struct {
		attribute Attribute
		value     *openapi.Value
	}{
		{Minimum, s.Minimum},
		{Maximum, s.Maximum},
		{ExclusiveMinimum, s.ExclusiveMinimum},
		{ExclusiveMaximum, s.ExclusiveMaximum},
		{MultipleOf, s.MultipleOf},
	} {
		if l.value != nil && l.value.Text != "false" {
			e.Attributes[l.attribute] = l.value.Text
		}
	}
	normalizeExclusive(e, Minimum, ExclusiveMinimum)
	normalizeExclusive(e, Maximum, ExclusiveMaximum)
	for _, l := range []struct {
		attribute Attribute
		value     int
	}{{MinLength, s.MinLength}, {MaxLength, s.MaxLength}, {MinItems, s.MinItems}, {MaxItems, s.MaxItems}} {
		if l.value != 0 {
			e.Attributes[l.attribute] = strconv.Itoa(l.value)
		}
	}
	if s.UniqueItems {
		e.Attributes[UniqueItems] = "true"
	}
	e.Attributes[Pattern] = strings.TrimSpace(s.Pattern)
}

// normalizeExclusive converts a limit with a boolean exclusive flag (OpenAPI 3.0)
// to an exclusive limit (OpenAPI 3.1).
func normalizeExclusive(e *Element, limit, exclusive Attribute) {
	if e.Attributes[exclusive] == "true" {
		e.Attributes[exclusive], e.Attributes[limit] = e.Attributes[limit], ""
	}
}

// joinTexts joins the texts that are not empty.
func joinTexts(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n")
}
