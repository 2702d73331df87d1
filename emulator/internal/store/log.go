package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// logSuffix is what the name of the log has after that of the state file.
const logSuffix = ".wal"

// The layout of the log: a header with the ID of the state file, and two halves, which
// are written in turn.
const (
	logTitle     = "chat-emulator log 1\n"
	logHeader    = 4096
	logHalf      = 1 << 20 // divisible by entryAlign
	entryHeader  = 16      // checksum, length of the content, sequence number
	entryAlign   = 8
	logSize      = logHeader + 2*logHalf
	logIDOffset  = 64
	logOwnerOnly = 0o600
)

// changeLog is a file with the changes that are not in the map yet. Callers wait for it
// and not for the map, because the changes of a batch are together in it, and one wait for
// the disk makes them durable.
//
// An entry contains the changes of a batch. Sequence numbers continue across halves,
// and the map contains the number of the last entry that was applied to it. The half before
// the current one stays as it is, so that the log also continues the previous state of the
// map, if the newest one is damaged. It is not safe for concurrent use.
type changeLog struct {
	file     *os.File
	seed     uint32 // of checksums: that of the ID
	sequence uint64 // of the last entry
	half     int    // the half that is written
	end      int    // where the next entry begins in it
	entry    []byte // the entry to write
}

// logEntry is an entry that was read.
type logEntry struct {
	sequence uint64
	content  []byte
	half     int
}

// createLog creates the log of a state file, or overwrites one that is not needed anymore.
func createLog(path string, id []byte) (*changeLog, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, logOwnerOnly)
	if err != nil {
		return nil, err
	}
	data := make([]byte, logSize) // so that no later write changes the size
	copy(data, logTitle)
	copy(data[logIDOffset:], id)
	_, err = file.Write(data)
	err = errors.Join(err, file.Sync(), syncDirectory(filepath.Dir(path)))
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return newChangeLog(file, id), nil
}

func newChangeLog(file *os.File, id []byte) *changeLog {
	return &changeLog{file: file, seed: crc32.ChecksumIEEE(id)}
}

// openLog opens the log of the state file with the ID. It returns the entries after a
// sequence number, and a nil log if there is none or it belongs to another state file.
// It fails if an entry is missing before the last one. If the last one is not complete, it
// was never acknowledged, and is not returned.
func openLog(path string, id []byte, after uint64) (*changeLog, []logEntry, error) {
	file, err := os.OpenFile(path, os.O_RDWR, logOwnerOnly)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, logSize))
	if err != nil || !isLogOf(data, id) {
		return nil, nil, errors.Join(err, file.Close())
	}
	l := newChangeLog(file, id)
	entries, err := l.entries(data, after)
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return l, entries, nil
}

// isLogOf reports whether data is a complete log of the state file with the ID.
func isLogOf(data, id []byte) bool {
	return len(data) == logSize && bytes.HasPrefix(data, []byte(logTitle)) && bytes.Equal(data[logIDOffset:logIDOffset+len(id)], id)
}

// entries returns the entries after a sequence number, in order, and makes the log
// continue after them.
func (l *changeLog) entries(data []byte, after uint64) ([]logEntry, error) {
	var entries []logEntry
	for half := range 2 {
		entries = append(entries, l.scan(data[logHeader+half*logHalf:][:logHalf], half)...)
	}
	slices.SortFunc(entries, func(a, b logEntry) int { return cmp.Compare(a.sequence, b.sequence) })
	if n := len(entries); n > 0 {
		l.half = entries[n-1].half
	}
	entries = slices.DeleteFunc(entries, func(e logEntry) bool { return e.sequence <= after })
	for i, e := range entries {
		if want := after + uint64(i) + 1; e.sequence != want {
			return nil, fmt.Errorf("damaged: entry %d is missing or has a wrong checksum, but entry %d follows", want, e.sequence)
		}
	}
	l.sequence = after + uint64(len(entries))
	l.next()
	return entries, nil
}

// scan returns the entries of a half, also those behind one that is damaged.
func (l *changeLog) scan(data []byte, half int) []logEntry {
	var entries []logEntry
	for len(data) >= entryHeader {
		content, ok := l.content(data)
		if !ok {
			data = data[entryAlign:]
			continue
		}
		entries = append(entries, logEntry{binary.BigEndian.Uint64(data[8:]), content, half})
		data = data[alignedSize(entryHeader+len(content)):]
	}
	return entries
}

// content returns the content of the entry at the beginning of data, and reports whether
// the entry is complete.
func (l *changeLog) content(data []byte) ([]byte, bool) {
	length := int(binary.BigEndian.Uint32(data[4:]))
	if length == 0 || length > len(data)-entryHeader {
		return nil, false
	}
	end := entryHeader + length
	if binary.BigEndian.Uint32(data) != l.checksum(data[4:end]) {
		return nil, false
	}
	return data[entryHeader:end], true
}

// checksum returns the checksum of an entry. It depends on the ID, so that the content
// of a message is never taken for an entry.
func (l *changeLog) checksum(entry []byte) uint32 {
	return crc32.Update(l.seed, crc32.IEEETable, entry)
}

// alignedSize returns the number of bytes that an entry of a size occupies.
func alignedSize(size int) int { return (size + entryAlign - 1) / entryAlign * entryAlign }

// encode prepares the entry that write writes, and returns its size.
func (l *changeLog) encode(changes []RecordChange) int {
	if cap(l.entry) > logHalf {
		l.entry = nil
	}
	l.entry = appendChanges(append(l.entry[:0], make([]byte, entryHeader)...), changes)
	return len(l.entry)
}

// fits reports whether the current half has room for the entry.
func (l *changeLog) fits() bool { return l.end+len(l.entry) <= logHalf }

// write writes the entry, and returns when it is on disk.
func (l *changeLog) write() error {
	binary.BigEndian.PutUint32(l.entry[4:], uint32(len(l.entry)-entryHeader)) //nolint:gosec // at most logHalf
	binary.BigEndian.PutUint64(l.entry[8:], l.sequence+1)
	binary.BigEndian.PutUint32(l.entry, l.checksum(l.entry[4:]))
	if _, err := l.file.WriteAt(l.entry, int64(logHeader+l.half*logHalf+l.end)); err != nil {
		return err
	}
	if err := syncData(l.file); err != nil {
		return err
	}
	l.sequence++
	l.end += alignedSize(len(l.entry))
	return nil
}

// next makes the log continue in the other half, when the map contains all changes.
func (l *changeLog) next() { l.half, l.end = 1-l.half, 0 }

// remove closes and removes the log.
func (l *changeLog) remove() error {
	return errors.Join(l.file.Close(), os.Remove(l.file.Name()))
}
