// Package notcarried lists what a document states and the emitted package does not carry
// out: response headers without a field, error schemas, limits, keywords that chatgen does not know.
// Texts and examples are exempt. Parts that every package carries out in a way of its own
// are listed with the reason.
package notcarried

import (
	"cmp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// List returns what the package does not carry out of its document, sorted by position,
// each part once.
func List(doc *openapi.Document, pkg *model.Package) []model.NotCarried {
	l := &lister{
		doc: doc, operations: map[string]string{}, ofPath: map[string][]string{},
		compositions: map[*openapi.Schema]composition{}, schemas: map[*openapi.Schema]bool{}, spread: map[string]bool{},
		headers: map[headerSource]bool{}, told: map[string]bool{}, replaced: replaced(pkg), pkg: pkg,
		declared: map[source]bool{}, structs: map[source]*model.Struct{}, unions: map[source]*model.Union{}, isValue: values(doc),
		parameters: map[source]string{},
		mediaKinds: map[string]bool{}, arguments: arguments(pkg),
	}
	l.declarations()
	l.types, l.patched = types(pkg)
	l.extending = l.extendingVariants()
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			l.spread[op.ID] = op.Body != nil && op.Body.Value == nil
			l.told[op.ID] = op.HasStatusCode
			for _, h := range op.Headers {
				for _, source := range h.Sources {
					l.headers[headerSource{op.ID, source.Pos}] = true
				}
			}
		}
	}
	for _, op := range doc.Operations {
		l.operations[op.Pos.File+"#"+op.Pointer] = op.ID
		l.ofPath[op.Path] = append(l.ofPath[op.Path], op.ID)
		for _, p := range op.Parameters {
			l.parameters[source{p.Pos.File, p.Pointer}] = p.Name
		}
		if op.Body != nil {
			l.parameters[source{op.Body.Pos.File, op.Body.Pointer}] = op.Body.Name
		}
	}
	for _, ignored := range doc.Ignored {
		why := ""
		if ignored.Alias {
			why = "The definition to which it refers has the same name."
		}
		l.explain(ignored.Pos, ignored.Pointer, ignored.Keyword, ignored.Value, why)
	}
	for _, op := range doc.Operations {
		l.operation(op)
	}
	l.document(pkg)
	l.definitions(pkg)
	slices.SortFunc(l.parts, func(x, y model.NotCarried) int {
		return cmp.Or(x.Pos.Compare(y.Pos), strings.Compare(x.Kind, y.Kind), strings.Compare(x.Value, y.Value), strings.Compare(x.Subject, y.Subject))
	})
	return slices.Compact(l.parts)
}

type lister struct {
	doc          *openapi.Document
	operations   map[string]string                     // IDs by "file#pointer"
	ofPath       map[string][]string                   // the IDs of a path's operations
	compositions map[*openapi.Schema]composition       // of schemas with inline parts
	parameters   map[source]string                     // names, by their places
	schemas      map[*openapi.Schema]bool              // visited
	extending    map[*openapi.Schema][]*openapi.Schema // definitions that extend a variant of a union
	spread       map[string]bool                       // the operations whose body's properties are arguments
	headers      map[headerSource]bool                 // the response headers that have a field
	told         map[string]bool                       // the operations whose response has its status
	types        map[string]*model.Type                // of parameters and properties, by their pointers
	patched      map[string]bool                       // the pointers of properties of merge patches
	replaced     map[string]bool                       // the definitions that overrides replace by Go types
	pkg          *model.Package                        // nil if only schemas are collected
	declared     map[source]bool                       // the schemas that are named types
	structs      map[source]*model.Struct              // by their schemas
	unions       map[source]*model.Union               // by their schemas
	mediaKinds   map[string]bool                       // "consumes" and "produces", if a body has media types
	arguments    map[string]bool                       // the pointers of properties that are only arguments
	isValue      map[*openapi.Schema]bool              // definitions that are types of properties, parameters and elements
	parts        []model.NotCarried
}

// headerSource is the declaration of a response header of an operation.
type headerSource struct {
	operation string
	pos       diag.Pos
}

// add adds a part, whose subject follows from its pointer.
func (l *lister) add(pos diag.Pos, pointer, kind, value string) {
	l.explain(pos, pointer, kind, value, "")
}

// explain adds a part that the package carries out in a way of its own, if why is not
// empty. A part that several operations share is added for each of them.
func (l *lister) explain(pos diag.Pos, pointer, kind, value, why string) {
	for _, subject := range l.subjects(pos.File, pointer) {
		l.parts = append(l.parts, model.NotCarried{Pos: pos, Subject: subject, Kind: kind, Value: value, Why: why})
	}
}

// addStructure adds a part whose value is at its position.
func (l *lister) addStructure(pos diag.Pos, pointer, kind string) {
	l.add(pos, pointer, kind, l.doc.Structure(pos))
}

// subjects returns the subject of a part: its operation, definition or component, with the
// path to the part. A part of a path has a subject for each of its operations.
func (l *lister) subjects(file, pointer string) []string {
	segments := strings.Split(pointer, "/")
	switch {
	case len(segments) > 2 && segments[1] == "paths":
		return l.operationSubjects(file, segments)
	case len(segments) > 1 && segments[1] == "components":
		segments = segments[1:]
	}
	if len(segments) < 3 {
		return []string{"document"}
	}
	return []string{unescape(segments[2]) + l.pathTo(file, segments, 3)}
}

// operationSubjects returns the subjects of a part of a path item.
func (l *lister) operationSubjects(file string, segments []string) []string {
	if len(segments) > 3 {
		if id := l.operations[file+"#"+strings.Join(segments[:4], "/")]; id != "" {
			return []string{id + l.pathTo(file, segments, 4)}
		}
	}
	var all []string
	path := unescape(segments[2])
	for _, id := range l.ofPath[path] {
		all = append(all, id+l.pathTo(file, segments, 3))
	}
	if len(all) == 0 {
		return []string{path}
	}
	return all
}

// pathTo returns the path to a part within its subject, from a segment of its pointer on:
// ".limit" for a parameter or a property, "[]" for elements.
func (l *lister) pathTo(file string, segments []string, from int) string {
	var path strings.Builder
	for i := from; i < len(segments); i++ {
		hasNext := i+1 < len(segments)
		switch segment := segments[i]; {
		case segment == "items":
			path.WriteString("[]")
		case segment == "additionalProperties":
			path.WriteString("{}")
		case !hasNext:
		case segment == "parameters":
			i++
			path.WriteString("." + l.parameters[source{file, strings.Join(segments[:i+1], "/")}])
		case slices.Contains([]string{"properties", "responses", "headers", "content"}, segment):
			i++
			path.WriteString("." + unescape(segments[i]))
		case slices.Contains([]string{"allOf", "oneOf", "anyOf"}, segment):
			i++
			path.WriteString("." + segment + "[" + segments[i] + "]")
		}
	}
	return path.String()
}

func unescape(segment string) string {
	return strings.ReplaceAll(strings.ReplaceAll(segment, "~1", "/"), "~0", "~")
}

// document adds what an emitted package does in its own way, with the reason: the address
// if callers pass it, the version if requests do not contain it, the security schemes and
// the document's security requirements.
func (l *lister) document(pkg *model.Package) {
	add := func(pos diag.Pos, subject, kind, value, why string) {
		l.parts = append(l.parts, model.NotCarried{Pos: pos, Subject: subject, Kind: kind, Value: value, Why: why})
	}
	for _, op := range pkg.Omitted {
		add(op.Pos, op.ID, "omitted", l.doc.Structure(op.Pos), "An override leaves it out.")
	}
	if host := l.doc.Host; host != nil && pkg.Endpoint == "" {
		add(host.Pos, "document", "servers", host.Template+" "+l.doc.Structure(host.Pos), "Callers pass the endpoint.")
	}
	if pkg.APIVersion == "" {
		add(l.doc.VersionPos, "document", "version", l.doc.Version, "Requests have no api-version.")
	}
	const credential = "An override selects the credential."
	for _, s := range l.doc.Schemes {
		add(s.Pos, s.Name, "security", l.doc.Structure(s.Pos), credential)
	}
	for _, k := range l.doc.Keywords(l.doc.Pos) {
		if (k.Name == "consumes" || k.Name == "produces") && !l.mediaKinds[k.Name] {
			l.addStructure(k.Pos, k.Pointer, k.Name)
		}
	}
	if l.has(l.doc.Pos, "swagger") && !l.has(l.doc.Pos, "schemes") {
		add(l.doc.Pos, "document", "schemes", `["https"] is assumed`, "The document states no scheme.")
	}
	if pos, value := l.doc.RequiredSecurity(); value != "" {
		add(pos, "document", "security", value, credential)
	}
}
