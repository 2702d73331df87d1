package report

import (
	"errors"
	"strings"
)

// The markers of the part of a page that is rewritten.
const (
	beginMarker = "<!-- bench-peers begins -->\n"
	endMarker   = "<!-- bench-peers ends -->\n"
)

// Replace returns page with text between its two markers.
func Replace(page, text string) (string, error) {
	before, rest, ok := strings.Cut(page, beginMarker)
	if !ok {
		return "", errors.New("the marker " + strings.TrimSpace(beginMarker) + " is missing")
	}
	_, after, ok := strings.Cut(rest, endMarker)
	if !ok {
		return "", errors.New("the marker " + strings.TrimSpace(endMarker) + " is missing")
	}
	return before + beginMarker + text + endMarker + after, nil
}
