package gen_test

import (
	"errors"
	"go/types"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/emit"
	"github.com/chatgen-go/chatgen/gen/notcarried"
	"github.com/chatgen-go/chatgen/gen/override"
)

// maxFuzzTime is the time after which a run on a small document counts as endless.
const maxFuzzTime = time.Minute

// Whatever bytes a document consists of: see [checkGeneration].
func FuzzDocument(f *testing.F) {
	for _, c := range fuzzCases(f) {
		f.Add(c.Files[0].Data, path.Ext(c.Files[0].Name) == ".json")
	}
	check := fuzzChecker(f)
	f.Fuzz(func(t *testing.T, data []byte, isJSON bool) {
		name := "api.yaml"
		if isJSON {
			name = "api.json"
		}
		checkGeneration(t, check, name, map[string][]byte{name: data}, nil)
	})
}

// Whatever bytes an override file of a golden case consists of: see [checkGeneration].
func FuzzOverrides(f *testing.F) {
	cases := fuzzCases(f)
	for i, c := range cases {
		for _, o := range overridesOf(c) {
			f.Add(uint16(i), strings.TrimSuffix(path.Base(o.Name), ".yaml"), o.Data)
		}
	}
	check := fuzzChecker(f)
	f.Fuzz(func(t *testing.T, which uint16, kind string, data []byte) {
		c := cases[int(which)%len(cases)]
		name := "overrides/" + kind + ".yaml"
		overrides := []override.File{{Name: name, Data: data}}
		for _, o := range overridesOf(c) {
			if o.Name != name {
				overrides = append(overrides, o)
			}
		}
		checkGeneration(t, check, c.Files[0].Name, filesOf(c), overrides)
	})
}

// Whatever edits a golden case has, in its documents and its overrides: see
// [checkGeneration]. Each three bytes are an edit: its kind and the two nodes that it
// affects. file selects the file with the edits; the first is the document.
func FuzzEdits(f *testing.F) {
	cases := fuzzCases(f)
	for i := range cases {
		n := byte(i)
		f.Add(uint16(i), n%3, []byte{n, 31 * n, 7 * n, n + 1, 13 * n, 3})
	}
	check := fuzzChecker(f)
	f.Fuzz(func(t *testing.T, which uint16, file byte, edits []byte) {
		c := cases[int(which)%len(cases)]
		files := filesOf(c)
		names := slices.DeleteFunc(slices.Sorted(maps.Keys(files)), func(name string) bool { return name == c.Files[0].Name })
		name := append([]string{c.Files[0].Name}, names...)[int(file)%len(files)]
		edited, ok := editedFile(files[name], edits)
		if !ok {
			return
		}
		files[name] = edited
		var overrides []override.File
		for _, o := range overridesOf(c) {
			overrides = append(overrides, override.File{Name: o.Name, Data: files[o.Name]})
		}
		checkGeneration(t, check, c.Files[0].Name, files, overrides)
		if t.Failed() {
			t.Logf("%s\n%s", name, edited)
		}
	})
}

// Whatever bytes a configuration consists of, reading it never panics, its problems have
// positions, and the folder of an accepted package is below that of the configuration.
func FuzzConfig(f *testing.F) {
	for _, file := range []string{"../chatgen.yaml", "../testdata/acs/chatgen.yaml"} {
		f.Add(readFile(f, file))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var errs diag.List
		files := fileMap{"work/chatgen.yaml": data, "work/go.mod": []byte("module example.com/work\n")}
		entries := gen.ReadEntries("work/chatgen.yaml", files, &errs)
		if err := errs.Err(); err != nil {
			checkProblems(t, err)
			return
		}
		for _, e := range entries {
			p := e.PackageIn("work")
			if rel, err := filepath.Rel("work", p.Out); err != nil || !filepath.IsLocal(rel) {
				t.Errorf("package %q is written to %q", p.Name, p.Out)
			}
		}
	})
}

// fileMap is a tree of files in one folder.
type fileMap map[string][]byte

func (m fileMap) ReadFile(name string) ([]byte, error) {
	if data, ok := m[filepath.ToSlash(name)]; ok {
		return data, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (fileMap) ReadDir(name string) ([]fs.DirEntry, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// fuzzCases returns the golden cases, accepted or not.
func fuzzCases(f *testing.F) []*txtar.Archive {
	f.Helper()
	names, err := filepath.Glob(filepath.Join(goldenDir, "*.txtar"))
	if err != nil || len(names) == 0 {
		f.Fatalf("no cases: %v", err)
	}
	var cases []*txtar.Archive
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		cases = append(cases, archive)
	}
	return cases
}

func fuzzChecker(f *testing.F) *checker {
	f.Helper()
	check, err := sharedChecker()
	if err != nil {
		f.Fatal(err)
	}
	return check
}

// filesOf returns the documents and overrides of a golden case by name.
func filesOf(c *txtar.Archive) map[string][]byte {
	files := map[string][]byte{}
	for _, f := range c.Files {
		if !strings.HasPrefix(f.Name, "want/") {
			files[f.Name] = f.Data
		}
	}
	return files
}

// checkGeneration runs all stages, which must come to an end, without a panic: either
// with problems that have positions, or with the same files each time, of the
// package's folder, whose Go code type-checks.
func checkGeneration(t *testing.T, check *checker, spec string, files map[string][]byte, overrides []override.File) {
	t.Helper()
	first := timed(t, spec, files, overrides)
	if first.err != nil {
		checkProblems(t, first.err)
		return
	}
	if second := timed(t, spec, files, overrides); !reflect.DeepEqual(first, second) {
		t.Error("the second run emits other files")
	}
	for _, f := range first.files {
		if !filepath.IsLocal(f.Name) || strings.Count(f.Name, "/") > 1 {
			t.Errorf("a file is written to %q", f.Name)
		}
	}
	if check.hasTypes(t, overrides) {
		check.files(t, first.files, config().Import)
	}
}

// hasTypes reports whether the Go types by which overrides replace definitions exist.
// chatgen does not compile their packages.
func (c *checker) hasTypes(t *testing.T, overrides []override.File) bool {
	t.Helper()
	return !slices.ContainsFunc(readOverrides(t, overrides), func(e overrideEntry) bool {
		dot := strings.LastIndex(e.Go, ".")
		if dot < 0 {
			return false
		}
		imported, err := c.Import(e.Go[:dot])
		if err != nil || imported.Scope().Lookup(e.Go[dot+1:]) == nil {
			return true
		}
		method, _, _ := types.LookupFieldOrMethod(imported.Scope().Lookup(e.Go[dot+1:]).Type(), true, imported, e.Text)
		return e.Text != "" && method == nil
	})
}

// generated is what a run emits, or its error.
type generated struct {
	files []emit.File
	err   error
}

// timed runs all stages, and fails if they take longer than maxFuzzTime.
func timed(t *testing.T, spec string, files map[string][]byte, overrides []override.File) generated {
	t.Helper()
	done := make(chan generated, 1)
	go func() { done <- runAll(spec, files, overrides) }()
	select {
	case result := <-done:
		return result
	case <-time.After(maxFuzzTime):
		t.Fatalf("chatgen does not end:\n%s", files[spec])
		return generated{}
	}
}

func runAll(spec string, files map[string][]byte, overrides []override.File) generated {
	p := config()
	p.Spec = spec
	doc, pkg, err := gen.LoadFrom(p, openFiles(files), overrides)
	if err != nil {
		return generated{err: err}
	}
	notcarried.List(doc, pkg)
	emitted, err := emit.Files(pkg)
	if err != nil {
		panic("emitted files that cannot be formatted: " + err.Error())
	}
	return generated{files: emitted}
}

// checkProblems fails unless each problem names its file, its subject and what is wrong.
func checkProblems(t *testing.T, err error) {
	t.Helper()
	var problems diag.Errors
	if !errors.As(err, &problems) || len(problems) == 0 {
		t.Errorf("an error without positions: %v", err)
	}
	for _, p := range problems {
		if p.Pos.File == "" || p.Subject == "" || p.Message == "" {
			t.Errorf("an incomplete problem: %q", p)
		}
	}
}
