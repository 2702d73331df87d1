package emulator

import (
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// The functions below encode values as the Chat service encodes its responses: in its order of
// properties, with times in whole seconds, with empty names and lists where the service
// sends them, and with the properties that the requested API version defines.

// encode returns the JSON that write writes. The emulator's values consist of strings and
// identifiers, whose encoding cannot fail.
func encode(write func(*wire.Encoder)) []byte {
	body, _ := wire.Marshal(write)
	return body
}

// property writes a property that is a string.
func property(e *wire.Encoder, name, value string) {
	e.Name(name)
	e.String(value)
}

// optionalProperty writes a property that is a string, unless it is empty.
func optionalProperty(e *wire.Encoder, name, value string) {
	if value != "" {
		property(e, name, value)
	}
}

// timeProperty writes a time of Chat, such as "2025-11-22T10:50:50Z".
func timeProperty(e *wire.Encoder, name string, t time.Time) {
	property(e, name, t.UTC().Format(time.RFC3339))
}

// optionalTime writes a time of Chat, unless it is zero.
func optionalTime(e *wire.Encoder, name string, t time.Time) {
	if !t.IsZero() {
		timeProperty(e, name, t)
	}
}

// metadataProperty writes metadata in the order of its names.
func metadataProperty(e *wire.Encoder, metadata map[string]string) {
	e.Name("metadata")
	wire.EncodeMap(wire.EncodeString[string])(&metadata, e)
}

// listProperty writes a list.
func listProperty[T any](e *wire.Encoder, name string, list []T, item func(*wire.Encoder, T)) {
	e.Name(name)
	wire.EncodeSlice(func(v *T, e *wire.Encoder) { item(e, *v) })(&list, e)
}

// identifierProperty writes an identifier, or in the first previews its raw ID, unless it
// is nil.
func (v version) identifierProperty(e *wire.Encoder, name, rawName string, id acs.Identifier) {
	switch {
	case id == nil:
	case v.hasRawIDs():
		property(e, rawName, id.RawID())
	default:
		e.Name(name)
		acs.EncodeIdentifier(&id, e)
	}
}

func encodePage[T any](e *wire.Encoder, items []T, nextLink string, item func(*wire.Encoder, T)) {
	e.BeginObject()
	listProperty(e, "value", items, item)
	optionalProperty(e, "nextLink", nextLink)
	e.EndObject()
}

func (v version) thread(e *wire.Encoder, t chat.ThreadProperties) {
	e.BeginObject()
	v.threadProperties(e, t)
	e.EndObject()
}

func (v version) threadProperties(e *wire.Encoder, t chat.ThreadProperties) {
	property(e, "id", string(t.ID))
	property(e, "topic", t.Topic)
	timeProperty(e, "createdOn", t.CreatedOn)
	v.identifierProperty(e, "createdByCommunicationIdentifier", "createdBy", t.CreatedBy)
	optionalTime(e, "deletedOn", t.DeletedOn)
	if v.hasThreadMetadata() && t.Metadata != nil { // also if it is empty
		metadataProperty(e, t.Metadata)
	}
	v.policies(e, t)
}

// policies writes the policies of a thread.
func (v version) policies(e *wire.Encoder, t chat.ThreadProperties) {
	_, isNone := t.RetentionPolicy.(chat.NoneRetentionPolicy)
	if v.hasNoRetention() || v.hasRetention() && !isNone {
		e.Name("retentionPolicy")
		e.Raw(encodeJSON(t.RetentionPolicy))
	}
	if v.hasMessagingPolicy() {
		e.Name("messagingPolicy")
		e.Raw([]byte(`{"textOnlyChat":false}`))
	}
}

// rejections writes the rejected participants, as part of a result.
func (v version) rejections(e *wire.Encoder, rejected []acs.ErrorDetail) {
	if len(rejected) == 0 {
		return
	}
	isNested := v < versionFlatRejections
	if isNested {
		e.Name("errors")
		e.BeginObject()
	}
	listProperty(e, "invalidParticipants", rejected, func(e *wire.Encoder, d acs.ErrorDetail) { acs.EncodeErrorDetail(&d, e) })
	if isNested {
		e.EndObject()
	}
}

func (v version) addResult(e *wire.Encoder, r chat.AddParticipantsResult) {
	e.BeginObject()
	v.rejections(e, r.InvalidParticipants)
	e.EndObject()
}

func (v version) createResult(e *wire.Encoder, r chat.CreateThreadResult) {
	e.BeginObject()
	e.Name("chatThread")
	v.thread(e, r.Thread)
	v.rejections(e, r.InvalidParticipants)
	e.EndObject()
}

func (v version) threadItem(e *wire.Encoder, t chat.ThreadItem) {
	e.BeginObject()
	property(e, "id", string(t.ID))
	property(e, "topic", t.Topic)
	if v.hasMembers() {
		e.Name("isDeleted")
		e.Bool(!t.DeletedOn.IsZero())
	} else {
		optionalTime(e, "deletedOn", t.DeletedOn)
	}
	optionalTime(e, "lastMessageReceivedOn", t.LastMessageReceivedOn)
	e.EndObject()
}

func (v version) participant(e *wire.Encoder, p chat.Participant) {
	e.BeginObject()
	v.identifierProperty(e, "communicationIdentifier", "id", p.ID)
	optionalProperty(e, "displayName", p.DisplayName)
	timeProperty(e, "shareHistoryTime", p.ShareHistoryTime)
	if v.hasThreadMetadata() && len(p.Metadata) > 0 {
		metadataProperty(e, p.Metadata)
	}
	e.EndObject()
}

func (version) sendResult(e *wire.Encoder, id chat.MessageID) {
	e.BeginObject()
	property(e, "id", string(id))
	e.EndObject()
}

// messageIn returns a function that writes a message of the thread.
func (v version) messageIn(thread chat.ThreadID) func(*wire.Encoder, chat.Message) {
	return func(e *wire.Encoder, m chat.Message) {
		e.BeginObject()
		v.messageProperties(e, m, thread)
		e.EndObject()
	}
}

func (v version) messageProperties(e *wire.Encoder, m chat.Message, thread chat.ThreadID) {
	property(e, "id", string(m.ID))
	if v.hasMembers() {
		firstContent(e, m)
	} else {
		property(e, "type", string(m.Type))
		property(e, "sequenceId", m.SequenceID)
		property(e, "version", m.Version)
		e.Name("content")
		v.content(e, m)
	}
	if m.Sender != nil { // messages of the system have neither a sender nor a name
		property(e, "senderDisplayName", m.SenderDisplayName)
	}
	timeProperty(e, "createdOn", m.CreatedOn)
	if v.hasRawIDs() && m.Sender == nil {
		property(e, "senderId", string(thread))
	}
	v.identifierProperty(e, "senderCommunicationIdentifier", "senderId", m.Sender)
	optionalTime(e, "deletedOn", m.DeletedOn)
	optionalTime(e, "editedOn", m.EditedOn)
	if v.hasMessageData() && len(m.Metadata) > 0 {
		metadataProperty(e, m.Metadata)
	}
}

// content writes the content of a message, which is empty if the message is deleted.
func (v version) content(e *wire.Encoder, m chat.Message) {
	e.BeginObject()
	switch m.Type {
	case chat.MessageTypeTopicUpdated:
		property(e, "topic", m.Content.Topic)
	case chat.MessageTypeParticipantAdded, chat.MessageTypeParticipantRemoved:
		if len(m.Content.Participants) > 0 {
			listProperty(e, "participants", m.Content.Participants, v.participant)
		}
	default:
		property(e, "message", m.Content.Message)
		if v.hasAttachments() {
			listProperty[chat.Attachment](e, "attachments", []chat.Attachment{}, nil) // messages cannot be sent with attachments
		}
	}
	v.identifierProperty(e, "initiatorCommunicationIdentifier", "initiator", m.Content.Initiator)
	e.EndObject()
}

func (v version) receipt(e *wire.Encoder, r chat.ReadReceipt) {
	e.BeginObject()
	v.identifierProperty(e, "senderCommunicationIdentifier", "senderId", r.Sender)
	property(e, "chatMessageId", string(r.MessageID))
	timeProperty(e, "readOn", r.ReadOn)
	e.EndObject()
}

// mapSlice returns the results of f for each item. The result is never nil.
func mapSlice[A, B any](list []A, f func(A) B) []B {
	result := make([]B, len(list))
	for i, item := range list {
		result[i] = f(item)
	}
	return result
}

// chatTime formats a time as Chat does. It returns "" for the zero time.
func chatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// The functions below encode values as the Identity service encodes its responses.

// createdUser is a new user, with a token if that is not nil.
type createdUser struct {
	user  engine.UserDetails
	token *engine.AccessToken
}

func encodeUser(e *wire.Encoder, u createdUser) {
	e.BeginObject()
	e.Name("identity")
	encodeUserDetails(e, u.user)
	if u.token != nil {
		e.Name("accessToken")
		encodeToken(e, *u.token)
	}
	e.EndObject()
}

// encodeToken writes a token, with the time as Identity formats it, for example
// "2025-11-22T10:50:50.1234567+00:00".
func encodeToken(e *wire.Encoder, t engine.AccessToken) {
	e.BeginObject()
	property(e, "token", t.Token)
	property(e, "expiresOn", t.ExpiresOn.UTC().Format("2006-01-02T15:04:05.0000000-07:00"))
	e.EndObject()
}

// encodeExchange writes a token in the form of the exchanges of Entra tokens.
func encodeExchange(e *wire.Encoder, t engine.AccessToken) {
	e.BeginObject()
	e.Name("accessToken")
	encodeToken(e, t)
	e.EndObject()
}
