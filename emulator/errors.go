package emulator

import (
	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
)

// errorEncoder makes the body of an error, as a service has it.
type errorEncoder func(*engine.Error) []byte

// identityBody is the body of an error of identity, as its document says.
func identityBody(e *engine.Error) []byte {
	return encode(map[string]acs.ErrorDetail{"error": {Code: e.Code, Message: e.Message, Target: e.Target, Details: e.Details}})
}

// chatError is an error of Chat, which is not what its document says.
type chatError struct {
	Code    string      `json:"Code"`
	Message string      `json:"Message,omitempty"`
	Target  string      `json:"Target,omitempty"`
	Details []chatError `json:"Details"`
}

func newChatError(d acs.ErrorDetail) chatError {
	return chatError{d.Code, d.Message, d.Target, each(d.Details, newChatError)}
}

// chatBody is the body of an error of Chat.
func chatBody(e *engine.Error) []byte {
	return encode(map[string]chatError{"CommunicationError": {e.Code, e.Message, e.Target, each(e.Details, newChatError)}})
}
