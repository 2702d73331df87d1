package store

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"

	"go.etcd.io/bbolt"
)

// write writes changes to the log, or, if they are too many for it, to the map.
func (f *File) write(changes []RecordChange) error {
	f.writing.Lock()
	defer f.writing.Unlock()
	for _, c := range changes {
		if err := c.check(); err != nil {
			return err
		}
	}
	if f.log.encode(changes) > logHalf {
		return f.applyTwice(changes, true)
	}
	if !f.log.fits() {
		if err := f.applyLog(nil, true); err != nil {
			return err
		}
	}
	if err := f.log.write(); err != nil {
		return err
	}
	f.logged = append(f.logged, changes...)
	return nil
}

// applyLogged applies the log if it has a change of a key with the prefix.
func (f *File) applyLogged(prefix string) error {
	f.writing.Lock()
	defer f.writing.Unlock()
	if !f.isLogged(prefix) {
		return nil
	}
	return f.applyLog(nil, true)
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

// applyLog writes the changes of the log and further ones, which take the place of an
// entry, to the map, and returns when this is on disk. The map needs the log from then on,
// if needsLog is true. The caller holds f.writing.
func (f *File) applyLog(further []RecordChange, needsLog bool) error {
	sequence := f.log.sequence
	if len(further) > 0 {
		sequence++
	}
	err := f.update(func(tx *bbolt.Tx) error {
		if err := applyChanges(tx, f.logged); err != nil {
			return err
		}
		if err := applyChanges(tx, further); err != nil {
			return err
		}
		return changeState(tx, sequence, needsLog)
	})
	if err != nil {
		return err
	}
	f.logged, f.log.sequence = nil, sequence
	f.log.next()
	return nil
}

// applyTwice is like applyLog, for changes that are not in the log afterwards. A second
// transaction changes nothing, so that the map is also complete without its newest page.
func (f *File) applyTwice(further []RecordChange, needsLog bool) error {
	if err := f.applyLog(further, needsLog); err != nil {
		return err
	}
	return f.applyLog(nil, needsLog)
}

// closeLog applies the log and removes it.
func (f *File) closeLog() error {
	f.writing.Lock()
	defer f.writing.Unlock()
	if err := f.applyTwice(nil, false); err != nil {
		return err
	}
	return f.log.remove()
}

// update runs a transaction, and returns when it is on disk.
func (f *File) update(do func(*bbolt.Tx) error) error {
	return recoverPanic(func() error { return f.db.Update(do) })
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

func apply(b *bbolt.Bucket, c RecordChange) error {
	switch {
	case c.Prefix:
		return removeAll(b, c.Key)
	case c.Value == nil:
		return b.Delete([]byte(c.Key))
	default:
		key := []byte(c.Key)
		return b.Put(key, addChecksum(key, c.Value))
	}
}

// removeAll removes all keys with the prefix. It collects them first, because a
// cursor may skip a key if the preceding one is deleted.
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

// hasPrefix reports whether key is not nil and begins with prefix.
func hasPrefix(key []byte, prefix string) bool {
	return key != nil && len(key) >= len(prefix) && string(key[:len(prefix)]) == prefix
}

// addChecksum returns the value preceded by a checksum of key and value, because
// bbolt does not check its data.
func addChecksum(key, value []byte) []byte {
	stored := make([]byte, 0, 4+len(value))
	return append(binary.BigEndian.AppendUint32(stored, checksum(key, value)), value...)
}

// verifyChecksum returns the value without its checksum, or an error if the
// checksum is wrong.
func verifyChecksum(key, stored []byte) ([]byte, error) {
	if len(stored) < 4 || binary.BigEndian.Uint32(stored) != checksum(key, stored[4:]) {
		return nil, fmt.Errorf("damaged: wrong checksum for key %q", key)
	}
	return stored[4:], nil
}

func checksum(key, value []byte) uint32 {
	return crc32.Update(crc32.ChecksumIEEE(key), crc32.IEEETable, value)
}
