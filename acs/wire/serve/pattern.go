package serve

import (
	"net/url"
	"strings"
)

// pathParameter is the value of a path parameter.
type pathParameter struct{ name, value string }

// pattern is a parsed path template.
type pattern struct {
	segments   []segmentPattern
	parameters int
}

// segmentPattern is a segment of a path template: literal text, or a parameter with
// text before and after it.
type segmentPattern struct {
	before, after string // before is the complete text if there is no parameter
	parameter     string // the name, or ""
	isRest        bool   // the parameter matches all remaining segments
}

func parsePattern(template string) pattern {
	var p pattern
	for text := range strings.SplitSeq(template, "/") {
		before, after, isParameter := strings.Cut(text, "{")
		s := segmentPattern{before: before}
		if isParameter {
			p.parameters++
			s.parameter, s.after, _ = strings.Cut(after, "}")
			s.parameter, s.isRest = strings.CutSuffix(s.parameter, "...")
		}
		p.segments = append(p.segments, s)
	}
	return p
}

// matches reports whether the pattern matches an escaped path. Parameters match segments
// that are not empty, and "{name...}" matches all remaining segments.
func (p pattern) matches(path string) bool {
	for i, s := range p.segments {
		if s.isRest {
			return true
		}
		segment, rest, more := strings.Cut(path, "/")
		if !s.matches(segment) || more == (i == len(p.segments)-1) {
			return false
		}
		path = rest
	}
	return true
}

func (s segmentPattern) matches(segment string) bool {
	if s.parameter != "" && s.before == "" && s.after == "" {
		return segment != ""
	}
	text, ok := unescape(segment)
	if s.parameter == "" {
		return ok && text == s.before
	}
	return ok && len(text) > len(s.before)+len(s.after) && strings.HasPrefix(text, s.before) && strings.HasSuffix(text, s.after)
}

// unescape returns a segment without escapes, and reports whether they are valid.
func unescape(segment string) (string, bool) {
	text, err := url.PathUnescape(segment)
	return text, err == nil
}

// values returns the parameters of a path that the pattern matches. The value of
// "{name...}" is not unescaped.
func (p pattern) values(path string) []pathParameter {
	if p.parameters == 0 {
		return nil
	}
	values := make([]pathParameter, 0, p.parameters)
	for _, s := range p.segments {
		if s.isRest {
			return append(values, pathParameter{s.parameter, path})
		}
		segment, rest, _ := strings.Cut(path, "/")
		if s.parameter != "" {
			text, _ := unescape(segment)
			values = append(values, pathParameter{s.parameter, text[len(s.before) : len(text)-len(s.after)]})
		}
		path = rest
	}
	return values
}
