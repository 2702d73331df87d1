package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
)

// TestInternalError checks that an internal error of the emulator has status 500 and
// is encoded like the errors of the service, without the reason, which could contain
// a path of a file.
func TestInternalError(t *testing.T) {
	got := newFailure(errors.New("no entropy"), func(e *engine.Error) []byte { return encodeChatError("2025-03-15", e) })
	if want := "{\r\n  \"CommunicationError\": {\r\n    \"Code\": \"InternalServerError\",\r\n    \"Message\": \"The emulator has failed.\",\r\n    \"Details\": []\r\n  }\r\n}"; got.StatusCode != http.StatusInternalServerError || string(got.Body) != want {
		t.Errorf("got %d %s\nwant 500 %s", got.StatusCode, got.Body, want)
	}
}

// TestErrorEncoders checks that Chat and Identity encode all fields of an error.
func TestErrorEncoders(t *testing.T) {
	e := &engine.Error{Status: 400, Code: "Bad", Message: "no", Target: "t", Details: []acs.ErrorDetail{{Code: "Inner", Message: "why", Target: "u"}}}
	compact := new(bytes.Buffer)
	if err := json.Compact(compact, encodeChatError("2025-03-15", e)); err != nil {
		t.Fatal(err)
	}
	if got, want := compact.String(), `{"CommunicationError":{"Code":"Bad","Message":"no","Target":"t","Details":[{"Code":"Inner","Message":"why","Target":"u","Details":[]}]}}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := string(encodeIdentityError("", e)), `{"error":{"code":"Bad","message":"no","target":"t","details":[{"code":"Inner","message":"why","target":"u"}]}}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
