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

// setCommonHeaders sets the headers that every answer of the service has.
func setCommonHeaders(header http.Header, r *http.Request) {
	vector := r.Header.Get("MS-CV")
	if vector == "" {
		vector = rand.Text()[:16] + ".0"
	}
	header.Set("MS-CV", vector)
	header.Set("X-Azure-Ref", "emulator-"+rand.Text())
}

// encodeErrorsOf makes a fake answer with errors in that form, also with those that it
// finds itself.
func (encodeError errorEncoder) encodeErrorsOf(t *serve.Transport) *serve.Transport {
	t.ErrorBody = func(f *serve.Failure) []byte {
		return encodeError(&engine.Error{Status: f.Status, Code: f.Code, Message: f.Message})
	}
	return t
}

// reject answers with an error before an operation is reached.
func reject(w http.ResponseWriter, err error, encodeError errorEncoder) {
	f := failure(err, encodeError)
	maps.Copy(w.Header(), f.Header)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(f.Status)
	_, _ = w.Write(f.Body) // the client may have gone
}

// failure is the answer for an error of the engine, in the form of one of
// the services. An error that is no refusal is a fault of ours: 500.
func failure(err error, encodeError errorEncoder) *serve.Failure {
	rejection, ok := errors.AsType[*engine.Error](err)
	if !ok {
		rejection = &engine.Error{Status: http.StatusInternalServerError, Code: "InternalServerError", Message: err.Error()}
	}
	f := &serve.Failure{Status: rejection.Status, Code: rejection.Code, Message: rejection.Message, Header: http.Header{}, Body: encodeError(rejection)}
	if rejection.RetryAfter > 0 {
		f.Header.Set("Retry-After", strconv.Itoa(int(rejection.RetryAfter/time.Second)))
	}
	return f
}

// emptyResponse makes the responders of an operation without a body back.
func emptyResponse[T any](encodeError errorEncoder, status int, err error) (resp azfake.Responder[T], errResp azfake.ErrorResponder) {
	if err != nil {
		errResp.SetError(failure(err, encodeError))
		return resp, errResp
	}
	var none T
	resp.SetResponse(status, none, nil)
	return resp, errResp
}

// jsonResponse makes the responders of an operation that answers with a body of ours:
// the models are made for clients, and leave out or write otherwise what the
// service sends.
//
//nolint:unparam // the fake's functions return two responders, one of which is empty
func jsonResponse[T any](
	encodeError errorEncoder, status int, body any, err error, header http.Header,
) (resp azfake.Responder[T], errResp azfake.ErrorResponder) {
	if err != nil {
		errResp.SetError(failure(err, encodeError))
		return resp, errResp
	}
	errResp.SetError(&serve.Failure{Status: status, Header: header, Body: encode(body)})
	return resp, errResp
}

// pageResponse makes the responder of a page of Chat, with a link to the next one.
func pageResponse[T, A, B any](ctx context.Context, page engine.Page[A], err error, item func(A) B) (resp azfake.PagerResponder[T]) {
	if err != nil {
		resp.AddError(failure(err, chatBody))
		return resp
	}
	body := wirePage[B]{each(page.Items, item), nextLink(ctx, page.Continuation)}
	resp.AddError(&serve.Failure{Status: http.StatusOK, Body: encode(body)})
	return resp
}

// encode returns JSON. What the emulator sends is of texts, numbers and
// identifiers, which never fail.
func encode(v any) []byte {
	var data bytes.Buffer
	e := json.NewEncoder(&data)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) //nolint:errchkjson // see above
	return bytes.TrimSuffix(data.Bytes(), []byte("\n"))
}

// callKey is where a context holds a call.
type callKey struct{}

// call is what the functions behind the fakes have to know beside the arguments.
type call struct {
	request *http.Request
	caller  engine.Caller
}

func withCall(r *http.Request, caller engine.Caller) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), callKey{}, call{r, caller}))
}

func callOf(ctx context.Context) call {
	c, _ := ctx.Value(callKey{}).(call)
	return c
}

func callerOf(ctx context.Context) engine.Caller { return callOf(ctx).caller }

// versionOf returns the api-version of the request.
func versionOf(ctx context.Context) version {
	return version(callOf(ctx).request.URL.Query().Get("api-version"))
}

// location returns an absolute address at the host that the client has asked.
// ':' and '@' stay in it as they are, as the service writes them.
func location(ctx context.Context, path string) string {
	r := callOf(ctx).request
	u := url.URL{Scheme: "https", Host: r.Host, Path: path}
	if r.TLS == nil {
		u.Scheme = "http"
	}
	return u.String()
}

// nextLink returns the address of the next page of the list that is asked for,
// or "" on the last one.
func nextLink(ctx context.Context, continuation string) string {
	if continuation == "" {
		return ""
	}
	query := url.Values{"api-version": {string(versionOf(ctx))}, "continuationToken": {continuation}}
	return location(ctx, callOf(ctx).request.URL.Path) + "?" + query.Encode() + "&" + oddEscapes
}

// oddEscapes stands at the end of next links, as odd as what the service writes
// there. It comes back as it is only if the client follows the link byte for byte.
const oddEscapes = "syncState=%7e%2D%3a"

// continuation returns the engine's token in the address of the request, which
// is a link that nextLink made, or "". A link that was changed has none that the
// engine takes.
func continuation(ctx context.Context) string {
	address := callOf(ctx).request.URL
	token := address.Query().Get("continuationToken")
	if token != "" && !strings.HasSuffix(address.RawQuery, oddEscapes) {
		return "changed"
	}
	return token
}
