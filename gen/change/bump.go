package change

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/output"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// BumpRequest says what to move to which version of the API.
type BumpRequest struct {
	Config       string
	Package      string // "" for the one that has a document of that version
	APIVersion   string
	Suppressions string // file of suppressions, "" for the one beside the configuration, if any
	Today        time.Time
}

// Bumped is what [Bump] has done.
type Bumped struct {
	Report *compare.Report
	Files  []string // that were written or removed, by their paths
}

// MisfitError says that overrides do not fit the new document. Nothing was
// changed.
type MisfitError struct{ Report *compare.Report }

// Error lists the entries that a human has to look at, in the order of the files.
func (e *MisfitError) Error() string {
	lines := []string{fmt.Sprintf("%s: nothing was changed, because overrides do not fit %s", e.Report.Package, e.Report.New.Source)}
	entries := slices.Concat(e.Report.Overrides.Stale, e.Report.Overrides.Redundant)
	slices.SortStableFunc(entries, func(a, b compare.Override) int { return a.Pos.Compare(b.Pos) })
	for _, entry := range entries {
		lines = append(lines, fmt.Sprintf("%s: %s: %s", entry.Pos, entry.Target, entry.Effect))
	}
	return strings.Join(lines, "\n")
}

// Bump moves a package to another version of its API: it adds a section to
// CHANGELOG.md beside the configuration, points the configuration to that
// document, gives the package the version that the comparison asks for, and
// generates it. It does all of that or nothing. If overrides do not fit the
// new document the error is a [*MisfitError].
//
// A process that is killed leaves whole files: the first of the three, in that
// order, are done. As long as the configuration is not, Bump does it all again, and
// leaves the section as it stands; after that only [gen.Write] is missing.
func Bump(ctx context.Context, r BumpRequest) (*Bumped, error) {
	var errs diag.List
	entries := gen.ReadEntries(r.Config, tree.Disk{}, &errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	target, err := r.find(entries)
	if err != nil {
		return nil, err
	}
	result, err := r.compare(ctx, target)
	if err != nil {
		return nil, err
	}
	target.next.Version = result.Verdict().Next
	result.New.Version = target.next.Version
	edits, err := r.edits(target, result)
	if err != nil {
		return nil, err
	}
	files, err := gen.Generate(target.next)
	if err != nil {
		return nil, err
	}
	written, err := carryOut(edits, target.next.Out, files)
	if err != nil {
		return nil, err
	}
	return &Bumped{Report: result, Files: written}, nil
}

// carryOut makes the edits and writes the package, or nothing. It returns the
// files that were changed. The package comes last because a folder is replaced
// as a whole: what is put back is texts that are at hand.
func carryOut(edits []edit, out string, files []output.File) ([]string, error) {
	var done []string
	for i, e := range edits {
		if err := e.write(e.after); err != nil {
			return nil, errors.Join(err, undo(edits[:i]))
		}
		if e.changes() {
			done = append(done, e.file)
		}
	}
	names, err := output.Write(out, files)
	if err != nil {
		return nil, errors.Join(err, undo(edits))
	}
	for _, name := range names {
		done = append(done, filepath.Join(out, filepath.FromSlash(name)))
	}
	return done, nil
}

// undo puts back what was written before something could not be.
func undo(edits []edit) error {
	var faults []error
	for _, e := range edits {
		faults = append(faults, e.write(e.before))
	}
	return errors.Join(faults...)
}

// bumpTarget is the package to move, as it is and as it will be.
type bumpTarget struct {
	entry     *gen.ConfigEntry
	now, next gen.Package
}

// find returns the package whose document has a sibling of that version.
func (r *BumpRequest) find(entries []*gen.ConfigEntry) (*bumpTarget, error) {
	var found []*bumpTarget
	var there []string
	for _, e := range entries {
		p := e.PackageIn(filepath.Dir(r.Config))
		if r.Package != "" && p.Name != r.Package {
			continue
		}
		documents, err := siblings(e, p.Spec)
		if err != nil {
			return nil, err
		}
		there = append(there, p.Name+" has "+versions(documents))
		for _, d := range documents {
			if versionOf(d) == r.APIVersion {
				next := p
				next.Spec = d
				found = append(found, &bumpTarget{entry: e, now: p, next: next})
			}
		}
	}
	if len(there) == 0 {
		return nil, fmt.Errorf("%s: no package %q, only %s", r.Config, r.Package, entryNames(entries))
	}
	return r.only(found, strings.Join(there, "; "))
}

// only returns the target if there is one, and it is not where it shall go.
func (r *BumpRequest) only(found []*bumpTarget, there string) (*bumpTarget, error) {
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: no document of version %s (%s; put it into a folder of that name beside theirs)", r.Config, r.APIVersion, there)
	}
	first, last := found[0], found[len(found)-1]
	switch {
	case first.now.Name != last.now.Name:
		return nil, fmt.Errorf("%s: more than one document of version %s: %s (choose the package with --package)", r.Config, r.APIVersion, specs(found))
	case slices.ContainsFunc(found, func(t *bumpTarget) bool { return t.now.Spec == t.next.Spec }):
		return nil, fmt.Errorf("%s: is at version %s already (run chatgen generate to write it anew)", first.now.Name, r.APIVersion)
	case len(found) > 1:
		return nil, fmt.Errorf("%s: more than one document of version %s: %s (keep one of them)", r.Config, r.APIVersion, specs(found))
	}
	return first, nil
}

func specs(targets []*bumpTarget) string {
	var names []string
	for _, t := range targets {
		names = append(names, filepath.ToSlash(t.next.Spec))
	}
	return strings.Join(names, ", ")
}

func entryNames(entries []*gen.ConfigEntry) string {
	var names []string
	for _, e := range entries {
		names = append(names, e.Name.Value)
	}
	return strings.Join(names, ", ")
}

// siblings returns the documents of the same name below the folder that holds
// all versions, sorted by version: GROUP/stable/VERSION/NAME. There is none if
// the entry's own document has no such place.
func siblings(e *gen.ConfigEntry, spec string) ([]string, error) {
	kind := path.Dir(path.Dir(path.Clean(e.Spec.Value))) // GROUP/stable
	if base := path.Base(kind); base == "." || base == ".." || base == "/" {
		return nil, nil
	}
	group := filepath.Dir(filepath.Dir(filepath.Dir(spec)))
	documents, err := filepath.Glob(filepath.Join(escapeGlob(group), "*", "*", escapeGlob(filepath.Base(spec))))
	slices.SortStableFunc(documents, func(a, b string) int { return strings.Compare(versionOf(a), versionOf(b)) })
	return documents, err
}

// versionOf returns the version of a document as its folder tells it.
func versionOf(document string) string { return filepath.Base(filepath.Dir(document)) }

func versions(documents []string) string {
	var list []string
	for _, d := range documents {
		list = append(list, versionOf(d))
	}
	return cmp.Or(strings.Join(list, ", "), "none, its document is not GROUP/stable/VERSION/NAME")
}

// escapeGlob keeps a name from being a pattern.
func escapeGlob(name string) string {
	return strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(name)
}

// compare compares the package as it is with the one that it would be.
func (r *BumpRequest) compare(ctx context.Context, t *bumpTarget) (*compare.Report, error) {
	reports, err := Diff(ctx, DiffRequest{
		Config: r.Config, Package: t.now.Name, Old: t.now.Spec, New: t.next.Spec, Suppressions: r.Suppressions, Today: r.Today,
	})
	if err != nil {
		return nil, err
	}
	result := reports[0]
	if is := result.New.APIVersion; is != "" && is != r.APIVersion {
		return nil, fmt.Errorf("%s: is of version %q, unlike its folder (put it into the folder of its version)", filepath.ToSlash(t.next.Spec), is)
	}
	if len(result.Overrides.Stale)+len(result.Overrides.Redundant) > 0 {
		return nil, &MisfitError{Report: result}
	}
	return result, nil
}
