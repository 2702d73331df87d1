package change

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/goapi"
	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// sideFromLock returns the side of a lock, with the Go files in its folder.
func (o *origin) sideFromLock(p gen.Package) (*side, error) {
	var ignored diag.List // the document only helps to recognise new names
	if doc := gen.DocumentContract(p, o.tree, &ignored); doc != nil && doc.APIVersion == o.lock.APIVersion {
		o.lock.Describe(doc)
	}
	files, err := packageFiles(o.tree, filepath.Dir(o.name), "keep a lock in the folder of its package")
	return &side{
		info:     compare.Side{Source: filepath.ToSlash(o.name), APIVersion: o.lock.APIVersion, Version: o.lock.Version},
		contract: o.lock,
		source:   goapi.Source{Import: p.Import, Files: files},
	}, err
}

// committedSource returns the committed Go files of a revision. They may differ
// from what chatgen would generate now.
func (o *origin) committedSource(p gen.Package) (goapi.Source, error) {
	files, err := packageFiles(o.tree, p.Out, "choose a revision at which the package is committed")
	return goapi.Source{Import: p.Import, Files: files, SiblingFiles: o.siblingPackages(p.Out)}, err
}

// mergeLock merges the lock of the revision into the contract. A revision may be
// older than its first lock, or than the lock's format.
func (o *origin) mergeLock(c *contract.Contract, p gen.Package) error {
	file := filepath.Join(p.Out, contract.LockName)
	data, err := o.tree.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var errs diag.List
	if err != nil {
		errs.Add(diag.Pos{File: filepath.ToSlash(file)}, "lock", "cannot be read: "+diag.ReasonText(err), "")
		return errs.Err()
	}
	if !contract.IsCurrentVersion(data) {
		return nil
	}
	if lock := contract.Decode(filepath.ToSlash(file), data, &errs); lock != nil {
		lock.Expand(&errs)
		c.MergeLock(lock)
	}
	return errs.Err()
}

// packageFiles returns the Go files of a package and of the packages below it. It
// fails if the package itself has none.
func packageFiles(from tree.Tree, folder, hint string) ([]goapi.File, error) {
	var errs diag.List
	files, err := goFiles(from, folder)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && !slices.ContainsFunc(files, isPackageFile):
		errs.Add(diag.Pos{File: filepath.ToSlash(folder)}, "package", "has no Go files", hint)
	case err != nil:
		errs.Add(diag.Pos{File: filepath.ToSlash(folder)}, "package", "cannot be read: "+diag.ReasonText(err), "")
	}
	return files, errs.Err()
}

// isPackageFile reports whether a file belongs to the package itself and is not a
// test.
func isPackageFile(f goapi.File) bool {
	return path.Dir(f.Name) == "." && !strings.HasSuffix(f.Name, "_test.go")
}

// goFiles returns the Go files of a package and of the packages below it.
func goFiles(from tree.Tree, folder string) ([]goapi.File, error) {
	files, err := goFilesIn(from, folder, "")
	if err != nil {
		return nil, err
	}
	list, err := from.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for _, item := range list {
		if !item.IsDir() || isIgnoredFolder(item.Name()) {
			continue
		}
		below, err := goFilesIn(from, filepath.Join(folder, item.Name()), item.Name())
		if err != nil {
			return nil, err
		}
		files = append(files, below...)
	}
	return files, nil
}

// isIgnoredFolder reports whether the go command ignores a folder.
func isIgnoredFolder(folder string) bool {
	return folder == "testdata" || folder == "vendor" || strings.HasPrefix(folder, ".") || strings.HasPrefix(folder, "_")
}

// goFilesIn returns the Go files of one folder. name is its path below the package.
func goFilesIn(from tree.Tree, folder, name string) ([]goapi.File, error) {
	list, err := from.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var files []goapi.File
	for _, item := range list {
		if item.IsDir() || path.Ext(item.Name()) != ".go" {
			continue
		}
		data, err := from.ReadFile(filepath.Join(folder, item.Name()))
		if err != nil {
			return nil, err
		}
		files = append(files, goapi.File{Name: path.Join(name, item.Name()), Data: data})
	}
	return files, nil
}
