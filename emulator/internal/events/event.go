package events

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strconv"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/engine"
)

// typePrefix begins the types of all events of Communication Services.
const typePrefix = "Microsoft.Communication."

// event is an event as Event Grid knows it, without a schema.
type event struct {
	id      string
	kind    string // without typePrefix
	source  string // the resource
	subject string
	time    time.Time
	data    object
}

// object is a JSON object.
type object = map[string]any

// The resource that events come from. The service writes it in lower case in events of
// threads.
const (
	subscription = "/subscriptions/00000000-0000-0000-0000-000000000000"
	userSource   = subscription + "/resourceGroups/emulator/providers/Microsoft.Communication/communicationServices/emulator"
	threadSource = subscription + "/resourcegroups/emulator/providers/microsoft.communication/communicationservices/emulator"
)

// kindNames are the types of the events of a kind, without typePrefix.
type kindNames struct {
	user   string // once per recipient; empty if there is none
	thread string // once
}

func namesOf(kind engine.EventKind) kindNames {
	switch kind {
	case engine.MessageReceived:
		return kindNames{"ChatMessageReceived", "ChatMessageReceivedInThread"}
	case engine.MessageEdited:
		return kindNames{"ChatMessageEdited", "ChatMessageEditedInThread"}
	case engine.MessageDeleted:
		return kindNames{"ChatMessageDeleted", "ChatMessageDeletedInThread"}
	case engine.ThreadCreated:
		return kindNames{"ChatThreadCreatedWithUser", "ChatThreadCreated"}
	case engine.ThreadUpdated:
		return kindNames{"ChatThreadPropertiesUpdatedPerUser", "ChatThreadPropertiesUpdated"}
	case engine.ThreadDeleted:
		return kindNames{"ChatThreadWithUserDeleted", "ChatThreadDeleted"}
	case engine.ParticipantsAdded:
		return kindNames{"ChatParticipantAddedToThreadWithUser", "ChatThreadParticipantAdded"}
	case engine.ParticipantsRemoved:
		return kindNames{"ChatParticipantRemovedFromThreadWithUser", "ChatThreadParticipantRemoved"}
	default:
		return kindNames{"", "ChatTypingIndicatorReceivedInThread"}
	}
}

// newEvents returns the events for what happened in a thread: one of the thread, and one
// of each recipient. Of a deletion without an initiator there are none, because the data
// of an event name one.
func newEvents(e *engine.Event) []event {
	if e.Initiator == nil {
		return nil
	}
	names, transaction := namesOf(e.Kind), newTransaction()
	var list []event
	add := func(kind string, b builder) {
		for _, c := range b.contents() {
			c.data["threadId"] = string(e.Thread.ID)
			c.data["transactionId"] = transaction + "." + strconv.Itoa(len(list)+1)
			list = append(list, event{newID(), kind, b.source(), "thread/" + string(e.Thread.ID) + "/" + c.subject, e.On, c.data})
		}
	}
	add(names.thread, builder{e, nil})
	if names.user != "" {
		for _, recipient := range e.Recipients {
			add(names.user, builder{e, recipient})
		}
	}
	return list
}

// newID returns a random UUID.
func newID() string {
	b := randomBytes()
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// newTransaction returns the part of transaction IDs that is common to the events of an
// operation.
func newTransaction() string {
	b := randomBytes()
	return base64.RawStdEncoding.EncodeToString(b[:]) + ".1.1.1.1"
}

func randomBytes() [16]byte {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return b
}
