package scaffold

import (
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/chatgen-go/chatgen/gen"
)

// packageName returns a name that fits the document: what distinguishes its title
// from those of other services, or else the name of its file; "" if neither is a
// valid name.
func packageName(title, spec string) string {
	var words []string
	for _, word := range splitWords(title) {
		if !slices.Contains(commonWords(), word) {
			words = append(words, word)
		}
	}
	base := filepath.Base(spec)
	fileWords := splitWords(strings.TrimSuffix(base, filepath.Ext(base)))
	for _, name := range []string{strings.Join(words, ""), strings.Join(fileWords, "")} {
		if gen.ValidPackageName(name) {
			return name
		}
	}
	return ""
}

// commonWords are those that many titles of services have.
func commonWords() []string {
	return []string{"api", "azure", "client", "communication", "communications", "microsoft", "of", "rest", "service", "services", "the"}
}

// splitWords returns the words of a text in lower case. A word ends before a
// character that is not a letter or digit, and before a capital letter that follows
// a small one.
func splitWords(text string) []string {
	var words []string
	word, previous := "", ' '
	end := func() {
		if word != "" {
			words = append(words, word)
		}
		word = ""
	}
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) || unicode.IsUpper(r) && unicode.IsLower(previous) {
			end()
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			word += string(unicode.ToLower(r))
		}
		previous = r
	}
	end()
	return words
}
