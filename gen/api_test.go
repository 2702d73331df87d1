package gen_test

import (
	"fmt"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The exported API of package chat, one symbol per line, is a golden file, so that
// every change to it shows up in a review.
func TestChatAPI(t *testing.T) {
	pkg := mustChecker(t).files(t, generateChat(t, os.ReadFile), "github.com/chatgen-go/chatgen/generated/chat")
	got := strings.Join(exportedAPI(pkg), "\n") + "\n"
	file := filepath.Join(goldenDir, "chat.api.txt")
	if *update {
		write(t, file, []byte(got))
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the API is not that of %s (make golden rewrites it):\n%s", file, changedLines(string(want), got))
	}
}

// changedLines returns the lines of only one of two texts, at most 10 of each.
func changedLines(before, after string) string {
	only := func(mark, text, other string) (lines []string) {
		for line := range strings.Lines(text) {
			if !strings.Contains("\n"+other, "\n"+line) {
				lines = append(lines, mark+line)
			}
		}
		if n := len(lines) - 10; n > 0 {
			lines = append(lines[:10], fmt.Sprintf("%sand %d more\n", mark, n))
		}
		return lines
	}
	return strings.Join(append(only("- ", before, after), only("+ ", after, before)...), "")
}

// The changed lines of long texts are listed up to a number.
func TestChangedLines(t *testing.T) {
	after := "a\nc\n" + strings.Repeat("x\n", 12)
	if got, want := changedLines("a\nb\n", after), "- b\n+ c\n"+strings.Repeat("+ x\n", 9)+"+ and 3 more\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// exportedAPI lists the exported symbols of a package, sorted.
func exportedAPI(pkg *types.Package) []string {
	var lines []string
	for _, name := range pkg.Scope().Names() {
		object := pkg.Scope().Lookup(name)
		if !object.Exported() {
			continue
		}
		switch o := object.(type) {
		case *types.TypeName:
			lines = append(lines, typeAPI(o)...)
		case *types.Const:
			lines = append(lines, describeSymbol(o)+" = "+o.Val().ExactString())
		default:
			lines = append(lines, describeSymbol(o))
		}
	}
	slices.Sort(lines)
	return lines
}

// typeAPI lists a type, its exported fields and methods, embedded ones as the
// type that is embedded.
func typeAPI(o *types.TypeName) []string {
	head := "type " + o.Name() + " "
	var lines []string
	switch t := o.Type().Underlying().(type) {
	case *types.Struct:
		lines = append(lines, head+"struct")
		for f := range t.Fields() {
			if f.Exported() {
				lines = append(lines, fieldAPI(o, f))
			}
		}
	case *types.Interface:
		lines = append(lines, head+"interface")
		for m := range t.Methods() {
			if m.Exported() {
				lines = append(lines, describeSymbol(m))
			}
		}
	default:
		lines = append(lines, head+types.TypeString(t, relativeTo(o.Pkg())))
	}
	if named, ok := o.Type().(*types.Named); ok {
		for m := range named.Methods() {
			if m.Exported() {
				lines = append(lines, describeSymbol(m))
			}
		}
	}
	return lines
}

func fieldAPI(o *types.TypeName, f *types.Var) string {
	text := types.TypeString(f.Type(), relativeTo(o.Pkg()))
	if f.Embedded() {
		return fmt.Sprintf("field %s embeds %s", o.Name(), text)
	}
	return fmt.Sprintf("field %s.%s %s", o.Name(), f.Name(), text)
}

// describeSymbol prints a symbol as its declaration has it.
func describeSymbol(o types.Object) string { return types.ObjectString(o, relativeTo(o.Pkg())) }

// relativeTo qualifies the names of other packages with the package's name.
func relativeTo(pkg *types.Package) types.Qualifier {
	return func(other *types.Package) string {
		if other.Path() == pkg.Path() {
			return ""
		}
		return other.Name()
	}
}
