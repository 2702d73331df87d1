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

// signedAt returns a request as a server receives it, signed at a time by a second implementation of the rule.
func signedAt(t *testing.T, at time.Time, key string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/identities?api-version=2023-10-01", strings.NewReader("{}"))
	r.Host = "contoso.communication.azure.com"
	date := at.UTC().Format(time.RFC1123[:len(time.RFC1123)-3]) + "GMT"
	const hash = "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=" // of "{}"
	secret, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(strings.Join([]string{"POST", r.RequestURI, date + ";" + r.Host + ";" + hash}, "\n")))
	r.Header.Set("x-ms-date", date)
	r.Header.Set("x-ms-content-sha256", hash)
	r.Header.Set("Authorization", signedHeaders+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	return r
}

// Whatever is changed after signing, or signed with another key, too early or too late, is refused, and the error says what.
func TestVerifyAccessKey(t *testing.T) {
	const (
		forged = "acs: the signature is wrong: the key is another one, or the method, path, query or host is not the one that was signed"
		scheme = `acs: Authorization does not begin with "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature="`
		early  = `acs: x-ms-date is "Wed, 13 Apr 2022 18:09:12 GMT", more than 5m0s from the server's time "Wed, 13 Apr 2022 18:14:13 GMT"`
		late   = `acs: x-ms-date is "Wed, 13 Apr 2022 18:09:12 GMT", more than 5m0s from the server's time "Wed, 13 Apr 2022 18:04:11 GMT"`
		hash   = `acs: x-ms-content-sha256 is "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=", but the body's hash is "JXwb6Wrmn0sBwsab2214YF9ZF1gZ+wB9C/JFv0hETEo="`
		none   = `acs: x-ms-content-sha256 is "", but the body's hash is "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o="`
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
		{"not from a wire", 0, "{}", secretKey, func(r *http.Request) { r.RequestURI = "" }, ""},
		{"too old", 5*time.Minute + time.Second, "{}", secretKey, nil, early},
		{"too far ahead", -5*time.Minute - time.Second, "{}", secretKey, nil, late},
		{"other body", 0, `{ }`, secretKey, nil, hash},
		{"other key", 0, "{}", "pw==", nil, forged},
		{"other method", 0, "{}", secretKey, func(r *http.Request) { r.Method = http.MethodPut }, forged},
		{"other path", 0, "{}", secretKey, func(r *http.Request) { r.RequestURI = "/identities/?api-version=2023-10-01" }, forged},
		{"other escapes", 0, "{}", secretKey, func(r *http.Request) { r.RequestURI = "/identities?api%2Dversion=2023-10-01" }, forged},
		{"other host", 0, "{}", secretKey, func(r *http.Request) { r.Host = "evil.example" }, forged},
		{"other date", 0, "{}", secretKey, header("x-ms-date", "Wed, 13 Apr 2022 18:09:13 GMT"), forged},
		{"other signature", 0, "{}", secretKey, header("Authorization", signedHeaders+"AAAA"), forged},
		{"no signature", 0, "{}", secretKey, header("Authorization", signedHeaders), forged},
		{"no hash", 0, "{}", secretKey, header("x-ms-content-sha256", ""), none},
		{"no date", 0, "{}", secretKey, header("x-ms-date", ""), "acs: x-ms-date is missing"},
		{"odd date", 0, "{}", secretKey, header("x-ms-date", "2022-04-13T18:09:12Z"),
			`acs: x-ms-date is "2022-04-13T18:09:12Z", not a time such as "Mon, 02 Jan 2006 15:04:05 GMT"`},
		{"not authorized", 0, "{}", secretKey, header("Authorization", ""), "acs: Authorization is missing"},
		{"bearer token", 0, "{}", secretKey, header("Authorization", "Bearer x"), scheme},
		{"fewer headers signed", 0, "{}", secretKey, header("Authorization", "HMAC-SHA256 SignedHeaders=x-ms-date&Signature=AAAA"), scheme},
	}
	signed := time.Date(2022, time.April, 13, 18, 9, 12, 0, time.UTC)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := signedAt(t, signed, secretKey)
			if test.change != nil {
				test.change(r)
			}
			err := acs.VerifyAccessKey(r, []byte(test.body), parseKey(t, test.key), signed.Add(test.skew))
			if test.want != "" {
				wantCredentialError(t, err, test.want)
				wantNoSecret(t, err.Error())
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}

// Without a key nothing is let in, not even what was signed with none.
func TestVerifyAccessKeyWithoutKey(t *testing.T) {
	now := time.Now()
	err := acs.VerifyAccessKey(signedAt(t, now, ""), []byte("{}"), acs.AccessKey{}, now)
	wantCredentialError(t, err, "acs: access key is empty")
}
