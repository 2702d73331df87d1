package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// openFiles opens the database and its log, applies the log, and leaves it to the caller to
// close both.
func openFiles(path string) (*bbolt.DB, *changeLog, error) {
	db, err := openDatabase(path)
	if err != nil {
		return nil, nil, err
	}
	var log *changeLog
	err = recoverPanic(func() (err error) {
		log, err = recoverLog(db)
		return err
	})
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return db, log, nil
}

// recoverLog opens the log of the database, or creates one, and applies its entries.
func recoverLog(db *bbolt.DB) (*changeLog, error) {
	state, err := readState(db)
	if err != nil {
		return nil, err
	}
	path := db.Path() + logSuffix
	log, entries, err := openLog(path, state.id[:], state.sequence)
	switch {
	case err != nil:
	case log != nil:
	case state.needsLog:
		err = fmt.Errorf("changes are in %s, which is missing, incomplete or the log of another state file", path)
	default:
		log, err = createLog(path, state.id[:])
	}
	if err != nil {
		return nil, fmt.Errorf("the log: %w", err)
	}
	if err := applyEntries(db, log, entries); err != nil {
		return nil, errors.Join(err, log.file.Close())
	}
	return log, nil
}

// applyEntries applies the entries of the log, and records that the database needs the log.
func applyEntries(db *bbolt.DB, log *changeLog, entries []logEntry) error {
	return db.Update(func(tx *bbolt.Tx) error {
		for _, e := range entries {
			changes, err := decodeChanges(e.content)
			if err != nil {
				return fmt.Errorf("the log: damaged: entry %d: %w", e.sequence, err)
			}
			if err := applyChanges(tx, changes); err != nil {
				return err
			}
		}
		return changeState(tx, log.sequence, true)
	})
}

// openDatabase opens the database and checks that it is a complete state file.
func openDatabase(path string) (db *bbolt.DB, err error) {
	if err := checkSize(path); err != nil {
		return nil, err
	}
	err = recoverPanic(func() error {
		db, err = bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTimeout, FreelistType: bbolt.FreelistMapType})
		return describeError(err)
	})
	if err != nil {
		return nil, err
	}
	if err := recoverPanic(func() error { return prepare(db) }); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// checkSize rejects a file that is shorter than any database, for which bbolt
// returns only "invalid argument". An empty file is accepted as new.
func checkSize(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if size := info.Size(); size != 0 && size < int64(2*os.Getpagesize()) {
		return fmt.Errorf("damaged, or not a state file of the emulator: only %d bytes", size)
	}
	return nil
}

// describeError describes bbolt's errors in terms of the state file.
func describeError(err error) error {
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return errors.New("in use by another process")
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrVersionMismatch), errors.Is(err, bolterrors.ErrChecksum):
		return fmt.Errorf("damaged, or not a state file of the emulator: %w", err)
	default:
		return err
	}
}

// prepare creates the buckets in a new file. It verifies an existing file.
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
		for _, name := range []string{bucket, logBucket} {
			if _, err := tx.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
		var state logState
		_, _ = rand.Read(state.id[:]) // never fails
		return putState(tx, state)
	})
}

// verify checks the size and the bucket of the database, and reports whether it is
// empty. It does not use bbolt's own check, which reads everything, in a goroutine,
// where a panic would end the process.
func verify(tx *bbolt.Tx) (isNew bool, err error) {
	info, err := os.Stat(tx.DB().Path())
	if err != nil {
		return false, err
	}
	if info.Size() < tx.Size() {
		return false, fmt.Errorf("damaged: %d bytes are missing at the end", tx.Size()-info.Size())
	}
	if tx.Bucket([]byte(bucket)) != nil && tx.Bucket([]byte(logBucket)) != nil {
		return false, nil
	}
	if first, _ := tx.Cursor().First(); first != nil {
		return false, fmt.Errorf("not a state file of this version of the emulator: it contains %q", first)
	}
	return true, nil
}

// recoverPanic runs f and returns a panic as an error: if a page is damaged, bbolt,
// which maps the file into memory, panics or reads past its end. After a panic in
// bbolt.Open, the file stays locked until the process ends.
func recoverPanic(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recovered := recover(); recovered != nil {
			err = fmt.Errorf("damaged: %v", recovered)
		}
	}()
	return f()
}
