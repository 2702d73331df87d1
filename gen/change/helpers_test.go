package change_test

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/gen/change/goapi"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const (
	goldenDir = "../../testdata/golden"
	module    = "github.com/chatgen-go/chatgen/"
)

// sharedImports contains the imports of generated code. Most tests share it, because each run of
// the go command takes longer than the rest of a comparison.
var sharedImports = goapi.NewImports(absolutePath("../.."))

// absolutePath returns the absolute path of a folder.
func absolutePath(folder string) string {
	path, err := filepath.Abs(folder)
	if err != nil {
		panic(err)
	}
	return path
}

// repositoryRoot returns the folder of the repository.
func repositoryRoot(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func readFile(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// writeAll writes a file and creates the folders above it.
func writeAll(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, name, data)
}

// keys returns the sorted keys of a map as one text.
func keys(m map[string]string) string {
	return strings.Join(slices.Sorted(maps.Keys(m)), ", ")
}
