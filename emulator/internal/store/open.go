package store

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// open opens the database and proves that it can be read as a whole.
func open(path string) (db *bbolt.DB, err error) {
	if err := refuseCut(path); err != nil {
		return nil, err
	}
	err = guard(func() error {
		db, err = bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTimeout, FreelistType: bbolt.FreelistMapType})
		return explain(err)
	})
	if err != nil {
		return nil, err
	}
	if err := guard(func() error { return prepare(db) }); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// refuseCut refuses a file that is shorter than any database: bbolt would take
// an empty one for new, as we do, but says "invalid argument" of others.
func refuseCut(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if size := info.Size(); size != 0 && size < int64(2*os.Getpagesize()) {
		return fmt.Errorf("it is damaged or no state file of the emulator: it has only %d bytes", size)
	}
	return nil
}

// explain says in our words what bbolt's errors mean for a state file.
func explain(err error) error {
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return errors.New("another process uses it")
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrVersionMismatch), errors.Is(err, bolterrors.ErrChecksum):
		return fmt.Errorf("it is damaged or no state file of the emulator: %w", err)
	default:
		return err
	}
}

// prepare makes the bucket of a new file, and proves that an old one can be read.
func prepare(db *bbolt.DB) error {
	isNew := false
	err := db.View(func(tx *bbolt.Tx) (err error) {
		isNew, err = verify(tx)
		return err
	})
	if err != nil || !isNew {
		return err
	}
	return db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket([]byte(bucket))
		return err
	})
}

// verify reads the whole database, and reports whether it is empty. It walks by
// itself: bbolt's own check runs in a goroutine, where a fault ends the process.
func verify(tx *bbolt.Tx) (isNew bool, err error) {
	info, err := os.Stat(tx.DB().Path())
	if err != nil {
		return false, err
	}
	if info.Size() < tx.Size() {
		return false, fmt.Errorf("it is damaged: %d bytes are missing at its end", tx.Size()-info.Size())
	}
	b := tx.Bucket([]byte(bucket))
	if b != nil {
		return false, verifyValues(b)
	}
	if first, _ := tx.Cursor().First(); first != nil {
		return false, fmt.Errorf("it is no state file of this version of the emulator: it holds %q", first)
	}
	return true, nil
}

// verifyValues reads all values, and the order of the keys, which a damaged
// page disturbs.
func verifyValues(b *bbolt.Bucket) error {
	last := ""
	return b.ForEach(func(k, sealed []byte) error {
		key := string(k)
		if key <= last {
			return fmt.Errorf("it is damaged: the key %q follows %q", key, last)
		}
		last = key
		_, err := verifyChecksum(key, sealed)
		return err
	})
}

// guard runs f and makes an error of a panic: bbolt maps the file into memory
// and panics, or reads past the end, where a page makes no sense. A panic
// while it opens the file leaves the file locked until the process ends.
func guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("it is damaged: %v", fault)
		}
	}()
	return f()
}
