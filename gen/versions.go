package gen

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// missingDocumentError is the error for a document that does not exist.
type missingDocumentError struct {
	error

	versions []string
	near     string // the file in its folder with the most similar name, or ""
}

// Hint returns the versions that exist, or else the file with a similar name.
func (e missingDocumentError) Hint() string {
	switch {
	case len(e.versions) > 0:
		return "there are the versions " + strings.Join(e.versions, ", ")
	case e.near != "":
		return "did you mean " + e.near + "?"
	}
	return "check the path"
}

// Unwrap returns the error of reading the document.
func (e missingDocumentError) Unwrap() error { return e.error }

// otherVersions returns the folders next to that of a document that have a document of
// the same name, in order: published documents are in a folder for each version.
func otherVersions(document string, from tree.Tree) []string {
	folder, name := filepath.Split(document)
	above := filepath.Dir(filepath.Clean(folder))
	list, err := from.ReadDir(above)
	if err != nil {
		return nil
	}
	var versions []string
	for _, item := range list {
		files, err := from.ReadDir(filepath.Join(above, item.Name()))
		if err != nil {
			continue
		}
		for _, f := range files {
			if f.Name() == name {
				versions = append(versions, item.Name())
			}
		}
	}
	slices.SortFunc(versions, model.CompareVersions)
	return versions
}

// nearestFile returns the path of the file in the folder of a document that has the most
// similar name, or "".
func nearestFile(document string, from tree.Tree) string {
	folder, name := filepath.Split(document)
	list, err := from.ReadDir(filepath.Clean(folder))
	if err != nil {
		return ""
	}
	var names []string
	for _, item := range list {
		names = append(names, item.Name())
	}
	if near := diag.Nearest(name, names); near != "" {
		return filepath.ToSlash(filepath.Join(folder, near))
	}
	return ""
}
