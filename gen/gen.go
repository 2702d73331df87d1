// Package gen turns REST documents into Go packages. Read [Model] and
// [Generate] first: they are the whole flow, one verb a stage.
package gen

import (
	"os"

	"github.com/chatgen-go/chatgen/gen/build"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/emit"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
	"github.com/chatgen-go/chatgen/gen/output"
	"github.com/chatgen-go/chatgen/gen/override"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// Model returns the model of a package, overrides applied. The error holds every
// problem found, as [diag.Errors].
func Model(p Package) (*model.Package, error) {
	var errs diag.List
	var overrides []override.File
	if p.Overrides != "" {
		overrides = override.Load(p.Overrides, tree.Disk{}, &errs)
	}
	return assemble(p, os.ReadFile, overrides, &errs)
}

// assemble is stages 1 to 3.
func assemble(p Package, open func(string) ([]byte, error), overrides []override.File, errs *diag.List) (*model.Package, error) {
	doc := openapi.Read(p.Spec, open, errs)
	if doc == nil {
		return nil, errs.Err()
	}
	errs.NextStage()
	pkg := build.Package(doc, build.Config{Name: p.Name, Import: p.Import, Version: p.Version}, errs)
	errs.NextStage()
	before := errs.Len()
	override.Apply(pkg, overrides, errs)
	if errs.Len() == before { // otherwise names are not what they will be
		errs.NextStage()
		build.Finish(pkg, errs)
	}
	return pkg, errs.Err()
}

// Generate returns the files of a package. [Write] writes them, [Check]
// compares them with what is there.
func Generate(p Package) ([]output.File, error) {
	pkg, err := Model(p)
	if err != nil {
		return nil, err
	}
	emitted, err := emit.Files(pkg)
	files := make([]output.File, len(emitted))
	for i, f := range emitted {
		files[i] = output.File(f)
	}
	return files, err
}
