package wire_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// The service returns at most 200 messages per page.
func BenchmarkDecodePage(b *testing.B) {
	data := pageJSON(200, "https://example.com/next")
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		var page messagePage
		if err := wire.Unmarshal(data, &page, (*messagePage).decode); err != nil || len(page.Value) != 200 {
			b.Fatalf("got %d messages, error %v", len(page.Value), err)
		}
	}
}

// The cost of a call without the network.
func BenchmarkCall(b *testing.B) {
	config := newConfig("https://example.com")
	config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return nil, err
		}
		return newResponse(r, http.StatusCreated, `{"id":"1741996800123"}`), nil
	})
	c := newThread(b, config)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.send(b.Context(), "hello", nil); err != nil {
			b.Fatal(err)
		}
	}
}
