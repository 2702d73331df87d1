package diag

import (
	"strings"
	"testing"
)

// The hint contains a similar name, and is empty if there is none.
func TestDidYouMean(t *testing.T) {
	names := []string{"name", "spec", "overrides", "out", strings.Repeat("x", 101)}
	for _, c := range []struct{ wrong, want string }{
		{"overides", "did you mean overrides?"},
		{"nmae", "did you mean name?"},
		{"nane", "did you mean name?"},
		{"outs", "did you mean out?"},
		{"spectrum", ""},
		{"colour", ""},
		{"", ""},
		{strings.Repeat("x", 102), ""},
	} {
		if got := DidYouMean(c.wrong, names); got != c.want {
			t.Errorf("DidYouMean(%q) = %q, want %q", c.wrong, got, c.want)
		}
	}
}

func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		limit int
		want  int
	}{
		{"thread", "thread", 3, 0},
		{"thread", "threads", 3, 1},
		{"thread", "tread", 3, 1},
		{"thread", "thrEad", 3, 1},
		{"thread", "member", 3, 3},
		{"thread", "htraed", 3, 2},
		{"ab", "ba", 3, 1},
		{"", "ab", 3, 2},
		{"ab", "", 2, 2},
	} {
		if got := editDistance(c.a, c.b, c.limit); got != c.want {
			t.Errorf("editDistance(%q, %q, %d) = %d, want %d", c.a, c.b, c.limit, got, c.want)
		}
	}
}
