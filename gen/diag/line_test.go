package diag_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
)

func TestOneLine(t *testing.T) {
	const text = " a\r\n\tb \x1b[31mc\u202ed\u00a0é "
	if got, want := diag.OneLine(text), "a b [31mc d é"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
