package docs_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"regexp"
	"testing"
)

// codeName is an exported name in a code span, as acs.Equal, with a field or
// method, as chat.Client.Threads. ClientOptions are those of package chat.
var codeName = regexp.MustCompile("`[&*]?(?:(acs|chat|emulator|identity)\\.([A-Z]\\w*)|(ClientOptions))(?:\\.([A-Z]\\w*))?[^`\n]*`")

// The names of our packages that the text of a page mentions exist.
func TestNamesInText(t *testing.T) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", "package p\n"+importsOf("acs. chat. emulator. identity."), parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	imports := importer.ForCompiler(fset, "gc", exports(t, []*ast.File{file}))
	checked := 0
	for _, page := range pages(t) {
		if page == "CHANGELOG.md" {
			continue // it mentions names of the past
		}
		for _, found := range codeName.FindAllStringSubmatch(readPage(t, page), -1) {
			pkg, name, field := found[1], found[2]+found[3], found[4]
			if pkg == "" {
				pkg = "chat"
			}
			imported, err := imports.Import(packages[pkg])
			if err != nil {
				t.Fatal(err)
			}
			checked++
			object := imported.Scope().Lookup(name)
			if object == nil {
				t.Errorf("%s: package %s has no %s", page, pkg, name)
				continue
			}
			if member, _, _ := types.LookupFieldOrMethod(object.Type(), true, imported, field); field != "" && member == nil {
				t.Errorf("%s: %s.%s has no %s", page, pkg, name, field)
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d names were found", checked)
	}
}
