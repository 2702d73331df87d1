package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// A symbol of acs or acs/wire is found under each of its names.
func TestExplainHandWritten(t *testing.T) {
	t.Chdir("../..")
	for _, name := range []string{"ParseIdentifier", "github.com/chatgen-go/chatgen/acs.ParseIdentifier"} {
		code, stdout, stderr := chatgen("explain " + name)
		for _, want := range []string{
			"acs.ParseIdentifier  function\n", "  signature  func ParseIdentifier(rawID string) Identifier\n", "  doc        ParseIdentifier returns",
			"  source     acs/identifier.go:", "  used by    no generated code\n",
		} {
			if code != exitOK || stderr != "" || !strings.Contains(stdout, want) {
				t.Errorf("%s: exit %d, no %q\n%s%s", name, code, want, stdout, stderr)
			}
		}
	}
	for name, want := range map[string]string{
		"Client.CreateThread":   "chat.Client.CreateThread  method\n",
		"acs/wire.Request.Path": "identity: IdentityOperations_Delete",
		"acs.(*Error).Code":     "acs.Error.Code  field promoted from acs.ErrorDetail\n",
		"CommunicationError":    "acs.ErrorDetail  type\n",
	} {
		code, stdout, stderr := chatgen("explain " + name)
		if code != exitOK || stderr != "" || !strings.Contains(stdout, want) {
			t.Errorf("%s: exit %d\n%s%s", name, code, stdout, stderr)
		}
	}
	for name, want := range map[string]string{
		"acs":                "acs is a package (name one of its symbols, such as acs.AccessKey)",
		"acs.ParseIdentifer": `package acs has no exported symbol "ParseIdentifer", did you mean acs.ParseIdentifier?`,
		"ClientOptions":      "ClientOptions is ambiguous (choose one of chat.ClientOptions, identity.ClientOptions)",
		"Nothing":            `no element or symbol "Nothing"`,
		"ParseIdentifer":     `no element or symbol "ParseIdentifer", did you mean ParseIdentifier?`,
		"post /chat/threads": `no element or symbol "post /chat/threads", did you mean POST /chat/threads?`,
		"ChatParticipnt":     `no element or symbol "ChatParticipnt", did you mean ChatParticipant?`,
	} {
		wantExit(t, "explain "+name, exitUsage, "", "chatgen explain: "+want+" (see chatgen explain --help)\n")
	}
}

// symbolUse is a use of a hand-written symbol in the JSON output.
type symbolUse struct {
	Package string `json:"package"`
	Element string `json:"element"`
}

func TestExplainHandWrittenJSON(t *testing.T) {
	t.Chdir("../..")
	code, stdout, stderr := chatgen("explain acs.Identifier --format json")
	var symbols []struct {
		Symbol    string      `json:"symbol"`
		Signature string      `json:"signature"`
		Doc       string      `json:"doc"`
		Overrides []struct{}  `json:"overrides"`
		Uses      []symbolUse `json:"uses"`
	}
	if err := json.Unmarshal([]byte(stdout), &symbols); err != nil || code != exitOK || len(symbols) != 1 {
		t.Fatalf("exit %d, %v\n%s%s", code, err, stdout, stderr)
	}
	s := symbols[0]
	isUsed := slices.Contains(s.Uses, symbolUse{"chat", "ChatParticipant.communicationIdentifier"})
	if s.Symbol != "acs.Identifier" || s.Signature != "type Identifier interface{ ... }" || s.Doc == "" || len(s.Overrides) == 0 || !isUsed {
		t.Errorf("got %+v", s)
	}
	code, stdout, stderr = chatgen("__complete explain acs.Parse")
	if code != exitOK || !strings.Contains(stdout, "acs.ParseIdentifier\n") || !strings.Contains(stdout, "wire.Request.Path\n") {
		t.Errorf("exit %d\n%s", code, stderr)
	}
}
