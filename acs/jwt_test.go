package acs_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
)

// jwtWithPayload returns an unsigned JSON Web Token with the payload.
func jwtWithPayload(payload string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".sig"
}

// jwtExpiringAt returns a token with the expiry.
func jwtExpiringAt(expiry time.Time) string {
	return jwtWithPayload(fmt.Sprintf(`{"exp":%d}`, expiry.Unix()))
}

// The expiry is read from the exp claim. A token without a readable exp claim is accepted and assumed to expire soon.
func TestTokenExpiry(t *testing.T) {
	expiry := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	assumed := time.Date(2000, 1, 1, 0, 10, 0, 0, time.UTC) // 600 seconds after the start of the fake clock
	padded := base64.URLEncoding.EncodeToString([]byte(`{"exp":1893553445,"a":"?>~"}`))
	tests := []struct {
		name, token string
		want        time.Time
	}{
		{"whole seconds", jwtWithPayload(`{"skypeid":"acs:x","exp":1893553445}`), expiry},
		{"fraction", jwtWithPayload(`{"exp":1893553445.5}`), expiry.Add(time.Second / 2)},
		{"float notation", jwtWithPayload(`{"exp":1.893553445e9}`), expiry},
		{"padded payload", "e30." + padded + ".sig", expiry},
		{"two parts", "e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"exp":1893553445}`)), expiry},
		{"long expired", jwtWithPayload(`{"exp":0}`), time.Unix(0, 0).UTC()},
		{"opaque", "opaque", assumed},
		{"not base64", "e30.!!.sig", assumed},
		{"not JSON", jwtWithPayload(`exp`), assumed},
		{"not an object", jwtWithPayload(`[1]`), assumed},
		{"null payload", jwtWithPayload(`null`), assumed},
		{"no exp", jwtWithPayload(`{"EXP":1893553445}`), assumed},
		{"exp is a string", jwtWithPayload(`{"exp":"1893553445"}`), assumed},
		{"exp is negative", jwtWithPayload(`{"exp":-1}`), assumed},
		{"exp is in milliseconds", jwtWithPayload(`{"exp":1893553445000}`), assumed},
		{"exp overflows", jwtWithPayload(`{"exp":1e999}`), assumed},
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

// A token that an HTTP header cannot contain is rejected, and the error does not contain the token.
func TestInvalidToken(t *testing.T) {
	tests := []struct{ name, token, want string }{
		{"empty", "", "acs: token is empty"},
		{"blank", " \n", "acs: token is empty"},
		{"line end", "secret\n", "acs: token contains the control character 0x0A at byte 6 (was it read from a file, including the line end?)"},
		{"scheme", "Bearer secret", `acs: token starts with "Bearer " (want the token alone)`},
		{"scheme in lower case", " bearer secret", `acs: token starts with "Bearer " (want the token alone)`},
		{"quotes", `"secret"`, "acs: token is in quotes (want the token alone)"},
		{"single quotes", "'secret'", "acs: token is in quotes (want the token alone)"},
		{"closing quote", `secret"`, "acs: token is in quotes (want the token alone)"},
		{"connection string", "endpoint=https://a.example/;accesskey=c2VjcmV0",
			"acs: token is a connection string (want a user access token, which package identity issues)"},
		{"connection string, key first", "AccessKey=c2VjcmV0;Endpoint=https://a.example/",
			"acs: token is a connection string (want a user access token, which package identity issues)"},
		{"DEL", "\x7fsecret", "acs: token contains the control character 0x7F at byte 0 (was it read from a file, including the line end?)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := acs.NewTokenCredential(test.token)
			wantError(t, err, test.want)
			access := azcore.AccessToken{Token: test.token}
			refreshing := newRefreshingCredential(t, func(context.Context) (azcore.AccessToken, error) { return access, nil }, nil)
			wantTokenError(t, refreshing, strings.Replace(test.want, "acs: ", "acs: refresh token: ", 1))
		})
	}
}

// The parser never panics, and an accepted token is returned unchanged.
func FuzzTokenExpiry(f *testing.F) {
	for _, seed := range []string{"", "a.b.c", "..", jwtWithPayload(`{"exp":1}`), jwtWithPayload(`{"exp":1e308}`), "a.====.b", "\x00"} {
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
