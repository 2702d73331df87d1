package override

import "strings"

// docEntry replaces a text of the document, or adds a paragraph to it. For the
// package it may also say what the service is called.
type docEntry struct {
	Package flag `yaml:"package"`
	target
	Doc    text `yaml:"doc"`
	Title  text `yaml:"title"`
	Append text `yaml:"append"`
	common
}

func (e *docEntry) subject() subject {
	if e.Package.Given() {
		return subject{"package", "package"}
	}
	return e.target.subject()
}

func (e *docEntry) apply(r *applier) string {
	if e.Doc.Given() == e.Append.Given() {
		r.reject(e.common.At, e.subject().name, "needs either doc or append", "")
		return ""
	}
	if e.Title.Given() && !e.Package.Given() {
		r.reject(e.Title.Key, "title", "is for the package", "leave it out")
		return ""
	}
	changed := e.Title.Given() && r.pkg.Title != e.Title.Value
	if changed {
		r.pkg.Title = e.Title.Value
	}
	for _, s := range e.texts(r) {
		changed = e.set(s.doc) || changed
	}
	switch {
	case !changed:
		return ""
	case e.Append.Given():
		return "paragraph added"
	}
	return "text replaced"
}

// texts returns what the entry documents.
func (e *docEntry) texts(r *applier) []resolvedTarget {
	switch {
	case !e.Package.Given():
		return e.find(r)
	case !e.Package.Value:
		r.reject(e.Package.Key, "package", "must be true", "leave it out for another target")
		return nil
	case e.target.subject().name != "" || e.Expect != nil:
		r.reject(e.Package.Key, "package", "does not go with another target or expect", "write two entries")
		return nil
	}
	return []resolvedTarget{{doc: &r.pkg.Doc}}
}

// set reports whether it changed the text.
func (e *docEntry) set(doc *string) bool {
	text := e.Doc.Value
	if e.Append.Given() {
		text = strings.TrimSpace(*doc + "\n\n" + e.Append.Value)
		if strings.HasSuffix(*doc, e.Append.Value) {
			return false
		}
	}
	if *doc == text {
		return false
	}
	*doc = text
	return true
}
