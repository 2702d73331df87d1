package wire_test

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// noteChange is the change of an item in the tests of ranges.
type noteChange struct {
	text   string
	cursor string
}

// noteList is a list of items whose reads do not lag.
type noteList struct {
	items     []wire.ChangeItem[noteChange]
	sizes     []int                   // of the pages that were asked for
	onRequest func(link string) error // may be nil
	access    error                   // of the caller
}

// set sets the version of an item, or adds it.
func (l *noteList) set(id string, version int64) {
	l.items = slices.DeleteFunc(l.items, func(i wire.ChangeItem[noteChange]) bool { return i.ID == id })
	text := fmt.Sprintf("%s@%d", id, version)
	l.items = append(l.items, wire.ChangeItem[noteChange]{ID: id, Version: version, Change: func() noteChange { return noteChange{text: text} }})
	slices.SortStableFunc(l.items, func(x, y wire.ChangeItem[noteChange]) int { return cmp.Compare(y.Version, x.Version) })
}

func (l *noteList) open(size int, link string) func(context.Context) (wire.ChangePage[noteChange], error) {
	l.sizes = append(l.sizes, size)
	return func(context.Context) (wire.ChangePage[noteChange], error) {
		if l.onRequest != nil {
			if err := l.onRequest(link); err != nil {
				return wire.ChangePage[noteChange]{}, err
			}
		}
		start, _ := strconv.Atoi(link)
		end := min(start+size, len(l.items))
		page := wire.ChangePage[noteChange]{Items: l.items[min(start, end):end]}
		if end < len(l.items) {
			link = strconv.Itoa(end)
			page.Next = link
		}
		return page, nil
	}
}

// follow returns a range of the list.
func (l *noteList) follow(options wire.FollowOptions) wire.Follow[noteChange] {
	list := wire.ChangeList[noteChange]{Open: l.open, MaxPageSize: 200, Access: func(context.Context) error { return l.access }}
	return wire.Follow[noteChange]{
		Operation: "Notes.Changes", ID: "notes", Lists: []wire.ChangeList[noteChange]{list},
		SetCursor: func(n *noteChange, c wire.ChangeCursor) { n.cursor = c.String() },
		Ended:     func(err error) error { return fmt.Errorf("ended: %w", err) },
		Options:   options,
	}
}

// once returns the changes of a range that ends, and its last cursor.
func (l *noteList) once(t *testing.T, from wire.Start) (texts []string, cursor string) {
	t.Helper()
	for n, err := range l.follow(wire.FollowOptions{From: from, Once: true}).Changes(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		texts, cursor = append(texts, n.text), n.cursor
	}
	return texts, cursor
}

// responseError returns the error for a response.
func responseError(status int, retryAfter string) error {
	return &azcore.ResponseError{StatusCode: status, RawResponse: &http.Response{Header: http.Header{"Retry-After": {retryAfter}}}}
}

// seconds returns a duration in whole seconds.
func seconds(d time.Duration) int { return int(d.Round(time.Second) / time.Second) }
