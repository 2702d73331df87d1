package acs

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// redactedKey is printed instead of an access key, regardless of the formatting verb.
const redactedKey = "acs.AccessKey(hidden)"

// AccessKey is one of the two access keys of a Communication Services resource. Anyone who has it can act on behalf of every
// user of the resource, so fmt, log/slog and encoding/json do not reveal it. Create one with [ParseAccessKey] or
// [ParseConnectionString]; the zero value is not a valid key.
type AccessKey struct {
	secret func() []byte // a function, so that reflection cannot read the key; see opaqueToken
}

// ParseAccessKey parses a base64 access key as the Azure portal shows it. White space around it is ignored. It returns an
// error if the key is empty or not valid base64; the error does not contain the text.
func ParseAccessKey(text string) (AccessKey, error) {
	key, err := newAccessKey(text)
	if err != nil {
		return AccessKey{}, fmt.Errorf("acs: %w", err)
	}
	return key, nil
}

func newAccessKey(text string) (AccessKey, error) {
	secret, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	switch {
	case err != nil:
		return AccessKey{}, errors.New("access key is not base64") // err is dropped: it contains an offset into the key
	case len(secret) == 0:
		return AccessKey{}, errEmptyKey()
	}
	return AccessKey{secret: func() []byte { return slices.Clone(secret) }}, nil
}

func errEmptyKey() error { return errors.New("access key is empty") }

// Base64 returns the key in base64, as accepted by [ParseAccessKey], or "" for the zero value. Keep it secret.
func (k AccessKey) Base64() string {
	if k.secret == nil {
		return ""
	}
	return base64.StdEncoding.EncodeToString(k.secret())
}

// String returns a fixed placeholder. It never reveals the key.
func (AccessKey) String() string { return redactedKey }

// Format writes the String placeholder for every verb, so that no fmt verb reveals the key.
func (AccessKey) Format(f fmt.State, _ rune) {
	// A fmt.State keeps its own errors, and Format cannot return one.
	_, _ = f.Write([]byte(redactedKey))
}

// MarshalText returns the String placeholder, which is also what encoding/json and log/slog write.
func (AccessKey) MarshalText() ([]byte, error) { return []byte(redactedKey), nil }

// sign returns the base64 HMAC-SHA256 signature of a message.
func (k AccessKey) sign(message string) string {
	mac := hmac.New(sha256.New, k.secret())
	mac.Write([]byte(message))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// The headers of a signed request, in addition to Host and Authorization. The Authorization header starts with
// signatureScheme.
const (
	dateHeader        = "X-Ms-Date"
	contentHashHeader = "X-Ms-Content-Sha256"
	signatureScheme   = "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature="
)

// signedParts holds the parts of a request that its signature covers, byte for byte as they are sent.
type signedParts struct {
	method, target string // from the request line
	date           string // in the format http.TimeFormat
	host           string
	contentHash    string // base64 SHA-256 hash of the body
}

// message returns the text to sign. The result is unambiguous because a method, target or header cannot contain a line break.
func (p signedParts) message() string {
	return p.method + "\n" + p.target + "\n" + p.date + ";" + p.host + ";" + p.contentHash
}

// encodeHash returns a SHA-256 hash in base64, as used in the content hash header.
func encodeHash(sum []byte) string { return base64.StdEncoding.EncodeToString(sum) }

// authorization returns the Authorization header for a request with these parts.
func (k AccessKey) authorization(p signedParts) string {
	return signatureScheme + k.sign(p.message())
}
