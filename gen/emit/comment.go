package emit

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// width is how long a line of a comment gets before it is wrapped.
const width = 77

// commenter is a jen.File or a jen.Group.
type commenter interface {
	Comment(text string) *jen.Statement
}

// comment prints text as line comments. It is the only way for text of a
// document into a comment: jennifer prints what begins with "//" as it is, and
// every line here does.
func comment(to commenter, text string) {
	for _, line := range commentLines(text) {
		to.Comment(line)
	}
}

// commentLines wraps text. Empty lines part paragraphs; a paragraph that begins
// with "- " is an item of a list.
func commentLines(text string) []string {
	var lines []string
	item := false
	for _, paragraph := range splitParagraphs(text) {
		if after, ok := strings.CutPrefix(paragraph, "Deprecated:"); ok && paragraph != deprecation {
			paragraph = `"Deprecated:"` + after // the document says so by a flag, not in its texts
		}
		next := strings.HasPrefix(paragraph, "- ")
		if len(lines) > 0 && (!item || !next) {
			lines = append(lines, "//")
		}
		item = next
		first, rest := "// ", "// "
		if item {
			first, rest, paragraph = "//   - ", "//     ", paragraph[2:]
		}
		for _, line := range wrap(paragraph, width-len(rest)) {
			lines = append(lines, first+line)
			first = rest
		}
	}
	return lines
}

// splitParagraphs returns the paragraphs of a text, each on one line and
// without control characters.
func splitParagraphs(text string) []string {
	var paragraphs []string
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	for part := range strings.SplitSeq(text, "\n\n") {
		if line := oneLine(part); line != "" {
			paragraphs = append(paragraphs, line)
		}
	}
	return paragraphs
}

// oneLine returns text with every run of spaces and control characters as one
// space. Among these are those that reorder text, and U+FEFF, which Go refuses.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune("\u2028\u2029\ufeff\ufffd", r)
	}), " ")
}

// wrap breaks text into lines. None begins with "+build", which would make a
// build constraint of the comment.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if strings.HasPrefix(word, "+build") {
			word = strconv.Quote(word)
		}
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > width:
			lines, line = append(lines, line), word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

// nameFirst makes the document's text a doc comment: it begins with the name.
// Texts that begin with a verb in the third person or with an article read on
// after it; before any other stands fallback, a sentence of ours.
func nameFirst(name, text, fallback string) string {
	first, rest, _ := strings.Cut(text, " ")
	switch {
	case text == "":
		return name + " " + fallback
	case first == name:
		return text
	case first == "A" || first == "An" || first == "The":
		return name + " is " + strings.ToLower(first) + " " + rest
	case isVerb(strings.TrimRight(first, ".,:;")):
		return name + " " + strings.ToLower(first) + " " + rest
	}
	return name + " " + fallback + "\n\n" + text
}

// isVerb says whether a word looks like "Sends": a capital, then small letters,
// the last an s.
func isVerb(word string) bool {
	for i, r := range word {
		if (i == 0) != unicode.IsUpper(r) || !unicode.IsLetter(r) {
			return false
		}
	}
	return len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss")
}

// deprecation is the paragraph by which tools know that a thing is going away.
const deprecation = "Deprecated: the service's document marks it so."

// deprecated adds the paragraph if a thing is going away.
func deprecated(text string, is bool) string {
	if !is {
		return text
	}
	return text + "\n\n" + deprecation
}

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// declDoc is the doc comment of a named type.
func declDoc(c *model.TypeInfo) string {
	fallback := "stands for the document's " + c.Schema + "."
	if c.Schema == "" { // an override makes it
		fallback = "is an ID of the service."
	}
	return deprecated(nameFirst(c.Name, c.Doc, fallback), c.Deprecated)
}
