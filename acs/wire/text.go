package wire

import (
	"bytes"
	"mime"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// OneLine returns text on one line without control characters, truncated to limit
// characters, so that text from a service or a caller cannot flood a log or control a
// terminal.
func OneLine(text string, limit int) string {
	var b strings.Builder
	count, space := 0, false
	for _, r := range text {
		if unicode.IsSpace(r) || !unicode.IsPrint(r) {
			space = count > 0
			continue
		}
		if space && count < limit {
			b.WriteByte(' ')
			count++
		}
		if space = false; count == limit {
			return b.String() + "..."
		}
		b.WriteRune(r)
		count++
	}
	return b.String()
}

// maxQuoted is the maximum length of text in an error that names an invalid value.
const maxQuoted = 200

// Quote returns text in quotes for an error. It shortens text of more than 200 bytes.
func Quote(text string) string {
	return strconv.Quote(cut(text, maxQuoted))
}

// cut shortens text to limit bytes, or a few less for whole characters.
func cut(text string, limit int) string {
	if len(text) > limit {
		return text[:endOfRune(text, limit)] + "..."
	}
	return text
}

// endOfRune returns the end of the last whole character in the first n bytes of text, which
// has more.
func endOfRune(text string, n int) int {
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return n
}

// shorten removes the middle of text that is too long for an error.
func shorten(text string) string {
	const head, tail = 1500, 500
	if len(text) <= head+tail {
		return text
	}
	start := len(text) - tail
	for !utf8.RuneStart(text[start]) && start < len(text)-1 {
		start++
	}
	return text[:endOfRune(text, head)] + " ... " + text[start:]
}

// excerptSize is the number of bytes from which an excerpt is made.
const excerptSize = 1024

// excerpt returns the beginning of a body on one line, or "" if it is not text.
func excerpt(mediaType string, body []byte) string {
	const limit = 100
	start := body[:min(len(body), excerptSize)]
	for cut := 0; len(start) < len(body) && cut < utf8.UTFMax && !utf8.Valid(start); cut++ {
		start = start[:len(start)-1] // the last character may be incomplete
	}
	if !isText(mediaType) || !utf8.Valid(start) || bytes.ContainsRune(start, 0) {
		return ""
	}
	return OneLine(string(start), limit)
}

// isText reports whether a media type is one of text. A missing one may be.
func isText(mediaType string) bool {
	for _, part := range []string{"text/", "json", "xml", "javascript", "x-www-form-urlencoded"} {
		if strings.Contains(mediaType, part) {
			return true
		}
	}
	return mediaType == ""
}

// mediaTypeOf returns the media type in a Content-Type header, without parameters.
func mediaTypeOf(header string) string {
	if mediaType, _, err := mime.ParseMediaType(header); err == nil {
		header = mediaType
	}
	return OneLine(header, maxQuoted)
}
