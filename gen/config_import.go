package gen

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"path/filepath"
	"syscall"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// checkImport compares the entry's import path with the one that out has in its
// module, or sets it if the entry has none. Without a go.mod, as in a revision
// that has none, the entry's import path is not checked.
func (e *ConfigEntry) checkImport(dir string, from tree.Tree, errs *diag.List) {
	mod, err := FindModule(e.PackageIn(dir).Out, from)
	want := mod.Import
	switch {
	case err != nil:
		errs.Add(e.Out.Pos, e.Out.Value, err.Error(), "")
	case mod.File == "" && !e.Import.IsSet():
		errs.Add(e.Out.Pos, e.Out.Value, "import is required, because there is no go.mod in this folder or above it", "run go mod init, or add import")
	case mod.File == "":
	case e.Import.IsSet() && e.Import.Value != want:
		errs.Add(e.Import.Pos, e.Import.Value, fmt.Sprintf("does not match out, whose import path is %s by %s", want, filepath.ToSlash(mod.File)),
			"remove import, or correct it")
	case module.CheckImportPath(want) != nil:
		errs.Add(e.Out.Pos, e.Out.Value, "not a valid import path: "+want, "rename the folder")
	default:
		e.Import.Value, e.Import.Pos = want, e.Out.Pos
	}
}

// Module is the Go module that a folder belongs to.
type Module struct {
	File   string // its go.mod, "" if there is none
	Import string // import path of the folder
}

// FindModule returns the module of a folder, which need not exist: that of the
// nearest go.mod, in the folder or above it.
func FindModule(folder string, from tree.Tree) (Module, error) {
	for dir := range ParentFolders(folder) {
		file := filepath.Join(dir, "go.mod")
		data, err := from.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, tree.ErrOutside) {
			continue
		}
		if err != nil {
			return Module{}, fmt.Errorf("%s cannot be read: %s", filepath.ToSlash(file), diag.ReasonText(err))
		}
		name := modfile.ModulePath(data)
		if name == "" {
			return Module{}, fmt.Errorf("%s has no module line", filepath.ToSlash(file))
		}
		rel, err := filepath.Rel(absolutePath(dir), absolutePath(folder))
		return Module{File: file, Import: path.Join(name, filepath.ToSlash(rel))}, err
	}
	return Module{}, nil
}

// ModuleFolder returns the folder of the Go module that a folder belongs to, or the
// folder itself if it belongs to none.
func ModuleFolder(dir string) string {
	if mod, err := FindModule(dir, tree.Disk{}); err == nil && mod.File != "" {
		return filepath.Dir(mod.File)
	}
	return dir
}

// ParentFolders yields a folder and all those above it, the nearest first. They are
// relative if the folder is.
func ParentFolders(dir string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for yield(dir) {
			parent := filepath.Join(dir, "..")
			if absolutePath(parent) == absolutePath(dir) {
				return
			}
			dir = parent
		}
	}
}

// absolutePath returns the absolute path of a file, or the unchanged path if the
// working folder is unknown.
func absolutePath(name string) string {
	if full, err := filepath.Abs(name); err == nil {
		return full
	}
	return filepath.Clean(name)
}
