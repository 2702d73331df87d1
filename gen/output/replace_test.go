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

var _ disk = (*os.Root)(nil)

// faulty is a disk whose calls fail from the call number from on (counting
// from 0) up to the call number to.
type faulty struct {
	*os.Root
	from, to, calls int
}

const forever = 1 << 30

func (f *faulty) fault() error {
	f.calls++
	if f.from < f.calls && f.calls <= f.to {
		return errors.New("disk broke")
	}
	return nil
}

func (f *faulty) broke() bool { return f.calls > f.from }

func (f *faulty) Lstat(name string) (fs.FileInfo, error) {
	if err := f.fault(); err != nil {
		return nil, err
	}
	return f.Root.Lstat(name)
}

func (f *faulty) MkdirAll(name string, perm fs.FileMode) error {
	if err := f.fault(); err != nil {
		return err
	}
	return f.Root.MkdirAll(name, perm)
}

func (f *faulty) OpenFile(name string, flag int, perm fs.FileMode) (*os.File, error) {
	if err := f.fault(); err != nil {
		return nil, err
	}
	return f.Root.OpenFile(name, flag, perm)
}

func (f *faulty) Remove(name string) error {
	if err := f.fault(); err != nil {
		return err
	}
	return f.Root.Remove(name)
}

func (f *faulty) RemoveAll(name string) error {
	if err := f.fault(); err != nil {
		return err
	}
	return f.Root.RemoveAll(name)
}

func (f *faulty) Rename(from, to string) error {
	if err := f.fault(); err != nil {
		return err
	}
	return f.Root.Rename(from, to)
}

// written returns a folder with the hand-written files and the old package.
func written(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, handWritten()...)
	put(t, dir, oldPackage()...)
	return dir
}

// Whatever call fails, an error says so and the tree is as it was, down to
// modes and times, with nothing left behind; or the package is complete.
func TestFaultChangesNothing(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for n := 0; ; n++ {
		dir := written(t)
		before := snapshot(t, dir)
		root := &faulty{Root: openRoot(t, dir), from: n, to: n + 1}
		_, err := write(root, "chat", newPackage())
		if !root.broke() {
			must(t, err)
			break
		}
		if err != nil {
			seen[err.Error()] = true
		}
		if after := snapshot(t, dir); !complete(t, dir, newPackage()) && !maps.Equal(before, after) {
			t.Errorf("fault %d: the tree is touched: %v\n%v\n%v", n, err, before, after)
		}
	}
	want := map[string]bool{
		"chat: look for fresh/deep/y.go: disk broke":                          true,
		"chat: look for pagers.go: disk broke":                                true,
		"chat: cannot undo what a stopped run left: disk broke":               true,
		"chat: cannot write the package, so nothing was changed: disk broke":  true,
		"chat: the package is written, but its work folder stays: disk broke": true,
	}
	if !maps.Equal(seen, want) {
		t.Errorf("the errors are %v", seen)
	}
}

// complete tells whether dir holds exactly the package.
func complete(t *testing.T, dir string, files []File) bool {
	t.Helper()
	root := openRoot(t, dir)
	todo, err := plan(root, dir, files)
	must(t, err)
	return len(todo) == 0
}

// A disk that stays broken cannot be put right at once. Undoing it may be
// stopped as well, here again and again and each time one call later; in the
// end a run finds exactly one of the two packages.
func TestRecovery(t *testing.T) {
	t.Parallel()
	undone := false
	for n := 0; ; n++ {
		dir := written(t)
		root := &faulty{Root: openRoot(t, dir), from: n, to: forever}
		_, err := write(root, "chat", newPackage())
		if !root.broke() {
			break
		}
		if err != nil && strings.Contains(err.Error(), "cannot undo it") {
			undone = true
			fails(t, err, "chat: cannot write the package: disk broke; cannot undo it, which the next run tries again: disk broke")
		}
		again := &faulty{Root: root.Root, to: forever}
		err = recoverRun(again)
		for again.broke() {
			again.from, again.calls = again.from+1, 0
			err = recoverRun(again)
		}
		must(t, err)
		if complete(t, dir, newPackage()) {
			holds(t, dir, newPackage())
		} else {
			holds(t, dir, oldPackage())
		}
	}
	if !undone {
		t.Error("no fault left the tree between the packages")
	}
}

// stop leaves dir as a run does that is killed before the new package counts,
// with the whole of it in place.
func stop(t *testing.T, dir string) {
	t.Helper()
	root := openRoot(t, dir)
	todo, err := plan(root, dir, newPackage())
	must(t, err)
	must(t, stage(root, todo))
	must(t, swap(root, todo))
	must(t, root.Rename(newFolder, undoFolder))
}

func TestLeftovers(t *testing.T) {
	t.Chdir(t.TempDir())
	put(t, "chat", handWritten()...)
	put(t, "chat", oldPackage()...)
	stop(t, "chat")
	put(t, "chat", goFile(".chatgen-new/new/x.go", 1))

	_, err := Compare("chat", oldPackage())
	fails(t, err, "chat/.chatgen-new: .chatgen-new: was left by a run that was stopped (run chatgen generate, which cleans up first)\n"+
		"chat/.chatgen-undo: .chatgen-undo: was left by a run that was stopped (run chatgen generate, which cleans up first)")
	must(t, overwrite("chat", oldPackage()))
	holds(t, "chat", oldPackage())
}

// After a run was stopped, somebody puts files of their own where it had added,
// replaced and removed one. Undoing the run leaves theirs alone.
func TestUndoLeavesHandWritten(t *testing.T) {
	dir := written(t)
	stop(t, dir)
	mine := []File{{"pagers.go", []byte("package mine\n")}, {"client.go", nil}, {"models.go/mine.txt", []byte("mine\n")}}
	must(t, os.Remove(filepath.Join(dir, "pagers.go")))
	must(t, os.Remove(filepath.Join(dir, "client.go")))
	put(t, dir, mine...)
	before := snapshot(t, dir)
	must(t, recoverRun(openRoot(t, dir)))
	after := snapshot(t, dir)
	for _, f := range mine {
		if after[f.Name] != before[f.Name] {
			t.Errorf("%s is touched", f.Name)
		}
	}
	noLeftovers(t, dir)
}

// A work folder that is not as a run left it is nothing to guess about.
func TestUndoFaults(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Mkdir(filepath.Join(dir, undoFolder), 0o755))
	_, err := write(openRoot(t, dir), "chat", nil)
	fails(t, err,
		"chat: cannot undo what a stopped run left: statat .chatgen-undo/old: no such file or directory")
}

// unreadable is a disk that shows other files than it has.
type unreadable struct {
	*os.Root
	files fs.FS
}

func (u unreadable) FS() fs.FS { return u.files }

// closed is a file system whose files, or whose folders, cannot be opened.
type closed struct {
	fstest.MapFS
	name string
}

func (c closed) Open(name string) (fs.File, error) {
	if name == c.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return c.MapFS.Open(name)
}

func (c closed) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == c.name {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrPermission}
	}
	return c.MapFS.ReadDir(name)
}

// What cannot be read might be generated: chatgen does not guess.
func TestLookFaults(t *testing.T) {
	files := fstest.MapFS{"a.go": {}, "sub/x.txt": {}, "sub/README.md": {}}
	for name, want := range map[string]string{
		"a.go":          "chat: look for generated files: open a.go: permission denied",
		"sub":           "chat: look for generated files: readdir sub: permission denied",
		"sub/README.md": "chat: look for generated files: open sub/README.md: permission denied",
	} {
		t.Run(name, func(t *testing.T) {
			root := unreadable{openRoot(t, t.TempDir()), closed{files, name}}
			_, err := plan(root, "chat", nil)
			fails(t, err, want)
			_, err = compare(root, "chat", nil)
			fails(t, err, want)
		})
	}
	root := &faulty{Root: openRoot(t, t.TempDir()), to: 1}
	_, err := plan(root, "chat", []File{goFile("client.go", 1)})
	fails(t, err, "chat: look for client.go: disk broke")
}

// A name that the file system does not take is found out before anything
// is changed.
func TestNameTooLong(t *testing.T) {
	dir := written(t)
	before := snapshot(t, dir)
	name := strings.Repeat("x", 300) + ".go"
	err := overwrite(dir, append(newPackage(), goFile("zzz/"+name, 1)))
	fails(t, err, filepath.ToSlash(dir)+": cannot write the package, so nothing was changed: openat .chatgen-new/new/zzz/"+name+": file name too long")
	if after := snapshot(t, dir); !maps.Equal(before, after) {
		t.Error("the tree is touched")
	}
}

// readOnly is a disk whose files cannot be written to once they are open.
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

func TestWriteFault(t *testing.T) {
	dir := written(t)
	before := snapshot(t, dir)
	_, err := write(readOnly{openRoot(t, dir)}, "chat", newPackage())
	name := filepath.Join(dir, ".chatgen-new/new/README.md")
	fails(t, err, "chat: cannot write the package, so nothing was changed: write "+name+": bad file descriptor")
	if after := snapshot(t, dir); !maps.Equal(before, after) {
		t.Error("the tree is touched")
	}
}
