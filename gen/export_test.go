package gen

import (
	"go/format"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/emit"
	"github.com/chatgen-go/chatgen/gen/override"
)

// GenerateFrom is [Generate] with files from elsewhere than the disk.
func GenerateFrom(p Package, open func(string) ([]byte, error), overrides []override.File) ([]emit.File, error) {
	var errs diag.List
	pkg, err := assemble(p, open, overrides, &errs)
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
