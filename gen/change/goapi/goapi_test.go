package goapi_test

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/change/goapi"
)

const (
	module = "github.com/chatgen-go/chatgen/"
	chat   = module + "generated/chat"
)

// sharedImports contains the imports of the packages that most tests compare.
var sharedImports = goapi.NewImports(".")

// differences compares two sources. It returns a line for each change, which
// begins with - if the change is breaking and with + if it is compatible.
func differences(t testing.TB, before, after goapi.Source) []string {
	t.Helper()
	changes, err := goapi.Compare(t.Context(), sharedImports, before, after)
	if err != nil {
		t.Fatal(err)
	}
	return lines(changes)
}

func lines(changes []goapi.SymbolChange) []string {
	var lines []string
	for _, c := range changes {
		sign := "- "
		if c.Compatible {
			sign = "+ "
		}
		lines = append(lines, sign+c.Symbol+": "+c.Message)
	}
	return lines
}

// source returns the package example.com/pets, from pairs of file name and
// contents.
func source(pairs ...string) goapi.Source {
	s := goapi.Source{Import: "example.com/pets"}
	for pair := range slices.Chunk(pairs, 2) {
		s.Files = append(s.Files, goapi.File{Name: pair[0], Data: []byte(pair[1])})
	}
	return s
}

// folder returns the files of a folder of this module and of those below it.
func folder(t testing.TB, name string) []goapi.File {
	t.Helper()
	var files []goapi.File
	root := os.DirFS("../../..")
	err := fs.WalkDir(root, name, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, file)
		files = append(files, goapi.File{Name: strings.TrimPrefix(file, name+"/"), Data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// siblingFiles returns a function for Source.SiblingFiles that reads the packages of this
// module that generated code imports.
func siblingFiles(t testing.TB) func(string) []goapi.File {
	t.Helper()
	return func(importPath string) []goapi.File {
		name, ours := strings.CutPrefix(importPath, module)
		if !ours {
			return nil
		}
		return slices.DeleteFunc(folder(t, name), func(f goapi.File) bool { return path.Dir(f.Name) != "." })
	}
}

// replaceIn returns the files after a replacement in one of them.
func replaceIn(t testing.TB, files []goapi.File, name, from, to string) []goapi.File {
	t.Helper()
	files = slices.Clone(files)
	i := slices.IndexFunc(files, func(f goapi.File) bool { return f.Name == name })
	if i < 0 || bytes.Count(files[i].Data, []byte(from)) != 1 {
		t.Fatalf("%s does not contain %q exactly once", name, from)
	}
	files[i].Data = bytes.Replace(files[i].Data, []byte(from), []byte(to), 1)
	return files
}

// Comparing equal packages and fakes finds no changes, even if a side loads
// imported packages from source or the import path changes.
func TestSame(t *testing.T) {
	files := folder(t, "generated/chat")
	compiled := goapi.Source{Import: chat, Files: files}
	read := goapi.Source{Import: chat, Files: files, SiblingFiles: siblingFiles(t)}
	moved := "example.com/v2/chat"
	elsewhere := goapi.Source{Import: moved}
	for _, f := range files {
		elsewhere.Files = append(elsewhere.Files, goapi.File{Name: f.Name, Data: bytes.ReplaceAll(f.Data, []byte(`"`+chat+`"`), []byte(`"`+moved+`"`))})
	}
	for _, c := range []struct {
		name          string
		before, after goapi.Source
	}{
		{"imports from the go command", compiled, compiled},
		{"imports from source", read, read},
		{"imports from source on one side", read, compiled},
		{"moved from another import path", elsewhere, compiled},
		{"moved to another import path", compiled, elsewhere},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := differences(t, c.before, c.after); got != nil {
				t.Errorf("changes:\n%s", strings.Join(got, "\n"))
			}
		})
	}
}

func BenchmarkCompare(b *testing.B) {
	files := folder(b, "generated/chat")
	for _, c := range []struct {
		name         string
		siblingFiles func(string) []goapi.File
	}{{"compiled", nil}, {"text", siblingFiles(b)}} {
		s := goapi.Source{Import: chat, Files: files, SiblingFiles: c.siblingFiles}
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := goapi.Compare(b.Context(), goapi.NewImports("."), s, s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Files for other systems do not count, neither by their names nor by their constraints.
func TestSystems(t *testing.T) {
	const one = "package p\n\nfunc Sync() int { return 1 }\n"
	before := source("sync_linux.go", one, "sync_windows.go", one, "sync_other.go", "//go:build !linux\n\n"+one)
	after := source("sync_linux.go", one, "sync_windows.go", "package p\n\nfunc Flush() {}\n", "sync_arm64.go", one)
	if got := differences(t, before, after); len(got) > 0 {
		t.Errorf("got %q", got)
	}
}
