package engine

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// messageKind is the type of a message, stored in one byte.
type messageKind uint8

const (
	kindText messageKind = iota
	kindHTML
	kindTopicUpdated
	kindParticipantAdded
	kindParticipantRemoved
)

// message is a message and its stored record. There can be a million messages, so
// rarely used fields are in a separate struct. The sequence ID is not stored: it is
// the position in the thread. Times are in Unix milliseconds.
type message struct {
	ID      int64       `json:"i"`           // the time of creation plus Ahead
	Edited  int64       `json:"e,omitempty"` // 0 if never
	Deleted int64       `json:"d,omitempty"` // 0 if not deleted
	Sender  string      `json:"s"`           // raw ID; the initiator of a system message
	Content string      `json:"c,omitempty"` // or the topic, for kindTopicUpdated
	Extra   *extra      `json:"x,omitempty"`
	Ahead   uint32      `json:"a,omitempty"` // difference between ID and the time of creation
	Number  uint32      `json:"q,omitempty"` // of the latest change, unless it is the sequence ID; see changeNumber
	Kind    messageKind `json:"k,omitempty"`
}

// extra holds the rarely used fields of a message.
type extra struct {
	Name         string              `json:"n,omitempty"` // display name of the sender
	Metadata     map[string]string   `json:"m,omitempty"`
	Participants []participantRecord `json:"p,omitempty"` // added or removed, for system messages
}

// createdOn returns the time of creation.
func (m *message) createdOn() int64 { return m.ID - int64(m.Ahead) }

// version returns the time of the latest change. Versions are unique in a thread.
func (m *message) version() int64 { return max(m.ID, m.Edited, m.Deleted) }

// postMessage adds a message to a thread. IDs always increase: if several messages
// are sent within a millisecond, or the clock goes back, the ID is ahead of the time.
func (c *opContext) postMessage(t *thread, m message) {
	m.ID = t.nextVersion(c.nowMilli)
	m.Ahead = uint32(min(m.ID-c.nowMilli, 1<<32-1)) //nolint:gosec // not negative, and limited
	m.Number = t.nextNumber(len(t.messages))
	t.appendMessage(m)
	c.putMessage(t, len(t.messages)-1)
	for _, p := range t.participants {
		p.user.place(p)
	}
}

// changeMessage replaces a message with its changed state.
func (c *opContext) changeMessage(t *thread, i int, m message) {
	old := t.messages[i]
	m.Number = t.nextNumber(i)
	c.remember(t, func(v *threadView) { v.restoreMessage(i, old) })
	t.replaceMessage(i, m)
	c.putMessage(t, i)
}

// findMessage returns the index of a message that is visible to the participant. The
// message may be deleted. It fails with status 400 if the ID is not a number.
func (t *thread) findMessage(p *participant, id chat.MessageID) (int, error) {
	number, err := strconv.ParseInt(string(id), 10, 64)
	if err != nil {
		return 0, badRequest("Value for MessageId (%s) is not valid.", id)
	}
	i, found := slices.BinarySearchFunc(t.messages, number, func(m message, id int64) int { return cmp.Compare(m.ID, id) })
	if !found || strconv.FormatInt(number, 10) != string(id) || !p.canSee(&t.messages[i]) {
		return 0, notFound()
	}
	return i, nil
}

// findOwnMessage returns the index of a message that the participant has sent.
func (t *thread) findOwnMessage(p *participant, id chat.MessageID) (int, error) {
	i, err := t.findMessage(p, id)
	if err != nil {
		return 0, err
	}
	if m := &t.messages[i]; m.Sender != p.ID || m.Kind > kindHTML {
		return 0, forbidden()
	}
	return i, nil
}

// copyParticipants returns copies of participants for a message, which later changes
// do not affect.
func copyParticipants(list []*participant) []participantRecord {
	copies := make([]participantRecord, len(list))
	for i, p := range list {
		copies[i] = participantRecord{ID: p.ID, Name: p.Name, ShareFrom: p.ShareFrom, Metadata: p.Metadata}
	}
	return copies
}

// messageFor returns the message at an index as the caller sees it.
func (t *thread) messageFor(caller Caller, i int) chat.Message {
	m := t.messageModel(i)
	if caller.countsChanges {
		m.SequenceID = strconv.FormatUint(uint64(t.changeNumber(i)), 10)
	}
	return m
}

// messageModel returns the message at an index as the service returns it.
func (t *thread) messageModel(i int) chat.Message {
	m := &t.messages[i]
	result := chat.Message{
		ID:         chat.MessageID(strconv.FormatInt(m.ID, 10)),
		Type:       m.Kind.messageType(),
		SequenceID: strconv.Itoa(i + 1),
		Version:    strconv.FormatInt(m.version(), 10),
		CreatedOn:  wholeSeconds(m.createdOn()),
		DeletedOn:  wholeSeconds(m.Deleted),
	}
	if m.Deleted == 0 {
		result.EditedOn = wholeSeconds(m.Edited)
	}
	if m.Kind > kindHTML {
		result.Content = m.systemContent()
		return result
	}
	result.Sender = acs.ParseIdentifier(m.Sender)
	if m.Extra != nil {
		result.SenderDisplayName, result.Metadata = m.Extra.Name, copyMetadata(m.Extra.Metadata)
	}
	result.Content = chat.MessageContent{Message: m.Content, Attachments: []chat.Attachment{}}
	return result
}

// systemContent returns the content of a system message.
func (m *message) systemContent() chat.MessageContent {
	content := chat.MessageContent{Topic: m.Content, Initiator: acs.ParseIdentifier(m.Sender)}
	if m.Extra != nil {
		for i := range m.Extra.Participants {
			content.Participants = append(content.Participants, m.Extra.Participants[i].model())
		}
	}
	return content
}

func (k messageKind) messageType() chat.MessageType {
	switch k {
	case kindHTML:
		return chat.MessageTypeHTML
	case kindTopicUpdated:
		return chat.MessageTypeTopicUpdated
	case kindParticipantAdded:
		return chat.MessageTypeParticipantAdded
	case kindParticipantRemoved:
		return chat.MessageTypeParticipantRemoved
	default:
		return chat.MessageTypeText
	}
}

// sendableKind returns the kind of a message to send. The default is text.
func sendableKind(t chat.MessageType) (messageKind, error) {
	switch t {
	case "", chat.MessageTypeText:
		return kindText, nil
	case chat.MessageTypeHTML:
		return kindHTML, nil
	default:
		return 0, badRequest("Messages of type %q cannot be sent; only text and html are supported.", string(t))
	}
}

// newExtra returns an extra, or nil if all fields are empty.
func newExtra(name string, metadata map[string]string) *extra {
	if name == "" && len(metadata) == 0 {
		return nil
	}
	return &extra{Name: strings.Clone(name), Metadata: copyMetadata(metadata)}
}
