package wire

import (
	"net/http"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// azcore uses the data that was read, not a copy.
func TestPayloadNotCopied(t *testing.T) {
	data := []byte("body")
	got, err := runtime.Payload(&http.Response{Body: withPayload(data)})
	if err != nil || len(got) != len(data) || &got[0] != &data[0] {
		t.Errorf("got %q, which is a copy or another text, error %v", got, err)
	}
}

// If azcore's buffer cannot be set, azcore reads the data.
func TestPayloadCopied(t *testing.T) {
	got, err := runtime.Payload(&http.Response{Body: fill(http.NoBody, []byte("body"))})
	if err != nil || string(got) != "body" {
		t.Errorf("got %q, error %v", got, err)
	}
}
