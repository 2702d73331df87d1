package serve_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire/serve"
)

// newListServer returns a fake whose List function returns a list that fill fills.
func newListServer(fill func(*fake.PagerResponder[page])) *fakeServer {
	return &fakeServer{List: func(string) fake.PagerResponder[page] {
		var list fake.PagerResponder[page]
		fill(&list)
		return list
	}}
}

// addPages adds pages with one name each.
func addPages(list *fake.PagerResponder[page], names ...string) {
	for _, name := range names {
		list.AddPage(http.StatusOK, page{Value: []string{name}}, nil)
	}
}

// Each page has a different next link, so a client, which rejects repeated links,
// reads all pages.
func TestPages(t *testing.T) {
	server := newListServer(func(list *fake.PagerResponder[page]) { addPages(list, "a", "b", "c", "d") })
	for name, c := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			for range 2 { // a new list starts at the first page
				got, err := readPages(t, c.names(""))
				wantError(t, err, "")
				if got != "a b c d" {
					t.Errorf("got %s", got)
				}
			}
		})
	}
}

// A next link can be requested repeatedly, as for a real service: after a lost response,
// or by a client that resumes.
func TestPageRepeated(t *testing.T) {
	server := newListServer(func(list *fake.PagerResponder[page]) { addPages(list, "a", "b", "c") })
	for name, c := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			link := firstLink(t, c)
			for range 3 {
				got, err := readPages(t, c.names(link))
				wantError(t, err, "")
				if got != "b c" {
					t.Errorf("got %s", got)
				}
			}
		})
	}
}

// A single page keeps its next link. If the link has a continuation token, its request
// calls the function with the link.
func TestSinglePage(t *testing.T) {
	const next = endpoint + "/names?continuationToken=2"
	var continuations []string
	c := newClient(t, endpoint, newTransport(&fakeServer{List: func(continuation string) (list fake.PagerResponder[page]) {
		continuations = append(continuations, continuation)
		if continuation == "" {
			list.AddPage(http.StatusOK, page{Value: []string{"a"}, NextLink: next}, nil)
		} else {
			addPages(&list, "b")
		}
		return list
	}}))
	got, err := readPages(t, c.names(""))
	wantError(t, err, "")
	if want := []string{"", next}; got != "a b" || !slices.Equal(continuations, want) {
		t.Errorf("got %s with continuations %q, want %q", got, continuations, want)
	}
}

// An error between pages is returned in its position. A retry continues after it.
func TestPageErrors(t *testing.T) {
	server := newListServer(func(list *fake.PagerResponder[page]) {
		addPages(list, "a")
		list.AddResponseError(http.StatusServiceUnavailable, "Busy")
		list.AddResponseError(http.StatusTooManyRequests, "Slow")
		addPages(list, "b", "c")
	})
	for name, c := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			got, err := readPages(t, c.names(""))
			wantError(t, err, "")
			if got != "a b c" {
				t.Errorf("got %s", got)
			}
		})
	}
}

// firstLink returns the next link of the first page.
func firstLink(t *testing.T, c *client) string {
	t.Helper()
	first, err := c.names("").NextPage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return first.NextLink
}

// The pager returns an error that is not retried. A client that resumes continues after
// the error.
func TestPageErrorNotRetried(t *testing.T) {
	server := newListServer(func(list *fake.PagerResponder[page]) {
		addPages(list, "a")
		list.AddResponseError(http.StatusForbidden, "Denied")
		addPages(list, "b")
	})
	for name, c := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			link := firstLink(t, c)
			got, err := readPages(t, c.names(link))
			if e, ok := errors.AsType[*acs.Error](err); !ok || e.Code != "Denied" || got != "" {
				t.Fatalf("got %s, error %v", got, err)
			}
			got, err = readPages(t, c.names(link))
			wantError(t, err, "")
			if got != "b" {
				t.Errorf("got %s", got)
			}
		})
	}
}

// An error after the last page is returned to every retry.
func TestPageErrorLast(t *testing.T) {
	server := newListServer(func(list *fake.PagerResponder[page]) {
		addPages(list, "a")
		list.AddResponseError(http.StatusServiceUnavailable, "Busy")
	})
	for name, c := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			link := firstLink(t, c)
			for range 2 {
				_, err := readPages(t, c.names(link))
				if e, ok := errors.AsType[*acs.Error](err); !ok || e.Code != "Busy" {
					t.Errorf("error %v", err)
				}
			}
		})
	}
}

// A retry after an error before the first page calls the function again.
func TestPageErrorFirst(t *testing.T) {
	lists := 0
	server := newListServer(func(list *fake.PagerResponder[page]) {
		if lists++; lists%2 == 1 {
			list.AddResponseError(http.StatusServiceUnavailable, "Busy")
		}
		addPages(list, "a", "b")
	})
	for name, c := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			got, err := readPages(t, c.names(""))
			wantError(t, err, "")
			if got != "a b" {
				t.Errorf("got %s", got)
			}
		})
	}
}

// Any other error is returned unchanged in its position.
func TestPageOtherError(t *testing.T) {
	cause := errors.New("cause")
	c := newClient(t, endpoint, newTransport(newListServer(func(list *fake.PagerResponder[page]) {
		addPages(list, "a")
		list.AddError(cause)
		addPages(list, "b")
	})))
	got, err := readPages(t, c.names(""))
	if !errors.Is(err, cause) || got != "a" {
		t.Errorf("got %s, error %v", got, err)
	}
}

// A list without pages is an error in the test.
func TestNoPages(t *testing.T) {
	c := newClient(t, endpoint, newTransport(newListServer(func(*fake.PagerResponder[page]) {})))
	_, err := readPages(t, c.names(""))
	wantError(t, err, "Client.List: fake paged response is empty")
}

// A next link that the fake did not generate, or that is for another list, is rejected.
func TestPageUnknown(t *testing.T) {
	transport := newTransport(&fakeServer{
		List:   newListServer(func(list *fake.PagerResponder[page]) { addPages(list, "a", "b") }).List,
		Colors: func() (list fake.PagerResponder[page]) { return list },
	})
	resp, err := doRequest(t, transport, http.MethodGet, "/names?fake-page=x.1", "")
	wantResponse(t, resp, err, http.StatusBadRequest, failureBody(t, "BadRequest", `NewListPager: unknown page "x.1"`))
	link := firstLink(t, newClient(t, endpoint, transport))
	resp, err = doRequest(t, transport, http.MethodGet, strings.Replace(strings.TrimPrefix(link, endpoint), "/names", "/other/names", 1), "")
	wantResponse(t, resp, err, http.StatusBadRequest, failureBody(t, "BadRequest", fmt.Sprintf("NewOtherPager: unknown page %q", link[strings.LastIndex(link, "=")+1:])))
	resp, err = doRequest(t, transport, http.MethodGet, "/colors?fake-page=%22", "")
	wantResponse(t, resp, err, http.StatusBadRequest, failureBody(t, "BadRequest", `NewColorsPager: unknown page "\""`))
}

// A list whose pages have no next link property has a single page.
func TestPageWithoutLink(t *testing.T) {
	server := &fakeServer{Colors: func() (list fake.PagerResponder[page]) {
		addPages(&list, "red", "unreachable")
		return list
	}}
	for name, c := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			got, err := readPages(t, c.pager("/colors", ""))
			wantError(t, err, "")
			if got != "red" {
				t.Errorf("got %s", got)
			}
		})
	}
}

// A function of a fake may call the fake.
func TestPageReentrant(t *testing.T) {
	var c *client
	server := &fakeServer{}
	server.List = func(string) (list fake.PagerResponder[page]) {
		got, err := readPages(t, c.pager("/colors", ""))
		if err != nil {
			list.AddError(err)
		}
		addPages(&list, got, "b")
		return list
	}
	server.Colors = func() (list fake.PagerResponder[page]) {
		addPages(&list, "red")
		return list
	}
	c = newClient(t, endpoint, newTransport(server))
	got, err := readPages(t, c.names(""))
	wantError(t, err, "")
	if got != "red b" {
		t.Errorf("got %s", got)
	}
}

// Lists can be read concurrently.
func TestPagesConcurrent(t *testing.T) {
	var mu sync.Mutex
	lists := 0
	server := newListServer(func(list *fake.PagerResponder[page]) {
		mu.Lock()
		lists++
		n := lists
		mu.Unlock()
		for i := range 5 {
			addPages(list, fmt.Sprintf("%d.%d", n, i))
		}
	})
	for name, c := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			var callers sync.WaitGroup
			for range 16 {
				callers.Go(func() {
					got, err := readPages(t, c.names(""))
					var n int
					if _, scanned := fmt.Sscanf(got, "%d.", &n); scanned != nil || err != nil {
						t.Errorf("got %q, error %v", got, err)
					}
					if want := fmt.Sprintf("%d.0 %d.1 %d.2 %d.3 %d.4", n, n, n, n, n); got != want {
						t.Errorf("got %s, want %s", got, want)
					}
				})
			}
			callers.Wait()
		})
	}
}

// The number of abandoned lists is limited: the oldest links become invalid, the newest
// remain valid.
func TestPagesAbandoned(t *testing.T) {
	const lists = 1001
	c := newClient(t, endpoint, newTransport(newListServer(func(list *fake.PagerResponder[page]) { addPages(list, "a", "b") })))
	var links []string
	for range lists {
		links = append(links, firstLink(t, c))
	}
	for _, link := range links[1:] {
		if got, err := readPages(t, c.names(link)); err != nil || got != "b" {
			t.Fatalf("got %s, error %v", got, err)
		}
	}
	_, err := readPages(t, c.names(links[0]))
	if e, ok := errors.AsType[*acs.Error](err); !ok || e.StatusCode != http.StatusBadRequest {
		t.Errorf("got %v", err)
	}
}

// A page that cannot be encoded is an error.
func TestPageNotJSON(t *testing.T) {
	type invalidPage struct{ C chan int }
	transport := serve.NewTransport([]serve.Route{{Name: "List", Method: http.MethodGet, Template: "/invalid", Handle: func(r *serve.Request) (*http.Response, error) {
		return serve.Page(r, func() (list fake.PagerResponder[invalidPage]) {
			list.AddPage(http.StatusOK, invalidPage{}, nil)
			return list
		}, nil)
	}}})
	_, err := doRequest(t, transport, http.MethodGet, "/invalid", "")
	wantError(t, err, "json: unsupported type: chan int")
}
