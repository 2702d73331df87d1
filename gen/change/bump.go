package change

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/goapi"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/output"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// BumpRequest specifies what [Bump] does.
type BumpRequest struct {
	Config       string // the configuration file
	Package      string // "" for the package that has a document of that version
	APIVersion   string // the API version to move to
	Suppressions string // suppressions file; "" for suppressions.yaml next to the configuration, if it exists
	Mend         bool   // change overrides whose targets have new names, or whose expectations fail
	Plan         bool   // change nothing
	Older        bool   // also move to a version that is older than the current one
	Today        time.Time

	text []byte // of the configuration
}

// BumpResult is the result of [Bump].
type BumpResult struct {
	Report *compare.Report
	Others []*compare.Report // of the other packages of the release that changed since the last one
	Files  []string          // paths of the files that were written or removed, or would be
	Proven []string          // the API versions whose documents the overrides fit
	Unfit  []string          // the other ones that are in the folder

	IsWorkspace bool // whether the release has several modules

	root     string   // of the configuration, absolute
	patterns []string // all packages of the release, for the go command
	packages []generatedPackage
}

// Reports returns the reports of all packages, that of the moved one first.
func (b *BumpResult) Reports() []*compare.Report {
	return append([]*compare.Report{b.Report}, b.Others...)
}

// OutdatedOverridesError means that overrides do not fit the new document. Nothing was
// changed.
type OutdatedOverridesError struct{ Report *compare.Report }

// Error lists the overrides to change by hand, or if there are none those that fit after
// a change, sorted by position, and what to do.
func (e *OutdatedOverridesError) Error() string {
	o := e.Report.Overrides
	entries, advice := slices.Concat(o.Stale, o.Redundant), ""
	switch n := len(o.Mended); {
	case len(entries) == 0:
		entries, advice = o.Mended, "run chatgen bump --mend to write the entries that are applied with a change"
	case n > 0:
		advice = fmt.Sprintf("entries that chatgen bump --mend changes once these fit: %d", n)
	}
	slices.SortStableFunc(entries, func(a, b compare.Override) int { return a.Pos.Compare(b.Pos) })
	lines := []string{fmt.Sprintf("%s: nothing was changed, because overrides are outdated with %s", e.Report.Package, e.Report.New.Source)}
	for _, entry := range entries {
		lines = append(lines, fmt.Sprintf("%s: %s: %s", entry.Pos, entry.Target, entry.Effect))
	}
	if old := e.Report.Old.APIVersion; len(o.Stale) > 0 && old != "" {
		lines = append(lines, fmt.Sprintf("an entry that only older documents need is limited to them by applies: [%q]", ".."+old))
	}
	if advice != "" {
		lines = append(lines, advice)
	}
	return strings.Join(lines, "\n")
}

// Bump moves a package to another version of its API: it adds a section to the
// CHANGELOG.md next to the configuration, sets the new document and the
// recommended version in the configuration, and generates the package. If it
// fails, nothing is changed. If overrides are outdated with the new document, the
// error is an [*OutdatedOverridesError].
//
// The version and the sections also count what has changed in the other packages of the
// release since its last tag, or without tags in the hand-written ones since the last commit.
//
// All packages of a release have the same version, so Bump also raises the other
// packages, the requirements of the release's modules and the replace lines of
// go.work. A release consists of all modules of the go.work next to the
// configuration, or else the module that contains the package.
//
// If the process is killed, every file is either old or new, and files are
// changed in the order above. To finish, call Bump again, which keeps a section
// that it has already added, or [gen.Write] if the configuration is already
// changed.
func Bump(ctx context.Context, r BumpRequest) (*BumpResult, error) {
	return r.bump(ctx, goapi.NewImports(filepath.Dir(r.Config)))
}

// bump is Bump with the imports of the package.
func (r *BumpRequest) bump(ctx context.Context, imports *goapi.Imports) (*BumpResult, error) {
	var errs diag.List
	r.text, _ = os.ReadFile(r.Config) // ReadEntries reports errors
	entries := gen.ReadEntries(r.Config, tree.Disk{}, &errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	target, err := r.findTarget(entries)
	if err != nil {
		return nil, err
	}
	if err := target.findBaseline(ctx, r.changelog()); err != nil {
		return nil, err
	}
	together, err := releaseOf(r.Config, target.current)
	if err != nil {
		return nil, err
	}
	others, err := together.otherPackages(r.Config, entries, target)
	if err != nil {
		return nil, err
	}
	compared, otherReports, err := r.compare(ctx, target, others, imports)
	if err != nil {
		return nil, err
	}
	done := &BumpResult{Report: compared.report, Others: otherReports}
	mended, err := target.mend(ctx, compared, done)
	if err != nil {
		return nil, err
	}
	target.setNextVersion(done.Reports(), others)
	edits, err := r.edits(target, others, together, done.Reports())
	if err != nil {
		return nil, err
	}
	packages, err := generatePackages(ctx, others, target, overlay(mended))
	if err != nil {
		return nil, err
	}
	edits = slices.Concat(mended, edits)
	if err := done.setCode(r.Config, together, packages); err != nil {
		return nil, err
	}
	if r.Plan {
		done.Files = plannedFiles(edits, packages)
		return done, nil
	}
	done.Files, err = r.applyEdits(edits, packages)
	if err != nil {
		return nil, err
	}
	return done, nil
}

// plannedFiles returns the files that [BumpRequest.applyEdits] would change, and the
// folders of the packages.
func plannedFiles(edits []edit, packages []generatedPackage) []string {
	files := changedFiles(edits)
	for _, p := range packages {
		if !sameFiles(p.before, p.after) {
			files = append(files, p.out)
		}
	}
	return files
}

// generatedPackage is a package to write.
type generatedPackage struct {
	out    string
	before []output.File // for undoing the write; nil for the last package
	after  []output.File
}

// generatePackages generates the other packages of a release, then the target. The
// overrides need not fit the target's current document.
func generatePackages(ctx context.Context, others []*bumpTarget, target *bumpTarget, from tree.Tree) ([]generatedPackage, error) {
	var packages []generatedPackage
	for _, t := range others {
		before, err := gen.Generate(ctx, t.current)
		if err != nil {
			return nil, err
		}
		after, err := gen.Generate(ctx, t.next)
		if err != nil {
			return nil, err
		}
		packages = append(packages, generatedPackage{t.next.Out, before, after})
	}
	files, err := gen.GenerateIn(ctx, target.next, from)
	return append(packages, generatedPackage{out: target.next.Out, after: files}), err
}

// applyEdits makes the edits and writes the packages, and returns the changed files. If
// it fails, it restores the edited files and the packages. Only one process at a time can
// make edits.
func (r *BumpRequest) applyEdits(edits []edit, packages []generatedPackage) ([]string, error) {
	unlock, err := output.Lock(filepath.Dir(r.Config))
	if err != nil {
		return nil, err
	}
	for i := range edits {
		if err := edits[i].apply(); err != nil {
			return nil, errors.Join(err, undo(edits[:i]), unlock())
		}
	}
	if err := unlock(); err != nil { // packages have locks of their own
		return nil, errors.Join(err, undo(edits))
	}
	done := changedFiles(edits)
	for i, p := range packages {
		names, err := output.Write(p.out, p.after)
		if err != nil {
			return nil, errors.Join(err, undo(edits), restore(packages[:i]))
		}
		for _, name := range names {
			done = append(done, filepath.Join(p.out, filepath.FromSlash(name)))
		}
	}
	return done, nil
}

// changedFiles returns the files that edits change, each one once.
func changedFiles(edits []edit) []string {
	var files []string
	for _, e := range edits {
		if e.isChange() && !slices.Contains(files, e.file) {
			files = append(files, e.file)
		}
	}
	return files
}

// undo restores the files of edits.
func undo(edits []edit) error {
	var problems []error
	for _, e := range slices.Backward(edits) {
		problems = append(problems, e.write(e.before))
	}
	return errors.Join(problems...)
}

// restore writes packages as they were before.
func restore(packages []generatedPackage) error {
	var problems []error
	for _, p := range packages {
		_, err := output.Write(p.out, p.before)
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

// bumpTarget is the package to move, before and after.
type bumpTarget struct {
	entry         *gen.ConfigEntry
	current, next gen.Package
	baseline      string           // what to compare with: a lock, a document, or a git tag
	released      releasedRevision // with which the other packages of the release are compared
	isReleased    bool             // whether that is a tag
	unreleased    string           // the current version if it is not tagged yet, but an earlier one is
	isFirst       bool             // whether no version is released yet, not even the current one
}

// findTarget returns the package that has a document of the requested version.
func (r *BumpRequest) findTarget(entries []*gen.ConfigEntry) (*bumpTarget, error) {
	var found []*bumpTarget
	var available []string
	for _, e := range entries {
		p := e.PackageIn(filepath.Dir(r.Config))
		if r.Package != "" && p.Name != r.Package {
			continue
		}
		documents, err := documentVersions(e, p.Spec)
		if err != nil {
			return nil, err
		}
		available = append(available, p.Name+" has "+versionList(documents))
		for _, d := range documents {
			if versionOf(d) == r.APIVersion {
				next := p
				next.Spec = d
				found = append(found, &bumpTarget{entry: e, current: p, next: next})
			}
		}
	}
	if len(available) == 0 {
		return nil, fmt.Errorf("%s: no package %q (choose one of %s)", r.Config, r.Package, entryNames(entries))
	}
	return r.selectTarget(found, strings.Join(available, "; "))
}

// selectTarget returns the only target. It fails if there are none or several, if
// the package already is at the requested version, or if that is older without being asked.
func (r *BumpRequest) selectTarget(found []*bumpTarget, available string) (*bumpTarget, error) {
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: no document of version %s (%s; put it into a folder of that name next to those)", r.Config, r.APIVersion, available)
	}
	first, last := found[0], found[len(found)-1]
	switch {
	case first.current.Name != last.current.Name:
		return nil, fmt.Errorf("%s: more than one document of version %s: %s (choose the package with --package)", r.Config, r.APIVersion, specList(found))
	case slices.ContainsFunc(found, func(t *bumpTarget) bool { return t.current.Spec == t.next.Spec }):
		return nil, fmt.Errorf("%s: is already at version %s (run chatgen generate to rewrite it)", first.current.Name, r.APIVersion)
	case len(found) > 1:
		return nil, fmt.Errorf("%s: more than one document of version %s: %s (keep one of them)", r.Config, r.APIVersion, specList(found))
	}
	if current := versionOf(first.current.Spec); model.CompareVersions(r.APIVersion, current) < 0 && !r.Older {
		return nil, fmt.Errorf("%s: version %s is older than %s (pass --older to move back)", first.current.Name, r.APIVersion, current)
	}
	return first, nil
}

func specList(targets []*bumpTarget) string {
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

// documentVersions returns all versions of a document, sorted by version. Their
// paths are GROUP/stable/VERSION/NAME or GROUP/preview/VERSION/NAME. It returns
// none if the document's path has another form.
func documentVersions(e *gen.ConfigEntry, spec string) ([]string, error) {
	kind := path.Dir(path.Dir(path.Clean(e.Spec.Value))) // GROUP/stable
	if base := path.Base(kind); base == "." || base == ".." || base == "/" {
		return nil, nil
	}
	group := filepath.Dir(filepath.Dir(filepath.Dir(spec)))
	documents, err := filepath.Glob(filepath.Join(escapeGlob(group), "*", "*", escapeGlob(filepath.Base(spec))))
	slices.SortStableFunc(documents, func(a, b string) int { return model.CompareVersions(versionOf(a), versionOf(b)) })
	return documents, err
}

// versionOf returns the version of a document, which is the name of its folder.
func versionOf(document string) string { return filepath.Base(filepath.Dir(document)) }

func versionList(documents []string) string {
	var list []string
	for _, d := range documents {
		list = append(list, versionOf(d))
	}
	return cmp.Or(strings.Join(list, ", "), "none, because its document is not GROUP/stable/VERSION/NAME")
}

// escapeGlob escapes the characters of a name that have a meaning in a pattern.
func escapeGlob(name string) string {
	return strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(name)
}

// compare compares the package before and after the move, and the other packages of the
// release with the last one. Their reports are those of the packages that changed.
func (r *BumpRequest) compare(ctx context.Context, t *bumpTarget, others []*bumpTarget, imports *goapi.Imports) (*comparison, []*compare.Report, error) {
	request := DiffRequest{
		Config: r.Config, Package: t.current.Name, Old: t.baseline, New: t.next.Spec, Suppressions: r.Suppressions, Today: r.Today,
		released: t.released,
	}
	comparisons, err := request.run(ctx, imports)
	if err != nil {
		return nil, nil, err
	}
	result := comparisons[0].report
	if v := result.New.APIVersion; v != "" && v != r.APIVersion {
		return nil, nil, fmt.Errorf("%s: has version %q, unlike its folder (put it into the folder of its version)", filepath.ToSlash(t.next.Spec), v)
	}
	outdated := len(result.Overrides.Stale) + len(result.Overrides.Redundant)
	if !r.Mend {
		outdated += len(result.Overrides.Mended)
	}
	if outdated > 0 {
		return nil, nil, &OutdatedOverridesError{Report: result}
	}
	var reports []*compare.Report
	if t.isReleased {
		if reports, err = r.compareOthers(ctx, t, others, imports); err != nil {
			return nil, nil, err
		}
	}
	for _, c := range comparisons[1:] {
		reports = append(reports, c.report)
	}
	return &comparisons[0], reports, nil
}

// compareOthers compares the other generated packages of the release with the last one.
// It returns the reports of those that changed.
func (r *BumpRequest) compareOthers(ctx context.Context, t *bumpTarget, others []*bumpTarget, imports *goapi.Imports) ([]*compare.Report, error) {
	var reports []*compare.Report
	for _, other := range others {
		p := other.current
		request := DiffRequest{Config: r.Config, Package: p.Name, Old: t.baseline, New: p.Spec, Suppressions: r.Suppressions, Today: r.Today}
		comparisons, err := request.run(ctx, imports)
		if err != nil {
			return nil, err
		}
		report := comparisons[0].report
		if slices.ContainsFunc(report.Changes, func(c compare.Change) bool { return c.Subject != "ModuleVersion" }) {
			reports = append(reports, report)
		}
	}
	return reports, nil
}
