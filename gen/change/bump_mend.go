package change

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/output"
	"github.com/chatgen-go/chatgen/gen/override"
	"github.com/chatgen-go/chatgen/gen/tree"
)

// overlay is the files on disk with edits that are not written yet.
type overlay []edit

func (o overlay) ReadFile(name string) ([]byte, error) {
	for _, e := range o {
		if filepath.Clean(e.file) == filepath.Clean(name) {
			return e.after, nil
		}
	}
	return os.ReadFile(name)
}

func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(name) }

// mend returns the edits of the overrides that make the mended entries of a comparison
// fit the new document, and sets the versions that the overrides fit. Entries that other
// documents need as they were are kept for these versions.
func (t *bumpTarget) mend(ctx context.Context, c *comparison, done *BumpResult) ([]edit, error) {
	documents, err := documentVersions(t.entry, t.next.Spec)
	if err != nil {
		return nil, err
	}
	var edits []edit
	if len(c.new.mended) > 0 {
		fits, err := t.fitsOf(documents)
		if err != nil {
			return nil, err
		}
		if edits, err = t.mendEdits(c, fits); err != nil {
			return nil, err
		}
	}
	return edits, t.prove(ctx, documents, overlay(edits), done)
}

// documentFit is how the overrides fit the document of a version.
type documentFit struct {
	version string
	applied map[diag.Pos]bool // entries that fit
	stale   map[diag.Pos]bool
}

// fitsOf returns how the present overrides fit each document.
func (t *bumpTarget) fitsOf(documents []string) ([]documentFit, error) {
	var fits []documentFit
	for _, document := range documents {
		fit := documentFit{versionOf(document), map[diag.Pos]bool{}, map[diag.Pos]bool{}}
		p := t.current
		p.Spec = document
		var errs diag.List
		_, pkg := gen.Load(p, tree.Disk{}, func(pkg *model.Package, files []override.File, errs *diag.List) {
			for _, s := range override.ApplyLenient(pkg, files, errs) {
				fit.stale[s.Pos] = true
			}
		}, &errs)
		if pkg == nil {
			return nil, errs.Err() // other problems may follow from entries that do not fit
		}
		for _, a := range pkg.AppliedOverrides {
			fit.applied[a.Pos] = true
		}
		fits = append(fits, fit)
	}
	return fits, nil
}

// mendEdits returns the edits of the override files.
func (t *bumpTarget) mendEdits(c *comparison, fits []documentFit) ([]edit, error) {
	var errs diag.List
	var edits []edit
	for _, f := range override.Load(t.current.Overrides, tree.Disk{}, &errs) {
		lines := strings.Split(string(f.Data), "\n")
		var own []mendedEntry
		for _, e := range c.new.mended {
			if e.file == f.Name {
				own = append(own, e)
			}
		}
		slices.SortFunc(own, func(a, b mendedEntry) int { return b.first - a.first }) // the last one first
		for _, e := range own {
			lines = slices.Replace(lines, e.first, e.first+len(e.old), e.versions(fits)...)
		}
		text := strings.Join(lines, "\n")
		if path.Base(f.Name) == "clients.yaml" && len(own) > 0 {
			text += c.new.mender.joinEntries(own, own[0].appliesLine(fits, own[0].isStaleIn))
		}
		file := filepath.FromSlash(f.Name)
		if e := (edit{file, readExisting(file, &errs), []byte(text)}); e.isChange() {
			edits = append(edits, e)
		}
	}
	return edits, errs.Err()
}

// versions returns the lines of an entry for the documents that need the old names, and
// for those that need the new ones.
func (e *mendedEntry) versions(fits []documentFit) []string {
	older := e.appliesLine(fits, e.isAppliedIn)
	if older == "" {
		return e.new
	}
	lines := append(withApplies(e.old, older), "")
	return append(lines, withApplies(e.new, e.appliesLine(fits, e.isStaleIn))...)
}

func (e *mendedEntry) isAppliedIn(f *documentFit) bool { return f.applied[e.stale.Pos] }

func (e *mendedEntry) isStaleIn(f *documentFit) bool { return f.stale[e.stale.Pos] }

// appliesLine returns the line with the versions for which isIn returns true, or "" if
// there are none. Only an entry that applies to all versions now is open at the start.
func (e *mendedEntry) appliesLine(fits []documentFit, isIn func(*documentFit) bool) string {
	isOpen := !slices.ContainsFunc(e.old, isAppliesLine)
	var ranges []string
	for i := 0; i < len(fits); i++ {
		if !isIn(&fits[i]) {
			continue
		}
		last := i
		for last+1 < len(fits) && isIn(&fits[last+1]) {
			last++
		}
		from, to := fits[i].version, fits[last].version
		switch {
		case last == len(fits)-1:
			ranges = append(ranges, fmt.Sprintf("%q", from+".."))
		case i == 0 && isOpen:
			ranges = append(ranges, fmt.Sprintf("%q", ".."+to))
		case i == last:
			ranges = append(ranges, fmt.Sprintf("%q", from))
		default:
			ranges = append(ranges, fmt.Sprintf("%q", from+".."+to))
		}
		i = last
	}
	if ranges == nil {
		return ""
	}
	return "  applies: [" + strings.Join(ranges, ", ") + "]\n"
}

func isAppliesLine(line string) bool { return strings.HasPrefix(line, "  applies:") }

// isListLine reports whether a line continues the list of a key above it.
func isListLine(line string) bool {
	return strings.HasPrefix(line, "   ") || strings.HasPrefix(line, "  - ") || strings.HasPrefix(line, "  ]")
}

// withApplies returns the lines of an entry with its versions, above its reason.
func withApplies(lines []string, applies string) []string {
	isVersions := false
	lines = slices.DeleteFunc(slices.Clone(lines), func(line string) bool {
		isVersions = isAppliesLine(line) || isVersions && isListLine(line)
		return isVersions
	})
	at := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "  why:") })
	if at < 0 {
		at = len(lines)
	}
	return slices.Insert(lines, at, strings.TrimSuffix(applies, "\n"))
}

// prove generates the package from each document with the overrides as they will be, and
// sets the versions that they fit. Those that fit before must have the same files, and the
// new one must fit.
func (t *bumpTarget) prove(ctx context.Context, documents []string, mended overlay, done *BumpResult) error {
	for _, document := range documents {
		p := t.current
		p.Spec = document
		before, wrong := gen.Generate(ctx, p)
		after, err := before, wrong
		if len(mended) > 0 {
			after, err = gen.GenerateIn(ctx, p, mended)
		}
		switch {
		case err == nil && (wrong != nil || sameFiles(before, after)):
			done.Proven = append(done.Proven, versionOf(document))
		case wrong == nil:
			return fmt.Errorf("%s: version %s would change with the mended overrides; nothing was changed", p.Name, versionOf(document))
		case len(mended) > 0 && filepath.Clean(document) == filepath.Clean(t.next.Spec):
			return fmt.Errorf("%s: the mended overrides do not fit version %s; nothing was changed\n%w", p.Name, versionOf(document), err)
		default:
			done.Unfit = append(done.Unfit, versionOf(document))
		}
	}
	return nil
}

func sameFiles(a, b []output.File) bool {
	return slices.EqualFunc(a, b, func(x, y output.File) bool { return x.Name == y.Name && bytes.Equal(x.Data, y.Data) })
}
