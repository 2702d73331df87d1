package wire_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// A secret is not printed, but whether there is one.
func TestRedactSecret(t *testing.T) {
	for secret, want := range map[string]string{"": "", "s3cr3t": "REDACTED"} {
		if got := wire.RedactSecret(secret); got != want {
			t.Errorf("RedactSecret(%q) = %q, want %q", secret, got, want)
		}
	}
}

// A link is printed without what may be a secret: the values of query parameters, except for those that are logged.
func TestRedactLink(t *testing.T) {
	tests := []struct{ name, link, want string }{
		{"none", "", ""},
		{"no query", "https://a.example/chat/threads", "https://a.example/chat/threads"},
		{"known parameters", "https://a.example/p?skip=2&maxPageSize=2&api-version=1&startTime=1%2F1", "https://a.example/p?skip=2&maxPageSize=2&api-version=1&startTime=1%2F1"},
		{"opaque state", "https://a.example/p?syncState=c2VjcmV0%3D&maxPageSize=2", "https://a.example/p?syncState=REDACTED&maxPageSize=2"},
		{"signature", "https://a.example/p?sig=a=b&sig=&api%2Dversion=1", "https://a.example/p?sig=REDACTED&sig=REDACTED&api%2Dversion=REDACTED"},
		{"no name", "https://a.example/p?secret", "https://a.example/p?REDACTED"},
		{"user", "https://user:secret@a.example/p", "https://REDACTED@a.example/p"},
		{"fragment", "https://a.example/p#token=secret", "https://a.example/p#REDACTED"},
		{"not a URL", "https://a.example/%zz?sig=secret", "REDACTED"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := wire.RedactLink(test.link); got != test.want {
				t.Errorf("RedactLink(%q) = %q, want %q", test.link, got, test.want)
			}
		})
	}
}
