package notcarried

import (
	"slices"
	"strconv"

	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// definitions adds the definitions that are not emitted: those that overrides replace by
// Go types, those that only such definitions, error responses or the progress of
// long-running operations reach, and those that nothing reaches.
func (l *lister) definitions(pkg *model.Package) {
	l.variants()
	emitted := map[string]bool{}
	for _, d := range pkg.Decls {
		emitted[d.Info().Schema] = !l.replaced[d.Info().Schema]
	}
	inReplaced := l.reachedByReplaced()
	inErrors := l.reachedBy(func(_ *openapi.Operation, r *openapi.Response) bool { return r.Error || r.Status == "default" })
	inProgress := l.reachedBy((*openapi.Operation).IsProgress)
	for _, s := range l.doc.Schemas {
		switch {
		case emitted[s.Name] || l.schemas[s] && !l.replaced[s.Name]:
		case inReplaced[s]:
			l.addDefinition(s, "replaced")
		case inErrors[s]:
			l.addDefinition(s, "errors")
		case inProgress[s]:
			l.addStructure(s.Pos, s.Pointer, "progress")
		default:
			l.add(s.Pos, s.Pointer, "unused", "")
		}
	}
	for _, s := range l.doc.Dropped {
		l.addDefinition(s, "omitted")
	}
}

// addDefinition adds a definition with its name, which an alias may give it.
func (l *lister) addDefinition(s *openapi.Schema, kind string) {
	l.parts = append(l.parts, model.NotCarried{Pos: s.Pos, Subject: s.Name, Kind: kind, Value: l.doc.Structure(s.Pos)})
}

// reachedByReplaced returns the schemas that those with a Go type reach, and they
// themselves.
func (l *lister) reachedByReplaced() map[*openapi.Schema]bool {
	reached := &lister{doc: l.doc, schemas: map[*openapi.Schema]bool{}}
	for s := range l.schemas {
		if l.replaced[s.Name] {
			reached.schema(s, definition)
		}
	}
	reached.variants()
	return reached.schemas
}

// reachedBy returns the schemas that some of the responses reach.
func (l *lister) reachedBy(is func(*openapi.Operation, *openapi.Response) bool) map[*openapi.Schema]bool {
	reached := &lister{doc: l.doc, schemas: map[*openapi.Schema]bool{}}
	for _, op := range l.doc.Operations {
		for _, r := range op.Responses {
			if is(op, r) {
				reached.schema(r.Schema, body)
			}
		}
	}
	reached.variants()
	return reached.schemas
}

// variants visits the definitions that extend a discriminated one that is reached, and
// those that extend them.
func (l *lister) variants() {
	for added := true; added; {
		added = false
		for _, s := range l.doc.Schemas {
			if !l.schemas[s] && l.extendsUnion(s, map[*openapi.Schema]bool{}) {
				l.schema(s, definition)
				added = true
			}
		}
	}
}

// extendsUnion reports whether a schema extends a reached one that is discriminated. seen
// contains the bases that have been searched.
func (l *lister) extendsUnion(s *openapi.Schema, seen map[*openapi.Schema]bool) bool {
	for _, part := range s.AllOf {
		base := resolve(part)
		if seen[base] || !l.schemas[base] {
			continue
		}
		seen[base] = true
		if base.Discriminator != nil || l.extendsUnion(base, seen) {
			return true
		}
	}
	return false
}

func resolve(s *openapi.Schema) *openapi.Schema {
	for s.Target != nil {
		s = s.Target
	}
	return s
}

// schema adds what is not carried out of a schema and its parts, once. s may be nil.
func (l *lister) schema(s *openapi.Schema, at place) { l.partOf(s, s, at) }

// partOf adds what is not carried out of a schema and its parts, once. owner is the schema
// whose allOf contains it inline, or itself. s may be nil.
func (l *lister) partOf(owner, s *openapi.Schema, at place) {
	if s == nil || l.schemas[s] {
		return
	}
	l.schemas[s] = true
	if l.replaced[s.Name] && s.Name != "" {
		return
	}
	if l.pkg != nil {
		l.keywords(s, at)
		l.values(s, at)
		l.assumed(s)
		l.redundantParts(s)
		l.required(s, owner)
		l.discriminator(s, owner)
		l.narrower(s, at)
		l.recursion(s)
	}
	l.schema(s.Target, definition)
	for _, p := range s.Properties {
		l.schema(p.Schema, property)
	}
	l.schema(s.Items, element)
	l.schema(s.Additional, element)
	for _, p := range s.AllOf {
		if p.Target == nil && p.Name == "" {
			l.partOf(owner, p, part)
		} else {
			l.schema(p, part)
		}
	}
	for _, p := range slices.Concat(s.OneOf, s.AnyOf) {
		l.schema(p, option)
	}
	if s.Discriminator != nil {
		for _, m := range s.Discriminator.Mapping {
			l.schema(m.Schema, definition)
		}
	}
}

// narrower adds the variants that extend the variant to which a value refers: it is read as
// that one, without what they add.
func (l *lister) narrower(s *openapi.Schema, at place) {
	if s.Target == nil || at == part || at == option || at == definition {
		return
	}
	for _, variant := range l.extending[resolve(s)] {
		l.add(s.Pos, s.Pointer, "variants", strconv.Quote(variant.Name))
	}
}

// extendingVariants returns, for each variant of a union, the definitions that have it in their
// allOf, at any depth.
func (l *lister) extendingVariants() map[*openapi.Schema][]*openapi.Schema {
	all := map[*openapi.Schema][]*openapi.Schema{}
	if len(l.unions) == 0 {
		return all
	}
	for _, s := range l.doc.Schemas {
		seen := map[*openapi.Schema]bool{}
		var visit func(parts []*openapi.Schema)
		visit = func(parts []*openapi.Schema) {
			for _, part := range parts {
				base := resolve(part)
				if seen[base] {
					continue
				}
				seen[base] = true
				if known := l.structs[key(base)]; known != nil && known.Union != nil {
					all[base] = append(all[base], s)
				}
				visit(base.AllOf)
			}
		}
		visit(s.AllOf)
	}
	return all
}

// recursion adds elements of lists and maps that lead back to themselves without a type
// that has a name: Go has none for such a type.
func (l *lister) recursion(s *openapi.Schema) {
	for _, inner := range []*openapi.Schema{s.Items, s.Additional} {
		if inner != nil && l.leadsTo(inner, s, map[*openapi.Schema]bool{}) {
			l.explain(inner.Pos, inner.Pointer, "items", l.doc.Structure(inner.Pos), "It is raw JSON, because Go has no name for a list or map of itself.")
		}
	}
}

// leadsTo reports whether a schema reaches another one by references, elements and allOf,
// through types without a name only.
func (l *lister) leadsTo(s, goal *openapi.Schema, visited map[*openapi.Schema]bool) bool {
	if s == nil || visited[s] || l.isDeclared(s) {
		return false
	}
	visited[s] = true
	for _, next := range append([]*openapi.Schema{s.Target, s.Items, s.Additional}, s.AllOf...) {
		if next != nil && (next == goal || l.leadsTo(next, goal, visited)) {
			return true
		}
	}
	return false
}

// values adds the keywords on the meaning of a value that the Go type does not show.
func (l *lister) values(s *openapi.Schema, at place) {
	if s.Default != nil {
		l.add(s.Pos, s.Pointer, "default", s.Default.Text)
	}
	if !isTyped(s) || s.Format != "" && l.isDuration(s) {
		l.add(s.Pos, s.Pointer, "format", strconv.Quote(s.Format))
	}
	switch {
	case s.Nullable:
		l.nullable(s, at)
	case len(s.Enum) > 0 && l.hasNullType(s):
		l.explain(s.Pos, s.Pointer, "type", `"null"`, "The enum does not contain null.")
	}
	if s.Additional != nil && s.Additional.Nullable {
		l.add(s.Additional.Pos, s.Additional.Pointer, "additionalProperties", `{"nullable":true}`)
	}
	if s.ReadOnly {
		l.readOnly(s, at)
	}
	if s.WriteOnly {
		l.add(s.Pos, s.Pointer, "writeOnly", "true")
	}
	if s.Format == "float" && isTyped(s) {
		l.explain(s.Pos, s.Pointer, "format", `"float"`, "A float64 contains every float.")
	}
	if s.EnumName != "" && !l.statesModel(s) {
		l.explain(s.Pos, s.Pointer, "x-ms-enum", `{"modelAsString":true} is assumed`, "Enums in Go are open.")
	}
	if s.EnumClosed {
		l.add(s.Pos, s.Pointer, "x-ms-enum", `{"modelAsString":false}`)
	}
	if s.Type == "boolean" && len(s.Enum) > 0 {
		l.addStructure(s.Pos, s.Pointer, "enum")
	}
}

// isDuration reports whether an override makes a property a duration.
func (l *lister) isDuration(s *openapi.Schema) bool {
	t := l.types[s.Pointer]
	return t != nil && t.Kind == model.Duration
}

// readOnly adds that only responses contain a property, and the whole property if no
// response does, because the package does not have it then.
func (l *lister) readOnly(s *openapi.Schema, at place) {
	value := "true"
	if at == property && l.types[s.Pointer] == nil {
		value += " " + l.doc.Structure(s.Pos)
	}
	l.add(s.Pos, s.Pointer, "readOnly", value)
}

// nullable adds that a value may be null, if its Go type does not show it.
func (l *lister) nullable(s *openapi.Schema, at place) {
	why, t := "", l.types[s.Pointer]
	switch {
	case l.patched[s.Pointer]:
		why = "A merge patch can send null for any property."
	case at == parameter && isNilable(s):
	case t != nil && (t.Pointer || t.Nullable), t == nil && !isNilable(s) && l.isShown(s, at), at == element && isContainer(s):
		return
	}
	l.explain(s.Pos, s.Pointer, "nullable", "true", why)
}

// isShown reports whether the Go type of a value without a field shows that it may be null.
func (l *lister) isShown(s *openapi.Schema, at place) bool {
	return at == element || at == parameter || l.isValue[s]
}

// isTyped reports whether the Go type of a schema follows from its format, or it has
// none.
func isTyped(s *openapi.Schema) bool {
	switch s.Format {
	case "":
		return true
	case "int32", "int64":
		return s.Type == "integer"
	case "float", "double":
		return s.Type == "number"
	case "date-time", "date-time-rfc1123", "date", "byte":
		return s.Type == "string" && len(s.Enum) == 0
	}
	return false
}

// isContainer reports whether the Go type of a schema is a slice or a map.
func isContainer(s *openapi.Schema) bool {
	return s.Type == "array" || isNilable(s) && s.Additional != nil
}

// isNilable reports whether the Go type of a schema has nil anyway, which is both null
// and absent: lists, maps and any JSON.
func isNilable(s *openapi.Schema) bool {
	switch s.Type {
	case "array":
		return true
	case "object", "":
		return s.Properties == nil && s.Target == nil && s.AllOf == nil
	}
	return false
}
