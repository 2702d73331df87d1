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

// edit is a new text for a file.
type edit struct {
	file          string
	before, after []byte // before is nil if there is no file
}

// edits returns what to change beside the package, in the order in which it
// must be done: once the configuration has changed, the rest is to generate.
func (r *BumpRequest) edits(t *bumpTarget, result *compare.Report) ([]edit, error) {
	var errs diag.List
	section := report.Changelog(result, r.Today.UTC().Format(time.DateOnly))
	edits := []edit{
		changelogEdit(filepath.Join(filepath.Dir(r.Config), "CHANGELOG.md"), section, &errs),
		configEdit(r.Config, t, &errs),
	}
	return edits, errs.Err()
}

func (e *edit) changes() bool { return !bytes.Equal(e.before, e.after) }

// write gives the file a text, all of it or none. Nil removes it.
func (e *edit) write(text []byte) error {
	if !e.changes() {
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

// existing reads a file that is to be changed. A rename would get around what
// keeps it from being written, so that is looked at here. It is nil if there is
// no file, which is no problem yet.
func existing(file string, errs *diag.List) []byte {
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
		errs.Add(pos, "file", "cannot be read: "+diag.Reason(err), "")
	}
	return data
}

// configEdit points the package's entry to the new document and version. All
// else stays as it was written.
func configEdit(file string, t *bumpTarget, errs *diag.List) edit {
	before := existing(file, errs)
	if before == nil {
		return edit{}
	}
	const mark = "\ufeff" // positions do not count it
	text, marked := strings.CutPrefix(string(before), mark)
	lines := strings.SplitAfter(text, "\n")
	changes := []struct {
		from strict.Text
		to   string
	}{
		{t.entry.Spec, t.specIn(file)},
		{t.entry.Version, t.next.Version},
	}
	if changes[0].from.At.Compare(changes[1].from.At) < 0 { // the later one first: both may be on one line
		slices.Reverse(changes)
	}
	for _, c := range changes {
		if !replaceAt(lines, c.from, c.to) {
			errs.Add(c.from.At, c.from.Value, "cannot be changed in place", "write it on one line, without escapes")
		}
	}
	text = strings.Join(lines, "")
	if marked {
		text = mark + text
	}
	return edit{file, before, []byte(text)}
}

// specIn returns the path of the new document as the configuration has it.
func (t *bumpTarget) specIn(file string) string {
	if filepath.IsAbs(filepath.FromSlash(t.entry.Spec.Value)) {
		return filepath.ToSlash(t.next.Spec)
	}
	relative, err := filepath.Rel(filepath.Dir(file), t.next.Spec)
	if err != nil {
		panic("chatgen bug: " + err.Error()) // both paths have the folder in front
	}
	return filepath.ToSlash(relative)
}

// replaceAt puts a value in the place of another one, and reports whether that
// stands in its line as it is, in quotes or without.
func replaceAt(lines []string, from strict.Text, to string) bool {
	if from.At.Line > len(lines) || from.At.Col > len(lines[from.At.Line-1]) {
		return false
	}
	line := &lines[from.At.Line-1]
	head, tail := (*line)[:from.At.Col-1], (*line)[from.At.Col-1:]
	if !strings.HasPrefix(strings.TrimLeft(tail, `"'`), from.Value) {
		return false
	}
	*line = head + strings.Replace(tail, from.Value, to, 1)
	return true
}

// changelogEdit adds a section above those of earlier versions, but below what
// is not released. The file may be missing. A section that a run which was
// stopped has added stays as it is.
func changelogEdit(file, section string, errs *diag.List) edit {
	before := existing(file, errs)
	if section == "" {
		return edit{file, before, before}
	}
	text, end := string(before), "\n"
	if strings.Contains(text, "\r\n") {
		end = "\r\n"
	}
	if strings.TrimSpace(text) == "" {
		text = "# Changelog"
	}
	at, begin := len(text), 0
	for line := range strings.Lines(text) {
		name := headed(line)
		switch {
		case name == "":
		case name == headed(section) && sameSection(text[begin:], section):
			return edit{file, before, before}
		case name == headed(section):
			pos := diag.Pos{File: filepath.ToSlash(file), Line: strings.Count(text[:begin], "\n") + 1, Col: 1}
			errs.Add(pos, name, "another text has this title already", "rename or remove it")
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
	return edit{file, before, []byte(head + section + text[at:])}
}

// headed returns the title of a section, without its day and without brackets,
// or "" for any other line.
func headed(text string) string {
	title, begins := strings.CutPrefix(text, "## ")
	if !begins {
		return ""
	}
	title, _, _ = strings.Cut(title, "\n")
	title, _, _ = strings.Cut(title, " - ")
	return strings.Trim(strings.TrimSpace(title), "[]")
}

// sameSection says whether a text begins with a section, apart from the day in
// its title.
func sameSection(text, section string) bool {
	_, there, _ := strings.Cut(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	_, body, _ := strings.Cut(section, "\n")
	rest, begins := strings.CutPrefix(there, body)
	rest = strings.TrimSpace(rest)
	return begins && (rest == "" || strings.HasPrefix(rest, "## "))
}
