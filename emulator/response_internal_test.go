package emulator

import (
	"errors"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
)

// A fault of the emulator itself is a 500 in the form of the service.
func TestFailureOfOurOwn(t *testing.T) {
	got := failure(errors.New("no entropy"), chatBody)
	if want := `{"CommunicationError":{"Code":"InternalServerError","Message":"no entropy","Details":[]}}`; got.Status != 500 || string(got.Body) != want {
		t.Errorf("got %d %s\nwant 500 %s", got.Status, got.Body, want)
	}
}

// What an error tells is all there, in the names of each half.
func TestErrorForms(t *testing.T) {
	e := &engine.Error{Status: 400, Code: "Bad", Message: "no", Target: "t", Details: []acs.ErrorDetail{{Code: "Inner", Message: "why", Target: "u"}}}
	if got, want := string(chatBody(e)), `{"CommunicationError":{"Code":"Bad","Message":"no","Target":"t","Details":[{"Code":"Inner","Message":"why","Target":"u","Details":[]}]}}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := string(identityBody(e)), `{"error":{"code":"Bad","message":"no","target":"t","details":[{"code":"Inner","message":"why","target":"u"}]}}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
