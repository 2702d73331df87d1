// Package trace follows each exported symbol of a generated package back: to its
// place in the document, to the overrides that shaped it, and to what it is on
// the wire. It reads the model, whose names are the ones that are emitted.
package trace

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// Symbol is an exported symbol of a generated package and where it comes from.
type Symbol struct {
	Name      string         // below the package: "Client.CreateThread", "MessageTypeText", "fake.Server.SendMessage"
	Kind      string         // function, method, type, field, constant
	Pos       diag.Pos       // of its place in the document, or of the entry that makes it
	Pointer   string         // JSON pointer in that file; empty for the document as a whole and for an entry
	Element   string         // as overrides name it, "ChatParticipant.metadata"; "document"; empty for what an entry makes
	Overrides []model.Change // that shaped it, in the order of application
	Wire      []string       // lines on what is sent and read; none if it is only Go
	Embeds    string         // of a field: the type that it embeds, whose members are those of its struct, too
	Of        string         // of what Find found in an embedded type: that type
}

// The kinds of symbols.
const (
	function = "function"
	method   = "method"
	typ      = "type"
	field    = "field"
	constant = "constant"
)

// Symbols returns the exported symbols of the package and its fake, sorted by
// name.
func Symbols(pkg *model.Package) []Symbol {
	t := &tracer{pkg: pkg, changes: map[model.Element][]int{}}
	for i, c := range pkg.Changes {
		for _, e := range c.Touched {
			t.changes[e] = append(t.changes[e], i)
		}
	}
	t.settings()
	for _, c := range pkg.Clients {
		t.client(c)
	}
	for _, d := range pkg.Decls {
		t.decl(d)
	}
	for _, p := range pkg.Partials {
		t.partial(p)
	}
	t.fake()
	slices.SortFunc(t.symbols, func(a, b Symbol) int { return strings.Compare(a.Name, b.Name) })
	return t.symbols
}

type tracer struct {
	pkg     *model.Package
	changes map[model.Element][]int // by what they touched, as indexes into those of pkg
	symbols []Symbol
}

// place is where a symbol comes from.
type place struct {
	pos     diag.Pos
	pointer string
	element model.Element
}

// entryPlace is the entry of an override.
func entryPlace(at diag.Pos) place { return place{at, "", model.EntryElement(at)} }

// document is the place of what belongs to no part of it.
func (t *tracer) document() place { return place{t.pkg.Pos, "", model.Element{Form: "document"}} }

// name returns the element's name for people.
func (p place) name() string {
	switch p.element.Form {
	case "document":
		return "document"
	case "entry":
		return ""
	case "group":
		return strings.TrimSpace("group " + p.element.Name)
	}
	return p.element.Name
}

// add adds a symbol. It is shaped by the overrides that touched the element of
// its place, or one of the others.
func (t *tracer) add(name, kind string, at place, wire []string, others ...model.Element) {
	shaped := slices.Clone(t.changes[at.element])
	for _, e := range others {
		shaped = append(shaped, t.changes[e]...)
	}
	slices.Sort(shaped)
	var changes []model.Change
	for _, i := range slices.Compact(shaped) {
		changes = append(changes, t.pkg.Changes[i])
	}
	t.symbols = append(t.symbols, Symbol{
		Name: name, Kind: kind, Pos: at.pos, Pointer: at.pointer, Element: at.name(), Overrides: changes, Wire: wire,
	})
}

// settings adds what the package says of itself, and the options of clients.
func (t *tracer) settings() {
	if t.pkg.APIVersion != "" {
		at := t.document()
		at.pos, at.pointer = t.pkg.VersionPos, "/info/version"
		t.add("APIVersion", constant, at, []string{"query api-version of every request: " + quote(t.pkg.APIVersion)})
	}
	if t.pkg.Endpoint != "" {
		t.add("Endpoint", constant, t.document(), []string{"the address before the path of every request: " + t.pkg.Endpoint})
	}
	t.add("ClientOptions", typ, t.document(), nil)
	t.add("ClientOptions.ClientOptions", field, t.document(), nil)
	t.add("ClientOptions.NextLinkHosts", field, t.document(), nil)
	once := func(op *model.Operation) bool { return op.Once }
	if slices.ContainsFunc(t.pkg.Clients, func(c *model.Client) bool { return slices.ContainsFunc(c.Operations, once) }) {
		t.add("ClientOptions.ResendAlways", field, t.document(), nil)
	}
}

// fake adds the symbols of the package's fake.
func (t *tracer) fake() {
	t.add("fake.Server", typ, t.document(), nil)
	t.add("fake.NewServerTransport", function, t.document(), nil)
	for _, c := range t.pkg.Clients {
		for _, op := range c.Operations {
			shape := t.signature(c, op)
			for _, p := range op.Params {
				if p.Bound { // the function takes what the client holds, too
					shape = append(shape, op.ParamElement(p))
				}
			}
			t.add("fake.Server."+op.Names.Fake, field, operationPlace(op), t.operationWire(op), shape...)
		}
	}
}

// partial adds the errors for what the service refused of a request.
func (t *tracer) partial(p *model.Partial) {
	at, n := entryPlace(p.Pos), p.Names
	failure := form(p.Failed.Type.Elem)
	t.add(n.Error, typ, at, []string{failure + ", one of " + quote(p.Failed.Wire)})
	t.add(n.Error+"."+n.Item, field, at, []string{"one of " + quote(p.Items.Wire) + " in the request"})
	t.add(n.Error+".ErrorDetail", field, at, []string{failure})
	t.add(n.Error+".Error", method, at, nil)
	t.add(n.List, typ, at, []string{quote(p.Failed.Wire) + ": [" + failure + "]"})
	t.add(n.List+".Err", method, at, nil)
	t.add(n.List+".Retryable", method, at, nil)
}
