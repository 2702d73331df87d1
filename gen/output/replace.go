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

// The two names of the work folder. It contains "new", the files to be put in
// place, and "old", the files that they replace. An empty file in "old" means
// that the old package has no such file; generated files are never empty,
// because they have a header.
const (
	// newFolder is the work folder before and after the replacement. It can be
	// removed at any time.
	newFolder = ".chatgen-new"
	// undoFolder is the work folder during the replacement.
	undoFolder = ".chatgen-undo"
)

// folderRoot contains the methods of *os.Root that this stage uses. Tests make
// them fail.
type folderRoot interface {
	FS() fs.FS
	Lstat(name string) (fs.FileInfo, error)
	MkdirAll(name string, perm fs.FileMode) error
	OpenFile(name string, flag int, perm fs.FileMode) (*os.File, error)
	Remove(name string) error
	RemoveAll(name string) error
	Rename(from, to string) error
}

// replace carries out all the edits or none.
func replace(root folderRoot, changes []edit) error {
	err := stage(root, changes)
	if err == nil {
		err = swap(root, changes)
	}
	if err != nil {
		if undoErr := undoInterruptedRun(root); undoErr != nil {
			return fmt.Errorf("cannot write the package: %w; cannot restore the old files (the next run retries): %w", err, undoErr)
		}
		return fmt.Errorf("cannot write the package; no file was changed: %w", err)
	}
	for _, e := range changes {
		if e.new == nil {
			removeEmptyParents(root, e.name)
		}
	}
	if err := root.RemoveAll(newFolder); err != nil {
		return fmt.Errorf("the package was written, but its work folder cannot be removed: %w", err)
	}
	return nil
}

// stage fills the work folder with everything that swap and restoreOld need,
// except for the old files themselves.
func stage(root folderRoot, changes []edit) error {
	for _, e := range changes {
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

// swap moves old files out and new files in. After its first rename an
// interrupted run is undone by the next one; its last rename commits the new
// package.
func swap(root folderRoot, changes []edit) error {
	if err := root.Rename(newFolder, undoFolder); err != nil {
		return err
	}
	for _, e := range changes {
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

// undoInterruptedRun restores the package as it was before an interrupted run
// and removes the work folder. It may be interrupted itself and run again.
func undoInterruptedRun(root folderRoot) error {
	if err := removeIfExists(root, newFolder); err != nil {
		return err
	}
	_, err := root.Lstat(undoFolder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := restoreOld(root); err != nil {
		return err
	}
	if err := root.Rename(undoFolder, newFolder); err != nil {
		return err
	}
	return root.RemoveAll(newFolder)
}

// restoreOld moves the old files in the work folder back to the package. If somebody
// has removed them, there is nothing to restore.
func restoreOld(root folderRoot) error {
	base := path.Join(undoFolder, "old")
	if _, err := root.Lstat(base); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return fs.WalkDir(root.FS(), base, func(from string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := root.Lstat(from)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(from, base+"/")
		if replaced, err := replacedByUser(root, name); replaced || err != nil {
			return err
		}
		if info.Size() > 0 {
			return move(root, from, name)
		}
		return remove(root, name)
	})
}

// replacedByUser reports whether a generated file was replaced by a hand-written
// file after the run was interrupted. The hand-written file is kept.
func replacedByUser(root folderRoot, name string) (bool, error) {
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

// checkWorkFolders returns an error if an interrupted run left a work folder
// behind.
func checkWorkFolders(root folderRoot, dir string) error {
	var problems diag.List
	for _, name := range []string{newFolder, undoFolder} {
		if _, err := root.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		problems.Add(diag.Pos{File: path.Join(dir, name)}, name,
			"is left over from an interrupted run", "run chatgen generate, which removes it")
	}
	return problems.Err()
}

// removeIfExists removes a folder. It checks first that the folder exists,
// because the folder above it may be read-only if nothing is to be done there.
func removeIfExists(root folderRoot, name string) error {
	if _, err := root.Lstat(name); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return root.RemoveAll(name)
}

// remove removes a file, which need not exist, and the folders that become
// empty.
func remove(root folderRoot, name string) error {
	if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	removeEmptyParents(root, name)
	return nil
}

// removeEmptyParents removes the empty folders above a removed file. It relies
// on Remove, which fails for a folder that is not empty.
func removeEmptyParents(root folderRoot, name string) {
	for dir := path.Dir(name); dir != "." && root.Remove(dir) == nil; {
		dir = path.Dir(dir)
	}
}

func move(root folderRoot, from, to string) error {
	if err := root.MkdirAll(path.Dir(to), 0o755); err != nil {
		return err
	}
	return root.Rename(from, to)
}

func writeFile(root folderRoot, name string, data []byte) error {
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
