package contract

import (
	"path"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// Place is where an element stands, however it is named.
type Place struct{ File, Pointer string }

// Place returns where the element stands.
func (e *Element) Place() Place { return Place{e.Pos.File, e.Pointer} }

// GoMapping is what the Go package makes of a place: its exported symbols, sorted
// but that the method comes first which calls an operation, and the overrides
// that shaped them.
type GoMapping struct {
	Go        []string
	Overrides []model.AppliedOverride
}

// AttachGo adds what the Go package makes of the document: what it sends, what it
// does after a failed try, and the shape of each place.
func (c *Contract) AttachGo(pkg *model.Package, mappings map[Place]GoMapping) {
	c.Package, c.Version = pkg.Name, pkg.Version
	operations, methods := map[string]*model.Operation{}, map[string]string{}
	for _, client := range pkg.Clients {
		for _, op := range client.Operations {
			operations[op.ID], methods[op.ID] = op, client.Name+"."+method(op)
		}
	}
	external := externals(pkg)
	for _, e := range c.Elements {
		e.GoMapping = mappings[e.Place()]
		switch {
		case e.Kind == Host && pkg.Endpoint != "":
			e.Go = []string{"Endpoint"}
		case e.Kind == Security && len(pkg.Clients) > 0:
			e.Go = []string{pkg.Clients[0].Names.New}
		}
		if name := external[e.Name]; e.Kind == Definition && name != "" {
			e.Go, e.Flags[HandWritten] = append(e.Go, name), true
		}
		if op := operations[e.Name]; e.Kind == Operation && op != nil {
			e.Attributes[Retry] = retryBehavior(op)
			e.Go = first(methods[op.ID], e.Go)
		}
		if op := operations[e.Owner]; e.Kind == Body && op != nil && op.Body != nil {
			e.Attributes[Sends] = op.Body.MediaType
		}
	}
}

// MergeLock takes from the lock of a committed package what that package makes of the
// document, in place of what chatgen would make of it today.
func (c *Contract) MergeLock(lock *Contract) {
	committed := map[string]*Element{}
	for _, e := range lock.Elements {
		committed[e.Key()] = e
	}
	for _, e := range c.Elements {
		if was := committed[e.Key()]; was != nil {
			e.Attributes[Sends], e.Attributes[Retry], e.Flags[HandWritten], e.Go = was.Attributes[Sends], was.Attributes[Retry], was.Flags[HandWritten], was.Go
		}
	}
}

// method returns the method that calls an operation: of a paged one the one
// that ranges over its items.
func method(op *model.Operation) string {
	if op.Paging != nil {
		return op.Paging.Iterator
	}
	return op.Name
}

// first returns a list with one of its names at the front.
func first(name string, list []string) []string {
	others := slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == name })
	return append([]string{name}, others...)
}

// externals returns the Go types written by hand, by the definitions that they
// stand for.
func externals(pkg *model.Package) map[string]string {
	names := map[string]string{}
	add := func(t *model.Type) {
		for ; t != nil; t = t.Elem {
			if e, ok := t.Decl.(*model.External); ok {
				names[e.Schema] = path.Base(e.Path) + "." + e.Type
			}
		}
	}
	fields := func(list []*model.Field) {
		for _, f := range list {
			add(f.Type)
		}
	}
	for _, client := range pkg.Clients {
		for _, op := range client.Operations {
			add(op.Result)
			if op.Body != nil {
				fields(op.Body.Fields)
			}
			if op.Body != nil && op.Body.Value != nil {
				add(op.Body.Value.Type)
			}
		}
	}
	for _, d := range pkg.Decls {
		if s, ok := d.(*model.Struct); ok {
			fields(s.Fields)
			add(s.Additional)
		}
	}
	return names
}

// RetryIfUnprocessed is the value of the attribute Retry for requests that could be carried
// out twice.
const RetryIfUnprocessed = "only if the first was not carried out"

// retryBehavior says which requests the package sends again after a failed try.
func retryBehavior(op *model.Operation) string {
	switch {
	case op.RequestID != nil:
		return "with the same " + strings.ToLower(op.RequestID.WireName)
	case op.NonIdempotent:
		return RetryIfUnprocessed
	}
	return "always"
}
