package tree

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// ErrForbidden means that a file is not in one of the folders that may be read.
var ErrForbidden = errors.New("is outside of the module and of the roots in chatgen.yaml")

// within is a tree of which only some folders may be read.
type within struct {
	Tree
	roots []string
}

// Within returns the files of a tree that are in one of the folders, also after
// symbolic links have been followed. For any other file the error wraps
// [ErrForbidden], whether or not the file exists.
func Within(from Tree, roots ...string) Tree { return within{from, roots} }

// ReadFile returns a file.
func (w within) ReadFile(name string) ([]byte, error) {
	if !w.allows(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: ErrForbidden}
	}
	return w.Tree.ReadFile(name)
}

// allows reports whether a file may be read, or does not exist in a folder that may be.
func (w within) allows(name string) bool {
	disk, hasLinks := w.Tree.(interface {
		Resolve(name string) (string, error)
	})
	if !hasLinks {
		return w.contains(name, filepath.Abs)
	}
	if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
		return w.contains(name, filepath.Abs)
	}
	return w.contains(name, func(name string) (string, error) {
		resolved, err := disk.Resolve(name)
		if err != nil {
			return "", err
		}
		return filepath.Abs(resolved)
	})
}

// contains reports whether a file is in one of the roots, by the paths that resolve
// returns.
func (w within) contains(name string, resolve func(string) (string, error)) bool {
	file, err := resolve(name)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(w.roots, func(root string) bool {
		folder, err := resolve(root)
		if err != nil {
			return false
		}
		rel, err := filepath.Rel(folder, file)
		return err == nil && filepath.IsLocal(rel)
	})
}
