package wire_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// pagedTransport responds with pages of two messages. The second page has the query
// "?page=2", and so on up to last.
func pagedTransport(last int) transportFunc {
	return func(r *http.Request) (*http.Response, error) {
		page, err := strconv.Atoi(r.URL.Query().Get("page"))
		if err != nil {
			page = 1
		}
		next := ""
		if page < last {
			next = "https://example.com" + r.URL.EscapedPath() + "?page=" + strconv.Itoa(page+1)
		}
		return newResponse(r, http.StatusOK, string(pageJSON(2, next))), nil
	}
}

// recordingTransport appends the method and URL of each request to urls.
func recordingTransport(urls *[]string, do transportFunc) transportFunc {
	return func(r *http.Request) (*http.Response, error) {
		*urls = append(*urls, r.Method+" "+r.URL.String())
		return do(r)
	}
}

// newPagedThread returns a client for a transport, and the list to which the method
// and URL of each request are appended.
func newPagedThread(t *testing.T, do transportFunc) (*threadClient, *[]string) {
	t.Helper()
	var urls []string
	config := newConfig("https://example.com")
	config.Options.Transport = recordingTransport(&urls, do)
	return newThread(t, config), &urls
}

const (
	messagesPath = "/chat/threads/19%3Aa%40thread.v2/messages"
	messagesURL  = "https://example.com" + messagesPath
	firstPage    = "GET " + messagesURL + "?api-version=2025-03-15"
)

func nextPage(n int) string { return "GET " + messagesURL + "?page=" + strconv.Itoa(n) }

// countItems iterates over all items and returns their number and the error.
func countItems(ctx context.Context, c *threadClient, options *listOptions) (n int, err error) {
	for m, e := range c.messages(ctx, options) {
		if e != nil {
			if m.ID != "" {
				return n, errors.New("got an item with the error")
			}
			err = e
			continue
		}
		n++
	}
	return n, err
}

// A loop fetches one page after another, and each loop starts at the first page.
func TestItems(t *testing.T) {
	c, urls := newPagedThread(t, pagedTransport(3))
	items := c.messages(t.Context(), &listOptions{MaxPageSize: 2, StartTime: time.Unix(0, 0)})
	first := "GET https://example.com/chat/threads/19%3Aa%40thread.v2/messages?maxPageSize=2&startTime=1970-01-01T00%3A00%3A00.000Z&api-version=2025-03-15"
	want := []string{first, nextPage(2), nextPage(3)}
	for range 2 {
		*urls = nil
		n := 0
		for m, err := range items {
			if err != nil || m.ID == "" {
				t.Fatalf("got %+v, error %v", m, err)
			}
			n++
		}
		if n != 6 || !reflect.DeepEqual(*urls, want) {
			t.Errorf("got %d items from %q, want 6 from %q", n, *urls, want)
		}
	}
}

// Empty pages do not end a loop.
func TestItemsEmptyPages(t *testing.T) {
	c, urls := newPagedThread(t, func(r *http.Request) (*http.Response, error) {
		if r.URL.Query().Get("page") == "" {
			return newResponse(r, http.StatusOK, `{"value":[],"nextLink":"`+messagesURL+`?page=2"}`), nil
		}
		return newResponse(r, http.StatusOK, string(pageJSON(1, ""))), nil
	})
	if n, err := countItems(t.Context(), c, nil); n != 1 || err != nil || len(*urls) != 2 {
		t.Errorf("got %d items from %q, error %v", n, *urls, err)
	}
}

// A loop that ends early does not fetch further pages, and leaves no goroutine running
// (which synctest would report).
func TestItemsBreak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, urls := newPagedThread(t, pagedTransport(3))
		n := 0
		for range c.messages(t.Context(), nil) {
			if n++; n == 3 {
				break
			}
		}
		for range c.messagePages(t.Context(), nil) {
			break
		}
		if want := []string{firstPage, nextPage(2), firstPage}; !reflect.DeepEqual(*urls, want) {
			t.Errorf("requested %q, want %q", *urls, want)
		}
	})
}

// The error of a page follows the items of the previous pages, and ends the loop.
func TestItemsError(t *testing.T) {
	pages := pagedTransport(3)
	c, urls := newPagedThread(t, func(r *http.Request) (*http.Response, error) {
		if r.URL.Query().Get("page") == "2" {
			return newResponse(r, http.StatusForbidden, "why"), nil
		}
		return pages(r)
	})
	n, err := countItems(t.Context(), c, nil)
	wantError(t, err, "status 403: why")
	if _, ok := errors.AsType[*statusError](err); !ok || n != 2 || len(*urls) != 2 {
		t.Errorf("got %d items from %q", n, *urls)
	}
	n = 0
	for page, e := range c.messagePages(t.Context(), nil) {
		if n++; e != nil && (n != 2 || len(page.Value) != 0) {
			t.Errorf("page %d: got %+v, error %v", n, page, e)
		}
	}
	if n != 2 {
		t.Errorf("got %d pages", n)
	}
}

// The error for an invalid item contains the path, and the other items are there.
func TestItemsInvalidItem(t *testing.T) {
	c, _ := newPagedThread(t, func(r *http.Request) (*http.Response, error) {
		return newResponse(r, http.StatusOK, `{"value":[{"id":"1"},{"createdOn":"noon"}]}`), nil
	})
	n, err := countItems(t.Context(), c, nil)
	wantError(t, err, `ThreadClient.ListMessages: reading the response: /value/1/createdOn: want an RFC 3339 time, got "noon": status 200: {"createdOn":"noon"}`)
	if n != 1 {
		t.Errorf("got %d items", n)
	}
}

// An invalid argument is the only result of a loop.
func TestItemsArgument(t *testing.T) {
	c, urls := newPagedThread(t, pagedTransport(1))
	c.threadID = ""
	n, err := countItems(t.Context(), c, nil)
	wantError(t, err, "ThreadClient.ListMessages: chatThreadId: must not be empty")
	if n != 0 || len(*urls) != 0 {
		t.Errorf("got %d items from %q", n, *urls)
	}
}

// A context that is canceled between two pages ends the loop.
func TestItemsCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c, _ := newPagedThread(t, func(r *http.Request) (*http.Response, error) {
		if err := r.Context().Err(); err != nil {
			return nil, err
		}
		return pagedTransport(3)(r)
	})
	n := 0
	var last error
	for _, err := range c.messages(ctx, nil) {
		if last = err; err == nil {
			n++
			cancel()
		}
	}
	if n != 2 || !errors.Is(last, context.Canceled) {
		t.Errorf("got %d items, error %v", n, last)
	}
}

// Another pager can continue from the next link of a page.
func TestResume(t *testing.T) {
	c, urls := newPagedThread(t, pagedTransport(3))
	page, err := c.newListPager(nil).NextPage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	*urls = nil
	n, err := countItems(t.Context(), c, &listOptions{MaxPageSize: 7, ContinuationToken: page.NextLink})
	if want := []string{nextPage(2), nextPage(3)}; n != 4 || err != nil || !reflect.DeepEqual(*urls, want) {
		t.Errorf("got %d items from %q, error %v, want 4 from %q", n, *urls, err, want)
	}
}

// A pager is done after its last page, and after an error.
func TestPagerEnd(t *testing.T) {
	c, _ := newPagedThread(t, pagedTransport(1))
	pager := c.newListPager(nil)
	if _, err := pager.NextPage(t.Context()); err != nil || pager.More() {
		t.Errorf("after the last page: more %v, error %v", pager.More(), err)
	}
	c, urls := newPagedThread(t, func(r *http.Request) (*http.Response, error) { return newResponse(r, http.StatusNotFound, ""), nil })
	pager = c.newListPager(nil)
	for range 2 {
		_, err := pager.NextPage(t.Context())
		wantError(t, err, "status 404: ")
	}
	if pager.More() || len(*urls) != 1 {
		t.Errorf("after an error: more %v, requested %q", pager.More(), *urls)
	}
}

// Pagers of one client are independent and can be used concurrently.
func TestConcurrentPagers(t *testing.T) {
	config := newConfig("https://example.com")
	config.Options.Transport = pagedTransport(20)
	c := newThread(t, config)
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			if n, err := countItems(t.Context(), c, nil); n != 40 || err != nil {
				t.Errorf("got %d items, error %v", n, err)
			}
		})
	}
	group.Wait()
}

// The request for a next link is a GET request for the unchanged link with the same
// headers as the first request.
func TestNextLinkRequest(t *testing.T) {
	var link string
	s := newService(t, func(w http.ResponseWriter, _ *http.Request, previous int) {
		if previous > 0 {
			link = ""
		}
		_, _ = w.Write(pageJSON(1, link))
	})
	for name, rest := range map[string]string{
		"link of the Chat API": "/chat/threads/19:a@thread.v2/messages?maxPageSize=2&api-version=2025-03-15&syncState=a%3d%3D;b:c/@+!'()*&x&&=y",
		"escaped":              "/%63hat/threads/19%3aa%40thread%2ev2/messages?q=%e9%20",
		"no version":           messagesPath + "?q",
		"empty query":          messagesPath + "?",
		"prefix, no query":     "/a//b/./c/../%C3%a9" + messagesPath,
		"non-ASCII query":      messagesPath + "?q=é",
		"question marks":       messagesPath + "?b?c=?",
	} {
		t.Run(name, func(t *testing.T) {
			s.mu.Lock()
			s.requests = nil
			s.mu.Unlock()
			link = s.URL + rest
			config := s.config()
			config.Options.APIVersion = "2024-03-07"
			if _, err := countItems(t.Context(), newThread(t, config), nil); err != nil {
				t.Fatal(err)
			}
			all := s.received()
			if len(all) != 2 || all[1].URI != rest || all[1].Method != http.MethodGet {
				t.Fatalf("got %+v, want GET %s", all[1:], rest)
			}
			for _, r := range all { // each page has its own
				r.Header.Del("X-Ms-Client-Request-Id")
			}
			if u, err := url.Parse(s.URL); err != nil || all[1].Host != u.Host || !reflect.DeepEqual(all[0].Header, all[1].Header) {
				t.Errorf("got host %s and %v, want %s and %v", all[1].Host, all[1].Header, s.URL, all[0].Header)
			}
		})
	}
}

// A page whose status has no body is empty, whether it is the first one or a later one.
func TestEmptyPage(t *testing.T) {
	for name, pages := range map[string]int{"first": 1, "later": 2} {
		requests := 0
		c, _ := newPagedThread(t, func(r *http.Request) (*http.Response, error) {
			if requests++; requests < pages {
				return newResponse(r, http.StatusOK, string(pageJSON(1, "https://example.com/a?page=2"))), nil
			}
			return newResponse(r, http.StatusAccepted, ""), nil
		})
		pager := wire.NewPager(c.internal, wire.Paging[messagePage]{
			Name:           "Client.Test",
			First:          func() *wire.Request { return wire.NewRequest(http.MethodGet, "/a") },
			Decode:         (*messagePage).decode,
			NextLink:       func(page *messagePage) string { return page.NextLink },
			Statuses:       []int{http.StatusOK, http.StatusAccepted},
			NoBodyStatuses: []int{http.StatusAccepted},
		})
		for pager.More() {
			page, err := pager.NextPage(t.Context())
			if err != nil || (len(page.Value) == 0) != (requests == pages) {
				t.Errorf("%s: page %d has %d messages, error %v", name, requests, len(page.Value), err)
			}
		}
		if requests != pages {
			t.Errorf("%s: got %d pages", name, requests)
		}
	}
}
