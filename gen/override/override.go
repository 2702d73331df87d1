// Package override is stage 3 of chatgen. It changes the model where the document
// is incomplete or wrong, or its names are unsuitable for Go: hand-written types,
// typed IDs, clients, names, docs, paging, partial failure, required properties,
// secrets.
//
// Overrides are YAML files. The name of a file is its kind ("names.yaml"), and it
// contains a list of entries. Each entry is one change: it identifies its target
// by the document's names, states a reason, and may list the API versions to which
// it applies and what it expects of the target. An entry that does not fit the
// document is an error, so that no override stays after its reason is gone.
package override

import (
	"cmp"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/strict"
)

// File is one override file.
type File struct {
	Name string // the path in positions; its last element, without ".yaml", is the kind
	Data []byte
}

// Apply applies the files to pkg: kind by kind in the order of [kinds], regardless
// of the order of the files. Every applied entry is appended to
// pkg.AppliedOverrides, and every problem to errs; an entry with a problem changes
// nothing. If errs has problems of the document, stale entries are not reported, as they
// may be right for the document without its problems; but those that omit are, because an
// operation that they no longer leave out may be the problem.
func Apply(pkg *model.Package, files []File, errs *diag.List) {
	before := errs.Len()
	stale := ApplyLenient(pkg, files, errs)
	errs.NextStage() // an entry may be stale because another one is invalid
	for _, s := range stale {
		if isOmit := (File{Name: s.Pos.File}).kind() == "omit"; before > 0 && !isOmit {
			continue
		}
		for _, d := range s.Problems {
			errs.Add(d.Pos, d.Subject, d.Message, d.Hint)
		}
	}
	if errs.Len() == before { // otherwise the auth entry may be one of the invalid entries
		checkAuth(pkg, errs)
	}
}

// StaleOverride is an entry whose target or expectations do not match the document.
type StaleOverride struct {
	Pos       diag.Pos // of the entry
	Target    string   // the name of its target in the document
	Redundant bool     // it changes nothing, because the document now has the same effect
	Problems  diag.Errors
}

// ApplyLenient is like [Apply], but for a document that the entries were not written for:
// stale entries are returned instead of reported, in the order of application.
// Entries that are invalid for any document are still reported to errs.
func ApplyLenient(pkg *model.Package, files []File, errs *diag.List) []StaleOverride {
	a := &applier{pkg: pkg, errs: errs, renamed: map[*string]diag.Pos{}}
	checkKinds(files, errs)
	for _, k := range kinds() {
		entries := a.read(k, files)
		slices.SortStableFunc(entries, func(x, y entry) int { return x.rank() - y.rank() })
		a.apply(entries)
	}
	a.isolateErrors(a.checkNames, func(problems diag.Errors) {
		for _, d := range problems {
			a.stale = append(a.stale, StaleOverride{Pos: d.Pos, Target: d.Subject, Problems: diag.Errors{d}})
		}
	})
	return a.stale
}

// kind is a kind of override: the name of its files, and the function that reads
// them.
type kind struct {
	name string
	read func(File, *diag.List) []entry
}

// readAs returns the valid entries of a file, each a T.
func readAs[T any, P interface {
	*T
	entry
}](f File, errs *diag.List) []entry {
	var entries []entry
	for _, e := range strict.List[T](f.Name, f.Data, errs) {
		entries = append(entries, P(e))
	}
	return entries
}

// kinds returns the kinds in the order of application: names come after the types
// and clients that other kinds create, and kinds that refer to properties come
// last, because they need the final types.
func kinds() []kind {
	return []kind{
		{"omit", readAs[omitEntry]},
		{"additions", readAs[additionEntry]},
		{"types", readAs[typeEntry]},
		{"durations", readAs[durationEntry]},
		{"ids", readAs[idEntry]},
		{"clients", readAs[clientEntry]},
		{"names", readAs[nameEntry]},
		{"docs", readAs[docEntry]},
		{"pagination", readAs[pageEntry]},
		{"polling", readAs[pollEntry]},
		{"partial", readAs[partialEntry]},
		{"repeatability", readAs[repeatEntry]},
		{"arguments", readAs[argumentEntry]},
		{"shortcuts", readAs[shortcutEntry]},
		{"throttle", readAs[throttleEntry]},
		{"rates", readAs[rateEntry]},
		{"keys", readAs[keyEntry]},
		{"changes", readAs[changeEntry]},
		{"auth", readAs[authEntry]},
		{"required", readAs[requiredEntry]},
		{"secrets", readAs[secretEntry]},
	}
}

// kind returns the kind of a file, which is its name without extension.
func (f File) kind() string { return strings.TrimSuffix(path.Base(f.Name), ".yaml") }

// checkKinds reports files of unknown kinds.
func checkKinds(files []File, errs *diag.List) {
	var names []string
	for _, k := range kinds() {
		names = append(names, k.name)
	}
	for _, f := range files {
		if !slices.Contains(names, f.kind()) {
			errs.Add(diag.Pos{File: f.Name}, path.Base(f.Name), "no such kind of override",
				cmp.Or(diag.DidYouMean(f.kind(), names), "the kinds are "+strings.Join(names, ", ")))
		}
	}
}

// applier applies override files to a package.
type applier struct {
	pkg     *model.Package
	errs    *diag.List
	renamed map[*string]diag.Pos // the position of the entry that set each name
	emptied []emptiedName        // names that stripping did not change, as nothing would be left

	affected  []model.Element // by the current entry
	redundant bool            // the current entry changes nothing, because the document has the same
	stale     []StaleOverride
}

// read returns the valid entries of a kind that apply to the document's version.
// It reports an entry with the same target as an earlier one, and leaves it out.
func (a *applier) read(k kind, files []File) []entry {
	var kept []entry
	first := map[subject]diag.Pos{}
	for _, f := range files {
		if f.kind() != k.name {
			continue
		}
		for _, e := range k.read(f, a.errs) {
			c := e.base()
			if !c.checkApplies(a) || !c.appliesTo(a.pkg.DocumentVersion) {
				continue
			}
			if pos, taken := first[e.subject()]; taken {
				a.reject(c.Pos, e.subject().name, "another entry already changes it", fmt.Sprintf("the first is at %s", pos))
				continue
			}
			first[e.subject()] = c.Pos
			kept = append(kept, e)
		}
	}
	return kept
}

// apply applies entries and records their effects.
func (a *applier) apply(entries []entry) {
	for _, e := range entries {
		c, effect := e.base(), ""
		a.redundant = false
		a.affected = []model.Element{model.EntryElement(c.Pos)}
		fits := a.isolateErrors(func() {
			effect = e.apply(a)
			if effect == "" && a.errs.Len() == 0 {
				a.redundant = !a.reject(c.Pos, e.subject().name, "the entry changes nothing", "remove it")
			}
		}, func(problems diag.Errors) {
			a.stale = append(a.stale, StaleOverride{Pos: c.Pos, Target: e.subject().name, Redundant: a.redundant, Problems: problems})
		})
		if fits {
			a.pkg.AppliedOverrides = append(a.pkg.AppliedOverrides, model.AppliedOverride{
				Pos: c.Pos, Target: e.subject().name, Effect: effect, Why: c.Why.Value, Affected: a.affected,
			})
		}
	}
}

// recordAffected records that the current entry affects elements.
func (a *applier) recordAffected(elements ...model.Element) {
	a.affected = append(a.affected, elements...)
}

// isolateErrors calls do with an empty error list and, if there are problems, calls
// onProblems with them. It reports whether there were none.
func (a *applier) isolateErrors(do func(), onProblems func(diag.Errors)) bool {
	all := a.errs
	a.errs = new(diag.List)
	do()
	found, _ := errors.AsType[diag.Errors](a.errs.Err())
	a.errs = all
	if len(found) > 0 {
		onProblems(found)
	}
	return len(found) == 0
}

// reject reports a problem. It returns false so that callers can return its result.
func (a *applier) reject(pos diag.Pos, subject, message, hint string) bool {
	a.errs.Add(pos, subject, message, hint)
	return false
}

// rejectType reports a property or parameter of a type that an entry cannot use. owner is
// its definition or operation, and want what it has to be. It returns false.
func (a *applier) rejectType(t text, owner, want string, got *model.Type) bool {
	return a.reject(t.Key, owner+"."+t.Value, "is not "+want+"; its type is "+typeName(got), "name "+want)
}

// rejectUnknown reports a name that does not exist, with the most similar one of
// names as a hint.
func (a *applier) rejectUnknown(t text, thing string, names []string) {
	a.reject(t.Key, t.Value, "no such "+thing, cmp.Or(diag.DidYouMean(t.Value, names), listHint(t.Value, names)))
}

// maxListed is the number of names up to which a hint lists them.
const maxListed = 8

// listHint returns the hint for a name that is like no other: a name that is a part of it,
// as in "#/definitions/NAME", or else all names, if they are few.
func listHint(wrong string, names []string) string {
	for _, part := range strings.FieldsFunc(wrong, func(r rune) bool { return strings.ContainsRune("#/. ", r) }) {
		if slices.Contains(names, part) {
			return "did you mean " + part + "?"
		}
	}
	if len(names) == 0 || len(names) > maxListed {
		return ""
	}
	return "want " + strings.Join(names, ", ")
}

// validName reports whether a text is absent or an exported Go name, and rejects it
// otherwise.
func (a *applier) validName(t text) bool {
	return !t.IsSet() || model.ValidName(t.Value) ||
		a.reject(t.Pos, t.Value, "is not an exported Go name", "want a capital letter, then letters and digits")
}

// rename sets a name and reports whether that changed it.
func (a *applier) rename(name *string, to string, at diag.Pos) bool {
	if *name == to {
		return false
	}
	*name = to
	a.renamed[name] = at
	return true
}
