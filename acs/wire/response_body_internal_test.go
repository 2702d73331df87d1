package wire

import (
	"net/http"
	"reflect"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// azcore uses the data that was read, not a copy.
func TestPayloadNotCopied(t *testing.T) {
	data := []byte("body")
	got, err := runtime.Payload(&http.Response{Body: newPayload(payloadType(), data)})
	if err != nil || len(got) != len(data) || &got[0] != &data[0] {
		t.Errorf("got %q, which is a copy or another text, error %v", got, err)
	}
}

// If azcore's buffer cannot be set, azcore reads the data.
func TestPayloadCopied(t *testing.T) {
	got, err := runtime.Payload(&http.Response{Body: newPayload(reflect.TypeOf(http.NoBody), []byte("body"))})
	if err != nil || string(got) != "body" {
		t.Errorf("got %q, error %v", got, err)
	}
}
