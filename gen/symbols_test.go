package gen_test

import (
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/emit"
	"github.com/chatgen-go/chatgen/gen/explain"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/override"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// explain lists exactly the exported symbols, of the packages of this repository and
// of all cases, each with a position that exists: an emitter that adds a symbol must
// record its origin.
func TestSymbols(t *testing.T) {
	t.Parallel()
	check := mustChecker(t)
	var errs diag.List
	for _, p := range gen.ReadConfig("../chatgen.yaml", &errs) {
		overrides := override.Load(p.Overrides, tree.Disk{}, &errs)
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			checkSymbols(t, check, p, os.ReadFile, overrides)
		})
	}
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	cases, err := filepath.Glob(filepath.Join(goldenDir, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range cases {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p := config()
		p.Spec = archive.Files[0].Name
		if _, err := modelOf(archive); err == nil {
			t.Run(filepath.Base(file), func(t *testing.T) {
				t.Parallel()
				checkSymbols(t, check, p, opener(archive), overridesOf(archive))
			})
		}
	}
}

func checkSymbols(t *testing.T, check *checker, p gen.Package, open func(string) ([]byte, error), overrides []override.File) {
	t.Helper()
	pkg, err := gen.ModelFrom(p, open, overrides)
	if err != nil {
		t.Fatal(err)
	}
	emitted, err := emit.Files(pkg)
	if err != nil {
		t.Fatal(err)
	}
	public, fake := check.filesAndFake(t, emitted, p.Import)
	want := append(symbolNames("", public), symbolNames("fake.", fake)...)
	slices.Sort(want)
	var got []string
	var places []element
	for _, s := range explain.Symbols(pkg) {
		got = append(got, s.Name)
		if s.Element != "document" && !strings.HasPrefix(s.Element, "group") || s.Pointer != "" {
			places = append(places, element{s.Name, s.Pos, s.Pointer})
		}
		if s.Pos.File == "" || s.Pos.Line == 0 || s.Kind == "" {
			t.Errorf("%s: a %q at %s", s.Name, s.Kind, s.Pos)
		}
		checkChanges(t, pkg, s)
	}
	if !slices.Equal(got, want) {
		t.Errorf("not traced: %q\nnot exported: %q", subtract(want, got), subtract(got, want))
	}
	checkPlaces(t, open, places)
}

// checkChanges reports symbols that an override creates but that do not list it, and
// overrides that are out of order.
func checkChanges(t *testing.T, pkg *model.Package, s explain.Symbol) {
	t.Helper()
	last := -1
	made := s.Pointer != "" || s.Element != ""
	for _, c := range s.Overrides {
		at := slices.IndexFunc(pkg.AppliedOverrides, func(d model.AppliedOverride) bool { return d.Pos == c.Pos })
		if at <= last {
			t.Errorf("%s: override %s out of order", s.Name, c.Pos)
		}
		last, made = at, made || c.Pos == s.Pos
	}
	if !made {
		t.Errorf("%s at %s is made by no entry", s.Name, s.Pos)
	}
}

// subtract returns the elements of a that are not in b.
func subtract(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// symbolNames lists the exported symbols of a package by their names.
func symbolNames(prefix string, pkg *types.Package) []string {
	var names []string
	for _, name := range pkg.Scope().Names() {
		object := pkg.Scope().Lookup(name)
		if !object.Exported() {
			continue
		}
		names = append(names, prefix+name)
		declared, ok := object.Type().(*types.Named)
		if _, isType := object.(*types.TypeName); !isType || !ok {
			continue
		}
		for m := range declared.Methods() {
			names = exportedSymbols(names, prefix+name, m)
		}
		if s, ok := declared.Underlying().(*types.Struct); ok {
			for f := range s.Fields() {
				names = exportedSymbols(names, prefix+name, f)
			}
		}
	}
	return names
}

func exportedSymbols(names []string, of string, o types.Object) []string {
	if !o.Exported() {
		return names
	}
	return append(names, of+"."+o.Name())
}
