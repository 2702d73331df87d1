// Package gen turns REST documents into Go packages. Read [Load] and [Generate]
// first: they run the stages in order.
package gen

import (
	"context"
	"errors"
	"io/fs"

	"github.com/chatgen-go/chatgen/gen/build"
	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/emit"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/notcarried"
	"github.com/chatgen-go/chatgen/gen/openapi"
	"github.com/chatgen-go/chatgen/gen/output"
	"github.com/chatgen-go/chatgen/gen/override"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// Model returns the model of a package, overrides applied, with what it does not carry
// out. The error contains every problem found, as [diag.Errors].
func Model(ctx context.Context, p Package) (*model.Package, error) {
	var errs diag.List
	doc, pkg := Load(p, tree.Disk{}, override.Apply, &errs)
	if errs.Len() == 0 {
		checkGoTypes(ctx, p, pkg, tree.Disk{}, &errs)
	}
	if err := errs.Err(); err != nil {
		return pkg, err
	}
	pkg.NotCarried = notcarried.List(doc, pkg)
	p.accept(pkg.NotCarried)
	return pkg, nil
}

// Generate returns the files of a package. [Write] writes them, [Check]
// compares them with those of the package's folder.
func Generate(ctx context.Context, p Package) ([]output.File, error) {
	return GenerateIn(ctx, p, tree.Disk{})
}

// GenerateIn is [Generate] with the document and the overrides of a tree.
func GenerateIn(ctx context.Context, p Package, from tree.Tree) ([]output.File, error) {
	var errs diag.List
	doc, pkg := Load(p, from, override.Apply, &errs)
	if errs.Len() == 0 {
		checkGoTypes(ctx, p, pkg, from, &errs)
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	lock := output.File{Name: contract.LockName, Data: contract.Encode(BuildContract(doc, pkg))}
	files, err := Emit(pkg) // without the document, whose memory is free from here on
	return append(files, lock), err
}

// ApplyFunc applies overrides to a model, as [override.Apply] does.
type ApplyFunc func(*model.Package, []override.File, *diag.List)

// Load reads the document and the overrides of a package from a tree and
// returns the document and the model: stages 1 to 3. Every problem is added to
// errs; with problems the results may be nil or incomplete.
func Load(p Package, from tree.Tree, apply ApplyFunc, errs *diag.List) (*openapi.Document, *model.Package) {
	var overrides []override.File
	if p.Overrides != "" {
		overrides = override.Load(p.Overrides, from, errs)
	}
	return load(p, OpenDocument(p, from), overrides, apply, errs)
}

// MaxDocument is the maximum size of a document in bytes.
const MaxDocument = openapi.MaxSize

// OpenDocument returns the function with which [openapi.Read] opens the document of a
// package and the files in its roots, to which alone the document may refer.
func OpenDocument(p Package, from tree.Tree) func(string) ([]byte, error) {
	referenced := tree.Within(from, p.Roots...)
	return func(name string) ([]byte, error) {
		if name == p.Spec {
			data, err := p.openAny(from)(name)
			if errors.Is(err, fs.ErrNotExist) {
				err = missingDocumentError{err, otherVersions(name, from), nearestFile(name, from)}
			}
			return data, err
		}
		return referenced.ReadFile(name)
	}
}

// openAny returns the function that opens the document of a package and any other file.
func (p Package) openAny(from tree.Tree) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		if name == p.Spec && p.Document != nil {
			return p.Document, nil
		}
		return from.ReadFile(name)
	}
}

func load(p Package, open func(string) ([]byte, error), overrides []override.File, apply ApplyFunc, errs *diag.List) (*openapi.Document, *model.Package) {
	doc := openapi.Read(p.Spec, open, errs)
	if doc == nil {
		return nil, nil
	}
	errs.NextStage()
	doc, omitted := doc.Without(override.Omit(overrides, doc.Version))
	pkg := build.Package(doc, build.Config{Name: p.Name, Import: p.Import, Version: p.Version, Mentions: override.Mentions(overrides)}, errs)
	for _, op := range omitted {
		pkg.Omitted = append(pkg.Omitted, model.Omitted{ID: op.ID, Method: op.Method, Path: op.Path, Pos: op.Pos})
	}
	errs.NextStage()
	if doc.Version != "" { // which the entries are for
		apply(pkg, overrides, errs)
	}
	if errs.Len() == 0 { // otherwise names may not be final
		errs.NextStage()
		build.Finalize(pkg, errs)
	}
	return doc, pkg
}

// Emit returns the files of a package except its lock: stage 4.
func Emit(pkg *model.Package) ([]output.File, error) {
	emitted, err := emit.Files(pkg)
	files := make([]output.File, len(emitted))
	for i, f := range emitted {
		files[i] = output.File(f)
	}
	return files, err
}
