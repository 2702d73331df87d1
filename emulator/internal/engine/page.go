package engine

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"math"
	"time"
)

// Page is a part of a list.
type Page[T any] struct {
	// Items of the page, never nil.
	Items []T
	// Continuation gets the next page, in the ContinuationToken option of the
	// same method; the other options come with it. Empty on the last page. It
	// needs no escaping in a URL.
	Continuation string
}

// list is a kind of list. A token of one is no token of another.
type list byte

const (
	threadsList list = iota + 1
	participantsList
	messagesList
	receiptsList
)

// cursor is where a page begins and what the list is of. It names the last
// item that was given, and not a count, so that items which come or go between
// two pages make no item appear twice or not at all.
type cursor struct {
	list  list
	after uint64 // the number of the last item; 0: from the start
	size  int    // of a page
	start int64  // older items are left out, in Unix milliseconds
	skip  int    // items to pass over; on the first page only
}

// tokenVersion is the first byte of a continuation token.
const tokenVersion = 1

// encode returns the cursor as a token. The checksum finds a token that was
// cut or typed; it is no secret.
func (p cursor) encode() string {
	b := []byte{tokenVersion, byte(p.list)}
	b = binary.AppendUvarint(b, p.after)
	b = binary.AppendUvarint(b, uint64(p.size)) //nolint:gosec // from 1 to MaxPageSize
	b = binary.AppendVarint(b, p.start)
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b)))
}

// decodeCursor reads a token of a list. It takes only what encode gives.
func decodeCursor(token string, of list) (cursor, error) {
	p := cursor{list: of}
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) < 6 {
		return cursor{}, badToken()
	}
	b = b[2 : len(b)-4]
	var n1, n2, n3 int
	var size uint64
	p.after, n1 = binary.Uvarint(b)
	size, n2 = binary.Uvarint(b[max(n1, 0):])
	p.start, n3 = binary.Varint(b[max(n1, 0)+max(n2, 0):])
	if n1 <= 0 || n2 <= 0 || n3 <= 0 || size < 1 || size > MaxPageSize || p.after == 0 {
		return cursor{}, badToken()
	}
	p.size = int(size)
	if p.encode() != token {
		return cursor{}, badToken()
	}
	return p, nil
}

func badToken() error { return badRequest("The continuation token is invalid.") }

// newCursor returns where a list starts: at its token, or else as the options
// say. A page that is too large gets MaxPageSize items.
func newCursor(of list, token string, size, skip int32, start time.Time) (cursor, error) {
	if token != "" {
		return decodeCursor(token, of)
	}
	if size < 0 {
		return cursor{}, badRequest("maxPageSize must not be negative.")
	}
	if skip < 0 {
		return cursor{}, badRequest("skip must not be negative.")
	}
	p := cursor{list: of, size: int(size), start: math.MinInt64, skip: int(skip)}
	if p.size == 0 || p.size > MaxPageSize {
		p.size = MaxPageSize
	}
	if !start.IsZero() {
		p.start = start.UnixMilli()
	}
	return p, nil
}

// pager fills a page.
type pager[T any] struct {
	cursor
	page Page[T]
}

func newPager[T any](p cursor) *pager[T] {
	return &pager[T]{cursor: p, page: Page[T]{Items: []T{}}}
}

// add offers the next item, by its number, and reports whether to go on.
// One item more than fits tells that there is a next page.
func (p *pager[T]) add(number uint64, item func() T) bool {
	if p.skip > 0 {
		p.skip--
		return true
	}
	if len(p.page.Items) == p.size {
		p.page.Continuation = p.encode()
		return false
	}
	p.page.Items = append(p.page.Items, item())
	p.after = number
	return true
}
