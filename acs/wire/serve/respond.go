package serve

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/fake/server"
)

// Respond makes an answer of an error, or else of a response, whose body is what
// body returns. A nil body means that the operation has none. Another status than
// those of the operation is a mistake of the fake's user.
func Respond[T any](r *Request, resp fake.Responder[T], errResp fake.ErrorResponder, body func(T) any, statuses ...int) (*http.Response, error) {
	if err := server.GetError(errResp, r.http); err != nil {
		return nil, err
	}
	c := server.GetResponseContent(resp)
	if c.HTTPStatus == 0 {
		return nil, fmt.Errorf("the fake's %s sets neither a response nor an error", r.operation)
	}
	if !slices.Contains(statuses, c.HTTPStatus) {
		return nil, fmt.Errorf("the fake's %s sets the status %d, not one of %d", r.operation, c.HTTPStatus, statuses)
	}
	c.Header = ownHeader(c.Header) // azcore adds to it, and the test may use it again
	if body == nil {
		return server.NewResponse(c, r.http, nil)
	}
	return server.MarshalResponseAsJSON(c, body(server.GetResponse(resp)), r.http)
}

// ownHeader returns a copy of a header, with the names as net/http wants them.
func ownHeader(header http.Header) http.Header {
	own := http.Header{}
	for name, values := range header {
		for _, v := range values {
			own.Add(name, v)
		}
	}
	return own
}

// Page answers a request for a page. The first request opens a list; the pages of
// a list with more than one get next links that lead back here, and can be asked
// for again. A page that is alone keeps the next link that it has. nextLink is nil
// if all comes in one page.
//
// An error between pages is answered once: the same link leads to what follows. An
// error at the end stays.
func Page[T any](r *Request, open func() fake.PagerResponder[T], nextLink func(*T) *string) (*http.Response, error) {
	key := r.Query(pageParameter)
	at, ok := r.pages.find(key).(pendingPages[T])
	switch {
	case key == "":
		at = startList(r, open(), nextLink)
	case !ok:
		return nil, r.reject(fmt.Errorf("no page %q", key))
	}
	resp, err := server.PagerResponderNext(&at.list, r.http)
	switch more := server.PagerResponderMore(&at.list); {
	case !more || nextLink == nil:
	case err == nil:
		at.sent++
		r.pages.keep(pageKey(at.id, at.sent), at)
	case key != "":
		r.pages.keep(key, at)
	}
	return resp, err
}

// pendingPages is a list without the pages that were sent.
type pendingPages[T any] struct {
	list fake.PagerResponder[T]
	id   string
	sent int
}

// startList gives the pages of a new list their links.
func startList[T any](r *Request, list fake.PagerResponder[T], nextLink func(*T) *string) pendingPages[T] {
	at := pendingPages[T]{list: list, id: rand.Text()}
	if nextLink == nil {
		return at
	}
	page := 0
	server.PagerResponderInjectNextLinks(&at.list, r.http, func(p *T, _ func() string) {
		page++
		*nextLink(p) = link(r.http.URL, pageKey(at.id, page))
	})
	return at
}

// link returns the address of a request with the key of a page.
func link(address *url.URL, key string) string {
	next := *address
	query := next.Query()
	query.Set(pageParameter, key)
	next.RawQuery = query.Encode()
	return next.String()
}
