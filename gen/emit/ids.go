package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// ids emits ids.go.
func ids(f *jen.File, pkg *model.Package) {
	for _, d := range declared[*model.ID](pkg) {
		comment(f, declDoc(&d.TypeInfo))
		f.Type().Id(d.Name).String()
	}
}
