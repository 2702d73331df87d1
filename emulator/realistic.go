package emulator

import (
	"math/rand/v2"
	"net/http"
	"sync"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
)

// errorForms encodes errors of Chat in every form that has been recorded, regardless of
// the API version, chosen at random. It is safe for concurrent use.
type errorForms struct {
	mu     sync.Mutex
	random *rand.Rand
}

// newErrorForms returns an errorForms that chooses the same forms in each run.
func newErrorForms() *errorForms {
	return &errorForms{random: rand.New(rand.NewPCG(1, 1))} //nolint:gosec // repeatable, not secret
}

// encode encodes an error. A response to a request without a valid token has no body.
func (f *errorForms) encode(v version, e *engine.Error) []byte {
	if e.Status == http.StatusUnauthorized {
		return nil
	}
	detail := acs.ErrorDetail{Code: e.Code, Message: e.Message, Target: e.Target, Details: e.Details}
	switch wrapper := f.choose("Error", "ChatError", "CommunicationError", "error", ""); wrapper {
	case "error":
		return encodeIdentityError(v, e)
	case "":
		return indentJSON(newOldestChatError(detail))
	default:
		return indentJSON(map[string]wireChatError{wrapper: newChatError(detail)})
	}
}

func (f *errorForms) choose(forms ...string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return forms[f.random.IntN(len(forms))]
}
