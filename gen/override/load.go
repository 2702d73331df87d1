package override

import (
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// Load reads the .yaml files in dir, sorted by name. It reports an error if the
// folder cannot be read, or if it contains a .yml file, which would be ignored.
func Load(dir string, from tree.Tree, errs *diag.List) []File {
	name := filepath.ToSlash(dir)
	list, err := from.ReadDir(dir)
	if err != nil {
		errs.Add(diag.Pos{File: name}, "overrides", "cannot be read: "+diag.ReasonText(err), "create the folder, or remove overrides from chatgen.yaml")
		return nil
	}
	if !slices.ContainsFunc(list, func(item fs.DirEntry) bool { return strings.HasPrefix(filepath.Ext(item.Name()), ".y") }) {
		errs.Add(diag.Pos{File: name}, "overrides", "the folder has no override files", "name the folder that has them, or remove overrides from chatgen.yaml")
	}
	var files []File
	for _, item := range list {
		file := path.Join(name, item.Name())
		switch filepath.Ext(item.Name()) {
		case ".yml":
			errs.Add(diag.Pos{File: file}, item.Name(), "override files must end in .yaml", "rename it")
		case ".yaml":
			data, err := from.ReadFile(filepath.Join(dir, item.Name()))
			if err != nil {
				errs.Add(diag.Pos{File: file}, item.Name(), "cannot be read: "+diag.ReasonText(err), "replace it by a file, or remove it")
				continue
			}
			files = append(files, File{Name: file, Data: data})
		}
	}
	return files
}
