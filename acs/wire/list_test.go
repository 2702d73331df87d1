package wire_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// A link leads to the list that it is a part of, with any path prefix and however its
// path is escaped.
func TestLinkOfList(t *testing.T) {
	tests := map[string]struct{ endpoint, link string }{
		"raw":                  {"https://example.com", "https://example.com/chat/threads/19:a@thread.v2/messages?syncState=a&startTime=1%2F1%2F1970%2012%3A00%3A00%20AM%20%2B00%3A00"},
		"escaped":              {"https://example.com", "https://example.com/chat/threads/19%3Aa%40thread.v2/messages?a"},
		"lower-case escapes":   {"https://example.com", "https://example.com/chat/threads/19%3aa%40thread.v2/messages?a"},
		"unnecessary escapes":  {"https://example.com", "https://example.com/%63hat/threads/19:a@thread%2ev2/messages?a"},
		"prefix of endpoint":   {"https://example.com/gateway/acs", "https://example.com/gateway/acs/chat/threads/19:a@thread.v2/messages?a"},
		"no prefix":            {"https://example.com/gateway", "https://example.com/chat/threads/19:a@thread.v2/messages?a"},
		"prefix of a gateway":  {"https://example.com", "https://example.com/gateway/acs/chat/threads/19:a@thread.v2/messages?a"},
		"path again in prefix": {"https://example.com", "https://example.com/chat/threads/chat/threads/19:a@thread.v2/messages?a"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := followLink(t, tc.endpoint, nil, tc.link)
			wantError(t, err, "")
			if got != tc.link {
				t.Errorf("requested %q, want %q", got, tc.link)
			}
		})
	}
}

// A link to anything else is rejected before a request is sent: the service would
// return what the link leads to, as if it were part of the list.
func TestLinkOfOtherList(t *testing.T) {
	for name, path := range map[string]string{
		"other thread":        "/chat/threads/19:b@thread.v2/messages",
		"other list":          "/chat/threads/19:a@thread.v2/participants",
		"list of threads":     "/chat/threads",
		"message":             "/chat/threads/19:a@thread.v2/messages/1",
		"slash at the end":    "/chat/threads/19:a@thread.v2/messages/",
		"other service":       "/identities",
		"end of a segment":    "/chat/threads/x19:a@thread.v2/messages",
		"end of the first":    "/xchat/threads/19:a@thread.v2/messages",
		"empty segment":       "/chat/threads//19:a@thread.v2/messages",
		"dots":                "/chat/threads/./19:a@thread.v2/messages",
		"dots in the prefix":  "/chat/threads/19:b@thread.v2/messages/../../19:a@thread.v2/messages",
		"escaped slash":       "/chat%2Fthreads/19:a@thread.v2/messages",
		"escaped twice":       "/chat/threads/19%253Aa%40thread.v2/messages",
		"other case":          "/chat/threads/19:A@thread.v2/messages",
		"beginning":           "/chat/threads/19:a@thread.v2",
		"root":                "/",
		"another one's query": "/chat/threads?/chat/threads/19:a@thread.v2/messages",
	} {
		t.Run(name, func(t *testing.T) {
			link := "https://example.com" + path
			path, _, _ := strings.Cut(path, "?")
			want := fmt.Sprintf("%q: path %q is not that of the list, %q", link, path, messagesPath)
			got, err := followLink(t, "https://example.com/prefix", nil, link)
			wantError(t, err, "ThreadClient.ListMessages: next link "+want)
			if got != "" {
				t.Errorf("requested %s", got)
			}
			c, urls := newPagedThread(t, pagedTransport(1))
			_, err = countItems(t.Context(), c, &listOptions{ContinuationToken: link})
			wantError(t, err, "ThreadClient.ListMessages: options.ContinuationToken: "+want)
			if len(*urls) != 0 {
				t.Errorf("requested %q", *urls)
			}
		})
	}
}

// An ID that contains a slash is one segment.
func TestLinkWithSlash(t *testing.T) {
	c, urls := newPagedThread(t, pagedTransport(1))
	c.threadID = "a/b"
	_, err := countItems(t.Context(), c, &listOptions{ContinuationToken: "https://example.com/chat/threads/a%2fb/messages?x"})
	wantError(t, err, "")
	_, err = countItems(t.Context(), c, &listOptions{ContinuationToken: "https://example.com/chat/threads/a/b/messages?x"})
	wantError(t, err, `ThreadClient.ListMessages: options.ContinuationToken: "https://example.com/chat/threads/a/b/messages?x": `+
		`path "/chat/threads/a/b/messages" is not that of the list, "/chat/threads/a%2Fb/messages"`)
	if len(*urls) != 1 {
		t.Errorf("requested %q", *urls)
	}
}

// A parameter that consists of several segments may be written in any way.
func TestLinkOfRawPath(t *testing.T) {
	var urls []string
	config := newConfig("https://example.com")
	config.Options.Transport = recordingTransport(&urls, pagedTransport(1))
	internal := newThread(t, config).internal
	pager := func(link string) error {
		_, err := wire.NewPager(internal, wire.Paging[messagePage]{
			Name: "Client.Test",
			First: func() *wire.Request {
				req := wire.NewRequest(http.MethodGet, "/{path}/items")
				req.RawPath("path", "a/%zz:b")
				return req
			},
			Decode:   (*messagePage).decode,
			NextLink: func(page *messagePage) string { return page.NextLink },
			Statuses: []int{http.StatusOK},
			Resume:   link,
		}).NextPage(t.Context())
		return err
	}
	wantError(t, pager("https://example.com/a/%25zz%3Ab/items"), "")
	wantError(t, pager("https://example.com/a%2F%25zz%3Ab/items"),
		`Client.Test: options.ContinuationToken: "https://example.com/a%2F%25zz%3Ab/items": path "/a%2F%25zz%3Ab/items" is not that of the list, "/a/%zz:b/items"`)
	if len(urls) != 1 {
		t.Errorf("requested %q", urls)
	}
}

// The arguments of a list are checked even if it starts at a token.
func TestTokenWithInvalidArgument(t *testing.T) {
	c, urls := newPagedThread(t, pagedTransport(1))
	c.threadID = ""
	_, err := countItems(t.Context(), c, &listOptions{ContinuationToken: messagesURL})
	wantError(t, err, "ThreadClient.ListMessages: chatThreadId: must not be empty")
	if len(*urls) != 0 {
		t.Errorf("requested %q", *urls)
	}
}

// A relative link is resolved against the URL of the request whose response had it, and
// otherwise sent unchanged. It can also be the token of another pager.
func TestRelativeLink(t *testing.T) {
	const raw = "/chat/threads/19:a@thread.v2/messages"
	tests := map[string]struct{ endpoint, link, want string }{
		"path":                {"https://example.com", raw + "?a=b:@/..", "https://example.com" + raw + "?a=b:@/.."},
		"escaped path":        {"https://example.com", messagesPath + "?%61", messagesURL + "?%61"},
		"query":               {"https://example.com", "?skip=2&a=/../b:c", messagesURL + "?skip=2&a=/../b:c"},
		"empty query":         {"https://example.com", "?", messagesURL + "?"},
		"name":                {"https://example.com", "messages?x", messagesURL + "?x"},
		"name, no query":      {"https://example.com", "messages", messagesURL},
		"dot":                 {"https://example.com", "./messages?x", messagesURL + "?x"},
		"two dots":            {"https://example.com", "../19:a@thread.v2/./messages?x", "https://example.com" + raw + "?x"},
		"many dots":           {"https://example.com", "../../../../.." + raw, "https://example.com" + raw},
		"dots after the path": {"https://example.com", "/x/.." + raw, "https://example.com" + raw},
		"host":                {"https://example.com", "//EXAMPLE.com" + raw, "https://EXAMPLE.com" + raw},
		"other host":          {"https://example.com", "//other.example.com:443" + raw, "https://other.example.com:443" + raw},
		"scheme":              {"http://example.com", "//example.com" + raw, "http://example.com" + raw},
		"prefix, path":        {"https://example.com/base", raw, "https://example.com" + raw},
		"prefix, query":       {"https://example.com/base", "?x", "https://example.com/base" + messagesPath + "?x"},
		"prefix, name":        {"https://example.com/base", "messages?x", "https://example.com/base" + messagesPath + "?x"},
		"port":                {"https://example.com:8443", raw, "https://example.com:8443" + raw},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := followLink(t, tc.endpoint, []string{"other.example.com"}, tc.link)
			wantError(t, err, "")
			if got != tc.want {
				t.Errorf("requested %q, want %q", got, tc.want)
			}
			var urls []string
			config := newConfig(tc.endpoint)
			config.AllowedNextLinkHosts = []string{"other.example.com"}
			config.Options.Transport = recordingTransport(&urls, pagedTransport(1))
			_, err = countItems(t.Context(), newThread(t, config), &listOptions{ContinuationToken: tc.link})
			wantError(t, err, "")
			if len(urls) != 1 || urls[0] != "GET "+tc.want {
				t.Errorf("token: requested %q, want %q", urls, tc.want)
			}
		})
	}
}

// A relative link is resolved against the link before it, and a page has it as it was
// sent.
func TestRelativeLinks(t *testing.T) {
	first := "https://example.com/gateway" + messagesPath
	bodies := map[string]string{
		messagesURL + "?api-version=2025-03-15": first + "?1",
		first + "?1":                            "?2",
		first + "?2":                            "messages?3",
		first + "?3":                            "",
	}
	c, urls := newPagedThread(t, func(r *http.Request) (*http.Response, error) {
		return newResponse(r, http.StatusOK, string(pageJSON(1, bodies[r.URL.String()]))), nil
	})
	var links []string
	for page, err := range c.messagePages(t.Context(), nil) {
		wantError(t, err, "")
		links = append(links, page.NextLink)
	}
	if got, want := strings.Join(links, " "), first+"?1 ?2 messages?3 "; got != want {
		t.Errorf("got links %q, want %q", got, want)
	}
	if got, want := (*urls)[len(*urls)-1], "GET "+first+"?3"; len(*urls) != 4 || got != want {
		t.Errorf("requested %q, want the last one to be %q", *urls, want)
	}
}

// A relative link that has been followed is found, however it is written.
func TestRelativeLinkRepeated(t *testing.T) {
	links := []string{"?1", messagesURL + "?1"}
	c, _ := newPagedThread(t, func(r *http.Request) (*http.Response, error) {
		link := links[0]
		links = links[1:]
		return newResponse(r, http.StatusOK, string(pageJSON(1, link))), nil
	})
	n, err := countItems(t.Context(), c, nil)
	wantError(t, err, `ThreadClient.ListMessages: next link "`+messagesURL+`?1": was already followed: the list does not end`)
	if n != 2 {
		t.Errorf("got %d items", n)
	}
}

// Errors contain only the beginning of a long link, and no password even if the link is
// invalid.
func TestLongLink(t *testing.T) {
	long := strings.Repeat("a", 1<<20)
	for name, tc := range map[string]struct{ link, want string }{
		"other list":   {"https://example.com/" + long, `path "/aaa`},
		"other host":   {"https://" + long + "/", `host "aaa`},
		"port":         {"https://example.com:x" + long, `invalid port ":xaaa`},
		"escape":       {"https://example.com/%" + long + "%zz", `invalid URL escape "%zz"`},
		"control":      {"https://example.com/" + long + "\n", `net/url: invalid control character in URL`},
		"fragment":     {messagesURL + "?" + long + "#", `cannot be sent unchanged`},
		"relative":     {long, `path "/chat/threads/19%3Aa%40thread.v2/aaa`},
		"white space":  {strings.Repeat(" ", 1<<20), `is only white space`},
		"user":         {"https://" + long + "@example.com/", `must not contain user information`},
		"password":     {"https://user:password-" + long + "@example.com/a", `must not contain user information`},
		"invalid user": {"https://user:password@example.com/%zz" + long, `invalid URL escape "%zz"`},
		"no path":      {"https://user:password@example.com\n", `net/url: invalid control character in URL`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := followLink(t, "https://example.com", nil, tc.link)
			if err == nil || got != "" {
				t.Fatalf("requested %q, error %v", got, err)
			}
			text := err.Error()
			if len(text) > 4096 || !strings.HasPrefix(text, "ThreadClient.ListMessages: next link ") || !strings.Contains(text, tc.want) || strings.Contains(text, "password") {
				t.Errorf("got %d bytes: %.400s", len(text), text)
			}
		})
	}
	link := messagesURL + "?" + long
	c, _ := newPagedThread(t, func(r *http.Request) (*http.Response, error) {
		return newResponse(r, http.StatusOK, string(pageJSON(1, link))), nil
	})
	_, err := countItems(t.Context(), c, nil)
	if err == nil || len(err.Error()) > 2048 || !strings.HasSuffix(err.Error(), `aaa...": was already followed: the list does not end`) {
		t.Errorf("error %.400v", err)
	}
}

// The next link of an error response is not followed.
func TestLinkOfError(t *testing.T) {
	body := `{"error":{"code":"c"},"nextLink":"` + messagesURL + `?2"}`
	c, urls := newPagedThread(t, func(r *http.Request) (*http.Response, error) {
		return newResponse(r, http.StatusForbidden, body), nil
	})
	_, err := countItems(t.Context(), c, nil)
	wantError(t, err, "status 403: "+body)
	if len(*urls) != 1 {
		t.Errorf("requested %q", *urls)
	}
}
