package emulator

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/acs/wire/serve"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
)

// maxBody is the maximum size of a request body, in bytes. The largest valid body
// adds 200 participants with 1 KB of metadata each.
const maxBody = 1 << 20

// service is one of the two services behind the endpoint, Chat or Identity.
type service struct {
	transport   *serve.Transport
	versions    []string // supported API versions
	encodeError errorEncoder
	// authenticate returns the caller of a request, or an error that rejects it.
	authenticate func(r *http.Request, body []byte) (engine.Caller, error)
}

// ServeHTTP handles a request. Before it calls the operation, it checks, in this
// order, that the operation exists, the API version is supported, the body is
// complete and not too large, the content type is correct, and the caller is
// authenticated.
func (s service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("api-supported-versions", strings.Join(s.versions, ", "))
	if s.transport.Operation(r) == "" {
		reject(w, s.noOperation(w.Header(), r), s.encodeError)
		return
	}
	if err := s.checkVersion(r); err != nil {
		reject(w, err, s.encodeError)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := new(http.MaxBytesError); err != nil && !errors.As(err, &tooLarge) {
		reject(w, &engine.Error{Status: http.StatusBadRequest, Code: "BadRequest", Message: "The request body is incomplete."}, s.encodeError)
		return
	}
	if err != nil {
		err = &engine.Error{
			Status: http.StatusRequestEntityTooLarge, Code: "RequestEntityTooLarge",
			Message: fmt.Sprintf("The request body is too large; the limit is %d bytes.", maxBody),
		}
		reject(w, err, s.encodeError)
		return
	}
	if err := checkPatch(r); err != nil {
		reject(w, err, s.encodeError)
		return
	}
	caller, err := s.authenticate(r, body)
	if err != nil {
		reject(w, err, s.encodeError)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	s.transport.ServeHTTP(w, withCallInfo(r, withEffects(r.Context(), caller)))
}

// noOperation returns the error for a request that does not match an operation. If
// the path supports other methods, it lists them in the Allow header.
func (s service) noOperation(header http.Header, r *http.Request) error {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete} {
		other := *r
		other.Method = method
		if s.transport.Operation(&other) != "" {
			allowed = append(allowed, method)
		}
	}
	if allowed == nil {
		return &engine.Error{Status: http.StatusNotFound, Code: "NotFound"}
	}
	header.Set("Allow", strings.Join(allowed, ", "))
	return &engine.Error{
		Status: http.StatusMethodNotAllowed, Code: "MethodNotAllowed",
		Message: fmt.Sprintf("The method %s is not allowed. Allowed methods: %s.", r.Method, strings.Join(allowed, ", ")),
	}
}

// checkPatch rejects a PATCH request whose body is not a merge patch.
func checkPatch(r *http.Request) error {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method != http.MethodPatch || err == nil && media == "application/merge-patch+json" {
		return nil
	}
	return &engine.Error{
		Status: http.StatusUnsupportedMediaType, Code: "UnsupportedMediaType",
		Message: "The content type of a PATCH request must be application/merge-patch+json.",
	}
}

// checkVersion rejects a request whose api-version is missing or not supported.
func (s service) checkVersion(r *http.Request) error {
	version := r.URL.Query().Get("api-version")
	switch {
	case version == "":
		return &engine.Error{Status: http.StatusBadRequest, Code: "ApiVersionUnspecified", Message: "An api-version is required."}
	case !slices.Contains(s.versions, version):
		return &engine.Error{
			Status: http.StatusBadRequest, Code: "UnsupportedApiVersion", Message: fmt.Sprintf("The api-version %q is not supported.", version),
		}
	}
	return nil
}
