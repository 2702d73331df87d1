package emulator

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs/wire/serve"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
)

// maxBody is the maximum size of a request body, in bytes. The largest valid body
// adds 200 participants with 1 KB of metadata each.
const maxBody = 1 << 20

// service is one of the two services behind the endpoint, Chat or Identity.
type service struct {
	transports  map[version]*serve.Transport // for each supported API version
	versions    []version
	supported   string // the versions, as the service lists them
	encodeError errorEncoder
	responded   azfake.ErrorResponder // see newResponded
	// echoesRequestID is true if responses repeat x-ms-client-request-id, whether or not
	// the request asks for it.
	echoesRequestID bool
	// errorCharset is the version since which the content type of errors, other than a
	// 401, has a charset. If it is empty, none has.
	errorCharset version
	strictLinks  bool
	// timeout is the maximum time for a request body to arrive, and for a client to
	// read a response.
	timeout time.Duration
	// authenticate returns the caller of a request, or an error that rejects it.
	authenticate func(r *http.Request, body []byte) (engine.Caller, error)
}

// newService returns a service that has a transport for each version.
func newService(versions []version, encodeError errorEncoder, newTransport func() *serve.Transport) service {
	s := service{timeout: 30 * time.Second, versions: versions, encodeError: encodeError, responded: newResponded(), transports: map[version]*serve.Transport{}}
	names := make([]string, len(versions))
	for i, v := range versions {
		t := newTransport()
		t.ErrorBody = func(f *serve.Error) []byte {
			return encodeError(v, &engine.Error{Status: f.StatusCode, Code: f.Code, Message: v.requestError(f.Message)})
		}
		s.transports[v], names[i] = t, string(v)
	}
	s.supported = strings.Join(names, ", ")
	return s
}

// operation returns the name of the operation that a request is for, or "". The
// operations are the same in every version.
func (s service) operation(r *http.Request) string {
	return s.transports[s.versions[0]].Operation(r)
}

// ServeHTTP handles a request. Before it calls the operation, it checks, in this
// order, that the operation exists, the API version is supported, the content type
// is correct, the body is complete and not too large, and the caller is authenticated.
func (s service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Api-Supported-Versions", s.supported)
	query := r.URL.Query()
	v := version(query.Get("api-version"))
	if id := r.Header.Get("x-ms-client-request-id"); id != "" && (s.echoesRequestID || v.echoesRequestID(r)) {
		w.Header().Set("x-ms-client-request-id", id)
	}
	accepted, err := s.accept(w, r, query, v)
	if err != nil {
		s.reject(w, v, err)
		return
	}
	s.transports[v].ServeHTTP(w, accepted)
}

// accept returns the request to pass to the operation, or an error that rejects it.
func (s service) accept(w http.ResponseWriter, r *http.Request, query url.Values, v version) (*http.Request, error) {
	operation := s.operation(r)
	if operation == "" {
		return nil, s.noOperation(w.Header(), r)
	}
	if err := s.checkVersion(r, v); err != nil {
		return nil, err
	}
	if err := checkContentType(r, v); err != nil {
		return nil, err
	}
	body, err := s.readBody(w, r)
	if err != nil {
		return nil, err
	}
	info := callInfo{
		request: r, body: body, version: v, encodeError: func(e *engine.Error) []byte { return s.encodeError(v, e) }, strictLinks: s.strictLinks,
		response: w, responded: s.responded,
	}
	if info.caller, err = s.authenticate(r, body); err != nil {
		return nil, err
	}
	info.caller = v.caller(withEffects(r.Context(), info.caller))
	next := withCallInfo(r, &info)
	if form := linkFormOf(operation); form != nil {
		if size := query.Get(v.pageSizeParameter()); size != "" {
			query.Set("maxPageSize", size)
		}
		if info.list, err = newListQuery(form, query); err != nil {
			return nil, err
		}
		if err := info.checkLink(query); err != nil {
			return nil, err
		}
		next.URL = info.list.firstPageURL(r.URL, query)
	}
	next.Body = io.NopCloser(bytes.NewReader(v.currentBody(operation, body)))
	return next, nil
}

// readBody reads the body of a request, which must arrive before the timeout.
func (s service) readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength == 0 {
		return nil, nil
	}
	controller := http.NewResponseController(w)
	_ = controller.SetReadDeadline(time.Now().Add(s.timeout)) // fails if there is no connection
	// In HTTP/2 it is a deadline of the body only, in HTTP/1 of the connection.
	if r.ProtoMajor == 1 {
		defer func() { _ = controller.SetReadDeadline(time.Time{}) }()
	}
	body, err := readAll(http.MaxBytesReader(w, r.Body, maxBody), r.ContentLength)
	if err == nil {
		return body, nil
	}
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return nil, &engine.Error{
			Status: http.StatusRequestEntityTooLarge, Code: "RequestEntityTooLarge",
			Message: fmt.Sprintf("The request body is too large; the limit is %d bytes.", maxBody),
		}
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil, &engine.Error{
			Status: http.StatusRequestTimeout, Code: "RequestTimeout",
			Message: fmt.Sprintf("The request body did not arrive within %v.", s.timeout),
		}
	}
	return nil, &engine.Error{Status: http.StatusBadRequest, Code: "BadRequest", Message: "The request body is incomplete."}
}

// readAll reads a body, whose length is -1 if it is not known.
func readAll(body io.Reader, length int64) ([]byte, error) {
	if length < 0 || length > maxBody {
		return io.ReadAll(body)
	}
	data := make([]byte, length)
	_, err := io.ReadFull(body, data)
	return data, err
}

// methods returns the methods that have an operation for the path of a request.
func (s service) methods(r *http.Request) []string {
	var methods []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := *r
		other.Method = method
		if s.operation(currentRoute(&other)) != "" {
			methods = append(methods, method)
		}
	}
	return methods
}

// noOperation returns the error for a request that does not match an operation. If
// the path supports other methods, it lists them in the Allow header.
func (s service) noOperation(header http.Header, r *http.Request) error {
	allowed := strings.Join(s.methods(r), ", ")
	if allowed == "" {
		return &engine.Error{Status: http.StatusNotFound, Code: "NotFound"}
	}
	header.Set("Allow", allowed)
	return &engine.Error{
		Status: http.StatusMethodNotAllowed, Code: "MethodNotAllowed",
		Message: fmt.Sprintf("The method %s is not allowed. Allowed methods: %s.", r.Method, allowed),
	}
}

// checkVersion rejects a request whose api-version is missing or not supported.
func (s service) checkVersion(r *http.Request, v version) error {
	switch {
	case v == "":
		return &engine.Error{
			Status: http.StatusBadRequest, Code: "ApiVersionUnspecified", Message: "An API version is required, but was not specified.",
		}
	case !slices.Contains(s.versions, v):
		return &engine.Error{
			Status: http.StatusBadRequest, Code: "UnsupportedApiVersion",
			Message: fmt.Sprintf("The HTTP resource that matches the request URI '%s' does not support the API version '%s'.", absoluteURL(r, r.URL.Path), v),
		}
	}
	return nil
}
