package change

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/goapi"
	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/explain"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/override"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// side is one of the two versions of a package.
type side struct {
	info     compare.Side
	contract *contract.Contract
	source   goapi.Source
	applied  []compare.Override
	outdated []override.StaleOverride
	mended   []mendedEntry // that fit after a change, with which they are applied
	// generated is whether the Go files were generated for the comparison instead of
	// committed.
	generated bool
	mender    *mender // nil unless overrides are outdated
	// created are the exported symbols that overrides create, with the positions of their
	// entries; nil for a lock.
	created map[string]diag.Pos
	// unsupported is why chatgen cannot generate the package, so that only the document
	// can be compared.
	unsupported string
}

// origin is the source of one side: a document, a lock, or a git revision.
type origin struct {
	name     string
	packages []gen.Package // of the configuration
	tree     tree.Tree
	document bool
	input    []byte // the document, if it is not in a file
	revision bool
	lock     *contract.Contract
}

// openOrigin determines whether a name is a lock, a document or a git revision, and
// opens it.
func (r *DiffRequest) openOrigin(ctx context.Context, name string) (*origin, error) {
	var errs diag.List
	o := &origin{name: name, tree: tree.Disk{}}
	switch {
	case name == StandardInput:
		o.document, o.input = true, r.Input
	case isFile(name) && isLockName(name):
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if o.lock = contract.Decode(filepath.ToSlash(name), data, &errs); o.lock != nil {
			o.lock.Expand(&errs)
		}
	case isFile(name):
		o.document = true
	default:
		from, err := tree.Revision(ctx, filepath.Dir(r.Config), name)
		if errors.Is(err, tree.ErrUnknown) {
			return nil, fmt.Errorf("%s: no such file, and %w", name, err)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		o.tree, o.revision = from, true
	}
	for _, e := range gen.ReadEntries(r.Config, o.tree, &errs) {
		o.packages = append(o.packages, e.PackageIn(filepath.Dir(r.Config)))
	}
	if err := errs.Err(); err != nil {
		return nil, o.qualifyPositions(err)
	}
	if r.Overrides != nil {
		for i := range o.packages {
			o.packages[i].Overrides = *r.Overrides
		}
	}
	return o, nil
}

// qualifyPositions prefixes the files in an error with the revision, as git does:
// "v0.1.0:chatgen.yaml".
func (o *origin) qualifyPositions(err error) error {
	list, ok := errors.AsType[diag.Errors](err)
	if !ok || !o.revision {
		return err
	}
	var errs diag.List
	for _, d := range list {
		d.Pos.File = o.name + ":" + d.Pos.File
		errs.Add(d.Pos, d.Subject, d.Message, d.Hint)
	}
	return errs.Err()
}

// packageNames returns the packages of the configuration.
func (o *origin) packageNames() []string {
	var names []string
	for _, p := range o.packages {
		names = append(names, p.Name)
	}
	return names
}

// packageBySpecName returns the only package whose document has the same file name
// as this one, or "".
func (o *origin) packageBySpecName() string {
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

// loadSide sets *into to the named package on this side, or leaves it nil if there is no
// such package. If it returns an error, the side is incomplete.
func (o *origin) loadSide(name string, into **side) error {
	i := slices.IndexFunc(o.packages, func(p gen.Package) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	s, err := o.buildSide(o.packages[i])
	*into = s
	return o.qualifyPositions(err)
}

// buildSide returns a package on this side.
func (o *origin) buildSide(p gen.Package) (*side, error) {
	if o.lock != nil {
		return o.sideFromLock(p)
	}
	p = o.withDocument(p)
	s, pkg, err := o.sideFromDocument(p, nil)
	switch {
	case err != nil && len(s.outdated) == 0 && o.hasOnlyDocument(s, p, err):
		return s, nil
	case err != nil:
		return s, err
	}
	return s, o.addSource(s, p, pkg)
}

// withDocument returns a package with the document of this side.
func (o *origin) withDocument(p gen.Package) gen.Package {
	switch {
	case o.input != nil:
		p.Spec, p.Document = filepath.Join(filepath.Dir(p.Spec), StandardInput), o.input
	case o.document:
		p.Spec = o.name
	}
	return p
}

// hasOnlyDocument reports whether a side can be compared as a document, although chatgen
// cannot generate a package from it. It sets the contract and the reason.
func (o *origin) hasOnlyDocument(s *side, p gen.Package, err error) bool {
	problems, ok := errors.AsType[diag.Errors](err)
	isOverride := func(d diag.Diagnostic) bool {
		return p.Overrides != "" && strings.HasPrefix(d.Pos.File, filepath.ToSlash(p.Overrides))
	}
	if !ok || o.revision || slices.ContainsFunc(problems, isOverride) {
		return false
	}
	var errs diag.List
	s.contract = gen.DocumentContract(p, o.tree, &errs)
	if s.contract == nil || errs.Len() > 0 {
		return false // it is not a valid document
	}
	s.info.APIVersion, s.unsupported = s.contract.APIVersion, problems[:1].Error()
	return true
}

// mendSide builds a side again with the overrides changed to fit, if some are outdated
// because elements of the other side have new names.
func (o *origin) mendSide(p gen.Package, s *side, old *contract.Contract) (*side, error) {
	var errs diag.List
	if next := gen.DocumentContract(p, o.tree, &errs); next != nil {
		s.mender = newMender(old, next)
	}
	files := override.Load(p.Overrides, o.tree, &errs)
	if err := errs.Err(); err != nil {
		return s, err
	}
	entries := s.mender.mend(files, s.outdated)
	if len(entries) == 0 {
		return s, nil
	}
	next, pkg, err := o.sideFromDocument(p, func([]override.File) []override.File { return s.mender.replaceEntries(files, entries) })
	next.mender, next.mended = s.mender, entries
	if err != nil {
		return next, err
	}
	return next, o.addSource(next, p, pkg)
}

// addSource adds the Go files of a side: those of a revision as they were committed, or
// else those that are generated now.
func (o *origin) addSource(s *side, p gen.Package, pkg *model.Package) (err error) {
	if o.revision {
		s.info.Source = o.name + ":" + s.info.Source
		s.source, err = o.committedSource(p)
		return cmp.Or(err, o.mergeLock(s.contract, p))
	}
	s.generated = true
	files, err := gen.Emit(pkg)
	for _, f := range files {
		s.source.Files = append(s.source.Files, goapi.File(f))
	}
	return err
}

// sideFromDocument returns the side of a document, with outdated overrides
// skipped, and without Go files. With an error, it only has the outdated
// overrides. mend, which may be nil, changes the overrides.
func (o *origin) sideFromDocument(p gen.Package, mend func([]override.File) []override.File) (*side, *model.Package, error) {
	var errs diag.List
	s := &side{info: compare.Side{Source: filepath.ToSlash(p.Spec), Version: p.Version}, source: goapi.Source{Import: p.Import}}
	doc, pkg := gen.Load(p, o.tree, func(pkg *model.Package, files []override.File, errs *diag.List) {
		if mend != nil {
			files = mend(files)
		}
		s.outdated = override.ApplyLenient(pkg, files, errs)
	}, &errs)
	if err := errs.Err(); err != nil {
		return s, nil, err
	}
	s.contract = gen.BuildContract(doc, pkg)
	s.contract.Expand(&errs)
	s.info.APIVersion = pkg.APIVersion
	s.created = map[string]diag.Pos{}
	for _, symbol := range explain.Symbols(pkg) {
		if symbol.Element == "" {
			s.created[symbol.Name] = symbol.Pos
		}
	}
	for _, c := range pkg.AppliedOverrides {
		s.applied = append(s.applied, compare.Override{Pos: c.Pos, Target: c.Target, Effect: c.Effect})
	}
	return s, pkg, errs.Err()
}
