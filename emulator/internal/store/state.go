package store

import (
	"encoding/binary"
	"errors"

	"go.etcd.io/bbolt"
)

// logBucket is the bucket with the logState, under stateKey.
const logBucket = "log"

const stateKey = "state"

// logState is what the database contains about its log.
type logState struct {
	id       [16]byte // of the state file, random
	sequence uint64   // the last entry of the log that is in the map
	needsLog bool     // the log may have entries that are not in the map
}

const logStateSize = 16 + 8 + 1

func (s logState) encode() []byte {
	data := binary.BigEndian.AppendUint64(s.id[:], s.sequence)
	if s.needsLog {
		return append(data, 1)
	}
	return append(data, 0)
}

func decodeState(data []byte) (s logState, err error) {
	if len(data) != logStateSize {
		return s, errors.New("damaged: the state of the log has a wrong length")
	}
	copy(s.id[:], data)
	s.sequence, s.needsLog = binary.BigEndian.Uint64(data[len(s.id):]), data[logStateSize-1] == 1
	return s, nil
}

// getState returns the logState.
func getState(tx *bbolt.Tx) (logState, error) {
	key := []byte(stateKey)
	value, err := verifyChecksum(key, tx.Bucket([]byte(logBucket)).Get(key))
	if err != nil {
		return logState{}, err
	}
	return decodeState(value)
}

func putState(tx *bbolt.Tx, s logState) error {
	key := []byte(stateKey)
	return tx.Bucket([]byte(logBucket)).Put(key, addChecksum(key, s.encode()))
}

// changeState changes the logState, except for the ID.
func changeState(tx *bbolt.Tx, sequence uint64, needsLog bool) error {
	s, err := getState(tx)
	if err != nil {
		return err
	}
	s.sequence, s.needsLog = sequence, needsLog
	return putState(tx, s)
}

// readState returns the logState of a database.
func readState(db *bbolt.DB) (s logState, err error) {
	err = db.View(func(tx *bbolt.Tx) error {
		s, err = getState(tx)
		return err
	})
	return s, err
}
