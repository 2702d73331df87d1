package wire_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// compress returns the texts as parts of one gzip body.
func compress(t *testing.T, texts ...string) []byte {
	t.Helper()
	var body bytes.Buffer
	for _, text := range texts {
		z := gzip.NewWriter(&body)
		if _, err := z.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return body.Bytes()
}

// Compressed bodies are read as they would be without compression, and limited both
// before and after decompression.
func TestGzipBodies(t *testing.T) {
	page := compress(t, `{"value":`, `[]}`)
	tests := map[string]struct {
		status int
		body   []byte
		want   string
	}{
		"parts":     {http.StatusOK, page, ""},
		"truncated": {http.StatusOK, page[:len(page)-1], "ThreadClient.ListMessages: reading the response: unexpected EOF: status 200: application/json {\"value\":[]}"},
		"damaged":   {http.StatusOK, []byte("no gzip at all"), "ThreadClient.ListMessages: reading the response: gzip: invalid header: status 200: application/json"},
		"empty":     {http.StatusOK, nil, ""},
		"parts without content": {
			http.StatusOK, bytes.Repeat(compress(t, ""), 100),
			"ThreadClient.ListMessages: reading the response: the body exceeds the limit of 1000 bytes; see ClientOptions.MaxResponseSize: status 200: application/json",
		},
		"error with parts without content": {
			http.StatusBadRequest, bytes.Repeat(compress(t, ""), 100),
			"ThreadClient.ListMessages: reading the response: the body exceeds the limit of 1000 bytes; see ClientOptions.MaxResponseSize: status 400: application/json",
		},
		"error": {http.StatusBadRequest, compress(t, "no"), "status 400: no"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := newService(t, func(w http.ResponseWriter, r *http.Request, _ int) {
				if got := r.Header.Get("Accept-Encoding"); got != "gzip" {
					t.Errorf("accepts %q", got)
				}
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("Content-Encoding", "gzip")
				w.WriteHeader(tc.status)
				_ = http.NewResponseController(w).Flush() // the length is not known
				_, _ = w.Write(tc.body)
			})
			config := s.config()
			config.MaxResponseSize = 1000
			config.Options.Retry.MaxRetries = -1
			_, err := newThread(t, config).newListPager(nil).NextPage(t.Context())
			wantError(t, err, tc.want)
		})
	}
}

// An encoding that a policy asks for is left to it.
func TestOtherEncoding(t *testing.T) {
	s := newService(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		if got := r.Header.Get("Accept-Encoding"); got != "identity" {
			t.Errorf("accepts %q", got)
		}
		_, _ = w.Write([]byte(strings.Repeat(" ", 10) + `{"value":[]}`))
	})
	config := s.config()
	config.Options.PerCallPolicies = append(config.Options.PerCallPolicies, policyFunc(func(req *policy.Request) (*http.Response, error) {
		req.Raw().Header.Set("Accept-Encoding", "identity")
		return req.Next()
	}))
	if _, err := newThread(t, config).newListPager(nil).NextPage(t.Context()); err != nil {
		t.Error(err)
	}
}
