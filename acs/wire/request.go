package wire

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"
	"github.com/google/uuid"
)

// Request describes one request, from its template to its body. What is wrong
// with it is kept and returned by the call.
type Request struct {
	method         string
	path           string
	query          []string // "name=value", escaped, in order
	header         http.Header
	body           []byte
	nonIdempotent  bool
	noBodyStatuses []int // statuses of answers without a body
	err            error
}

// NewRequest starts a request for a path template such as
// "/chat/threads/{chatThreadId}".
func NewRequest(method, template string) *Request {
	return &Request{method: method, path: template, header: http.Header{}}
}

// Fail keeps err as the reason why the request cannot be sent. The first one
// counts.
func (r *Request) Fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// Path fills {name} of the template with value as one segment. IDs may hold any
// byte, also '/', ':' and '@', so everything but letters, digits and "-._~" is
// escaped. An empty value, "." and ".." would name another path: they fail the
// request.
func (r *Request) Path(name, value string) {
	r.NotEmpty(name, len(value))
	if value == "." || value == ".." {
		r.Fail(fmt.Errorf("%s is %q, which cannot be part of a path", name, value))
	}
	r.path = strings.Replace(r.path, "{"+name+"}", escape(value), 1)
}

// RawPath fills {name} of the template with value as it is, for parameters that
// hold several segments.
func (r *Request) RawPath(name, value string) {
	r.path = strings.Replace(r.path, "{"+name+"}", value, 1)
}

// Query adds a parameter to the query.
func (r *Request) Query(name, value string) {
	r.query = append(r.query, escape(name)+"="+escape(value))
}

// OptionalQuery is [Request.Query], but adds nothing for an empty value.
func (r *Request) OptionalQuery(name, value string) {
	if value != "" {
		r.Query(name, value)
	}
}

// Header sets a header.
func (r *Request) Header(name, value string) { r.header.Set(name, value) }

// OptionalHeader is [Request.Header], but sets nothing for an empty value.
func (r *Request) OptionalHeader(name, value string) {
	if value != "" {
		r.Header(name, value)
	}
}

// RequestID sets the header by which the service recognizes a further try of
// the same request: to id, or if that is empty to a random UUID (version 4).
// Every try of one call has the same.
func (r *Request) RequestID(header, id string) {
	if id == "" {
		id = uuid.NewString()
	}
	r.Header(header, id)
}

// MarkNonIdempotent marks a request that must not be carried out twice. It is sent again
// only if the service cannot have carried it out: see [Config.RetryNonIdempotent].
func (r *Request) MarkNonIdempotent() { r.nonIdempotent = true }

// NoBodyStatuses names the statuses, of those that mean success, whose answers have no
// body while others have one: what comes with them is not read.
func (r *Request) NoBodyStatuses(statuses ...int) { r.noBodyStatuses = statuses }

// NotEmpty fails the request if the argument of that name has no length.
func (r *Request) NotEmpty(argument string, length int) {
	if length == 0 {
		r.Fail(fmt.Errorf("%s is empty", argument))
	}
}

// MaxItems fails the request if the argument of that name has more than limit
// items.
func (r *Request) MaxItems(argument string, items, limit int) {
	if items > limit {
		r.Fail(fmt.Errorf("%s has %d items, more than %d", argument, items, limit))
	}
}

// DurationInRange fails the request if the argument of that name is set and out of its
// range.
func (r *Request) DurationInRange(argument string, value, min, max time.Duration) {
	if value != 0 && (value < min || value > max) {
		r.Fail(fmt.Errorf("%s is %s, not from %s to %s", argument, value, min, max))
	}
}

// Body sets the JSON body that encode writes.
func (r *Request) Body(mediaType string, encode func(*Encoder)) {
	data, err := Marshal(encode)
	if err != nil {
		r.Fail(err)
		return
	}
	r.body = data
	r.header.Set("Content-Type", mediaType)
}

// OptionalBody is [Request.Body], but sets none if encode writes nothing but
// zero values.
func (r *Request) OptionalBody(mediaType string, encode func(*Encoder)) {
	var e Encoder
	encode(&e)
	if e.nonZeroCount > 0 {
		r.Body(mediaType, encode)
	}
}

// build makes the request for an endpoint. version is the value of api-version,
// or empty.
func (r *Request) build(ctx context.Context, endpoint, version string) (*policy.Request, error) {
	if r.err != nil {
		return nil, r.err
	}
	target := endpoint + r.path
	query := r.query
	if version != "" {
		query = append(query, "api-version="+escape(version))
	}
	if len(query) > 0 {
		target += "?" + strings.Join(query, "&")
	}
	req, err := runtime.NewRequest(ctx, r.method, target)
	if err != nil {
		return nil, err
	}
	req.SetOperationValue(nonIdempotentKey(r.nonIdempotent))
	maps.Copy(req.Raw().Header, r.header)
	if r.body == nil {
		return req, nil
	}
	return req, req.SetBody(streaming.NopCloser(bytes.NewReader(r.body)), r.header.Get("Content-Type"))
}

// escape leaves only RFC 3986's unreserved characters as they are.
func escape(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}

// Int returns the text of a number in a path, query or header.
func Int[T ~int32 | ~int64](v T) string { return strconv.FormatInt(int64(v), 10) }

// OptionalInt is [Int], but empty for 0.
func OptionalInt[T ~int32 | ~int64](v T) string {
	if v == 0 {
		return ""
	}
	return Int(v)
}

// Float returns the text of a number in a path, query or header.
func Float[T ~float64](v T) string { return strconv.FormatFloat(float64(v), 'g', -1, 64) }

// OptionalFloat is [Float], but empty for 0.
func OptionalFloat[T ~float64](v T) string {
	if v == 0 {
		return ""
	}
	return Float(v)
}

// Bool returns "true" or "false".
func Bool[T ~bool](v T) string { return strconv.FormatBool(bool(v)) }

// OptionalBool is [Bool], but empty for false.
func OptionalBool[T ~bool](v T) string {
	if !v {
		return ""
	}
	return Bool(v)
}

// OptionalTime is [FormatTime], but empty for the zero time.
func OptionalTime(v time.Time) string {
	if v.IsZero() {
		return ""
	}
	return FormatTime(v)
}

// Date returns the day of a time, "2006-01-02".
func Date(v time.Time) string { return v.Format(time.DateOnly) }

// OptionalDate is [Date], but empty for the zero time.
func OptionalDate(v time.Time) string {
	if v.IsZero() {
		return ""
	}
	return Date(v)
}

// Join returns the values with separator between them.
func Join[T ~string](values []T, separator string) string {
	return JoinText(values, separator, func(v T) string { return string(v) })
}

// JoinText returns what text makes of the values, with separator between them.
func JoinText[T any](values []T, separator string, text func(T) string) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = text(v)
	}
	return strings.Join(texts, separator)
}
