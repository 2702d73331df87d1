package chat_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// TestAPIVersion protects the version on each call, once: the document's, or
// the caller's.
func TestAPIVersion(t *testing.T) {
	for _, own := range []string{"", "2031-01-01-preview", "a&b=c d"} {
		for name, call := range threadCalls() {
			t.Run(name+" "+own, func(t *testing.T) {
				// The status is no operation's: all that counts is the request.
				s := servicetest.New(t, servicetest.Answer{Status: 418})
				client := newClient(t, s, func(o *chat.ClientOptions) { o.APIVersion = own })
				if err := call(t.Context(), client.Thread(threadID)); err == nil {
					t.Error("got no error for 418")
				}
				want := own
				if own == "" {
					want = chat.APIVersion
				}
				_, query, _ := strings.Cut(s.Only(t).URI, "?")
				values, err := url.ParseQuery(query)
				servicetest.WantNoError(t, err)
				servicetest.WantEqual(t, "api-version", values["api-version"], []string{want})
			})
		}
	}
}

// TestOptionsUnchanged protects the caller's options, which may serve for
// several clients at a time.
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
