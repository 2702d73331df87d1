package acs

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// maxClockSkew is how far the date of a signed request may be from the verifier's clock.
const maxClockSkew = 5 * time.Minute

// VerifyAccessKey checks that a request, which a server received with this body, was signed with the key at most 5 minutes
// before or after now. It is for servers that stand in for the service in tests; clients sign with [NewAccessKeyPolicy].
//
// It returns nil, or which part of the request is wrong. The error holds neither the key nor the signature that would be right.
// The zero AccessKey fits no request.
func VerifyAccessKey(r *http.Request, body []byte, key AccessKey, now time.Time) error {
	if key.secret == nil {
		return fmt.Errorf("acs: %w", errNoKey())
	}
	authorization := r.Header.Get("Authorization")
	switch {
	case authorization == "":
		return errors.New("acs: Authorization is missing")
	case !strings.HasPrefix(authorization, signatureScheme):
		return fmt.Errorf("acs: Authorization does not begin with %q", signatureScheme)
	}
	date := r.Header.Get(dateHeader)
	if err := checkSignedDate(date, now); err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	parts := signedParts{method: r.Method, target: requestTarget(r), date: date, host: r.Host, contentHash: contentHash(sum[:])}
	if got := r.Header.Get(contentHashHeader); got != parts.contentHash {
		return fmt.Errorf("acs: x-ms-content-sha256 is %q, but the body's hash is %q", got, parts.contentHash)
	}
	if !hmac.Equal([]byte(authorization), []byte(key.authorization(parts))) {
		return errors.New("acs: the signature is wrong: the key is another one, or the method, path, query or host is not the one that was signed")
	}
	return nil
}

// checkSignedDate reads the date of a signed request and compares it with now.
func checkSignedDate(date string, now time.Time) error {
	if date == "" {
		return errors.New("acs: x-ms-date is missing")
	}
	signed, err := time.Parse(http.TimeFormat, date)
	if err != nil {
		return fmt.Errorf("acs: x-ms-date is %q, not a time such as %q", date, http.TimeFormat)
	}
	if age := now.Sub(signed); age.Abs() > maxClockSkew {
		return fmt.Errorf("acs: x-ms-date is %q, more than %v from the server's time %q", date, maxClockSkew, now.UTC().Format(http.TimeFormat))
	}
	return nil
}

// requestTarget returns the path and query of a request as they stand on the wire. A request that came over no wire has only
// its URL.
func requestTarget(r *http.Request) string {
	if strings.HasPrefix(r.RequestURI, "/") {
		return r.RequestURI
	}
	return r.URL.RequestURI()
}
