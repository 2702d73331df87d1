package emulator

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/emulator/internal/fault"
)

// withFaults returns a handler that injects faults according to the rules and
// serves all other requests.
func (e *Emulator) withFaults(texts []string) (http.Handler, error) {
	next := http.HandlerFunc(e.serve)
	var rules []fault.Rule
	for _, text := range texts {
		rule, err := fault.Parse(text, operationNames())
		if err != nil {
			return nil, err
		}
		rules = append(rules, rule)
	}
	if len(rules) == 0 {
		return next, nil
	}
	return fault.Handler(rules, fault.Options{Operation: e.operation, WriteError: e.writeInjectedError}, next), nil
}

// writeInjectedError writes an error response with the status, encoded as the
// request's service does.
func (e *Emulator) writeInjectedError(w http.ResponseWriter, r *http.Request, status int) {
	setCommonHeaders(w.Header(), r)
	err := &engine.Error{
		Status: status, Code: strings.ReplaceAll(http.StatusText(status), " ", ""),
		Message: "Status " + strconv.Itoa(status) + " was injected by a fault rule.",
	}
	e.service(r).reject(w, version(r.URL.Query().Get("api-version")), err)
}

// operationNames returns the operation names that are valid in rules.
func operationNames() []string {
	return []string{
		"CreateThread", "ListThreads", "DeleteThread", "GetProperties", "UpdateProperties",
		"SendMessage", "ListMessages", "GetMessage", "UpdateMessage", "DeleteMessage",
		"AddParticipants", "RemoveParticipant", "ListParticipants",
		"SendReadReceipt", "ListReadReceipts", "SendTypingNotification",
		"CreateUser", "DeleteUser", "IssueToken", "RevokeTokens", "ExchangeTeamsToken",
	}
}
