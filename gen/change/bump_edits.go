package change

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/change/report"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/strict"
)

// edit is a change to a file.
type edit struct {
	file          string
	before, after []byte // before is nil if there is no file
}

// edits returns the changes to files other than packages, in the order in which to make
// them. After that of the configuration, chatgen generate finishes an interrupted bump.
func (r *BumpRequest) edits(t *bumpTarget, others []*bumpTarget, together *release, reports []*compare.Report) ([]edit, error) {
	var errs diag.List
	edits := []edit{r.changelogEdit(t, reports, &errs)}
	versions, err := together.edits(t, &errs)
	edits = append(edits, versions...)
	edits = append(edits, r.configEdit(t, others, &errs))
	return edits, errors.Join(err, errs.Err())
}

// changelogEdit adds the sections of reports to the changelog, the first one on top.
func (r *BumpRequest) changelogEdit(t *bumpTarget, reports []*compare.Report, errs *diag.List) edit {
	before := readExisting(r.changelog(), errs)
	text := before
	for _, result := range slices.Backward(reports) {
		section := newSection{file: r.changelog(), text: report.Changelog(result, r.Today.UTC().Format(time.DateOnly)), repeatsTitle: t.isFirst}
		if t.unreleased != "" {
			section.replaces = result.Package + " " + t.unreleased
		}
		text = section.addTo(text, errs)
	}
	return edit{r.changelog(), before, text}
}

// changelog returns the changelog next to the configuration.
func (r *BumpRequest) changelog() string {
	return filepath.Join(filepath.Dir(r.Config), "CHANGELOG.md")
}

func (e *edit) isChange() bool { return !bytes.Equal(e.before, e.after) }

// apply makes the edit. It fails if the file has changed since it was read.
func (e *edit) apply() error {
	var errs diag.List
	if now := readExisting(e.file, &errs); errs.Len() == 0 && !bytes.Equal(now, e.before) {
		addChangedFile(e.file, &errs)
	}
	if err := errs.Err(); err != nil {
		return err
	}
	return e.write(e.after)
}

// addChangedFile adds the problem that somebody else has changed a file.
func addChangedFile(file string, errs *diag.List) {
	errs.Add(diag.Pos{File: filepath.ToSlash(file)}, "file", "has changed since chatgen read it", "run chatgen bump again")
}

// write atomically replaces the contents of the file, or removes it if text is nil.
func (e *edit) write(text []byte) error {
	if !e.isChange() {
		return nil
	}
	if text == nil {
		return os.Remove(e.file)
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(e.file); err == nil {
		mode = info.Mode().Perm()
	}
	temporary := e.file + ".chatgen-new"
	if err := os.WriteFile(temporary, text, mode); err != nil {
		return err
	}
	if err := os.Rename(temporary, e.file); err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return nil
}

// readExisting reads a file that is to be replaced by a rename. Because a rename
// succeeds for a read-only file, it checks the file's mode. It returns nil if the
// file does not exist.
func readExisting(file string, errs *diag.List) []byte {
	pos := diag.Pos{File: filepath.ToSlash(file)}
	info, err := os.Lstat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err == nil && !info.Mode().IsRegular():
		errs.Add(pos, "file", "is not a regular file, so it is not overwritten", "put a file there")
		return nil
	case err == nil && info.Mode().Perm()&0o200 == 0:
		errs.Add(pos, "file", "is read-only", "make it writable")
		return nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		errs.Add(pos, "file", "cannot be read: "+diag.ReasonText(err), "")
	}
	return data
}

// configEdit sets the new document and version in the package's entry, and the
// version of the other packages. The rest of the file, such as comments and
// quotes, does not change.
func (r *BumpRequest) configEdit(t *bumpTarget, others []*bumpTarget, errs *diag.List) edit {
	file := r.Config
	before := readExisting(file, errs)
	if before == nil {
		return edit{}
	}
	if !bytes.Equal(before, r.text) {
		addChangedFile(file, errs) // the entries have positions in the old text
		return edit{}
	}
	const bom = "\ufeff" // positions do not count it
	text, hasBOM := strings.CutPrefix(string(before), bom)
	lines := strings.SplitAfter(text, "\n")
	changes := []replacement{{t.entry.Spec, t.specIn(file)}, {t.entry.Version, t.next.Version}}
	for _, other := range others {
		changes = append(changes, replacement{other.entry.Version, other.next.Version})
	}
	// The last one first, because two may be on one line.
	slices.SortFunc(changes, func(a, b replacement) int { return b.oldText.Pos.Compare(a.oldText.Pos) })
	for _, c := range changes {
		if !replaceAt(lines, c.oldText, c.newText) {
			errs.Add(c.oldText.Pos, c.oldText.Value, "cannot be changed in place", "write it on one line, without escapes")
		}
	}
	text = strings.Join(lines, "")
	if hasBOM {
		text = bom + text
	}
	return edit{file, before, []byte(text)}
}

// replacement is a new text for a value of the configuration.
type replacement struct {
	oldText strict.Text
	newText string
}

// specIn returns the path of the new document for the configuration.
func (t *bumpTarget) specIn(file string) string {
	if filepath.IsAbs(filepath.FromSlash(t.entry.Spec.Value)) {
		return filepath.ToSlash(t.next.Spec)
	}
	relative, err := filepath.Rel(filepath.Dir(file), t.next.Spec)
	if err != nil {
		panic("chatgen bug: " + err.Error()) // both paths begin with the folder
	}
	return filepath.ToSlash(relative)
}

// replaceAt replaces a value, which may be in quotes. It returns false if the
// value is folded or contains escapes.
func replaceAt(lines []string, from strict.Text, to string) bool {
	if from.Pos.Line > len(lines) || from.Pos.Col > len(lines[from.Pos.Line-1]) {
		return false
	}
	line := &lines[from.Pos.Line-1]
	head, tail := (*line)[:from.Pos.Col-1], (*line)[from.Pos.Col-1:]
	if !strings.HasPrefix(strings.TrimLeft(tail, `"'`), from.Value) {
		return false
	}
	*line = head + strings.Replace(tail, from.Value, to, 1)
	return true
}

// withoutSection removes the section with a title.
func withoutSection(text, title string) string {
	var kept strings.Builder
	isIn := false
	for line := range strings.Lines(text) {
		if name := sectionTitle(line); name != "" {
			isIn = name == title
		}
		if !isIn {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// newSection is a section to add to a changelog.
type newSection struct {
	file         string
	text         string // "" if there is nothing to add
	replaces     string // the title of the section that it replaces, or ""
	repeatsTitle bool   // whether another section may have its title
}

// addTo adds the section to a changelog, which may be missing, above those of earlier
// versions and below the unreleased one. A section that an interrupted run has added is
// kept.
func (s *newSection) addTo(before []byte, errs *diag.List) []byte {
	if s.text == "" {
		return before
	}
	text, end, section := string(before), "\n", s.text
	if s.replaces != "" {
		text = withoutSection(text, s.replaces)
	}
	if strings.Contains(text, "\r\n") {
		end = "\r\n"
	}
	if strings.TrimSpace(text) == "" {
		text = "# Changelog"
	}
	at, begin := len(text), 0
	for line := range strings.Lines(text) {
		name := sectionTitle(line)
		switch {
		case name == "":
		case name == sectionTitle(section) && hasSection(text[begin:], section):
			return before
		case name == sectionTitle(section) && !s.repeatsTitle:
			pos := diag.Pos{File: filepath.ToSlash(s.file), Line: strings.Count(text[:begin], "\n") + 1, Col: 1}
			errs.Add(pos, name, "another section already has this title", "rename or remove it")
		}
		if name != "" && !strings.EqualFold(name, "unreleased") {
			at = min(at, begin)
		}
		begin += len(line)
	}
	section = strings.ReplaceAll(section, "\n", end)
	if at < len(text) {
		section += end
	}
	head := strings.TrimRight(text[:at], "\r\n")
	if head != "" {
		head += end + end
	}
	return []byte(head + section + text[at:])
}

// sectionTitle returns the title of a section without its date and brackets, or ""
// if the line is not a heading.
func sectionTitle(text string) string {
	title, begins := strings.CutPrefix(text, "## ")
	if !begins {
		return ""
	}
	title, _, _ = strings.Cut(title, "\n")
	title, _, _ = strings.Cut(title, " - ")
	return strings.Trim(strings.TrimSpace(title), "[]")
}

// hasSection reports whether a text begins with a section, regardless of the date
// in its title.
func hasSection(text, section string) bool {
	_, there, _ := strings.Cut(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	_, body, _ := strings.Cut(section, "\n")
	rest, begins := strings.CutPrefix(there, body)
	rest = strings.TrimSpace(rest)
	return begins && (rest == "" || strings.HasPrefix(rest, "## "))
}
