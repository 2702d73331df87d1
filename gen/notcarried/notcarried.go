// Package notcarried lists what a document states and the emitted package does not carry
// out: response headers, error schemas, limits, keywords that chatgen does not know.
// Texts and examples are exempt.
package notcarried

import (
	"cmp"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// unused is the kind of definitions and components to which nothing refers.
const unused = "unused"

// List returns what the package does not carry out of its document, sorted by position,
// each part once.
func List(doc *openapi.Document, pkg *model.Package) []model.NotCarried {
	l := &lister{doc: doc, operations: map[string]string{}, schemas: map[*openapi.Schema]bool{}}
	for _, op := range doc.Operations {
		l.operations[op.Pos.File+"#"+op.Pointer] = op.ID
	}
	for _, ignored := range doc.Ignored {
		l.add(ignored.Pos, ignored.Pointer, ignored.Keyword, ignored.Value)
	}
	l.security()
	for _, op := range doc.Operations {
		l.operation(op)
	}
	l.definitions(pkg)
	slices.SortFunc(l.parts, func(x, y model.NotCarried) int {
		return cmp.Or(x.Pos.Compare(y.Pos), strings.Compare(x.Kind, y.Kind), strings.Compare(x.Value, y.Value))
	})
	return slices.Compact(l.parts)
}

type lister struct {
	doc        *openapi.Document
	operations map[string]string // IDs by "file#pointer"
	schemas    map[*openapi.Schema]bool
	parts      []model.NotCarried
}

// add adds a part, whose subject follows from its pointer.
func (l *lister) add(pos diag.Pos, pointer, kind, value string) {
	l.parts = append(l.parts, model.NotCarried{Pos: pos, Subject: l.subject(pos.File, pointer), Kind: kind, Value: value})
}

// addStructure adds a part whose value is at its position.
func (l *lister) addStructure(pos diag.Pos, pointer, kind string) {
	l.add(pos, pointer, kind, l.doc.Structure(pos))
}

// subject returns the operation, the definition with the path to its part, or the
// component with a pointer.
func (l *lister) subject(file, pointer string) string {
	segments := strings.Split(pointer, "/")
	if len(segments) > 3 && segments[1] == "paths" {
		if id := l.operations[file+"#"+strings.Join(segments[:4], "/")]; id != "" {
			return id
		}
		return unescape(segments[2])
	}
	if len(segments) > 1 && segments[1] == "components" {
		segments = segments[1:]
	}
	if len(segments) < 3 {
		return "document"
	}
	name := unescape(segments[2])
	for i := 3; i+1 < len(segments); i++ {
		if segments[i] == "properties" {
			i++
			name += "." + unescape(segments[i])
		}
	}
	return name
}

func unescape(segment string) string {
	return strings.ReplaceAll(strings.ReplaceAll(segment, "~1", "/"), "~0", "~")
}

// security adds the security schemes, which overrides replace, and the requirements of
// the document.
func (l *lister) security() {
	for _, s := range l.doc.Schemes {
		l.parts = append(l.parts, model.NotCarried{Pos: s.Pos, Subject: s.Name, Kind: "security", Value: l.doc.Structure(s.Pos)})
	}
	if pos, value := l.doc.RequiredSecurity(); value != "" {
		l.parts = append(l.parts, model.NotCarried{Pos: pos, Subject: "document", Kind: "security", Value: value})
	}
}
