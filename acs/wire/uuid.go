package wire

import (
	"crypto/rand"
	"encoding/hex"
)

// uuid is a UUID as described in RFC 9562.
type uuid [16]byte

// newUUID returns a random UUID (version 4).
func newUUID() uuid {
	var id uuid
	_, _ = rand.Read(id[:]) // it never returns an error
	id = id.withVersion(4)
	id[8] = id[8]&0x3f | 0x80 // the variant of RFC 9562
	return id
}

// parseUUID returns the UUID with a text from [uuid.String], and false for any other text.
func parseUUID(text string) (uuid, bool) {
	var id uuid
	if len(text) != uuidLength {
		return id, false
	}
	digits := text[:8] + text[9:13] + text[14:18] + text[19:23] + text[24:]
	if _, err := hex.Decode(id[:], []byte(digits)); err != nil {
		return id, false
	}
	return id, id.String() == text
}

// uuidLength is the length of a UUID as text.
const uuidLength = 36

// String returns the UUID in lower case, such as "01936c7e-5a00-7c4e-9b1d-3f2a6d8e0c55".
func (id uuid) String() string {
	text := make([]byte, 0, uuidLength)
	text = append(hex.AppendEncode(text, id[:4]), '-')
	text = append(hex.AppendEncode(text, id[4:6]), '-')
	text = append(hex.AppendEncode(text, id[6:8]), '-')
	text = append(hex.AppendEncode(text, id[8:10]), '-')
	return string(hex.AppendEncode(text, id[10:]))
}

// version returns the version of the UUID.
func (id uuid) version() byte { return id[6] >> 4 }

// withVersion returns the UUID with another version.
func (id uuid) withVersion(version byte) uuid {
	id[6] = id[6]&0x0f | version<<4
	return id
}
