package store

import (
	"encoding/binary"
	"fmt"
	"strings"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// logBucket is the name of the bucket with the changes that are not in the map yet, in
// the order in which they were appended. Its values are what one transaction added.
//
// A change of the map rewrites the page of its key, so that the changes of concurrent
// callers, whose keys are far apart, would rewrite a page each. In the log they are
// together. They reach the map many at a time.
const logBucket = "log"

// maxLogged is the number of changes in the log at which they are applied to the map. A
// transaction that applies them takes some ten milliseconds.
const maxLogged = 4096

// logChanges adds changes to the log, and returns when they are on disk.
func (f *File) logChanges(changes []RecordChange) error {
	for _, c := range changes {
		if err := c.check(); err != nil {
			return err
		}
	}
	return f.update(func(tx *bbolt.Tx) error {
		log := tx.Bucket([]byte(logBucket))
		log.FillPercent = 1 // keys are only added at the end
		number, err := log.NextSequence()
		if err != nil {
			return err
		}
		key := fmt.Sprintf("%016x", number)
		return log.Put([]byte(key), addChecksum(key, encodeChanges(changes)))
	})
}

// check returns the error with which bbolt would reject the change when it is applied.
func (c RecordChange) check() error {
	switch {
	case c.Prefix || c.Value == nil:
		return nil
	case c.Key == "":
		return bolterrors.ErrKeyRequired
	case len(c.Key) > bbolt.MaxKeySize:
		return bolterrors.ErrKeyTooLarge
	default:
		return nil
	}
}

// applyLog writes the changes of the log and further ones to the map, empties the log, and
// returns when this is on disk. The caller holds f.writing.
func (f *File) applyLog(further []RecordChange) error {
	err := f.update(func(tx *bbolt.Tx) error {
		if err := applyChanges(tx, f.logged); err != nil {
			return err
		}
		if err := applyChanges(tx, further); err != nil {
			return err
		}
		return clearLog(tx)
	})
	if err == nil {
		f.logged = nil
	}
	return err
}

// isLogged reports whether the log has a change of a key with the prefix. The caller
// holds f.writing.
func (f *File) isLogged(prefix string) bool {
	for _, c := range f.logged {
		if strings.HasPrefix(c.Key, prefix) || c.Prefix && strings.HasPrefix(prefix, c.Key) {
			return true
		}
	}
	return false
}

// recoverLog applies the log of a file that was not closed.
func recoverLog(db *bbolt.DB) error {
	return db.Update(func(tx *bbolt.Tx) error {
		err := tx.Bucket([]byte(logBucket)).ForEach(func(k, v []byte) error {
			value, err := verifyChecksum(string(k), v)
			if err != nil {
				return fmt.Errorf("the log: %w", err)
			}
			changes, err := decodeChanges(value)
			if err != nil {
				return fmt.Errorf("the log: damaged: key %q: %w", k, err)
			}
			return applyChanges(tx, changes)
		})
		if err != nil {
			return err
		}
		return clearLog(tx)
	})
}

// clearLog removes all changes from the log. The sequence of keys continues.
func clearLog(tx *bbolt.Tx) error {
	last := tx.Bucket([]byte(logBucket)).Sequence()
	if err := tx.DeleteBucket([]byte(logBucket)); err != nil {
		return err
	}
	log, err := tx.CreateBucket([]byte(logBucket))
	if err != nil {
		return err
	}
	return log.SetSequence(last)
}

// applyChanges applies changes to the map.
func applyChanges(tx *bbolt.Tx, changes []RecordChange) error {
	b := tx.Bucket([]byte(bucket))
	for _, c := range changes {
		if err := apply(b, c); err != nil {
			return err
		}
	}
	return nil
}

// The kinds of changes in the log.
const (
	logSet byte = iota
	logRemove
	logRemovePrefix
)

// encodeChanges returns changes as the log contains them: for each one its kind, the
// length of its key, the key and, if it has one, the length of its value and the value.
func encodeChanges(changes []RecordChange) []byte {
	size := 0
	for _, c := range changes {
		size += 1 + 2*binary.MaxVarintLen32 + len(c.Key) + len(c.Value)
	}
	data := make([]byte, 0, size)
	for _, c := range changes {
		kind := logSet
		switch {
		case c.Prefix:
			kind = logRemovePrefix
		case c.Value == nil:
			kind = logRemove
		}
		data = append(data, kind)
		data = append(binary.AppendUvarint(data, uint64(len(c.Key))), c.Key...)
		if kind == logSet {
			data = append(binary.AppendUvarint(data, uint64(len(c.Value))), c.Value...)
		}
	}
	return data
}

// decodeChanges returns the changes that encodeChanges has encoded, as copies.
func decodeChanges(data []byte) ([]RecordChange, error) {
	var changes []RecordChange
	for len(data) > 0 {
		kind := data[0]
		key, rest, ok := cutText(data[1:])
		if !ok || kind > logRemovePrefix {
			return nil, fmt.Errorf("invalid change %d", len(changes)+1)
		}
		change := RecordChange{Key: string(key), Prefix: kind == logRemovePrefix}
		if kind == logSet {
			if change.Value, rest, ok = cutText(rest); !ok {
				return nil, fmt.Errorf("invalid change %d", len(changes)+1)
			}
			change.Value = append([]byte{}, change.Value...) // not nil if it is empty
		}
		changes, data = append(changes, change), rest
	}
	return changes, nil
}

// cutText returns the text at the beginning of data, which follows its length, and what
// is after it.
func cutText(data []byte) (text, rest []byte, ok bool) {
	length, n := binary.Uvarint(data)
	if n <= 0 || length > uint64(len(data)-n) { //nolint:gosec // Uvarint has read n of the bytes
		return nil, nil, false
	}
	end := n + int(length) //nolint:gosec // at most the length of data
	return data[n:end], data[end:], true
}
