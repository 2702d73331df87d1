// Package limit contains hand-written decoders and encoders for the types that
// the benchmark measures. They show what is possible: a body is copied once
// as a string, and nearly all strings are parts of it; the members are
// expected in the order in which the service writes them; there are no maps, no
// pointers and no interfaces. They are not as strict as a client has to be: they
// do not check UTF-8, required members, numbers, or times in the usual form.
package limit

import (
	"errors"
	"slices"
	"time"
)

// Pair is a name with its value in metadata.
type Pair struct{ Name, Value string }

// Identifier identifies a user.
type Identifier struct{ Kind, RawID, UserID string }

// Message is a message with the members that occur in the measured pages.
type Message struct {
	ID, Type, SequenceID, Version, Text, SenderDisplayName string

	CreatedOn time.Time
	Sender    Identifier
	Metadata  []Pair
}

// MessagesPage is a page of messages.
type MessagesPage struct {
	Value    []Message
	NextLink string
}

// Participant is a participant with the members that occur in the measured pages.
type Participant struct {
	ID               Identifier
	DisplayName      string
	ShareHistoryTime time.Time
}

// ParticipantsPage is a page of participants.
type ParticipantsPage struct {
	Value    []Participant
	NextLink string
}

// DecodeMessages decodes a page of messages, which keeps parts of body.
func DecodeMessages(body string, page *MessagesPage) error {
	var pairs []Pair // of all messages
	c := cursor{text: body}
	for c.open('{'); c.more('}'); {
		switch c.name() {
		case "value":
			for c.open('['); c.more(']'); {
				if len(page.Value) == 1 {
					n := c.remaining()
					page.Value = slices.Grow(page.Value, n)
					pairs = slices.Grow(pairs, n*len(pairs))
				}
				page.Value = append(page.Value, Message{})
				pairs = c.message(&page.Value[len(page.Value)-1], pairs)
			}
		case "nextLink":
			page.NextLink = c.str()
		default:
			c.skip()
		}
	}
	return c.end()
}

// DecodeMessage decodes a single message, which keeps parts of body.
func DecodeMessage(body string, m *Message) error {
	c := cursor{text: body}
	c.message(m, nil)
	return c.end()
}

// DecodeParticipants decodes a page of participants, which keeps parts of body.
func DecodeParticipants(body string, page *ParticipantsPage) error {
	c := cursor{text: body}
	for c.open('{'); c.more('}'); {
		switch c.name() {
		case "value":
			for c.open('['); c.more(']'); {
				if len(page.Value) == 1 {
					page.Value = slices.Grow(page.Value, c.remaining())
				}
				page.Value = append(page.Value, Participant{})
				c.participant(&page.Value[len(page.Value)-1])
			}
		case "nextLink":
			page.NextLink = c.str()
		default:
			c.skip()
		}
	}
	return c.end()
}

// DecodeID decodes the ID in the response to a sent message.
func DecodeID(body string) (string, error) {
	c := cursor{text: body}
	id := c.only("id")
	return id, c.end()
}

// remaining estimates how many more items follow the first one of a page. It
// adds an eighth, up to a limit that keeps a misleading page cheap.
func (c *cursor) remaining() int {
	n := (len(c.text) - c.at) / c.at
	return min(n+n/8+1, 4096)
}

func (c *cursor) end() error {
	if c.peek(); c.failed || c.at < len(c.text) {
		return errors.New("invalid JSON")
	}
	return nil
}

// message reads a message, and its metadata into pairs, which it returns.
func (c *cursor) message(m *Message, pairs []Pair) []Pair {
	start, startPairs := c.at, len(pairs)
	pairs, ok := c.expectedMessage(m, pairs)
	if ok {
		return pairs
	}
	c.at, c.failed, *m, pairs = start, false, Message{}, pairs[:startPairs]
	for c.open('{'); c.more('}'); {
		switch c.name() {
		case "id":
			m.ID = c.str()
		case "type":
			m.Type = c.str()
		case "sequenceId":
			m.SequenceID = c.str()
		case "version":
			m.Version = c.str()
		case "content":
			m.Text = c.only("message")
		case "senderDisplayName":
			m.SenderDisplayName = c.str()
		case "createdOn":
			m.CreatedOn = c.time()
		case "senderCommunicationIdentifier":
			c.identifier(&m.Sender)
		case "metadata":
			pairs = c.metadata(m, pairs)
		default:
			c.skip()
		}
	}
	return pairs
}

// expectedMessage reads a message that is written exactly as the service does,
// and otherwise reports false.
func (c *cursor) expectedMessage(m *Message, pairs []Pair) ([]Pair, bool) {
	if !c.literal(`{"id":`) {
		return pairs, false
	}
	m.ID = c.str()
	if !c.literal(`,"type":`) {
		return pairs, false
	}
	m.Type = c.str()
	if !c.literal(`,"sequenceId":`) {
		return pairs, false
	}
	m.SequenceID = c.str()
	if !c.literal(`,"version":`) {
		return pairs, false
	}
	m.Version = c.str()
	if !c.literal(`,"content":{"message":`) {
		return pairs, false
	}
	m.Text = c.str()
	if !c.literal(`},"senderDisplayName":`) {
		return pairs, false
	}
	m.SenderDisplayName = c.str()
	if !c.literal(`,"createdOn":`) {
		return pairs, false
	}
	m.CreatedOn = c.time()
	if !c.literal(`,"senderCommunicationIdentifier":`) {
		return pairs, false
	}
	c.identifier(&m.Sender)
	if c.literal(`,"metadata":`) {
		pairs = c.metadata(m, pairs)
	}
	return pairs, c.literal(`}`) && !c.failed
}

func (c *cursor) participant(p *Participant) {
	for c.open('{'); c.more('}'); {
		switch c.name() {
		case "communicationIdentifier":
			c.identifier(&p.ID)
		case "displayName":
			p.DisplayName = c.str()
		case "shareHistoryTime":
			p.ShareHistoryTime = c.time()
		default:
			c.skip()
		}
	}
}

func (c *cursor) identifier(id *Identifier) {
	start := c.at
	if c.literal(`{"kind":`) {
		id.Kind = c.str()
		if c.literal(`,"rawId":`) {
			id.RawID = c.str()
			if c.literal(`,"communicationUser":{"id":`) {
				id.UserID = c.str()
				if c.literal(`}}`) {
					return
				}
			}
		}
	}
	c.at = start
	for c.open('{'); c.more('}'); {
		switch c.name() {
		case "kind":
			id.Kind = c.str()
		case "rawId":
			id.RawID = c.str()
		case "communicationUser":
			id.UserID = c.only("id")
		default:
			c.skip()
		}
	}
}

// only reads an object and returns the member with the given name.
func (c *cursor) only(name string) string {
	var value string
	for c.open('{'); c.more('}'); {
		if c.name() == name {
			value = c.str()
		} else {
			c.skip()
		}
	}
	return value
}

func (c *cursor) metadata(m *Message, pairs []Pair) []Pair {
	start := len(pairs)
	for c.open('{'); c.more('}'); {
		name := c.name()
		pairs = append(pairs, Pair{name, c.str()})
	}
	m.Metadata = pairs[start:len(pairs):len(pairs)]
	return pairs
}
