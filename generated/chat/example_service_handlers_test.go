package chat_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// This file contains the handlers of exampleService.

func (s *exampleService) createThread(r *http.Request) (any, error) {
	id := r.Header.Get("repeatability-request-id")
	if t := s.byRequestID[id]; t != nil {
		return chat.CreateThreadResult{Thread: t.properties}, nil
	}
	var in struct {
		Topic        string             `json:"topic"`
		Participants []chat.Participant `json:"participants"`
		Metadata     map[string]string  `json:"metadata"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	accepted, rejected := s.validate(in.Participants)
	threadID := chat.ThreadID(fmt.Sprintf("19:thread%d@thread.v2", len(s.threads)+1))
	t := s.addThread(threadID, in.Topic, append([]chat.Participant{{ID: exampleCaller(), DisplayName: "Ann"}}, accepted...)...)
	t.properties.Metadata = in.Metadata
	s.byRequestID[id] = t
	return chat.CreateThreadResult{Thread: t.properties, InvalidParticipants: rejected}, nil
}

func (s *exampleService) listThreads(r *http.Request) (any, error) {
	var items []chat.ThreadItem
	for _, t := range s.threads {
		newest := t.messages[len(t.messages)-1].CreatedOn
		if t.hasParticipant(exampleCaller()) && isInTimeRange(r, newest) {
			items = append(items, chat.ThreadItem{ID: t.properties.ID, Topic: t.properties.Topic, LastMessageReceivedOn: newest})
		}
	}
	return examplePage(r, items)
}

func (s *exampleService) getThread(t *exampleThread, _ *http.Request) (any, error) {
	return t.properties, nil
}

func (s *exampleService) updateThread(t *exampleThread, r *http.Request) error {
	var patch struct {
		Topic           string            `json:"topic"`
		Metadata        map[string]string `json:"metadata"`
		RetentionPolicy json.RawMessage   `json:"retentionPolicy"`
	}
	if err := json.NewDecoder(r.Body).Decode(&patch); err != nil {
		return err
	}
	t.properties.Metadata = mergeMetadata(t.properties.Metadata, patch.Metadata)
	if policy := patch.RetentionPolicy; string(policy) == "null" {
		t.properties.RetentionPolicy = chat.NoneRetentionPolicy{}
	} else if policy != nil {
		var err error
		if t.properties.RetentionPolicy, err = chat.UnmarshalRetentionPolicy(policy); err != nil {
			return err
		}
	}
	if patch.Topic != "" {
		s.setTopic(t, patch.Topic)
	}
	return nil
}

func (s *exampleService) deleteThread(t *exampleThread, _ *http.Request) error {
	s.threads = slices.DeleteFunc(s.threads, func(other *exampleThread) bool { return other == t })
	return nil
}

func (s *exampleService) listParticipants(t *exampleThread, r *http.Request) (any, error) {
	return examplePage(r, t.participants)
}

func (s *exampleService) addParticipants(t *exampleThread, r *http.Request) (any, error) {
	var in struct {
		Participants []chat.Participant `json:"participants"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	accepted, rejected := s.validate(in.Participants)
	if len(accepted) > 0 {
		s.addToThread(t, accepted)
	}
	return chat.AddParticipantsResult{InvalidParticipants: rejected}, nil
}

func (s *exampleService) removeParticipant(t *exampleThread, r *http.Request) error {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	id, err := acs.UnmarshalIdentifier(data)
	if err != nil {
		return err
	}
	t.participants = slices.DeleteFunc(t.participants, func(p chat.Participant) bool { return acs.Equal(p.ID, id) })
	return nil
}

func (s *exampleService) sendMessage(t *exampleThread, r *http.Request) (any, error) {
	var in struct {
		Content           string            `json:"content"`
		Type              chat.MessageType  `json:"type"`
		SenderDisplayName string            `json:"senderDisplayName"`
		Metadata          map[string]string `json:"metadata"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	if in.Type == "" {
		in.Type = chat.MessageTypeText
	}
	message := s.addMessage(t, chat.Message{
		Type: in.Type, Content: chat.MessageContent{Message: in.Content},
		Sender: exampleCaller(), SenderDisplayName: in.SenderDisplayName, Metadata: in.Metadata,
	})
	return chat.SendMessageResult{ID: message.ID}, nil
}

func (s *exampleService) listMessages(t *exampleThread, r *http.Request) (any, error) {
	var items []chat.Message
	for _, m := range slices.Backward(t.messages) {
		if isInTimeRange(r, m.CreatedOn) {
			items = append(items, m)
		}
	}
	return examplePage(r, items)
}

// findMessage returns the message whose ID is in the path.
func (t *exampleThread) findMessage(r *http.Request) (*chat.Message, error) {
	for i := range t.messages {
		if string(t.messages[i].ID) == r.PathValue("message") {
			return &t.messages[i], nil
		}
	}
	return nil, &exampleError{status: http.StatusNotFound, code: "NotFound", message: "Message not found"}
}

func (s *exampleService) getMessage(t *exampleThread, r *http.Request) (any, error) {
	return t.findMessage(r)
}

func (s *exampleService) updateMessage(t *exampleThread, r *http.Request) error {
	message, err := t.findMessage(r)
	if err != nil {
		return err
	}
	var patch struct {
		Content  string            `json:"content"`
		Metadata map[string]string `json:"metadata"`
	}
	if err := json.NewDecoder(r.Body).Decode(&patch); err != nil {
		return err
	}
	if patch.Content != "" {
		message.Content.Message = patch.Content
	}
	message.Metadata = mergeMetadata(message.Metadata, patch.Metadata)
	message.EditedOn = s.tick()
	return nil
}

func (s *exampleService) deleteMessage(t *exampleThread, r *http.Request) error {
	message, err := t.findMessage(r)
	if err != nil {
		return err
	}
	message.Content, message.DeletedOn = chat.MessageContent{}, s.tick()
	return nil
}

func (s *exampleService) listReceipts(t *exampleThread, r *http.Request) (any, error) {
	return examplePage(r, t.receipts)
}

func (s *exampleService) sendReceipt(t *exampleThread, r *http.Request) error {
	var in struct {
		MessageID chat.MessageID `json:"chatMessageId"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return err
	}
	t.receipts = append(t.receipts, chat.ReadReceipt{Sender: exampleCaller(), MessageID: in.MessageID, ReadOn: s.tick()})
	return nil
}
