package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/gofrs/flock"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// lockFile is the file in the package's folder that a process locks while it writes
// there. The lock ends with the process, also if it is killed; the next Write then
// removes the file.
const lockFile = ".chatgen-lock"

// Lock locks an existing folder, as [Write] does, and returns a function that unlocks it.
func Lock(dir string) (unlock func() error, err error) {
	root, err := openFolder(dir)
	if err != nil {
		return nil, err
	}
	unlockFile, err := lockFolder(root, dir)
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return func() error { return errors.Join(unlockFile(), root.Close()) }, nil
}

// lockFolder locks the package's folder and returns a function that unlocks it. The
// error is a [diag.Errors] if another process has the lock.
func lockFolder(root folderRoot, dir string) (unlock func() error, err error) {
	name := filepath.Join(dir, lockFile)
	for {
		if info, err := root.Lstat(lockFile); err == nil && !info.Mode().IsRegular() {
			return nil, problem(name, "is not a regular file", "remove it")
		}
		lock := flock.New(name)
		locked, err := lock.TryLock()
		switch {
		case err == nil && !locked:
			return nil, problem(name, "another chatgen is writing to this folder", "wait for it, then run chatgen again")
		case err == nil && isCurrent(root, lock):
			return func() error { return unlockFolder(root, lock) }, nil
		case err == nil:
			err = lock.Unlock()
		}
		if err != nil {
			return nil, fmt.Errorf("lock the output folder: %w", err)
		}
	}
}

// isCurrent reports whether the locked file is still in the folder. The process that had
// the lock before has removed its file, and others may have locked a new one.
func isCurrent(root folderRoot, lock *flock.Flock) bool {
	locked, err := lock.Stat()
	if err != nil {
		return false
	}
	there, err := root.Lstat(lockFile)
	return err == nil && os.SameFile(locked, there)
}

// unlockFolder removes the file and ends the lock, in this order: a file without a lock
// may already be another process's. Windows does not remove a file that is open, but
// neither does it remove one that another process has opened.
func unlockFolder(root folderRoot, lock *flock.Flock) error {
	removeErr := root.Remove(lockFile)
	err := lock.Unlock()
	if err == nil && removeErr != nil {
		err = root.Remove(lockFile)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("unlock the output folder: %w", err)
	}
	return nil
}

// problem returns a diagnostic about a file as an error.
func problem(name, message, hint string) error {
	var problems diag.List
	name = filepath.ToSlash(name)
	problems.Add(diag.Pos{File: name}, path.Base(name), message, hint)
	return problems.Err()
}
