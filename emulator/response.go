package emulator

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs/wire/serve"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
)

// setCommonHeaders sets the headers that every response of the service has.
func setCommonHeaders(header http.Header, r *http.Request) {
	vector := r.Header.Get("MS-CV")
	if vector == "" {
		vector = rand.Text()[:16] + ".0"
	}
	header.Set("MS-CV", vector)
	header.Set("X-Azure-Ref", "emulator-"+rand.Text())
}

// withErrorEncoder returns the transport t after setting the encoder for its own
// errors, such as those for malformed requests.
func withErrorEncoder(t *serve.Transport, encodeError errorEncoder) *serve.Transport {
	t.ErrorBody = func(f *serve.Error) []byte {
		return encodeError(&engine.Error{Status: f.StatusCode, Code: f.Code, Message: f.Message})
	}
	return t
}

// reject writes an error response without calling the operation.
func reject(w http.ResponseWriter, err error, encodeError errorEncoder) {
	f := newFailure(err, encodeError)
	maps.Copy(w.Header(), f.Header)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(f.StatusCode)
	_, _ = w.Write(f.Body) // fails if the client has disconnected
}

// newFailure returns the response for an error of the engine. An error that is not
// an *engine.Error is an internal error of the emulator, with status 500.
func newFailure(err error, encodeError errorEncoder) *serve.Error {
	engineErr, ok := errors.AsType[*engine.Error](err)
	if !ok {
		engineErr = &engine.Error{Status: http.StatusInternalServerError, Code: "InternalServerError", Message: err.Error()}
	}
	f := &serve.Error{StatusCode: engineErr.Status, Code: engineErr.Code, Message: engineErr.Message, Header: http.Header{}, Body: encodeError(engineErr)}
	if engineErr.RetryAfter > 0 {
		f.Header.Set("Retry-After", strconv.Itoa(int(engineErr.RetryAfter/time.Second)))
	}
	return f
}

// emptyResponse returns the responders for an operation without a response body.
func emptyResponse[T any](encodeError errorEncoder, status int, err error) (resp azfake.Responder[T], errResp azfake.ErrorResponder) {
	if err != nil {
		errResp.SetError(newFailure(err, encodeError))
		return resp, errResp
	}
	var none T
	resp.SetResponse(status, none, nil)
	return resp, errResp
}

// jsonResponse returns the responders for an operation with a JSON body. It
// encodes the body itself, because the generated models encode what clients send,
// which differs from the service's response.
//
//nolint:unparam // the fake's functions return two responders, one of which is empty
func jsonResponse[T any](
	encodeError errorEncoder, status int, body any, err error, header http.Header,
) (resp azfake.Responder[T], errResp azfake.ErrorResponder) {
	if err != nil {
		errResp.SetError(newFailure(err, encodeError))
		return resp, errResp
	}
	errResp.SetError(&serve.Error{StatusCode: status, Header: header, Body: encodeJSON(body)})
	return resp, errResp
}

// pageResponse returns the responder for a page of a Chat list, with the link to
// the next page.
func pageResponse[T, A, B any](ctx context.Context, page engine.Page[A], err error, item func(A) B) (resp azfake.PagerResponder[T]) {
	if err != nil {
		resp.AddError(newFailure(err, encodeChatError))
		return resp
	}
	body := wirePage[B]{mapSlice(page.Items, item), nextLink(ctx, page.Continuation)}
	resp.AddError(&serve.Error{StatusCode: http.StatusOK, Body: encodeJSON(body)})
	return resp
}

// encodeJSON returns v as JSON. The emulator's values consist of strings, numbers
// and identifiers, whose encoding cannot fail.
func encodeJSON(v any) []byte {
	var data bytes.Buffer
	e := json.NewEncoder(&data)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) //nolint:errchkjson // see above
	return bytes.TrimSuffix(data.Bytes(), []byte("\n"))
}

// callInfoKey is the context key of a callInfo.
type callInfoKey struct{}

// callInfo is the information about a request that the fakes' functions do not
// receive as arguments.
type callInfo struct {
	request *http.Request
	caller  engine.Caller
}

func withCallInfo(r *http.Request, caller engine.Caller) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), callInfoKey{}, callInfo{r, caller}))
}

func callInfoFrom(ctx context.Context) callInfo {
	c, _ := ctx.Value(callInfoKey{}).(callInfo)
	return c
}

func callerFrom(ctx context.Context) engine.Caller { return callInfoFrom(ctx).caller }

// versionFrom returns the api-version of the request.
func versionFrom(ctx context.Context) version {
	return version(callInfoFrom(ctx).request.URL.Query().Get("api-version"))
}

// absoluteURL returns the URL of a path on the host of the request. It does not
// escape ':' and '@', as the service does not.
func absoluteURL(ctx context.Context, path string) string {
	r := callInfoFrom(ctx).request
	u := url.URL{Scheme: "https", Host: r.Host, Path: path}
	if r.TLS == nil {
		u.Scheme = "http"
	}
	return u.String()
}

// nextLink returns the URL of the next page of the requested list, or "" if the
// page is the last one.
func nextLink(ctx context.Context, continuation string) string {
	if continuation == "" {
		return ""
	}
	query := url.Values{"api-version": {string(versionFrom(ctx))}, "continuationToken": {continuation}}
	if size := callInfoFrom(ctx).request.URL.Query().Get("maxPageSize"); size != "" {
		query.Set("maxPageSize", size)
	}
	return absoluteURL(ctx, callInfoFrom(ctx).request.URL.Path) + "?" + query.Encode() + "&" + unusualEscapes
}

// unusualEscapes ends every next link. Like the next links of the service, it has
// unnecessary and lower-case escapes, which a client preserves only if it uses the
// link byte for byte.
const unusualEscapes = "syncState=%7e%2D%3a"

// continuationToken returns the continuation token in the URL of the request, or
// "" if there is none. If the URL is a next link that the client has modified, it
// returns an invalid token, which the engine rejects.
func continuationToken(ctx context.Context) string {
	requestURL := callInfoFrom(ctx).request.URL
	token := requestURL.Query().Get("continuationToken")
	if token != "" && !strings.HasSuffix(requestURL.RawQuery, unusualEscapes) {
		return "modified next link"
	}
	return token
}
