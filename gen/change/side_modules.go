package change

import (
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change/goapi"
)

// siblingModule is a module at the same revision as a package.
type siblingModule struct {
	path   string
	folder string
}

// siblingPackages returns a function for [goapi.Source.SiblingFiles]. It reads the
// packages of the module that contains folder, of modules that its go.mod replaces
// by folders, and of the modules of its workspace.
func (o *origin) siblingPackages(folder string) func(importPath string) []goapi.File {
	modules := o.siblingModules(folder)
	return func(importPath string) []goapi.File {
		found := siblingModule{}
		for _, m := range modules {
			if len(m.path) > len(found.path) && (importPath == m.path || strings.HasPrefix(importPath, m.path+"/")) {
				found = m
			}
		}
		if found.path == "" {
			return nil
		}
		name := strings.TrimPrefix(importPath, found.path)
		files, err := goFilesIn(o.tree, filepath.Join(found.folder, filepath.FromSlash(name)), "")
		if err != nil {
			return nil // a missing package is reported at its import
		}
		return files
	}
}

// siblingModules returns the module that contains a folder, and the modules that
// its go.mod replaces by folders or that go.work lists.
func (o *origin) siblingModules(folder string) []siblingModule {
	var modules []siblingModule
	root, data := o.findUpwards(folder, "go.mod")
	if file, err := modfile.Parse("go.mod", data, nil); err == nil && file.Module != nil {
		modules = append(modules, siblingModule{file.Module.Mod.Path, root})
		for _, r := range file.Replace {
			if r.New.Version == "" {
				modules = append(modules, siblingModule{r.Old.Path, joinSlash(root, r.New.Path)})
			}
		}
	}
	root, data = o.findUpwards(folder, "go.work")
	work, err := modfile.ParseWork("go.work", data, nil)
	if err != nil {
		return modules
	}
	for _, use := range work.Use {
		dir := joinSlash(root, use.Path)
		if name := modfile.ModulePath(o.readFile(filepath.Join(dir, "go.mod"))); name != "" {
			modules = append(modules, siblingModule{name, dir})
		}
	}
	return modules
}

// findUpwards returns the nearest folder that has a file of that name, and the
// file's content.
func (o *origin) findUpwards(folder, name string) (root string, data []byte) {
	for dir := range gen.ParentFolders(folder) {
		if data := o.readFile(filepath.Join(dir, name)); data != nil {
			return dir, data
		}
	}
	return "", nil
}

// readFile returns a file, or nil if it cannot be read.
func (o *origin) readFile(name string) []byte {
	data, err := o.tree.ReadFile(name)
	if err != nil {
		return nil
	}
	return data
}

// joinSlash appends a path with slashes to a folder, unless it is absolute.
func joinSlash(folder, name string) string {
	if path.IsAbs(name) {
		return filepath.FromSlash(name)
	}
	return filepath.Join(folder, filepath.FromSlash(name))
}
