package emulator

import (
	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
)

// errorEncoder encodes the response body for an error.
type errorEncoder func(*engine.Error) []byte

// encodeIdentityError encodes an error of Identity, as its document defines.
func encodeIdentityError(e *engine.Error) []byte {
	return encodeJSON(map[string]acs.ErrorDetail{"error": {Code: e.Code, Message: e.Message, Target: e.Target, Details: e.Details}})
}

// wireChatError is an error of Chat. The service does not send what its document
// defines.
type wireChatError struct {
	Code    string          `json:"Code"`
	Message string          `json:"Message,omitempty"`
	Target  string          `json:"Target,omitempty"`
	Details []wireChatError `json:"Details"`
}

func newWireChatError(d acs.ErrorDetail) wireChatError {
	return wireChatError{d.Code, d.Message, d.Target, mapSlice(d.Details, newWireChatError)}
}

// encodeChatError encodes an error of Chat.
func encodeChatError(e *engine.Error) []byte {
	return encodeJSON(map[string]wireChatError{"CommunicationError": {e.Code, e.Message, e.Target, mapSlice(e.Details, newWireChatError)}})
}
