package engine

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"math"
	"strconv"
	"time"
)

// Page is a page of a list.
type Page[T any] struct {
	// Items are the items of the page. It is never nil.
	Items []T
	// Continuation is the continuation token of the next page, for the
	// ContinuationToken option of the same method. It is empty on the last page; a list of
	// messages does not end with a full page. It does not need escaping in a URL. The token
	// of messages and threads contains the other options. The token of participants and
	// receipts is the number of items to skip, in decimal.
	Continuation string
}

// listKind is a kind of list with a cursor. A continuation token is valid only for its
// own kind.
type listKind byte

const (
	threadsList listKind = iota + 1
	messagesList
)

// defaultPageSize returns the number of items per page if the request does not set it.
func (k listKind) defaultPageSize() int {
	if k == messagesList {
		return DefaultMessagesPerPage
	}
	return DefaultThreadsPerPage
}

// position is the place of an item in a list that is sorted by the latest change. The
// item with the highest position comes first.
type position struct {
	changed int64  // time of the latest change: the version of a message, the activity of a thread
	seq     uint64 // distinguishes items that have changed at the same time; 0 if there are none
}

func (p position) compare(other position) int {
	return cmp.Or(cmp.Compare(p.changed, other.changed), cmp.Compare(p.seq, other.seq))
}

// cursor is the position of a page in a list, and the list's options. It contains the
// last returned item, not an offset, so that items are neither repeated nor skipped
// if others are added or changed between two pages. An item that changes moves to the
// beginning of the list, so a list that is being read does not return it again.
type cursor struct {
	kind  listKind
	after position // of the last returned item; zero for the first page
	size  int      // items per page
	start int64    // start time in Unix milliseconds; older items are omitted

	afterEmpty bool // the previous page was empty
}

// isFirst reports whether the cursor is at the beginning of the list.
func (c cursor) isFirst() bool { return c.after == position{} }

// tokenVersion is the first byte of a continuation token.
const tokenVersion = 2

// encode returns the cursor as a continuation token. The checksum detects accidental
// changes of the token; it does not prevent forgery.
func (c cursor) encode() string {
	b := []byte{tokenVersion, byte(c.kind)}
	b = binary.AppendVarint(b, c.after.changed)
	b = binary.AppendUvarint(b, c.after.seq)
	b = binary.AppendUvarint(b, uint64(c.size)) //nolint:gosec // from 1 to MaxPageSize
	b = binary.AppendVarint(b, c.start)
	if c.afterEmpty {
		b = append(b, 1)
	}
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b)))
}

// decodeCursor decodes a continuation token. It accepts only the exact encoding that
// encode returns.
func decodeCursor(token string, kind listKind) (cursor, error) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) < 6 {
		return cursor{}, invalidToken()
	}
	fields := varints{rest: b[2 : len(b)-4]}
	c := cursor{kind: kind, after: position{fields.signed(), fields.unsigned()}}
	size := fields.unsigned()
	c.start = fields.signed()
	c.afterEmpty = len(fields.rest) > 0
	if fields.invalid || size < 1 || size > MaxPageSize || c.isFirst() {
		return cursor{}, invalidToken()
	}
	c.size = int(size)
	if c.encode() != token {
		return cursor{}, invalidToken()
	}
	return c, nil
}

// varints decodes numbers one after the other.
type varints struct {
	rest    []byte
	invalid bool // a number is missing or too large
}

func (v *varints) signed() int64 {
	number, n := binary.Varint(v.rest)
	v.advance(n)
	return number
}

func (v *varints) unsigned() uint64 {
	number, n := binary.Uvarint(v.rest)
	v.advance(n)
	return number
}

// advance skips a number of n bytes, or records that there is none.
func (v *varints) advance(n int) {
	v.invalid = v.invalid || n <= 0
	v.rest = v.rest[max(n, 0):]
}

func invalidToken() error { return badRequest("The continuation token is invalid.") }

// newCursor returns the cursor in the continuation token or, if it is empty, a cursor
// for the first page with the other options.
func newCursor(kind listKind, token string, size int32, start time.Time) (cursor, error) {
	if token != "" {
		return decodeCursor(token, kind)
	}
	pageSize, err := checkPageSize(size, kind.defaultPageSize())
	if err != nil {
		return cursor{}, err
	}
	c := cursor{kind: kind, size: pageSize, start: math.MinInt64}
	if !start.IsZero() {
		c.start = start.UnixMilli()
	}
	return c, nil
}

// checkPageSize returns the number of items per page, which is at most MaxPageSize, or
// the default if it is 0.
func checkPageSize(size int32, defaultSize int) (int, error) {
	switch {
	case size < 0:
		return 0, badRequest("maxPageSize must not be negative.")
	case size == 0:
		return defaultSize, nil
	default:
		return min(int(size), MaxPageSize), nil
	}
}

// pager collects the items of a page.
type pager[T any] struct {
	cursor
	shape  pageShape
	before position // of the item before the last one
	page   Page[T]
}

func newPager[T any](c cursor, shape pageShape) *pager[T] {
	return &pager[T]{cursor: c, shape: shape, page: Page[T]{Items: []T{}}}
}

// add adds the next item, if the page has room for it, and reports whether to
// continue. An extra item that does not fit means that there is another page.
func (p *pager[T]) add(at position, item func() T) bool {
	n := len(p.page.Items)
	if n == p.shape.limit {
		next := p.cursor
		if next.afterEmpty = n == 0; p.shape.repeats && n > 1 {
			next.after = p.before
		}
		p.page.Continuation = next.encode()
		return false
	}
	p.page.Items = append(p.page.Items, item())
	p.before, p.after = p.after, at
	return true
}

// linkFullPage sets the continuation token of a full page also if there are no more items:
// the service does not look ahead in a list of messages.
func (p *pager[T]) linkFullPage() {
	if p.page.Continuation == "" && len(p.page.Items) == p.size {
		next := p.cursor
		next.afterEmpty = false
		p.page.Continuation = next.encode()
	}
}

// offsetPage returns the page of a list after skipping items. The token, if it is not
// empty, replaces skip. Because the position is a number of items, an item that is
// removed before it shifts the rest of the list, so that one item is missing from the
// following pages.
func offsetPage[T any](items []T, token string, skip, size int32) (Page[T], error) {
	if token != "" {
		n, err := strconv.ParseInt(token, 10, 32)
		if err != nil {
			return Page[T]{}, invalidToken()
		}
		skip = int32(n)
	}
	if skip < 0 {
		return Page[T]{}, badRequest("skip must not be negative.")
	}
	pageSize, err := checkPageSize(size, MaxPageSize)
	if err != nil {
		return Page[T]{}, err
	}
	from := min(int(skip), len(items))
	to := min(from+pageSize, len(items))
	page := Page[T]{Items: items[from:to]}
	if to < len(items) {
		page.Continuation = strconv.Itoa(to)
	}
	return page, nil
}

// mapPage returns the page with the result of f for each item.
func mapPage[A, B any](page Page[A], f func(A) B) Page[B] {
	items := make([]B, len(page.Items))
	for i, item := range page.Items {
		items[i] = f(item)
	}
	return Page[B]{Items: items, Continuation: page.Continuation}
}
