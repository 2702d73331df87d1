package wire

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Request builds one request. It records the first error, such as an invalid
// argument, which [Call] returns without sending the request.
type Request struct {
	method         string
	template       string   // path with parameters in braces
	first          [4]param // the first parameters, which take no allocation
	more           []param  // the others
	count          int      // of all parameters
	mediaType      string
	accept         string // media types of responses, or "" for JSON
	body           []byte // nil for none
	nonIdempotent  bool
	keyed          bool  // see [CallWithKey]
	noBodyStatuses []int // statuses of responses without a body
	readHead       func(response any, head *ResponseHead)
	pace           pace
	err            error
}

// param is a parameter of a request.
type param struct {
	location    location
	name, value string
}

// location is the part of a request that contains a parameter.
type location int

// The locations of parameters. Raw parameters are not escaped.
const (
	inPath location = iota
	inRawPath
	inQuery
	inRawQuery
	inHeader
)

// NewRequest returns a request for a path template such as
// "/chat/threads/{chatThreadId}".
func NewRequest(method, template string) *Request {
	return &Request{method: method, template: template}
}

// add adds a parameter.
func (r *Request) add(in location, name, value string) {
	if p := (param{in, name, value}); r.count < len(r.first) {
		r.first[r.count] = p
	} else {
		r.more = append(r.more, p)
	}
	r.count++
}

// param returns a parameter by its index.
func (r *Request) param(i int) param {
	if i < len(r.first) {
		return r.first[i]
	}
	return r.more[i-len(r.first)]
}

// Fail records err, unless an error has already been recorded.
func (r *Request) Fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// Path replaces {name} in the template with value as a single segment. IDs may
// contain any byte, including '/', ':' and '@', so it escapes everything except
// letters, digits and "-._~". An empty value, "." and ".." are errors, because they
// would change the path.
func (r *Request) Path(name, value string) {
	r.NotEmpty(name, len(value))
	if value == "." || value == ".." {
		r.failArgumentf(name, "%q cannot be part of a path", value)
	}
	r.add(inPath, name, value)
}

// RawPath replaces {name} in the template with value without escaping it, for
// parameters that contain several segments.
func (r *Request) RawPath(name, value string) { r.add(inRawPath, name, value) }

// Query adds a query parameter.
func (r *Request) Query(name, value string) { r.add(inQuery, name, value) }

// OptionalQuery adds a query parameter unless value is empty.
func (r *Request) OptionalQuery(name, value string) {
	if value != "" {
		r.Query(name, value)
	}
}

// RawQuery adds a query parameter whose value is escaped already, such as a list by
// [JoinEscaped].
func (r *Request) RawQuery(name, value string) { r.add(inRawQuery, name, value) }

// OptionalRawQuery is like [Request.RawQuery], but omits the parameter if value is empty.
func (r *Request) OptionalRawQuery(name, value string) {
	if value != "" {
		r.RawQuery(name, value)
	}
}

// Header sets a header to the value of the named argument. It records an error if HTTP
// cannot carry the value: if it has control characters other than tabs, such as a line
// end, or white space at its ends, which a receiver removes.
func (r *Request) Header(name, argument, value string) {
	if strings.Trim(value, " \t") != value || strings.ContainsFunc(value, isForbiddenInHeader) {
		r.failArgumentf(argument, "%q is invalid; a header must not have control characters, nor spaces at its ends", truncate(value))
	}
	r.add(inHeader, name, value)
}

func isForbiddenInHeader(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }

// OptionalHeader is like [Request.Header], but omits the header if value is empty.
func (r *Request) OptionalHeader(name, argument, value string) {
	if value != "" {
		r.Header(name, argument, value)
	}
}

// RequestID sets the header by which the service recognizes a retry of the same
// request to id, which is the named argument, or to a random UUID (version 4) if id is
// empty. All attempts of a call send the same value.
func (r *Request) RequestID(header, argument, id string) {
	if id == "" {
		id = newUUID().String()
	}
	r.Header(header, argument, id)
}

// FirstSent sets the header with the time of the first attempt, which a service requires
// beside a request ID, to the named argument, or to the current time if that is zero. All
// attempts of a call send the same value.
func (r *Request) FirstSent(header, argument string, at time.Time) {
	if at.IsZero() {
		at = time.Now()
	}
	r.Header(header, argument, HTTPDate(at))
}

// MarkNonIdempotent marks the request as non-idempotent. It is then retried only if
// the service cannot have processed it; see [Config.RetryNonIdempotent].
func (r *Request) MarkNonIdempotent() { r.nonIdempotent = true }

// Pace makes the request wait for a client's [Pacer], if it has one. Requests to the same
// host with the same group and key share the rates.
// If the key is "", only requests of the same client do.
func (r *Request) Pace(group, key string, rates func() []Rate) {
	r.pace = pace{group, key, rates}
}

// Accept sets the media types of the responses, separated by commas. Without it, they are
// application/json.
func (r *Request) Accept(mediaTypes string) { r.accept = mediaTypes }

// NoBodyStatuses sets the expected statuses whose responses have no body, if those
// with other expected statuses do. Their bodies are ignored.
func (r *Request) NoBodyStatuses(statuses ...int) { r.noBodyStatuses = statuses }

// NotEmpty records an error if length, the length of the named argument, is 0.
func (r *Request) NotEmpty(argument string, length int) {
	if length == 0 {
		r.failArgumentf(argument, "must not be empty")
	}
}

// MaxItems records an error if the named argument has more than limit items.
func (r *Request) MaxItems(argument string, items, limit int) {
	if items > limit {
		r.failArgumentf(argument, "%d items, but at most %d are accepted", items, limit)
	}
}

// DurationInRange records an error if the named argument is set and is not between
// minimum and maximum, inclusive.
func (r *Request) DurationInRange(argument string, value, minimum, maximum time.Duration) {
	if value != 0 && (value < minimum || value > maximum) {
		r.failArgumentf(argument, "%s is not between %s and %s", value, minimum, maximum)
	}
}

// Body sets the media type and the JSON body, which encode writes.
func (r *Request) Body(mediaType string, encode func(*Encoder)) {
	data, err := marshal(encode, true)
	if err != nil {
		r.failBody(err)
		return
	}
	r.body = data
	r.mediaType = mediaType
}

// OptionalBody is like [Request.Body], but omits the body if encode writes only zero
// values.
func (r *Request) OptionalBody(mediaType string, encode func(*Encoder)) {
	e := Encoder{inRequest: true}
	encode(&e)
	if e.nonZeroCount > 0 {
		r.Body(mediaType, encode)
	}
}

// Int returns an integer as text for a path, query or header.
func Int[T ~int32 | ~int64](v T) string { return strconv.FormatInt(int64(v), 10) }

// OptionalInt is like [Int], but returns "" for 0.
func OptionalInt[T ~int32 | ~int64](v T) string {
	if v == 0 {
		return ""
	}
	return Int(v)
}

// Float returns a number as text for a path, query or header.
func Float[T ~float64](v T) string { return strconv.FormatFloat(float64(v), 'g', -1, 64) }

// OptionalFloat is like [Float], but returns "" for 0.
func OptionalFloat[T ~float64](v T) string {
	if v == 0 {
		return ""
	}
	return Float(v)
}

// Bool returns "true" or "false".
func Bool[T ~bool](v T) string { return strconv.FormatBool(bool(v)) }

// OptionalBool is like [Bool], but returns "" for false.
func OptionalBool[T ~bool](v T) string {
	if !v {
		return ""
	}
	return Bool(v)
}

// OptionalTime is like [FormatTime], but returns "" for the zero time.
func OptionalTime(v time.Time) string {
	if v.IsZero() {
		return ""
	}
	return FormatTime(v)
}

// Date returns the date of a time, such as "2006-01-02".
func Date(v time.Time) string { return v.Format(time.DateOnly) }

// OptionalDate is like [Date], but returns "" for the zero time.
func OptionalDate(v time.Time) string {
	if v.IsZero() {
		return ""
	}
	return Date(v)
}

// HTTPDate returns a time in the format of HTTP headers, such as
// "Mon, 02 Jan 2006 15:04:05 GMT", without fractions of a second.
func HTTPDate(v time.Time) string { return v.UTC().Format(http.TimeFormat) }

// OptionalHTTPDate is like [HTTPDate], but returns "" for the zero time.
func OptionalHTTPDate(v time.Time) string {
	if v.IsZero() {
		return ""
	}
	return HTTPDate(v)
}

// Join returns the values, separated by separator.
func Join[T ~string](values []T, separator string) string {
	return JoinText(values, separator, func(v T) string { return string(v) })
}

// JoinText converts the values with text and returns the results, separated by
// separator.
func JoinText[T any](values []T, separator string, text func(T) string) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = text(v)
	}
	return strings.Join(texts, separator)
}

// JoinEscaped returns the values for a query, each escaped, separated by commas that are
// not.
func JoinEscaped[T ~string](values []T) string {
	return JoinEscapedText(values, func(v T) string { return string(v) })
}

// JoinEscapedText converts the values with text and returns the results like
// [JoinEscaped].
func JoinEscapedText[T any](values []T, text func(T) string) string {
	return JoinText(values, ",", func(v T) string { return string(appendEscaped(nil, text(v))) })
}
