package change

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/change/compare"
	"github.com/chatgen-go/chatgen/gen/contract"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/override"
)

// mendedEntry is an override whose target has a new name, or of which only an
// expectation fails, with its text for the new document.
type mendedEntry struct {
	stale   override.StaleOverride
	file    string
	first   int      // index of its first line in the file
	old     []string // its lines
	new     []string
	changes []string // "Items_Create instead of Items_Add"
}

// mender replaces the names of renamed elements in overrides.
type mender struct {
	renames []compare.Rename
	joined  map[string][]string // groups, without the main one, that operations of a group moved to
}

func newMender(old, next *contract.Contract) *mender {
	m := &mender{renames: compare.Renames(old, next), joined: map[string][]string{}}
	m.addGroups()
	return m
}

// groupKind is the kind of a rename of a group of operations.
const groupKind contract.Kind = "group"

// addGroups adds the renames of groups: most of a group's operations are now in the new
// one.
func (m *mender) addGroups() {
	counts := map[string]map[string]int{}
	var order []string
	for _, r := range m.renames {
		from, to := groupOf(r.Old), groupOf(r.New)
		if r.Kind != contract.Operation || from == "" || to == "" || from == to {
			continue
		}
		if counts[from] == nil {
			counts[from] = map[string]int{}
			order = append(order, from)
		}
		counts[from][to]++
	}
	for _, from := range order {
		groups := sortedByCount(counts[from])
		m.renames = append(m.renames, compare.Rename{Kind: groupKind, Old: from, New: groups[0]})
		m.joined[groups[0]] = groups[1:]
	}
}

// groupOf returns the group of an operation, or "".
func groupOf(id string) string {
	group, _, found := strings.Cut(id, "_")
	if !found {
		return ""
	}
	return group
}

// sortedByCount returns names, the most frequent first.
func sortedByCount(counts map[string]int) []string {
	var names []string
	for name := range counts {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	return names
}

// mend returns the stale entries that can be changed to fit. Those in another style, such as
// {operation: List}, cannot, which their hints then contain.
func (m *mender) mend(files []override.File, stale []override.StaleOverride) []mendedEntry {
	var entries []mendedEntry
	for _, s := range stale {
		i := slices.IndexFunc(files, func(f override.File) bool { return f.Name == s.Pos.File })
		if s.Redundant || i < 0 {
			continue
		}
		first, old := entryLines(string(files[i].Data), s.Pos.Line-1)
		e := mendedEntry{stale: s, file: files[i].Name, first: first, old: old, new: slices.Clone(old)}
		m.replaceNames(&e)
		e.meetExpectations()
		switch {
		case len(e.changes) == 0:
		case !regexp.MustCompile(`^- [^ {]`).MatchString(old[0]):
			problem := &s.Problems[0]
			problem.Hint = strings.TrimPrefix(problem.Hint+"; --mend needs each key on its own line, indented by 2", "; ")
		default:
			entries = append(entries, e)
		}
	}
	return entries
}

// entryLines returns the lines of the entry that begins at a line, without the comments
// and empty lines below it.
func entryLines(text string, first int) (int, []string) {
	lines := strings.Split(text, "\n")
	end := first + 1
	for end < len(lines) && !strings.HasPrefix(lines[end], "- ") {
		end++
	}
	for end > first+1 && (strings.TrimSpace(lines[end-1]) == "" || strings.HasPrefix(lines[end-1], "#")) {
		end--
	}
	return first, lines[first:end]
}

// replaceNames replaces old names by new ones, except in texts.
func (m *mender) replaceNames(e *mendedEntry) {
	text := strings.Join(e.old, "\n")
	for _, r := range m.renames {
		if r.Owner != "" && !m.mentions(text, r.Owner) && !e.misses(r) {
			continue
		}
		name := regexp.MustCompile(`(^|[^\w.])` + regexp.QuoteMeta(r.Old) + `($|[^\w.])`)
		replaced := false
		for i, line := range e.new {
			key, value, isKey := strings.Cut(line, ": ")
			if !isKey || isTextKey(key) || !isKeyOf(key, r.Kind) {
				continue
			}
			next := key + ": " + name.ReplaceAllString(value, "${1}"+r.New+"${2}")
			replaced = replaced || next != line
			e.new[i] = next
		}
		if replaced {
			e.changes = append(e.changes, r.New+" instead of "+r.Old)
		}
	}
}

// misses reports whether a problem of an entry is that its target has no part of the old
// name, as in "no such property of ChatThreadItem".
func (e *mendedEntry) misses(r compare.Rename) bool {
	return slices.ContainsFunc(e.stale.Problems, func(d diag.Diagnostic) bool {
		return d.Subject == r.Old && strings.HasPrefix(d.Message, "no such ") && strings.HasSuffix(d.Message, " of "+r.Owner)
	})
}

// mentions reports whether an entry names the owner of a part, by its old or new name.
func (m *mender) mentions(text, owner string) bool {
	if strings.Contains(text, owner) {
		return true
	}
	return slices.ContainsFunc(m.renames, func(r compare.Rename) bool { return r.New == owner && strings.Contains(text, r.Old) })
}

// isTextKey reports whether the value of a key is a text or a Go name.
func isTextKey(key string) bool {
	return slices.Contains([]string{"why", "doc", "append", "name", "client", "accessor"}, strings.TrimSpace(strings.TrimPrefix(key, "- ")))
}

// isKeyOf reports whether the value of a key may name an element of a kind.
func isKeyOf(key string, kind contract.Kind) bool {
	isGroup := slices.Contains([]string{"group", "of", "into"}, strings.TrimSpace(strings.TrimPrefix(key, "- ")))
	return isGroup == (kind == groupKind)
}

// meetExpectations replaces the expectations that fail by what the document says.
func (e *mendedEntry) meetExpectations() {
	failed := regexp.MustCompile(`^(\w+) is (.*), not (.*) as expected$`)
	for _, problem := range e.stale.Problems {
		words := failed.FindStringSubmatch(problem.Message)
		i := problem.Pos.Line - 1 - e.first
		if words == nil || i < 0 || i >= len(e.new) {
			continue
		}
		key, actual, expected := words[1], words[2], words[3]
		value := regexp.MustCompile(regexp.QuoteMeta(key) + `: ("?)` + regexp.QuoteMeta(expected) + `("?)`)
		next := value.ReplaceAllLiteralString(e.new[i], key+": "+quoted(actual))
		if next != e.new[i] {
			e.new[i] = next
			e.changes = append(e.changes, fmt.Sprintf("the %s %s instead of %s", key, actual, expected))
		}
	}
}

// quoted returns a value for YAML.
func quoted(value string) string {
	if regexp.MustCompile(`^[A-Za-z0-9]+$`).MatchString(value) {
		return value
	}
	return strconv.Quote(value)
}

// replaceEntries returns the files with the entries as they fit the new document. The
// lines keep their numbers. Groups that share a client are joined at the end.
func (m *mender) replaceEntries(files []override.File, entries []mendedEntry) []override.File {
	var next []override.File
	for _, f := range files {
		lines := strings.Split(string(f.Data), "\n")
		for _, e := range entries {
			if e.file == f.Name {
				copy(lines[e.first:], e.new)
			}
		}
		data := strings.Join(lines, "\n")
		if path.Base(f.Name) == "clients.yaml" {
			data += m.joinEntries(entries, "")
		}
		next = append(next, override.File{Name: f.Name, Data: []byte(data)})
	}
	return next
}

// joinEntries returns the entries that join groups to the client of a mended entry.
func (m *mender) joinEntries(entries []mendedEntry, applies string) string {
	var out strings.Builder
	for _, e := range entries {
		for _, r := range m.renames {
			if r.Kind != groupKind || path.Base(e.file) != "clients.yaml" || !slices.Contains(e.changes, r.New+" instead of "+r.Old) {
				continue
			}
			for _, group := range m.joined[r.New] {
				fmt.Fprintf(&out, "\n- group: %s\n  into: %s\n%s  why: Group %s contained its operations before.\n", group, r.New, applies, r.Old)
			}
		}
	}
	return out.String()
}
