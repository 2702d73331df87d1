package wire_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire"
)

// message and its nested types have the properties of a chat message.
type message struct {
	ID                string
	Type              string
	SequenceID        string
	Version           string
	Content           messageContent
	SenderDisplayName string
	CreatedOn         time.Time
	Sender            acs.Identifier
	DeletedOn         time.Time
	EditedOn          time.Time
	Metadata          map[string]string
}

type messageContent struct {
	Message      string
	Topic        string
	Participants []participant
	Attachments  []attachment
	Initiator    acs.Identifier
}

type participant struct {
	ID               acs.Identifier
	DisplayName      string
	ShareHistoryTime time.Time
}

type attachment struct {
	ID, Type, Name, URL, PreviewURL string
}

type messagePage struct {
	Value    []message
	NextLink string
}

func (v *messagePage) decode(d *wire.Decoder) error {
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "value":
			return wire.DecodeSlice((*message).decode)(&v.Value, d)
		case "nextLink":
			return wire.DecodeString(&v.NextLink, d)
		}
		return d.Skip()
	})
}

func (v *message) decode(d *wire.Decoder) error {
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "id":
			return wire.DecodeString(&v.ID, d)
		case "type":
			return wire.DecodeString(&v.Type, d)
		case "sequenceId":
			return wire.DecodeString(&v.SequenceID, d)
		case "version":
			return wire.DecodeString(&v.Version, d)
		case "content":
			return v.Content.decode(d)
		case "senderDisplayName":
			return wire.DecodeString(&v.SenderDisplayName, d)
		case "createdOn":
			return wire.DecodeTime(&v.CreatedOn, d)
		case "senderCommunicationIdentifier":
			return acs.DecodeIdentifier(&v.Sender, d)
		case "deletedOn":
			return wire.DecodeTime(&v.DeletedOn, d)
		case "editedOn":
			return wire.DecodeTime(&v.EditedOn, d)
		case "metadata":
			return wire.DecodeMap(wire.DecodeString[string])(&v.Metadata, d)
		}
		return d.Skip()
	})
}

func (v *messageContent) decode(d *wire.Decoder) error {
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "message":
			return wire.DecodeString(&v.Message, d)
		case "topic":
			return wire.DecodeString(&v.Topic, d)
		case "participants":
			return wire.DecodeSlice((*participant).decode)(&v.Participants, d)
		case "attachments":
			return wire.DecodeSlice((*attachment).decode)(&v.Attachments, d)
		case "initiatorCommunicationIdentifier":
			return acs.DecodeIdentifier(&v.Initiator, d)
		}
		return d.Skip()
	})
}

func (v *participant) decode(d *wire.Decoder) error {
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "communicationIdentifier":
			return acs.DecodeIdentifier(&v.ID, d)
		case "displayName":
			return wire.DecodeString(&v.DisplayName, d)
		case "shareHistoryTime":
			return wire.DecodeTime(&v.ShareHistoryTime, d)
		}
		return d.Skip()
	})
}

func (v *attachment) decode(d *wire.Decoder) error {
	return d.Object(func(name []byte) error {
		switch string(name) {
		case "id":
			return wire.DecodeString(&v.ID, d)
		case "attachmentType":
			return wire.DecodeString(&v.Type, d)
		case "name":
			return wire.DecodeString(&v.Name, d)
		case "url":
			return wire.DecodeString(&v.URL, d)
		case "previewUrl":
			return wire.DecodeString(&v.PreviewURL, d)
		}
		return d.Skip()
	})
}

// pageJSON returns a page of chat messages in the service's format. One in ten is a
// system message.
func pageJSON(messages int, nextLink string) []byte {
	const user = `{"rawId":"8:acs:11111111-2222-3333-4444-555555555555_66666666-7777-8888-9999-000000000000",` +
		`"communicationUser":{"id":"8:acs:11111111-2222-3333-4444-555555555555_66666666-7777-8888-9999-000000000000"}}`
	items := make([]string, messages)
	for i := range items {
		head := fmt.Sprintf(`{"id":"17419968%05d","sequenceId":"%d","version":"17419968%05d","createdOn":"2025-03-15T08:00:%02dZ",`, i, i+1, i, i%60)
		if i%10 == 9 {
			items[i] = head + `"type":"participantAdded","content":{"participants":[{"communicationIdentifier":` + user +
				`,"displayName":"Ada","shareHistoryTime":"1970-01-01T00:00:00Z"}],"initiatorCommunicationIdentifier":` + user + `}}`
			continue
		}
		items[i] = head + `"type":"text","content":{"message":"It is noon: would you like to join us for lunch around the corner?","attachments":[]},` +
			`"senderDisplayName":"","senderCommunicationIdentifier":` + user + `,"metadata":{"hasAttachment":"true"}}`
	}
	text := `{"value":[` + strings.Join(items, ",") + `]`
	if nextLink != "" {
		text += fmt.Sprintf(`,"nextLink":%q`, nextLink)
	}
	return []byte(text + `}`)
}

// The page in the benchmarks is decoded completely by functions like those in
// generated code.
func TestDecodePage(t *testing.T) {
	var page messagePage
	if err := wire.Unmarshal(pageJSON(200, "https://example.com/next"), &page, (*messagePage).decode); err != nil {
		t.Fatal(err)
	}
	if len(page.Value) != 200 || page.NextLink != "https://example.com/next" {
		t.Fatalf("got %d messages and next link %q", len(page.Value), page.NextLink)
	}
	text, system := page.Value[198], page.Value[199]
	if text.ID != "1741996800198" || text.Sender == nil || text.Content.Message == "" || text.CreatedOn.IsZero() || text.Metadata["hasAttachment"] != "true" {
		t.Errorf("text: got %+v", text)
	}
	if system.Type != "participantAdded" || len(system.Content.Participants) != 1 || system.Content.Initiator == nil || system.Sender != nil {
		t.Errorf("system message: got %+v", system)
	}
}
