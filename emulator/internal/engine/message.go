package engine

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// kind is the type of a message, small.
type kind uint8

const (
	text kind = iota
	html
	topicUpdated
	participantAdded
	participantRemoved
)

// message is a message, and its record: there can be a million of them, so the
// fields are few and small, and what is rare is behind a pointer. Its sequence
// ID is its place in the thread. Times are in Unix milliseconds.
type message struct {
	ID      int64  `json:"i"`           // the time of creation, or later: see ahead
	Edited  int64  `json:"e,omitempty"` // 0: never
	Deleted int64  `json:"d,omitempty"` // 0: not
	Sender  string `json:"s"`           // raw ID; of a system message the initiator
	Content string `json:"c,omitempty"` // or the topic
	Extra   *extra `json:"x,omitempty"`
	Ahead   uint32 `json:"a,omitempty"` // milliseconds that the ID is ahead of the clock
	Kind    kind   `json:"k,omitempty"`
}

// extra is what most messages do not have.
type extra struct {
	Name         string            `json:"n,omitempty"` // of the sender
	Metadata     map[string]string `json:"m,omitempty"`
	Participants []participant     `json:"p,omitempty"` // who joined or left
}

// isZero reports whether there is nothing in it to keep.
func (x *extra) isZero() bool {
	return x.Name == "" && len(x.Metadata) == 0 && len(x.Participants) == 0
}

// createdOn is when the message came.
func (m *message) createdOn() int64 { return m.ID - int64(m.Ahead) }

// post adds a message to a thread. IDs only grow: where several messages come
// within a millisecond, or the clock goes back, the ID runs ahead.
func (x *opContext) post(t *thread, m message) {
	m.ID = x.at
	if n := len(t.messages); n > 0 && m.ID <= t.messages[n-1].ID {
		m.ID = t.messages[n-1].ID + 1
		m.Ahead = uint32(min(m.ID-x.at, 1<<32-1)) //nolint:gosec // not negative, and limited
	}
	t.messages = append(t.messages, m)
	x.put(messageKey(t, len(t.messages)-1), m)
}

// find returns the index of a message that the participant sees, deleted or
// not.
func (t *thread) find(p *participant, id chat.MessageID) (int, error) {
	number, err := strconv.ParseInt(string(id), 10, 64)
	if err != nil || strconv.FormatInt(number, 10) != string(id) {
		return 0, notFound()
	}
	i, there := slices.BinarySearchFunc(t.messages, number, func(m message, id int64) int { return cmp.Compare(m.ID, id) })
	if !there || t.messages[i].createdOn() < p.ShareFrom {
		return 0, notFound()
	}
	return i, nil
}

// own returns the index of a message that the participant has sent.
func (t *thread) own(p *participant, id chat.MessageID) (int, error) {
	i, err := t.find(p, id)
	if err != nil {
		return 0, err
	}
	if m := &t.messages[i]; m.Sender != p.ID || m.Kind > html {
		return 0, forbidden()
	}
	return i, nil
}

// snapshot copies participants for a message.
func snapshot(list []*participant) []participant {
	copies := make([]participant, len(list))
	for i, p := range list {
		copies[i] = participant{ID: p.ID, Name: p.Name, ShareFrom: p.ShareFrom, Metadata: p.Metadata}
	}
	return copies
}

// model returns the message at an index as the service tells it.
func (t *thread) model(i int) chat.Message {
	m := &t.messages[i]
	result := chat.Message{
		ID:         chat.MessageID(strconv.FormatInt(m.ID, 10)),
		Type:       m.Kind.model(),
		SequenceID: strconv.Itoa(i + 1),
		Version:    strconv.FormatInt(max(m.ID, m.Edited, m.Deleted), 10),
		CreatedOn:  seconds(m.createdOn()),
		EditedOn:   seconds(m.Edited),
		DeletedOn:  seconds(m.Deleted),
	}
	if m.Kind > html {
		result.Content = m.notice()
		return result
	}
	result.Sender = acs.ParseIdentifier(m.Sender)
	if m.Extra != nil {
		result.SenderDisplayName, result.Metadata = m.Extra.Name, copyOf(m.Extra.Metadata)
	}
	if m.Deleted == 0 {
		result.Content = chat.MessageContent{Message: m.Content, Attachments: []chat.Attachment{}}
	}
	return result
}

// notice is the content of a system message.
func (m *message) notice() chat.MessageContent {
	content := chat.MessageContent{Topic: m.Content, Initiator: acs.ParseIdentifier(m.Sender)}
	if m.Extra != nil {
		for i := range m.Extra.Participants {
			content.Participants = append(content.Participants, m.Extra.Participants[i].model())
		}
	}
	return content
}

func (k kind) model() chat.MessageType {
	switch k {
	case html:
		return chat.MessageTypeHTML
	case topicUpdated:
		return chat.MessageTypeTopicUpdated
	case participantAdded:
		return chat.MessageTypeParticipantAdded
	case participantRemoved:
		return chat.MessageTypeParticipantRemoved
	default:
		return chat.MessageTypeText
	}
}

// newKind returns the kind of a message to send. Without a type it is text.
func newKind(t chat.MessageType) (kind, error) {
	switch t {
	case "", chat.MessageTypeText:
		return text, nil
	case chat.MessageTypeHTML:
		return html, nil
	default:
		return 0, badRequest("A message of type %q cannot be sent, only text and html.", string(t))
	}
}

// newExtra returns what is rare in a message, or nil.
func newExtra(name string, metadata map[string]string) *extra {
	x := &extra{Name: strings.Clone(name), Metadata: copyOf(metadata)}
	if x.isZero() {
		return nil
	}
	return x
}
