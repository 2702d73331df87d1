package wire

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// list is the state of a pager.
type list[P any] struct {
	client *Client
	paging Paging[P]

	first *Request  // of the list, even if it starts at a link
	items pageItems // of the last page

	// What it takes to follow links. It is set before the first one.
	progress *progress
	path     []string // segments of the list's path
	url      string   // URL of the last request, against which links are resolved
}

// hasNext reports whether a page has a next link.
func (l *list[P]) hasNext(page P) bool { return l.paging.NextLink(&page) != "" }

// fetch returns the page after last, or the first one if last is nil.
func (l *list[P]) fetch(ctx context.Context, last *P) (P, error) {
	if last != nil {
		if l.progress == nil {
			l.prepare()
			l.progress.addLink(l.url)
		}
		if l.paging.ItemDetails != nil {
			l.progress.addPage(l.items)
		}
		return l.follow(ctx, "next link", l.paging.NextLink(last))
	}
	l.first = l.paging.First()
	if l.paging.Resume == "" {
		return call(ctx, l.client, l.paging.Name, l.first, l.spec())
	}
	if l.first.err != nil {
		return *new(P), &CallError{Operation: l.paging.Name, Outcome: OutcomeNotDone, Err: l.first.err}
	}
	l.prepare()
	return l.follow(ctx, continuationToken, l.paging.Resume)
}

// prepare prepares for following links.
func (l *list[P]) prepare() {
	l.progress = newProgress()
	l.path = splitPath(l.rawPath())
	l.url = l.first.url(l.client.baseURL, l.client.apiVersion)
}

// rawPath returns the path of the list, escaped and without the endpoint's.
func (l *list[P]) rawPath() string { return string(l.first.appendPath(nil)) }

// follow fetches the page at a link. Errors refer to the link as linkName.
func (l *list[P]) follow(ctx context.Context, linkName, link string) (P, error) {
	l.url = resolveLink(l.url, link)
	if err := l.progress.check(l.url); err != nil {
		return *new(P), newLinkError(l.paging.Name, linkName, link, err)
	}
	l.items = pageItems{}
	return fetchNextPage(ctx, l, linkName, link)
}

// newNextRequest returns the request for a link of the list, which is l.url when it is
// resolved, or an error if it must not be followed.
func (l *list[P]) newNextRequest(ctx context.Context, link string) (*policy.Request, error) {
	if strings.TrimSpace(link) == "" {
		return nil, errors.New("is only white space")
	}
	req, err := l.client.newNextRequest(ctx, l.url)
	if err != nil {
		return nil, err
	}
	if path := req.Raw().URL.EscapedPath(); !endsWithPath(path, l.path) {
		return nil, fmt.Errorf("path %q is not that of the list, %q", cut(path, maxPathText), cut(l.rawPath(), maxPathText))
	}
	return req, nil
}

// spec describes the responses of the list.
func (l *list[P]) spec() responseSpec[P] {
	return responseSpec[P]{
		decode: l.decode, readHead: l.first.readHead, itemDetails: l.paging.ItemDetails,
		statuses: l.paging.Statuses, noBodyStatuses: l.paging.NoBodyStatuses,
	}
}

// decode decodes a page and records where its items are.
func (l *list[P]) decode(page *P, d *Decoder) {
	d.pageItems = &l.items
	l.paging.Decode(page, d)
}
