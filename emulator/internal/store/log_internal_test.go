package store

import (
	"os"
	"path/filepath"
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
		ends = append(ends, len(appendChanges(nil, changes[:i+1])))
	}
	data := appendChanges(nil, changes)
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

// openState opens a new state file, and returns its path, too.
func openState(t *testing.T) (*File, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state")
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return f, path
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
}

// TestLogWriteError checks that a failed write of the log is an error of Wait and Close, and
// that what was acknowledged before is in the file after the next start.
func TestLogWriteError(t *testing.T) {
	f, path := openState(t)
	if err := f.Wait(f.Append([]RecordChange{{Key: "k", Value: []byte("1")}})); err != nil {
		t.Fatal(err)
	}
	if err := f.log.file.Close(); err != nil {
		t.Fatal(err)
	}
	want := "store: write the state: write " + path + ".wal: file already closed"
	wantError(t, f.Wait(f.Append([]RecordChange{{Key: "k", Value: []byte("2")}})), want)
	wantError(t, f.Close(), want)

	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if key, value, err := f.Before("l"); key != "k" || string(value) != "1" || err != nil {
		t.Errorf("got %q, %q, %v", key, value, err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}

// TestInvalidEntry checks the error for an entry whose checksum is right and whose content
// is not.
func TestInvalidEntry(t *testing.T) {
	f, path := openState(t)
	f.log.encode(nil)
	f.log.entry = append(f.log.entry, logSet)
	if err := f.log.write(); err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(path + logSuffix)
	if err != nil {
		t.Fatal(err)
	}
	f.log.sequence-- // as if the entry had not been written
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+logSuffix, log, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Open(path)
	wantError(t, err, "state file "+path+": the log: damaged: entry 1: invalid change 1")
}

// TestDecodeState checks the error for a state of the log that has another length.
func TestDecodeState(t *testing.T) {
	want := logState{[16]byte{1, 2, 3}, 4, true}
	if got, err := decodeState(want.encode()); got != want || err != nil {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	_, err := decodeState([]byte("short"))
	wantError(t, err, "damaged: the state of the log has a wrong length")
}
