package emulator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/chatgen-go/chatgen/emulator/internal/store"
)

// snapshotFormat identifies a snapshot and the version of its format.
const snapshotFormat = "chat-emulator snapshot 1"

// A snapshot consists of lines of JSON: a snapshotHeader, and then a snapshotRecord for
// each record of the state.
type (
	snapshotHeader struct {
		Format string `json:"format"`
		SHA256 string `json:"sha256"` // of the lines after the header, in hexadecimal
	}
	snapshotRecord struct {
		Key   string          `json:"key"`
		Value json.RawMessage `json:"value"`
	}
)

// Snapshot returns the complete state: users, threads, participants, messages and the
// key that signs tokens. It does not contain the access key, the faults, the clock and
// the calls. A snapshot is as secret as the tokens of its users.
func (e *Emulator) Snapshot() ([]byte, error) {
	records, err := e.engine.Snapshot()
	if err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	var lines bytes.Buffer
	for _, r := range records {
		lines.Write(encodeLine(snapshotRecord{r.Key, r.Value}))
	}
	header := encodeLine(snapshotHeader{snapshotFormat, checksum(lines.Bytes())})
	return append(header, lines.Bytes()...), nil
}

// Restore replaces the state by a snapshot of this or another emulator, also in the
// state file. Calls that run at the same time see either state. Tokens that were valid
// in the snapshot are valid again, and so are continuation tokens. If the snapshot is
// invalid, Restore changes nothing.
func (e *Emulator) Restore(snapshot []byte) error {
	records, err := parseSnapshot(snapshot)
	if err == nil {
		err = e.engine.Restore(records)
	}
	if err != nil {
		return fmt.Errorf("emulator: %w", err)
	}
	e.stream.publish("change", wireChange{Kind: "stateRestored", Time: e.clock.Now().UTC()})
	return nil
}

// parseSnapshot returns the records in a snapshot.
func parseSnapshot(snapshot []byte) ([]store.RecordChange, error) {
	line, rest, _ := bytes.Cut(snapshot, []byte("\n"))
	var header snapshotHeader
	if json.Unmarshal(line, &header) != nil || header.Format != snapshotFormat {
		return nil, errors.New("not a snapshot of this version of the emulator")
	}
	if header.SHA256 != checksum(rest) {
		return nil, errors.New("the snapshot is damaged: wrong checksum")
	}
	var records []store.RecordChange
	for lines := json.NewDecoder(bytes.NewReader(rest)); ; {
		var r snapshotRecord
		err := lines.Decode(&r)
		if errors.Is(err, io.EOF) {
			return records, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the snapshot is damaged: %w", err)
		}
		records = append(records, store.RecordChange{Key: r.Key, Value: r.Value})
	}
}

// encodeLine returns a value as a line of JSON.
func encodeLine(v any) []byte { return append(encodeJSON(v), '\n') }

func checksum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
