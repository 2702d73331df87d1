package wire

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"maps"
	"math/rand/v2"
	"testing"
)

// randomLedger returns a ledger with entries above its floors.
func randomLedger(r *rand.Rand) *changeLedger {
	l := newChangeLedger(r.Int64N(maxVersion / 2))
	l.hidden = l.floor - r.Int64N(1000)
	for range r.IntN(20) {
		e := changeEntry{r.Uint64(), l.floor + 1 + r.Int64N(1_000_000), r.IntN(2) == 0}
		l.known[e.key] = e
	}
	return l
}

// A ledger survives as a cursor.
func TestCursorRoundTrip(t *testing.T) {
	scope := cursorScope{indexCursor, ""}
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		l := randomLedger(r)
		got, err := decodeCursor(l.encode(scope), scope)
		if err != nil {
			t.Fatal(err)
		}
		if got.floor != l.floor || got.hidden != l.hidden || !maps.Equal(got.known, l.known) {
			t.Fatalf("got %+v, want %+v", got, l)
		}
	}
	beginning := newChangeLedger(fromBeginning)
	if got, err := decodeCursor(beginning.encode(scope), scope); err != nil || got.floor != fromBeginning {
		t.Errorf("got %+v, %v", got, err)
	}
}

// seal returns a cursor with a valid checksum.
func seal(b []byte) string {
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b)))
}

func TestCursorErrors(t *testing.T) {
	scope := cursorScope{listCursor, "one"}
	l := newChangeLedger(1000)
	l.record(changeEntry{key: 7, version: 2000}, floorWindow{length: 30_000, limit: 2000})
	text := l.encode(scope)
	plain, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	plain = plain[:len(plain)-4]
	with := func(change func([]byte) []byte) string { return seal(change(append([]byte{}, plain...))) }
	other := cursorScope{listCursor, "two"}
	for _, c := range []struct{ name, text, want string }{
		{"another kind", l.encode(cursorScope{indexCursor, "one"}), "is a cursor of all lists, not of one list"},
		{"an unknown kind", l.encode(cursorScope{'x', "one"}), "is a cursor of an unknown kind, not of one list"},
		{"another list", l.encode(other), "is a cursor of another list"},
		{"a later format", with(func(b []byte) []byte { b[0]++; return b }), "is of a later version of this package"},
		{"an earlier format", with(func(b []byte) []byte { b[0]--; return b }), "is damaged or not a cursor"},
		{"other text", "hello", "is damaged or not a cursor"},
		{"the end missing", text[:len(text)-1], "is damaged or not a cursor"},
		{"an entry cut off", with(func(b []byte) []byte { return b[:len(b)-1] }), "is damaged or not a cursor"},
		{"no floors", with(func(b []byte) []byte { return b[:10] }), "is damaged or not a cursor"},
		{"an endless number", with(func(b []byte) []byte { return append(b[:11], 255, 255, 255) }), "is damaged or not a cursor"},
		{"a version that is too high", with(func(b []byte) []byte {
			return append(binary.AppendUvarint(append(b[:10], 0, 0), 2*maxVersion+2), 1, 2, 3, 4, 5, 6, 7, 8)
		}), "is damaged or not a cursor"},
		{"floors in the wrong order", with(func(b []byte) []byte { return append(b[:10], 0, 2) }), "is damaged or not a cursor"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := decodeCursor(c.text, scope); err == nil || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	for i := range text { // any damage is noticed
		damaged := []byte(text)
		damaged[i] ^= 1
		if _, err := decodeCursor(string(damaged), scope); err == nil {
			t.Errorf("a cursor with a damaged character %d is valid", i)
		}
	}
	if (ChangeCursor{}).String() != "" {
		t.Error("the zero cursor has a text")
	}
}
