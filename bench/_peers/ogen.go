package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/go-faster/jx"

	"github.com/chatgen-go/chatgen/bench/internal/contender"
	"github.com/chatgen-go/chatgen/bench/internal/payload"
	"github.com/chatgen-go/chatgen/bench/peers/ogenchat"
)

func ogen() contender.Contender {
	create := ogenchat.CreateChatThreadRequest{Topic: contender.Topic}
	for _, p := range contender.Invited() {
		create.Participants = append(create.Participants, ogenchat.ChatParticipant{
			CommunicationIdentifier: ogenchat.CommunicationIdentifierModel{
				RawId:             ogenchat.NewOptString(p.UserID),
				CommunicationUser: ogenchat.NewOptCommunicationUserIdentifierModel(ogenchat.CommunicationUserIdentifierModel{ID: p.UserID}),
			},
			DisplayName:      ogenchat.NewOptString(p.DisplayName),
			ShareHistoryTime: ogenchat.NewOptDateTime(p.ShareHistoryTime),
		})
	}
	send := ogenMessage()
	return contender.Contender{
		Name: "ogen",
		Messages: contender.NewDecoder(func(body []byte, to *ogenchat.ChatMessagesCollection) error {
			return to.UnmarshalJSON(body)
		}, ogenMessages),
		Participants: contender.NewDecoder(func(body []byte, to *ogenchat.ChatParticipantsCollection) error {
			return to.UnmarshalJSON(body)
		}, ogenParticipants),
		Message:      contender.NewDecoder(func(body []byte, to *ogenchat.ChatMessage) error { return to.UnmarshalJSON(body) }, ogenValues),
		CreateThread: func() ([]byte, error) { return ogenEncode(&create) },
		SendMessage:  func() ([]byte, error) { return ogenEncode(send) },
		Client:       ogenClient,
	}
}

// ogenEncode encodes with a pooled encoder. MarshalJSON and the generated client use
// a new one for each request, which grows several times.
func ogenEncode(v interface{ Encode(*jx.Encoder) }) ([]byte, error) {
	e := jx.GetEncoder()
	defer jx.PutEncoder(e)
	v.Encode(e)
	return bytes.Clone(e.Bytes()), nil
}

func ogenMessage() *ogenchat.SendChatMessageRequest {
	return &ogenchat.SendChatMessageRequest{
		Content:           payload.Text(),
		SenderDisplayName: ogenchat.NewOptString(contender.SenderDisplayName),
		Type:              ogenchat.NewOptChatMessageType(contender.MessageType),
	}
}

// ogenToken is the source of the header Authorization.
type ogenToken struct{ header string }

func (t ogenToken) Authorization(context.Context, ogenchat.OperationName) (ogenchat.Authorization, error) {
	return ogenchat.Authorization{APIKey: t.header}, nil
}

func ogenClient(transport http.RoundTripper) (*contender.Client, error) {
	client, err := ogenchat.NewClient(contender.Endpoint, ogenToken{"Bearer " + contender.Token()},
		ogenchat.WithClient(&http.Client{Transport: transport}))
	if err != nil {
		return nil, err
	}
	list := func(ctx context.Context) (*ogenchat.ChatMessagesCollection, error) {
		resp, err := client.ChatThreadListChatMessages(ctx, ogenchat.ChatThreadListChatMessagesParams{
			ChatThreadId: contender.ThreadID, APIVersion: contender.APIVersion, MaxPageSize: ogenchat.NewOptInt32(200),
		})
		if err != nil {
			return nil, err
		}
		page, ok := resp.(*ogenchat.ChatMessagesCollection)
		if !ok {
			return nil, fmt.Errorf("unexpected response %T", resp)
		}
		return page, nil
	}
	return &contender.Client{
		Send: func(ctx context.Context) (string, error) {
			resp, err := client.ChatThreadSendChatMessage(ctx, ogenMessage(), ogenchat.ChatThreadSendChatMessageParams{
				ChatThreadId: contender.ThreadID, APIVersion: contender.APIVersion,
			})
			if err != nil {
				return "", err
			}
			sent, ok := resp.(*ogenchat.SendChatMessageResult)
			if !ok {
				return "", fmt.Errorf("unexpected response %T", resp)
			}
			return sent.ID, nil
		},
		List: func(ctx context.Context) (contender.Page[contender.Message], error) {
			page, err := list(ctx)
			if err != nil {
				return contender.Page[contender.Message]{}, err
			}
			return ogenMessages(page), nil
		},
		ListOnly: func(ctx context.Context) error {
			_, err := list(ctx)
			return err
		},
	}, nil
}

func ogenMessages(page *ogenchat.ChatMessagesCollection) contender.Page[contender.Message] {
	to := contender.Page[contender.Message]{NextLink: page.NextLink.Or("")}
	for i := range page.Value {
		to.Items = append(to.Items, ogenValues(&page.Value[i]))
	}
	return to
}

func ogenValues(m *ogenchat.ChatMessage) contender.Message {
	return contender.Message{
		ID: m.ID, Type: string(m.Type), SequenceID: m.SequenceId, Version: m.Version, Text: m.Content.Value.Message.Or(""),
		SenderDisplayName: m.SenderDisplayName.Or(""), SenderID: m.SenderCommunicationIdentifier.Value.CommunicationUser.Value.ID,
		CreatedOn: m.CreatedOn, Metadata: m.Metadata.Value,
	}
}

func ogenParticipants(page *ogenchat.ChatParticipantsCollection) contender.Page[contender.Participant] {
	to := contender.Page[contender.Participant]{NextLink: page.NextLink.Or("")}
	for _, p := range page.Value {
		to.Items = append(to.Items, contender.Participant{
			UserID:           p.CommunicationIdentifier.CommunicationUser.Value.ID,
			DisplayName:      p.DisplayName.Or(""),
			ShareHistoryTime: p.ShareHistoryTime.Or(time.Time{}),
		})
	}
	return to
}
