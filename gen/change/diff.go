// Package change compares two versions of the packages that chatgen generates,
// and moves a package to another version of its API. Read [Diff] and [Bump]
// first. Package gen does not import it.
package change

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/goapi"
	"github.com/chatgen-go/chatgen/gen/diag"
)

// DiffRequest says what to compare.
type DiffRequest struct {
	Config    string  // the configuration file
	Package   string  // name of the only package to compare, "" for those that Old and New tell
	Overrides *string // folder that takes the place of the package's overrides, or nil
	// Old and New are each a document, a lock or a git revision.
	Old, New     string
	Suppressions string // file of suppressions, "" for the one beside the configuration, if any
	Today        time.Time
}

// Diff compares the packages of two sides, in the order of the configuration.
// Nothing is written. The go command runs in the configuration's folder, to find
// what the packages import.
func Diff(ctx context.Context, r DiffRequest) ([]*compare.Report, error) {
	return r.diff(ctx, filepath.Dir(r.Config))
}

// diff is Diff with the folder where the go command runs.
func (r *DiffRequest) diff(ctx context.Context, dir string) ([]*compare.Report, error) {
	var errs diag.List
	suppressions := compare.LoadSuppressions(r.Suppressions, r.Config, &errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	comparisons, err := r.comparisons(ctx)
	if err != nil {
		return nil, err
	}
	var reports []*compare.Report
	for _, c := range comparisons {
		report, err := c.report(ctx, dir)
		if err != nil {
			return nil, err
		}
		reports = append(reports, report)
	}
	compare.Suppress(reports, suppressions, r.Today)
	return reports, nil
}

// comparison is one package on two sides; nil where it is not there.
type comparison struct {
	name     string
	old, new *side
}

// comparisons reads both sides of each package.
func (r *DiffRequest) comparisons(ctx context.Context) ([]comparison, error) {
	before, err := r.open(ctx, r.Old)
	if err != nil {
		return nil, err
	}
	after, err := r.open(ctx, r.New)
	if err != nil {
		return nil, err
	}
	names, err := r.choose(before, after)
	if err != nil {
		return nil, err
	}
	var all []comparison
	for _, name := range names {
		c := comparison{name: name}
		var oldErr, newErr error
		var group sync.WaitGroup
		group.Go(func() { oldErr = before.read(name, &c.old) })
		newErr = after.read(name, &c.new)
		group.Wait()
		if newErr != nil {
			newErr = diag.Merge([]error{newErr, after.in(c.new.misfit())})
		}
		if err := diag.Merge([]error{oldErr, newErr}); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// choose returns the names of the packages to compare: the one that is asked
// for, or those that either side tells.
func (r *DiffRequest) choose(before, after *origin) ([]string, error) {
	names := before.names()
	for _, name := range after.names() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	only := strings.Join(names, ", ")
	if r.Package != "" && !slices.Contains(names, r.Package) {
		return nil, fmt.Errorf("%s: no package %q, only %s", r.Config, r.Package, only)
	}
	one, err := r.told(before, after)
	if err != nil {
		return nil, err
	}
	one = cmp.Or(one, before.alike(), after.alike())
	if one == "" && len(names) == 1 {
		one = names[0]
	}
	switch {
	case one != "":
		return []string{one}, nil
	case before.document:
		return nil, fmt.Errorf("%s: which package is it of? (choose one of %s with --package)", r.Old, only)
	case after.document:
		return nil, fmt.Errorf("%s: which package is it of? (choose one of %s with --package)", r.New, only)
	case r.Overrides != nil:
		return nil, fmt.Errorf("%s: the overrides of which package? (choose one of %s with --package)", *r.Overrides, only)
	}
	return names, nil
}

// told returns the package that is asked for, or else the one that a lock is
// of. A lock of another package is an error.
func (r *DiffRequest) told(before, after *origin) (string, error) {
	one := r.Package
	for _, o := range []*origin{before, after} {
		switch {
		case o.lock == nil:
			continue
		case !slices.Contains(o.names(), o.lock.Package):
			return "", fmt.Errorf("%s: is of package %q, but %s has only %s", o.name, o.lock.Package, r.Config, strings.Join(o.names(), ", "))
		case one != "" && one != o.lock.Package:
			return "", fmt.Errorf("%s: is of package %q, not of %q", o.name, o.lock.Package, one)
		}
		one = o.lock.Package
	}
	return one, nil
}

// report compares the two sides.
func (c *comparison) report(ctx context.Context, dir string) (*compare.Report, error) {
	switch {
	case c.old == nil:
		return &compare.Report{Package: c.name, New: c.new.about, Changes: []compare.Change{
			{Layer: compare.API, Subject: "package " + c.name, What: "added"},
		}}, nil
	case c.new == nil:
		return &compare.Report{Package: c.name, Old: c.old.about, Changes: []compare.Change{
			{Layer: compare.API, Subject: "package " + c.name, What: "removed", Breaking: true},
		}}, nil
	}
	api, err := goapi.Compare(ctx, dir, c.old.source, c.new.source)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.name, err)
	}
	changes := compare.Compare(c.old.contract, c.new.contract, api)
	return &compare.Report{
		Package: c.name, Old: c.old.about, New: c.new.about,
		Changes: changes, Overrides: c.new.overrides(changes),
	}, nil
}

// misfit is the error that the overrides do not fit: they may be why the rest
// failed.
func (s *side) misfit() error {
	var errs diag.List
	for _, m := range s.misfits {
		for _, d := range m.Faults {
			errs.Add(d.Pos, d.Subject, d.Message, d.Hint)
		}
	}
	return errs.Err()
}

// overrides says what became of the entries on the new side.
func (s *side) overrides(changes []compare.Change) compare.Overrides {
	var all compare.Overrides
	for _, c := range changes {
		for _, o := range c.Overrides {
			fired := slices.ContainsFunc(s.applied, func(a compare.Override) bool { return a == o })
			if fired && !slices.Contains(all.Fired, o) {
				all.Fired = append(all.Fired, o)
			}
		}
	}
	for _, m := range s.misfits {
		for _, fault := range m.Faults {
			o := compare.Override{Pos: fault.Pos, Target: m.Target, Effect: fault.Message}
			if fault.Hint != "" {
				o.Effect += " (" + fault.Hint + ")"
			}
			if m.Redundant {
				all.Redundant = append(all.Redundant, o)
			} else {
				all.Stale = append(all.Stale, o)
			}
		}
	}
	for _, list := range [][]compare.Override{all.Fired, all.Stale, all.Redundant} {
		slices.SortStableFunc(list, func(a, b compare.Override) int { return a.Pos.Compare(b.Pos) })
	}
	return all
}

// exists says whether a name is that of a file.
func exists(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

// isLock says whether a file is a lock by its name.
func isLock(name string) bool { return filepath.Ext(name) == ".lock" }
