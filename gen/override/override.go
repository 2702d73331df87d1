// Package override is stage 3 of chatgen. It changes the model where the
// document is silent, wrong or unlucky in its names: Go types of our own, typed
// IDs, clients, names, docs, paging and partial failure.
//
// Overrides are YAML files. A file's name is its kind ("names.yaml"), it holds
// a list of entries, and each entry is one change that names its target as the
// document does, says why, may say for which API versions it is and what it
// expects to find. Whatever does not fit is an error, so that an override never
// outlives its reason silently.
package override

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/strict"
)

// File is one override file. Name is the path that positions show; its last
// element, without ".yaml", is the kind.
type File struct {
	Name string
	Data []byte
}

// Apply changes pkg as the files say: kind by kind in the order of [kinds],
// whatever the order of the files. Every change is appended to pkg.Changes,
// every problem to errs; an entry with a problem changes nothing.
func Apply(pkg *model.Package, files []File, errs *diag.List) {
	before := errs.Len()
	for _, m := range ApplyLenient(pkg, files, errs) {
		for _, d := range m.Faults {
			errs.Add(d.Pos, d.Subject, d.Message, d.Hint)
		}
	}
	if errs.Len() == before { // otherwise the entry on auth may be among the invalid ones
		checkAuth(pkg, errs)
	}
}

// StaleOverride is an entry that does not fit the document.
type StaleOverride struct {
	Pos       diag.Pos // of the entry
	Target    string   // what it names
	Redundant bool     // it changes nothing: the document is that way already
	Faults    diag.Errors
}

// ApplyLenient is [Apply] for a document that the entries were not written for: those
// that do not fit are returned instead of reported, in the order of application.
// What is wrong with an entry whatever the document is still a problem in errs.
func ApplyLenient(pkg *model.Package, files []File, errs *diag.List) []StaleOverride {
	r := &applier{pkg: pkg, errs: errs, named: map[*string]diag.Pos{}}
	checkKinds(files, errs)
	for _, k := range kinds() {
		entries := r.read(k, files)
		slices.SortStableFunc(entries, func(a, b entry) int { return a.rank() - b.rank() })
		r.apply(entries)
	}
	r.isolateErrors(r.checkNames, func(faults diag.Errors) {
		for _, d := range faults {
			r.stale = append(r.stale, StaleOverride{Pos: d.Pos, Target: d.Subject, Faults: diag.Errors{d}})
		}
	})
	return r.stale
}

// kind is one kind of override: the name of its files, and how they are read.
type kind struct {
	name string
	read func(File, *diag.List) []entry
}

// readAs returns the well-formed entries of a file, each a T.
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

// kinds lists what there is, in the order of application: names come after the
// types and clients that are made here, and what refers to members of the
// document comes last, as it needs the final types.
func kinds() []kind {
	return []kind{
		{"types", readAs[typeEntry]},
		{"durations", readAs[durationEntry]},
		{"ids", readAs[idEntry]},
		{"clients", readAs[clientEntry]},
		{"names", readAs[nameEntry]},
		{"docs", readAs[docEntry]},
		{"pagination", readAs[pageEntry]},
		{"partial", readAs[partialEntry]},
		{"repeatability", readAs[repeatEntry]},
		{"arguments", readAs[argumentEntry]},
		{"shortcuts", readAs[shortcutEntry]},
		{"throttle", readAs[throttleEntry]},
		{"auth", readAs[authEntry]},
	}
}

// kind returns the kind that a file's name says.
func (f File) kind() string { return strings.TrimSuffix(path.Base(f.Name), ".yaml") }

// checkKinds reports the files that are of no kind.
func checkKinds(files []File, errs *diag.List) {
	var names []string
	for _, k := range kinds() {
		names = append(names, k.name)
	}
	for _, f := range files {
		if !slices.Contains(names, f.kind()) {
			errs.Add(diag.Pos{File: f.Name}, path.Base(f.Name), "no such kind of override", "the kinds are "+strings.Join(names, ", "))
		}
	}
}

// applier is the application of override files to a package.
type applier struct {
	pkg   *model.Package
	errs  *diag.List
	named map[*string]diag.Pos // names that an entry gave, and where it stands
	whole []wholeName          // names that stripping left alone

	affected []model.Element // by the entry that is being applied
	stale    []StaleOverride
}

// read returns the well-formed entries of a kind that apply to the document's
// version. Of two with the same target it returns the first.
func (r *applier) read(k kind, files []File) []entry {
	var kept []entry
	first := map[subject]diag.Pos{}
	for _, f := range files {
		if f.kind() != k.name {
			continue
		}
		for _, e := range k.read(f, r.errs) {
			c := e.base()
			if !c.appliesTo(r.pkg.APIVersion) {
				continue
			}
			if pos, taken := first[e.subject()]; taken {
				r.reject(c.At, e.subject().name, "another entry changes it, too", fmt.Sprintf("the first is at %s", pos))
				continue
			}
			first[e.subject()] = c.At
			kept = append(kept, e)
		}
	}
	return kept
}

// apply applies entries and records what they did.
func (r *applier) apply(entries []entry) {
	for _, e := range entries {
		c, effect, redundant := e.base(), "", false
		r.affected = []model.Element{model.EntryElement(c.At)}
		fits := r.isolateErrors(func() {
			effect = e.apply(r)
			if effect == "" && r.errs.Len() == 0 {
				redundant = !r.reject(c.At, e.subject().name, "the entry changes nothing", "remove it")
			}
		}, func(faults diag.Errors) {
			r.stale = append(r.stale, StaleOverride{Pos: c.At, Target: e.subject().name, Redundant: redundant, Faults: faults})
		})
		if fits {
			r.pkg.AppliedOverrides = append(r.pkg.AppliedOverrides, model.AppliedOverride{
				Pos: c.At, Target: e.subject().name, Effect: effect, Why: c.Why.Value, Affected: r.affected,
			})
		}
	}
}

// recordAffected records that the entry is about elements.
func (r *applier) recordAffected(elements ...model.Element) {
	r.affected = append(r.affected, elements...)
}

// isolateErrors does something with a list of problems of its own, hands on those that
// were found, and says whether there were none.
func (r *applier) isolateErrors(do func(), faulty func(diag.Errors)) bool {
	all := r.errs
	r.errs = new(diag.List)
	do()
	found, _ := errors.AsType[diag.Errors](r.errs.Err())
	r.errs = all
	if len(found) > 0 {
		faulty(found)
	}
	return len(found) == 0
}

// reject reports a problem. It returns false, as what calls it mostly does.
func (r *applier) reject(pos diag.Pos, subject, message, hint string) bool {
	r.errs.Add(pos, subject, message, hint)
	return false
}

// missing reports that there is no such thing, and which one may be meant.
func (r *applier) missing(t text, what string, names []string) {
	r.reject(t.Key, t.Value, "no such "+what, diag.DidYouMean(t.Value, names))
}

// validName reports whether a text that was given is an exported Go name.
func (r *applier) validName(t text) bool {
	return !t.Given() || model.ValidName(t.Value) ||
		r.reject(t.At, t.Value, "no exported Go name", "begin with a capital letter, go on with letters and digits")
}

// rename sets a name, and reports whether that changed it.
func (r *applier) rename(name *string, to string, at diag.Pos) bool {
	if *name == to {
		return false
	}
	*name = to
	r.named[name] = at
	return true
}
