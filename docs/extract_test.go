package docs_test

import (
	"fmt"
	"regexp"
	"strings"
)

// snippet is a Go code block of a page.
type snippet struct {
	page  string // file name, from the top of the repository
	line  int    // line of its first line of code
	given string // parameters that a fragment takes from the text around it
	code  string
}

// In a page, the comment before a fragment declares the variables that the
// fragment uses but does not define:
//
//	<!-- given: ctx context.Context, thread *chat.ThreadClient -->
//	```go
//	_, err := thread.SendMessage(ctx, "hello", nil)
//	```
var givenComment = regexp.MustCompile(`^<!-- given: (.+) -->$`)

// extract returns the Go code blocks of a page.
func extract(page, text string) ([]snippet, error) {
	var found []snippet
	var block *snippet // the open Go block, if any
	given, other := "", false
	for i, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		comment := givenComment.FindStringSubmatch(line)
		fence := strings.HasPrefix(trimmed, "```")
		switch {
		case fence && block != nil:
			found, block = append(found, *block), nil
		case block != nil:
			block.code += line + "\n"
		case fence && other:
			other = false
		case other:
		case trimmed == "```go":
			block, given = &snippet{page: page, line: i + 2, given: given}, ""
		case given != "":
			return nil, fmt.Errorf("%s:%d: the comment \"given\" must be on the line before a Go code block", page, i)
		case fence:
			other = true
		case comment != nil:
			given = comment[1]
		}
	}
	if block != nil || other {
		return nil, fmt.Errorf("%s: a code block has no end", page)
	}
	return found, nil
}
