package store

import (
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// RecordChange is a change to the map.
type RecordChange struct {
	// Key is the key to set or remove.
	Key string
	// Value is the new value of the key. If nil, the key is removed.
	Value []byte
	// Prefix removes all keys that begin with Key, if true. Value is then ignored.
	Prefix bool
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

// The kinds of changes in the log.
const (
	logSet byte = iota
	logRemove
	logRemovePrefix
)

// appendChanges appends changes to data as the log contains them: for each one its kind,
// the length of its key, the key and, if it has one, the length of its value and the value.
func appendChanges(data []byte, changes []RecordChange) []byte {
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

// decodeChanges returns the changes that appendChanges has encoded, as copies.
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
