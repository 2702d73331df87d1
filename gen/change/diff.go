// Package change compares two versions of the packages that chatgen generates,
// and moves a package to another version of its API. Read [Diff] and [Bump]
// first. Package gen does not import it.
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
	"time"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/goapi"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// StandardInput is the name of a document that is not in a file. Its references are those
// of a file in the folder of the package's document, or else in the working folder.
const StandardInput = diag.StandardInput

// DiffRequest specifies what [Diff] compares.
type DiffRequest struct {
	Config    string  // the configuration file; "" to compare two documents alone
	Package   string  // the only package to compare; "" to derive the packages from Old and New
	Overrides *string // overrides folder for both sides, or nil for that of the configuration
	// Old and New are each a document, a lock, a git revision, or [StandardInput].
	Old, New     string
	Input        []byte // the document for which StandardInput is given
	Suppressions string // suppressions file; "" for suppressions.yaml next to the configuration, if it exists
	Today        time.Time

	released releasedRevision // with which Bump compares hand-written packages
}

// Diff compares two versions of packages, in the order of the configuration. It
// writes nothing. It runs the go command in the folder of the configuration, to
// load what the packages import.
func Diff(ctx context.Context, r DiffRequest) ([]*compare.Report, error) {
	return r.diff(ctx, goapi.NewImports(filepath.Dir(r.Config)))
}

// diff is Diff with the imports of the packages.
func (r *DiffRequest) diff(ctx context.Context, imports *goapi.Imports) ([]*compare.Report, error) {
	comparisons, err := r.run(ctx, imports)
	var reports []*compare.Report
	for _, c := range comparisons {
		reports = append(reports, c.report)
	}
	return reports, err
}

// run compares the packages.
func (r *DiffRequest) run(ctx context.Context, imports *goapi.Imports) ([]comparison, error) {
	if r.Config == "" {
		return r.compareDocuments()
	}
	var errs diag.List
	suppressions := compare.LoadSuppressions(r.Suppressions, r.Config, &errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	old, next, err := r.openOrigins(ctx)
	if err != nil {
		return nil, err
	}
	comparisons, err := r.readSides(old, next)
	if err != nil {
		return nil, err
	}
	handWritten, err := r.handWritten(ctx, old, next, imports)
	if err != nil {
		return nil, err
	}
	var reports []*compare.Report
	for i := range comparisons {
		c := &comparisons[i]
		if c.report, err = c.compare(ctx, imports); err != nil {
			return nil, err
		}
		reports = append(reports, c.report)
	}
	for _, report := range handWritten {
		comparisons, reports = append(comparisons, comparison{name: report.Package, report: report}), append(reports, report)
	}
	compare.Suppress(reports, suppressions, r.Today)
	return comparisons, nil
}

// comparison is a package on two sides, nil on a side that does not have it.
type comparison struct {
	name     string
	old, new *side
	report   *compare.Report
}

// compareDocuments compares two documents without a configuration, and therefore without
// the package that is generated from them.
func (r *DiffRequest) compareDocuments() ([]comparison, error) {
	var errs diag.List
	sides := [2]*side{}
	for i, file := range []string{r.Old, r.New} {
		p := gen.Package{Spec: file}
		if file == StandardInput {
			p.Document = r.Input
		}
		c := gen.DocumentContract(p, tree.Disk{}, &errs)
		sides[i] = &side{contract: c, info: compare.Side{Source: filepath.ToSlash(file)}}
		if c != nil {
			sides[i].info.APIVersion = c.APIVersion
		}
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	named := r.New
	if named == StandardInput {
		named = r.Old
	}
	name := strings.TrimSuffix(filepath.Base(named), filepath.Ext(named))
	report := compareOnlyDocuments(name, sides[0], sides[1], "there is no chatgen.yaml, so no package is generated")
	return []comparison{{name: name, old: sides[0], new: sides[1], report: report}}, nil
}

// openOrigins opens the origins of both sides.
func (r *DiffRequest) openOrigins(ctx context.Context) (old, next *origin, err error) {
	if old, err = r.openOrigin(ctx, r.Old); err != nil {
		return nil, nil, err
	}
	next, err = r.openOrigin(ctx, r.New)
	return old, next, err
}

// readSides reads both sides of each package.
func (r *DiffRequest) readSides(old, next *origin) ([]comparison, error) {
	names, err := r.choosePackages(old, next)
	if err != nil {
		return nil, err
	}
	var all []comparison
	for _, name := range names {
		c := comparison{name: name}
		oldErr := old.loadSide(name, &c.old) // one after the other, because each takes much memory
		newErr := next.loadSide(name, &c.new)
		if oldErr == nil && c.old != nil && c.new != nil && len(c.new.outdated) > 0 && next.lock == nil {
			newErr = next.mend(name, &c, newErr)
		}
		if newErr == nil && c.new != nil && len(c.new.outdated) > 0 {
			old.findCreated(name, c.old)
		}
		if newErr != nil {
			newErr = diag.Merge([]error{newErr, next.qualifyPositions(c.new.outdatedError())})
		}
		if err := diag.Merge([]error{oldErr, newErr}); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// choosePackages returns the names of the packages to compare: the requested one,
// or those that the sides determine.
func (r *DiffRequest) choosePackages(old, next *origin) ([]string, error) {
	names := old.packageNames()
	for _, name := range next.packageNames() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	choices := strings.Join(names, ", ")
	if r.Package != "" && !slices.Contains(names, r.Package) {
		return nil, fmt.Errorf("%s: no package %q (choose one of %s)", r.Config, r.Package, choices)
	}
	name, err := r.requestedPackage(old, next)
	if err != nil {
		return nil, err
	}
	name = cmp.Or(name, old.packageBySpecName(), next.packageBySpecName())
	if name == "" && len(names) == 1 {
		name = names[0]
	}
	switch {
	case name != "":
		return []string{name}, nil
	case old.document:
		return nil, fmt.Errorf("%s: the package is ambiguous (choose one of %s with --package)", r.Old, choices)
	case next.document:
		return nil, fmt.Errorf("%s: the package is ambiguous (choose one of %s with --package)", r.New, choices)
	case r.Overrides != nil:
		return nil, fmt.Errorf("%s: the package of the overrides is ambiguous (choose one of %s with --package)", *r.Overrides, choices)
	}
	return names, nil
}

// requestedPackage returns the package of the request, or that of a lock. It fails
// if a lock belongs to another package.
func (r *DiffRequest) requestedPackage(old, next *origin) (string, error) {
	name := r.Package
	for _, o := range []*origin{old, next} {
		switch {
		case o.lock == nil:
			continue
		case !slices.Contains(o.packageNames(), o.lock.Package):
			return "", fmt.Errorf("%s: belongs to package %q, but %s only has %s", o.name, o.lock.Package, r.Config, strings.Join(o.packageNames(), ", "))
		case name != "" && name != o.lock.Package:
			return "", fmt.Errorf("%s: belongs to package %q, not to %q", o.name, o.lock.Package, name)
		}
		name = o.lock.Package
	}
	return name, nil
}

// compare compares the two sides.
func (c *comparison) compare(ctx context.Context, imports *goapi.Imports) (*compare.Report, error) {
	switch {
	case c.old == nil:
		return &compare.Report{Package: c.name, New: c.new.info, Changes: []compare.Change{
			{Layer: compare.API, Subject: "package " + c.name, Message: "added"},
		}}, nil
	case c.new == nil:
		return &compare.Report{Package: c.name, Old: c.old.info, Changes: []compare.Change{
			{Layer: compare.API, Subject: "package " + c.name, Message: "removed", Breaking: true},
		}}, nil
	}
	if reason := cmp.Or(c.old.unsupported, c.new.unsupported); reason != "" {
		return compareOnlyDocuments(c.name, c.old, c.new, reason), nil
	}
	r := &compare.Report{Package: c.name, Old: c.old.info, New: c.new.info, OldOutdated: len(c.old.outdated)}
	api, err := goapi.Compare(ctx, imports, c.old.source, c.new.source)
	switch {
	case errors.Is(err, goapi.ErrImports) && ctx.Err() == nil && c.old.generated && c.new.generated:
		r.Missing, r.MissingReason = []compare.Layer{compare.API}, firstLine(err.Error())
	case err != nil:
		return nil, fmt.Errorf("%s: %w", c.name, err)
	}
	api, missing := c.withoutOutdated(api)
	r.Changes = compare.Compare(c.old.contract, c.new.contract, api)
	r.Overrides = c.new.summarizeOverrides(r.Changes, missing)
	return r, nil
}

func firstLine(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	return first
}

// compareOnlyDocuments compares the documents of two sides.
func compareOnlyDocuments(name string, old, next *side, reason string) *compare.Report {
	changes := slices.DeleteFunc(compare.Compare(old.contract, next.contract, nil), func(c compare.Change) bool { return c.Layer != compare.Document })
	return &compare.Report{
		Package: name, Old: old.info, New: next.info, Changes: changes,
		Missing: []compare.Layer{compare.API, compare.Wire}, MissingReason: reason,
	}
}

// mend builds the new side of a package again, with the overrides that can be changed to
// fit its document. If there are none, it returns the error of the first build.
func (o *origin) mend(name string, c *comparison, first error) error {
	p := o.withDocument(o.packages[slices.IndexFunc(o.packages, func(p gen.Package) bool { return p.Name == name })])
	mended, err := o.mendSide(p, c.new, c.old.contract)
	if mended == c.new && err == nil {
		return first
	}
	c.new = mended
	return o.qualifyPositions(err)
}

// outdatedError returns the problems of outdated overrides, which may be the
// reason why the rest failed.
func (s *side) outdatedError() error {
	var errs diag.List
	for _, m := range s.outdated {
		for _, d := range m.Problems {
			errs.Add(d.Pos, d.Subject, d.Message, d.Hint)
		}
	}
	return errs.Err()
}

// summarizeOverrides returns the overrides of the new side by status.
func (s *side) summarizeOverrides(changes []compare.Change, missing map[diag.Pos]int) compare.Overrides {
	var all compare.Overrides
	for _, c := range changes {
		for _, o := range c.Overrides {
			isApplied := slices.ContainsFunc(s.applied, func(a compare.Override) bool { return a == o })
			if isApplied && !slices.Contains(all.Applied, o) {
				all.Applied = append(all.Applied, o)
			}
		}
	}
	for _, m := range s.mended {
		all.Mended = append(all.Mended, compare.Override{Pos: m.stale.Pos, Target: m.stale.Target, Effect: "applied with " + strings.Join(m.changes, ", ")})
	}
	for _, m := range s.outdated {
		for i, problem := range m.Problems {
			o := compare.Override{Pos: problem.Pos, Target: m.Target, Effect: problem.Message}
			if problem.Hint != "" {
				o.Effect += " (" + problem.Hint + ")"
			}
			if n := missing[m.Pos]; n > 0 && i == 0 {
				o.Effect += fmt.Sprintf("; changes of the symbols that it creates, not listed until it fits: %d", n)
			}
			if m.Redundant {
				all.Redundant = append(all.Redundant, o)
			} else {
				all.Stale = append(all.Stale, o)
			}
		}
	}
	for _, list := range [][]compare.Override{all.Applied, all.Mended, all.Stale, all.Redundant} {
		slices.SortStableFunc(list, func(a, b compare.Override) int { return a.Pos.Compare(b.Pos) })
	}
	return all
}

// isFile reports whether a file of that name exists.
func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

// isLockName reports whether a file name is that of a lock.
func isLockName(name string) bool { return filepath.Ext(name) == ".lock" }
