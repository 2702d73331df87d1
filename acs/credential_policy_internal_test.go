package acs

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// A policy keeps the last value of the header, which no verb of fmt prints.
func TestTokenPolicyKeepsHeader(t *testing.T) {
	const secret = "header.secret.signature"
	p := &tokenPolicy{}
	for _, token := range []string{"other", secret, secret} {
		if got := p.authorization(token); got != "Bearer "+token {
			t.Errorf("got %q", got)
		}
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		text := fmt.Sprintf(verb, p)
		if strings.Contains(text, "secret") || strings.Contains(text, hex.EncodeToString([]byte("secret"))) {
			t.Errorf("%s prints %s", verb, text)
		}
	}
	if got := testing.AllocsPerRun(10, func() { p.authorization(secret) }); got > 0 {
		t.Errorf("%v allocations for the same token", got)
	}
}
