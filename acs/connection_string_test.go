package acs_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/acs"
)

// Order, case, white space and unknown names do not matter.
func TestParseConnectionString(t *testing.T) {
	const endpoint = "https://contoso.communication.azure.com"
	tests := []struct{ name, text, endpoint string }{
		{"as the portal shows it", "endpoint=" + endpoint + "/;accesskey=" + secretKey, endpoint},
		{"other order", "accesskey=" + secretKey + ";endpoint=" + endpoint + "/", endpoint},
		{"other case", "EndPoint=" + endpoint + ";AccessKey=" + secretKey, endpoint},
		{"spaces", " endpoint = " + endpoint + "/ ; accesskey = " + secretKey + " \n", endpoint},
		{"semicolons", ";endpoint=" + endpoint + ";; ;accesskey=" + secretKey + ";", endpoint},
		{"other names", "id=x;endpoint=" + endpoint + ";accesskey=" + secretKey + ";version=", endpoint},
		{"no scheme", "endpoint=contoso.communication.azure.com;accesskey=" + secretKey, endpoint},
		{"emulator", "endpoint=https://127.0.0.1:8443/;accesskey=" + secretKey, "https://127.0.0.1:8443"},
		{"plain HTTP", "endpoint=http://localhost;accesskey=" + secretKey, "http://localhost"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := acs.ParseConnectionString(test.text)
			if err != nil {
				t.Fatal(err)
			}
			if got.Endpoint != test.endpoint || got.AccessKey.Base64() != secretKey {
				t.Errorf("got %q with key %q, want %q with %q", got.Endpoint, got.AccessKey.Base64(), test.endpoint, secretKey)
			}
		})
	}
}

// Errors name the problem and contain no part of the text, because even an apparent name may be a piece of the key.
func TestParseConnectionStringErrors(t *testing.T) {
	const prefix = "acs: connection string: "
	const hint = " (want endpoint=...;accesskey=...)"
	const endpoint = "endpoint=https://a.example/"
	tests := []struct{ name, text, want string }{
		{"empty", "", prefix + "endpoint and accesskey are required" + hint},
		{"blank", " ; ", prefix + "endpoint and accesskey are required" + hint},
		{"other names only", "url=https://a.example;key=" + secretKey, prefix + "endpoint and accesskey are required" + hint},
		{"key alone", secretKey, prefix + "endpoint and accesskey are required" + hint},
		{"endpoint missing", "accesskey=" + secretKey, prefix + "endpoint is required" + hint},
		{"key missing", endpoint, prefix + "accesskey is required" + hint},
		{"name of the key missing", endpoint + ";" + secretKey, prefix + "accesskey is required" + hint},
		{"name misspelt", endpoint + ";acceskey=" + secretKey, prefix + "accesskey is required" + hint},
		{"not name=value", endpoint + ";;s3cr3t", prefix + "part 3 is not in the format name=value"},
		{"endpoint alone", "https://a.example", prefix + "part 1 is not in the format name=value"},
		{"endpoint twice", endpoint + ";" + endpoint + ";accesskey=" + secretKey, prefix + "endpoint is duplicated"},
		{"key twice", endpoint + ";accesskey=" + secretKey + ";AccessKey=" + secretKey, prefix + "accesskey is duplicated"},
		{"endpoint empty", "endpoint=;accesskey=" + secretKey, prefix + "endpoint is empty"},
		{"key empty", endpoint + ";accesskey= ", prefix + "access key is empty"},
		{"endpoint malformed", "endpoint=https://s3cr3t@a.example;accesskey=" + secretKey, prefix + "endpoint is not a URL like https://example.communication.azure.com"},
		{"endpoint of another scheme", "endpoint=ftp://a.example;accesskey=" + secretKey, prefix + `endpoint has the scheme "ftp" instead of https`},
		{"key malformed", endpoint + ";accesskey=s3cr3t-access-key", prefix + "access key is not base64"},
		{"key truncated", endpoint + ";accesskey=" + secretKey[:9], prefix + "access key is not base64"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := acs.ParseConnectionString(test.text)
			wantError(t, err, test.want)
			if got.Endpoint != "" || got.AccessKey.Base64() != "" {
				t.Error("got a non-zero connection string with the error")
			}
		})
	}
}

// The parser never panics, its errors never reveal the key, and it returns only complete connection strings.
func FuzzParseConnectionString(f *testing.F) {
	for _, seed := range []string{"", "endpoint=a;accesskey=pw==", ";;=", "accesskey", "endpoint=https://[::1]:1;accesskey=" + secretKey, "Endpoint=\x00;accesskey==" + secretKey} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := acs.ParseConnectionString("accesskey=" + secretKey + ";" + text)
		if err != nil {
			wantNoSecret(t, err.Error())
			return
		}
		if got.Endpoint == "" || got.AccessKey.Base64() != secretKey {
			t.Errorf("%q: endpoint %q, key %q", text, got.Endpoint, got.AccessKey.Base64())
		}
	})
}
