// Package explain finds the origin of each exported symbol of a generated package:
// its position in the document, the overrides that affect it, and its
// representation on the wire. It works on the model, which has the emitted names.
package explain

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// Symbol is an exported symbol of a generated or hand-written package, with its origin.
type Symbol struct {
	Name         string                  // without the package: "Client.CreateThread", "MessageTypeText", "fake.Server.SendMessage"
	Kind         string                  // function, method, type, field, constant, variable
	Pos          diag.Pos                // position in the document, or of the override that creates it
	Pointer      string                  // JSON pointer in that file; empty for the whole document and for overrides
	Element      string                  // name in overrides, "ChatParticipant.metadata"; "document"; empty if an override creates the symbol
	Overrides    []model.AppliedOverride // overrides that affect it, in the order of application
	Wire         []string                // representation on the wire, line by line; none if it exists only in Go
	EmbeddedType string                  // type of an embedded field, whose members are promoted
	PromotedFrom string                  // set by Find: the embedded type that a member is promoted from
	HandWritten  *HandWritten            // of a hand-written package; such a symbol has no document, element and wire
}

// The kinds of symbols.
const (
	function = "function"
	variable = "variable"
	method   = "method"
	typ      = "type"
	field    = "field"
	constant = "constant"
)

// Symbols returns the exported symbols of the package and its fake, sorted by
// name.
func Symbols(pkg *model.Package) []Symbol {
	t := &explainer{pkg: pkg, byElement: map[model.Element][]int{}}
	for i, c := range pkg.AppliedOverrides {
		for _, e := range c.Affected {
			t.byElement[e] = append(t.byElement[e], i)
		}
	}
	t.addSettings()
	for _, c := range pkg.Clients {
		t.addClient(c)
	}
	for _, d := range pkg.Decls {
		t.addDecl(d)
	}
	for _, p := range pkg.PartialFailures {
		t.addPartialFailure(p)
	}
	t.addChanges()
	t.addFake()
	slices.SortFunc(t.symbols, func(a, b Symbol) int { return strings.Compare(a.Name, b.Name) })
	return t.symbols
}

type explainer struct {
	pkg       *model.Package
	byElement map[model.Element][]int // indexes into pkg.AppliedOverrides, by affected element
	symbols   []Symbol
}

// symbolSource is the element that a symbol is generated from.
type symbolSource struct {
	pos     diag.Pos
	pointer string
	element model.Element
}

// entrySource returns the source of a symbol that an override creates.
func entrySource(at diag.Pos) symbolSource { return symbolSource{at, "", model.EntryElement(at)} }

// document returns the source of a symbol that belongs to the whole document.
func (x *explainer) document() symbolSource {
	return symbolSource{x.pkg.Pos, "", model.Element{Kind: "document"}}
}

// name returns the name of the element for display.
func (s symbolSource) name() string {
	switch s.element.Kind {
	case "document":
		return "document"
	case "entry":
		return ""
	case "group":
		return strings.TrimSpace("group " + s.element.Name)
	}
	return s.element.Name
}

// add adds a symbol with the overrides that affect its source or one of the other
// elements.
func (x *explainer) add(name, kind string, from symbolSource, wire []string, others ...model.Element) {
	indexes := slices.Clone(x.byElement[from.element])
	for _, e := range others {
		indexes = append(indexes, x.byElement[e]...)
	}
	slices.Sort(indexes)
	var overrides []model.AppliedOverride
	for _, i := range slices.Compact(indexes) {
		overrides = append(overrides, x.pkg.AppliedOverrides[i])
	}
	x.symbols = append(x.symbols, Symbol{
		Name: name, Kind: kind, Pos: from.pos, Pointer: from.pointer, Element: from.name(), Overrides: overrides, Wire: wire,
	})
}

// addSettings adds the constants of the package and the client options.
func (x *explainer) addSettings() {
	if x.pkg.APIVersion != "" {
		source := x.document()
		source.pos, source.pointer = x.pkg.VersionPos, "/info/version"
		x.add("APIVersion", constant, source, []string{"query api-version of every request: " + quote(x.pkg.APIVersion)})
	}
	if x.pkg.Endpoint != "" {
		x.add("Endpoint", constant, x.document(), []string{"base URL of every request: " + x.pkg.Endpoint})
	}
	x.add("ClientOptions", typ, x.document(), nil)
	x.add("ClientOptions.ClientOptions", field, x.document(), nil)
	x.add("ClientOptions.AllowedNextLinkHosts", field, x.document(), nil)
	x.add("ClientOptions.MaxResponseSize", field, x.document(), nil)
	x.add("ClientOptions.CopyStrings", field, x.document(), nil)
	hasOperation := func(is func(*model.Operation) bool) bool {
		return slices.ContainsFunc(x.pkg.Clients, func(c *model.Client) bool { return slices.ContainsFunc(c.Operations, is) })
	}
	if hasOperation(func(op *model.Operation) bool { return op.Paging != nil }) {
		x.add("ClientOptions.KeepItemJSON", field, x.document(), nil)
	}
	if hasOperation(func(op *model.Operation) bool { return op.Rates != nil }) {
		x.add("ClientOptions.Pacer", field, x.document(), nil)
	}
	if hasOperation(func(op *model.Operation) bool { return op.NonIdempotent }) {
		x.add("ClientOptions.RetryNonIdempotent", field, x.document(), nil)
	}
}

// addFake adds the symbols of the package's fake.
func (x *explainer) addFake() {
	x.add("fake.Server", typ, x.document(), nil)
	x.add("fake.NewServerTransport", function, x.document(), nil)
	x.add("fake.Error", typ, x.document(), nil)
	x.add("fake.ErrResponseLost", variable, x.document(), nil)
	for _, p := range x.pkg.PartialFailures {
		if p.ItemStatus != nil {
			continue // the fake has no such function
		}
		x.add("fake."+p.Names.Rejections, function, entrySource(p.Pos), []string{rejectedLine(p)})
	}
	for _, c := range x.pkg.Clients {
		for _, op := range c.Operations {
			elements := x.signatureElements(c, op)
			for _, p := range op.Params {
				if p.OnClient { // the function also takes client-level parameters
					elements = append(elements, op.ParamElement(p))
				}
			}
			x.add("fake.Server."+op.Names.Fake, field, operationSource(op), x.operationWire(op), elements...)
		}
	}
}

// addChanges adds the ranges of changes and their vocabulary.
func (x *explainer) addChanges() {
	c := x.pkg.Changes
	if c == nil {
		return
	}
	source := entrySource(c.Pos)
	x.add(c.ListClient.Name+".Changes", method, source, []string{"reads " + call(c.List) + " again and again"}, c.List.Element())
	x.add(c.IndexClient.Name+".Changes", method, source, []string{"reads " + call(c.Index) + " and " + call(c.List) + " again and again"}, c.Index.Element())
	for _, symbol := range c.Symbols() {
		x.add(symbol.Name, symbol.Kind, source, nil)
	}
}

// addPartialFailure adds the error types for the items of a request that the
// service rejects.
func (x *explainer) addPartialFailure(p *model.PartialFailure) {
	source, n := entrySource(p.Pos), p.Names
	failure := jsonType(p.Failures.Type.Elem)
	x.add(n.Error, typ, source, []string{failure + ", one of " + quote(p.Failures.WireName)})
	x.add(n.Error+"."+n.Item, field, source, []string{"one of " + quote(p.Items.WireName) + " in the request"})
	x.add(n.Error+".ErrorDetail", field, source, []string{failure})
	x.add(n.Error+".Error", method, source, nil)
	x.add(n.List, typ, source, []string{quote(p.Failures.WireName) + ": [" + failure + "]"})
	x.add(n.List+".Err", method, source, nil)
	x.add(n.List+".ToRetry", method, source, nil)
}
