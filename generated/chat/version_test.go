package chat_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// TestAPIVersion checks that each request has the API version of the document, or the caller's,
// exactly once.
func TestAPIVersion(t *testing.T) {
	for _, custom := range []string{"", "2031-01-01-preview", "a&b=c d"} {
		for name, call := range threadCalls() {
			t.Run(name+" "+custom, func(t *testing.T) {
				// No operation expects this status; only the request is checked.
				s := servicetest.New(t, servicetest.Response{Status: 418})
				client := newClient(t, s, func(o *chat.ClientOptions) { o.APIVersion = custom })
				if err := call(t.Context(), client.Thread(threadID)); err == nil {
					t.Error("got no error for 418")
				}
				want := custom
				if custom == "" {
					want = chat.APIVersion
				}
				_, query, _ := strings.Cut(s.OnlyRequest(t).URI, "?")
				values, err := url.ParseQuery(query)
				servicetest.WantNoError(t, err)
				servicetest.WantEqual(t, "api-version", values["api-version"], []string{want})
			})
		}
	}
}

// TestOptionsUnchanged checks that the constructor does not modify the caller's options, which may be
// used for several clients.
func TestOptionsUnchanged(t *testing.T) {
	s := servicetest.New(t, noContent(), noContent())
	credential, err := acs.NewTokenCredential(secretToken)
	servicetest.WantNoError(t, err)
	options := &chat.ClientOptions{}
	options.APIVersion, options.Transport = "2031-01-01", s
	for range 2 {
		client, err := chat.NewClient(endpoint, credential, options)
		servicetest.WantNoError(t, err)
		_, err = client.DeleteThread(t.Context(), "t", nil)
		servicetest.WantNoError(t, err)
	}
	servicetest.WantEqual(t, "APIVersion", options.APIVersion, "2031-01-01")
	servicetest.WantEqual(t, "second client", s.Requests[1].URI, "/chat/threads/t?api-version=2031-01-01")
}
