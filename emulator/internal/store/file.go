// Package store keeps the emulator's state in a file, so that nothing that was
// acknowledged is lost, not even when the process is killed.
//
// The state is an ordered map of texts to bytes. Who changes it appends changes
// and waits until they are on the disk; changes of callers who wait at the same
// time share one transaction.
package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"sync"
	"time"

	"go.etcd.io/bbolt"
)

// ErrClosed is what Wait gives for changes that came after Close.
var ErrClosed = errors.New("store: the state file is closed")

// bucket is the only bucket of the file. Its name carries the version of the
// format: another one is not read by mistake.
const bucket = "chat-emulator state 1"

// lockTimeout is how long Open waits for another process to let go of the file.
const lockTimeout = time.Second

// Change is one change of the map.
type Change struct {
	// Key is what is set or removed.
	Key string
	// Value is what the key is set to. Nil removes the key.
	Value []byte
	// Prefix removes all keys that begin with Key. Value is ignored.
	Prefix bool
}

// File is a map in a file. Its methods are safe for concurrent use.
type File struct {
	db *bbolt.DB

	mu      sync.Mutex
	changed *sync.Cond // signals: pending grew, written grew, closing
	pending []Change
	added   uint64 // changes appended so far
	written uint64 // changes on the disk
	closing bool
	err     error // why nothing is written any more

	done chan struct{} // closed when the writer has ended
}

// Open opens the file, or makes it. A file that is damaged, that is of another
// program, or that another process uses is an error which says so and names
// the file. Close it after use.
func Open(path string) (*File, error) {
	db, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("state file %s: %w", path, err)
	}
	f := &File{db: db, done: make(chan struct{})}
	f.changed = sync.NewCond(&f.mu)
	go f.write()
	return f, nil
}

// Load calls visit for each key that begins with prefix, in the order of the
// keys, until visit returns an error, which Load returns. The value is valid
// during the call only. A damaged value is an error that names its key.
func (f *File) Load(prefix string, visit func(key string, value []byte) error) error {
	return guard(func() error {
		return f.db.View(func(tx *bbolt.Tx) error {
			cursor := tx.Bucket([]byte(bucket)).Cursor()
			for k, v := cursor.Seek([]byte(prefix)); hasPrefix(k, prefix); k, v = cursor.Next() {
				value, err := verifyChecksum(string(k), v)
				if err != nil {
					return err
				}
				if err := visit(string(k), value); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// Append queues changes, to be written in one transaction and in this order,
// and returns the position to wait for. It does not block on the disk.
func (f *File) Append(changes []Change) (position uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pending = append(f.pending, changes...)
	f.added += uint64(len(changes))
	f.changed.Broadcast()
	return f.added
}

// Wait returns when everything up to the position is on the disk. If it cannot
// be written, it returns why, and nothing is ever written again: what is on the
// disk stays a state that once was.
func (f *File) Wait(position uint64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.written < position && f.err == nil {
		f.changed.Wait()
	}
	if f.written >= position {
		return nil
	}
	return f.err
}

// Close writes what is queued and closes the file. It returns why something
// could not be written. It may be called twice.
func (f *File) Close() error {
	f.mu.Lock()
	f.closing = true
	f.changed.Broadcast()
	f.mu.Unlock()
	<-f.done

	f.mu.Lock()
	defer f.mu.Unlock()
	if errors.Is(f.err, ErrClosed) {
		return f.db.Close()
	}
	return errors.Join(f.err, f.db.Close())
}

// write is the writer: it puts all that is queued into one transaction, again
// and again. While the disk works, the next ones queue up.
func (f *File) write() {
	defer close(f.done)
	for {
		batch := f.next()
		if batch == nil {
			return
		}
		err := f.commit(batch)
		f.mu.Lock()
		if err != nil {
			f.err = fmt.Errorf("store: write the state: %w", err)
		} else {
			f.written += uint64(len(batch))
		}
		f.changed.Broadcast()
		f.mu.Unlock()
	}
}

// next waits for changes and takes them. It returns nil when no more are to be
// written.
func (f *File) next() []Change {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.pending) == 0 && !f.closing && f.err == nil {
		f.changed.Wait()
	}
	if len(f.pending) == 0 || f.err != nil {
		if f.err == nil {
			f.err = ErrClosed
		}
		f.changed.Broadcast()
		return nil
	}
	batch := f.pending
	f.pending = nil
	return batch
}

// commit makes the changes in one transaction, which is on the disk when it
// returns.
func (f *File) commit(batch []Change) error {
	return guard(func() error {
		return f.db.Update(func(tx *bbolt.Tx) error {
			b := tx.Bucket([]byte(bucket))
			for _, c := range batch {
				if err := apply(b, c); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func apply(b *bbolt.Bucket, c Change) error {
	switch {
	case c.Prefix:
		return removeAll(b, c.Key)
	case c.Value == nil:
		return b.Delete([]byte(c.Key))
	default:
		return b.Put([]byte(c.Key), addChecksum(c.Key, c.Value))
	}
}

// removeAll collects the keys first: a cursor may pass over a key when the one
// before it is deleted under it.
func removeAll(b *bbolt.Bucket, prefix string) error {
	var keys [][]byte
	cursor := b.Cursor()
	for k, _ := cursor.Seek([]byte(prefix)); hasPrefix(k, prefix); k, _ = cursor.Next() {
		keys = append(keys, append([]byte(nil), k...))
	}
	for _, k := range keys {
		if err := b.Delete(k); err != nil {
			return err
		}
	}
	return nil
}

// hasPrefix reports whether there is a key, and it begins with prefix.
func hasPrefix(key []byte, prefix string) bool {
	return key != nil && len(key) >= len(prefix) && string(key[:len(prefix)]) == prefix
}

// addChecksum puts a checksum of key and value before the value: bbolt has none for
// what it stores.
func addChecksum(key string, value []byte) []byte {
	return append(binary.BigEndian.AppendUint32(nil, checksum(key, value)), value...)
}

// verifyChecksum is the reverse of seal.
func verifyChecksum(key string, sealed []byte) ([]byte, error) {
	if len(sealed) < 4 || binary.BigEndian.Uint32(sealed) != checksum(key, sealed[4:]) {
		return nil, fmt.Errorf("it is damaged: the checksum of %q differs", key)
	}
	return sealed[4:], nil
}

func checksum(key string, value []byte) uint32 {
	sum := crc32.ChecksumIEEE([]byte(key))
	return crc32.Update(sum, crc32.IEEETable, value)
}
