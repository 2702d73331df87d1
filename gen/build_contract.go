package gen

import (
	"slices"

	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/explain"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// DocumentContract returns the contract of a package's document alone, which may refer to
// any file. It returns nil after an error.
func DocumentContract(p Package, from tree.Tree, errs *diag.List) *contract.Contract {
	doc := openapi.Read(p.Spec, p.openAny(from), errs)
	if doc == nil {
		return nil
	}
	c := contract.FromDocument(doc)
	c.Expand(errs)
	return c
}

// BuildContract returns the contract of a package: the elements of its document
// that it uses, and the Go symbols made from each. Inherited properties are left out, as
// by [contract.FromDocument].
func BuildContract(doc *openapi.Document, pkg *model.Package) *contract.Contract {
	mappings := map[contract.SourceLocation]contract.GoMapping{}
	for _, s := range explain.Symbols(pkg) {
		location := contract.SourceLocation{File: s.Pos.File, Pointer: s.Pointer}
		mapping := mappings[location]
		mapping.Go = append(mapping.Go, s.Name)
		for _, o := range s.Overrides {
			if !slices.ContainsFunc(mapping.Overrides, func(known model.AppliedOverride) bool { return known.Pos == o.Pos }) {
				mapping.Overrides = append(mapping.Overrides, o)
			}
		}
		mappings[location] = mapping
	}
	addHeaderSources(pkg, mappings)
	c := contract.FromDocument(doc)
	c.AttachGo(pkg, mappings)
	return c
}

// addHeaderSources adds the mapping of each response header to its further declarations.
func addHeaderSources(pkg *model.Package, mappings map[contract.SourceLocation]contract.GoMapping) {
	location := func(s model.HeaderSource) contract.SourceLocation {
		return contract.SourceLocation{File: s.Pos.File, Pointer: s.Pointer}
	}
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			for _, h := range op.Headers {
				for _, further := range h.Sources[1:] {
					mappings[location(further)] = mappings[location(h.Sources[0])]
				}
			}
		}
	}
}
