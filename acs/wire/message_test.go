package wire_test

import (
	"encoding/json"
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
	Value      []message
	NextLink   string
	ItemErrors []*wire.ItemError
	ItemJSON   []json.RawMessage
}

func (v *messagePage) decode(d *wire.Decoder) {
	o := d.Object()
	for o.More() {
		wire.DecodeOptional(&o, "value", &v.Value, wire.DecodeItems((*message).decode))
		wire.DecodeOptional(&o, "nextLink", &v.NextLink, wire.DecodeString)
	}
}

func (v *message) decode(d *wire.Decoder) {
	o := d.Object()
	for o.More() {
		wire.DecodeOptional(&o, "id", &v.ID, wire.DecodeString)
		wire.DecodeOptional(&o, "type", &v.Type, wire.DecodeString)
		wire.DecodeOptional(&o, "sequenceId", &v.SequenceID, wire.DecodeString)
		wire.DecodeOptional(&o, "version", &v.Version, wire.DecodeString)
		wire.DecodeOptional(&o, "content", &v.Content, (*messageContent).decode)
		wire.DecodeOptional(&o, "senderDisplayName", &v.SenderDisplayName, wire.DecodeString)
		wire.DecodeOptional(&o, "createdOn", &v.CreatedOn, wire.DecodeTime)
		wire.DecodeOptional(&o, "senderCommunicationIdentifier", &v.Sender, acs.DecodeIdentifier)
		wire.DecodeOptional(&o, "deletedOn", &v.DeletedOn, wire.DecodeTime)
		wire.DecodeOptional(&o, "editedOn", &v.EditedOn, wire.DecodeTime)
		wire.DecodeOptional(&o, "metadata", &v.Metadata, wire.DecodeMap(wire.DecodeString[string]))
	}
}

func (v *messageContent) decode(d *wire.Decoder) {
	o := d.Object()
	for o.More() {
		wire.DecodeOptional(&o, "message", &v.Message, wire.DecodeString)
		wire.DecodeOptional(&o, "topic", &v.Topic, wire.DecodeString)
		wire.DecodeOptional(&o, "participants", &v.Participants, wire.DecodeSlice((*participant).decode))
		wire.DecodeOptional(&o, "attachments", &v.Attachments, wire.DecodeSlice((*attachment).decode))
		wire.DecodeOptional(&o, "initiatorCommunicationIdentifier", &v.Initiator, acs.DecodeIdentifier)
	}
}

func (v *participant) decode(d *wire.Decoder) {
	o := d.Object()
	for o.More() {
		wire.DecodeOptional(&o, "communicationIdentifier", &v.ID, acs.DecodeIdentifier)
		wire.DecodeOptional(&o, "displayName", &v.DisplayName, wire.DecodeString)
		wire.DecodeOptional(&o, "shareHistoryTime", &v.ShareHistoryTime, wire.DecodeTime)
	}
}

func (v *attachment) decode(d *wire.Decoder) {
	o := d.Object()
	for o.More() {
		wire.DecodeOptional(&o, "id", &v.ID, wire.DecodeString)
		wire.DecodeOptional(&o, "attachmentType", &v.Type, wire.DecodeString)
		wire.DecodeOptional(&o, "name", &v.Name, wire.DecodeString)
		wire.DecodeOptional(&o, "url", &v.URL, wire.DecodeString)
		wire.DecodeOptional(&o, "previewUrl", &v.PreviewURL, wire.DecodeString)
	}
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
