package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/emulator/internal/store"
)

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// copyRunning returns the path of a copy of a file that is in use, with its log, such as a
// killed process leaves.
func copyRunning(t *testing.T, path string) string {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "copy")
	for _, suffix := range []string{"", ".wal"} {
		writeFile(t, copied+suffix, readFile(t, path+suffix))
	}
	return copied
}

func writeFile(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestKilled checks that changes that are only in the log are in the map after the file is
// opened again, in their order, and that later changes follow them.
func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	f := open(t, path)
	apply(t, f, store.RecordChange{Key: "m/1", Value: []byte("1")}, store.RecordChange{Key: "m/2", Value: []byte("2")})
	apply(t, f, store.RecordChange{Key: "m/", Prefix: true}, store.RecordChange{Key: "m/3", Value: []byte{}})
	apply(t, f, store.RecordChange{Key: "n", Value: []byte("1")}, store.RecordChange{Key: "o", Value: []byte("2")})
	apply(t, f, store.RecordChange{Key: "n"})
	path = copyRunning(t, path)
	f = open(t, path)
	wantLoad(t, f, "", "m/3=", "o=2")
	apply(t, f, store.RecordChange{Key: "o", Value: []byte("3")})
	f = open(t, copyRunning(t, path))
	wantLoad(t, f, "", "m/3=", "o=3")
}

// TestReadLogged checks that reads see changes that are in the log.
func TestReadLogged(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "state"))
	apply(t, f, store.RecordChange{Key: "m/1", Value: []byte("1")})
	wantLoad(t, f, "n/")
	wantLoad(t, f, "m/", "m/1=1")
	apply(t, f, store.RecordChange{Key: "m/", Prefix: true})
	wantLoad(t, f, "m/1")
	apply(t, f, store.RecordChange{Key: "m/2", Value: []byte("2")})
	key, value, err := f.Before("m/3")
	if key != "m/2" || string(value) != "2" || err != nil {
		t.Errorf("Before: got %q, %q, %v", key, value, err)
	}
}

// TestLongLog checks that a long log reaches the map, and so do changes that are too many
// for the log.
func TestLongLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	f := open(t, path)
	const count = 10_000
	var last uint64
	for i := range count {
		last = f.Append([]store.RecordChange{{Key: fmt.Sprintf("%05d", i), Value: []byte("v")}})
	}
	if err := f.Wait(last); err != nil {
		t.Fatal(err)
	}
	var many []store.RecordChange
	for i := range count {
		many = append(many, store.RecordChange{Key: fmt.Sprintf("%05d", count+i), Value: []byte("v")})
	}
	apply(t, f, many...)
	if got := len(load(t, open(t, copyRunning(t, path)), "")); got != 2*count {
		t.Errorf("got %d keys, want %d", got, 2*count)
	}
}

// TestHalves checks that all changes are in the file or its log, whenever the process is
// killed while the log is filled several times.
func TestHalves(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	f := open(t, path)
	value := strings.Repeat("v", 300_000)
	var want []string
	for i := range 12 {
		key := fmt.Sprintf("%02d", i)
		apply(t, f, store.RecordChange{Key: key, Value: []byte(value)})
		want = append(want, key+"="+value)
		wantLoad(t, open(t, copyRunning(t, path)), "", want...)
	}
}

// TestClosedLog checks that a closed file has no log, and that one that is left behind
// changes nothing.
func TestClosedLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	f := open(t, path)
	apply(t, f, store.RecordChange{Key: "k", Value: []byte("1")})
	old := readFile(t, path+".wal")
	apply(t, f, store.RecordChange{Key: "k", Value: []byte("2")})
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + ".wal"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the log of a closed file: %v", err)
	}
	for _, left := range [][]byte{old, old[:100], []byte("of another program")} {
		writeFile(t, path+".wal", left)
		f = open(t, path)
		wantLoad(t, f, "", "k=2")
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// newLogged returns the path of a file that was not closed, with entries in its log, and the
// offsets of the entries.
func newLogged(t *testing.T, entries int) (path string, offsets []int) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "state")
	f := open(t, path)
	for i := range entries {
		apply(t, f, store.RecordChange{Key: fmt.Sprint("key", i), Value: []byte("value")})
	}
	path = copyRunning(t, path)
	log := readFile(t, path+".wal")
	for i := range entries {
		offsets = append(offsets, bytes.Index(log, fmt.Appendf(nil, "key%d", i))-18) // kind and length are before the key
	}
	return path, offsets
}

// TestDamagedLog checks that no damage of the log is taken for its end, except for that of
// the last entry: a crash of the machine while it is written leaves the same.
func TestDamagedLog(t *testing.T) {
	const entries = 3
	path, offsets := newLogged(t, entries)
	log := readFile(t, path+".wal")
	for i, offset := range offsets {
		for _, at := range []int{0, 3, 4, 7, 8, 15, 16, 17, 20, 27} { // in each part of the entry
			damaged := copyRunning(t, path)
			writeFile(t, damaged+".wal", damage(log, offset+at, 1))
			if i == entries-1 {
				wantLoad(t, open(t, damaged), "", "key0=value", "key1=value")
				continue
			}
			_, err := store.Open(damaged)
			wantError(t, err, fmt.Sprintf("state file %s: the log: damaged: entry %d is missing or has a wrong checksum, but entry %d follows",
				damaged, i+1, i+2))
		}
	}
}

// TestCutEntry checks that the state continues after an entry that was not completely
// written, and not acknowledged.
func TestCutEntry(t *testing.T) {
	path, offsets := newLogged(t, 3)
	log := readFile(t, path+".wal")
	clear(log[offsets[2]+20:])
	writeFile(t, path+".wal", log)
	f := open(t, path)
	wantLoad(t, f, "", "key0=value", "key1=value")
	apply(t, f, store.RecordChange{Key: "later", Value: []byte("1")})
	wantLoad(t, open(t, copyRunning(t, path)), "", "key0=value", "key1=value", "later=1")
}

// TestForgedEntry checks that a value is not taken for an entry, even if it contains one of
// another log and the entry around it is damaged.
func TestForgedEntry(t *testing.T) {
	other, offsets := newLogged(t, 5)
	forged := readFile(t, other+".wal")[offsets[4]:][:32]
	path := filepath.Join(t.TempDir(), "state")
	f := open(t, path)
	apply(t, f, store.RecordChange{Key: "12345", Value: append(make([]byte, 8), forged...)})
	path = copyRunning(t, path)
	log := readFile(t, path+".wal")
	if at := bytes.Index(log, forged); at%8 != 0 {
		t.Fatalf("the entry is at %d, where none can be", at)
	}
	writeFile(t, path+".wal", damage(log, bytes.Index(log, []byte("12345")), 1))
	wantLoad(t, open(t, path), "")
}

// TestLogErrors checks the errors for a log that is missing or of another file.
func TestLogErrors(t *testing.T) {
	other, _ := newLogged(t, 1)
	tests := map[string]struct {
		change func(t *testing.T, log string)
		want   string
	}{
		"missing": {
			func(t *testing.T, log string) {
				t.Helper()
				if err := os.Remove(log); err != nil {
					t.Fatal(err)
				}
			},
			"changes are in %s, which is missing, incomplete or the log of another state file",
		},
		"of another file": {
			func(t *testing.T, log string) {
				t.Helper()
				writeFile(t, log, readFile(t, other+".wal"))
			},
			"changes are in %s, which is missing, incomplete or the log of another state file",
		},
		"cut": {
			func(t *testing.T, log string) {
				t.Helper()
				writeFile(t, log, readFile(t, log)[:100_000])
			},
			"changes are in %s, which is missing, incomplete or the log of another state file",
		},
		"folder": {
			func(t *testing.T, log string) {
				t.Helper()
				if err := errors.Join(os.Remove(log), os.Mkdir(log, 0o700)); err != nil {
					t.Fatal(err)
				}
			},
			"open %s: is a directory",
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			path, _ := newLogged(t, 1)
			tc.change(t, path+".wal")
			_, err := store.Open(path)
			wantError(t, err, fmt.Sprintf("state file %s: the log: "+tc.want, path, path+".wal"))
		})
	}
	t.Run("cannot be created", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "state")
		if err := os.Mkdir(path+".wal", 0o700); err != nil {
			t.Fatal(err)
		}
		_, err := store.Open(path)
		wantError(t, err, fmt.Sprintf("state file %s: the log: open %s.wal: is a directory", path, path))
	})
}
