package engine

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"math"
	"time"
)

// Page is a page of a list.
type Page[T any] struct {
	// Items are the items of the page. It is never nil.
	Items []T
	// Continuation is the continuation token of the next page, for the
	// ContinuationToken option of the same method. It contains the other options. It
	// is empty on the last page. It does not need escaping in a URL.
	Continuation string
}

// listKind is a kind of list. A continuation token is valid only for its own kind.
type listKind byte

const (
	threadsList listKind = iota + 1
	participantsList
	messagesList
	receiptsList
)

// cursor is the position of a page in a list, and the list's options. It contains the
// last returned item, not an offset, so that items are neither repeated nor skipped
// if others are added or removed between two pages.
type cursor struct {
	kind  listKind
	after uint64 // sequence number of the last returned item; 0 for the first page
	size  int    // items per page
	start int64  // start time in Unix milliseconds; older items are omitted
	skip  int    // items to skip, on the first page only
}

// tokenVersion is the first byte of a continuation token.
const tokenVersion = 1

// encode returns the cursor as a continuation token. The checksum detects accidental
// changes of the token; it does not prevent forgery.
func (c cursor) encode() string {
	b := []byte{tokenVersion, byte(c.kind)}
	b = binary.AppendUvarint(b, c.after)
	b = binary.AppendUvarint(b, uint64(c.size)) //nolint:gosec // from 1 to MaxPageSize
	b = binary.AppendVarint(b, c.start)
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b)))
}

// decodeCursor decodes a continuation token. It accepts only the exact encoding that
// encode returns.
func decodeCursor(token string, kind listKind) (cursor, error) {
	c := cursor{kind: kind}
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) < 6 {
		return cursor{}, invalidToken()
	}
	b = b[2 : len(b)-4]
	var n1, n2, n3 int
	var size uint64
	c.after, n1 = binary.Uvarint(b)
	size, n2 = binary.Uvarint(b[max(n1, 0):])
	c.start, n3 = binary.Varint(b[max(n1, 0)+max(n2, 0):])
	if n1 <= 0 || n2 <= 0 || n3 <= 0 || size < 1 || size > MaxPageSize || c.after == 0 {
		return cursor{}, invalidToken()
	}
	c.size = int(size)
	if c.encode() != token {
		return cursor{}, invalidToken()
	}
	return c, nil
}

func invalidToken() error { return badRequest("The continuation token is invalid.") }

// newCursor returns the cursor in the continuation token or, if it is empty, a cursor
// for the first page with the other options. Sizes above MaxPageSize are reduced.
func newCursor(kind listKind, token string, size, skip int32, start time.Time) (cursor, error) {
	if token != "" {
		return decodeCursor(token, kind)
	}
	if size < 0 {
		return cursor{}, badRequest("maxPageSize must not be negative.")
	}
	if skip < 0 {
		return cursor{}, badRequest("skip must not be negative.")
	}
	c := cursor{kind: kind, size: int(size), start: math.MinInt64, skip: int(skip)}
	if c.size == 0 || c.size > MaxPageSize {
		c.size = MaxPageSize
	}
	if !start.IsZero() {
		c.start = start.UnixMilli()
	}
	return c, nil
}

// pager collects the items of a page.
type pager[T any] struct {
	cursor
	page Page[T]
}

func newPager[T any](c cursor) *pager[T] {
	return &pager[T]{cursor: c, page: Page[T]{Items: []T{}}}
}

// add adds the next item, if the page has room for it, and reports whether to
// continue. An extra item that does not fit means that there is another page.
func (p *pager[T]) add(seq uint64, item func() T) bool {
	if p.skip > 0 {
		p.skip--
		return true
	}
	if len(p.page.Items) == p.size {
		p.page.Continuation = p.encode()
		return false
	}
	p.page.Items = append(p.page.Items, item())
	p.after = seq
	return true
}
