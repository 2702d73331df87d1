package followtest_test

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

// fileCheck checks the lines of a follower's file as they are written.
type fileCheck struct {
	file    *os.File
	reader  *bufio.Reader
	partial []byte // of the line that is being written

	states  map[string]int64   // last version of each message; the key is the thread and the ID
	missing map[string]int64   // those that are not reported yet
	found   map[string][]int64 // reported versions of each message
	events  map[string]bool    // of threads
	latest  map[string]int64   // last reported version in each thread
	lines   int
	cursor  string // of the last line
	kept    int64  // bytes of the file
}

// newFileCheck returns a check that a file has the last state of each message.
func newFileCheck(name string, states map[string]int64) (*fileCheck, error) {
	file, err := os.OpenFile(name, os.O_RDONLY|os.O_CREATE, 0o600) // no follower may have lived long enough to create it
	return &fileCheck{
		file: file, reader: bufio.NewReader(file), states: states, missing: maps.Clone(states),
		found: map[string][]int64{}, events: map[string]bool{}, latest: map[string]int64{},
	}, err
}

// read reads the lines that were written since the last call. It is an error if a state
// came twice or after a later one, or if an event of a thread came twice.
func (c *fileCheck) read() error {
	for {
		part, err := c.reader.ReadBytes('\n')
		c.partial = append(c.partial, part...)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		c.lines++
		c.kept += int64(len(c.partial))
		var r record
		if err := json.Unmarshal(c.partial, &r); err != nil {
			return fmt.Errorf("line %d: %w", c.lines, err)
		}
		c.partial = c.partial[:0]
		if err := c.add(&r); err != nil {
			return fmt.Errorf("line %d: %w", c.lines, err)
		}
	}
}

// add adds the record of a line.
func (c *fileCheck) add(r *record) error {
	c.cursor = r.Cursor
	key := string(r.Thread) + " " + string(r.ID)
	if r.ID == "" {
		if key += string(r.Kind); c.events[key] {
			return fmt.Errorf("%s came again", key)
		}
		c.events[key] = true
		return nil
	}
	version, err := strconv.ParseInt(r.Version, 10, 64)
	if err != nil {
		return err
	}
	if before := c.found[key]; len(before) > 0 && version <= before[len(before)-1] {
		return fmt.Errorf("version %d of %s after %d", version, key, before)
	}
	c.found[key] = append(c.found[key], version)
	c.latest[string(r.Thread)] = max(c.latest[string(r.Thread)], version)
	if c.missing[key] == version {
		delete(c.missing, key)
	}
	return nil
}

// String returns how far the file is, and for some of the messages that are missing how
// they could have been missed.
func (c *fileCheck) String() string {
	floor, hidden := floors(c.cursor)
	var b strings.Builder
	fmt.Fprintf(&b, "%d changes of %d messages in %d MB, %d missing; the last cursor has %d bytes, floor %d, hidden floor %d",
		c.lines, len(c.states), c.kept>>20, len(c.missing), len(c.cursor), floor, hidden)
	keys := slices.Sorted(maps.Keys(c.missing))
	for _, key := range keys[:min(len(keys), 5)] {
		thread, _, _ := strings.Cut(key, " ")
		fmt.Fprintf(&b, "\n%s: version %d is missing, reported %d; the last one of its thread is %d", key, c.missing[key], c.found[key], c.latest[thread])
	}
	return b.String()
}

// floors returns the floors in a cursor, which follow its format, kind and list.
func floors(cursor string) (floor, hidden int64) {
	const header = 1 + 1 + 8
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(b) < header {
		return 0, 0
	}
	floor, n := binary.Varint(b[header:])
	hidden, _ = binary.Varint(b[header+max(n, 0):])
	return floor, hidden
}
