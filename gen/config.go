package gen

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/strict"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// ConfigName is the usual name of a configuration file.
const ConfigName = "chatgen.yaml"

// Package is one entry of chatgen.yaml: a package to generate, and its inputs.
// Its paths are relative to the working folder.
type Package struct {
	Name      string // Go package name
	Spec      string // file of the document
	Overrides string // folder of overrides, "" for none
	Out       string // folder of the package
	Import    string // import path
	Version   string // semantic version, "v0.1.0"
	// Roots are the folders with the files to which the document may refer.
	Roots []string
	// Accepted are the parts of the document that the package need not carry out.
	Accepted []Acceptance
	// Document is the text of the document, or nil to read it from Spec.
	Document []byte
}

// ConfigEntry is a [Package] as written in the file: its paths have slashes and
// are relative to the file's folder.
type ConfigEntry struct {
	Name      strict.Text   `yaml:"name,required"`
	Spec      strict.Text   `yaml:"spec,required"`
	Overrides strict.Text   `yaml:"overrides"`
	Out       strict.Text   `yaml:"out,required"`
	Import    strict.Text   `yaml:"import"`
	Version   strict.Text   `yaml:"version,required"`
	Roots     []strict.Text `yaml:"roots"`
	// NotCarried are the acceptances.
	NotCarried []AcceptanceEntry `yaml:"notCarried"`
}

// FindConfig returns the path of the nearest chatgen.yaml, in the working folder
// or above it. If there is none, the error is a [diag.Errors].
func FindConfig() (string, error) {
	for dir := range ParentFolders(".") {
		file := filepath.Join(dir, ConfigName)
		if info, err := os.Stat(file); err == nil && !info.IsDir() {
			return filepath.ToSlash(file), nil
		}
	}
	var errs diag.List
	errs.Add(diag.Pos{File: ConfigName}, "configuration", "not found in "+absolutePath(".")+" or any folder above it",
		"create it with chatgen init, or pass --config FILE")
	return "", errs.Err()
}

// ReadConfig returns the packages of a configuration file, usually
// chatgen.yaml, in its order. Every problem is added to errs; with problems
// the list may lack packages.
func ReadConfig(file string, errs *diag.List) []Package {
	var packages []Package
	for _, e := range ReadEntries(file, tree.Disk{}, errs) {
		packages = append(packages, e.PackageIn(filepath.Dir(file)))
	}
	return packages
}

// ReadEntries returns the valid entries of a configuration file in a tree.
// Every problem is added to errs.
func ReadEntries(file string, from tree.Tree, errs *diag.List) []*ConfigEntry {
	data, err := from.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		errs.Add(diag.Pos{File: file}, "configuration", "no such file", "check the path, or create the file with chatgen init")
		return nil
	}
	if err != nil {
		errs.Add(diag.Pos{File: file}, "configuration", "cannot be read: "+diag.ReasonText(err), "name a file, or correct its permissions")
		return nil
	}
	entries := strict.List[ConfigEntry](file, data, errs)
	checkUnique(entries, errs)
	dir := filepath.Dir(file)
	entries = slices.DeleteFunc(entries, func(e *ConfigEntry) bool { return !e.check(dir, from, errs) })
	checkFolders(dir, entries, errs)
	return entries
}

// PackageIn returns the package with its paths joined to dir, the folder of the
// configuration file.
func (e *ConfigEntry) PackageIn(dir string) Package {
	join := func(t strict.Text) string {
		name := filepath.FromSlash(t.Value)
		if name == "" || filepath.IsAbs(name) {
			return name
		}
		return filepath.Join(dir, name)
	}
	roots := []string{ModuleFolder(dir)}
	for _, root := range e.Roots {
		roots = append(roots, join(root))
	}
	var accepted []Acceptance
	for _, a := range e.NotCarried {
		accepted = append(accepted, Acceptance{Pos: a.Kind.Pos, Kind: a.Kind.Value, Subject: a.Subject.Value, Why: a.Why.Value})
	}
	return Package{
		Name:      e.Name.Value,
		Spec:      join(e.Spec),
		Overrides: join(e.Overrides),
		Out:       join(e.Out),
		Import:    e.Import.Value,
		Version:   e.Version.Value,
		Roots:     roots,
		Accepted:  accepted,
	}
}
