package entra_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/entra"
)

// TestVerify checks that only the issuer's own tokens are accepted, until they expire.
func TestVerify(t *testing.T) {
	issuer, now := entra.New(), time.Unix(1763808650, 0)
	token, expires := issuer.Issue(entra.Claims{Object: "fred", Scopes: "a b"}, now)
	if !expires.Equal(now.Add(entra.Lifetime)) {
		t.Errorf("expires at %v", expires)
	}
	claims, err := issuer.Verify(token, now)
	if want := (entra.Claims{Object: "fred", Scopes: "a b", IssuedAt: now.Unix(), ExpiresAt: expires.Unix()}); err != nil || claims != want {
		t.Errorf("got %+v, %v, want %+v", claims, err, want)
	}
	other, _ := entra.New().Issue(entra.Claims{Object: "fred"}, now)
	for _, c := range []struct {
		name, token string
		at          time.Time
		want        string
	}{
		{"expired", token, expires, "the token has expired"},
		{"of another issuer", other, now, "the token's signature is invalid"},
		{"changed", strings.Replace(token, ".", ".e30", 1), now, "the token's signature is invalid"},
		{"no signature", "token", now, "the token is malformed"},
		{"empty", "", now, "the token is malformed"},
	} {
		if _, err := issuer.Verify(c.token, c.at); err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}
