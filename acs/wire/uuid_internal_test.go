package wire

import "testing"

// A random UUID has its version and variant, is unlike the last one, and is read from its
// text.
func TestUUID(t *testing.T) {
	last := newUUID()
	for range 100 {
		id := newUUID()
		if id.version() != 4 || id[8]>>6 != 0b10 || id == last {
			t.Fatalf("got %s after %s", id, last)
		}
		if got, ok := parseUUID(id.String()); !ok || got != id {
			t.Fatalf("got %s (%t) from %s", got, ok, id)
		}
		last = id
	}
	const text = "00010203-0405-0607-0809-0a0b0c0d0e0f"
	if got := (uuid{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}).String(); got != text {
		t.Errorf("got %s, want %s", got, text)
	}
}
