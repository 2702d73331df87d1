package override

import "strings"

// docEntry replaces a text of the document, or appends a paragraph to it. For the
// package it may also set the name of the service.
type docEntry struct {
	Package flag `yaml:"package"`
	target
	Doc    text `yaml:"doc"`
	Title  text `yaml:"title"`
	Append text `yaml:"append"`
	common
}

func (e *docEntry) subject() subject {
	if e.Package.IsSet() {
		return subject{"package", "package"}
	}
	return e.target.subject()
}

func (e *docEntry) apply(a *applier) string {
	if e.Doc.IsSet() == e.Append.IsSet() {
		a.reject(e.common.Pos, e.subject().name, "either doc or append is required", "add one of them")
		return ""
	}
	if e.Title.IsSet() && !e.Package.IsSet() {
		a.reject(e.Title.Key, "title", "is only supported with package", "remove it")
		return ""
	}
	changed := e.Title.IsSet() && a.pkg.Title != e.Title.Value
	if changed {
		a.pkg.Title = e.Title.Value
	}
	for _, s := range e.findTexts(a) {
		changed = e.setText(s.doc) || changed
	}
	switch {
	case !changed:
		return ""
	case e.Append.IsSet():
		return "paragraph added"
	}
	return "text replaced"
}

// findTexts returns the targets whose texts the entry changes.
func (e *docEntry) findTexts(a *applier) []resolvedTarget {
	switch {
	case !e.Package.IsSet():
		return e.find(a)
	case !e.Package.Value:
		a.reject(e.Package.Key, "package", "must be true", "remove it if the entry has another target")
		return nil
	case e.target.subject().name != "" || e.Expect != nil:
		a.reject(e.Package.Key, "package", "cannot be combined with another target or expect", "use two entries")
		return nil
	}
	return []resolvedTarget{{doc: &a.pkg.Doc}}
}

// setText replaces or extends a text, and reports whether that changed it.
func (e *docEntry) setText(doc *string) bool {
	text := e.Doc.Value
	if e.Append.IsSet() {
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
