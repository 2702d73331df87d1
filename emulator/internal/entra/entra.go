// Package entra issues and verifies the Microsoft Entra tokens of the emulator. No
// other service accepts them.
package entra

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// Lifetime is how long a token is valid.
const Lifetime = time.Hour

// Claims are the contents of a token, with Entra's names.
type Claims struct {
	// Issuer is the URL of the tenant.
	Issuer string `json:"iss,omitempty"`
	// Object is the ID of the user or application.
	Object string `json:"oid"`
	// Scopes are the full scopes that were requested, separated by spaces. Entra's
	// tokens contain only their last segments.
	Scopes string `json:"scp"`
	// IssuedAt and ExpiresAt are in Unix seconds.
	IssuedAt  int64 `json:"iat"`
	ExpiresAt int64 `json:"exp"`
}

// Issuer issues tokens and verifies them. It is safe for concurrent use.
type Issuer struct{ key []byte }

// New returns an issuer with a random key.
func New() *Issuer {
	i := &Issuer{key: make([]byte, 32)}
	_, _ = rand.Read(i.key) // never fails
	return i
}

// header is the encoded header of every token: a JWT that is signed with HMAC-SHA256.
const header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"

// Issue returns a token with the claims, which is valid from now on for Lifetime.
func (i *Issuer) Issue(c Claims, now time.Time) (token string, expires time.Time) {
	expires = now.Add(Lifetime)
	c.IssuedAt, c.ExpiresAt = now.Unix(), expires.Unix()
	payload, err := json.Marshal(c)
	if err != nil {
		panic("emulator bug: strings and numbers cannot be encoded as JSON: " + err.Error())
	}
	signed := header + "." + base64.RawURLEncoding.EncodeToString(payload)
	return signed + "." + i.sign(signed), time.Unix(c.ExpiresAt, 0).UTC()
}

func (i *Issuer) sign(text string) string {
	mac := hmac.New(sha256.New, i.key)
	_, _ = mac.Write([]byte(text)) // never fails
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// Verify returns the claims of a token that the issuer has issued and that has not
// expired at now.
func (i *Issuer) Verify(token string, now time.Time) (Claims, error) {
	var c Claims
	at := strings.LastIndexByte(token, '.')
	if at < 0 {
		return c, errors.New("the token is malformed")
	}
	if !hmac.Equal([]byte(token[at+1:]), []byte(i.sign(token[:at]))) {
		return c, errors.New("the token's signature is invalid")
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(token[:at], header+"."))
	if err == nil {
		err = json.Unmarshal(payload, &c)
	}
	if err != nil {
		panic("emulator bug: a token that the issuer has signed cannot be decoded: " + err.Error())
	}
	if now.Unix() >= c.ExpiresAt {
		return c, errors.New("the token has expired")
	}
	return c, nil
}
