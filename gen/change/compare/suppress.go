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

// suppressionEntry is a [Suppression] in its file.
type suppressionEntry struct {
	Change strict.Text `yaml:"change,required"`
	Why    strict.Text `yaml:"why,required"`
	Until  strict.Text `yaml:"until,required"`
	Pos    diag.Pos
}

// LoadSuppressions returns the suppressions in a file. If file is "", it reads
// suppressions.yaml in the folder of the configuration, if that exists. Every
// problem is added to errs; invalid entries are omitted.
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
		errs.Add(pos, "suppressions", "cannot be read: "+diag.ReasonText(err), "")
	case named:
		errs.Add(pos, "suppressions", "no such file", "")
	}
	return nil
}

func readSuppressions(file string, data []byte, errs *diag.List) []Suppression {
	var valid []Suppression
	lines := map[string]int{}
	for _, e := range strict.List[suppressionEntry](file, data, errs) {
		key, ok := oneLine(e.Change.Value), e.check(errs)
		if first, twice := lines[key]; twice {
			errs.Add(e.Change.Pos, "change", "is listed twice", fmt.Sprintf("the other entry is on line %d", first))
			continue
		}
		lines[key] = e.Change.Pos.Line
		if ok {
			valid = append(valid, Suppression{Pos: e.Pos, Change: key, Why: e.Why.Value, Until: e.Until.Value})
		}
	}
	return valid
}

// check adds problems with the values to errs, and reports whether there are none.
func (e *suppressionEntry) check(errs *diag.List) bool {
	before := errs.Len()
	layer, rest, _ := strings.Cut(e.Change.Value, ":")
	var names []string
	for _, l := range Layers() {
		names = append(names, string(l))
	}
	switch {
	case !slices.Contains(names, layer):
		errs.Add(e.Change.Pos, "change", fmt.Sprintf("unknown layer %q", layer), "begin with one of "+strings.Join(names, ", ")+" and a colon")
	case !strings.Contains(strings.TrimSpace(rest), ": "):
		errs.Add(e.Change.Pos, "change", "is not the key of a change", `write "LAYER: SUBJECT: MESSAGE", the key in the output of chatgen diff --format json`)
	}
	if _, err := time.Parse(time.DateOnly, e.Until.Value); err != nil {
		errs.Add(e.Until.Pos, "until", fmt.Sprintf("invalid date %q", e.Until.Value), `write the last day on which the entry applies, for example "2027-01-31"`)
	}
	return errs.Len() == before
}

// Suppress marks the changes that match entries, and records the entries that
// match none. An entry applies until the end of its last day in UTC.
func Suppress(reports []*Report, entries []Suppression, now time.Time) {
	today := now.UTC().Format(time.DateOnly)
	var unmatched []Suppression
	for i := range entries {
		if !entries[i].suppress(reports, today) {
			unmatched = append(unmatched, entries[i])
		}
	}
	for _, r := range reports {
		r.Unmatched = unmatched
	}
}

// suppress marks the changes that match the entry, and reports whether there are
// any.
func (s *Suppression) suppress(reports []*Report, today string) bool {
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

// oneLine joins the lines of a folded key.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
