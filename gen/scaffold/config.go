package scaffold

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// setConfig plans the configuration file: a new one, or the present one with an
// entry more. The result has to be valid.
func (p *plan) setConfig() error {
	name := p.request.Config
	entry, err := p.entry()
	if err != nil {
		return err
	}
	before, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.config = file{name: name, data: []byte(schemaLineAt("chatgen", schemaFolder) +
			"# The packages that chatgen generate writes. Paths are relative to this file.\n" + entry)}
	case err != nil:
		return fmt.Errorf("%s cannot be read: %s", filepath.ToSlash(name), diag.ReasonText(err))
	default:
		if err := p.checkEntries(); err != nil {
			return err
		}
		text := strings.TrimRight(string(before), "\n")
		p.config = file{name: name, before: before, data: []byte(text + "\n\n" + indent(entry, text))}
	}
	var errs diag.List
	gen.ReadEntries(name, editedDisk{file: p.config}, &errs)
	if err := errs.Err(); err != nil {
		return fmt.Errorf("%s: the entry of the new package cannot be added:\n%w", filepath.ToSlash(name), err)
	}
	return nil
}

// checkEntries reports problems of the present configuration, and a package that is
// there already.
func (p *plan) checkEntries() error {
	var errs diag.List
	for _, e := range gen.ReadEntries(p.request.Config, tree.Disk{}, &errs) {
		if e.Name.Value == p.name {
			errs.Add(e.Name.Pos, p.name, "the package exists already", "pass another name with --package")
		}
	}
	return errs.Err()
}

// entry returns the package's entry in chatgen.yaml.
func (p *plan) entry() (string, error) {
	spec, err := p.relativePath(p.request.Spec)
	if err != nil {
		return "", err
	}
	keys := []string{"name: " + p.name, "spec: " + yamlText(spec)}
	if p.hasOverrides() {
		keys = append(keys, "overrides: "+path.Join(overrides, p.name))
	}
	return yamlEntry(append(keys, "out: "+yamlText(p.outFolder()), "version: v0.1.0")...), nil
}

// relativePath returns a path relative to the configuration's folder.
func (p *plan) relativePath(name string) (string, error) {
	if filepath.IsAbs(name) {
		return filepath.ToSlash(name), nil
	}
	dir, err := filepath.Abs(p.dir)
	if err != nil {
		return "", err
	}
	full, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(dir, full)
	return filepath.ToSlash(rel), err
}

// indent indents an entry like the entries of a text, whose first dash determines the
// indentation.
func indent(entry, text string) string {
	lines := strings.Split(text, "\n")
	i := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " "), "- ") })
	if i < 0 {
		return entry
	}
	spaces := strings.Repeat(" ", strings.Index(lines[i], "-"))
	return spaces + strings.ReplaceAll(strings.TrimSuffix(entry, "\n"), "\n", "\n"+spaces) + "\n"
}

// editedDisk is the disk, with one file as it will be.
type editedDisk struct {
	tree.Disk
	file file
}

// ReadFile returns a file.
func (e editedDisk) ReadFile(name string) ([]byte, error) {
	if name == e.file.name {
		return e.file.data, nil
	}
	return e.Disk.ReadFile(name)
}
