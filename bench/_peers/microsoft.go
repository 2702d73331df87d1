package main

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/chatgen-go/chatgen/bench/internal/contender"
	"github.com/chatgen-go/chatgen/bench/internal/payload"
	"github.com/chatgen-go/chatgen/bench/peers/mschat"
)

func microsoft() []contender.Contender {
	topic := contender.Topic
	create := mschat.CreateChatThreadRequest{Topic: &topic}
	for _, p := range contender.Invited() {
		create.Participants = append(create.Participants, &mschat.ChatParticipant{
			CommunicationIdentifier: &mschat.CommunicationIdentifierModel{
				RawID: &p.UserID, CommunicationUser: &mschat.CommunicationUserIdentifierModel{ID: &p.UserID},
			},
			DisplayName: &p.DisplayName, ShareHistoryTime: &p.ShareHistoryTime,
		})
	}
	send := microsoftMessage()
	return []contender.Contender{{
		Name: "Microsoft's generator",
		Messages: contender.NewDecoder(func(body []byte, to *mschat.ChatMessagesCollection) error {
			return json.Unmarshal(body, to)
		}, microsoftMessages),
		Participants: contender.NewDecoder(func(body []byte, to *mschat.ChatParticipantsCollection) error {
			return json.Unmarshal(body, to)
		}, microsoftParticipants),
		Message:      contender.NewDecoder(func(body []byte, to *mschat.ChatMessage) error { return json.Unmarshal(body, to) }, microsoftValues),
		CreateThread: func() ([]byte, error) { return json.Marshal(&create) },
		SendMessage:  func() ([]byte, error) { return json.Marshal(&send) },
		Client:       microsoftClient,
	}}
}

func microsoftMessage() mschat.SendChatMessageRequest {
	content, name, messageType := payload.Text(), contender.SenderDisplayName, mschat.ChatMessageType(contender.MessageType)
	return mschat.SendChatMessageRequest{Content: &content, SenderDisplayName: &name, Type: &messageType}
}

// bearer sets the header Authorization. The generated client has no
// credential for the tokens of this service.
type bearer struct{ header string }

func (b bearer) Do(req *policy.Request) (*http.Response, error) {
	req.Raw().Header.Set("Authorization", b.header)
	return req.Next()
}

func microsoftClient(transport http.RoundTripper) (*contender.Client, error) {
	client, err := azcore.NewClient("mschat", "v0.1.0", runtime.PipelineOptions{
		PerRetry: []policy.Policy{bearer{"Bearer " + contender.Token()}},
	}, &azcore.ClientOptions{Transport: &http.Client{Transport: transport}})
	if err != nil {
		return nil, err
	}
	thread := mschat.NewChatThreadClient(contender.Endpoint, client)
	list := func(ctx context.Context) (mschat.ChatThreadClientListChatMessagesResponse, error) {
		size := int32(200)
		return thread.NewListChatMessagesPager(contender.ThreadID, &mschat.ChatThreadClientListChatMessagesOptions{MaxPageSize: &size}).NextPage(ctx)
	}
	return &contender.Client{
		Send: func(ctx context.Context) (string, error) {
			sent, err := thread.SendChatMessage(ctx, contender.ThreadID, microsoftMessage(), nil)
			return value(sent.ID), err
		},
		List: func(ctx context.Context) (contender.Page[contender.Message], error) {
			page, err := list(ctx)
			return microsoftMessages(&page.ChatMessagesCollection), err
		},
		ListOnly: func(ctx context.Context) error {
			_, err := list(ctx)
			return err
		},
	}, nil
}

func microsoftMessages(page *mschat.ChatMessagesCollection) contender.Page[contender.Message] {
	to := contender.Page[contender.Message]{NextLink: value(page.NextLink)}
	for _, m := range page.Value {
		to.Items = append(to.Items, microsoftValues(m))
	}
	return to
}

func microsoftValues(m *mschat.ChatMessage) contender.Message {
	to := contender.Message{
		ID: value(m.ID), Type: string(value(m.Type)), SequenceID: value(m.SequenceID), Version: value(m.Version),
		Text: value(value(m.Content).Message), SenderDisplayName: value(m.SenderDisplayName),
		SenderID:  value(value(value(m.SenderCommunicationIdentifier).CommunicationUser).ID),
		CreatedOn: value(m.CreatedOn),
	}
	for name, v := range m.Metadata {
		if to.Metadata == nil {
			to.Metadata = map[string]string{}
		}
		to.Metadata[name] = value(v)
	}
	return to
}

func microsoftParticipants(page *mschat.ChatParticipantsCollection) contender.Page[contender.Participant] {
	to := contender.Page[contender.Participant]{NextLink: value(page.NextLink)}
	for _, p := range page.Value {
		to.Items = append(to.Items, contender.Participant{
			UserID:           value(value(value(p.CommunicationIdentifier).CommunicationUser).ID),
			DisplayName:      value(p.DisplayName),
			ShareHistoryTime: value(p.ShareHistoryTime),
		})
	}
	return to
}
