package override

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// omitEntry leaves an operation or all operations of a group out of the package. It
// takes effect before the model is built, so that what is not supported in them is no
// problem; see [Omit].
type omitEntry struct {
	Operation text `yaml:"operation"`
	Group     text `yaml:"group"`
	common
}

func (e *omitEntry) subject() subject {
	if e.Group.IsSet() {
		return subject{"group", e.Group.Value}
	}
	return subject{"operation", e.Operation.Value}
}

// Omit returns the function that reports whether an operation is left out, by its ID.
// Invalid entries leave nothing out; [Apply] reports them.
func Omit(files []File, version string) func(id string) bool {
	var entries []*omitEntry
	for _, f := range files {
		if f.kind() != "omit" {
			continue
		}
		var ignored diag.List
		for _, e := range readAs[omitEntry](f, &ignored) {
			if e, ok := e.(*omitEntry); ok && e.appliesTo(version) {
				entries = append(entries, e)
			}
		}
	}
	return func(id string) bool {
		return slices.ContainsFunc(entries, func(e *omitEntry) bool { return e.matches(id) })
	}
}

// matches reports whether the entry leaves out an operation.
func (e *omitEntry) matches(id string) bool {
	switch {
	case e.Operation.IsSet() == e.Group.IsSet():
		return false
	case e.Operation.IsSet():
		return id == e.Operation.Value
	}
	group, _, hasGroup := strings.Cut(id, "_")
	return hasGroup && group == e.Group.Value
}

// apply checks that the entry has left something out.
func (e *omitEntry) apply(a *applier) string {
	if e.Operation.IsSet() == e.Group.IsSet() {
		a.reject(e.Pos, "entry", "needs either operation or group", "write one of them")
		return ""
	}
	count := 0
	for _, o := range a.pkg.Omitted {
		if e.matches(o.ID) {
			a.recordAffected(model.Element{Kind: "operation", Name: o.ID})
			count++
		}
	}
	switch {
	case count > 0:
		return "left out"
	case e.Group.IsSet():
		a.findGroup(e.Group) // no group has that name
	default:
		a.findOperation(e.Operation)
	}
	return ""
}
