package contract

import (
	"path"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// SourceLocation is the location of an element in a document. It does not depend
// on the element's name.
type SourceLocation struct{ File, Pointer string }

// Location returns the location of the element.
func (e *Element) Location() SourceLocation { return SourceLocation{e.Pos.File, e.Pointer} }

// GoMapping is the exported symbols that are generated from an element, and the
// overrides that affect them. Symbols are sorted, except that the method for an
// operation comes first.
type GoMapping struct {
	Go        []string
	Overrides []model.AppliedOverride
}

// AttachGo adds the data of the generated package to the elements: media types
// that it sends, its retry behavior, and the Go symbols for each location.
func (c *Contract) AttachGo(pkg *model.Package, mappings map[SourceLocation]GoMapping) {
	c.Package, c.Version = pkg.Name, pkg.Version
	operations, methods := map[string]*model.Operation{}, map[string]string{}
	for _, client := range pkg.Clients {
		for _, op := range client.Operations {
			operations[op.ID], methods[op.ID] = op, client.Name+"."+op.PrimaryMethod()
		}
	}
	external := handWrittenTypes(pkg)
	for _, e := range c.Elements {
		e.GoMapping = mappings[e.Location()]
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
			e.Go = moveToFront(methods[op.ID], e.Go)
		}
		if op := operations[e.Owner]; e.Kind == Body && op != nil && op.Body != nil {
			e.Attributes[Sends] = op.Body.MediaType
			e.Flags[AlwaysSent] = op.Body.Value == nil || op.Body.Required
		}
	}
}

// MergeLock replaces the data of the generated package by that of the lock, which
// describes the committed package.
func (c *Contract) MergeLock(lock *Contract) {
	committed := map[string]*Element{}
	for _, e := range lock.Elements {
		committed[e.Key()] = e
	}
	for _, e := range c.Elements {
		if was := committed[e.Key()]; was != nil {
			e.Attributes[Sends], e.Attributes[Retry], e.Go = was.Attributes[Sends], was.Attributes[Retry], was.Go
			e.Flags[HandWritten], e.Flags[AlwaysSent] = was.Flags[HandWritten], was.Flags[AlwaysSent]
		}
	}
}

// moveToFront returns a list with name as its first element.
func moveToFront(name string, list []string) []string {
	others := slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == name })
	return append([]string{name}, others...)
}

// handWrittenTypes returns the hand-written Go types by the names of the
// definitions that they replace.
func handWrittenTypes(pkg *model.Package) map[string]string {
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
			for _, t := range op.ResponseTypes() {
				add(t)
			}
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

// RetryIfUnprocessed is the value of the attribute Retry for operations that are
// not idempotent.
const RetryIfUnprocessed = "only if unprocessed"

// retryBehavior describes when the package retries an operation.
func retryBehavior(op *model.Operation) string {
	switch {
	case op.RequestID != nil:
		same := "with the same " + strings.ToLower(op.RequestID.WireName)
		if op.FirstSent != nil {
			same += " and " + strings.ToLower(op.FirstSent.WireName)
		}
		return same
	case op.NonIdempotent:
		return RetryIfUnprocessed
	}
	return "always"
}
