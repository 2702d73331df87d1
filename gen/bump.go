package gen

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/gen/apidiff"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/output"
	"github.com/chatgen-go/chatgen/gen/report"
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
	Report *apidiff.Report
	Files  []string // that were written or removed, by their paths
}

// MisfitError says that overrides do not fit the new document. Nothing was
// changed.
type MisfitError struct{ Report *apidiff.Report }

// Error lists the entries that a human has to look at.
func (e *MisfitError) Error() string {
	o := e.Report.Overrides
	lines := []string{fmt.Sprintf("%s: %d overrides do not fit %s; nothing was changed", e.Report.Package, len(o.Stale)+len(o.Redundant), e.Report.New.Source)}
	for _, entry := range append(slices.Clone(o.Stale), o.Redundant...) {
		lines = append(lines, fmt.Sprintf("%s: %s: %s", entry.Pos, entry.Target, entry.Effect))
	}
	return strings.Join(lines, "\n")
}

// Bump moves a package to another version of its API: it points the
// configuration to that document, gives the package the version that the
// comparison asks for, generates it, and adds a section to CHANGELOG.md beside
// the configuration. It does all of that or nothing. If overrides do not fit the
// new document the error is a [*MisfitError].
func Bump(ctx context.Context, r BumpRequest) (*Bumped, error) {
	var errs diag.List
	entries := readEntries(r.Config, tree.Disk{}, &errs)
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
	files, err := Generate(target.next)
	if err != nil {
		return nil, err
	}
	written, err := output.Write(target.next.Out, files)
	if err != nil {
		return nil, err
	}
	done := &Bumped{Report: result}
	for _, name := range written {
		done.Files = append(done.Files, filepath.Join(target.next.Out, filepath.FromSlash(name)))
	}
	for i, e := range edits {
		if err := e.write(e.after); err != nil {
			return nil, errors.Join(err, undo(target, edits[:i]))
		}
		done.Files = append(done.Files, e.file)
	}
	return done, nil
}

// undo puts back what was written before something could not be.
func undo(t *bumpTarget, edits []edit) error {
	var faults []error
	for _, e := range edits {
		faults = append(faults, e.write(e.before))
	}
	files, err := Generate(t.now)
	if err == nil {
		_, err = output.Write(t.now.Out, files)
	}
	return errors.Join(append(faults, err)...)
}

// bumpTarget is the package to move, as it is and as it will be.
type bumpTarget struct {
	entry     *configEntry
	now, next Package
}

// find returns the package whose document has a sibling of that version.
func (r *BumpRequest) find(entries []*configEntry) (*bumpTarget, error) {
	var found []*bumpTarget
	var there []string
	for _, e := range entries {
		p := e.packageIn(filepath.Dir(r.Config))
		if r.Package != "" && p.Name != r.Package {
			continue
		}
		documents, versions, err := siblings(p.Spec)
		if err != nil {
			return nil, err
		}
		there = append(there, p.Name+" has "+strings.Join(versions, ", "))
		for i, v := range versions {
			if v == r.APIVersion {
				next := p
				next.Spec = documents[i]
				found = append(found, &bumpTarget{entry: e, now: p, next: next})
			}
		}
	}
	switch {
	case len(there) == 0:
		return nil, fmt.Errorf("%s: no package %q", r.Config, r.Package)
	case len(found) == 0:
		return nil, fmt.Errorf("%s: no document of version %s (%s; add it below the folder of the others)", r.Config, r.APIVersion, strings.Join(there, "; "))
	case len(found) > 1:
		return nil, fmt.Errorf("%s: more than one document of version %s: %s (choose the package with --package)", r.Config, r.APIVersion, specs(found))
	case found[0].now.Spec == found[0].next.Spec:
		return nil, fmt.Errorf("%s: is at version %s already (run chatgen generate to write it anew)", found[0].now.Name, r.APIVersion)
	}
	return found[0], nil
}

func specs(targets []*bumpTarget) string {
	var names []string
	for _, t := range targets {
		names = append(names, filepath.ToSlash(t.next.Spec))
	}
	return strings.Join(names, ", ")
}

// siblings returns the documents of the same name below the folder that holds
// all versions, GROUP/stable/VERSION/NAME, and their versions, sorted.
func siblings(spec string) (documents, versions []string, err error) {
	group := filepath.Dir(filepath.Dir(filepath.Dir(spec)))
	documents, err = filepath.Glob(filepath.Join(escapeGlob(group), "*", "*", escapeGlob(filepath.Base(spec))))
	if err != nil {
		return nil, nil, err
	}
	version := func(file string) string { return filepath.Base(filepath.Dir(file)) }
	slices.SortFunc(documents, func(a, b string) int { return strings.Compare(version(a), version(b)) })
	for _, d := range documents {
		versions = append(versions, version(d))
	}
	return documents, versions, nil
}

// escapeGlob keeps a name from being a pattern.
func escapeGlob(name string) string {
	return strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(name)
}

// compare compares the package as it is with the one that it would be.
func (r *BumpRequest) compare(ctx context.Context, t *bumpTarget) (*apidiff.Report, error) {
	reports, err := Diff(ctx, DiffRequest{
		Config: r.Config, Package: t.now.Name, Old: t.now.Spec, New: t.next.Spec, Suppressions: r.Suppressions, Today: r.Today,
	})
	if err != nil {
		return nil, err
	}
	result := reports[0]
	if len(result.Overrides.Stale)+len(result.Overrides.Redundant) > 0 {
		return nil, &MisfitError{Report: result}
	}
	return result, nil
}

// edits returns what to change beside the package.
func (r *BumpRequest) edits(t *bumpTarget, result *apidiff.Report) ([]edit, error) {
	config, err := configEdit(r.Config, t)
	if err != nil {
		return nil, err
	}
	log, err := changelogEdit(filepath.Join(filepath.Dir(r.Config), "CHANGELOG.md"), report.Changelog(result, r.Today.UTC().Format(time.DateOnly)))
	if err != nil {
		return nil, err
	}
	return []edit{config, log}, nil
}

// edit is a new text for a file.
type edit struct {
	file          string
	before, after []byte
}

// write gives the file a text, all of it or none.
func (e edit) write(text []byte) error {
	if text == nil {
		return os.Remove(e.file)
	}
	temporary := e.file + ".new"
	if err := os.WriteFile(temporary, text, 0o644); err != nil { //nolint:gosec // as any file of the project
		return err
	}
	if err := os.Rename(temporary, e.file); err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return nil
}

// configEdit points the package's entry to the new document and version. All
// else stays as it was written.
func configEdit(file string, t *bumpTarget) (edit, error) {
	before, err := os.ReadFile(file)
	if err != nil {
		return edit{}, err
	}
	relative, err := filepath.Rel(filepath.Dir(file), t.next.Spec)
	if err != nil {
		return edit{}, err
	}
	lines := strings.SplitAfter(string(before), "\n")
	var errs diag.List
	for _, change := range []struct {
		at diag.Pos
		is string
		to string
	}{
		{t.entry.Spec.At, t.entry.Spec.Value, filepath.ToSlash(relative)},
		{t.entry.Version.At, t.entry.Version.Value, t.next.Version},
	} {
		line := lines[change.at.Line-1]
		head, tail := line[:change.at.Col-1], line[change.at.Col-1:]
		if !strings.HasPrefix(strings.TrimLeft(tail, `"'`), change.is) {
			errs.Add(change.at, change.is, "cannot be changed in place", "write it on one line")
			continue
		}
		lines[change.at.Line-1] = head + strings.Replace(tail, change.is, change.to, 1)
	}
	return edit{file, before, []byte(strings.Join(lines, ""))}, errs.Err()
}

// changelogEdit adds a section above those of earlier versions, but below what
// is not released. The file may be missing.
func changelogEdit(file, section string) (edit, error) {
	before, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return edit{file, nil, []byte("# Changelog\n\n" + section)}, nil
	}
	if err != nil {
		return edit{}, err
	}
	text := string(before)
	title, _, _ := strings.Cut(section, "\n")
	version, _, _ := strings.Cut(title, " - ")
	at := len(text)
	for begin := 0; begin < len(text); {
		line, _, _ := strings.Cut(text[begin:], "\n")
		if line == version || strings.HasPrefix(line, version+" ") {
			var errs diag.List
			errs.Add(diag.Pos{File: filepath.ToSlash(file)}, strings.TrimPrefix(version, "## "), "has a section already", "remove it")
			return edit{}, errs.Err()
		}
		if strings.HasPrefix(line, "## ") && line != "## Unreleased" && at == len(text) {
			at = begin
		}
		begin += len(line) + 1
	}
	head := strings.TrimRight(text[:at], "\n") + "\n\n"
	if tail := text[at:]; tail != "" {
		section += "\n" + tail
	}
	return edit{file, before, []byte(head + section)}, nil
}
