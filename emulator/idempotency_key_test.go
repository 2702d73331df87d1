package emulator_test

import (
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// TestIdempotencyKey checks that the Go client finds a message whose response was lost, and
// does not send one twice that was not received.
func TestIdempotencyKey(t *testing.T) {
	for name, options := range modes() {
		t.Run(name, func(t *testing.T) {
			for _, c := range []struct {
				rule     string
				messages int
				outcome  acs.Outcome
			}{
				{rule: "SendMessage:lose", messages: 1, outcome: acs.OutcomeDone},
				{rule: "SendMessage:drop", messages: 0, outcome: acs.OutcomeUnknown},
				{rule: "SendMessage:latency=1ms", messages: 1, outcome: acs.OutcomeDone},
			} {
				t.Run(c.rule, func(t *testing.T) {
					options.Faults = []string{c.rule}
					s := start(t, options)
					fred := s.newUser(identity.ScopeChat)
					client, _ := s.countingClient(fred)
					thread := client.Thread(s.newThread(fred))
					message := &chat.SendMessageOptions{IdempotencyKey: acs.NewIdempotencyKey(), MaxReadDelay: 50 * time.Millisecond}
					_, err := thread.SendMessage(t.Context(), "hi", message)
					if acs.OutcomeOf(err) != c.outcome || (err == nil) != (c.outcome == acs.OutcomeDone) {
						t.Errorf("got error %v", err)
					}
					messages := map[chat.MessageID]bool{}
					for m, err := range thread.Messages(t.Context(), nil) {
						wantNoError(t, err)
						if m.Metadata["idempotencyKey"] == message.IdempotencyKey.String() {
							messages[m.ID] = true
						}
					}
					wantEqual(t, "messages", len(messages), c.messages)
				})
			}
		})
	}
}
