package events

import (
	"strings"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// builder builds the events of a recipient, or of the thread if the recipient is nil.
// Their data differ in more than the recipient: only events of users have raw IDs
// next to identifiers, and times are written in two ways.
type builder struct {
	*engine.Event

	recipient acs.Identifier
}

// content is the part of an event that depends on its kind.
type content struct {
	subject string // within the thread
	data    object
}

func (b builder) source() string {
	if b.recipient == nil {
		return threadSource
	}
	return userSource
}

// contents returns one content, or one for each participant who was added or removed.
func (b builder) contents() []content {
	switch b.Kind {
	case engine.MessageReceived, engine.MessageEdited, engine.MessageDeleted:
		return []content{b.message()}
	case engine.ThreadCreated:
		return []content{b.threadCreated()}
	case engine.ThreadUpdated:
		return []content{b.changedThread("editedBy", "editTime", b.On, b.properties())}
	case engine.ThreadDeleted:
		return []content{b.changedThread("deletedBy", "deleteTime", b.Thread.DeletedOn, object{})}
	case engine.ParticipantsAdded:
		return b.participants("addedBy", "participantAdded")
	case engine.ParticipantsRemoved:
		return b.participants("removedBy", "participantRemoved")
	default:
		return []content{b.typing()}
	}
}

// message returns the content of an event about a message.
func (b builder) message() content {
	m := b.Message
	data := object{
		"messageId": string(m.ID), "type": messageType(m.Type), "version": b.Version,
		"senderDisplayName": m.SenderDisplayName, "composeTime": b.time(m.CreatedOn),
	}
	b.addUser(data, "sender", "senderId")
	switch b.Kind {
	case engine.MessageDeleted:
		data["deleteTime"] = b.time(m.DeletedOn)
		return b.withRecipient(data, "sender", b.Initiator.RawID(), "recipientId")
	case engine.MessageEdited:
		data["editTime"] = b.time(m.EditedOn)
	}
	data["messageBody"] = m.Content.Message
	addMetadata(data, m.Metadata)
	return b.withRecipient(data, "sender", b.Initiator.RawID(), "recipientId")
}

// messageType returns the type of a message as events have it, in the words of the
// messaging system behind Chat.
func messageType(t chat.MessageType) string {
	if t == chat.MessageTypeHTML {
		return "RichText/Html"
	}
	return "Text"
}

// threadCreated returns the content of the event about a new thread.
func (b builder) threadCreated() content {
	data := object{"createTime": b.time(b.Thread.CreatedOn), "version": b.Version, "properties": object{"topic": b.Thread.Topic}}
	addMetadata(data, b.Thread.Metadata)
	b.addUser(data, "createdBy", "createdBy")
	var members, participants []object
	for i := range b.Participants {
		p := &b.Participants[i]
		members = append(members, object{"displayName": p.DisplayName, "memberId": p.ID.RawID()})
		participants = append(participants, participantData(p))
	}
	data["participants"] = participants
	if b.recipient != nil {
		data["members"] = members
	}
	return b.withRecipient(data, "createdBy", b.Initiator.RawID(), "recipientId")
}

// properties returns the data of an update that a deletion does not have. The metadata
// are required, even if there are none.
func (b builder) properties() object {
	metadata := b.Thread.Metadata
	if metadata == nil {
		metadata = map[string]string{}
	}
	return object{"properties": object{"topic": b.Thread.Topic}, "metadata": metadata}
}

// changedThread adds to data what events about an updated or deleted thread have in
// common.
func (b builder) changedThread(by, timeName string, on time.Time, data object) content {
	data["createTime"], data["version"], data[timeName] = b.time(b.Thread.CreatedOn), b.Version, b.time(on)
	b.addUser(data, by, by)
	return b.withRecipient(data, by, b.Initiator.RawID(), "recipientId")
}

// participants returns the contents of the events about participants who were added or
// removed. In events of threads, their subjects are in lower case.
func (b builder) participants(by, name string) []content {
	var list []content
	for i := range b.Participants {
		p := &b.Participants[i]
		data := object{
			"time": b.time(b.On), "createTime": b.time(b.Thread.CreatedOn), "version": b.Version,
			by + "CommunicationIdentifier": b.Initiator, name: participantData(p),
		}
		subject := name
		if b.recipient == nil {
			subject = strings.ToLower(name)
		}
		list = append(list, b.withRecipient(data, subject, p.ID.RawID(), ""))
	}
	return list
}

// typing returns the content of the event about a typing notification.
func (b builder) typing() content {
	data := object{"senderDisplayName": b.InitiatorName}
	b.addUser(data, "sender", "senderId")
	return b.withRecipient(data, "sender", b.Initiator.RawID(), "recipientId")
}

// addUser adds the initiator to data, and its raw ID to those of a recipient's event.
func (b builder) addUser(data object, name, rawName string) {
	data[name+"CommunicationIdentifier"] = b.Initiator
	if b.recipient != nil {
		data[rawName] = b.Initiator.RawID()
	}
}

// withRecipient returns a content with the recipient, if there is one. The raw ID is
// omitted if rawName is empty.
func (b builder) withRecipient(data object, subject, id, rawName string) content {
	subject += "/" + id
	if b.recipient == nil {
		return content{subject, data}
	}
	data["recipientCommunicationIdentifier"] = b.recipient
	if rawName != "" {
		data[rawName] = b.recipient.RawID()
	}
	return content{subject + "/recipient/" + b.recipient.RawID(), data}
}

// participantData returns a participant as events have it.
func participantData(p *chat.Participant) object {
	data := object{"displayName": p.DisplayName, "participantCommunicationIdentifier": p.ID}
	addMetadata(data, p.Metadata)
	return data
}

func addMetadata(data object, metadata map[string]string) {
	if len(metadata) > 0 {
		data["metadata"] = metadata
	}
}

// time returns a time as the events of users, or those of threads, have it.
func (b builder) time(t time.Time) string {
	if b.recipient == nil {
		return t.UTC().Format("2006-01-02T15:04:05.999999999-07:00")
	}
	return t.UTC().Format(time.RFC3339Nano)
}
