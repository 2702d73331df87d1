package emulator

import (
	"slices"

	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// version is the API version of a request. Versions are dates, and previews have a
// suffix, so they can be compared as strings.
type version string

// The versions with which a change of the service's JSON began.
const (
	versionIdentifiers    version = "2021-01-27-preview4" // identifiers are objects, not raw IDs
	versionFlatRejections version = "2021-03-01-preview5" // rejected participants are not nested in "errors"
	versionMessageData    version = "2021-04-05-preview6" // messages have metadata
	versionAttachments    version = "2023-07-01-preview"  // messages have attachments
	versionThreadData     version = "2024-06-05-preview"  // threads and participants have metadata, threads a retention policy
)

// chatVersions returns the supported API versions of Chat, oldest first: those whose rules
// the emulator knows, and that of package chat.
func chatVersions() []version { return withVersion(knownChatVersions(), chat.APIVersion) }

func knownChatVersions() []version {
	return []version{
		"2020-11-01-preview3", "2021-01-27-preview4", "2021-03-01-preview5", "2021-03-07", "2021-04-05-preview6", "2021-09-07",
		"2023-07-01-preview", "2023-11-07", "2023-11-15-preview", "2024-03-07", "2024-06-05-preview", "2025-03-15",
	}
}

// identityVersions returns the supported API versions of Identity, oldest first: those whose
// rules the emulator knows, and that of package identity.
func identityVersions() []version {
	return withVersion(knownIdentityVersions(), identity.APIVersion)
}

func knownIdentityVersions() []version {
	return []version{
		"2021-02-22-preview1", "2021-03-07", "2021-03-31-preview1", "2021-10-31-preview", "2021-11-01",
		"2022-06-01", "2022-10-01", "2023-10-01", "2025-06-30", "2026-07-22", "2026-09-23",
	}
}

// teamsPhoneVersions returns the API versions of Identity that grant access to Teams Phone.
func teamsPhoneVersions() []version {
	return withVersion([]version{"2025-06-30", "2026-07-22", "2026-09-23"}, identity.APIVersion)
}

// withVersion returns a list with a version, which behaves like the one before it.
func withVersion(list []version, v version) []version {
	at, isKnown := slices.BinarySearch(list, v)
	if isKnown {
		return list
	}
	return slices.Insert(list, at, v)
}

// errorWrapper returns the name of the property that contains an error of Chat.
func (v version) errorWrapper() string {
	switch {
	case v < versionFlatRejections:
		return "Error"
	case v == versionFlatRejections:
		return "ChatError"
	default:
		return "CommunicationError"
	}
}

// inNextLinks returns the API version in the next links of a list. The links of
// 2024-06-05-preview name the stable version that followed it.
func (v version) inNextLinks() version {
	if v == "2024-06-05-preview" {
		return "2025-03-15"
	}
	return v
}

// hasRawIDs reports whether identifiers are raw IDs, not objects.
func (v version) hasRawIDs() bool { return v < versionIdentifiers }

// hasMessageData reports whether messages have metadata.
func (v version) hasMessageData() bool { return v >= versionMessageData }

// hasAttachments reports whether messages have attachments.
func (v version) hasAttachments() bool { return v >= versionAttachments }

// hasThreadMetadata reports whether threads have metadata. A preview had it before
// participants, and before a stable version that does not have it.
func (v version) hasThreadMetadata() bool { return v == "2023-11-15-preview" || v.hasThreadData() }

// hasThreadData reports whether threads and participants have metadata, and threads
// a retention policy.
func (v version) hasThreadData() bool { return v >= versionThreadData }

// pageSizeParameter returns the name of the query parameter with the page size.
func (v version) pageSizeParameter() string {
	if v.hasRawIDs() {
		return "$maxpagesize"
	}
	return "maxPageSize"
}
