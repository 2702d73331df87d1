package output

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

var _ folderRoot = (*os.Root)(nil)

// failingRoot is a folderRoot whose calls fail from number from up to, but not
// including, number to. Calls are numbered from 0.
type failingRoot struct {
	*os.Root
	from, to, calls int
}

const never = 1 << 30

func (f *failingRoot) nextError() error {
	f.calls++
	if f.from < f.calls && f.calls <= f.to {
		return errors.New("disk error")
	}
	return nil
}

func (f *failingRoot) hasFailed() bool { return f.calls > f.from }

func (f *failingRoot) Lstat(name string) (fs.FileInfo, error) {
	if err := f.nextError(); err != nil {
		return nil, err
	}
	return f.Root.Lstat(name)
}

func (f *failingRoot) MkdirAll(name string, perm fs.FileMode) error {
	if err := f.nextError(); err != nil {
		return err
	}
	return f.Root.MkdirAll(name, perm)
}

func (f *failingRoot) OpenFile(name string, flag int, perm fs.FileMode) (*os.File, error) {
	if err := f.nextError(); err != nil {
		return nil, err
	}
	return f.Root.OpenFile(name, flag, perm)
}

func (f *failingRoot) Remove(name string) error {
	if err := f.nextError(); err != nil {
		return err
	}
	return f.Root.Remove(name)
}

func (f *failingRoot) RemoveAll(name string) error {
	if err := f.nextError(); err != nil {
		return err
	}
	return f.Root.RemoveAll(name)
}

func (f *failingRoot) Rename(from, to string) error {
	if err := f.nextError(); err != nil {
		return err
	}
	return f.Root.Rename(from, to)
}

// newTestFolder returns a folder with the hand-written files and the old package.
func newTestFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	writeByHand(t, dir, handWritten()...)
	writeByHand(t, dir, oldPackage()...)
	return dir
}

// If any call fails, either Write returns an error and the folder is unchanged,
// including modes and times, with nothing left behind, or the package is
// complete.
func TestFailedWriteChangesNothing(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for n := 0; ; n++ {
		dir := newTestFolder(t)
		before := snapshot(t, dir)
		root := &failingRoot{Root: openRoot(t, dir), from: n, to: n + 1}
		_, err := write(root, "chat", newPackage())
		if !root.hasFailed() {
			wantNoError(t, err)
			break
		}
		if err != nil {
			seen[err.Error()] = true
		}
		if after := snapshot(t, dir); !isComplete(t, dir, newPackage()) && !maps.Equal(before, after) {
			t.Errorf("failed call %d: the tree is touched: %v\n%v\n%v", n, err, before, after)
		}
	}
	want := map[string]bool{
		"chat: check fresh/deep/y.go: disk error":                                          true,
		"chat: check pagers.go: disk error":                                                true,
		"chat: cannot undo the interrupted run: disk error":                                true,
		"chat: cannot write the package; no file was changed: disk error":                  true,
		"chat: the package was written, but its work folder cannot be removed: disk error": true,
	}
	if !maps.Equal(seen, want) {
		t.Errorf("the errors are %v", seen)
	}
}

// isComplete reports whether dir contains exactly the package.
func isComplete(t *testing.T, dir string, files []File) bool {
	t.Helper()
	root := openRoot(t, dir)
	changes, err := planEdits(root, dir, files)
	wantNoError(t, err)
	return len(changes) == 0
}

// If the disk keeps failing, the old files cannot be restored at once. Restoring
// them may fail as well, here repeatedly and each time one call later, but in
// the end the folder contains exactly one of the two packages.
func TestRecovery(t *testing.T) {
	t.Parallel()
	undoFailed := false
	for n := 0; ; n++ {
		dir := newTestFolder(t)
		root := &failingRoot{Root: openRoot(t, dir), from: n, to: never}
		_, err := write(root, "chat", newPackage())
		if !root.hasFailed() {
			break
		}
		if err != nil && strings.Contains(err.Error(), "cannot restore the old files") {
			undoFailed = true
			checkError(t, err, "chat: cannot write the package: disk error; cannot restore the old files (the next run retries): disk error")
		}
		again := &failingRoot{Root: root.Root, to: never}
		err = undoInterruptedRun(again)
		for again.hasFailed() {
			again.from, again.calls = again.from+1, 0
			err = undoInterruptedRun(again)
		}
		wantNoError(t, err)
		if isComplete(t, dir, newPackage()) {
			checkFolder(t, dir, newPackage())
		} else {
			checkFolder(t, dir, oldPackage())
		}
	}
	if !undoFailed {
		t.Error("no error occurred while the old files were restored")
	}
}

// interruptRun leaves dir as a run does that is killed after all new files are in
// place, but just before the new package is committed.
func interruptRun(t *testing.T, dir string) {
	t.Helper()
	root := openRoot(t, dir)
	changes, err := planEdits(root, dir, newPackage())
	wantNoError(t, err)
	wantNoError(t, stage(root, changes))
	wantNoError(t, swap(root, changes))
	wantNoError(t, root.Rename(newFolder, undoFolder))
}

func TestInterruptedRun(t *testing.T) {
	t.Chdir(t.TempDir())
	writeByHand(t, "chat", handWritten()...)
	writeByHand(t, "chat", oldPackage()...)
	interruptRun(t, "chat")
	writeByHand(t, "chat", goFile(".chatgen-new/new/x.go", 1))

	_, err := Compare("chat", oldPackage())
	checkError(t, err, "chat/.chatgen-new: .chatgen-new: is left over from an interrupted run (run chatgen generate, which removes it)\n"+
		"chat/.chatgen-undo: .chatgen-undo: is left over from an interrupted run (run chatgen generate, which removes it)")
	wantNoError(t, writeFiles("chat", oldPackage()))
	checkFolder(t, "chat", oldPackage())
}

// After an interrupted run, hand-written files are created where the run had
// added, replaced and removed one. Undoing the run does not touch them.
func TestUndoLeavesHandWritten(t *testing.T) {
	dir := newTestFolder(t)
	interruptRun(t, dir)
	mine := []File{{"pagers.go", []byte("package mine\n")}, {"client.go", nil}, {"models.go/mine.txt", []byte("mine\n")}}
	wantNoError(t, os.Remove(filepath.Join(dir, "pagers.go")))
	wantNoError(t, os.Remove(filepath.Join(dir, "client.go")))
	writeByHand(t, dir, mine...)
	before := snapshot(t, dir)
	wantNoError(t, undoInterruptedRun(openRoot(t, dir)))
	after := snapshot(t, dir)
	for _, f := range mine {
		if after[f.Name] != before[f.Name] {
			t.Errorf("%s is touched", f.Name)
		}
	}
	checkNoWorkFolder(t, dir)
}

// A work folder of which parts were removed after the interrupted run does not keep the
// next one from writing the package.
func TestIncompleteUndoFolder(t *testing.T) {
	for _, part := range []string{"", "old", "new"} {
		dir := newTestFolder(t)
		interruptRun(t, dir)
		wantNoError(t, os.RemoveAll(filepath.Join(dir, undoFolder, part)))
		if part == "" {
			wantNoError(t, os.Mkdir(filepath.Join(dir, undoFolder), 0o755))
		}
		wantNoError(t, writeFiles(dir, newPackage()))
		checkFolder(t, dir, newPackage())
	}
}

// otherFiles is a folderRoot whose FS method returns other files.
type otherFiles struct {
	*os.Root
	files fs.FS
}

func (u otherFiles) FS() fs.FS { return u.files }

// unreadableFS is a file system in which one file or folder cannot be opened.
type unreadableFS struct {
	fstest.MapFS
	name string
}

func (c unreadableFS) Open(name string) (fs.File, error) {
	if name == c.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return c.MapFS.Open(name)
}

func (c unreadableFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == c.name {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrPermission}
	}
	return c.MapFS.ReadDir(name)
}

// A file that cannot be read is an error, because it might be a generated file.
func TestUnreadableFiles(t *testing.T) {
	files := fstest.MapFS{"a.go": {}, "sub/x.txt": {}, "sub/README.md": {}}
	for name, want := range map[string]string{
		"a.go":          "chat: find generated files: open a.go: permission denied",
		"sub":           "chat: find generated files: readdir sub: permission denied",
		"sub/README.md": "chat: find generated files: open sub/README.md: permission denied",
	} {
		t.Run(name, func(t *testing.T) {
			root := otherFiles{openRoot(t, t.TempDir()), unreadableFS{files, name}}
			_, err := planEdits(root, "chat", nil)
			checkError(t, err, want)
			_, err = compare(root, "chat", nil)
			checkError(t, err, want)
		})
	}
	root := &failingRoot{Root: openRoot(t, t.TempDir()), to: 1}
	_, err := planEdits(root, "chat", []File{goFile("client.go", 1)})
	checkError(t, err, "chat: check client.go: disk error")
}

// A name that the file system does not accept is reported before anything is
// changed.
func TestNameTooLong(t *testing.T) {
	dir := newTestFolder(t)
	before := snapshot(t, dir)
	name := strings.Repeat("x", 300) + ".go"
	err := writeFiles(dir, append(newPackage(), goFile("zzz/"+name, 1)))
	checkError(t, err, filepath.ToSlash(dir)+": cannot write the package; no file was changed: openat .chatgen-new/new/zzz/"+name+": file name too long")
	if after := snapshot(t, dir); !maps.Equal(before, after) {
		t.Error("the tree is touched")
	}
}

// readOnly is a folderRoot whose open files cannot be written to.

type readOnly struct{ *os.Root }

func (r readOnly) OpenFile(name string, _ int, _ fs.FileMode) (*os.File, error) {
	file, err := r.Create(name)
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	return r.Open(name)
}

func TestFailedFileWrite(t *testing.T) {
	dir := newTestFolder(t)
	before := snapshot(t, dir)
	_, err := write(readOnly{openRoot(t, dir)}, "chat", newPackage())
	name := filepath.Join(dir, ".chatgen-new/new/README.md")
	checkError(t, err, "chat: cannot write the package; no file was changed: write "+name+": bad file descriptor")
	if after := snapshot(t, dir); !maps.Equal(before, after) {
		t.Error("the tree is touched")
	}
}
