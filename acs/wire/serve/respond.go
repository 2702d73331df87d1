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

// Respond returns the HTTP response of a fake operation. If errResp has an error, it
// returns that. Otherwise it encodes the result of body as JSON, or sends no body if
// body or its result is nil. It returns an error if neither a response nor an error is set, or if
// the status is not one of statuses: the test uses the fake incorrectly.
func Respond[T any](r *Request, resp fake.Responder[T], errResp fake.ErrorResponder, body func(T) any, statuses ...int) (*http.Response, error) {
	if err := server.GetError(errResp, r.http); err != nil {
		return nil, err
	}
	content := server.GetResponseContent(resp)
	if content.HTTPStatus == 0 {
		return nil, fmt.Errorf("the fake's %s sets neither a response nor an error", r.operation)
	}
	if !slices.Contains(statuses, content.HTTPStatus) {
		return nil, fmt.Errorf("the fake's %s sets the status %d (want one of %d)", r.operation, content.HTTPStatus, statuses)
	}
	content.Header = canonicalHeader(content.Header) // a copy: azcore modifies it, and the test may reuse the original
	result := server.GetResponse(resp)
	setMissing(content.Header, headerOf(r, &result, content.HTTPStatus))
	if body == nil {
		return server.NewResponse(content, r.http, nil)
	}
	value := body(result)
	if value == nil {
		return server.NewResponse(content, r.http, nil)
	}
	return server.MarshalResponseAsJSON(content, value, r.http)
}

// canonicalHeader returns a copy of a header with canonical names.
func canonicalHeader(header http.Header) http.Header {
	canonical := http.Header{}
	addHeader(canonical, header)
	return canonical
}

// addHeader adds the values of a header to another one, with canonical names.
func addHeader(to, from http.Header) {
	for name, values := range from {
		for _, v := range values {
			to.Add(name, v)
		}
	}
}

// Page returns the HTTP response for a page of a list. The request for the first
// page calls open. If the list has several pages, Page sets their next links, which
// refer to the fake and can be requested repeatedly. If it has only one page, its
// next link is unchanged. nextLink returns the next link of a page; it is nil if the
// operation has a single page.
//
// An error between two pages is returned once; the next request for the same link
// returns the following page. An error after the last page is returned every time.
func Page[T any](r *Request, open func() fake.PagerResponder[T], nextLink func(*T) *string) (*http.Response, error) {
	key := r.Query(pageParameter)
	pending, ok := r.pages.get(key).(pendingPages[T])
	switch {
	case key == "":
		pending = startList(r, open(), nextLink)
	case !ok || pending.path != r.http.URL.Path:
		return nil, r.reject(fmt.Errorf("unknown page %q", key))
	}
	resp, err := server.PagerResponderNext(&pending.list, r.http)
	if err == nil && len(pending.headers) > pending.sent {
		setMissing(resp.Header, pending.headers[pending.sent])
	}
	switch more := server.PagerResponderMore(&pending.list); {
	case !more || nextLink == nil:
	case err == nil:
		pending.sent++
		r.pages.put(pageKey(pending.listID, pending.sent), pending)
	case key != "":
		r.pages.put(key, pending)
	}
	return resp, err
}

// pendingPages holds the pages of a list that have not been sent.
type pendingPages[T any] struct {
	list    fake.PagerResponder[T]
	listID  string
	path    string        // of the list
	sent    int           // number of pages that have been sent
	headers []http.Header // of the pages, or nil
}

// startList sets the next links in the pages of a new list.
func startList[T any](r *Request, list fake.PagerResponder[T], nextLink func(*T) *string) pendingPages[T] {
	pending := pendingPages[T]{list: list, listID: rand.Text(), path: r.http.URL.Path, headers: pageHeaders(r, list)}
	if nextLink == nil {
		return pending
	}
	page := 0
	server.PagerResponderInjectNextLinks(&pending.list, r.http, func(p *T, _ func() string) {
		page++
		*nextLink(p) = newLink(r.http.URL, pageParameter, pageKey(pending.listID, page))
	})
	return pending
}

// newLink returns the URL of a request with a query parameter added.
func newLink(requestURL *url.URL, parameter, key string) string {
	next := *requestURL
	query := next.Query()
	query.Set(parameter, key)
	next.RawQuery = query.Encode()
	return next.String()
}
