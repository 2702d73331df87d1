package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

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

// copyRunning returns the path of a copy of a file that is in use, such as a killed process
// leaves.
func copyRunning(t *testing.T, path string) string {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "copy")
	if err := os.WriteFile(copied, readFile(t, path), 0o600); err != nil {
		t.Fatal(err)
	}
	return copied
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

// TestDamagedLog checks the errors for a log that is damaged.
func TestDamagedLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	apply(t, open(t, path), store.RecordChange{Key: "k", Value: []byte("v")})
	for _, test := range []struct{ name, value, want string }{
		{"too short", "abc", `the log: damaged: wrong checksum for key "0000000000000001"`},
		{"wrong checksum", "abcdef", `the log: damaged: wrong checksum for key "0000000000000001"`},
		{"no change", "\xf8\xb8\xc3\x42\x09", `the log: damaged: key "0000000000000001": invalid change 1`},
	} {
		t.Run(test.name, func(t *testing.T) {
			damaged := copyRunning(t, path)
			db, err := bbolt.Open(damaged, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			err = db.Update(func(tx *bbolt.Tx) error {
				return tx.Bucket([]byte("log")).Put([]byte("0000000000000001"), []byte(test.value))
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			_, err = store.Open(damaged)
			wantError(t, err, "state file "+damaged+": "+test.want)
		})
	}
}
