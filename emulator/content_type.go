package emulator

import (
	"mime"
	"net/http"

	"github.com/chatgen-go/chatgen/emulator/internal/engine"
)

const (
	jsonType       = "application/json"
	jsonUTF8Type   = "application/json; charset=utf-8"
	mergePatchType = "application/merge-patch+json"
)

// checkContentType rejects a body that is not JSON, or not a merge patch if the
// method is PATCH. Versions before 2023 also define operations with both types,
// so that there each type is accepted everywhere. Parameters such as charset are
// ignored, and a body without a type is JSON.
func checkContentType(r *http.Request, v version) error {
	if r.ContentLength == 0 {
		return nil
	}
	want := jsonType
	if r.Method == http.MethodPatch {
		want = mergePatchType
	}
	media := jsonType
	if header := r.Header.Get("Content-Type"); header == want {
		return nil
	} else if header != "" {
		media, _, _ = mime.ParseMediaType(header) // if the parameters are invalid, the type is still valid
	}
	if media == want || v < "2023" && (media == jsonType || media == mergePatchType) {
		return nil
	}
	return &engine.Error{
		Status: http.StatusUnsupportedMediaType, Code: "UnsupportedMediaType",
		Message: "The content type of a " + r.Method + " request must be " + want + ".",
	}
}
