package interop_test

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// knownDifferences returns the known differences between the requests of the
// official client and ours. docs/interop.md lists them for readers.
func knownDifferences() []knownDifference {
	const (
		isAnonymous = "The document defines `isAnonymous`, and the official common package sets it, but the official chat package does not support it and drops it."
		assertedID  = "As for `isAnonymous`."
		extension   = "The document defines `teamsExtensionUser`, but the official chat package does not support it and drops it, so that only the raw ID is sent."
		rejected    = "Our client reports the invalid argument without sending a request, to which the service would respond 400."
		identifier  = "create a thread with every kind of identifier"
		participant = "body/participants/*/communicationIdentifier"
		extended    = `{"cloud":"public",*}`
	)
	return []knownDifference{
		{"*", "header User-Agent", "azsdk-js-communication-*", "azsdk-go-*", "Each client sends its own name and platform."},
		{"list threads with *", "header User-Agent", "core-rest-pipeline/*", "azsdk-go-*", "The official client exchanges Entra tokens without its own name."},
		{"list threads with *", "header X-Ms-Client-Request-Id", "uuid-*", "*", "Ours exchanges Entra tokens without a request ID, so that the IDs of the later requests differ in their numbers."},
		{"*", "header Accept-Encoding", "gzip,deflate", "gzip", "The encodings that the HTTP library decodes; Go's supports only gzip."},
		{"*", "header Connection", "keep-alive", none, "The official client uses HTTP/1.1; ours uses HTTP/2, which does not have this header."},
		{"*", "query api-version", "2023-10-01", "*", "The official identity client uses an earlier API version."},
		{"list * start time", "query order", "*api-version+startTime", "*startTime+api-version", "The order of query parameters has no meaning."},
		{"create a user*", "body", none, "{}", "All properties are optional, so an empty object has the same meaning as no body. It is sent because the request has a content type."},
		{"get a token for a minute", "number of requests", "1", "0", rejected},
		{"get a token without scopes", "number of requests", "1", "0", rejected},
		{"create a thread without a topic", "number of requests", "1", "0", rejected},
		{"send an empty message", "number of requests", "1", "0", rejected},
		{"add no participants", "number of requests", "1", "0", rejected},
		{identifier, participant + "/phoneNumber/isAnonymous", none, "*", isAnonymous},
		{identifier, participant + "/phoneNumber/assertedId", none, `"456"`, assertedID},
		{identifier, participant + "/teamsExtensionUser", none, extended, extension},
		{"remove a phone number", "body/phoneNumber/isAnonymous", none, "false", isAnonymous},
		{"remove a phone number", "body/phoneNumber/assertedId", none, `"456"`, assertedID},
		{"remove a Teams extension user", "body/teamsExtensionUser", none, extended, extension},
	}
}

// TestKnownDifferencesAreDocumented checks that the table of docs/interop.md
// lists exactly the known differences.
func TestKnownDifferencesAreDocumented(t *testing.T) {
	data, err := os.ReadFile("../docs/interop.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "| `") {
			rows = append(rows, strings.TrimSpace(line))
		}
	}
	want := make([]string, 0, len(rows))
	for _, k := range knownDifferences() {
		want = append(want, "| `"+strings.Join([]string{k.call, k.part, k.official, k.ours}, "` | `")+"` | "+k.reason+" |")
	}
	if !slices.Equal(rows, want) {
		t.Errorf("the table of docs/interop.md must be:\n%s", strings.Join(want, "\n"))
	}
}
