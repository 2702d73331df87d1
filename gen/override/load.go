package override

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// Load reads the .yaml files of dir, in name order. A folder that cannot be
// read and a .yml file, which would be ignored, are errors.
func Load(dir string, from tree.Tree, errs *diag.List) []File {
	name := filepath.ToSlash(dir)
	list, err := from.ReadDir(dir)
	if err != nil {
		errs.Add(diag.Pos{File: name}, "overrides", "cannot be read: "+reason(err), "")
		return nil
	}
	var files []File
	for _, item := range list {
		file := path.Join(name, item.Name())
		switch filepath.Ext(item.Name()) {
		case ".yml":
			errs.Add(diag.Pos{File: file}, item.Name(), "override files end in .yaml", "rename it")
		case ".yaml":
			data, err := from.ReadFile(filepath.Join(dir, item.Name()))
			if err != nil {
				errs.Add(diag.Pos{File: file}, item.Name(), "cannot be read: "+reason(err), "")
				continue
			}
			files = append(files, File{Name: file, Data: data})
		}
	}
	return files
}

// reason returns what is wrong with a file without repeating its path.
func reason(err error) string {
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		err = failed.Err
	}
	return err.Error()
}
