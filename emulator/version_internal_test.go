package emulator

import (
	"slices"
	"testing"

	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// The emulator knows the rules of the API versions of the packages.
func TestVersionsOfPackages(t *testing.T) {
	for _, c := range []struct {
		version version
		known   []version
		list    string
	}{
		{chat.APIVersion, knownChatVersions(), "knownChatVersions"},
		{identity.APIVersion, knownIdentityVersions(), "knownIdentityVersions"},
	} {
		if !slices.Contains(c.known, c.version) {
			t.Errorf("version %s behaves like the one before it: read what chatgen diff reports, and add it to %s in emulator/version.go", c.version, c.list)
		}
	}
}

// A version that the emulator does not know takes its place in the list.
func TestWithVersion(t *testing.T) {
	list := []version{"2021-03-07", "2025-03-15"}
	for _, c := range []struct {
		add  version
		want []version
	}{
		{"2025-03-15", list},
		{"2026-02-01", []version{"2021-03-07", "2025-03-15", "2026-02-01"}},
		{"2023-11-07-preview", []version{"2021-03-07", "2023-11-07-preview", "2025-03-15"}},
	} {
		if got := withVersion(slices.Clone(list), c.add); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.add, got, c.want)
		}
	}
}
