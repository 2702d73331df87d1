package gen

import (
	"slices"

	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
	"github.com/chatgen-go/chatgen/gen/trace"
)

// BuildContract returns the contract of a package: the elements of its document
// that it uses, and the Go symbols made from each.
func BuildContract(doc *openapi.Document, pkg *model.Package) *contract.Contract {
	shapes := map[contract.Place]contract.Shape{}
	for _, s := range trace.Symbols(pkg) {
		place := contract.Place{File: s.Pos.File, Pointer: s.Pointer}
		shape := shapes[place]
		shape.Go = append(shape.Go, s.Name)
		for _, o := range s.Overrides {
			if !slices.ContainsFunc(shape.Overrides, func(known model.Change) bool { return known.Pos == o.Pos }) {
				shape.Overrides = append(shape.Overrides, o)
			}
		}
		shapes[place] = shape
	}
	c := contract.Of(doc)
	c.Join(pkg, shapes)
	return c
}
