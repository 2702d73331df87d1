package emulator

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/emulator/internal/fault"
)

// withFaults returns a handler that fails by the rules and otherwise serves.
func (e *Emulator) withFaults(texts []string) (http.Handler, error) {
	next := http.HandlerFunc(e.serve)
	var rules []fault.Rule
	for _, text := range texts {
		rule, err := fault.Parse(text, operations())
		if err != nil {
			return nil, err
		}
		rules = append(rules, rule)
	}
	if len(rules) == 0 {
		return next, nil
	}
	return fault.Handler(rules, fault.Options{Operation: e.operation, Refuse: e.rejectByRule}, next), nil
}

// rejectByRule answers with a status in the form of the service that
// the request is for.
func (e *Emulator) rejectByRule(w http.ResponseWriter, r *http.Request, status int) {
	setCommonHeaders(w.Header(), r)
	err := &engine.Error{
		Status: status, Code: strings.ReplaceAll(http.StatusText(status), " ", ""), Message: "A rule of the emulator asks for " + strconv.Itoa(status) + ".",
	}
	reject(w, err, e.service(r).encodeError)
}

// operations are the names that rules may have.
func operations() []string {
	return []string{
		"CreateThread", "ListThreads", "DeleteThread", "GetProperties", "UpdateProperties",
		"SendMessage", "ListMessages", "GetMessage", "UpdateMessage", "DeleteMessage",
		"AddParticipants", "RemoveParticipant", "ListParticipants",
		"SendReadReceipt", "ListReadReceipts", "SendTypingNotification",
		"CreateUser", "DeleteUser", "IssueToken", "RevokeTokens", "ExchangeTeamsToken",
	}
}
