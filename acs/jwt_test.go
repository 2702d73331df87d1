package acs_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
)

// jwtOf is an unsigned JSON Web Token with this payload.
func jwtOf(payload string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".sig"
}

// jwtUntil is a token that expires then.
func jwtUntil(expiry time.Time) string {
	return jwtOf(fmt.Sprintf(`{"exp":%d}`, expiry.Unix()))
}

// The expiry decides when to refresh, so a token that hides it must neither fail nor be kept for long.
func TestTokenExpiry(t *testing.T) {
	then := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	assumed := time.Date(2000, 1, 1, 0, 10, 0, 0, time.UTC) // 600 s after midnight, where the fake clock starts
	padded := base64.URLEncoding.EncodeToString([]byte(`{"exp":1893553445,"a":"?>~"}`))
	tests := []struct {
		name, token string
		want        time.Time
	}{
		{"whole seconds", jwtOf(`{"skypeid":"acs:x","exp":1893553445}`), then},
		{"fraction", jwtOf(`{"exp":1893553445.5}`), then.Add(time.Second / 2)},
		{"float notation", jwtOf(`{"exp":1.893553445e9}`), then},
		{"padded payload", "e30." + padded + ".sig", then},
		{"two parts", "e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"exp":1893553445}`)), then},
		{"long expired", jwtOf(`{"exp":0}`), time.Unix(0, 0).UTC()},
		{"opaque", "opaque", assumed},
		{"not base64", "e30.!!.sig", assumed},
		{"not JSON", jwtOf(`exp`), assumed},
		{"not an object", jwtOf(`[1]`), assumed},
		{"null payload", jwtOf(`null`), assumed},
		{"no exp", jwtOf(`{"EXP":1893553445}`), assumed},
		{"exp is text", jwtOf(`{"exp":"1893553445"}`), assumed},
		{"exp is negative", jwtOf(`{"exp":-1}`), assumed},
		{"exp is in milliseconds", jwtOf(`{"exp":1893553445000}`), assumed},
		{"exp overflows", jwtOf(`{"exp":1e999}`), assumed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				credential, err := acs.NewTokenCredential(test.token)
				if err != nil {
					t.Fatal(err)
				}
				got, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{})
				if err != nil {
					t.Fatal(err)
				}
				if got.Token != test.token {
					t.Errorf("token = %q, want it unchanged", got.Token)
				}
				if !got.ExpiresOn.Equal(test.want) {
					t.Errorf("expires %v, want %v", got.ExpiresOn, test.want)
				}
			})
		})
	}
}

// What no header can carry must be an error up front, and its message must not hold the token.
func TestTokenRefused(t *testing.T) {
	tests := []struct{ name, token, want string }{
		{"empty", "", "acs: token is empty"},
		{"blank", " \n", "acs: token is empty"},
		{"line end", "secret\n", "acs: token holds the control character 0x0A at byte 6 (was it read from a file, with its line end?)"},
		{"DEL", "\x7fsecret", "acs: token holds the control character 0x7F at byte 0 (was it read from a file, with its line end?)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := acs.NewTokenCredential(test.token)
			wantCredentialError(t, err, test.want)
		})
	}
}

// wantCredentialError compares a message to the letter.
func wantCredentialError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("error\n %v\nwant\n %s", err, want)
	}
}

// No text may make the decoder panic, and an accepted token comes back byte for byte.
func FuzzTokenExpiry(f *testing.F) {
	for _, seed := range []string{"", "a.b.c", "..", jwtOf(`{"exp":1}`), jwtOf(`{"exp":1e308}`), "a.====.b", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		credential, err := acs.NewTokenCredential(token)
		if err != nil {
			return
		}
		got, err := credential.GetToken(context.Background(), policy.TokenRequestOptions{})
		if err != nil || got.Token != token || got.ExpiresOn.IsZero() {
			t.Errorf("GetToken = %v, %v", got, err)
		}
	})
}
