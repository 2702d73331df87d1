// Package store keeps the emulator's state in a file, so that acknowledged changes
// are not lost, even if the process is killed.
//
// The state is an ordered map from strings to bytes. A caller appends changes and
// waits until they are on disk; the changes of concurrent callers share a write.
//
// The map is a bbolt database. Changes are first written to a log in a second file,
// because one write of it is durable after one wait for the disk, wherever the keys are in
// the map. They reach the map many at a time. Closing the file removes the log.
package store

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"go.etcd.io/bbolt"
)

// ErrClosed is the error that Wait returns for changes appended after Close.
var ErrClosed = errors.New("store: the state file is closed")

// bucket is the name of the file's only bucket. It contains the version of the
// format, so that a file in another format is not read by mistake.
const bucket = "chat-emulator state 3"

// lockTimeout is how long Open waits for another process to release the file.
const lockTimeout = time.Second

// File is a map that is stored in a file. Its methods are safe for concurrent use.
type File struct {
	db *bbolt.DB

	writing sync.Mutex     // held during a write of the log or the map, after mu
	log     *changeLog     // protected by writing
	logged  []RecordChange // the changes in the log that are not in the map, protected by writing

	mu      sync.Mutex
	queued  *sync.Cond // signals changes to next and closing, to the writer
	next    *batch     // the changes to write next
	current *batch     // the changes that are being written, or were written last
	added   uint64     // changes appended so far
	written uint64     // changes written so far
	closing bool
	err     error // why the writer has stopped

	done chan struct{} // closed when the writer has stopped
}

// batch is changes that are written together.
type batch struct {
	changes []RecordChange
	last    uint64        // the position of the last one
	done    chan struct{} // closed when they are written, or the writer has stopped
}

func newBatch() *batch { return &batch{done: make(chan struct{})} }

// Open opens a file and its log, FILE.wal, and creates them if necessary. It fails if the
// file is not a state file, is not complete, was not closed and its log is missing or
// damaged, or is in use by another process. It does not read the values: damaged ones are
// errors of Load and Before. Call Close when the file is no longer needed.
func Open(path string) (*File, error) {
	db, log, err := openFiles(path)
	if err != nil {
		return nil, fmt.Errorf("state file %s: %w", path, err)
	}
	f := &File{db: db, log: log, next: newBatch(), current: newBatch(), done: make(chan struct{})}
	f.queued = sync.NewCond(&f.mu)
	go f.writeLoop()
	return f, nil
}

// Load calls visit for each key that begins with prefix, in key order. If visit
// returns an error, Load stops and returns it. The value is valid only during the
// call. Load fails at the first damaged value; the error contains its key. It also fails
// if keys are out of order, as those of a damaged page can be.
func (f *File) Load(prefix string, visit func(key string, value []byte) error) error {
	if err := f.applyLogged(prefix); err != nil {
		return err
	}
	return recoverPanic(func() error {
		return f.db.View(func(tx *bbolt.Tx) error {
			cursor := tx.Bucket([]byte(bucket)).Cursor()
			last := ""
			for k, v := cursor.Seek([]byte(prefix)); hasPrefix(k, prefix); k, v = cursor.Next() {
				key := string(k)
				if key <= last && last != "" {
					return fmt.Errorf("damaged: key %q follows key %q", key, last)
				}
				last = key
				value, err := verifyChecksum(k, v)
				if err != nil {
					return err
				}
				if err := visit(key, value); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// Before returns the last key before a key, and a copy of its value. It returns "" if
// there is none. It fails if the value is damaged; the error contains its key.
func (f *File) Before(key string) (previous string, value []byte, err error) {
	if err := f.applyLogged(""); err != nil {
		return "", nil, err
	}
	err = recoverPanic(func() error {
		return f.db.View(func(tx *bbolt.Tx) error {
			cursor := tx.Bucket([]byte(bucket)).Cursor()
			next, _ := cursor.Seek([]byte(key))
			k, v := cursor.Prev()
			if next == nil {
				k, v = cursor.Last()
			}
			if k == nil {
				return nil
			}
			previous = string(k)
			stored, err := verifyChecksum(k, v)
			value = bytes.Clone(stored)
			return err
		})
	})
	return previous, value, err
}

// Append queues changes to be written together and in this order, and returns the
// position to pass to Wait. It does not wait for the disk.
func (f *File) Append(changes []RecordChange) (position uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next.changes = append(f.next.changes, changes...)
	f.added += uint64(len(changes))
	f.next.last = f.added
	f.queued.Signal()
	return f.added
}

// Wait returns when all changes up to the position are on disk. After a write
// error it returns that error for all later positions: nothing more is written, so
// that the file keeps its last consistent state.
func (f *File) Wait(position uint64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.written < position && f.err == nil {
		b := f.next
		if position <= f.current.last {
			b = f.current
		}
		f.mu.Unlock()
		<-b.done
		f.mu.Lock()
	}
	if f.written >= position {
		return nil
	}
	return f.err
}

// Close writes the queued changes, closes the file and removes its log. If a write has
// failed, it keeps the log and returns the error of the write. It may be called again.
func (f *File) Close() error {
	f.mu.Lock()
	f.closing = true
	f.queued.Signal()
	f.mu.Unlock()
	<-f.done

	f.mu.Lock()
	defer f.mu.Unlock()
	err := f.err
	if errors.Is(err, ErrClosed) {
		err = nil
	}
	return errors.Join(err, f.db.Close())
}

// writeLoop writes queued changes until File is closed or a write fails. Each write
// contains all changes that were queued during the previous one, and those of callers that
// are ready to run, so that it takes no timer for concurrent callers to share a write.
func (f *File) writeLoop() {
	defer close(f.done)
	for f.awaitChanges() {
		runtime.Gosched() // lets callers that are ready queue theirs
		f.takeBatch()
		err := f.write(f.current.changes)
		f.mu.Lock()
		if err == nil {
			f.written = f.current.last
		}
		f.current.changes = nil
		close(f.current.done)
		if err != nil {
			f.stop(err)
		}
		f.mu.Unlock()
	}
	f.finish()
}

// finish removes the log. After a failed write it is kept, because the next start needs it.
func (f *File) finish() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		_ = f.log.file.Close() // the write error is the one to report
		return
	}
	f.stop(f.closeLog())
}

// awaitChanges waits for queued changes. It returns false if the writer must stop.
func (f *File) awaitChanges() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.next.changes) == 0 && !f.closing && f.err == nil {
		f.queued.Wait()
	}
	return len(f.next.changes) > 0 && f.err == nil
}

// takeBatch makes the queued changes the current batch.
func (f *File) takeBatch() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.current, f.next = f.next, newBatch()
}

// stop records why the writer stops, and ends the calls of Wait for changes that are not
// written. The caller holds f.mu.
func (f *File) stop(err error) {
	f.err = ErrClosed
	if err != nil {
		f.err = fmt.Errorf("store: write the state: %w", err)
	}
	close(f.next.done)
}
