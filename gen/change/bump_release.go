package change

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"golang.org/x/mod/modfile"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// release is the set of modules that get a new version together with a package: those
// of the go.work next to the configuration, or else the package's own module.
type release struct {
	goWork  string // "" if there is none
	modules []siblingModule
}

// releaseOf returns the release of a package.
func releaseOf(config string, p gen.Package) (*release, error) {
	module, err := gen.FindModule(p.Out, tree.Disk{})
	if err != nil {
		return nil, err
	}
	o := origin{tree: tree.Disk{}}
	r := &release{goWork: filepath.Join(filepath.Dir(config), "go.work")}
	work, err := modfile.ParseWork(r.goWork, o.readFile(r.goWork), nil)
	if err != nil {
		return nil, err
	}
	for _, use := range work.Use {
		r.add(&o, joinSlash(filepath.Dir(config), use.Path))
	}
	if module.File != "" && !r.includes(module) {
		r.goWork, r.modules = "", nil
		r.add(&o, filepath.Dir(module.File))
	}
	return r, nil
}

func (r *release) add(o *origin, folder string) {
	if name := modfile.ModulePath(o.readFile(filepath.Join(folder, "go.mod"))); name != "" {
		r.modules = append(r.modules, siblingModule{name, folder})
	}
}

// includes reports whether a module belongs to the release.
func (r *release) includes(module gen.Module) bool {
	return slices.ContainsFunc(r.modules, func(m siblingModule) bool {
		return filepath.Join(m.folder, "go.mod") == filepath.Clean(module.File)
	})
}

// hasPath reports whether a module with that path belongs to the release.
func (r *release) hasPath(modulePath string) bool {
	return slices.ContainsFunc(r.modules, func(m siblingModule) bool { return m.path == modulePath })
}

// otherPackages returns the other packages of the release, which get their next version
// later. A package with another version is an error.
func (r *release) otherPackages(config string, entries []*gen.ConfigEntry, t *bumpTarget) ([]*bumpTarget, error) {
	var others []*bumpTarget
	var errs diag.List
	for _, e := range entries {
		p := e.PackageIn(filepath.Dir(config))
		module, err := gen.FindModule(p.Out, tree.Disk{})
		if err != nil || e == t.entry || !r.includes(module) {
			continue
		}
		if p.Version != t.current.Version {
			message := fmt.Sprintf("has version %s, but %s, which is released together with it, has %s", p.Version, t.current.Name, t.current.Version)
			errs.Add(e.Version.Pos, p.Name, message, "give them the same version")
		}
		others = append(others, &bumpTarget{entry: e, current: p, next: p})
	}
	return others, errs.Err()
}

// edits returns the changes to go.work and the go.mod files that raise the version of the
// release. While the go.mod files are edited, go.work replaces both versions: without the
// one that a go.mod requires the go command fails, and so would the run after a killed one.
func (r *release) edits(t *bumpTarget, errs *diag.List) ([]edit, error) {
	var edits []edit
	var problems []error
	var before, both, after []byte // of go.work
	if r.goWork != "" {
		before = readExisting(r.goWork, errs)
	}
	if before != nil {
		var err error
		both, after, err = r.raiseReplaces(filepath.ToSlash(r.goWork), before, t)
		edits, problems = append(edits, edit{r.goWork, before, both}), append(problems, err)
	}
	for _, m := range r.modules {
		file := filepath.Join(m.folder, "go.mod")
		if before := readExisting(file, errs); before != nil {
			raised, err := r.raiseRequires(filepath.ToSlash(file), before, t)
			edits, problems = append(edits, edit{file, before, raised}), append(problems, err)
		}
	}
	if before != nil {
		edits = append(edits, edit{r.goWork, both, after})
	}
	return edits, errors.Join(problems...)
}

// raiseRequires changes the versions in a go.mod that are required of the
// release's modules.
func (r *release) raiseRequires(name string, text []byte, t *bumpTarget) ([]byte, error) {
	file, err := modfile.Parse(name, text, nil)
	if err != nil {
		return text, err
	}
	raised := false
	for _, q := range file.Require {
		if r.hasPath(q.Mod.Path) && q.Mod.Version == t.current.Version {
			raised = raiseVersion(q.Syntax, t) || raised
		}
	}
	if !raised {
		return text, nil
	}
	return file.Format()
}

// raiseReplaces changes the versions in a go.work of the release's modules that it
// replaces by folders. It also returns the file with both versions, which may be how a
// killed run left it.
func (r *release) raiseReplaces(name string, text []byte, t *bumpTarget) (both, after []byte, err error) {
	file, err := modfile.ParseWork(name, text, nil)
	if err != nil || t.next.Version == t.current.Version {
		return text, text, err
	}
	var current []*modfile.Replace
	for _, q := range file.Replace {
		if r.hasPath(q.Old.Path) && q.Old.Version == t.current.Version {
			current = append(current, q)
		}
	}
	if current == nil {
		return text, text, nil
	}
	for _, q := range current {
		if err := file.AddReplace(q.Old.Path, t.next.Version, q.New.Path, q.New.Version); err != nil {
			return nil, nil, err
		}
	}
	both = modfile.Format(file.Syntax)
	for _, q := range current {
		if err := file.DropReplace(q.Old.Path, t.next.Version); err != nil {
			return nil, nil, err
		}
		raiseVersion(q.Syntax, t)
	}
	file.Cleanup()
	return both, modfile.Format(file.Syntax), nil
}

// raiseVersion changes the version in a line, and reports whether it did.
func raiseVersion(line *modfile.Line, t *bumpTarget) bool {
	i := slices.Index(line.Token, t.current.Version)
	if i >= 0 {
		line.Token[i] = t.next.Version
	}
	return i >= 0
}
