package override

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// idEntry gives strings that identify one kind of resource a distinct Go type.
type idEntry struct {
	Name    text        `yaml:"name,required"`
	Doc     text        `yaml:"doc"`
	Targets []targetRef `yaml:"of,required"`
	common
}

func (e *idEntry) subject() subject { return subject{"id", e.Name.Value} }

func (e *idEntry) apply(a *applier) string {
	ok := a.validName(e.Name)
	var targets []resolvedTarget
	var names []string
	for i := range e.Targets {
		names = append(names, e.Targets[i].subject().name)
		found := e.Targets[i].find(a)
		ok = found != nil && e.checkPlainStrings(a, &e.Targets[i], found, targets) && ok
		targets = append(targets, found...)
	}
	if !ok {
		return ""
	}
	id := &model.ID{TypeInfo: model.TypeInfo{Doc: e.Doc.Value, Pos: e.Pos}}
	a.rename(&id.Name, e.Name.Value, e.Pos)
	a.pkg.Decls = append(a.pkg.Decls, id)
	for _, s := range targets {
		*s.typ = &model.Type{Kind: model.Named, Decl: id, Pointer: (*s.typ).Pointer}
	}
	return "type of " + strings.Join(names, ", ")
}

// checkPlainStrings reports whether all targets are plain strings and none of them
// is among the earlier targets, and rejects the entry otherwise.
func (e *idEntry) checkPlainStrings(a *applier, p *targetRef, targets, earlier []resolvedTarget) bool {
	for _, s := range targets {
		if s.typ == nil {
			return a.reject(p.Pos, p.subject().name, "is not a parameter or property", "set parameter, or definition and property")
		}
		if slices.ContainsFunc(earlier, func(b resolvedTarget) bool { return b.typ == s.typ }) {
			return a.reject(p.Pos, p.subject().name, "is listed twice", "remove one")
		}
		t := *s.typ
		if id, ok := t.Decl.(*model.ID); ok {
			return a.reject(p.Pos, p.subject().name, "already has the type "+id.Name, "remove it from of")
		}
		if t.Kind != model.String {
			return a.reject(p.Pos, p.subject().name, "is not a plain string; its type is "+typeName(t), "remove it from of")
		}
	}
	return true
}
