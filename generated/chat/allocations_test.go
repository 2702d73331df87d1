//go:build !race

package chat_test

import (
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// replayTransport responds with the same response to each request and allocates
// nothing. It is for one request at a time.
type replayTransport struct {
	response http.Response
	body     strings.Reader
	text     string
}

// Do returns the response.
func (t *replayTransport) Do(*http.Request) (*http.Response, error) {
	t.body.Reset(t.text)
	t.response.Body = io.NopCloser(&t.body)
	return &t.response, nil
}

// newReplayClient returns a client that gets the same response to each request.
func newReplayClient(t *testing.T, status int, body string) *chat.Client {
	t.Helper()
	cred, err := acs.NewTokenCredential(secretToken)
	if err != nil {
		t.Fatal(err)
	}
	transport := &replayTransport{response: http.Response{StatusCode: status, Header: http.Header{}, ContentLength: int64(len(body))}, text: body}
	client, err := chat.NewClient(endpoint, cred, &chat.ClientOptions{ClientOptions: azcore.ClientOptions{Transport: transport}})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// Calls make no more allocations than these. For a request with a body, azcore makes 48
// of them. 6 are for the transport, whose connections are watched because it is not an
// http.Client.
func TestAllocationsPerCall(t *testing.T) {
	empty := newReplayClient(t, http.StatusOK, `{"value":[]}`).Thread(threadID)
	full := newReplayClient(t, http.StatusOK, pageText(200)).Thread(threadID)
	sent := newReplayClient(t, http.StatusCreated, `{"id":"1700000000000"}`).Thread(threadID)
	removed := newReplayClient(t, http.StatusNoContent, "")
	tests := map[string]struct {
		limit float64
		call  func() error
	}{
		"SendMessage":          {69, func() error { _, err := sent.SendMessage(t.Context(), "hello", nil); return err }},
		"DeleteThread":         {59, func() error { _, err := removed.DeleteThread(t.Context(), threadID, nil); return err }},
		"empty page":           {71, func() error { _, err := empty.NewListMessagesPager(nil).NextPage(t.Context()); return err }},
		"page of 200 messages": {474, func() error { _, err := full.NewListMessagesPager(nil).NextPage(t.Context()); return err }},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := testing.AllocsPerRun(20, func() {
				if err := tc.call(); err != nil {
					t.Error(err)
				}
			})
			if got > tc.limit {
				t.Errorf("%v allocations, the limit is %v", got, tc.limit)
			}
		})
	}
}

// Encoding a value allocates only the text: the value itself stays off the heap.
func TestAllocationsPerEncoding(t *testing.T) {
	page := chat.ParticipantsPage{Value: []chat.Participant{{ID: acs.UserIdentifier{ID: "8:acs:a_b"}, DisplayName: "Fred"}}}
	got := testing.AllocsPerRun(20, func() {
		if _, err := page.MarshalJSON(); err != nil {
			t.Error(err)
		}
	})
	if got > 1 {
		t.Errorf("%v allocations, want 1", got)
	}
}

// A page takes no more memory than this, as a multiple of its text. The text is read once,
// into a buffer of its length.
func TestMemoryPerPage(t *testing.T) {
	const limit, pages = 3.1, 20
	text := pageText(200)
	thread := newReplayClient(t, http.StatusOK, text).Thread(threadID)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range pages {
		if _, err := thread.NewListMessagesPager(nil).NextPage(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	if got := float64(after.TotalAlloc-before.TotalAlloc) / float64(pages*len(text)); got > limit {
		t.Errorf("a page takes %.2f times the memory of its text, the limit is %v", got, limit)
	}
}
