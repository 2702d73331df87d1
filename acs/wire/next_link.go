package wire

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// The maximum lengths of parts of an error about a link, in bytes. Links of the service
// have some 500.
const (
	maxLinkText = 1024
	maxPathText = 256
)

// resolveLink resolves a link that is relative to the URL base, as RFC 3986 describes
// in section 5.2, but leaves its characters as they are: the links of the service have
// raw ':' and '@' in their paths. Other links are returned unchanged.
func resolveLink(base, link string) string {
	end := strings.IndexAny(link, "?#")
	if end < 0 {
		end = len(link)
	}
	path, query := link[:end], link[end:]
	if colon := strings.IndexAny(path, ":/"); colon >= 0 && path[colon] == ':' {
		return link // it has a scheme, or is invalid
	}
	base, _, _ = strings.Cut(base, "?")
	scheme, rest, _ := strings.Cut(base, "//")
	host, basePath, _ := strings.Cut(rest, "/")
	switch {
	case path == "":
		return base + query
	case strings.HasPrefix(path, "//"):
		return scheme + link
	case !strings.HasPrefix(path, "/"):
		path = "/" + basePath[:strings.LastIndexByte(basePath, '/')+1] + path
	}
	return scheme + "//" + host + removeDotSegments(path) + query
}

// removeDotSegments removes the segments "." and ".." of an absolute path, as RFC 3986
// describes in section 5.2.4.
func removeDotSegments(path string) string {
	if !strings.Contains(path, "/.") {
		return path
	}
	segments := strings.Split(path[1:], "/")
	kept := segments[:0]
	for i, segment := range segments {
		isLast := i == len(segments)-1
		switch segment {
		case ".", "..":
			if segment == ".." {
				kept = kept[:max(0, len(kept)-1)]
			}
			if isLast {
				kept = append(kept, "")
			}
		default:
			kept = append(kept, segment)
		}
	}
	return "/" + strings.Join(kept, "/")
}

// splitPath returns the unescaped segments of an absolute path. A segment that is not
// validly escaped is returned as it is.
func splitPath(path string) []string {
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, segment := range segments {
		if text, err := url.PathUnescape(segment); err == nil {
			segments[i] = text
		}
	}
	return segments
}

// endsWithPath reports whether an absolute path consists of the segments, after those
// of any path prefix that an endpoint or gateway has.
func endsWithPath(path string, segments []string) bool {
	given := splitPath(path)
	prefix := len(given) - len(segments)
	return prefix >= 0 && slices.Equal(given[prefix:], segments)
}

// linkText returns a link for an error: without its password, and cut if it is long.
func linkText(link string) string {
	scheme, rest, found := strings.Cut(link, "//")
	if !found {
		return cut(link, maxLinkText)
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	if at := strings.LastIndexByte(rest[:end], '@'); at >= 0 {
		if user, _, ok := strings.Cut(rest[:at], ":"); ok {
			rest = user + ":xxxxx" + rest[at:]
		}
	}
	return cut(scheme+"//"+rest, maxLinkText)
}

// linkError is the error of a link that must not be followed. The error that it wraps
// may contain parts of the link of any length.
type linkError struct{ err error }

// continuationToken is the link from which a caller continues a list, as an argument.
const continuationToken = "options.ContinuationToken"

// newLinkError returns the error of a call whose link must not be followed. err may
// contain the link, which the result contains once.
func newLinkError(operation, linkName, link string, err error) error {
	if parsing, ok := errors.AsType[*url.Error](err); ok {
		err = parsing.Err
	}
	err = fmt.Errorf("%q: %w", linkText(link), &linkError{err})
	if linkName == continuationToken {
		err = &ArgumentError{linkName, err}
	} else {
		err = fmt.Errorf("%s %w", linkName, err)
	}
	return &CallError{Operation: operation, Outcome: OutcomeNotDone, Err: err}
}

// Error returns the text of the wrapped error, cut if it is long.
func (e *linkError) Error() string { return cut(e.err.Error(), maxLinkText) }

// Unwrap returns the wrapped error.
func (e *linkError) Unwrap() error { return e.err }
