package emulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/emulator/internal/fault"
)

// SetFaults replaces all fault-injection rules, for example by
// "SendMessage:503:nth=2". Their syntax is in docs/emulator.md. Without rules, no
// faults are injected. The rules count calls from here on. If a rule is invalid,
// SetFaults changes nothing; the error lists all invalid rules.
func (e *Emulator) SetFaults(rules ...string) error {
	var parsed []fault.Rule
	var errs []error
	for _, text := range rules {
		rule, err := parseFault(text)
		if err != nil {
			errs = append(errs, fmt.Errorf("emulator: %w", err))
		}
		parsed = append(parsed, rule)
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	e.faults.SetRules(parsed)
	return nil
}

// parseFault parses a rule and checks the limits of the engine.
func parseFault(text string) (fault.Rule, error) {
	rule, err := fault.Parse(text, operationNames())
	if err == nil && rule.Kind == fault.Lag && rule.Duration > engine.MaxLag {
		err = fmt.Errorf("fault rule %q: invalid lag %v (want up to %v)", text, rule.Duration, engine.MaxLag)
	}
	return rule, err
}

// Faults returns the fault-injection rules.
func (e *Emulator) Faults() []string {
	return mapSlice(e.faults.Rules(), fault.Rule.String)
}

// newInjector returns a handler that injects faults and serves all other requests.
func (e *Emulator) newInjector() *fault.Injector {
	return fault.NewInjector(fault.Options{
		Describe:   e.describe,
		WriteError: e.writeInjectedError,
		Injected: func(w http.ResponseWriter, rule fault.Rule) {
			if recorded, ok := w.(*recordingWriter); ok {
				recorded.addFault(rule.String())
			}
		},
	}, http.HandlerFunc(e.serve))
}

// withEffects returns the caller with the faults that the operation itself applies.
func withEffects(ctx context.Context, caller engine.Caller) engine.Caller {
	effects := fault.EffectsFrom(ctx)
	if effects.Lag > 0 {
		caller = caller.WithLag(effects.Lag)
	}
	return caller.WithRefusals(effects.Refuse)
}

// endBlackHoles makes a server end the requests that a fault never answers when it
// stops.
func endBlackHoles(server *http.Server) {
	stopping := make(chan struct{})
	server.BaseContext = func(net.Listener) context.Context { return fault.WithStop(context.Background(), stopping) }
	server.RegisterOnShutdown(sync.OnceFunc(func() { close(stopping) }))
}

// writeInjectedError writes an error response with the status, encoded as the
// request's service does.
func (e *Emulator) writeInjectedError(w http.ResponseWriter, r *http.Request, status int) {
	setCommonHeaders(w.Header(), r)
	err := &engine.Error{
		Status: status, Code: strings.ReplaceAll(http.StatusText(status), " ", ""),
		Message: "Status " + strconv.Itoa(status) + " was injected by a fault rule.",
	}
	e.service(r).reject(w, versionOf(r), err)
}

// operationNames returns the operation names that are valid in rules.
func operationNames() []string {
	return []string{
		"CreateThread", "ListThreads", "DeleteThread", "GetProperties", "UpdateProperties",
		"SendMessage", "ListMessages", "GetMessage", "UpdateMessage", "DeleteMessage",
		"AddParticipants", "RemoveParticipant", "ListParticipants",
		"SendReadReceipt", "ListReadReceipts", "SendTypingNotification",
		"CreateUser", "GetUser", "DeleteUser", "IssueToken", "RevokeTokens", "ExchangeTeamsToken",
		"ExchangeTeamsExtensionToken", "GetTeamsExtensionAssignment", "SetTeamsExtensionAssignment", "DeleteTeamsExtensionAssignment",
	}
}
