package payload

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"unicode/utf16"
)

// Writing is a page of messages in one of the ways in which JSON can express it.
type Writing struct {
	Name     string
	Messages int
	Body     []byte
}

// Writings returns the pages that the contenders read. The first six have the same
// 200 messages. Times are never escaped, because encoding/json cannot read
// escapes in them.
func Writings() []Writing {
	page := messages(200, true)
	return []Writing{
		{"ordinary", 200, write(page, plain())},
		{"first character escaped", 200, write(page, style{escape: escapeFirst})},
		{"all characters escaped", 200, write(page, style{escape: escapeAll})},
		{"members shuffled", 200, write(page, style{escape: escapeOrdinary, arrange: shuffle()})},
		{"unknown members added", 200, write(page, style{escape: escapeOrdinary, arrange: addUnknown})},
		{"indented", 200, indent(write(page, plain()))},
		{"page of 1", 1, Messages(1)},
		{"page of 1,000", 1000, Messages(1000)},
	}
}

// The kinds of values of a page. The members of values are data, not names that
// a model declares: nothing is added to them.
type (
	text    string
	instant string
	number  string
	list    []any
	object  []member
	values  []member
	member  struct {
		name  string
		value any
	}
)

// style is a way of writing.
type style struct {
	escape  func(to []byte, s string) []byte
	arrange func(object) object // returns the members to write, or is nil
}

func plain() style { return style{escape: escapeOrdinary} }

func write(value any, s style) []byte { return s.append(nil, value) }

func (s style) append(to []byte, value any) []byte {
	switch v := value.(type) {
	case text:
		return append(s.escape(append(to, '"'), string(v)), '"')
	case instant:
		return append(append(append(to, '"'), v...), '"')
	case number:
		return append(to, v...)
	case list:
		to = append(to, '[')
		for i, item := range v {
			if i > 0 {
				to = append(to, ',')
			}
			to = s.append(to, item)
		}
		return append(to, ']')
	case values:
		return s.appendMembers(to, v)
	case object:
		if s.arrange != nil {
			v = s.arrange(v)
		}
		return s.appendMembers(to, v)
	}
	panic(fmt.Sprintf("chatgen bug: a payload contains a %T", value))
}

func (s style) appendMembers(to []byte, members []member) []byte {
	to = append(to, '{')
	for i, m := range members {
		if i > 0 {
			to = append(to, ',')
		}
		to = s.append(append(append(append(to, '"'), m.name...), '"', ':'), m.value)
	}
	return append(to, '}')
}

// escapeOrdinary escapes what the service's encoder escapes.
func escapeOrdinary(to []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			to = append(to, '\\', byte(r))
		case r < 0x20 || r > 0x7e || r == '<' || r == '>' || r == '&' || r == '\'' || r == '+':
			to = appendEscape(to, r)
		default:
			to = append(to, byte(r))
		}
	}
	return to
}

// escapeFirst also escapes the first character, so that no string can be a part
// of the body.
func escapeFirst(to []byte, s string) []byte {
	for i, r := range s {
		if i > 0 {
			return escapeOrdinary(to, s[i:])
		}
		to = appendEscape(to, r)
	}
	return to
}

func escapeAll(to []byte, s string) []byte {
	for _, r := range s {
		to = appendEscape(to, r)
	}
	return to
}

func appendEscape(to []byte, r rune) []byte {
	for _, unit := range utf16.AppendRune(nil, r) {
		to = fmt.Appendf(to, `\u%04X`, unit)
	}
	return to
}

// shuffle returns a function that changes the order of members, differently for
// each object, but the same in each run.
func shuffle() func(object) object {
	random := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same order in each run
	return func(o object) object {
		o = slices.Clone(o)
		random.Shuffle(len(o), func(i, j int) { o[i], o[j] = o[j], o[i] })
		return o
	}
}

// addUnknown appends two members that no model declares.
func addUnknown(o object) object {
	return append(slices.Clip(o),
		member{"futureText", text("from a later version of the service")},
		member{"futureObject", values{{"number", number("-12.5e3")}, {"list", list{text("x"), number("true"), number("null")}}}})
}

func indent(body []byte) []byte {
	var to bytes.Buffer
	if err := json.Indent(&to, body, "", "  "); err != nil {
		panic("chatgen bug: " + err.Error())
	}
	return to.Bytes()
}
