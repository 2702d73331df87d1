package contract

import (
	"github.com/chatgen-go/chatgen/gen/model"
)

// Place is where an element stands, however it is named.
type Place struct{ File, Pointer string }

// Place returns where the element stands.
func (e *Element) Place() Place { return Place{e.Pos.File, e.Pointer} }

// Shape is what the Go package makes of a place: its exported symbols, sorted,
// and the overrides that shaped them.
type Shape struct {
	Go        []string
	Overrides []model.Change
}

// Join adds what the Go package makes of the document: what it sends, what it
// does after a failed try, and the shape of each place.
func (c *Contract) Join(pkg *model.Package, shapes map[Place]Shape) {
	c.Package, c.Version = pkg.Name, pkg.Version
	operations := map[string]*model.Operation{}
	for _, client := range pkg.Clients {
		for _, op := range client.Operations {
			operations[op.ID] = op
		}
	}
	for _, e := range c.Elements {
		e.Shape = shapes[e.Place()]
		if op := operations[e.Name]; e.Kind == Operation && op != nil {
			e.Facts[Resend] = resend(op)
		}
		if op := operations[e.Of]; e.Kind == Body && op != nil && op.Body != nil {
			e.Facts[Sends] = op.Body.MediaType
		}
	}
}

// resend says which requests the package sends again after a failed try.
func resend(op *model.Operation) string {
	switch {
	case op.RequestID != nil:
		return "with the same " + op.RequestID.Wire
	case op.Once:
		return "if the first was not carried out"
	}
	return "always"
}
