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

// RoundTrip returns the response.
func (t *replayTransport) RoundTrip(*http.Request) (*http.Response, error) {
	t.body.Reset(t.text)
	t.response.Body = io.NopCloser(&t.body)
	return &t.response, nil
}

// newReplayClient returns a client that gets the same response to each request, from an
// [http.Transport], as most clients do, or from another round tripper.
func newReplayClient(t *testing.T, status int, body string, isOther bool) *chat.Client {
	t.Helper()
	cred, err := acs.NewTokenCredential(secretToken)
	if err != nil {
		t.Fatal(err)
	}
	replay := &replayTransport{response: http.Response{StatusCode: status, Header: http.Header{}, ContentLength: int64(len(body))}, text: body}
	var roundTripper http.RoundTripper = replay
	if !isOther {
		transport := &http.Transport{Protocols: new(http.Protocols)} // HTTP/2 would be another protocol for https
		transport.RegisterProtocol("https", replay)
		roundTripper = transport
	}
	options := azcore.ClientOptions{Transport: &http.Client{Transport: roundTripper}}
	client, err := chat.NewClient(endpoint, cred, &chat.ClientOptions{ClientOptions: options})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// Calls make no more allocations than these. For SendMessage, azcore alone makes 7 fewer.
// Another round tripper than net/http's takes 6 more, because its connections are watched,
// but net/http 2 less, because only its own prepares the body for a retry.
func TestAllocationsPerCall(t *testing.T) {
	empty := newReplayClient(t, http.StatusOK, `{"value":[]}`, false).Thread(threadID)
	full := newReplayClient(t, http.StatusOK, pageText(200), false).Thread(threadID)
	sent := newReplayClient(t, http.StatusCreated, `{"id":"1700000000000"}`, false).Thread(threadID)
	watched := newReplayClient(t, http.StatusCreated, `{"id":"1700000000000"}`, true).Thread(threadID)
	removed := newReplayClient(t, http.StatusNoContent, "", false)
	tests := map[string]struct {
		limit float64
		call  func() error
	}{
		"SendMessage":                      {58, func() error { _, err := sent.SendMessage(t.Context(), "hello", nil); return err }},
		"SendMessage, other round tripper": {62, func() error { _, err := watched.SendMessage(t.Context(), "hello", nil); return err }},
		"DeleteThread":                     {51, func() error { _, err := removed.DeleteThread(t.Context(), threadID, nil); return err }},
		"empty page":                       {62, func() error { _, err := empty.NewListMessagesPager(nil).NextPage(t.Context()); return err }},
		"page of 200 messages":             {465, func() error { _, err := full.NewListMessagesPager(nil).NextPage(t.Context()); return err }},
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
	thread := newReplayClient(t, http.StatusOK, text, false).Thread(threadID)
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
