package wire

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ResponseHead is the status and the headers of a successful response.
type ResponseHead struct {
	StatusCode int
	header     http.Header
}

// ReadHead makes the calls that send the request read the head of a successful response
// with read, before they decode its body. R is the type of the response.
func ReadHead[R any](r *Request, read func(*R, *ResponseHead)) {
	r.readHead = func(response any, head *ResponseHead) {
		if typed, ok := response.(*R); ok {
			read(typed, head)
		}
	}
}

// ReadHeader sets value to a header. It does not change value if the header is missing or
// parse rejects it: a call that has had its effect does not fail for a header. The values
// of a repeated header are joined with commas.
func ReadHeader[T any](h *ResponseHead, name string, value *T, parse func(string) (T, bool)) {
	text := strings.Join(h.header.Values(name), ", ")
	if text == "" {
		return
	}
	if parsed, ok := parse(text); ok {
		*value = parsed
	}
}

// ParsePointer is like parse, but returns a pointer to the value.
func ParsePointer[T any](parse func(string) (T, bool)) func(string) (*T, bool) {
	return func(text string) (*T, bool) {
		value, ok := parse(text)
		return &value, ok
	}
}

// ParseString returns text, and true.
func ParseString[T ~string](text string) (T, bool) { return T(text), true }

// ParseInt parses a decimal integer, and reports whether it is one that T can hold.
func ParseInt[T ~int32 | ~int64](text string) (T, bool) {
	value, err := strconv.ParseInt(text, 10, 64)
	return T(value), err == nil && int64(T(value)) == value
}

// ParseFloat parses a finite number, and reports whether it is one.
func ParseFloat[T ~float64](text string) (T, bool) {
	value, err := strconv.ParseFloat(text, 64)
	return T(value), err == nil && !math.IsInf(value, 0) && !math.IsNaN(value)
}

// ParseBool parses "true" or "false" in any case, and reports whether it is one of them.
func ParseBool[T ~bool](text string) (T, bool) {
	isTrue := strings.EqualFold(text, "true")
	return T(isTrue), isTrue || strings.EqualFold(text, "false")
}

// ParseTime parses an RFC 3339 time, and reports whether it is one.
func ParseTime(text string) (time.Time, bool) { return scanTime(text) }

// ParseDate parses a date such as "2006-01-02", and reports whether it is one.
func ParseDate(text string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, text)
	return t, err == nil
}

// ParseHTTPDate parses a time in one of the formats of HTTP headers, such as
// "Mon, 02 Jan 2006 15:04:05 GMT", and reports whether it is one.
func ParseHTTPDate(text string) (time.Time, bool) {
	t, err := http.ParseTime(text)
	return t.UTC(), err == nil
}
