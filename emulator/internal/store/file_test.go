package store_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/chatgen-go/chatgen/emulator/internal/store"
)

func open(t *testing.T, path string) *store.File {
	t.Helper()
	f, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil && !errors.Is(err, store.ErrClosed) {
			t.Error(err)
		}
	})
	return f
}

// apply appends changes and waits until they are written.
func apply(t *testing.T, f *store.File, changes ...store.RecordChange) {
	t.Helper()
	if err := f.Wait(f.Append(changes)); err != nil {
		t.Fatal(err)
	}
}

// load returns the entries whose keys begin with prefix, as "key=value".
func load(t *testing.T, f *store.File, prefix string) []string {
	t.Helper()
	var got []string
	err := f.Load(prefix, func(key string, value []byte) error {
		got = append(got, key+"="+string(value))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func wantLoad(t *testing.T, f *store.File, prefix string, want ...string) {
	t.Helper()
	if got := load(t, f, prefix); !reflect.DeepEqual(got, want) {
		t.Errorf("%q: got %q, want %q", prefix, got, want)
	}
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
}

// TestReopen checks that entries are in key order after the file is reopened.
func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	f := open(t, path)
	apply(t, f, store.RecordChange{Key: "b/2", Value: []byte("two")}, store.RecordChange{Key: "b/1", Value: []byte("one")})
	apply(t, f, store.RecordChange{Key: "a", Value: []byte{}})
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	f = open(t, path)
	wantLoad(t, f, "b/", "b/1=one", "b/2=two")
	wantLoad(t, f, "", "a=", "b/1=one", "b/2=two")
	wantLoad(t, f, "c")
}

// TestChanges checks that changes are applied in order: set, replace, remove, and
// remove all keys with a prefix.
func TestChanges(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "state"))
	for i := range 300 {
		apply(t, f, store.RecordChange{Key: fmt.Sprintf("m/%03d", i), Value: []byte("x")})
	}
	apply(t, f, store.RecordChange{Key: "n", Value: []byte("1")}, store.RecordChange{Key: "n", Value: []byte("2")},
		store.RecordChange{Key: "m/", Prefix: true}, store.RecordChange{Key: "m/5", Value: []byte("new")},
		store.RecordChange{Key: "l", Value: []byte("1")}, store.RecordChange{Key: "l"})
	wantLoad(t, f, "", "m/5=new", "n=2")
}

// TestConcurrentAppend checks that the changes of all concurrent callers are
// written.
func TestConcurrentAppend(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "state"))
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for j := range 10 {
				apply(t, f, store.RecordChange{Key: fmt.Sprintf("%02d/%d", i, j), Value: []byte("v")})
			}
		})
	}
	wg.Wait()
	if got := len(load(t, f, "")); got != 160 {
		t.Errorf("got %d keys", got)
	}
}

// TestFewerCallers checks that a caller does not wait for others that were there before, but
// do not come again.
func TestFewerCallers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	f := open(t, path)
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() { apply(t, f, store.RecordChange{Key: fmt.Sprint("many/", i), Value: []byte("v")}) })
	}
	wg.Wait()
	apply(t, f, store.RecordChange{Key: "single", Value: []byte("1")})
	for i := range 64 {
		f.Append([]store.RecordChange{{Key: fmt.Sprint("many/", i), Value: []byte("w")}})
	}
	apply(t, f)
	last := f.Append([]store.RecordChange{{Key: "single", Value: []byte("2")}})
	if err := f.Close(); err != nil { // does not wait for others, either
		t.Fatal(err)
	}
	if err := f.Wait(last); err != nil {
		t.Error(err)
	}
	wantLoad(t, open(t, path), "single", "single=2")
}

// TestClose checks that Close writes queued changes and that later changes are
// rejected.
func TestClose(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	f := open(t, path)
	position := f.Append([]store.RecordChange{{Key: "k", Value: []byte("v")}})
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Wait(position); err != nil {
		t.Error(err)
	}
	if err := f.Wait(f.Append([]store.RecordChange{{Key: "later", Value: []byte("v")}})); !errors.Is(err, store.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	wantError(t, f.Wait(position+1), "store: the state file is closed")
	if err := f.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	wantLoad(t, open(t, path), "", "k=v")
}

// TestWriteError checks that no changes are written after a write error.
func TestWriteError(t *testing.T) {
	f, err := store.Open(filepath.Join(t.TempDir(), "state"))
	if err != nil {
		t.Fatal(err)
	}
	const want = "store: write the state: key required"
	wantError(t, f.Wait(f.Append([]store.RecordChange{{Value: []byte("value without a key")}})), want)
	wantError(t, f.Wait(f.Append([]store.RecordChange{{Key: "k", Value: []byte("v")}})), want)
	wantLoad(t, f, "")
	wantError(t, f.Close(), want)
}

// TestLoadVisitError checks that Load stops at an error of visit.
func TestLoadVisitError(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "state"))
	apply(t, f, store.RecordChange{Key: "a", Value: []byte("1")}, store.RecordChange{Key: "b", Value: []byte("2")})
	calls := 0
	err := f.Load("", func(string, []byte) error {
		calls++
		return errors.New("stop")
	})
	wantError(t, err, "stop")
	if calls != 1 {
		t.Errorf("visit was called %d times, want once", calls)
	}
}

// TestInUse checks the error for a file that is already open.
func TestInUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	open(t, path)
	_, err := store.Open(path)
	wantError(t, err, "state file "+path+": in use by another process")
}

// TestOpenErrors checks that a file that is not a state file is rejected and not
// changed.
func TestOpenErrors(t *testing.T) {
	tests := map[string]struct {
		data []byte
		want string
	}{
		"text":    {[]byte("hello"), "damaged, or not a state file of the emulator: only 5 bytes"},
		"zeros":   {make([]byte, 1<<16), "damaged, or not a state file of the emulator: invalid database"},
		"garbage": {bytes.Repeat([]byte("garbage "), 1<<13), "damaged, or not a state file of the emulator: invalid database"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "state")
			if err := os.WriteFile(path, tc.data, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := store.Open(path)
			wantError(t, err, "state file "+path+": "+tc.want)
			if after, _ := os.ReadFile(path); !bytes.Equal(after, tc.data) {
				t.Error("the file was changed")
			}
		})
	}
	t.Run("missing directory", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "no", "state")
		_, err := store.Open(path)
		wantError(t, err, fmt.Sprintf("state file %s: open %s: no such file or directory", path, path))
	})
	t.Run("parent is a file", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(file, "state")
		_, err := store.Open(path)
		wantError(t, err, fmt.Sprintf("state file %s: stat %s: not a directory", path, path))
	})
}

// TestOpenOtherDatabase checks that another program's bbolt file is rejected.
func TestOpenOtherDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket([]byte("accounts"))
		return err
	})
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(path)
	wantError(t, err, "state file "+path+`: not a state file of this version of the emulator: it contains "accounts"`)
}

// writeStateFile writes a state file with several pages and returns its contents.
func writeStateFile(t *testing.T, path string) []byte {
	t.Helper()
	f := open(t, path)
	for i := range 200 {
		apply(t, f, store.RecordChange{Key: fmt.Sprintf("key/%03d", i), Value: bytes.Repeat([]byte{'v'}, 200)})
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestOpenTruncated checks that a file truncated at any page is rejected.
func TestOpenTruncated(t *testing.T) {
	dir := t.TempDir()
	data := writeStateFile(t, filepath.Join(dir, "complete"))
	for size := 2 * os.Getpagesize(); size < len(data)/2; size += os.Getpagesize() {
		path := filepath.Join(dir, fmt.Sprint("truncated", size))
		if err := os.WriteFile(path, data[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := store.Open(path)
		if err == nil {
			err = f.Close()
			t.Fatalf("truncated to %d of %d bytes: no error; Close: %v", size, len(data), err)
		}
		if !strings.HasPrefix(err.Error(), "state file "+path+": damaged") {
			t.Fatalf("truncated to %d of %d bytes: %v", size, len(data), err)
		}
	}
}

// TestDamagedValue checks that the error for a damaged value contains its key.
func TestDamagedValue(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	data := writeStateFile(t, path)
	for at := bytes.Index(data, []byte("key/100")); at >= 0; {
		copy(data[at+7+10:], "VVV")
		next := bytes.Index(data[at+7:], []byte("key/100"))
		if next < 0 {
			break
		}
		at += 7 + next
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f := open(t, path)
	const want = `damaged: wrong checksum for key "key/100"`
	wantError(t, f.Load("", func(string, []byte) error { return nil }), want)
	_, _, err := f.Before("key/101")
	wantError(t, err, want)
	if got := load(t, f, "key/101"); len(got) != 1 {
		t.Errorf("got %d values of the following key, want 1", len(got))
	}
}

// TestBefore checks the key before another one.
func TestBefore(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "state"))
	wantBefore := func(key, wantKey, wantValue string) {
		t.Helper()
		previous, value, err := f.Before(key)
		if previous != wantKey || string(value) != wantValue || err != nil {
			t.Errorf("before %q: got %q with value %q, error %v; want %q with value %q", key, previous, value, err, wantKey, wantValue)
		}
	}
	wantBefore("a", "", "")
	apply(t, f, store.RecordChange{Key: "a/1", Value: []byte("1")}, store.RecordChange{Key: "a/2", Value: []byte("2")},
		store.RecordChange{Key: "b/1", Value: []byte("3")})
	wantBefore("c", "b/1", "3")
	wantBefore("b/2", "b/1", "3")
	wantBefore("b/1", "a/2", "2")
	wantBefore("a/2", "a/1", "1")
	wantBefore("a/1", "", "")
	wantBefore("", "", "")
}

// TestDamagedBytes checks that neither Open nor reading panics, regardless of which bytes
// are damaged.
func TestDamagedBytes(t *testing.T) {
	dir := t.TempDir()
	data := writeStateFile(t, filepath.Join(dir, "complete"))
	for at := 0; at < len(data); at += 1021 {
		path := filepath.Join(dir, fmt.Sprint("damaged", at))
		if err := os.WriteFile(path, damage(data, at, 24), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := store.Open(path)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "state file "+path+": ") {
				t.Fatalf("at %d: %v", at, err)
			}
			continue
		}
		_ = f.Load("", func(string, []byte) error { return nil })
		_, _, _ = f.Before("key/1")
		_ = f.Close() // may write a page that is damaged
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// damage returns a copy of data with other bytes at an offset.
func damage(data []byte, at, size int) []byte {
	damaged := bytes.Clone(data)
	for i := at; i < min(at+size, len(data)); i++ {
		damaged[i] ^= 0xff
	}
	return damaged
}

// damageNewestPage damages the newest page of a state file, as a crash of the machine
// while it is written may do. A file has two such pages, which commits write in turn.
func damageNewestPage(t *testing.T, path string) {
	t.Helper()
	data := readFile(t, path)
	const transactionID = 64 // the offset in the page
	newest := 0
	if page := os.Getpagesize(); binary.NativeEndian.Uint64(data[page+transactionID:]) > binary.NativeEndian.Uint64(data[transactionID:]) {
		newest = page
	}
	data[newest+transactionID] ^= 0xff // its checksum no longer matches
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestDamagedNewestPage checks that nothing is lost if the newest page of a file is
// damaged: its log continues the state of the commit before.
func TestDamagedNewestPage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	f := open(t, path)
	check := func(path string, want ...string) {
		t.Helper()
		damageNewestPage(t, path)
		f := open(t, path)
		wantLoad(t, f, "", want...)
		apply(t, f, store.RecordChange{Key: "later", Value: []byte("1")})
		wantLoad(t, open(t, copyRunning(t, path)), "", append(want, "later=1")...)
	}
	check(copyRunning(t, path)) // new
	var want []string
	for i := range 4 {
		for _, key := range []string{"a", "b"} {
			key = fmt.Sprint(i, key)
			apply(t, f, store.RecordChange{Key: key, Value: []byte("v")})
			want = append(want, key+"=v")
			check(copyRunning(t, path), want...)
		}
		wantLoad(t, f, "", want...) // writes the log to the map
		check(copyRunning(t, path), want...)
	}
	long := strings.Repeat("v", 2<<20) // too long for the log
	apply(t, f, store.RecordChange{Key: "key", Value: []byte(long)})
	want = append(want, "key="+long)
	check(copyRunning(t, path), want...)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	check(path, want...)
}
