package wire

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
)

// cursorVersion is the first byte of a cursor. A later format has a higher one.
const cursorVersion = 1

// cursorKind is the kind of range that a cursor belongs to.
type cursorKind byte

const (
	listCursor  cursorKind = 'l' // a single list
	indexCursor cursorKind = 'i' // all lists of an index
)

// cursorScope is what a cursor is valid for: a kind of range, and the list, or "".
type cursorScope struct {
	kind cursorKind
	list string
}

// ChangeCursor is a position in a range of changes. Its text is computed when it is
// needed, from the ledger at the beginning of a poll and the changes reported since then.
type ChangeCursor struct {
	scope    cursorScope
	base     *changeLedger // does not change later
	reported []changeEntry
	window   floorWindow
}

// String returns the text of the cursor, or "" for the zero value.
func (c ChangeCursor) String() string {
	if c.base == nil {
		return ""
	}
	l := c.base.clone()
	for i, e := range slices.Backward(c.reported) {
		if i == len(c.reported)-1 { // it has the highest version
			l.record(e, c.window)
		}
		if e.version <= l.hidden { // so have those before it
			break
		}
		if l.isAbove(e) {
			l.known[e.key] = e
		}
	}
	return l.encode(c.scope)
}

// encode returns a cursor: the base64 encoding of the version of the format, the kind of
// range, the hash of the list, both floors, the entries by their versions, and a checksum.
// An entry is the difference of its version from the one before, doubled, plus one if it
// is hidden, and its key.
func (l *changeLedger) encode(scope cursorScope) string {
	l.prune()
	b := []byte{cursorVersion, byte(scope.kind)}
	b = binary.BigEndian.AppendUint64(b, changeKey(scope.list, ""))
	b = binary.AppendVarint(b, l.floor)
	b = binary.AppendVarint(b, l.hidden)
	last := int64(0)
	for _, e := range slices.SortedFunc(maps.Values(l.known), compareEntries) {
		d := uint64(e.version-last) << 1 //nolint:gosec // versions are from 0 to maxVersion, and sorted
		if e.hidden {
			d++
		}
		b, last = binary.BigEndian.AppendUint64(binary.AppendUvarint(b, d), e.key), e.version
	}
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b)))
}

func compareEntries(x, y changeEntry) int {
	return cmp.Or(cmp.Compare(x.version, y.version), cmp.Compare(x.key, y.key))
}

var (
	errDamagedCursor = errors.New("is damaged or not a cursor")
	errNewerCursor   = errors.New("is of a later version of this package")
)

// decodeCursor decodes the ledger of a cursor for a scope.
func decodeCursor(text string, scope cursorScope) (*changeLedger, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	const least = 1 + 1 + 8 + 1 + 1 + 4
	if err != nil || len(b) < least || crc32.ChecksumIEEE(b[:len(b)-4]) != binary.BigEndian.Uint32(b[len(b)-4:]) {
		return nil, errDamagedCursor
	}
	switch list := binary.BigEndian.Uint64(b[2:]); {
	case b[0] > cursorVersion:
		return nil, errNewerCursor
	case b[0] != cursorVersion:
		return nil, errDamagedCursor
	case b[1] != byte(scope.kind):
		return nil, fmt.Errorf("is a cursor of %s, not of %s", cursorKind(b[1]), scope.kind)
	case list != changeKey(scope.list, ""):
		return nil, errors.New("is a cursor of another list")
	}
	d := cursorDecoder{b[10 : len(b)-4], nil}
	l := newChangeLedger(d.varint())
	l.hidden = d.varint()
	for version := int64(0); len(d.rest) > 0 && d.err == nil; {
		e := d.entry(version)
		l.known[e.key], version = e, e.version
	}
	if d.err == nil && l.hidden > l.floor {
		d.err = errDamagedCursor
	}
	return l, d.err
}

// String returns the kind for errors.
func (k cursorKind) String() string {
	switch k {
	case listCursor:
		return "one list"
	case indexCursor:
		return "all lists"
	}
	return "an unknown kind"
}

// cursorDecoder decodes the numbers of a cursor.
type cursorDecoder struct {
	rest []byte
	err  error
}

// advance skips n bytes, or sets the error if n is not positive or there are fewer.
func (d *cursorDecoder) advance(n int) bool {
	if d.err != nil || n <= 0 || n > len(d.rest) {
		d.err = errDamagedCursor
		return false
	}
	d.rest = d.rest[n:]
	return true
}

func (d *cursorDecoder) varint() int64 {
	v, n := binary.Varint(d.rest)
	d.advance(n)
	return v
}

// entry decodes the entry after one with a version.
func (d *cursorDecoder) entry(last int64) changeEntry {
	v, n := binary.Uvarint(d.rest)
	key := d.rest[max(n, 0):]
	if !d.advance(n) || !d.advance(8) || v>>1 > uint64(maxVersion-last) { //nolint:gosec // last is at most maxVersion
		d.err = errDamagedCursor
		return changeEntry{}
	}
	return changeEntry{key: binary.BigEndian.Uint64(key), version: last + int64(v>>1), hidden: v&1 == 1}
}
