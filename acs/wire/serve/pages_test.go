package serve_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire/serve"
)

// listing answers each list with what fill adds.
func listing(fill func(*fake.PagerResponder[page])) *answers {
	return &answers{List: func(string) fake.PagerResponder[page] {
		var list fake.PagerResponder[page]
		fill(&list)
		return list
	}}
}

// add adds pages with one name each.
func add(list *fake.PagerResponder[page], names ...string) {
	for _, name := range names {
		list.AddPage(http.StatusOK, page{Value: []string{name}}, nil)
	}
}

// Each page gets a link of its own, which a client follows to the last page: it
// refuses one that it has followed before.
func TestPages(t *testing.T) {
	a := listing(func(list *fake.PagerResponder[page]) { add(list, "a", "b", "c", "d") })
	for name, c := range clients(t, a) {
		t.Run(name, func(t *testing.T) {
			for range 2 { // a further list begins anew
				got, err := all(t, c.names(""))
				wantError(t, err, "")
				if got != "a b c d" {
					t.Errorf("got %s", got)
				}
			}
		})
	}
}

// A next link can be followed again, as that of a service can: after an answer
// that was lost, or by a client that resumes.
func TestPageAgain(t *testing.T) {
	a := listing(func(list *fake.PagerResponder[page]) { add(list, "a", "b", "c") })
	for name, c := range clients(t, a) {
		t.Run(name, func(t *testing.T) {
			link := firstLink(t, c)
			for range 3 {
				got, err := all(t, c.names(link))
				wantError(t, err, "")
				if got != "b c" {
					t.Errorf("got %s", got)
				}
			}
		})
	}
}

// A page that is alone keeps its link, which leads to the function again if it has
// a continuation token.
func TestPageAlone(t *testing.T) {
	const next = endpoint + "/names?continuationToken=2"
	var asked []string
	c := newClient(t, endpoint, newTransport(&answers{List: func(continuation string) (list fake.PagerResponder[page]) {
		asked = append(asked, continuation)
		if continuation == "" {
			list.AddPage(http.StatusOK, page{Value: []string{"a"}, NextLink: next}, nil)
		} else {
			add(&list, "b")
		}
		return list
	}}))
	got, err := all(t, c.names(""))
	wantError(t, err, "")
	if want := []string{"", next}; got != "a b" || !slices.Equal(asked, want) {
		t.Errorf("got %s, asked %q, want %q", got, asked, want)
	}
}

// An error between pages is answered at its place. If the client tries again, the
// list goes on behind it.
func TestPageErrors(t *testing.T) {
	a := listing(func(list *fake.PagerResponder[page]) {
		add(list, "a")
		list.AddResponseError(http.StatusServiceUnavailable, "Busy")
		list.AddResponseError(http.StatusTooManyRequests, "Slow")
		add(list, "b", "c")
	})
	for name, c := range clients(t, a) {
		t.Run(name, func(t *testing.T) {
			got, err := all(t, c.names(""))
			wantError(t, err, "")
			if got != "a b c" {
				t.Errorf("got %s", got)
			}
		})
	}
}

// firstLink returns the link of a list's first page.
func firstLink(t *testing.T, c *client) string {
	t.Helper()
	first, err := c.names("").NextPage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return first.NextLink
}

// An error that ends the client's tries is what the pager returns. A client that
// resumes goes on behind it.
func TestPageErrorFinal(t *testing.T) {
	a := listing(func(list *fake.PagerResponder[page]) {
		add(list, "a")
		list.AddResponseError(http.StatusForbidden, "Denied")
		add(list, "b")
	})
	for name, c := range clients(t, a) {
		t.Run(name, func(t *testing.T) {
			link := firstLink(t, c)
			got, err := all(t, c.names(link))
			if e, ok := errors.AsType[*acs.Error](err); !ok || e.Code != "Denied" || got != "" {
				t.Fatalf("got %s, error %v", got, err)
			}
			got, err = all(t, c.names(link))
			wantError(t, err, "")
			if got != "b" {
				t.Errorf("got %s", got)
			}
		})
	}
}

// An error at the end stays: it is what every further try gets.
func TestPageErrorLast(t *testing.T) {
	a := listing(func(list *fake.PagerResponder[page]) {
		add(list, "a")
		list.AddResponseError(http.StatusServiceUnavailable, "Busy")
	})
	for name, c := range clients(t, a) {
		t.Run(name, func(t *testing.T) {
			link := firstLink(t, c)
			for range 2 {
				_, err := all(t, c.names(link))
				if e, ok := errors.AsType[*acs.Error](err); !ok || e.Code != "Busy" {
					t.Errorf("error %v", err)
				}
			}
		})
	}
}

// Before the first page there is no link yet: a further try is a new list.
func TestPageErrorFirst(t *testing.T) {
	lists := 0
	a := listing(func(list *fake.PagerResponder[page]) {
		if lists++; lists%2 == 1 {
			list.AddResponseError(http.StatusServiceUnavailable, "Busy")
		}
		add(list, "a", "b")
	})
	for name, c := range clients(t, a) {
		t.Run(name, func(t *testing.T) {
			got, err := all(t, c.names(""))
			wantError(t, err, "")
			if got != "a b" {
				t.Errorf("got %s", got)
			}
		})
	}
}

// Any other error reaches the client as it is, at its place.
func TestPageOtherError(t *testing.T) {
	own := errors.New("own")
	c := newClient(t, endpoint, newTransport(listing(func(list *fake.PagerResponder[page]) {
		add(list, "a")
		list.AddError(own)
		add(list, "b")
	})))
	got, err := all(t, c.names(""))
	if !errors.Is(err, own) || got != "a" {
		t.Errorf("got %s, error %v", got, err)
	}
}

// A list without pages is a mistake of the test.
func TestPageNone(t *testing.T) {
	c := newClient(t, endpoint, newTransport(listing(func(*fake.PagerResponder[page]) {})))
	_, err := all(t, c.names(""))
	wantError(t, err, "fake paged response is empty")
}

// A link that the fake did not make, or that is another list's, is refused.
func TestPageUnknown(t *testing.T) {
	transport := newTransport(&answers{
		List:   listing(func(list *fake.PagerResponder[page]) { add(list, "a", "b") }).List,
		Colors: func() (list fake.PagerResponder[page]) { return list },
	})
	resp, err := do(t, transport, http.MethodGet, "/names?fake-page=x.1", "")
	wantAnswer(t, resp, err, http.StatusBadRequest, failureBody(t, "BadRequest", `NewListPager: no page "x.1"`))
	resp, err = do(t, transport, http.MethodGet, "/colors?fake-page=%22", "")
	wantAnswer(t, resp, err, http.StatusBadRequest, failureBody(t, "BadRequest", `NewColorsPager: no page "\""`))
}

// A list whose pages have no member for a link comes in one page.
func TestPageWithoutLink(t *testing.T) {
	a := &answers{Colors: func() (list fake.PagerResponder[page]) {
		add(&list, "red", "lost")
		return list
	}}
	for name, c := range clients(t, a) {
		t.Run(name, func(t *testing.T) {
			got, err := all(t, c.pager("/colors", ""))
			wantError(t, err, "")
			if got != "red" {
				t.Errorf("got %s", got)
			}
		})
	}
}

// A function may call the fake itself, as code under test does in a callback.
func TestPageReentrant(t *testing.T) {
	var c *client
	a := &answers{}
	a.List = func(string) (list fake.PagerResponder[page]) {
		got, err := all(t, c.pager("/colors", ""))
		if err != nil {
			list.AddError(err)
		}
		add(&list, got, "b")
		return list
	}
	a.Colors = func() (list fake.PagerResponder[page]) {
		add(&list, "red")
		return list
	}
	c = newClient(t, endpoint, newTransport(a))
	got, err := all(t, c.names(""))
	wantError(t, err, "")
	if got != "red b" {
		t.Errorf("got %s", got)
	}
}

// Lists of several clients do not mix.
func TestPagesConcurrent(t *testing.T) {
	var mu sync.Mutex
	lists := 0
	a := listing(func(list *fake.PagerResponder[page]) {
		mu.Lock()
		lists++
		n := lists
		mu.Unlock()
		for i := range 5 {
			add(list, fmt.Sprintf("%d.%d", n, i))
		}
	})
	for name, c := range clients(t, a) {
		t.Run(name, func(t *testing.T) {
			var callers sync.WaitGroup
			for range 16 {
				callers.Go(func() {
					got, err := all(t, c.names(""))
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

// Lists that nobody reads to their end do not fill the memory: the oldest links
// lead nowhere in the end, the youngest still do.
func TestPagesAbandoned(t *testing.T) {
	const lists = 1001
	c := newClient(t, endpoint, newTransport(listing(func(list *fake.PagerResponder[page]) { add(list, "a", "b") })))
	var links []string
	for range lists {
		links = append(links, firstLink(t, c))
	}
	for _, link := range links[1:] {
		if got, err := all(t, c.names(link)); err != nil || got != "b" {
			t.Fatalf("got %s, error %v", got, err)
		}
	}
	_, err := all(t, c.names(links[0]))
	if e, ok := errors.AsType[*acs.Error](err); !ok || e.StatusCode != http.StatusBadRequest {
		t.Errorf("got %v", err)
	}
}

// A page that cannot be written fails, once.
func TestPageNotJSON(t *testing.T) {
	type bad struct{ C chan int }
	transport := serve.NewTransport([]serve.Route{{Name: "List", Method: http.MethodGet, Template: "/bad", Handle: func(r *serve.Request) (*http.Response, error) {
		return serve.Page(r, func() (list fake.PagerResponder[bad]) {
			list.AddPage(http.StatusOK, bad{}, nil)
			return list
		}, nil)
	}}})
	_, err := do(t, transport, http.MethodGet, "/bad", "")
	wantError(t, err, "json: unsupported type: chan int")
}
