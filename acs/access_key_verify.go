package acs

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// maxClockSkew is the maximum difference between the date of a signed request and the verifier's clock, in either direction.
const maxClockSkew = 5 * time.Minute

// VerifyAccessKey checks that a request, received by a server with the given body, was signed with the key and that its date
// is at most 5 minutes before or after now. It is for servers that emulate the service in tests; clients sign requests with
// [NewAccessKeyPolicy].
//
// It returns an error that names the first invalid part of the request. The error contains neither the key nor the expected
// signature. Verification with the zero AccessKey always fails.
func VerifyAccessKey(r *http.Request, body []byte, key AccessKey, now time.Time) error {
	if key.secret == nil {
		return fmt.Errorf("acs: %w", errEmptyKey())
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
	parts := signedParts{method: r.Method, target: requestTarget(r), date: date, host: r.Host, contentHash: encodeHash(sum[:])}
	if got := r.Header.Get(contentHashHeader); got != parts.contentHash {
		return fmt.Errorf("acs: x-ms-content-sha256 is %s, but the hash of the body is %q", wire.Quote(got), parts.contentHash)
	}
	if !hmac.Equal([]byte(authorization), []byte(key.authorization(parts))) {
		return errors.New("acs: the signature does not match: it was made with a different key, or for a different method, path, query or host")
	}
	return nil
}

// checkSignedDate parses the date of a signed request and checks that it is close enough to now.
func checkSignedDate(date string, now time.Time) error {
	if date == "" {
		return errors.New("acs: x-ms-date is missing")
	}
	signed, err := time.Parse(http.TimeFormat, date)
	if err != nil {
		return fmt.Errorf("acs: invalid x-ms-date %s (want the format %q)", wire.Quote(date), http.TimeFormat)
	}
	if age := now.Sub(signed); age.Abs() > maxClockSkew {
		return fmt.Errorf("acs: x-ms-date %q differs from the server's time %q by more than %v", date, now.UTC().Format(http.TimeFormat), maxClockSkew)
	}
	return nil
}

// requestTarget returns the path and query of a request as they were sent. A request that was not received over a connection
// has only a URL.
func requestTarget(r *http.Request) string {
	if strings.HasPrefix(r.RequestURI, "/") {
		return r.RequestURI
	}
	return r.URL.RequestURI()
}
