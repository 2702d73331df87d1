package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// The two names of the work folder. It holds "new", the files to be put in
// place, and "old", the files that they replace. In "old" an empty file means
// that there was none: a generated file has a header, so it is never empty.
const (
	// newFolder is being filled, or has done its work; it can be removed.
	newFolder = ".chatgen-new"
	// undoFolder is the same folder while the package is between old and new.
	undoFolder = ".chatgen-undo"
)

// disk is what this stage uses of *os.Root; tests make any of it fail.
type disk interface {
	FS() fs.FS
	Lstat(name string) (fs.FileInfo, error)
	MkdirAll(name string, perm fs.FileMode) error
	OpenFile(name string, flag int, perm fs.FileMode) (*os.File, error)
	Remove(name string) error
	RemoveAll(name string) error
	Rename(from, to string) error
}

// replace carries out all the edits or none.
func replace(root disk, todo []edit) error {
	err := stage(root, todo)
	if err == nil {
		err = swap(root, todo)
	}
	if err != nil {
		if undoErr := recoverRun(root); undoErr != nil {
			return fmt.Errorf("cannot write the package: %w; cannot undo it, which the next run tries again: %w", err, undoErr)
		}
		return fmt.Errorf("cannot write the package, so nothing was changed: %w", err)
	}
	for _, e := range todo {
		if e.new == nil {
			removeEmptied(root, e.name)
		}
	}
	if err := root.RemoveAll(newFolder); err != nil {
		return fmt.Errorf("the package is written, but its work folder stays: %w", err)
	}
	return nil
}

// stage fills the work folder with all that swap and undo need but the old
// files themselves.
func stage(root disk, todo []edit) error {
	for _, e := range todo {
		if e.new != nil {
			if err := writeFile(root, path.Join(newFolder, "new", e.name), e.new); err != nil {
				return err
			}
		}
		old := path.Join(newFolder, "old", e.name)
		if e.old == nil {
			if err := writeFile(root, old, nil); err != nil {
				return err
			}
		} else if err := root.MkdirAll(path.Dir(old), 0o755); err != nil {
			return err
		}
	}
	return nil
}

// swap moves old files out and new files in. Its first rename promises that a
// stopped run is undone, its last one that the new package stays.
func swap(root disk, todo []edit) error {
	if err := root.Rename(newFolder, undoFolder); err != nil {
		return err
	}
	for _, e := range todo {
		if e.old != nil {
			if err := root.Rename(e.name, path.Join(undoFolder, "old", e.name)); err != nil {
				return err
			}
		}
		if e.new != nil {
			if err := move(root, path.Join(undoFolder, "new", e.name), e.name); err != nil {
				return err
			}
		}
	}
	return root.Rename(undoFolder, newFolder)
}

// recoverRun brings back the package as it was before a run that was stopped,
// and removes what that run left. It may itself be stopped and run again.
func recoverRun(root disk) error {
	if err := removeIfThere(root, newFolder); err != nil {
		return err
	}
	_, err := root.Lstat(undoFolder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := undo(root); err != nil {
		return err
	}
	if err := root.Rename(undoFolder, newFolder); err != nil {
		return err
	}
	return root.RemoveAll(newFolder)
}

// undo puts back what the work folder holds of the old package.
func undo(root disk) error {
	base := path.Join(undoFolder, "old")
	return fs.WalkDir(root.FS(), base, func(from string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := root.Lstat(from)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(from, base+"/")
		if taken, err := takenSince(root, name); taken || err != nil {
			return err
		}
		if info.Size() > 0 {
			return move(root, from, name)
		}
		return remove(root, name)
	})
}

// takenSince tells whether somebody put a file of their own in the place of a
// generated one after the run was stopped. Theirs stays.
func takenSince(root disk, name string) (bool, error) {
	info, err := root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil || !info.Mode().IsRegular() {
		return true, err
	}
	data, err := readGenerated(root.FS(), name)
	return data == nil, err
}

// checkLeftovers returns a diagnostic for what a stopped run left behind.
func checkLeftovers(root disk, dir string) error {
	var problems diag.List
	for _, name := range []string{newFolder, undoFolder} {
		if _, err := root.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		problems.Add(diag.Pos{File: path.Join(dir, name)}, name,
			"was left by a run that was stopped", "run chatgen generate, which cleans up first")
	}
	return problems.Err()
}

// removeIfThere looks first, because a folder in which nothing is to be done
// may be read-only.
func removeIfThere(root disk, name string) error {
	if _, err := root.Lstat(name); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return root.RemoveAll(name)
}

// remove removes a file, which need not exist, and the folders it emptied.
func remove(root disk, name string) error {
	if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	removeEmptied(root, name)
	return nil
}

// removeEmptied removes the folders of a file that is gone, as far up as they
// are empty: Remove refuses a folder that holds anything.
func removeEmptied(root disk, name string) {
	for dir := path.Dir(name); dir != "." && root.Remove(dir) == nil; {
		dir = path.Dir(dir)
	}
}

func move(root disk, from, to string) error {
	if err := root.MkdirAll(path.Dir(to), 0o755); err != nil {
		return err
	}
	return root.Rename(from, to)
}

func writeFile(root disk, name string, data []byte) error {
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}
