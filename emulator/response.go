package emulator

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs/wire"
	"github.com/chatgen-go/chatgen/acs/wire/serve"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
)

// setCommonHeaders sets the headers that every response of the service has.
func setCommonHeaders(header http.Header, r *http.Request) {
	var random [32]byte
	for i := 0; i < len(random); i += 8 {
		binary.NativeEndian.PutUint64(random[i:], rand.Uint64()) //nolint:gosec // the values are not secret
	}
	text := append(base64.RawStdEncoding.AppendEncode(make([]byte, 0, 80), random[:16]), ".0"...)
	end := len(text)
	both := string(base64.RawURLEncoding.AppendEncode(append(text, "emulator-"...), random[16:]))
	values := []string{both[:end], both[end:]}
	if vector := r.Header.Get("Ms-Cv"); vector != "" {
		values[0] = vector
	}
	header["Ms-Cv"], header["X-Azure-Ref"] = values[:1:1], values[1:]
}

// bufferSize is the number of bytes of a response that net/http holds back in HTTP/2.
const bufferSize = 4096

// responseWriter sets the content type of JSON responses as the service does: with a
// charset, except in most errors. It limits the time in which a client must read the
// response. In HTTP/2, a short response has no deadline of its own, which would wake the
// goroutine of the connection: a Listener disconnects a client that reads nothing and
// answers no ping. One that answers, but whose flow control lets no response through, is
// not disconnected; the streams of its connection then stay open.
type responseWriter struct {
	http.ResponseWriter

	request      *http.Request
	errorCharset version // see service.errorCharset
	timeout      time.Duration
	isHTTP2      bool
	size         int // of what was written
}

// WriteHeader sets the content type and writes the header.
func (w *responseWriter) WriteHeader(status int) {
	switch header := w.Header(); header.Get("Content-Type") {
	case jsonType:
		header.Set("Content-Type", w.jsonType(status))
	case "":
		header.Del("Content-Type")
	}
	if !w.isHTTP2 {
		w.setDeadline()
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write writes a part of the response.
func (w *responseWriter) Write(data []byte) (int, error) {
	before := w.size
	w.size += len(data)
	if w.isHTTP2 && before <= bufferSize && w.size > bufferSize {
		w.setDeadline()
	}
	return w.ResponseWriter.Write(data)
}

func (w *responseWriter) setDeadline() {
	limit := w.timeout
	if !w.isHTTP2 && w.request.ContentLength != 0 {
		limit *= 2 // net/http first reads the rest of the body, until the deadline for reading
	}
	_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(time.Now().Add(limit)) // fails if there is no connection
}

// jsonType returns the content type of JSON in a response with a status.
func (w *responseWriter) jsonType(status int) string {
	switch {
	case status < http.StatusBadRequest:
		return jsonUTF8Type
	case status == http.StatusUnauthorized || w.errorCharset == "":
		return jsonType
	case versionOf(w.request) < w.errorCharset:
		return jsonType
	default:
		return jsonUTF8Type
	}
}

// Unwrap returns the underlying writer, for http.ResponseController.
func (w *responseWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// emptyResponse returns the responders for an operation without a response body.
func emptyResponse[T any](ctx context.Context, status int, err error) (resp azfake.Responder[T], errResp azfake.ErrorResponder) {
	if err != nil {
		errResp.SetError(newFailure(err, callInfoFrom(ctx).encodeError))
		return resp, errResp
	}
	var none T
	resp.SetResponse(status, none, nil)
	return resp, errResp
}

// otherEmptyResponse returns the responders for a response without a body whose status the
// document of the current version does not have.
//
//nolint:unparam // see jsonResponse
func otherEmptyResponse[T any](status int) (resp azfake.Responder[T], errResp azfake.ErrorResponder) {
	errResp.SetError(&serve.Error{StatusCode: status, Header: http.Header{"Content-Type": {""}}, Body: []byte{}})
	return resp, errResp
}

// updateResponse returns the responders for an update, which is a 200 in the first preview.
func updateResponse[T any](ctx context.Context, err error) (azfake.Responder[T], azfake.ErrorResponder) {
	if err == nil && versionFrom(ctx).hasMembers() {
		return otherEmptyResponse[T](http.StatusOK)
	}
	return emptyResponse[T](ctx, http.StatusNoContent, err)
}

// jsonResponse writes the response of an operation with a JSON body, and returns the
// responders that report this. It encodes the result itself, because the generated
// models encode what clients send, which differs from the service's response.
//
//nolint:unparam // the fake's functions return two responders, one of which is empty
func jsonResponse[T, R any](
	ctx context.Context, status int, err error, result R, write func(*wire.Encoder, R),
) (resp azfake.Responder[T], errResp azfake.ErrorResponder) {
	info := callInfoFrom(ctx)
	if err != nil {
		errResp.SetError(newFailure(err, info.encodeError))
		return resp, errResp
	}
	info.writeJSON(status, encode(func(e *wire.Encoder) { write(e, result) }))
	return resp, info.service.responded
}

// pageResponse writes a page of a Chat list, with the link to the next page, and returns
// the responder that reports this.
func pageResponse[T, A any](ctx context.Context, page engine.Page[A], err error, item func(*wire.Encoder, A)) (resp azfake.PagerResponder[T]) {
	info := callInfoFrom(ctx)
	if err != nil {
		resp.AddError(newFailure(err, info.encodeError))
		return resp
	}
	link := info.nextLink(page.Continuation)
	info.writeJSON(http.StatusOK, encode(func(e *wire.Encoder) { encodePage(e, page.Items, link, item) }))
	resp.AddError(serve.ErrResponded)
	return resp
}

// newResponded returns the responder of an operation that has written its response.
func newResponded() (errResp azfake.ErrorResponder) {
	errResp.SetError(serve.ErrResponded)
	return errResp
}

// encodeJSON returns v as JSON. The emulator's values consist of strings, numbers
// and identifiers, whose encoding cannot fail.
func encodeJSON(v any) []byte { return encodeWithIndent(v, "") }

// indentJSON returns v as JSON that is indented as errors of Chat are: by two spaces,
// with CRLF between the lines.
func indentJSON(v any) []byte {
	return bytes.ReplaceAll(encodeWithIndent(v, "  "), []byte("\n"), []byte("\r\n"))
}

func encodeWithIndent(v any, indent string) []byte {
	var data bytes.Buffer
	e := json.NewEncoder(&data)
	e.SetEscapeHTML(false)
	if indent != "" {
		e.SetIndent("", indent)
	}
	_ = e.Encode(v) //nolint:errchkjson // see encodeJSON
	return bytes.TrimSuffix(data.Bytes(), []byte("\n"))
}

// callInfoKey is the context key of a callInfo.
type callInfoKey struct{}

// callInfo is the information about a request that the fakes' functions do not
// receive as arguments.
type callInfo struct {
	request  *http.Request
	body     []byte // of the request
	version  version
	caller   engine.Caller
	list     listQuery // if the operation is a list
	service  *service
	response http.ResponseWriter
}

// encodeError encodes an error as the version of the request defines.
func (c *callInfo) encodeError(e *engine.Error) []byte { return c.service.encodeError(c.version, e) }

// writeJSON writes the response.
func (c *callInfo) writeJSON(status int, body []byte) {
	c.response.Header()["Content-Type"] = c.service.resultType
	c.response.WriteHeader(status)
	_, _ = c.response.Write(body) // fails if the client has disconnected
}

func withCallInfo(r *http.Request, info *callInfo) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), callInfoKey{}, info))
}

func callInfoFrom(ctx context.Context) *callInfo {
	info, _ := ctx.Value(callInfoKey{}).(*callInfo)
	return info
}

func callerFrom(ctx context.Context) engine.Caller { return callInfoFrom(ctx).caller }

func versionFrom(ctx context.Context) version { return callInfoFrom(ctx).version }

// absoluteURL returns the URL of a path on the host of the request. It does not
// escape ':' and '@', as the service does not in next links.
func absoluteURL(r *http.Request, path string) string {
	return origin(r) + (&url.URL{Path: path}).EscapedPath()
}

// origin returns the scheme and host of the request.
func origin(r *http.Request) string { return scheme(r) + r.Host }

// scheme returns the scheme of the request as it begins URLs.
func scheme(r *http.Request) string {
	if r.TLS == nil {
		return "http://"
	}
	return "https://"
}

// setLocation sets the header with the URL of a created thread, or of a message if it is
// not empty, unless creating it failed. The service escapes ':' in it, but not '@'.
func setLocation(ctx context.Context, err error, thread, message string) {
	if err != nil {
		return
	}
	info, separator := callInfoFrom(ctx), ""
	if message != "" {
		separator = "/messages/"
	}
	thread = strings.ReplaceAll(url.PathEscape(thread), ":", "%3A")
	info.response.Header().Set("Location", scheme(info.request)+info.request.Host+"/chat/threads/"+thread+separator+message)
}
