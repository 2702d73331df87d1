package emulator

import (
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// The types below are encoded as the Chat service encodes its responses: with
// times in whole seconds, with empty names and lists where the service sends them,
// and with the properties that the requested API version defines. Where versions
// have different properties for the same value, only one of them is set.

type wirePage[T any] struct {
	Value    []T    `json:"value"`
	NextLink string `json:"nextLink,omitempty"`
}

type wireThread struct {
	ID              string               `json:"id"`
	Topic           string               `json:"topic"`
	CreatedOn       string               `json:"createdOn"`
	CreatedBy       acs.Identifier       `json:"createdByCommunicationIdentifier,omitempty"`
	CreatedByRawID  string               `json:"createdBy,omitempty"`
	DeletedOn       string               `json:"deletedOn,omitempty"`
	Metadata        map[string]string    `json:"metadata,omitempty"`
	RetentionPolicy chat.RetentionPolicy `json:"retentionPolicy,omitempty"`
}

// identifier returns the identifier or its raw ID, as the version contains it.
func (v version) identifier(id acs.Identifier) (acs.Identifier, string) {
	if id != nil && v.hasRawIDs() {
		return nil, id.RawID()
	}
	return id, ""
}

func (v version) thread(t chat.ThreadProperties) wireThread {
	w := wireThread{ID: string(t.ID), Topic: t.Topic, CreatedOn: chatTime(t.CreatedOn), DeletedOn: chatTime(t.DeletedOn)}
	w.CreatedBy, w.CreatedByRawID = v.identifier(t.CreatedBy)
	if v.hasThreadMetadata() {
		w.Metadata = t.Metadata
	}
	if v.hasThreadData() {
		w.RetentionPolicy = t.RetentionPolicy
	}
	return w
}

// wireRejections are the rejected participants, as part of a result.
type wireRejections struct {
	InvalidParticipants []acs.ErrorDetail `json:"invalidParticipants,omitempty"`
	Errors              *wireErrors       `json:"errors,omitempty"`
}

type wireErrors struct {
	InvalidParticipants []acs.ErrorDetail `json:"invalidParticipants"`
}

func (v version) addResult(rejected []acs.ErrorDetail) wireRejections {
	if len(rejected) > 0 && v < versionFlatRejections {
		return wireRejections{Errors: &wireErrors{rejected}}
	}
	return wireRejections{InvalidParticipants: rejected}
}

type wireCreateResult struct {
	Thread wireThread `json:"chatThread"`
	wireRejections
}

func (v version) createResult(c chat.CreateThreadResult) wireCreateResult {
	return wireCreateResult{v.thread(c.Thread), v.addResult(c.InvalidParticipants)}
}

type wireThreadItem struct {
	ID            string `json:"id"`
	Topic         string `json:"topic"`
	DeletedOn     string `json:"deletedOn,omitempty"`
	LastMessageOn string `json:"lastMessageReceivedOn,omitempty"`
}

func (version) threadItem(t chat.ThreadItem) wireThreadItem {
	return wireThreadItem{string(t.ID), t.Topic, chatTime(t.DeletedOn), chatTime(t.LastMessageReceivedOn)}
}

type wireParticipant struct {
	ID               acs.Identifier    `json:"communicationIdentifier,omitempty"`
	RawID            string            `json:"id,omitempty"`
	DisplayName      string            `json:"displayName,omitempty"`
	ShareHistoryTime string            `json:"shareHistoryTime"`
	Metadata         map[string]string `json:"metadata,omitempty"`
}

func (v version) participant(p chat.Participant) wireParticipant {
	w := wireParticipant{DisplayName: p.DisplayName, ShareHistoryTime: chatTime(p.ShareHistoryTime)}
	w.ID, w.RawID = v.identifier(p.ID)
	if v.hasThreadData() {
		w.Metadata = p.Metadata
	}
	return w
}

type wireSendResult struct {
	ID string `json:"id"`
}

type wireMessage struct {
	ID          string            `json:"id"`
	Type        string            `json:"type"`
	SequenceID  string            `json:"sequenceId"`
	Version     string            `json:"version"`
	Content     wireContent       `json:"content"`
	SenderName  *string           `json:"senderDisplayName,omitempty"`
	CreatedOn   string            `json:"createdOn"`
	Sender      acs.Identifier    `json:"senderCommunicationIdentifier,omitempty"`
	SenderRawID string            `json:"senderId,omitempty"`
	DeletedOn   string            `json:"deletedOn,omitempty"`
	EditedOn    string            `json:"editedOn,omitempty"`
	Metadata    map[string]string `json:"metadata,omitempty"`
}

type wireContent struct {
	Message        *string            `json:"message,omitempty"`
	Topic          *string            `json:"topic,omitempty"`
	Attachments    *[]chat.Attachment `json:"attachments,omitempty"`
	Participants   []wireParticipant  `json:"participants,omitempty"`
	Initiator      acs.Identifier     `json:"initiatorCommunicationIdentifier,omitempty"`
	InitiatorRawID string             `json:"initiator,omitempty"`
}

func (v version) message(m chat.Message) wireMessage {
	w := wireMessage{
		ID: string(m.ID), Type: string(m.Type), SequenceID: m.SequenceID, Version: m.Version, Content: v.content(m),
		CreatedOn: chatTime(m.CreatedOn), DeletedOn: chatTime(m.DeletedOn), EditedOn: chatTime(m.EditedOn),
	}
	w.Sender, w.SenderRawID = v.identifier(m.Sender)
	if m.Sender != nil {
		w.SenderName = &m.SenderDisplayName // even if it is empty; system messages do not have the property
	}
	if v.hasMessageData() {
		w.Metadata = m.Metadata
	}
	return w
}

// content returns the content of a message, which is empty if the message is deleted.
func (v version) content(m chat.Message) wireContent {
	var w wireContent
	w.Initiator, w.InitiatorRawID = v.identifier(m.Content.Initiator)
	switch m.Type {
	case chat.MessageTypeTopicUpdated:
		w.Topic = &m.Content.Topic
	case chat.MessageTypeParticipantAdded, chat.MessageTypeParticipantRemoved:
		w.Participants = mapSlice(m.Content.Participants, v.participant)
	default:
		w.Message = &m.Content.Message
		if v.hasAttachments() {
			w.Attachments = &[]chat.Attachment{} // always empty, as messages cannot be sent with attachments
		}
	}
	return w
}

type wireReceipt struct {
	Sender      acs.Identifier `json:"senderCommunicationIdentifier,omitempty"`
	SenderRawID string         `json:"senderId,omitempty"`
	MessageID   string         `json:"chatMessageId"`
	ReadOn      string         `json:"readOn"`
}

func (v version) receipt(r chat.ReadReceipt) wireReceipt {
	w := wireReceipt{MessageID: string(r.MessageID), ReadOn: chatTime(r.ReadOn)}
	w.Sender, w.SenderRawID = v.identifier(r.Sender)
	return w
}

// mapSlice returns the results of f for each item. The result is never nil.
func mapSlice[A, B any](list []A, f func(A) B) []B {
	result := make([]B, len(list))
	for i, item := range list {
		result[i] = f(item)
	}
	return result
}

// chatTime formats a time as Chat does, for example "2025-11-22T10:50:50Z". It
// returns "" for the zero time.
func chatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// The types below are encoded as the Identity service encodes its responses.

type wireUser struct {
	Identity struct {
		ID string `json:"id"`
	} `json:"identity"`
	AccessToken *wireToken `json:"accessToken,omitempty"`
}

type wireToken struct {
	Token     string `json:"token"`
	ExpiresOn string `json:"expiresOn"`
}

func newWireUser(user acs.UserIdentifier, token *wireToken) wireUser {
	w := wireUser{AccessToken: token}
	w.Identity.ID = user.RawID()
	return w
}

// newWireToken formats the time as Identity does, for example
// "2025-11-22T10:50:50.1234567+00:00".
func newWireToken(t engine.AccessToken) *wireToken {
	return &wireToken{t.Token, t.ExpiresOn.UTC().Format("2006-01-02T15:04:05.0000000-07:00")}
}
