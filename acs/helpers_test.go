package acs_test

import (
	"regexp"
	"testing"
)

// wantError checks the complete text of an error, but for the offset of a
// [wire.ValueError].
func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || regexp.MustCompile(` \(byte \d+\)$`).ReplaceAllString(err.Error(), "") != want {
		t.Errorf("error\n %v\nwant\n %s", err, want)
	}
}
