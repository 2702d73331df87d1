package acs_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
)

const signedHeaders = "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature="

// newSignedRequest returns a request as a server receives it, signed with the given date by an independent implementation.
func newSignedRequest(t *testing.T, date time.Time, key string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/identities?api-version=2023-10-01", strings.NewReader("{}"))
	r.Host = "contoso.communication.azure.com"
	dateText := date.UTC().Format(time.RFC1123[:len(time.RFC1123)-3]) + "GMT"
	const hash = "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=" // of the body "{}"
	secret, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(strings.Join([]string{"POST", r.RequestURI, dateText + ";" + r.Host + ";" + hash}, "\n")))
	r.Header.Set("x-ms-date", dateText)
	r.Header.Set("x-ms-content-sha256", hash)
	r.Header.Set("Authorization", signedHeaders+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	return r
}

// A request is rejected if it was modified after signing, signed with another key, or signed too early or too late. The error
// names the problem.
func TestVerifyAccessKey(t *testing.T) {
	const (
		mismatch  = "acs: the signature does not match: it was made with a different key, or for a different method, path, query or host"
		scheme    = `acs: Authorization does not begin with "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature="`
		tooOld    = `acs: x-ms-date "Wed, 13 Apr 2022 18:09:12 GMT" differs from the server's time "Wed, 13 Apr 2022 18:14:13 GMT" by more than 5m0s`
		tooNew    = `acs: x-ms-date "Wed, 13 Apr 2022 18:09:12 GMT" differs from the server's time "Wed, 13 Apr 2022 18:04:11 GMT" by more than 5m0s`
		wrongHash = `acs: x-ms-content-sha256 is "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=", but the hash of the body is "JXwb6Wrmn0sBwsab2214YF9ZF1gZ+wB9C/JFv0hETEo="`
		noHash    = `acs: x-ms-content-sha256 is "", but the hash of the body is "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o="`
	)
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	tests := []struct {
		name   string
		skew   time.Duration
		body   string
		key    string
		change func(*http.Request)
		want   string
	}{
		{"as signed", 0, "{}", secretKey, nil, ""},
		{"five minutes old", 5 * time.Minute, "{}", secretKey, nil, ""},
		{"five minutes ahead", -5 * time.Minute, "{}", secretKey, nil, ""},
		{"absolute request line", 0, "{}", secretKey, func(r *http.Request) { r.RequestURI = "https://" + r.Host + r.RequestURI }, ""},
		{"not received over a connection", 0, "{}", secretKey, func(r *http.Request) { r.RequestURI = "" }, ""},
		{"too old", 5*time.Minute + time.Second, "{}", secretKey, nil, tooOld},
		{"too far ahead", -5*time.Minute - time.Second, "{}", secretKey, nil, tooNew},
		{"other body", 0, `{ }`, secretKey, nil, wrongHash},
		{"other key", 0, "{}", "pw==", nil, mismatch},
		{"other method", 0, "{}", secretKey, func(r *http.Request) { r.Method = http.MethodPut }, mismatch},
		{"other path", 0, "{}", secretKey, func(r *http.Request) { r.RequestURI = "/identities/?api-version=2023-10-01" }, mismatch},
		{"other escapes", 0, "{}", secretKey, func(r *http.Request) { r.RequestURI = "/identities?api%2Dversion=2023-10-01" }, mismatch},
		{"other host", 0, "{}", secretKey, func(r *http.Request) { r.Host = "evil.example" }, mismatch},
		{"other date", 0, "{}", secretKey, header("x-ms-date", "Wed, 13 Apr 2022 18:09:13 GMT"), mismatch},
		{"other signature", 0, "{}", secretKey, header("Authorization", signedHeaders+"AAAA"), mismatch},
		{"no signature", 0, "{}", secretKey, header("Authorization", signedHeaders), mismatch},
		{"no hash", 0, "{}", secretKey, header("x-ms-content-sha256", ""), noHash},
		{"no date", 0, "{}", secretKey, header("x-ms-date", ""), "acs: x-ms-date is missing"},
		{"invalid date", 0, "{}", secretKey, header("x-ms-date", "2022-04-13T18:09:12Z"),
			`acs: invalid x-ms-date "2022-04-13T18:09:12Z" (want the format "Mon, 02 Jan 2006 15:04:05 GMT")`},
		{"no authorization", 0, "{}", secretKey, header("Authorization", ""), "acs: Authorization is missing"},
		{"bearer token", 0, "{}", secretKey, header("Authorization", "Bearer x"), scheme},
		{"fewer headers signed", 0, "{}", secretKey, header("Authorization", "HMAC-SHA256 SignedHeaders=x-ms-date&Signature=AAAA"), scheme},
	}
	signed := time.Date(2022, time.April, 13, 18, 9, 12, 0, time.UTC)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newSignedRequest(t, signed, secretKey)
			if test.change != nil {
				test.change(r)
			}
			err := acs.VerifyAccessKey(r, []byte(test.body), mustParseKey(t, test.key), signed.Add(test.skew))
			if test.want != "" {
				wantError(t, err, test.want)
				wantNoSecret(t, err.Error())
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}

// Verification with the zero key fails, even if the request was signed with an empty key.
func TestVerifyAccessKeyZeroKey(t *testing.T) {
	now := time.Now()
	err := acs.VerifyAccessKey(newSignedRequest(t, now, ""), []byte("{}"), acs.AccessKey{}, now)
	wantError(t, err, "acs: access key is empty")
}
