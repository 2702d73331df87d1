package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// emitIDs emits ids.go.
func emitIDs(f *jen.File, pkg *model.Package) {
	for _, d := range declsOf[*model.ID](pkg) {
		comment(f, declDoc(&d.TypeInfo))
		f.Type().Id(d.Name).String()
	}
}
