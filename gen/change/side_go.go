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

// locked is the package that is committed beside its lock.
func (o *origin) locked(p gen.Package) (*side, error) {
	files, err := packageFiles(o.from, filepath.Dir(o.name), "keep a lock beside the package that it is of")
	return &side{
		about:    compare.Side{Source: filepath.ToSlash(o.name), APIVersion: o.lock.APIVersion, Version: o.lock.Version},
		contract: o.lock,
		source:   goapi.Source{Import: p.Import, Files: files},
	}, err
}

// committed is the Go of a revision, which need not be what chatgen would make
// of its document today.
func (o *origin) committed(p gen.Package) (goapi.Source, error) {
	files, err := packageFiles(o.from, p.Out, "choose a revision at which the package is committed")
	return goapi.Source{Import: p.Import, Files: files, Own: o.siblingPackages(p.Out)}, err
}

// adopt takes from the lock at the revision what the committed package sends. A
// revision may be older than its first lock, or than the lock's format.
func (o *origin) adopt(c *contract.Contract, p gen.Package) error {
	file := filepath.Join(p.Out, contract.LockName)
	data, err := o.from.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var errs diag.List
	if err != nil {
		errs.Add(diag.Pos{File: filepath.ToSlash(file)}, "lock", "cannot be read: "+diag.Reason(err), "")
		return errs.Err()
	}
	if !contract.IsCurrentVersion(data) {
		return nil
	}
	if lock := contract.Decode(filepath.ToSlash(file), data, &errs); lock != nil {
		c.MergeLock(lock)
	}
	return errs.Err()
}

// packageFiles returns the Go files of a package, which must have some, and of
// the packages below it.
func packageFiles(from tree.Tree, folder, hint string) ([]goapi.File, error) {
	var errs diag.List
	files, err := goFiles(from, folder)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && !slices.ContainsFunc(files, ofPackage):
		errs.Add(diag.Pos{File: filepath.ToSlash(folder)}, "package", "has no Go files", hint)
	case err != nil:
		errs.Add(diag.Pos{File: filepath.ToSlash(folder)}, "package", "cannot be read: "+diag.Reason(err), "")
	}
	return files, errs.Err()
}

// ofPackage says whether a file is of the package itself, and no test.
func ofPackage(f goapi.File) bool {
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
		if !item.IsDir() || noPackage(item.Name()) {
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

// noPackage says whether the go command leaves a folder out.
func noPackage(folder string) bool {
	return folder == "testdata" || folder == "vendor" || strings.HasPrefix(folder, ".") || strings.HasPrefix(folder, "_")
}

// goFilesIn returns the Go files of one folder, which is called name below the
// package.
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
