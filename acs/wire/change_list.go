package wire

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// maxVersion is the highest version of an item: no time of this millennium, and few enough
// bits for a cursor.
const maxVersion = 1 << 53

// ChangeList is a list whose items come by their version, the time of their last change
// in Unix milliseconds, latest first. C is the type of the changes that it makes.
type ChangeList[C any] struct {
	// Open returns a function that returns the next page of the list with each call. The
	// first one is that at a link, or the first of the list with pages of a size if the
	// link is "".
	Open func(pageSize int, link string) func(context.Context) (ChangePage[C], error)
	// MaxPageSize is the highest size of a page.
	MaxPageSize int
	// Access makes a request that fails with status 403 or 404 if the caller was excluded,
	// which may leave the list readable. It may be nil.
	Access func(context.Context) error
	// IsUnsorted reports whether items do not come by their version. The list is then
	// read to its end in each poll.
	IsUnsorted bool
}

// ChangePage is a page of a [ChangeList].
type ChangePage[C any] struct {
	Items []ChangeItem[C]
	Next  string // link to the next page, or ""
}

// ChangeItem is an item of a [ChangeList].
type ChangeItem[C any] struct {
	// ID identifies the item in its list. It is "" for an item that cannot be identified.
	ID string
	// Version is the time of the last change in Unix milliseconds. It is negative for an
	// item without a version, which takes the place of the one after it.
	Version int64
	// Hidden reports whether an index does not show the change.
	Hidden bool
	// MayExclude reports whether the change may have excluded the caller.
	MayExclude bool
	// Change returns the change.
	Change func() C
}

// ChangeSource describes a paged operation as a [ChangeList]. P is a page, T an item, and
// C a change.
type ChangeSource[P, T, C any] struct {
	// Pager returns a pager for pages of a size, which begins at a link unless that is "".
	Pager func(pageSize int, link string) *runtime.Pager[P]
	// Page returns the items of a page, the errors of others, and the next link.
	Page func(*P) ([]T, []*ItemError, string)
	// Item returns an item's ID, version and change.
	Item func(*T) ChangeSourceItem[C]
	// ID and Version are the names of properties in JSON, for items that cannot be
	// decoded.
	ID, Version string
	// Unreadable returns the change for an item that cannot be decoded.
	Unreadable func(*ItemError) C
	// MaxPageSize is the highest size of a page.
	MaxPageSize int
	// Access is that of the [ChangeList].
	Access func(context.Context) error
}

// ChangeSourceItem is what a [ChangeSource] reads of an item.
type ChangeSourceItem[C any] struct {
	ID, Version        string
	Hidden, MayExclude bool
	Change             func() C
}

// List returns the list of an operation.
func (s *ChangeSource[P, T, C]) List() ChangeList[C] {
	return ChangeList[C]{
		Open: func(pageSize int, link string) func(context.Context) (ChangePage[C], error) {
			pager := s.Pager(pageSize, link)
			return func(ctx context.Context) (ChangePage[C], error) {
				page, err := pager.NextPage(ctx)
				if err != nil {
					return ChangePage[C]{}, err
				}
				return s.read(&page), nil
			}
		},
		MaxPageSize: s.MaxPageSize,
		Access:      s.Access,
	}
}

// read returns the items of a page in their order, including those that could not be
// decoded.
func (s *ChangeSource[P, T, C]) read(page *P) ChangePage[C] {
	items, failed, next := s.Page(page)
	result := ChangePage[C]{Items: make([]ChangeItem[C], 0, len(items)+len(failed)), Next: next}
	for i := range len(items) + len(failed) {
		if len(failed) > 0 && (failed[0].Index == i || len(items) == 0) {
			result.Items = append(result.Items, s.unreadable(failed[0]))
			failed = failed[1:]
			continue
		}
		result.Items = append(result.Items, s.readItem(i, &items[0]))
		items = items[1:]
	}
	return result
}

// readItem returns an item. One with an invalid version is like one that could not be
// decoded.
func (s *ChangeSource[P, T, C]) readItem(index int, from *T) ChangeItem[C] {
	item := s.Item(from)
	version, err := parseVersion(item.Version)
	if err != nil {
		failed := &ItemError{Index: index, Err: err}
		return ChangeItem[C]{ID: item.ID, Version: -1, Hidden: item.Hidden, Change: func() C { return s.Unreadable(failed) }}
	}
	return ChangeItem[C]{ID: item.ID, Version: version, Hidden: item.Hidden, MayExclude: item.MayExclude, Change: item.Change}
}

// unreadable returns an item that could not be decoded, with its ID and version if its
// JSON has them. It counts as hidden, because an index may not show it.
func (s *ChangeSource[P, T, C]) unreadable(failed *ItemError) ChangeItem[C] {
	item := ChangeItem[C]{ID: string(failed.JSON), Version: -1, Hidden: true, Change: func() C { return s.Unreadable(failed) }}
	var properties map[string]any
	if json.Unmarshal(failed.JSON, &properties) != nil {
		return item
	}
	text, _ := properties[s.Version].(string)
	if id, _ := properties[s.ID].(string); id != "" {
		if version, err := parseVersion(text); err == nil {
			item.ID, item.Version = id, version
		}
	}
	return item
}

// isExcluded reports whether an error has the status of a list that does not exist or that
// the caller may not read.
func isExcluded(err error) bool {
	status := errorStatus(err)
	return status == http.StatusForbidden || status == http.StatusNotFound
}

// parseVersion parses a version.
func parseVersion(text string) (int64, error) {
	version, err := strconv.ParseInt(text, 10, 64)
	if err != nil || version < 0 || version > maxVersion {
		return 0, fmt.Errorf("invalid version %q (want Unix milliseconds)", truncate(text))
	}
	return version, nil
}
