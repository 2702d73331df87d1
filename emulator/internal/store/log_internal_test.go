package store

import (
	"reflect"
	"strings"
	"testing"

	"go.etcd.io/bbolt"
)

// TestDecodeChanges checks that decoding returns what was encoded, and that it rejects any
// part of it.
func TestDecodeChanges(t *testing.T) {
	changes := []RecordChange{
		{Key: "set", Value: []byte("value")},
		{Key: "empty", Value: []byte{}},
		{Key: "remove"},
		{Key: "prefix", Prefix: true},
	}
	var ends []int // of the changes
	for i := range changes {
		ends = append(ends, len(encodeChanges(changes[:i+1])))
	}
	data := encodeChanges(changes)
	for n := range data {
		got, err := decodeChanges(data[:n])
		if n == 0 || err == nil {
			if len(got) > 0 && n != ends[len(got)-1] {
				t.Errorf("%d bytes: got %d changes", n, len(got))
			}
			continue
		}
		if got != nil || !strings.HasPrefix(err.Error(), "invalid change ") {
			t.Errorf("%d bytes: got %d changes, %v", n, len(got), err)
		}
	}
	if got, err := decodeChanges(data); err != nil || !reflect.DeepEqual(got, changes) {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := decodeChanges([]byte{logSet, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 'k'}); err == nil {
		t.Error("a length beyond the end is accepted")
	}
}

// TestCheckKeys checks that keys which bbolt rejects do not reach the log.
func TestCheckKeys(t *testing.T) {
	for _, test := range []struct{ name, key, want string }{
		{"empty", "", "key required"},
		{"long", strings.Repeat("k", bbolt.MaxKeySize+1), "key too large"},
	} {
		if err := (RecordChange{Key: test.key, Value: []byte("v")}).check(); err == nil || err.Error() != test.want {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
	if err := (RecordChange{Key: strings.Repeat("k", bbolt.MaxKeySize), Value: []byte("v")}).check(); err != nil {
		t.Error(err)
	}
}
