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

// Request is a request for one operation. It records the first error in its
// parameters or body, which [Request.Err] returns.
type Request struct {
	http      *http.Request
	operation string
	path      []pathParameter
	pages     *pageStore
	writeHead func(response any, head *ResponseHead)
	err       error
}

// Context returns the request's context.
func (r *Request) Context() context.Context { return r.http.Context() }

// NotSet returns the error for an operation whose function is not set.
func (r *Request) NotSet() error {
	return fmt.Errorf("the fake's %s is not set", r.operation)
}

// Err returns the recorded error as a *[Error] with status 400, or nil.
func (r *Request) Err() error {
	if r.err == nil {
		return nil
	}
	return r.reject(r.err)
}

// reject returns err as a *[Error] with status 400.
func (r *Request) reject(err error) error {
	return &Error{StatusCode: http.StatusBadRequest, Code: "BadRequest", Message: r.operation + ": " + err.Error()}
}

// fail records err, unless an error has already been recorded.
func (r *Request) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// Path returns an unescaped path parameter, or "".
func (r *Request) Path(name string) string {
	for _, p := range r.path {
		if p.name == name {
			return p.value
		}
	}
	return ""
}

// Query returns a query parameter, or "".
func (r *Request) Query(name string) string { return r.http.URL.Query().Get(name) }

// QueryAll returns all values of a repeated query parameter, or nil.
func QueryAll[T ~string](r *Request, name string) []T {
	var values []T
	for _, v := range r.http.URL.Query()[name] {
		values = append(values, T(v))
	}
	return values
}

// QueryList splits a query parameter at each comma that is not escaped. It returns nil if
// the parameter is missing or empty.
func QueryList[T ~string](r *Request, name string) []T {
	for pair := range strings.SplitSeq(r.http.URL.RawQuery, "&") {
		key, value, _ := strings.Cut(pair, "=")
		if key, err := url.QueryUnescape(key); err != nil || key != name || value == "" {
			continue
		}
		var values []T
		for part := range strings.SplitSeq(value, ",") {
			text, err := url.QueryUnescape(part)
			if err != nil {
				r.fail(fmt.Errorf("%s: %w", name, err))
			}
			values = append(values, T(text))
		}
		return values
	}
	return nil
}

// Continuation returns the URL of the request if it has the query parameter
// continuationToken, or else "". Such a URL is a next link that a function of the
// fake has set.
func (r *Request) Continuation() string {
	if r.Query("continuationToken") == "" {
		return ""
	}
	return r.http.URL.String()
}

// Header returns a header, or "".
func (r *Request) Header(name string) string { return r.http.Header.Get(name) }

// maxBody is the maximum size of a request body in bytes.
const maxBody = 16 << 20

// Body decodes the JSON body. It records an error if the body is invalid or larger
// than 16 MiB. If the request has no body, it does not call decode.
func (r *Request) Body(decode func(*wire.Decoder)) {
	data, err := r.readBody()
	if err != nil {
		r.fail(fmt.Errorf("body: %w", err))
		return
	}
	if len(data) == 0 {
		return
	}
	err = wire.Unmarshal(data, &struct{}{}, func(_ *struct{}, d *wire.Decoder) { decode(d) })
	if err != nil {
		r.fail(fmt.Errorf("body: %w", err))
	}
}

// readBody returns the body. One that is in memory, and has a method Bytes like a
// [bytes.Buffer], is not copied.
func (r *Request) readBody() ([]byte, error) {
	if r.http.Body == nil {
		return nil, nil
	}
	if b, ok := r.http.Body.(interface{ Bytes() []byte }); ok && len(b.Bytes()) <= maxBody {
		return b.Bytes(), nil
	}
	return io.ReadAll(http.MaxBytesReader(nil, r.http.Body, maxBody))
}

// Int parses an integer. An empty text is 0. For an invalid one it records an error
// that contains name.
func Int[T ~int32 | ~int64](r *Request, name, text string) T {
	return parse(r, name, text, "an integer", func(text string) (T, error) {
		v, err := strconv.ParseInt(text, 10, 64)
		if int64(T(v)) != v {
			err = strconv.ErrRange
		}
		return T(v), err
	})
}

// Float parses a number. An empty text is 0. For an invalid one it records an error
// that contains name.
func Float[T ~float64](r *Request, name, text string) T {
	return parse(r, name, text, "a number", func(text string) (T, error) {
		v, err := strconv.ParseFloat(text, 64)
		return T(v), err
	})
}

// Bool parses "true" or "false". An empty text is false. For any other one it records
// an error that contains name.
func Bool[T ~bool](r *Request, name, text string) T {
	return parse(r, name, text, "true or false", func(text string) (T, error) {
		if text != "true" && text != "false" {
			return false, strconv.ErrSyntax
		}
		return text == "true", nil
	})
}

// Time parses an RFC 3339 time and converts it to UTC. An empty text is the zero
// time. For an invalid one it records an error that contains name.
func Time(r *Request, name, text string) time.Time {
	return parse(r, name, text, "an RFC 3339 time", func(text string) (time.Time, error) {
		t, err := time.Parse(time.RFC3339Nano, text)
		return t.UTC(), err
	})
}

// Date parses a date, such as "2006-01-02". An empty text is the zero time. For an
// invalid one it records an error that contains name.
func Date(r *Request, name, text string) time.Time {
	return parse(r, name, text, "a date", func(text string) (time.Time, error) { return time.Parse(time.DateOnly, text) })
}

// HTTPDate parses a time in one of the formats of HTTP headers. An empty text is the zero
// time. For an invalid one it records an error that contains name.
func HTTPDate(r *Request, name, text string) time.Time {
	return parse(r, name, text, "an HTTP date", http.ParseTime)
}

// List splits a list at each separator. For an empty text it returns nil.
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

// Pointer returns a pointer to value, or nil if text is empty.
func Pointer[T any](text string, value T) *T {
	if text == "" {
		return nil
	}
	return &value
}

// parse converts text with convert. It returns the zero value if text is empty or
// invalid, and records an error if it is invalid.
func parse[T any](r *Request, name, text, want string, convert func(string) (T, error)) T {
	var zero T
	if text == "" {
		return zero
	}
	v, err := convert(text)
	if err != nil {
		r.fail(fmt.Errorf("%s: want %s, got %q", name, want, text))
		return zero
	}
	return v
}
