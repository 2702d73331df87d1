package engine

import (
	"html"
	"strings"

	"github.com/microcosm-cc/bluemonday"
)

// newHTMLPolicy returns the elements and attributes that HTML messages may contain:
// formatting, lists, tables, links and images, but no scripts, styles or forms.
func newHTMLPolicy() *bluemonday.Policy {
	return bluemonday.UGCPolicy().RequireNoFollowOnLinks(false)
}

// checkContent returns the content of a message as it is stored: HTML is sanitised. It
// rejects content that is empty or too long.
func (c *opContext) checkContent(kind messageKind, content string) (string, error) {
	if content == "" {
		return "", badRequest("The content of a message must not be empty.")
	}
	if len(content) > MaxContent {
		return "", badRequest("The content of the message has %d bytes; the limit is %d.", len(content), MaxContent)
	}
	if kind == kindHTML {
		return c.sanitise(content), nil
	}
	return strings.Clone(content), nil
}

// sanitise removes the elements and attributes that a message must not contain. If there
// are none, it returns the content unchanged, without the escapes that the policy adds.
func (c *opContext) sanitise(content string) string {
	clean := c.htmlPolicy.Sanitize(content)
	if html.UnescapeString(clean) == html.UnescapeString(content) {
		return strings.Clone(content)
	}
	return clean
}
