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

// maxBody is how much of a request is read, in bytes. The largest that counts
// has 200 participants with 1 KB of metadata each.
const maxBody = 1 << 20

// service is one of the two services behind the endpoint, Chat or Identity.
type service struct {
	transport   *serve.Transport
	versions    []string     // of the REST API
	encodeError errorEncoder // of errors
	// caller returns who makes a request, or why it is refused.
	caller func(r *http.Request, body []byte) (engine.Caller, error)
}

// ServeHTTP answers a request whose operation, version, size and caller are
// good, and refuses others in this order.
func (h service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("api-supported-versions", strings.Join(h.versions, ", "))
	if h.transport.Operation(r) == "" {
		reject(w, h.noOperation(w.Header(), r), h.encodeError)
		return
	}
	if err := h.checkVersion(r); err != nil {
		reject(w, err, h.encodeError)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := new(http.MaxBytesError); err != nil && !errors.As(err, &tooLarge) {
		reject(w, &engine.Error{Status: http.StatusBadRequest, Code: "BadRequest", Message: "The body of the request is cut off."}, h.encodeError)
		return
	}
	if err != nil {
		err = &engine.Error{
			Status: http.StatusRequestEntityTooLarge, Code: "RequestEntityTooLarge",
			Message: fmt.Sprintf("The body of the request is not read beyond %d bytes.", maxBody),
		}
		reject(w, err, h.encodeError)
		return
	}
	if err := checkPatch(r); err != nil {
		reject(w, err, h.encodeError)
		return
	}
	caller, err := h.caller(r, body)
	if err != nil {
		reject(w, err, h.encodeError)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	h.transport.ServeHTTP(w, withCall(r, caller))
}

// noOperation is the error for a request that no operation answers. If there are
// some at that path, the header says with which methods.
func (h service) noOperation(header http.Header, r *http.Request) error {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete} {
		other := *r
		other.Method = method
		if h.transport.Operation(&other) != "" {
			allowed = append(allowed, method)
		}
	}
	if allowed == nil {
		return &engine.Error{Status: http.StatusNotFound, Code: "NotFound"}
	}
	header.Set("Allow", strings.Join(allowed, ", "))
	return &engine.Error{
		Status: http.StatusMethodNotAllowed, Code: "MethodNotAllowed",
		Message: fmt.Sprintf("%s is not allowed here, only %s.", r.Method, strings.Join(allowed, " and ")),
	}
}

// checkPatch refuses a patch in another form than merge-patch.
func checkPatch(r *http.Request) error {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method != http.MethodPatch || err == nil && media == "application/merge-patch+json" {
		return nil
	}
	return &engine.Error{
		Status: http.StatusUnsupportedMediaType, Code: "UnsupportedMediaType", Message: "A patch is application/merge-patch+json.",
	}
}

// checkVersion refuses a request without an api-version that the service knows.
func (h service) checkVersion(r *http.Request) error {
	version := r.URL.Query().Get("api-version")
	switch {
	case version == "":
		return &engine.Error{Status: http.StatusBadRequest, Code: "ApiVersionUnspecified", Message: "An api-version is required."}
	case !slices.Contains(h.versions, version):
		return &engine.Error{
			Status: http.StatusBadRequest, Code: "UnsupportedApiVersion", Message: fmt.Sprintf("The api-version %q is not supported.", version),
		}
	}
	return nil
}
