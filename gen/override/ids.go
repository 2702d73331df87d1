package override

import (
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
)

// idEntry gives strings that name one kind of thing a Go type of their own.
type idEntry struct {
	Name text        `yaml:"name,required"`
	Doc  text        `yaml:"doc"`
	Of   []targetRef `yaml:"of,required"`
	common
}

func (e *idEntry) subject() subject { return subject{"id", e.Name.Value} }

func (e *idEntry) apply(r *applier) string {
	ok := r.validName(e.Name)
	var targets []resolvedTarget
	var places []string
	for i := range e.Of {
		places = append(places, e.Of[i].subject().name)
		found := e.Of[i].find(r)
		ok = found != nil && e.plain(r, &e.Of[i], found, targets) && ok
		targets = append(targets, found...)
	}
	if !ok {
		return ""
	}
	id := &model.ID{TypeInfo: model.TypeInfo{Doc: e.Doc.Value, Pos: e.At}}
	r.rename(&id.Name, e.Name.Value, e.At)
	r.pkg.Decls = append(r.pkg.Decls, id)
	for _, s := range targets {
		*s.typ = &model.Type{Kind: model.Named, Decl: id, Pointer: (*s.typ).Pointer}
	}
	return "the type of " + strings.Join(places, ", ")
}

// plain reports spots that are no plain strings, or among those before them.
func (e *idEntry) plain(r *applier, p *targetRef, targets, before []resolvedTarget) bool {
	for _, s := range targets {
		if s.typ == nil {
			return r.reject(p.At, p.subject().name, "is no parameter or property", "")
		}
		if slices.ContainsFunc(before, func(b resolvedTarget) bool { return b.typ == s.typ }) {
			return r.reject(p.At, p.subject().name, "stands there twice", "remove one")
		}
		t := *s.typ
		if id, ok := t.Decl.(*model.ID); ok {
			return r.reject(p.At, p.subject().name, "has the type "+id.Name+" already", "")
		}
		if t.Kind != model.String {
			return r.reject(p.At, p.subject().name, "is no plain string, its type is "+typeName(t), "")
		}
	}
	return true
}
