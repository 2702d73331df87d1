package contender

import (
	"encoding/json"
	"time"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/chatgen-go/chatgen/bench/internal/payload"
)

// The structs that somebody would write for encoding/json, with the members that
// occur in the measured pages.
type (
	plainMessagesPage struct {
		Value    []plainMessage `json:"value"`
		NextLink string         `json:"nextLink,omitempty"`
	}
	plainMessage struct {
		ID                string            `json:"id"`
		Type              string            `json:"type"`
		SequenceID        string            `json:"sequenceId"`
		Version           string            `json:"version"`
		Content           *plainContent     `json:"content,omitempty"`
		SenderDisplayName string            `json:"senderDisplayName,omitempty"`
		CreatedOn         time.Time         `json:"createdOn"`
		Sender            *plainIdentifier  `json:"senderCommunicationIdentifier,omitempty"`
		DeletedOn         *time.Time        `json:"deletedOn,omitempty"`
		EditedOn          *time.Time        `json:"editedOn,omitempty"`
		Metadata          map[string]string `json:"metadata,omitempty"`
	}
	plainContent struct {
		Message string `json:"message,omitempty"`
		Topic   string `json:"topic,omitempty"`
	}
	plainIdentifier struct {
		Kind              string     `json:"kind,omitempty"`
		RawID             string     `json:"rawId,omitempty"`
		CommunicationUser *plainUser `json:"communicationUser,omitempty"`
	}
	plainUser struct {
		ID string `json:"id"`
	}
	plainParticipantsPage struct {
		Value    []plainParticipant `json:"value"`
		NextLink string             `json:"nextLink,omitempty"`
	}
	plainParticipant struct {
		ID               plainIdentifier   `json:"communicationIdentifier"`
		DisplayName      string            `json:"displayName,omitempty"`
		ShareHistoryTime *time.Time        `json:"shareHistoryTime,omitempty"`
		Metadata         map[string]string `json:"metadata,omitempty"`
	}
	plainCreateThread struct {
		Topic        string             `json:"topic"`
		Participants []plainParticipant `json:"participants,omitempty"`
		Metadata     map[string]string  `json:"metadata,omitempty"`
	}
	plainSendMessage struct {
		Content           string            `json:"content"`
		SenderDisplayName string            `json:"senderDisplayName,omitempty"`
		Type              string            `json:"type,omitempty"`
		Metadata          map[string]string `json:"metadata,omitempty"`
	}
)

// EncodingJSON returns encoding/json over plain structs.
func EncodingJSON() Contender {
	return newPlain("encoding/json", json.Unmarshal, json.Marshal)
}

// EncodingJSONv2 returns encoding/json/v2 over plain structs, as the module that
// is developed with it: in Go itself it needs GOEXPERIMENT=jsonv2, which would
// also replace encoding/json.
func EncodingJSONv2() Contender {
	return newPlain("encoding/json/v2",
		func(body []byte, to any) error { return jsonv2.Unmarshal(body, to) },
		func(from any) ([]byte, error) { return jsonv2.Marshal(from) })
}

func newPlain(name string, unmarshal func([]byte, any) error, marshal func(any) ([]byte, error)) Contender {
	create := plainCreateThread{Topic: Topic}
	for _, p := range Invited() {
		create.Participants = append(create.Participants, plainParticipant{
			ID:          plainIdentifier{RawID: p.UserID, CommunicationUser: &plainUser{ID: p.UserID}},
			DisplayName: p.DisplayName, ShareHistoryTime: &p.ShareHistoryTime,
		})
	}
	send := plainSendMessage{Content: payload.Text(), SenderDisplayName: SenderDisplayName, Type: MessageType}
	return Contender{
		Name:         name,
		Messages:     NewDecoder(func(body []byte, to *plainMessagesPage) error { return unmarshal(body, to) }, plainMessages),
		Participants: NewDecoder(func(body []byte, to *plainParticipantsPage) error { return unmarshal(body, to) }, plainParticipants),
		Message:      NewDecoder(func(body []byte, to *plainMessage) error { return unmarshal(body, to) }, plainValues),
		CreateThread: func() ([]byte, error) { return marshal(&create) },
		SendMessage:  func() ([]byte, error) { return marshal(&send) },
	}
}

func plainMessages(page *plainMessagesPage) Page[Message] {
	to := Page[Message]{NextLink: page.NextLink}
	for i := range page.Value {
		to.Items = append(to.Items, plainValues(&page.Value[i]))
	}
	return to
}

func plainValues(m *plainMessage) Message {
	to := Message{
		ID: m.ID, Type: m.Type, SequenceID: m.SequenceID, Version: m.Version,
		SenderDisplayName: m.SenderDisplayName, CreatedOn: m.CreatedOn, Metadata: m.Metadata,
	}
	if m.Content != nil {
		to.Text = m.Content.Message
	}
	if m.Sender != nil && m.Sender.CommunicationUser != nil {
		to.SenderID = m.Sender.CommunicationUser.ID
	}
	return to
}

func plainParticipants(page *plainParticipantsPage) Page[Participant] {
	to := Page[Participant]{NextLink: page.NextLink}
	for _, p := range page.Value {
		v := Participant{DisplayName: p.DisplayName}
		if p.ID.CommunicationUser != nil {
			v.UserID = p.ID.CommunicationUser.ID
		}
		if p.ShareHistoryTime != nil {
			v.ShareHistoryTime = *p.ShareHistoryTime
		}
		to.Items = append(to.Items, v)
	}
	return to
}
