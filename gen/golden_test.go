package gen_test

import (
	"flag"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/emit"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/override"
)

var update = flag.Bool("update", false, "rewrite what the golden files want")

const (
	goldenDir  = "../testdata/golden"
	wantErrors = "want/errors"
)

// Each case is an archive: a description, the document, the overrides,
// and either some of the emitted files or all diagnostics. The whole package must
// type-check, including files that are not compared.
func TestGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(goldenDir, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", goldenDir, err)
	}
	check := mustChecker(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			checkCase(t, file, check)
		})
	}
}

func checkCase(t *testing.T, file string, check *checker) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(string(archive.Comment)) == "" {
		t.Error("the case has no description")
	}
	got := generateCase(t, archive, check)
	wanted := 0
	for i := range archive.Files {
		f := &archive.Files[i]
		name, ok := strings.CutPrefix(f.Name, "want/")
		if !ok {
			continue
		}
		wanted++
		text, emitted := got[name]
		switch {
		case !emitted:
			t.Errorf("%s is expected, but the files are %s\n%s", name, keys(got), got["errors"])
		case *update:
			f.Data = []byte(text)
		case string(f.Data) != text:
			t.Errorf("%s: got\n%s\nwant\n%s", name, text, f.Data)
		}
	}
	if wanted == 0 {
		t.Error("the case expects no file")
	}
	if *update && !t.Failed() {
		write(t, file, txtar.Format(archive))
	}
}

// generateCase returns the emitted files by name, or all diagnostics as "errors".
func generateCase(t *testing.T, archive *txtar.Archive, check *checker) map[string]string {
	t.Helper()
	files, err := generate(archive)
	if err != nil {
		return map[string]string{"errors": err.Error() + "\n"}
	}
	check.files(t, files, config().Import)
	got := map[string]string{}
	for _, f := range files {
		got[f.Name] = string(f.Data)
	}
	return got
}

// config returns the configuration of the package in every case.
func config() gen.Package {
	return gen.Package{Name: "sample", Import: "example.com/sample", Version: "v1.2.3"}
}

// generate runs the pipeline on the files of an archive. The first is the document.
func generate(archive *txtar.Archive) ([]emit.File, error) {
	return run(archive.Files[0].Name, opener(archive), overridesOf(archive), config())
}

// modelOf runs the pipeline up to the model.
func modelOf(archive *txtar.Archive) (*model.Package, error) {
	p := config()
	p.Spec = archive.Files[0].Name
	return gen.ModelFrom(p, opener(archive), overridesOf(archive))
}

func overridesOf(archive *txtar.Archive) []override.File {
	var overrides []override.File
	for _, f := range archive.Files {
		if path.Dir(f.Name) == "overrides" {
			overrides = append(overrides, override.File{Name: f.Name, Data: f.Data})
		}
	}
	return overrides
}

// opener returns a function that reads the files of an archive.
func opener(archive *txtar.Archive) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		for _, f := range archive.Files {
			if f.Name == filepath.ToSlash(name) {
				return f.Data, nil
			}
		}
		return nil, fs.ErrNotExist
	}
}

// run is like [gen.Generate], but reads files with open.
func run(spec string, open func(string) ([]byte, error), overrides []override.File, p gen.Package) ([]emit.File, error) {
	p.Spec = spec
	return gen.GenerateFrom(p, open, overrides)
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
