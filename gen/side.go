package gen

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/apidiff"
	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/goapi"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/override"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// side is a package as one of the two things that are compared.
type side struct {
	about    apidiff.Side
	contract *contract.Contract
	source   goapi.Source
	applied  []apidiff.Override
	misfits  []override.Misfit
}

// origin is where one side comes from: a document, a lock, or a revision.
type origin struct {
	name     string
	packages []Package // of the configuration
	from     tree.Tree
	document bool
	lock     *contract.Contract
}

// open finds out what a name is.
func (r *DiffRequest) open(ctx context.Context, name string) (*origin, error) {
	var errs diag.List
	o := &origin{name: name, from: tree.Disk{}}
	switch {
	case exists(name) && isLock(name):
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		o.lock = contract.Decode(filepath.ToSlash(name), data, &errs)
	case exists(name):
		o.document = true
	default:
		from, err := tree.Revision(ctx, filepath.Dir(r.Config), name)
		if errors.Is(err, tree.ErrUnknown) {
			return nil, fmt.Errorf("%s: neither a file nor a git revision: %w", name, err)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		o.from = from
	}
	o.packages = readConfig(r.Config, o.from, &errs)
	if err := errs.Err(); err != nil {
		return nil, o.in(err)
	}
	if r.Overrides != nil {
		for i := range o.packages {
			o.packages[i].Overrides = *r.Overrides
		}
	}
	return o, nil
}

// in says at which revision a file is that is faulty.
func (o *origin) in(err error) error {
	if err != nil && o.revision() {
		return fmt.Errorf("at %s: %w", o.name, err)
	}
	return err
}

func (o *origin) revision() bool { return !o.file() }

// file says whether the side is a file of its own, and so of one package.
func (o *origin) file() bool { return o.document || o.lock != nil }

// names lists the packages that there may be on this side.
func (o *origin) names() []string {
	var names []string
	for _, p := range o.packages {
		names = append(names, p.Name)
	}
	return names
}

// one returns the package that a file tells by itself, or "".
func (o *origin) one() string {
	switch {
	case o.lock != nil:
		return o.lock.Package
	case o.document:
		found := ""
		for _, p := range o.packages {
			if filepath.Base(p.Spec) != filepath.Base(o.name) {
				continue
			}
			if found != "" {
				return ""
			}
			found = p.Name
		}
		return found
	}
	return ""
}

// side returns a package on this side, or nil if it is not there.
func (o *origin) side(name string) (*side, error) {
	i := slices.IndexFunc(o.packages, func(p Package) bool { return p.Name == name })
	if i < 0 {
		return nil, nil
	}
	p := o.packages[i]
	if o.lock != nil {
		return o.locked(p)
	}
	if o.document {
		p.Spec = o.name
	}
	s, err := o.generated(p)
	if err != nil {
		return nil, o.in(err)
	}
	if o.revision() {
		s.about.Source = o.name + ":" + filepath.ToSlash(p.Spec)
		return s, o.in(o.committed(p, s))
	}
	return s, nil
}

// generated makes a package of its document, as far as its overrides fit.
func (o *origin) generated(p Package) (*side, error) {
	var errs diag.List
	s := &side{about: apidiff.Side{Source: filepath.ToSlash(p.Spec), Version: p.Version}}
	doc, pkg := load(p, o.from, func(pkg *model.Package, files []override.File, errs *diag.List) {
		s.misfits = override.Fit(pkg, files, errs)
	}, &errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	s.contract = promise(doc, pkg)
	s.about.APIVersion = pkg.APIVersion
	for _, c := range pkg.Changes {
		s.applied = append(s.applied, apidiff.Override{Pos: c.Pos, Target: c.Target, Effect: c.Effect})
	}
	files, err := emitted(pkg)
	if err != nil {
		return nil, err
	}
	s.source.Import = p.Import
	for _, f := range files {
		s.source.Files = append(s.source.Files, goapi.File(f))
	}
	return s, nil
}

// locked is the package that is committed beside its lock.
func (o *origin) locked(p Package) (*side, error) {
	folder := filepath.Dir(o.name)
	files, err := goFiles(o.from, folder)
	if err != nil {
		return nil, err
	}
	return &side{
		about:    apidiff.Side{Source: filepath.ToSlash(o.name), APIVersion: o.lock.APIVersion, Version: o.lock.Version},
		contract: o.lock,
		source:   goapi.Source{Import: p.Import, Files: files},
	}, nil
}

// committed takes the Go files of a revision in place of those that chatgen
// would make today, and with them what they import of their own module.
func (o *origin) committed(p Package, s *side) error {
	files, err := goFiles(o.from, p.Out)
	if err != nil {
		return err
	}
	s.source.Files = files
	module, inside := strings.CutSuffix(p.Import, "/"+filepath.ToSlash(filepath.Clean(p.Out)))
	if !inside {
		return nil
	}
	s.source.Own = func(importPath string) []goapi.File {
		folder, ours := strings.CutPrefix(importPath, module+"/")
		if !ours {
			return nil
		}
		files, err := goFilesIn(o.from, filepath.FromSlash(folder), "")
		if err != nil {
			return nil // what is not there is reported where it is imported
		}
		return files
	}
	return nil
}

// goFiles returns the Go files of a package and of the packages below it.
func goFiles(from tree.Tree, folder string) ([]goapi.File, error) {
	files, err := goFilesIn(from, folder, "")
	if err != nil {
		return nil, err
	}
	list, err := from.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for _, item := range list {
		if !item.IsDir() || item.Name() == "testdata" {
			continue
		}
		below, err := goFilesIn(from, filepath.Join(folder, item.Name()), item.Name())
		if err != nil {
			return nil, err
		}
		files = append(files, below...)
	}
	return files, nil
}

// goFilesIn returns the Go files of one folder, which is called name below the
// package.
func goFilesIn(from tree.Tree, folder, name string) ([]goapi.File, error) {
	list, err := from.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var files []goapi.File
	for _, item := range list {
		if item.IsDir() || path.Ext(item.Name()) != ".go" {
			continue
		}
		data, err := from.ReadFile(filepath.Join(folder, item.Name()))
		if err != nil {
			return nil, err
		}
		files = append(files, goapi.File{Name: path.Join(name, item.Name()), Data: data})
	}
	return files, nil
}
