package emulator

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
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

// timeout is the maximum time for a request body to arrive, and for a client to read a
// response.
const timeout = 30 * time.Second

// service is one of the two services behind the endpoint, Chat or Identity.
type service struct {
	transports  map[version]*serve.Transport // for each supported API version
	versions    []version
	supported   []string // the header with the versions, as the service lists them
	encodeError errorEncoder
	responded   azfake.ErrorResponder // see newResponded
	// resultType is the header with the content type of results.
	resultType []string
	// echoesRequestID is true if responses repeat x-ms-client-request-id, whether or not
	// the request asks for it.
	echoesRequestID bool
	// errorCharset is the version since which the content type of errors, other than a
	// 401, has a charset. If it is empty, none has.
	errorCharset version
	strictLinks  bool
	timeout      time.Duration // see the constant; tests shorten it
	// authenticate returns the caller of a request, or an error that rejects it.
	authenticate func(r *http.Request, body []byte) (engine.Caller, error)
}

// newService returns a service that has a transport for each version.
func newService(versions []version, encodeError errorEncoder, newTransport func() *serve.Transport) *service {
	s := &service{
		timeout: timeout, versions: versions, encodeError: encodeError, responded: newResponded(), resultType: []string{jsonUTF8Type},
		transports: map[version]*serve.Transport{},
	}
	names := make([]string, len(versions))
	for i, v := range versions {
		t := newTransport()
		t.ErrorBody = func(f *serve.Error) []byte {
			return encodeError(v, &engine.Error{Status: f.StatusCode, Code: f.Code, Message: v.requestError(f.Message)})
		}
		s.transports[v], names[i] = t, string(v)
	}
	s.supported = []string{strings.Join(names, ", ")}
	return s
}

// operation returns the name of the operation that a request is for, or "". The
// operations are the same in every version.
func (s *service) operation(r *http.Request) string {
	return s.transports[s.versions[0]].Operation(r)
}

// ServeHTTP handles a request. Before it calls the operation, it checks, in this
// order, that the operation exists, the API version is supported, the content type
// is correct, the body is complete and not too large, and the caller is authenticated.
func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	const requestID = "X-Ms-Client-Request-Id"
	w.Header()["Api-Supported-Versions"] = s.supported
	v := versionOf(r)
	if id := r.Header[requestID]; len(id) > 0 && id[0] != "" && (s.echoesRequestID || v.echoesRequestID(r)) {
		w.Header()[requestID] = id[:1:1]
	}
	accepted, err := s.accept(w, r, v)
	if err != nil {
		s.reject(w, v, err)
		return
	}
	s.transports[v].ServeHTTP(w, accepted)
}

// accept returns the request to pass to the operation, or an error that rejects it.
func (s *service) accept(w http.ResponseWriter, r *http.Request, v version) (*http.Request, error) {
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
	info := callInfo{request: r, body: body, version: v, service: s, response: w}
	if info.caller, err = s.authenticate(r, body); err != nil {
		return nil, err
	}
	info.caller = v.caller(withEffects(r.Context(), info.caller))
	next := withCallInfo(r, &info)
	if form := linkFormOf(operation); form != nil {
		if next.URL, err = info.readList(form); err != nil {
			return nil, err
		}
	}
	next.Body = &memoryBody{*bytes.NewBuffer(v.currentBody(operation, body))}
	return next, nil
}

// readBody reads the body of a request, which must arrive before the timeout.
func (s *service) readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength == 0 {
		return nil, nil
	}
	stop := limitReading(w, r, s.timeout)
	body, err := readAll(w, r)
	stop(err == nil)
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

// limitReading makes reading the body fail after the timeout. The caller calls stop after
// the last read, and reports whether the body is complete. If it may not be, the deadline of
// an HTTP/1 connection stays, because net/http reads on before it responds.
func limitReading(w http.ResponseWriter, r *http.Request, timeout time.Duration) (stop func(isComplete bool)) {
	controller := http.NewResponseController(w)
	if r.ProtoMajor == 1 {
		_ = controller.SetReadDeadline(time.Now().Add(timeout)) // fails if there is no connection
		return func(isComplete bool) {
			if isComplete {
				_ = controller.SetReadDeadline(time.Time{})
			}
		}
	}
	// To set a deadline of an HTTP/2 stream takes longer than to read a short body.
	expired := make(chan struct{})
	timer := time.AfterFunc(timeout, func() {
		_ = controller.SetReadDeadline(time.Unix(0, 0))
		close(expired)
	})
	return func(bool) {
		if !timer.Stop() {
			<-expired // the controller must not be used after the request
		}
	}
}

// readAll reads the body of a request.
func readAll(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength < 0 || r.ContentLength > maxBody {
		return io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	}
	data := make([]byte, r.ContentLength)
	_, err := io.ReadFull(r.Body, data)
	return data, err
}

// memoryBody is a request body that was read.
type memoryBody struct{ bytes.Buffer }

// Close does nothing.
func (*memoryBody) Close() error { return nil }

// methods returns the methods that have an operation for the path of a request.
func (s *service) methods(r *http.Request) []string {
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
func (s *service) noOperation(header http.Header, r *http.Request) error {
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
func (s *service) checkVersion(r *http.Request, v version) error {
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
