package acs_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/acs"
)

// A connection string is read however it was written down.
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

// The errors tell what is wrong, and never a piece of the text: even what looks like a name may be one of the key.
func TestParseConnectionStringFaults(t *testing.T) {
	const start = "acs: connection string: "
	const hint = " (want endpoint=...;accesskey=...)"
	const endpoint = "endpoint=https://a.example/"
	tests := []struct{ name, text, want string }{
		{"empty", "", start + "endpoint and accesskey are missing" + hint},
		{"blank", " ; ", start + "endpoint and accesskey are missing" + hint},
		{"other names only", "url=https://a.example;key=" + secretKey, start + "endpoint and accesskey are missing" + hint},
		{"key alone", secretKey, start + "endpoint and accesskey are missing" + hint},
		{"endpoint missing", "accesskey=" + secretKey, start + "endpoint is missing" + hint},
		{"key missing", endpoint, start + "accesskey is missing" + hint},
		{"name of the key missing", endpoint + ";" + secretKey, start + "accesskey is missing" + hint},
		{"name misspelt", endpoint + ";acceskey=" + secretKey, start + "accesskey is missing" + hint},
		{"not name=value", endpoint + ";;s3cr3t", start + "part 3 is not of the form name=value"},
		{"endpoint alone", "https://a.example", start + "part 1 is not of the form name=value"},
		{"endpoint twice", endpoint + ";" + endpoint + ";accesskey=" + secretKey, start + "endpoint is given twice"},
		{"key twice", endpoint + ";accesskey=" + secretKey + ";AccessKey=" + secretKey, start + "accesskey is given twice"},
		{"endpoint empty", "endpoint=;accesskey=" + secretKey, start + "endpoint is empty"},
		{"key empty", endpoint + ";accesskey= ", start + "access key is empty"},
		{"endpoint malformed", "endpoint=https://s3cr3t@a.example;accesskey=" + secretKey, start + "endpoint is not a URL like https://example.communication.azure.com"},
		{"endpoint of another scheme", "endpoint=ftp://a.example;accesskey=" + secretKey, start + `endpoint has the scheme "ftp" instead of https`},
		{"key malformed", endpoint + ";accesskey=s3cr3t-access-key", start + "access key is not base64"},
		{"key cut off", endpoint + ";accesskey=" + secretKey[:9], start + "access key is not base64"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := acs.ParseConnectionString(test.text)
			wantCredentialError(t, err, test.want)
			if got.Endpoint != "" || got.AccessKey.Base64() != "" {
				t.Error("a connection string came with the error")
			}
		})
	}
}

// No text may make the parser panic or tell the key, and a connection string that is read is complete.
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
