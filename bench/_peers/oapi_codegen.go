package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/chatgen-go/chatgen/bench/internal/contender"
	"github.com/chatgen-go/chatgen/bench/internal/payload"
	"github.com/chatgen-go/chatgen/bench/peers/oapichat"
)

func oapiCodegen() contender.Contender {
	create := oapichat.CreateChatThreadRequest{Topic: contender.Topic, Participants: &[]oapichat.ChatParticipant{}}
	for _, p := range contender.Invited() {
		*create.Participants = append(*create.Participants, oapichat.ChatParticipant{
			CommunicationIdentifier: oapichat.CommunicationIdentifierModel{
				RawId: &p.UserID, CommunicationUser: &oapichat.CommunicationUserIdentifierModel{Id: p.UserID},
			},
			DisplayName: &p.DisplayName, ShareHistoryTime: &p.ShareHistoryTime,
		})
	}
	send := oapiMessage()
	return contender.Contender{
		Name: "oapi-codegen",
		Messages: contender.NewDecoder(func(body []byte, to *oapichat.ChatMessagesCollection) error {
			return json.Unmarshal(body, to)
		}, oapiMessages),
		Participants: contender.NewDecoder(func(body []byte, to *oapichat.ChatParticipantsCollection) error {
			return json.Unmarshal(body, to)
		}, oapiParticipants),
		Message:      contender.NewDecoder(func(body []byte, to *oapichat.ChatMessage) error { return json.Unmarshal(body, to) }, oapiValues),
		CreateThread: func() ([]byte, error) { return json.Marshal(&create) },
		SendMessage:  func() ([]byte, error) { return json.Marshal(&send) },
		Client:       oapiClient,
	}
}

func oapiMessage() oapichat.SendChatMessageRequest {
	name, messageType := contender.SenderDisplayName, oapichat.ChatMessageType(contender.MessageType)
	return oapichat.SendChatMessageRequest{Content: payload.Text(), SenderDisplayName: &name, Type: &messageType}
}

func oapiClient(transport http.RoundTripper) (*contender.Client, error) {
	header := "Bearer " + contender.Token()
	client, err := oapichat.NewClientWithResponses(contender.Endpoint,
		oapichat.WithHTTPClient(&http.Client{Transport: transport}),
		oapichat.WithRequestEditorFn(func(_ context.Context, req *http.Request) error {
			req.Header.Set("Authorization", header)
			return nil
		}))
	if err != nil {
		return nil, err
	}
	list := func(ctx context.Context) (*oapichat.ChatMessagesCollection, error) {
		size := int32(200)
		resp, err := client.ChatThreadListChatMessagesWithResponse(ctx, contender.ThreadID,
			&oapichat.ChatThreadListChatMessagesParams{MaxPageSize: &size, ApiVersion: contender.APIVersion})
		if err != nil {
			return nil, err
		}
		if resp.JSON200 == nil {
			return nil, fmt.Errorf("unexpected status %s", resp.Status())
		}
		return resp.JSON200, nil
	}
	return &contender.Client{
		Send: func(ctx context.Context) (string, error) {
			resp, err := client.ChatThreadSendChatMessageWithResponse(ctx, contender.ThreadID,
				&oapichat.ChatThreadSendChatMessageParams{ApiVersion: contender.APIVersion}, oapiMessage())
			if err != nil {
				return "", err
			}
			if resp.JSON201 == nil {
				return "", fmt.Errorf("unexpected status %s", resp.Status())
			}
			return resp.JSON201.Id, nil
		},
		List: func(ctx context.Context) (contender.Page[contender.Message], error) {
			page, err := list(ctx)
			if err != nil {
				return contender.Page[contender.Message]{}, err
			}
			return oapiMessages(page), nil
		},
		ListOnly: func(ctx context.Context) error {
			_, err := list(ctx)
			return err
		},
	}, nil
}

func oapiMessages(page *oapichat.ChatMessagesCollection) contender.Page[contender.Message] {
	to := contender.Page[contender.Message]{NextLink: value(page.NextLink)}
	for i := range page.Value {
		to.Items = append(to.Items, oapiValues(&page.Value[i]))
	}
	return to
}

func oapiValues(m *oapichat.ChatMessage) contender.Message {
	return contender.Message{
		ID: m.Id, Type: string(m.Type), SequenceID: m.SequenceId, Version: m.Version, Text: value(value(m.Content).Message),
		SenderDisplayName: value(m.SenderDisplayName), SenderID: value(value(m.SenderCommunicationIdentifier).CommunicationUser).Id,
		CreatedOn: m.CreatedOn, Metadata: value(m.Metadata),
	}
}

func oapiParticipants(page *oapichat.ChatParticipantsCollection) contender.Page[contender.Participant] {
	to := contender.Page[contender.Participant]{NextLink: value(page.NextLink)}
	for _, p := range page.Value {
		to.Items = append(to.Items, contender.Participant{
			UserID:           value(p.CommunicationIdentifier.CommunicationUser).Id,
			DisplayName:      value(p.DisplayName),
			ShareHistoryTime: value(p.ShareHistoryTime),
		})
	}
	return to
}
