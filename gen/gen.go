// Package gen turns REST documents into Go packages. Read [Model] and
// [Generate] first: they are the whole flow, one verb a stage.
package gen

import (
	"slices"

	"github.com/chatgen-go/chatgen/gen/build"
	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/emit"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
	"github.com/chatgen-go/chatgen/gen/output"
	"github.com/chatgen-go/chatgen/gen/override"
	"github.com/chatgen-go/chatgen/gen/trace"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// Model returns the model of a package, overrides applied. The error holds every
// problem found, as [diag.Errors].
func Model(p Package) (*model.Package, error) {
	var errs diag.List
	_, pkg := load(p, tree.Disk{}, override.Apply, &errs)
	return pkg, errs.Err()
}

// load reads a package's overrides and document from a tree, and makes its
// model.
func load(p Package, from tree.Tree, apply applyFunc, errs *diag.List) (*openapi.Document, *model.Package) {
	var overrides []override.File
	if p.Overrides != "" {
		overrides = override.Load(p.Overrides, from, errs)
	}
	return assemble(p, from.ReadFile, overrides, apply, errs)
}

// applyFunc is [override.Apply], or does as much as fits.
type applyFunc func(*model.Package, []override.File, *diag.List)

// assemble is stages 1 to 3.
func assemble(p Package, open func(string) ([]byte, error), overrides []override.File, apply applyFunc, errs *diag.List) (*openapi.Document, *model.Package) {
	doc := openapi.Read(p.Spec, open, errs)
	if doc == nil {
		return nil, nil
	}
	errs.NextStage()
	pkg := build.Package(doc, build.Config{Name: p.Name, Import: p.Import, Version: p.Version}, errs)
	errs.NextStage()
	before := errs.Len()
	apply(pkg, overrides, errs)
	if errs.Len() == before { // otherwise names are not what they will be
		errs.NextStage()
		build.Finish(pkg, errs)
	}
	return doc, pkg
}

// Generate returns the files of a package. [Write] writes them, [Check]
// compares them with what is there.
func Generate(p Package) ([]output.File, error) {
	var errs diag.List
	doc, pkg := load(p, tree.Disk{}, override.Apply, &errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	files, err := emitted(pkg)
	lock := output.File{Name: contract.LockName, Data: contract.Encode(promise(doc, pkg))}
	return append(files, lock), err
}

// emitted is stage 4.
func emitted(pkg *model.Package) ([]output.File, error) {
	emitted, err := emit.Files(pkg)
	files := make([]output.File, len(emitted))
	for i, f := range emitted {
		files[i] = output.File(f)
	}
	return files, err
}

// promise returns the contract of a package with its service.
func promise(doc *openapi.Document, pkg *model.Package) *contract.Contract {
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
