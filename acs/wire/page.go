package wire

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// Paging describes a paged operation. P is the type of a page.
type Paging[P any] struct {
	// Name is the name of the tracing span, such as "ThreadClient.ListMessages".
	Name string
	// First returns the request for the first page. All pages have its path.
	First func() *Request
	// Decode decodes a page.
	Decode func(*P, *Decoder)
	// ItemDetails returns where a page keeps the errors of its items that cannot be
	// decoded, and the JSON of the others if Config.KeepItemJSON is set. If it is not
	// nil, Decode decodes the items with [DecodeItems].
	ItemDetails func(*P) (*[]*ItemError, *[]json.RawMessage)
	// NextLink returns the link to the next page, or "" for the last page.
	NextLink func(*P) string
	// Resume is the link to start with instead of First, or "". If relative, it is
	// resolved against the URL of First.
	Resume string
	// Statuses are the expected statuses.
	Statuses []int
	// NoBodyStatuses are the statuses whose responses have no body; see
	// [Request.NoBodyStatuses].
	NoBodyStatuses []int
}

// NewPager returns a pager for an operation. Because the requests carry the access
// token, it follows a next link only to the endpoint's host or to a host in
// Config.AllowedNextLinkHosts, with the endpoint's scheme, and only to the path of the
// operation, which may follow another path prefix. It sends the link unchanged, byte
// for byte; one that is relative is resolved against the URL of the last request.
// NextPage returns an error for any other link, and an error that wraps
// [ErrEndlessList] for a list that does not end.
func NewPager[P any](c *Client, paging Paging[P]) *runtime.Pager[P] {
	l := new(list[P])
	l.client, l.paging = c, paging
	return runtime.NewPager(runtime.PagingHandler[P]{More: l.hasNext, Fetcher: l.fetch})
}

// fetchNextPage fetches the page at link. Errors refer to the link as linkName.
func fetchNextPage[P any](ctx context.Context, l *list[P], linkName, link string) (page P, err error) {
	ctx, state, end := l.client.begin(ctx, l.paging.Name)
	defer func() { end(err) }()
	req, err := l.newNextRequest(ctx, link)
	if err != nil {
		return page, newLinkError(l.paging.Name, linkName, link, err)
	}
	state.pace, state.accept = l.first.pace, l.first.accept
	if err := l.client.waitForPace(ctx, state); err != nil {
		return page, state.failure(err, l.client.newError)
	}
	return send(l.client, state, req, l.spec())
}

// newNextRequest returns the request for a next link, or an error if the link must
// not be followed.
func (c *Client) newNextRequest(ctx context.Context, link string) (*policy.Request, error) {
	req, err := runtime.NewRequest(ctx, http.MethodGet, link)
	if err != nil {
		return nil, err
	}
	u := req.Raw().URL
	if err := c.guard.check(u); err != nil {
		return nil, err
	}
	if u.Fragment != "" || !strings.HasSuffix(link, u.RequestURI()) || strings.Contains(link, " ") { // a space would end the request target
		return nil, errors.New("cannot be sent unchanged")
	}
	return req, nil
}

// Pages returns an iterator over the pages of an operation. Each loop calls pager
// and starts at its first page. On error, the iterator yields the error and stops.
func Pages[P any](ctx context.Context, pager func() *runtime.Pager[P]) iter.Seq2[P, error] {
	return func(yield func(P, error) bool) {
		for pages := pager(); pages.More(); {
			page, err := pages.NextPage(ctx)
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}

// Items returns an iterator over the items of all pages of an operation. Each loop
// calls pager and starts at its first page, and pages are fetched as the loop
// reaches them. On error, the iterator yields a zero item with the error and stops.
// An [ItemError] takes the place of its item, and the iterator continues after it.
func Items[P, T any](ctx context.Context, pager func() *runtime.Pager[P], items func(*P) ([]T, []*ItemError)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for page, err := range Pages(ctx, pager) {
			if err != nil {
				yield(*new(T), err)
				return
			}
			values, failed := items(&page)
			if !yieldItems(values, failed, yield) {
				return
			}
		}
	}
}

// yieldItems yields the items of a page and the errors of the others, in the order of
// the page, and reports whether the loop goes on.
func yieldItems[T any](items []T, failed []*ItemError, yield func(T, error) bool) bool {
	for index := 0; len(items) > 0 || len(failed) > 0; index++ {
		var item T
		var err error
		if len(failed) > 0 && (failed[0].Index == index || len(items) == 0) {
			err, failed = failed[0], failed[1:]
		} else {
			item, items = items[0], items[1:]
		}
		if !yield(item, err) {
			return false
		}
	}
	return true
}
