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

// secretKey is a key that is easy to find in a text: base64 of "s3cr3t-access-key".
const secretKey = "czNjcjN0LWFjY2Vzcy1rZXk="

// secretForms are the ways in which a text could tell the key.
func secretForms() []string {
	return []string{secretKey, strings.TrimRight(secretKey, "="), "s3cr3t", fmt.Sprintf("%x", "s3cr3t"), "115 51 99 114", "0x73, 0x33"}
}

func wantNoSecret(t *testing.T, text string) {
	t.Helper()
	for _, form := range secretForms() {
		if strings.Contains(strings.ToLower(text), strings.ToLower(form)) {
			t.Errorf("the key shows as %q in %s", form, text)
		}
	}
}

func parseKey(t *testing.T, text string) acs.AccessKey {
	t.Helper()
	key, err := acs.ParseAccessKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// A key comes back as it was given, but for the white space of the file that it was read from.
func TestParseAccessKey(t *testing.T) {
	for _, text := range []string{secretKey, " " + secretKey + "\r\n"} {
		if got := parseKey(t, text).Base64(); got != secretKey {
			t.Errorf("%q: key %q, want %q", text, got, secretKey)
		}
	}
	if got := (acs.AccessKey{}).Base64(); got != "" {
		t.Errorf("no key has the text %q", got)
	}
}

// What is no key is refused before anything is signed with it, and the error does not tell it.
func TestParseAccessKeyFaults(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "acs: access key is empty"},
		{"white space", " \n", "acs: access key is empty"},
		{"not base64", "s3cr3t-access-key", "acs: access key is not base64"},
		{"cut off", strings.TrimRight(secretKey, "="), "acs: access key is not base64"},
		{"connection string", "endpoint=https://a.example/;accesskey=" + secretKey, "acs: access key is not base64"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := acs.ParseAccessKey(test.text)
			wantCredentialError(t, err, test.want)
			_, err = acs.NewAccessKeyPolicy(test.text, "https://a.example", nil)
			wantCredentialError(t, err, test.want)
		})
	}
}

// However a key is printed or logged, alone, in a struct, in a connection string or inside its policy, it stays hidden.
func TestAccessKeyHidesItself(t *testing.T) {
	key := parseKey(t, secretKey)
	connection, err := acs.ParseConnectionString("endpoint=https://a.example;accesskey=" + secretKey)
	if err != nil {
		t.Fatal(err)
	}
	signs, err := acs.NewAccessKeyPolicy(secretKey, "https://a.example", nil)
	if err != nil {
		t.Fatal(err)
	}
	holder := struct {
		Shown  acs.AccessKey `json:"shown"`
		hidden acs.AccessKey
	}{key, key}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%#q", "%10.3s"} {
		for _, value := range []any{key, &key, holder, &holder, connection, &connection, signs} {
			wantNoSecret(t, fmt.Sprintf(verb, value))
		}
	}
	encoded, err := json.Marshal([]any{key, holder, connection, signs})
	if err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	slog.New(slog.NewTextHandler(&logged, nil)).Info("text", "key", key, "holder", holder, "connection", connection, "policy", signs)
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("json", "key", key, "holder", holder, "connection", connection, "policy", signs)
	wantNoSecret(t, string(encoded)+logged.String())

	const want = "acs.AccessKey(hidden)"
	if got := []string{key.String(), fmt.Sprintf("%#v", key), key.LogValue().String()}; got[0] != want || got[1] != want || got[2] != want {
		t.Errorf("prints as %q", got)
	}
	if got, want := fmt.Sprintf("%+v", connection), "{Endpoint:https://a.example AccessKey:acs.AccessKey(hidden)}"; got != want {
		t.Errorf("prints as %s, want %s", got, want)
	}
}
