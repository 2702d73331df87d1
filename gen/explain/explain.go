// Package explain follows each exported symbol of a generated package back: to its
// place in the document, to the overrides that shaped it, and to what it is on
// the wire. It reads the model, whose names are the ones that are emitted.
package explain

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// Symbol is an exported symbol of a generated package and where it comes from.
type Symbol struct {
	Name      string                  // below the package: "Client.CreateThread", "MessageTypeText", "fake.Server.SendMessage"
	Kind      string                  // function, method, type, field, constant
	Pos       diag.Pos                // of its place in the document, or of the entry that makes it
	Pointer   string                  // JSON pointer in that file; empty for the document as a whole and for an entry
	Element   string                  // as overrides name it, "ChatParticipant.metadata"; "document"; empty for what an entry makes
	Overrides []model.AppliedOverride // that shaped it, in the order of application
	Wire      []string                // lines on what is sent and read; none if it is only Go
	Embeds    string                  // of a field: the type that it embeds, whose members are those of its struct, too
	Of        string                  // of what Find found in an embedded type: that type
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
	t := &explainer{pkg: pkg, changes: map[model.Element][]int{}}
	for i, c := range pkg.AppliedOverrides {
		for _, e := range c.Affected {
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
	for _, p := range pkg.PartialFailures {
		t.partial(p)
	}
	t.fake()
	slices.SortFunc(t.symbols, func(a, b Symbol) int { return strings.Compare(a.Name, b.Name) })
	return t.symbols
}

type explainer struct {
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
func (x *explainer) document() place { return place{x.pkg.Pos, "", model.Element{Kind: "document"}} }

// name returns the element's name for people.
func (p place) name() string {
	switch p.element.Kind {
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
func (x *explainer) add(name, kind string, at place, wire []string, others ...model.Element) {
	shaped := slices.Clone(x.changes[at.element])
	for _, e := range others {
		shaped = append(shaped, x.changes[e]...)
	}
	slices.Sort(shaped)
	var changes []model.AppliedOverride
	for _, i := range slices.Compact(shaped) {
		changes = append(changes, x.pkg.AppliedOverrides[i])
	}
	x.symbols = append(x.symbols, Symbol{
		Name: name, Kind: kind, Pos: at.pos, Pointer: at.pointer, Element: at.name(), Overrides: changes, Wire: wire,
	})
}

// settings adds what the package says of itself, and the options of clients.
func (x *explainer) settings() {
	if x.pkg.APIVersion != "" {
		at := x.document()
		at.pos, at.pointer = x.pkg.VersionPos, "/info/version"
		x.add("APIVersion", constant, at, []string{"query api-version of every request: " + quote(x.pkg.APIVersion)})
	}
	if x.pkg.Endpoint != "" {
		x.add("Endpoint", constant, x.document(), []string{"the address before the path of every request: " + x.pkg.Endpoint})
	}
	x.add("ClientOptions", typ, x.document(), nil)
	x.add("ClientOptions.ClientOptions", field, x.document(), nil)
	x.add("ClientOptions.AllowedNextLinkHosts", field, x.document(), nil)
	once := func(op *model.Operation) bool { return op.NonIdempotent }
	if slices.ContainsFunc(x.pkg.Clients, func(c *model.Client) bool { return slices.ContainsFunc(c.Operations, once) }) {
		x.add("ClientOptions.RetryNonIdempotent", field, x.document(), nil)
	}
}

// fake adds the symbols of the package's fake.
func (x *explainer) fake() {
	x.add("fake.Server", typ, x.document(), nil)
	x.add("fake.NewServerTransport", function, x.document(), nil)
	for _, c := range x.pkg.Clients {
		for _, op := range c.Operations {
			shape := x.signature(c, op)
			for _, p := range op.Params {
				if p.OnClient { // the function takes what the client holds, too
					shape = append(shape, op.ParamElement(p))
				}
			}
			x.add("fake.Server."+op.Names.Fake, field, operationPlace(op), x.operationWire(op), shape...)
		}
	}
}

// partial adds the errors for what the service refused of a request.
func (x *explainer) partial(p *model.PartialFailure) {
	at, n := entryPlace(p.Pos), p.Names
	failure := jsonType(p.Failures.Type.Elem)
	x.add(n.Error, typ, at, []string{failure + ", one of " + quote(p.Failures.WireName)})
	x.add(n.Error+"."+n.Item, field, at, []string{"one of " + quote(p.Items.WireName) + " in the request"})
	x.add(n.Error+".ErrorDetail", field, at, []string{failure})
	x.add(n.Error+".Error", method, at, nil)
	x.add(n.List, typ, at, []string{quote(p.Failures.WireName) + ": [" + failure + "]"})
	x.add(n.List+".Err", method, at, nil)
	x.add(n.List+".ToRetry", method, at, nil)
}
