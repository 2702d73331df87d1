package gen

import (
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/strict"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// Package is one entry of chatgen.yaml: what to generate from what, and where.
// Its paths are relative to the working folder.
type Package struct {
	Name      string // Go package name
	Spec      string // the document
	Overrides string // folder of overrides, "" for none
	Out       string // folder of the package
	Import    string // import path
	Version   string // semantic version, "v0.1.0"
}

// ConfigEntry is a [Package] as the file has it: with slashes in its paths,
// which are relative to the file's folder.
type ConfigEntry struct {
	Name      strict.Text `yaml:"name,required"`
	Spec      strict.Text `yaml:"spec,required"`
	Overrides strict.Text `yaml:"overrides"`
	Out       strict.Text `yaml:"out,required"`
	Import    strict.Text `yaml:"import,required"`
	Version   strict.Text `yaml:"version,required"`
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
		errs.Add(diag.Pos{File: file}, "configuration", "no such file", "run chatgen in the folder of a chatgen.yaml, or name one with --config")
		return nil
	}
	if err != nil {
		errs.Add(diag.Pos{File: file}, "configuration", "cannot be read: "+diag.Reason(err), "")
		return nil
	}
	entries := strict.List[ConfigEntry](file, data, errs)
	unique(entries, errs)
	return slices.DeleteFunc(entries, func(e *ConfigEntry) bool { return !e.check(errs) })
}

// unique reports what two packages cannot both have.
func unique(entries []*ConfigEntry, errs *diag.List) {
	first := map[[2]string]int{}
	claim := func(what, value string, t strict.Text) {
		key := [2]string{what, value}
		if line, taken := first[key]; taken {
			errs.Add(t.At, t.Value, "another package has the same "+what, fmt.Sprintf("it is on line %d", line))
			return
		}
		first[key] = t.At.Line
	}
	for _, e := range entries {
		claim("name", e.Name.Value, e.Name)
		claim("out", path.Clean(e.Out.Value), e.Out)
		claim("import", e.Import.Value, e.Import)
	}
}

// check reports the values that cannot be, and whether all can.
func (e *ConfigEntry) check(errs *diag.List) bool {
	found := errs.Len()
	if !packageName(e.Name.Value) {
		errs.Add(e.Name.At, e.Name.Value, "no Go package name",
			"begin with a lower-case letter, go on with such letters and digits; main and Go's keywords are taken")
	}
	if !filepath.IsLocal(filepath.FromSlash(e.Out.Value)) {
		errs.Add(e.Out.At, e.Out.Value, "leads out of the folder of the configuration", "name a folder below it; only --out may lead elsewhere")
	}
	if !importPath(e.Import.Value) {
		errs.Add(e.Import.At, e.Import.Value, "no import path", "write the module's path and the folder in it, as in example.com/module/chat")
	}
	if !semanticVersion(e.Version.Value) {
		errs.Add(e.Version.At, e.Version.Value, "no semantic version", "write it as v1.2.3 or v1.2.3-beta.1")
	}
	return errs.Len() == found
}

func packageName(s string) bool {
	return regexp.MustCompile(`^[a-z][a-z0-9]*$`).MatchString(s) && token.IsIdentifier(s) && s != "main"
}

// importPath allows what the go command allows in the path of a package.
func importPath(s string) bool {
	return regexp.MustCompile(`^[A-Za-z0-9_~-][A-Za-z0-9._~-]*(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$`).MatchString(s)
}

// semanticVersion tells whether s is a version as Go writes it, without build
// metadata.
func semanticVersion(s string) bool {
	const number = `(0|[1-9][0-9]*)`
	const word = `(` + number + `|[0-9]*[A-Za-z-][0-9A-Za-z-]*)`
	return regexp.MustCompile(`^v` + number + `\.` + number + `\.` + number + `(-` + word + `(\.` + word + `)*)?$`).MatchString(s)
}

// PackageIn returns the package, with its paths relative to dir.
func (e *ConfigEntry) PackageIn(dir string) Package {
	from := func(t strict.Text) string {
		name := filepath.FromSlash(t.Value)
		if name == "" || filepath.IsAbs(name) {
			return name
		}
		return filepath.Join(dir, name)
	}
	return Package{
		Name:      e.Name.Value,
		Spec:      from(e.Spec),
		Overrides: from(e.Overrides),
		Out:       from(e.Out),
		Import:    e.Import.Value,
		Version:   e.Version.Value,
	}
}
