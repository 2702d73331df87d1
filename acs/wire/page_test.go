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

// paged answers with pages of two messages: after the first one come the pages
// "?page=2" and so on, up to last.
func paged(last int) transport {
	return func(r *http.Request) (*http.Response, error) {
		page, err := strconv.Atoi(r.URL.Query().Get("page"))
		if err != nil {
			page = 1
		}
		next := ""
		if page < last {
			next = "https://example.com" + r.URL.EscapedPath() + "?page=" + strconv.Itoa(page+1)
		}
		return answer(r, http.StatusOK, string(pageJSON(2, next))), nil
	}
}

// recorded keeps the URLs of the requests that a transport gets.
func recorded(to *[]string, do transport) transport {
	return func(r *http.Request) (*http.Response, error) {
		*to = append(*to, r.Method+" "+r.URL.String())
		return do(r)
	}
}

// pagedThread returns a client for pages in memory, and where it keeps the
// requests.
func pagedThread(t *testing.T, do transport) (*threadClient, *[]string) {
	t.Helper()
	var urls []string
	config := configFor("https://example.com")
	config.Options.Transport = recorded(&urls, do)
	return newThread(t, config), &urls
}

const firstPage = "GET https://example.com/chat/threads/19%3Aa%40thread.v2/messages?api-version=2025-03-15"

func nextPage(n int) string {
	return "GET https://example.com/chat/threads/19%3Aa%40thread.v2/messages?page=" + strconv.Itoa(n)
}

// drain ranges over items and returns their number and the error.
func drain(ctx context.Context, c *threadClient, options *listOptions) (n int, err error) {
	for m, e := range c.messages(ctx, options) {
		if e != nil {
			if m.ID != "" {
				return n, errors.New("an error with an item")
			}
			err = e
			continue
		}
		n++
	}
	return n, err
}

// A range fetches the pages one after the other, and each range starts anew.
func TestItems(t *testing.T) {
	c, urls := pagedThread(t, paged(3))
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

// Pages that hold nothing do not end a range.
func TestItemsEmptyPages(t *testing.T) {
	c, urls := pagedThread(t, func(r *http.Request) (*http.Response, error) {
		if r.URL.Query().Get("page") == "" {
			return answer(r, http.StatusOK, `{"value":[],"nextLink":"https://example.com/a?page=2"}`), nil
		}
		return answer(r, http.StatusOK, string(pageJSON(1, ""))), nil
	})
	if n, err := drain(t.Context(), c, nil); n != 1 || err != nil || len(*urls) != 2 {
		t.Errorf("got %d items from %q, error %v", n, *urls, err)
	}
}

// A range that ends early fetches no page in advance, and leaves nothing
// running: the bubble would not end.
func TestItemsBreak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, urls := pagedThread(t, paged(3))
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
			t.Errorf("asked for %q, want %q", *urls, want)
		}
	})
}

// A page that fails comes after the items before it, and ends the range.
func TestItemsError(t *testing.T) {
	pages := paged(3)
	c, urls := pagedThread(t, func(r *http.Request) (*http.Response, error) {
		if r.URL.Query().Get("page") == "2" {
			return answer(r, http.StatusForbidden, "why"), nil
		}
		return pages(r)
	})
	n, err := drain(t.Context(), c, nil)
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

// A page that cannot be read says where.
func TestItemsBadPage(t *testing.T) {
	c, _ := pagedThread(t, func(r *http.Request) (*http.Response, error) {
		return answer(r, http.StatusOK, `{"value":[{"id":"1"},{"createdOn":"noon"}]}`), nil
	})
	n, err := drain(t.Context(), c, nil)
	wantError(t, err, `ThreadClient.ListMessages: reading the answer: /value/1/createdOn: want an RFC 3339 time, got "noon"`)
	if n != 0 {
		t.Errorf("got %d items of a page that failed", n)
	}
}

// What is wrong with the arguments is the range's first error.
func TestItemsArgument(t *testing.T) {
	c, urls := pagedThread(t, paged(1))
	c.threadID = ""
	n, err := drain(t.Context(), c, nil)
	wantError(t, err, "ThreadClient.ListMessages: chatThreadId is empty")
	if n != 0 || len(*urls) != 0 {
		t.Errorf("got %d items from %q", n, *urls)
	}
}

// A context that ends between two pages ends the range.
func TestItemsCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c, _ := pagedThread(t, func(r *http.Request) (*http.Response, error) {
		if err := r.Context().Err(); err != nil {
			return nil, err
		}
		return paged(3)(r)
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

// The next link of a page is where another pager goes on.
func TestResume(t *testing.T) {
	c, urls := pagedThread(t, paged(3))
	page, err := c.newListPager(nil).NextPage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	*urls = nil
	n, err := drain(t.Context(), c, &listOptions{MaxPageSize: 7, ContinuationToken: page.NextLink})
	if want := []string{nextPage(2), nextPage(3)}; n != 4 || err != nil || !reflect.DeepEqual(*urls, want) {
		t.Errorf("got %d items from %q, error %v, want 4 from %q", n, *urls, err, want)
	}
}

// A pager is done after its last page, and after an error.
func TestPagerEnd(t *testing.T) {
	c, _ := pagedThread(t, paged(1))
	pager := c.newListPager(nil)
	if _, err := pager.NextPage(t.Context()); err != nil || pager.More() {
		t.Errorf("after the last page: more %v, error %v", pager.More(), err)
	}
	c, urls := pagedThread(t, func(r *http.Request) (*http.Response, error) { return answer(r, http.StatusNotFound, ""), nil })
	pager = c.newListPager(nil)
	for range 2 {
		_, err := pager.NextPage(t.Context())
		wantError(t, err, "status 404: ")
	}
	if pager.More() || len(*urls) != 1 {
		t.Errorf("after an error: more %v, asked for %q", pager.More(), *urls)
	}
}

// Pagers of one client know nothing of each other's links.
func TestConcurrentPagers(t *testing.T) {
	config := configFor("https://example.com")
	config.Options.Transport = paged(20)
	c := newThread(t, config)
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			if n, err := drain(t.Context(), c, nil); n != 40 || err != nil {
				t.Errorf("got %d items, error %v", n, err)
			}
		})
	}
	group.Wait()
}

// A chain of links that comes back to one is an error that names it, and not a
// range without end.
func TestRepeatedLink(t *testing.T) {
	tests := map[string]struct {
		resume string
		next   map[string]string // query to next link
		want   string
		pages  int
	}{
		"itself":   {"", map[string]string{"": "https://example.com/a?1", "1": "https://example.com/a?1"}, `ThreadClient.ListMessages: next link "https://example.com/a?1": followed before`, 2},
		"circle":   {"", map[string]string{"": "https://example.com/a?1", "1": "https://example.com/a?2", "2": "https://example.com/a?1"}, `ThreadClient.ListMessages: next link "https://example.com/a?1": followed before`, 3},
		"resumed":  {"https://example.com/a?1", map[string]string{"1": "https://example.com/a?2", "2": "https://example.com/a?1"}, `ThreadClient.ListMessages: next link "https://example.com/a?1": followed before`, 2},
		"to first": {"", map[string]string{"api-version=2025-03-15": firstPage[len("GET "):]}, `ThreadClient.ListMessages: next link "` + firstPage[len("GET "):] + `": followed before`, 2},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			c, urls := pagedThread(t, func(r *http.Request) (*http.Response, error) {
				next, ok := tc.next[r.URL.RawQuery]
				if !ok {
					next = tc.next[""]
				}
				return answer(r, http.StatusOK, string(pageJSON(1, next))), nil
			})
			n, err := drain(t.Context(), c, &listOptions{ContinuationToken: tc.resume})
			wantError(t, err, tc.want)
			if n != tc.pages || len(*urls) != tc.pages {
				t.Errorf("got %d items from %q, want %d", n, *urls, tc.pages)
			}
		})
	}
}

// A link that is followed carries the credentials, so the request for it is a
// GET with the same headers and nothing added.
func TestNextLinkRequest(t *testing.T) {
	var link string
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, before int) {
		if before > 0 {
			link = ""
		}
		_, _ = w.Write(pageJSON(1, link))
	})
	for name, rest := range map[string]string{
		"as chat writes it": "/chat/threads/19:a@thread.v2/messages?maxPageSize=2&api-version=2025-03-15&syncState=a%3d%3D;b:c/@+!'()*&x&&=y",
		"escaped":           "/a%2Fb%3a%C3%a9?q=%e9%20",
		"no version":        "/a?q",
		"empty query":       "/a?",
		"no query":          "/a//b/./c/../d",
		"non-ASCII query":   "/a?q=é",
		"question marks":    "/a?b?c=?",
	} {
		t.Run(name, func(t *testing.T) {
			s.mu.Lock()
			s.kept = nil
			s.mu.Unlock()
			link = s.URL + rest
			config := s.config()
			config.Options.APIVersion = "2024-03-07"
			if _, err := drain(t.Context(), newThread(t, config), nil); err != nil {
				t.Fatal(err)
			}
			all := s.asked()
			if len(all) != 2 || all[1].URI != rest || all[1].Method != http.MethodGet {
				t.Fatalf("got %+v, want GET %s", all[1:], rest)
			}
			if u, err := url.Parse(s.URL); err != nil || all[1].Host != u.Host || !reflect.DeepEqual(all[0].Header, all[1].Header) {
				t.Errorf("got host %s and %v, want %s and %v", all[1].Host, all[1].Header, s.URL, all[0].Header)
			}
		})
	}
}

// A page whose status has no body is empty, be it the first one or a later one.
func TestEmptyPage(t *testing.T) {
	for name, pages := range map[string]int{"first": 1, "later": 2} {
		asked := 0
		c, _ := pagedThread(t, func(r *http.Request) (*http.Response, error) {
			if asked++; asked < pages {
				return answer(r, http.StatusOK, string(pageJSON(1, "https://example.com/?page=2"))), nil
			}
			return answer(r, http.StatusAccepted, ""), nil
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
			if err != nil || (len(page.Value) == 0) != (asked == pages) {
				t.Errorf("%s: page %d has %d messages, error %v", name, asked, len(page.Value), err)
			}
		}
		if asked != pages {
			t.Errorf("%s: got %d pages", name, asked)
		}
	}
}
