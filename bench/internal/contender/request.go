package contender

import (
	"fmt"
	"time"

	"github.com/chatgen-go/chatgen/bench/internal/payload"
)

// The values of the request that sends a message.
const (
	SenderDisplayName = "Alex Participant 1"
	MessageType       = "text"
)

// The values of the requests and the client.
const (
	Topic      = "Release of the second region"
	Endpoint   = "https://contoso.communication.azure.com"
	ThreadID   = "19:meeting_Zk3VtQpX0a9LrYw2@thread.v2"
	APIVersion = "2025-03-15"
)

// Invited returns the ten participants of the request that creates a thread.
func Invited() []Participant {
	invited := make([]Participant, 10)
	for i := range invited {
		invited[i] = Participant{
			UserID:           payload.UserID(i),
			DisplayName:      fmt.Sprintf("Alex Participant %d", i),
			ShareHistoryTime: time.Date(2025, 11, 3, 9, 15, i, 0, time.UTC),
		}
	}
	return invited
}
