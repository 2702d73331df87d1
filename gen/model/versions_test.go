package model

import (
	"cmp"
	"testing"
)

// Each version comes before all that follow it.
func TestCompareVersions(t *testing.T) {
	ordered := []string{
		"", "2020-09-21-preview2", "2020-11-01-preview", "2020-11-01-preview3", "2020-11-01-preview10", "2020-11-01",
		"2025-03-15-alpha", "2025-03-15-preview", "2025-03-15", "2025-06-30", "v1", "v2",
	}
	for i, a := range ordered {
		for j, b := range ordered {
			if got := CompareVersions(a, b); got != cmp.Compare(i, j) {
				t.Errorf("%q and %q: %d", a, b, got)
			}
		}
	}
}
