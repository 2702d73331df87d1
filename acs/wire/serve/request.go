package serve

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// Request is a request for one operation. What is wrong with it is kept and
// returned by [Request.Err], as an answer 400.
type Request struct {
	http      *http.Request
	operation string
	path      map[string]string
	pages     *pages
	err       error
}

// Context returns the request's context.
func (r *Request) Context() context.Context { return r.http.Context() }

// NotSet returns the error for an operation whose function is nil.
func (r *Request) NotSet() error {
	return fmt.Errorf("the fake's %s is not set", r.operation)
}

// Err returns what is wrong with the request, as a *[Failure], or nil.
func (r *Request) Err() error {
	if r.err == nil {
		return nil
	}
	return r.reject(r.err)
}

// reject returns err as an answer 400.
func (r *Request) reject(err error) error {
	return &Failure{Status: http.StatusBadRequest, Code: "BadRequest", Message: r.operation + ": " + err.Error()}
}

func (r *Request) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// Path returns a parameter of the path, unescaped.
func (r *Request) Path(name string) string { return r.path[name] }

// Query returns a parameter of the query, or "".
func (r *Request) Query(name string) string { return r.http.URL.Query().Get(name) }

// QueryAll returns a parameter of the query that may stand there repeatedly.
func QueryAll[T ~string](r *Request, name string) []T {
	var values []T
	for _, v := range r.http.URL.Query()[name] {
		values = append(values, T(v))
	}
	return values
}

// Continuation returns the address of the request if it is the next link of a
// page that a fake's function made, and otherwise "".
func (r *Request) Continuation() string {
	if r.Query("continuationToken") == "" {
		return ""
	}
	return r.http.URL.String()
}

// Header returns a header, or "".
func (r *Request) Header(name string) string { return r.http.Header.Get(name) }

// maxBody limits how much of a request is read, in bytes.
const maxBody = 16 << 20

// Body reads the JSON body, which must not be larger than 16 MiB. A request
// without one has no members.
func (r *Request) Body(decode func(*wire.Decoder) error) {
	var data []byte
	if r.http.Body != nil {
		var err error
		if data, err = io.ReadAll(http.MaxBytesReader(nil, r.http.Body, maxBody)); err != nil {
			r.fail(fmt.Errorf("body: %w", err))
			return
		}
	}
	if len(data) == 0 {
		return
	}
	err := wire.Unmarshal(data, &struct{}{}, func(_ *struct{}, d *wire.Decoder) error { return decode(d) })
	if err != nil {
		r.fail(fmt.Errorf("body: %w", err))
	}
}

// Int reads a whole number. Empty text is 0.
func Int[T ~int32 | ~int64](r *Request, name, text string) T {
	return parse(r, name, text, "a whole number", func(text string) (T, error) {
		v, err := strconv.ParseInt(text, 10, 64)
		if int64(T(v)) != v {
			err = strconv.ErrRange
		}
		return T(v), err
	})
}

// Float reads a number. Empty text is 0.
func Float[T ~float64](r *Request, name, text string) T {
	return parse(r, name, text, "a number", func(text string) (T, error) {
		v, err := strconv.ParseFloat(text, 64)
		return T(v), err
	})
}

// Bool reads "true" or "false". Empty text is false.
func Bool[T ~bool](r *Request, name, text string) T {
	return parse(r, name, text, "true or false", func(text string) (T, error) {
		if text != "true" && text != "false" {
			return false, strconv.ErrSyntax
		}
		return text == "true", nil
	})
}

// Time reads an RFC 3339 time. Empty text is the zero time.
func Time(r *Request, name, text string) time.Time {
	return parse(r, name, text, "an RFC 3339 time", func(text string) (time.Time, error) {
		t, err := time.Parse(time.RFC3339Nano, text)
		return t.UTC(), err
	})
}

// Date reads a day. Empty text is the zero time.
func Date(r *Request, name, text string) time.Time {
	return parse(r, name, text, "a date", func(text string) (time.Time, error) { return time.Parse(time.DateOnly, text) })
}

// List splits a list. Empty text is none.
func List[T ~string](text, separator string) []T {
	if text == "" {
		return nil
	}
	var values []T
	for part := range strings.SplitSeq(text, separator) {
		values = append(values, T(part))
	}
	return values
}

// Pointer returns nil for an empty text, and otherwise a pointer to value.
func Pointer[T any](text string, value T) *T {
	if text == "" {
		return nil
	}
	return &value
}

func parse[T any](r *Request, name, text, want string, read func(string) (T, error)) T {
	var zero T
	if text == "" {
		return zero
	}
	v, err := read(text)
	if err != nil {
		r.fail(fmt.Errorf("%s: want %s, got %q", name, want, text))
		return zero
	}
	return v
}

// match fits the escaped segments of a path into a template. The parameter of a
// segment may have text around it, and "{name...}" takes all segments that are
// left, escaped as they are.
func match(template string, segments []string) (map[string]string, bool) {
	want := strings.Split(template, "/")
	path := map[string]string{}
	for i, part := range want {
		if i == len(segments) {
			return nil, false
		}
		if name, ok := strings.CutSuffix(part, "...}"); ok {
			path[strings.TrimPrefix(name, "{")] = strings.Join(segments[i:], "/")
			return path, true
		}
		if !fit(part, segments[i], path) {
			return nil, false
		}
	}
	return path, len(want) == len(segments)
}

// fit fits an escaped segment into that of a template.
func fit(part, segment string, path map[string]string) bool {
	text, err := url.PathUnescape(segment)
	if err != nil {
		return false
	}
	before, after, isParam := strings.Cut(part, "{")
	if !isParam {
		return text == part
	}
	name, after, _ := strings.Cut(after, "}")
	text, begins := strings.CutPrefix(text, before)
	text, ends := strings.CutSuffix(text, after)
	path[name] = text
	return begins && ends && text != ""
}
