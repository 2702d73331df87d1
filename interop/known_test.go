package interop_test

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// knownDifferences are those between what the official client sends and what
// ours does. docs/interop.md shows them to readers.
func knownDifferences() []known {
	const (
		isAnonymous = "The document has `isAnonymous`, and the official common package sets it; the official chat package does not know it and drops it."
		assertedID  = "The same with `assertedId`."
		extension   = "The document has `teamsExtensionUser`; the official chat package does not know it and drops it, so that a bare raw ID is left."
		early       = "Our client refuses it before it asks: the answer can only be a 400."
		identifier  = "create a thread with every kind of identifier"
		participant = "body/participants/*/communicationIdentifier"
		extended    = `{"cloud":"public",*}`
	)
	return []known{
		{"*", "header User-Agent", "azsdk-js-communication-*", "azsdk-go-*", "Each client names itself and its system."},
		{"*", "header X-Ms-Client-Request-Id", "uuid-*", none, "The official client numbers its requests for logs. The document has no such header."},
		{"*", "header Accept-Encoding", "gzip,deflate", "gzip", "What Go's transport can undo by itself."},
		{"*", "header Connection", "keep-alive", none, "The official client speaks HTTP/1.1, ours HTTP/2, which has no such header."},
		{"list * since", "query order", "*api-version+startTime", "*startTime+api-version", "The order of a query says nothing."},
		{"list * of the future", "query order", "*api-version+startTime", "*startTime+api-version", "The order of a query says nothing."},
		{"create a user*", "body", none, "{}", "All members are optional, so an empty object is the same as none; and there is a body for the content type to be of."},
		{"get a token for a minute", "number of requests", "1", "0", early},
		{"get a token for nothing", "number of requests", "1", "0", early},
		{"create a thread without a topic", "number of requests", "1", "0", early},
		{"send an empty message", "number of requests", "1", "0", early},
		{"add no participants", "number of requests", "1", "0", early},
		{identifier, participant + "/phoneNumber/isAnonymous", none, "*", isAnonymous},
		{identifier, participant + "/phoneNumber/assertedId", none, `"456"`, assertedID},
		{identifier, participant + "/teamsExtensionUser", none, extended, extension},
		{"remove a phone number", "body/phoneNumber/isAnonymous", none, "false", isAnonymous},
		{"remove a phone number", "body/phoneNumber/assertedId", none, `"456"`, assertedID},
		{"remove a Teams extension user", "body/teamsExtensionUser", none, extended, extension},
	}
}

// TestKnownDifferencesAreExplained protects the table of docs/interop.md from
// saying other than what is checked.
func TestKnownDifferencesAreExplained(t *testing.T) {
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
	wanted := make([]string, 0, len(rows))
	for _, k := range knownDifferences() {
		wanted = append(wanted, "| `"+strings.Join([]string{k.call, k.part, k.official, k.ours}, "` | `")+"` | "+k.why+" |")
	}
	if !slices.Equal(rows, wanted) {
		t.Errorf("the table of docs/interop.md is to be:\n%s", strings.Join(wanted, "\n"))
	}
}
