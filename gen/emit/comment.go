package emit

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// width is the maximum length of a comment line.
const width = 77

// commenter is a jen.File or a jen.Group.
type commenter interface {
	Comment(text string) *jen.Statement
}

// comment emits text as line comments. All text of a document is emitted by it:
// jennifer emits comments that begin with "//" unchanged, and here every line does.
func comment(to commenter, text string) {
	for _, line := range commentLines(text) {
		to.Comment(line)
	}
}

// linkTarget is the end of "[Name]: URL", which go doc takes for the target of the links
// with that name.
var linkTarget = regexp.MustCompile(`\]: ([A-Za-z]+:)`)

// commentLines wraps text. Paragraphs are separated by empty lines; one that begins
// with "- " is a list item.
func commentLines(text string) []string {
	var lines []string
	item := false
	for _, paragraph := range splitParagraphs(text) {
		paragraph = notHeading(linkTarget.ReplaceAllString(paragraph, "] : $1"))
		if after, ok := strings.CutPrefix(paragraph, "Deprecated:"); ok && paragraph != deprecation {
			paragraph = `"Deprecated:"` + after // only the document's flag deprecates
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

// notHeading returns a paragraph so that go doc does not take it for a heading: a line
// that begins with # or, before another paragraph, one without punctuation at its end.
func notHeading(paragraph string) string {
	paragraph = strings.TrimLeft(paragraph, "# ")
	last, _ := utf8.DecodeLastRuneInString(paragraph)
	if unicode.IsLetter(last) || unicode.IsDigit(last) || last == ')' {
		return paragraph + "."
	}
	return paragraph
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

// oneLine returns text with every run of spaces, control characters and invisible
// characters replaced by a space.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || model.IsInvisible(r) || strings.ContainsRune("\u2028\u2029\ufffd", r)
	}), " ")
}

// wrap breaks text into lines. It quotes "+build", which would make the comment a
// build constraint.
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

// nameFirst returns the document's text as a doc comment that begins with the name.
// A text that begins with an article or a verb in the third person continues after
// the name; any other follows the sentence fallback.
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

// fieldDoc returns the doc comment of a field or option: it begins with the name if
// the document's text begins with an article.
func fieldDoc(name, text string, t *model.Type) string {
	first, rest, _ := strings.Cut(text, " ")
	switch first {
	case "A", "An", "The":
		is := " is "
		if t.Kind == model.Slice {
			is = " are "
		}
		return name + is + strings.ToLower(first) + " " + rest
	case "Whether":
		return name + " reports whether " + rest
	}
	return text
}

// article returns the indefinite article of a word.
func article(word string) string {
	if strings.ContainsRune("aeiou", rune(strings.ToLower(word)[0])) {
		return "an"
	}
	return "a"
}

// lowerFirst returns text with its first word in lower case if that is an article.
func lowerFirst(text string) string {
	first, rest, _ := strings.Cut(text, " ")
	if first == "A" || first == "An" || first == "The" {
		return strings.ToLower(first) + " " + rest
	}
	return text
}

// isVerb reports whether a word looks like "Sends": a capital, then lower-case
// letters that end in s.
func isVerb(word string) bool {
	for i, r := range word {
		if (i == 0) != unicode.IsUpper(r) || !unicode.IsLetter(r) {
			return false
		}
	}
	return len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss")
}

// deprecation is the paragraph by which tools recognize deprecated symbols.
const deprecation = "Deprecated: It is deprecated in the service's REST document."

// deprecated appends the paragraph if a symbol is deprecated.
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
	fallback := "is the definition " + c.Schema + " of the REST document."
	if c.Schema == "" { // an override created it
		fallback = "is an ID of the service."
	}
	return deprecated(nameFirst(c.Name, c.Doc, fallback), c.Deprecated)
}
