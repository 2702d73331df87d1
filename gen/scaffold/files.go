package scaffold

import (
	"bytes"
	"cmp"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/tree"
	"github.com/chatgen-go/chatgen/overrides/schema"
)

// schemaFolder holds the schemas, relative to the configuration.
const schemaFolder = overrides + "/schema"

// command is the import path of chatgen.
const command = "github.com/chatgen-go/chatgen/cmd/chatgen"

// goRun runs chatgen as a package of the module or of one that it requires.
const goRun = "go run " + command

// files returns the files to create, sorted, except for the configuration.
func (p *plan) files() ([]file, error) {
	var all []file
	folder := path.Join(overrides, p.name)
	if !p.credential.isZero() {
		all = append(all, file{name: p.path(folder + "/auth.yaml"), data: []byte(p.authYAML())})
	}
	if group := p.mainGroup(); group != "" {
		all = append(all, file{name: p.path(folder + "/clients.yaml"), data: []byte(p.clientsYAML(group))})
	}
	for _, kind := range schema.Kinds() {
		data, err := schema.Read(kind)
		if err != nil {
			return nil, err
		}
		all = append(all, file{name: p.path(path.Join(schemaFolder, schema.FileName(kind))), data: data, schema: true})
	}
	line, err := p.goGenerate()
	if err != nil {
		return nil, err
	}
	if line != "" {
		all = append(all, file{name: p.path(overrides + "/generate.go"), data: []byte(generateGo + line + "\n")})
	}
	slices.SortFunc(all, func(a, b file) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

func (p *plan) hasOverrides() bool { return !p.credential.isZero() || p.mainGroup() != "" }

// mainGroup returns the group of operations whose client is called Client: the one
// with the package's name, or else the only one; "" if there is neither, or if
// operations without a group have that client.
func (p *plan) mainGroup() string {
	var groups []string
	for _, op := range p.doc.Operations {
		group, _, grouped := strings.Cut(op.ID, "_")
		if !grouped {
			return ""
		}
		if !slices.Contains(groups, group) {
			groups = append(groups, group)
		}
	}
	if i := slices.IndexFunc(groups, func(group string) bool { return strings.EqualFold(group, p.name) }); i >= 0 {
		return groups[i]
	}
	if len(groups) == 1 {
		return groups[0]
	}
	return ""
}

// clientsYAML returns the text of clients.yaml.
func (p *plan) clientsYAML(group string) string {
	title := p.doc.Title
	if title == "" {
		title = "package " + p.name
	}
	return schemaLine("clients") + yamlEntry(
		"group: "+yamlText(group),
		"client: Client",
		"doc: "+yamlText("Calls the operations of "+strings.TrimRight(title, ".")+"."),
		"why: The package's name is enough. The entry keeps the client's name when a group is added.",
	)
}

// generateGo is the beginning of generate.go.
const generateGo = `// Package overrides contains chatgen's additions and corrections to the documents
// that packages are generated from, and the go:generate line.
package overrides

`

// goGenerate returns a go:generate line that runs chatgen, or "" if there is one
// already, next to the configuration or in the folder of overrides.
func (p *plan) goGenerate() (string, error) {
	for _, pattern := range []string{"*.go", overrides + "/*.go"} {
		names, err := filepath.Glob(p.path(pattern))
		if err != nil {
			return "", err
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				return "", err
			}
			if regexp.MustCompile(`(?m)^//go:generate .*\bchatgen\b.* generate\b`).Match(data) {
				return "", nil
			}
		}
	}
	own, err := moduleCommand(p.module.File)
	return "//go:generate " + cmp.Or(own, goRun) + " generate", err
}

// Command returns the command that runs chatgen in a folder: as its module has it, or else
// as an installed program.
func Command(folder string) string {
	module, err := gen.FindModule(folder, tree.Disk{})
	if err != nil || module.File == "" {
		return "chatgen"
	}
	own, _ := moduleCommand(module.File) // the go command reports errors of the file
	return cmp.Or(own, "chatgen")
}

// moduleCommand returns the command that runs chatgen in the module of a go.mod: as a tool of
// the module, or as a package that it contains or requires. It returns "" if it is neither.
func moduleCommand(goMod string) (string, error) {
	data, err := os.ReadFile(goMod)
	if err != nil {
		return "", err
	}
	mod, err := modfile.Parse(filepath.ToSlash(goMod), data, nil)
	if err != nil {
		return "", err
	}
	has := func(module string) bool { return strings.HasPrefix(command, module+"/") }
	switch {
	case slices.ContainsFunc(mod.Tool, func(t *modfile.Tool) bool { return t.Path == command }):
		return "go tool chatgen", nil
	case mod.Module != nil && has(mod.Module.Mod.Path), slices.ContainsFunc(mod.Require, func(r *modfile.Require) bool { return has(r.Mod.Path) }):
		return goRun, nil
	}
	return "", nil
}

// schemaLine returns the line that names the schema of an override file.
func schemaLine(kind string) string { return schemaLineAt(kind, "../schema") }

func schemaLineAt(kind, folder string) string {
	return "# yaml-language-server: $schema=" + folder + "/" + schema.FileName(kind) + "\n\n"
}

// yamlEntry returns an entry of a list.
func yamlEntry(keys ...string) string { return "- " + strings.Join(keys, "\n  ") + "\n" }

// yamlText returns a text as YAML, in quotes unless it is certainly a string
// without them.
func yamlText(text string) string {
	reserved := []string{"false", "n", "no", "null", "off", "on", "true", "y", "yes"}
	plain := regexp.MustCompile(`^(\.\./)*[A-Za-z]([A-Za-z0-9 ._/-]*[A-Za-z0-9.])?$`).MatchString(text)
	if plain && !slices.Contains(reserved, strings.ToLower(text)) {
		return text
	}
	return strconv.Quote(text)
}

// checkNew reports the files that exist. A schema that is the same may exist.
func checkNew(files []file) error {
	var errs diag.List
	for _, f := range files {
		if _, err := os.Lstat(f.name); err != nil {
			continue
		}
		if data, err := os.ReadFile(f.name); f.schema && err == nil && bytes.Equal(data, f.data) {
			continue
		}
		hint := "move it away"
		switch _, line, _ := bytes.Cut(f.data, []byte("\n//go:generate ")); {
		case f.schema:
			hint = "remove it to get the schema of this version of chatgen"
		case len(line) > 0:
			hint += ", or add the line //go:generate " + strings.TrimSpace(string(line))
		}
		errs.Add(diag.Pos{File: filepath.ToSlash(f.name)}, "file", "exists already, nothing was written", hint)
	}
	return errs.Err()
}
