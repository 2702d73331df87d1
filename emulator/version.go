package emulator

import (
	"net/http"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// version is the API version of a request. Versions are dates, and previews have a
// suffix, so they can be compared as strings.
type version string

// The versions with which a change of the service's JSON began.
const (
	versionParticipants   version = "2020-11-01-preview3" // see hasMembers
	versionIdentifiers    version = "2021-01-27-preview4" // identifiers are objects, not raw IDs
	versionFlatRejections version = "2021-03-01-preview5" // rejected participants are not nested in "errors"
	versionMessageData    version = "2021-04-05-preview6" // messages have metadata
	versionAttachments    version = "2023-07-01-preview"  // messages have attachments
	versionThreadData     version = "2024-03-15-preview"  // threads and participants have metadata, threads a retention policy
	versionNoRetention    version = "2024-06-05-preview"  // threads without a retention policy have the policy "none"
	versionFixedSequence  version = "2025-03-15"          // edits and deletions do not change sequence IDs
)

// versionIdentityCharset is the version of Identity since which the content type of most
// errors has a charset.
const versionIdentityCharset version = "2023-10-01"

// chatVersions returns the supported API versions of Chat, oldest first: those whose rules
// the emulator knows, and that of package chat.
func chatVersions() []version { return withVersion(knownChatVersions(), chat.APIVersion) }

// knownChatVersions returns the API versions of Chat that the service lists. Of some
// previews, such as 2021-10-01-preview7, nothing else is known. They are treated like the
// version before them.
func knownChatVersions() []version {
	return []version{
		"2020-09-21-preview2", "2020-11-01-preview3", "2021-01-27-preview4", "2021-03-01-preview5", "2021-03-07", "2021-04-05-preview6", "2021-09-07",
		"2021-10-01-preview7", "2023-04-01-preview", "2023-07-01-preview", "2023-11-07", "2023-11-15-preview",
		"2024-03-01-preview", "2024-03-07", "2024-03-15-preview", "2024-06-05-preview", "2025-03-15",
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
		"2022-06-01", "2022-10-01", "2023-10-01", "2025-03-02-preview", "2025-04-01-preview", "2025-06-30", "2026-07-22", "2026-09-23",
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

// versionTeamsUser is the version of Identity in which the exchange of a Teams user's
// token began to name the application and the user.
const versionTeamsUser version = "2022-06-01"

// versionOf returns the API version of a request, or "".
func versionOf(r *http.Request) version {
	v, isFirst := strings.CutPrefix(r.URL.RawQuery, "api-version=")
	if isFirst && !strings.ContainsAny(v, "&;%+") {
		return version(v) // without parsing the query
	}
	return version(r.URL.Query().Get("api-version"))
}

// errorWrapper returns the name of the property that contains an error of Chat. In the
// first preview, the error is the body.
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

// hasMembers reports whether participants are called members, results contain a status of
// each member, and messages have the first form; see first_preview.go.
func (v version) hasMembers() bool { return v < versionParticipants }

// hasRawIDs reports whether identifiers are raw IDs, not objects.
func (v version) hasRawIDs() bool { return v < versionIdentifiers }

// caller returns the caller of a request in the version.
func (v version) caller(c engine.Caller) engine.Caller {
	if v < versionFixedSequence {
		return c.WithChangeNumbers()
	}
	return c
}

// hasMessageData reports whether messages have metadata.
func (v version) hasMessageData() bool { return v >= versionMessageData }

// hasAttachments reports whether messages have attachments.
func (v version) hasAttachments() bool { return v >= versionAttachments }

// hasThreadMetadata reports whether threads and participants have metadata. Two previews
// had it before stable versions that do not have it.
func (v version) hasThreadMetadata() bool {
	return v == "2023-07-01-preview" || v == "2023-11-15-preview" || v.hasRetention()
}

// hasRetention reports whether threads have a retention policy.
func (v version) hasRetention() bool { return v >= versionThreadData }

// hasNoRetention reports whether threads without a retention policy have the policy
// "none".
func (v version) hasNoRetention() bool { return v >= versionNoRetention }

// hasMessagingPolicy reports whether threads have a messaging policy, which no document
// defines.
func (v version) hasMessagingPolicy() bool { return v == "2024-06-05-preview" }

// echoesRequestID reports whether Chat repeats the x-ms-client-request-id of a request that
// asks for it.
func (v version) echoesRequestID(r *http.Request) bool {
	return v >= "2025-03-15" && r.Header.Get("x-ms-return-client-request-id") == "true"
}

// pageSizeParameter returns the name of the query parameter with the page size, in the
// documents. The first previews also accept the present one.
func (v version) pageSizeParameter() string {
	if v.hasRawIDs() {
		return "$maxpagesize"
	}
	return "maxPageSize"
}
