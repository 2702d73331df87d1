package compare

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/strict"
)

// suppressionEntry is a [Suppression] as the file has it.
type suppressionEntry struct {
	Change strict.Text `yaml:"change,required"`
	Why    strict.Text `yaml:"why,required"`
	Until  strict.Text `yaml:"until,required"`
	At     diag.Pos
}

// LoadSuppressions returns the entries of a file. If none is named, they are
// those of suppressions.yaml beside the configuration, if it is there. Every
// problem is added to errs; entries that have one are left out.
func LoadSuppressions(file, config string, errs *diag.List) []Suppression {
	named := file != ""
	if !named {
		file = filepath.Join(filepath.Dir(config), "suppressions.yaml")
	}
	data, err := os.ReadFile(file)
	pos := diag.Pos{File: filepath.ToSlash(file)}
	switch {
	case err == nil:
		return readSuppressions(pos.File, data, errs)
	case !errors.Is(err, fs.ErrNotExist):
		errs.Add(pos, "suppressions", "cannot be read: "+diag.Reason(err), "")
	case named:
		errs.Add(pos, "suppressions", "no such file", "")
	}
	return nil
}

func readSuppressions(file string, data []byte, errs *diag.List) []Suppression {
	var sound []Suppression
	lines := map[string]int{}
	for _, e := range strict.List[suppressionEntry](file, data, errs) {
		key, fine := oneLine(e.Change.Value), e.check(errs)
		if first, twice := lines[key]; twice {
			errs.Add(e.Change.At, "change", "another entry names the same", fmt.Sprintf("it is on line %d", first))
			continue
		}
		lines[key] = e.Change.At.Line
		if fine {
			sound = append(sound, Suppression{Pos: e.At, Change: key, Why: e.Why.Value, Until: e.Until.Value})
		}
	}
	return sound
}

// check reports the values that cannot be, and whether all can.
func (e *suppressionEntry) check(errs *diag.List) bool {
	found := errs.Len()
	layer, rest, _ := strings.Cut(e.Change.Value, ":")
	var names []string
	for _, l := range Layers() {
		names = append(names, string(l))
	}
	switch {
	case !slices.Contains(names, layer):
		errs.Add(e.Change.At, "change", fmt.Sprintf("no layer %q", layer), "begin with one of "+strings.Join(names, ", ")+" and a colon")
	case !strings.Contains(strings.TrimSpace(rest), ": "):
		errs.Add(e.Change.At, "change", "no change", `write "LAYER: SUBJECT: WHAT", as chatgen diff --format json has it under key`)
	}
	if _, err := time.Parse(time.DateOnly, e.Until.Value); err != nil {
		errs.Add(e.Until.At, "until", fmt.Sprintf("no date: %q", e.Until.Value), `write the last day that the entry holds, as in "2027-01-31"`)
	}
	return errs.Len() == found
}

// Suppress marks the changes that the entries name, and notes the entries that
// name none. An entry holds up to the end of its last day, UTC.
func Suppress(reports []*Report, entries []Suppression, now time.Time) {
	today := now.UTC().Format(time.DateOnly)
	var unmatched []Suppression
	for i := range entries {
		if !entries[i].mark(reports, today) {
			unmatched = append(unmatched, entries[i])
		}
	}
	for _, r := range reports {
		r.Unmatched = unmatched
	}
}

// mark reports whether there is a change that the entry names.
func (s *Suppression) mark(reports []*Report, today string) bool {
	matched := false
	for _, r := range reports {
		for i := range r.Changes {
			c := &r.Changes[i]
			if oneLine(c.Key()) != s.Change {
				continue
			}
			matched = true
			if today <= s.Until {
				c.Suppressed = s
			} else {
				c.Expired = s
			}
		}
	}
	return matched
}

// oneLine lets an entry be folded where it is long.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
