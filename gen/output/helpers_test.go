package output

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// goFile returns a formatted generated Go file that contains value.
func goFile(name string, value int) File {
	return File{name, fmt.Appendf(nil, "%s\n\npackage chat\n\nconst value = %d\n", Header, value)}
}

func markdown(name, text string) File {
	return File{name, []byte(MarkdownHeader + "\n\n" + text + "\n")}
}

// oldPackage and newPackage differ by a changed, an added and a removed file:
// in the package's folder, in a folder of both, and in a folder of only one.
func oldPackage() []File {
	return []File{
		goFile("client.go", 1), goFile("models.go", 1), markdown("README.md", "Chat."),
		goFile("fake/server.go", 1), goFile("gone/deep/x.go", 1), goFile("same.go", 1),
	}
}

func newPackage() []File {
	return []File{
		goFile("client.go", 2), goFile("pagers.go", 2), markdown("README.md", "Chat, again."),
		goFile("fake/server.go", 2), goFile("fresh/deep/y.go", 2), goFile("same.go", 1),
	}
}

// writeByHand writes files with another mode and time than chatgen would.
func writeByHand(t *testing.T, dir string, files ...File) {
	t.Helper()
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		wantNoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		wantNoError(t, os.WriteFile(name, f.Data, 0o600))
		old := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
		wantNoError(t, os.Chtimes(name, old, old))
	}
}

// handWritten returns files that no run may touch, although some of them have
// the generated header.
func handWritten() []File {
	return []File{
		{"client_test.go", []byte("package chat\n")},
		{"notes.txt", []byte(Header + "\n")},
		{"fake/server_test.go", []byte("package fake\n")},
		{"empty.go", nil},
		goFile("testdata/golden.go", 9),
		goFile("vendor/x/x.go", 9),
		goFile(".git/hook.go", 9),
		goFile("_old/client.go", 9),
		{"module/go.mod", []byte("module m\n")},
		goFile("module/sub/client.go", 9),
		markdown("nested/README.md", "Another package."),
		goFile("nested/client.go", 9),
		goFile("nested/fake/server.go", 9),
	}
}

// entry is a file or folder in a snapshot.
type entry struct {
	data     string
	mode     fs.FileMode
	modified time.Time // files only: that of a folder changes when files are added or removed
}

func snapshot(t *testing.T, dir string) map[string]entry {
	t.Helper()
	found := map[string]entry{}
	wantNoError(t, filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		e := entry{mode: info.Mode()}
		if info.Mode().IsRegular() {
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			e.data, e.modified = string(data), info.ModTime()
		}
		rel, err := filepath.Rel(dir, name)
		found[filepath.ToSlash(rel)] = e
		return err
	}))
	return found
}

// checkFolder fails the test unless dir contains exactly files and the untouched
// hand-written files, and no work folder.
func checkFolder(t *testing.T, dir string, files []File) {
	t.Helper()
	clean := t.TempDir()
	writeByHand(t, clean, handWritten()...)
	want := snapshot(t, clean)
	got := map[string]entry{}
	for name, e := range snapshot(t, dir) {
		if e.mode.IsRegular() {
			got[name] = e
		}
	}
	for _, f := range files {
		if got[f.Name].data != string(f.Data) {
			t.Errorf("%s contains %q, want %q", f.Name, got[f.Name].data, f.Data)
		}
		delete(got, f.Name)
	}
	maps.DeleteFunc(want, func(_ string, e entry) bool { return e.mode.IsDir() })
	if !maps.Equal(got, want) {
		t.Errorf("the other files are\n%v\nwant\n%v", got, want)
	}
	checkNoWorkFolder(t, dir)
}

func checkNoWorkFolder(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{newFolder, undoFolder, lockFile} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s is left behind", name)
		}
	}
}

func wantNoError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// checkError fails the test unless the text of err is exactly want.
func checkError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("error\n%v\nwant\n%s", err, want)
	}
}

func openRoot(t *testing.T, dir string) *os.Root {
	t.Helper()
	root, err := os.OpenRoot(dir)
	wantNoError(t, err)
	t.Cleanup(func() { wantNoError(t, root.Close()) })
	return root
}

// writeFiles is Write without the names of the changed files.
func writeFiles(dir string, files []File) error {
	_, err := Write(dir, files)
	return err
}
