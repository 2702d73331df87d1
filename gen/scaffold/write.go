package scaffold

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// file is a file to write.
type file struct {
	name   string
	data   []byte
	before []byte // content to replace; nil for a file to create
	schema bool   // it may exist, if its content is the same
}

// write writes the files, and returns those that it changed. After an error it
// restores what was there before.
func write(files []file) ([]file, error) {
	var changed []file
	var folders []string
	for _, f := range files {
		made, err := makeFolders(filepath.Dir(f.name))
		folders = append(folders, made...)
		if err == nil {
			var written bool
			written, err = f.write()
			if written {
				changed = append(changed, f)
			}
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("nothing was written: %w", err), undo(changed, folders))
		}
	}
	return changed, nil
}

// write writes a file, and reports whether it may have changed it.
func (f file) write() (bool, error) {
	if f.before != nil {
		return true, os.WriteFile(f.name, f.data, 0o644)
	}
	if _, err := os.Lstat(f.name); err == nil && f.schema {
		return false, nil
	}
	w, err := os.OpenFile(f.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // source: readable by all
	if err != nil {
		return false, err
	}
	_, err = w.Write(f.data)
	return true, errors.Join(err, w.Close())
}

// makeFolders creates a folder and those above it, and returns the ones that did
// not exist, the uppermost first.
func makeFolders(dir string) ([]string, error) {
	var missing []string
	for name := dir; ; name = filepath.Dir(name) {
		if _, err := os.Lstat(name); err == nil || name == filepath.Dir(name) {
			break
		}
		missing = append(missing, name)
	}
	slices.Reverse(missing)
	return missing, os.MkdirAll(dir, 0o755)
}

// undo restores files and removes new folders.
func undo(changed []file, folders []string) error {
	var errs []error
	for _, f := range changed {
		if f.before != nil {
			errs = append(errs, os.WriteFile(f.name, f.before, 0o644))
		} else {
			errs = append(errs, os.Remove(f.name))
		}
	}
	for _, folder := range slices.Backward(folders) {
		if err := os.Remove(folder); !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
