package wire

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// Paging is what a generated pager knows of its operation. P is a page.
type Paging[P any] struct {
	Name           string          // the span's, "ThreadClient.ListMessages"
	First          func() *Request // the request for the first page
	Decode         func(*P, *Decoder) error
	NextLink       func(*P) string // "" on the last page
	Resume         string          // link to begin with instead of First, or ""
	Statuses       []int
	NoBodyStatuses []int // as of [Request.NoBodyStatuses]
}

// NewPager returns a pager over the pages of an operation. A next link is
// followed byte for byte, and only to the endpoint's scheme, host and port or to
// a host that Config.AllowedNextLinkHosts allows, because the token goes along. A link
// that was followed before is an error.
func NewPager[P any](c *Client, paging Paging[P]) *runtime.Pager[P] {
	seen := map[string]bool{}
	return runtime.NewPager(runtime.PagingHandler[P]{
		More: func(page P) bool { return paging.NextLink(&page) != "" },
		Fetcher: func(ctx context.Context, last *P) (P, error) {
			link, what := paging.Resume, "ContinuationToken"
			if last != nil {
				link, what = paging.NextLink(last), "next link"
			}
			if link == "" {
				first := paging.First()
				first.NoBodyStatuses(paging.NoBodyStatuses...)
				return Call(ctx, c, paging.Name, first, paging.Decode, paging.Statuses...)
			}
			if seen[link] {
				return *new(P), fmt.Errorf("%s: %s %q: followed before", paging.Name, what, link)
			}
			seen[link] = true
			return fetchNextPage(ctx, c, paging, what, link)
		},
	})
}

// fetchNextPage fetches the page that link names; what says what the link is.
func fetchNextPage[P any](ctx context.Context, c *Client, paging Paging[P], what, link string) (page P, err error) {
	ctx, end := runtime.StartSpan(ctx, paging.Name, c.azure.Tracer(), nil)
	defer func() { end(err) }()
	req, err := c.nextRequest(ctx, link)
	if err != nil {
		return page, fmt.Errorf("%s: %s %q: %w", paging.Name, what, redactLink(link), err)
	}
	return send(c, paging.Name, req, paging.Decode, paging.Statuses, paging.NoBodyStatuses)
}

// redactLink returns a link as errors show it, without a password.
func redactLink(link string) string {
	if u, err := url.Parse(link); err == nil && u.User != nil {
		return u.Redacted()
	}
	return link
}

func (c *Client) nextRequest(ctx context.Context, link string) (*policy.Request, error) {
	req, err := runtime.NewRequest(ctx, http.MethodGet, link)
	if err != nil {
		return nil, err
	}
	u := req.Raw().URL
	switch {
	case u.User != nil:
		return nil, errors.New("names a user")
	case u.Scheme != c.endpoint.Scheme:
		return nil, fmt.Errorf("scheme %q is not the endpoint's %q", u.Scheme, c.endpoint.Scheme)
	case !slices.Contains(c.hosts, HostPort(u)):
		return nil, fmt.Errorf("host %q is not the endpoint's %q, nor allowed by the client's options", u.Host, c.endpoint.Host)
	case u.Fragment != "", !strings.HasSuffix(link, u.RequestURI()), strings.Contains(link, " "): // a space ends the path of a request
		return nil, errors.New("cannot be followed byte for byte")
	}
	return req, nil
}

// Pages ranges over the pages of a pager, which each range makes anew. A range
// ends after the first error.
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

// Items ranges over the items of all pages of a pager, which each range makes
// anew. A range ends after the first error, which comes with a zero item.
func Items[P, T any](ctx context.Context, pager func() *runtime.Pager[P], items func(*P) []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for page, err := range Pages(ctx, pager) {
			if err != nil {
				yield(*new(T), err)
				return
			}
			for _, item := range items(&page) {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}
