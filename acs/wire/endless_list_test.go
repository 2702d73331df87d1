package wire_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// numberedTransport responds to the request for each page with the messages whose IDs
// items returns, and with a new next link. Pages are counted from 0. After the last
// page, or if that is negative, the list goes on.
func numberedTransport(last int, items func(page int) []int) transportFunc {
	return func(r *http.Request) (*http.Response, error) {
		page, err := strconv.Atoi(r.URL.Query().Get("page"))
		if err != nil {
			page = 0
		}
		texts := []string{}
		for _, id := range items(page) {
			texts = append(texts, fmt.Sprintf(`{"id":"%d"}`, id))
		}
		next := fmt.Sprintf(`,"nextLink":"%s?page=%d"`, messagesURL, page+1)
		if page == last {
			next = ""
		}
		return newResponse(r, http.StatusOK, `{"value":[`+strings.Join(texts, ",")+`]`+next+`}`), nil
	}
}

// readPages reads all pages and returns the number of pages and of items.
func readPages(t *testing.T, transport transportFunc) (pages, items int, err error) {
	t.Helper()
	config := newConfig("https://example.com")
	config.Options.Transport = transport
	pager := newThread(t, config).newListPager(nil)
	for pager.More() {
		page, err := pager.NextPage(t.Context())
		if err != nil {
			return pages, items, err
		}
		pages++
		items += len(page.Value)
	}
	return pages, items, nil
}

// A list with ever new links and no new item is an error, after a bounded number of
// pages.
func TestEndlessList(t *testing.T) {
	const (
		noNewItem = "the last 1000 pages have no new item"
		samePages = "the same pages come again"
	)
	tests := map[string]struct {
		items func(page int) []int
		pages int // exactly, or at most if negative
		want  string
	}{
		"empty pages":           {func(int) []int { return nil }, 1000, noNewItem},
		"empty after some":      {func(page int) []int { return make([]int, max(0, 3-page)) }, -1003, noNewItem},
		"same page":             {func(int) []int { return []int{1, 2, 3} }, 1003, noNewItem},
		"some pages":            {func(page int) []int { return []int{page % 7, 100} }, 1008, noNewItem},
		"some pages, and empty": {func(page int) []int { return []int{page % 7}[:page%2] }, -1020, noNewItem},
		"other order":           {func(page int) []int { return []int{page % 5, (page + 1) % 5, (page + 2) % 5} }, 1005, noNewItem},
		"stuck after many":      {func(page int) []int { return []int{min(page, 5000)} }, 6001, noNewItem},
		"1,000 pages":           {func(page int) []int { return []int{page % 1000} }, 2000, noNewItem},
		"1,500 pages":           {func(page int) []int { return []int{page % 1500} }, -12000, samePages},
		"3,000 pages":           {func(page int) []int { return []int{page % 3000} }, -24000, samePages},
		"pages of many items": {func(page int) []int {
			items := make([]int, 25)
			for i := range items {
				items[i] = page%100*len(items) + i
			}
			return items
		}, -8000, samePages},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			pages, _, err := readPages(t, numberedTransport(-1, tc.items))
			wantError(t, err, fmt.Sprintf(`ThreadClient.ListMessages: next link "%s?page=%d": %s: the list does not end`, messagesURL, pages, tc.want))
			if !errors.Is(err, wire.ErrEndlessList) {
				t.Errorf("%v is not ErrEndlessList", err)
			}
			if tc.pages > 0 && pages != tc.pages || pages > max(tc.pages, -tc.pages) {
				t.Errorf("got %d pages, want %d", pages, tc.pages)
			}
		})
	}
}

// A list that changes while it is read has empty pages and items that come again, and
// is read to its end.
func TestChangingList(t *testing.T) {
	tests := map[string]struct {
		last  int
		items func(page int) []int
	}{
		"empty pages":         {999, func(page int) []int { return make([]int, page/999) }},
		"empty between items": {2700, func(page int) []int { return []int{page}[:1-min(1, page%900)] }},
		"moved by one":        {2500, func(page int) []int { return []int{page, page + 1} }},
		"each page twice":     {2500, func(page int) []int { return []int{page / 2, page/2 + 10000} }},
		"same first item":     {2500, func(page int) []int { return []int{-1, page} }},
		"same last item":      {2500, func(page int) []int { return []int{page, -1} }},
		"same ends":           {900, func(page int) []int { return []int{-1, page, -2} }},
		"read twice":          {999, func(page int) []int { return []int{page % 500} }},
		"old item at the end": {4000, func(page int) []int { return []int{page % 4000} }},
		"arrivals": {5000, func(page int) []int { // 10 items arrive after each 20 pages of one
			return []int{page - page/20*10}
		}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			pages, _, err := readPages(t, numberedTransport(tc.last, tc.items))
			if err != nil || pages != tc.last+1 {
				t.Errorf("got %d pages, want %d, error %v", pages, tc.last+1, err)
			}
		})
	}
}

// A next link that was already followed is an error, not an endless loop.
func TestRepeatedLink(t *testing.T) {
	tests := map[string]struct {
		resume string
		next   func(page int) string // query of the next link
		pages  int                   // exactly, or at most if negative
	}{
		"itself":           {"", func(int) string { return "1" }, 2},
		"cycle":            {"", func(page int) string { return strconv.Itoa(page % 3) }, 4},
		"resumed":          {messagesURL + "?1", func(page int) string { return strconv.Itoa(2 - page%2) }, 2},
		"to first":         {"", func(int) string { return "api-version=2025-03-15" }, 1},
		"after 900 others": {"", func(page int) string { return strconv.Itoa(page % 900) }, 901},
		"into the middle":  {"", func(page int) string { return strconv.Itoa(min(page, 4000) + max(page, 4000)%900 + 10000*(page/4000)) }, 4901},
		"after many":       {"", func(page int) string { return strconv.Itoa(page % 2500) }, -8000},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			page := 0
			c, urls := newPagedThread(t, func(r *http.Request) (*http.Response, error) {
				body := fmt.Sprintf(`{"value":[{"id":"%d"}],"nextLink":"%s?%s"}`, page, messagesURL, tc.next(page))
				page++
				return newResponse(r, http.StatusOK, body), nil
			})
			n, err := countItems(t.Context(), c, &listOptions{ContinuationToken: tc.resume})
			wantError(t, err, fmt.Sprintf(`ThreadClient.ListMessages: next link "%s?%s": was already followed: the list does not end`, messagesURL, tc.next(page-1)))
			if !errors.Is(err, wire.ErrEndlessList) {
				t.Errorf("%v is not ErrEndlessList", err)
			}
			if n != len(*urls) || tc.pages > 0 && n != tc.pages || n > max(tc.pages, -tc.pages) {
				t.Errorf("got %d items from %d requests, want %d", n, len(*urls), tc.pages)
			}
		})
	}
}

// A long list is read whole, in pages of one item and with some items twice, and takes
// no more memory with its length. If CHATGEN_SOAK is set, it has 1,000,000 items.
func TestLongList(t *testing.T) {
	items := 20_000
	if os.Getenv("CHATGEN_SOAK") != "" {
		items = 1_000_000
	}
	random := rand.New(rand.NewPCG(1, 2))
	var start uint64
	pages, got, err := readPages(t, numberedTransport(items-1, func(page int) []int {
		switch {
		case page == items/4:
			start = heapSize()
		case page%10 == 5: // the item of an earlier page
			return []int{page - random.IntN(min(page, 100))}
		}
		return []int{page}
	}))
	if err != nil || pages != items || got != items {
		t.Fatalf("got %d items from %d pages, error %v", got, pages, err)
	}
	if end := heapSize(); end > start+1<<20 {
		t.Errorf("the heap grew from %d to %d bytes", start, end)
	}
}

// heapSize returns the number of bytes that are in use.
func heapSize() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
