// Package schema holds the JSON Schemas of chatgen.yaml, of override files and
// of suppressions.yaml, for editors.
package schema

import (
	"embed"
	"io/fs"
	"strings"
)

// files are the schemas; they refer to each other by file name.
//
//go:embed *.json
var files embed.FS

// Kinds returns the kinds of files that have a schema, sorted. For an override it is
// the file's name without ".yaml". The kind common contains the definitions that the others share.
func Kinds() []string {
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		panic("chatgen bug: " + err.Error())
	}
	for i, name := range names {
		names[i] = strings.TrimSuffix(name, ".json")
	}
	return names
}

// FileName returns the name of the file that holds the schema of a kind.
func FileName(kind string) string { return kind + ".json" }

// Read returns the schema of a kind. The error is [fs.ErrNotExist] if there is
// no such kind.
func Read(kind string) ([]byte, error) { return files.ReadFile(FileName(kind)) }
