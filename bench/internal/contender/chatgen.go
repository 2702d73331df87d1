package contender

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/bench/internal/payload"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// Chatgen returns the generated package of this repository.
//
// Its methods encode their requests themselves, without an exported type. Thus the
// two encoding functions measure exported types of the same shape: a page of
// participants, whose only other member is a string, and an attachment, which
// has three strings. [ChatgenBodies] returns the requests themselves.
func Chatgen() Contender {
	page := chat.ParticipantsPage{Value: chatgenInvited(), NextLink: Topic}
	attachment := chat.Attachment{ID: payload.Text(), Type: MessageType, Name: SenderDisplayName}
	return Contender{
		Name:         "ours",
		Messages:     NewDecoder(func(body []byte, to *chat.MessagesPage) error { return to.UnmarshalJSON(body) }, chatgenMessages),
		Participants: NewDecoder(func(body []byte, to *chat.ParticipantsPage) error { return to.UnmarshalJSON(body) }, chatgenParticipants),
		Message:      NewDecoder(func(body []byte, to *chat.Message) error { return to.UnmarshalJSON(body) }, chatgenMessage),
		CreateThread: page.MarshalJSON,
		SendMessage:  attachment.MarshalJSON,
		Client:       chatgenClient,
	}
}

// ChatgenBodies returns the bodies that the client sends to create a thread and to
// send a message.
func ChatgenBodies(ctx context.Context) (createThread, sendMessage []byte, err error) {
	recorded := Transport{Record: true}
	client, err := newChatgenClient(&recorded)
	if err != nil {
		return nil, nil, err
	}
	if _, err := client.CreateThread(ctx, Topic, &chat.CreateThreadOptions{Participants: chatgenInvited()}); err != nil {
		return nil, nil, err
	}
	createThread = recorded.Sent
	if _, err := client.Thread(ThreadID).SendMessage(ctx, payload.Text(), sendMessageOptions()); err != nil {
		return nil, nil, err
	}
	return createThread, recorded.Sent, nil
}

func chatgenInvited() []chat.Participant {
	invited := make([]chat.Participant, 0, 10)
	for _, p := range Invited() {
		invited = append(invited, chat.Participant{
			ID: acs.UserIdentifier{ID: p.UserID}, DisplayName: p.DisplayName, ShareHistoryTime: p.ShareHistoryTime,
		})
	}
	return invited
}

func sendMessageOptions() *chat.SendMessageOptions {
	return &chat.SendMessageOptions{SenderDisplayName: SenderDisplayName, Type: MessageType}
}

func newChatgenClient(transport http.RoundTripper) (*chat.Client, error) {
	cred, err := acs.NewTokenCredential(Token())
	if err != nil {
		return nil, err
	}
	return chat.NewClient(Endpoint, cred, &chat.ClientOptions{ClientOptions: azcore.ClientOptions{Transport: &http.Client{Transport: transport}}})
}

func chatgenClient(transport http.RoundTripper) (*Client, error) {
	client, err := newChatgenClient(transport)
	if err != nil {
		return nil, err
	}
	thread := client.Thread(ThreadID)
	list := func(ctx context.Context) (chat.ListMessagesResponse, error) {
		return thread.NewListMessagesPager(&chat.ListMessagesOptions{MaxPageSize: 200}).NextPage(ctx)
	}
	return &Client{
		Send: func(ctx context.Context) (string, error) {
			sent, err := thread.SendMessage(ctx, payload.Text(), sendMessageOptions())
			return string(sent.ID), err
		},
		List: func(ctx context.Context) (Page[Message], error) {
			page, err := list(ctx)
			return chatgenMessages(&page.MessagesPage), err
		},
		ListOnly: func(ctx context.Context) error {
			_, err := list(ctx)
			return err
		},
	}, nil
}

// Token returns an access token that expires in an hour. Nothing checks its signature.
func Token() string {
	claims := fmt.Sprintf(`{"exp":%d}`, time.Now().Add(time.Hour).Unix())
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"none"}`)) + "." + encode([]byte(claims)) + "." + encode([]byte("unsigned"))
}

func chatgenMessages(page *chat.MessagesPage) Page[Message] {
	to := Page[Message]{NextLink: page.NextLink}
	for i := range page.Value {
		to.Items = append(to.Items, chatgenMessage(&page.Value[i]))
	}
	return to
}

func chatgenMessage(m *chat.Message) Message {
	return Message{
		ID: string(m.ID), Type: string(m.Type), SequenceID: m.SequenceID, Version: m.Version, Text: m.Content.Message,
		SenderDisplayName: m.SenderDisplayName, SenderID: rawID(m.Sender), CreatedOn: m.CreatedOn, Metadata: m.Metadata,
	}
}

func chatgenParticipants(page *chat.ParticipantsPage) Page[Participant] {
	to := Page[Participant]{NextLink: page.NextLink}
	for _, p := range page.Value {
		to.Items = append(to.Items, Participant{UserID: rawID(p.ID), DisplayName: p.DisplayName, ShareHistoryTime: p.ShareHistoryTime})
	}
	return to
}

func rawID(id acs.Identifier) string {
	if id == nil {
		return ""
	}
	return id.RawID()
}
