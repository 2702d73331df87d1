package gen

import (
	"go/format"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/emit"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/notcarried"
	"github.com/chatgen-go/chatgen/gen/openapi"
	"github.com/chatgen-go/chatgen/gen/override"
)

// ModelFrom is like [Model], but reads documents with open.
func ModelFrom(p Package, open func(string) ([]byte, error), overrides []override.File) (*model.Package, error) {
	var errs diag.List
	doc, pkg := load(p, open, overrides, override.Apply, &errs)
	if errs.Len() == 0 {
		pkg.NotCarried = notcarried.List(doc, pkg)
	}
	return pkg, errs.Err()
}

// LoadFrom is like [Load], but reads documents with open.
func LoadFrom(p Package, open func(string) ([]byte, error), overrides []override.File) (*openapi.Document, *model.Package, error) {
	var errs diag.List
	doc, pkg := load(p, open, overrides, override.Apply, &errs)
	return doc, pkg, errs.Err()
}

// GenerateFrom is like [Generate], but reads documents with open.
func GenerateFrom(p Package, open func(string) ([]byte, error), overrides []override.File) ([]emit.File, error) {
	pkg, err := ModelFrom(p, open, overrides)
	if err != nil {
		return nil, err
	}
	files, err := emit.Files(pkg)
	for i, f := range files {
		if err == nil && strings.HasSuffix(f.Name, ".go") {
			files[i].Data, err = format.Source(f.Data)
		}
	}
	return files, err
}
