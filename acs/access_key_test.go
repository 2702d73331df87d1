package acs_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
)

// secretKey is an access key that is easy to find in text: "s3cr3t-access-key" in base64.
const secretKey = "czNjcjN0LWFjY2Vzcy1rZXk="

// secretKeyEncodings returns the substrings by which a text would reveal secretKey.
func secretKeyEncodings() []string {
	return []string{secretKey, strings.TrimRight(secretKey, "="), "s3cr3t", fmt.Sprintf("%x", "s3cr3t"), "115 51 99 114", "0x73, 0x33"}
}

func wantNoSecret(t *testing.T, text string) {
	t.Helper()
	for _, encoding := range secretKeyEncodings() {
		if strings.Contains(strings.ToLower(text), strings.ToLower(encoding)) {
			t.Errorf("the key is revealed as %q in %s", encoding, text)
		}
	}
}

func mustParseKey(t *testing.T, text string) acs.AccessKey {
	t.Helper()
	key, err := acs.ParseAccessKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// A parsed key is unchanged, except that surrounding white space is removed.
func TestParseAccessKey(t *testing.T) {
	for _, text := range []string{secretKey, " " + secretKey + "\r\n"} {
		if got := mustParseKey(t, text).Base64(); got != secretKey {
			t.Errorf("%q: key %q, want %q", text, got, secretKey)
		}
	}
	if got := (acs.AccessKey{}).Base64(); got != "" {
		t.Errorf("Base64 of the zero value is %q, want an empty string", got)
	}
}

// Invalid keys are rejected with an error that does not contain the key.
func TestParseAccessKeyErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "acs: access key is empty"},
		{"white space", " \n", "acs: access key is empty"},
		{"not base64", "s3cr3t-access-key", "acs: access key is not base64"},
		{"truncated", strings.TrimRight(secretKey, "="), "acs: access key is not base64"},
		{"connection string", "endpoint=https://a.example/;accesskey=" + secretKey, "acs: access key is not base64"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := acs.ParseAccessKey(test.text)
			wantError(t, err, test.want)
			_, err = acs.NewAccessKeyPolicy(test.text, "https://a.example", nil)
			wantError(t, err, test.want)
		})
	}
}

// No formatting verb or logger reveals a key, whether alone, in a struct, in a connection string or in its policy.
func TestAccessKeyIsRedacted(t *testing.T) {
	key := mustParseKey(t, secretKey)
	connection, err := acs.ParseConnectionString("endpoint=https://a.example;accesskey=" + secretKey)
	if err != nil {
		t.Fatal(err)
	}
	signPolicy, err := acs.NewAccessKeyPolicy(secretKey, "https://a.example", nil)
	if err != nil {
		t.Fatal(err)
	}
	holder := struct {
		Shown  acs.AccessKey `json:"shown"`
		hidden acs.AccessKey
	}{key, key}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%#q", "%10.3s"} {
		for _, value := range []any{key, &key, holder, &holder, connection, &connection, signPolicy} {
			wantNoSecret(t, fmt.Sprintf(verb, value))
		}
	}
	encoded, err := json.Marshal([]any{key, holder, connection, signPolicy})
	if err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	slog.New(slog.NewTextHandler(&logged, nil)).Info("text", "key", key, "holder", holder, "connection", connection, "policy", signPolicy)
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("json", "key", key, "holder", holder, "connection", connection, "policy", signPolicy)
	wantNoSecret(t, string(encoded)+logged.String())

	const want = "acs.AccessKey(hidden)"
	text, err := key.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	if got := []string{key.String(), fmt.Sprintf("%#v", key), string(text)}; got[0] != want || got[1] != want || got[2] != want {
		t.Errorf("prints as %q", got)
	}
	if got, want := fmt.Sprintf("%+v", connection), "{Endpoint:https://a.example AccessKey:acs.AccessKey(hidden)}"; got != want {
		t.Errorf("prints as %s, want %s", got, want)
	}
}
