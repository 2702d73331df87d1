package change

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/goapi"
	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/override"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// side is a package as one of the two things that are compared.
type side struct {
	about    compare.Side
	contract *contract.Contract
	source   goapi.Source
	applied  []compare.Override
	misfits  []override.StaleOverride
}

// origin is where one side comes from: a document, a lock, or a revision.
type origin struct {
	name     string
	packages []gen.Package // of the configuration
	from     tree.Tree
	document bool
	revision bool
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
			return nil, fmt.Errorf("%s: no such file, and %w", name, err)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		o.from, o.revision = from, true
	}
	for _, e := range gen.ReadEntries(r.Config, o.from, &errs) {
		o.packages = append(o.packages, e.PackageIn(filepath.Dir(r.Config)))
	}
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

// in says at which revision a file is that is faulty, as git does.
func (o *origin) in(err error) error {
	faults, ok := errors.AsType[diag.Errors](err)
	if !ok || !o.revision {
		return err
	}
	var errs diag.List
	for _, d := range faults {
		d.Pos.File = o.name + ":" + d.Pos.File
		errs.Add(d.Pos, d.Subject, d.Message, d.Hint)
	}
	return errs.Err()
}

// names lists the packages that there may be on this side.
func (o *origin) names() []string {
	var names []string
	for _, p := range o.packages {
		names = append(names, p.Name)
	}
	return names
}

// alike returns the only package whose document is called as this one, or "".
func (o *origin) alike() string {
	found := ""
	for _, p := range o.packages {
		if !o.document || filepath.Base(p.Spec) != filepath.Base(o.name) {
			continue
		}
		if found != "" {
			return ""
		}
		found = p.Name
	}
	return found
}

// read gives a package on this side, and leaves nil if it is not there. With an
// error it gives what is known by then.
func (o *origin) read(name string, into **side) error {
	i := slices.IndexFunc(o.packages, func(p gen.Package) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	s, err := o.side(o.packages[i])
	*into = s
	return o.in(err)
}

// side returns a package on this side.
func (o *origin) side(p gen.Package) (*side, error) {
	if o.lock != nil {
		return o.locked(p)
	}
	if o.document {
		p.Spec = o.name
	}
	s, pkg, err := o.promised(p)
	if err != nil {
		return s, err
	}
	if o.revision {
		s.about.Source = o.name + ":" + s.about.Source
		s.source, err = o.committed(p)
		return s, cmp.Or(err, o.adopt(s.contract, p))
	}
	files, err := gen.Emit(pkg)
	for _, f := range files {
		s.source.Files = append(s.source.Files, goapi.File(f))
	}
	return s, err
}

// promised reads a document, as far as the overrides fit. It is a side that has
// no Go yet; with an error it has the misfits only.
func (o *origin) promised(p gen.Package) (*side, *model.Package, error) {
	var errs diag.List
	s := &side{about: compare.Side{Source: filepath.ToSlash(p.Spec), Version: p.Version}, source: goapi.Source{Import: p.Import}}
	doc, pkg := gen.Load(p, o.from, func(pkg *model.Package, files []override.File, errs *diag.List) {
		s.misfits = override.ApplyLenient(pkg, files, errs)
	}, &errs)
	if err := errs.Err(); err != nil {
		return s, nil, err
	}
	s.contract = gen.BuildContract(doc, pkg)
	s.about.APIVersion = pkg.APIVersion
	for _, c := range pkg.AppliedOverrides {
		s.applied = append(s.applied, compare.Override{Pos: c.Pos, Target: c.Target, Effect: c.Effect})
	}
	return s, pkg, nil
}
