package acs

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
)

// hiddenKey is how an access key prints, whatever the verb.
const hiddenKey = "acs.AccessKey(hidden)"

// AccessKey is one of the two keys of a Communication Services resource. Whoever has it can act for all users of the resource.
// It never prints itself: not with fmt, log/slog or encoding/json. Make one with [ParseAccessKey] or [ParseConnectionString];
// the zero value is no key.
type AccessKey struct {
	secret func() []byte // as opaqueToken: out of reach for reflection
}

// ParseAccessKey reads a key in base64, as the Azure portal shows it. Its errors do not repeat the text.
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
		return AccessKey{}, errors.New("access key is not base64") // err tells where, and so a part of the key
	case len(secret) == 0:
		return AccessKey{}, errNoKey()
	}
	return AccessKey{secret: func() []byte { return slices.Clone(secret) }}, nil
}

func errNoKey() error { return errors.New("access key is empty") }

// Base64 returns the key itself, as [ParseAccessKey] takes it, or "" for the zero value. Keep it secret.
func (k AccessKey) Base64() string {
	if k.secret == nil {
		return ""
	}
	return base64.StdEncoding.EncodeToString(k.secret())
}

// String says that this is a key. It never tells the key.
func (AccessKey) String() string { return hiddenKey }

// Format prints the same as String for every verb, so that no verb of fmt reveals the key.
func (AccessKey) Format(f fmt.State, _ rune) {
	// A fmt.State keeps its own errors, and Format cannot return one.
	_, _ = f.Write([]byte(hiddenKey))
}

// LogValue is what log/slog writes: the same as String.
func (AccessKey) LogValue() slog.Value { return slog.StringValue(hiddenKey) }

// sign returns the signature of a message, in base64.
func (k AccessKey) sign(message string) string {
	mac := hmac.New(sha256.New, k.secret())
	mac.Write([]byte(message))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// The headers of a signed request. Host is the fourth.
const (
	dateHeader        = "X-Ms-Date"
	contentHashHeader = "X-Ms-Content-Sha256"
	signatureScheme   = "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature="
)

// signedParts is what a signature covers: what stands on the wire, byte for byte.
type signedParts struct {
	method, target string // of the request line
	date           string // RFC 1123, in GMT
	host           string
	contentHash    string // SHA-256 of the body, in base64
}

// message returns the text to sign. No method, target or header holds a line break.
func (p signedParts) message() string {
	return p.method + "\n" + p.target + "\n" + p.date + ";" + p.host + ";" + p.contentHash
}

// contentHash returns the text of a SHA-256 hash.
func contentHash(sum []byte) string { return base64.StdEncoding.EncodeToString(sum) }

// authorization returns the Authorization header of a request with these parts.
func (k AccessKey) authorization(p signedParts) string {
	return signatureScheme + k.sign(p.message())
}
