package chat_test

import (
	"context"
	"net/http"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// textMessageJSON returns a message with all properties in the document, and unknown ones.
func textMessageJSON() string {
	return `{"id":"1700000000000","type":"html","sequenceId":"4","version":"1700000000001",` +
		`"content":{"message":"<p>hi</p>","attachments":[{"id":"a1","attachmentType":"image","name":"cat.png","url":"https://files/1","previewUrl":"https://files/2"},` +
		`{"id":"a2","attachmentType":"hologram","size":12}],"mentions":[]},"senderDisplayName":"Fred","createdOn":"2026-05-04T03:02:01Z",` +
		`"senderCommunicationIdentifier":` + userJSON("fred") + `,"deletedOn":"2026-05-04T03:02:03Z","editedOn":"2026-05-04T03:02:02Z",` +
		`"metadata":{"a":"1","b":""},"reactions":{"like":3}}`
}

func textMessage() chat.Message {
	return chat.Message{
		ID: "1700000000000", Type: chat.MessageTypeHTML, SequenceID: "4", Version: "1700000000001",
		Content: chat.MessageContent{Message: "<p>hi</p>", Attachments: []chat.Attachment{
			{ID: "a1", Type: chat.AttachmentTypeImage, Name: "cat.png", URL: "https://files/1", PreviewURL: "https://files/2"},
			{ID: "a2", Type: "hologram"},
		}},
		SenderDisplayName: "Fred", CreatedOn: timeAt(1), Sender: user("fred"), DeletedOn: timeAt(3), EditedOn: timeAt(2),
		Metadata: map[string]string{"a": "1", "b": ""},
	}
}

// systemMessagesJSON returns system messages, which have no sender, and a minimal message of an unknown
// type.
func systemMessagesJSON() string {
	return `{"id":"3","type":"participantAdded","sequenceId":"1","version":"3","content":{"participants":[{"communicationIdentifier":` + userJSON("fred") +
		`,"displayName":"Fred","shareHistoryTime":"2026-05-04T03:02:00Z","metadata":{}}],"initiatorCommunicationIdentifier":` + userJSON("user") +
		`},"createdOn":"2026-05-04T03:02:01Z"},` +
		`{"id":"2","type":"topicUpdated","sequenceId":"2","version":"2","content":{"topic":"Lunch","initiatorCommunicationIdentifier":` + userJSON("user") +
		`},"senderDisplayName":null,"createdOn":"2026-05-04T03:02:01Z"},` +
		`{"id":"1","type":"poll","sequenceId":"3","version":"1","content":{"message":"hi","attachments":[]},"senderDisplayName":"",` +
		`"createdOn":"2026-05-04T03:02:01Z","senderCommunicationIdentifier":` + userJSON("user") + `}`
}

func systemMessages() []chat.Message {
	return []chat.Message{
		{
			ID: "3", Type: chat.MessageTypeParticipantAdded, SequenceID: "1", Version: "3", CreatedOn: timeAt(1),
			Content: chat.MessageContent{
				Participants: []chat.Participant{{ID: user("fred"), DisplayName: "Fred", ShareHistoryTime: timeAt(0), Metadata: map[string]string{}}},
				Initiator:    user("user"),
			},
		},
		{
			ID: "2", Type: chat.MessageTypeTopicUpdated, SequenceID: "2", Version: "2", CreatedOn: timeAt(1),
			Content: chat.MessageContent{Topic: "Lunch", Initiator: user("user")},
		},
		{
			ID: "1", Type: "poll", SequenceID: "3", Version: "1", CreatedOn: timeAt(1), Sender: user("user"),
			Content: chat.MessageContent{Message: "hi", Attachments: []chat.Attachment{}},
		},
	}
}

func sendMessage(content string, options *chat.SendMessageOptions) wireCall {
	return func(ctx context.Context, c wireClients) (any, error) {
		return c.thread.SendMessage(ctx, content, options)
	}
}

func getMessage(options *chat.GetMessageOptions) wireCall {
	return func(ctx context.Context, c wireClients) (any, error) {
		return c.thread.GetMessage(ctx, messageID, options)
	}
}

func listMessages(options *chat.ListMessagesOptions) wireCall {
	return func(ctx context.Context, c wireClients) (any, error) { return collect(c.thread.Messages(ctx, options)) }
}

func updateMessage(options *chat.UpdateMessageOptions) wireCall {
	return func(ctx context.Context, c wireClients) (any, error) {
		return c.thread.UpdateMessage(ctx, messageID, options)
	}
}

func deleteMessage(options *chat.DeleteMessageOptions) wireCall {
	return func(ctx context.Context, c wireClients) (any, error) {
		return c.thread.DeleteMessage(ctx, messageID, options)
	}
}

func messageOperations() []wireOperation {
	return []wireOperation{
		{
			name:     "ThreadClient.SendMessage",
			response: servicetest.Response{Status: http.StatusCreated, Body: `{"id":"1700000000000"}`, Header: map[string]string{"Location": "https://other.example/1"}},
			want:     chat.SendMessageResponse{SendMessageResult: chat.SendMessageResult{ID: messageID}},
			calls: map[string]wireCall{
				"none": sendMessage("hello", nil),
				"all": sendMessage("<p>héllo</p>\n\"", &chat.SendMessageOptions{
					SenderDisplayName: "Fred", Type: chat.MessageTypeHTML, Metadata: map[string]string{"a": "1", "b": ""},
				}),
			},
		},
		{
			name:     "ThreadClient.GetMessage",
			response: servicetest.Response{Status: http.StatusOK, Body: textMessageJSON()},
			want:     chat.GetMessageResponse{Message: textMessage()},
			calls:    map[string]wireCall{"none": getMessage(nil), "all": getMessage(&chat.GetMessageOptions{})},
		},
		{
			name:     "ThreadClient.ListMessages",
			response: servicetest.Response{Status: http.StatusOK, Body: `{"value":[` + textMessageJSON() + "," + systemMessagesJSON() + `],"total":4}`},
			want:     append([]chat.Message{textMessage()}, systemMessages()...),
			calls: map[string]wireCall{
				"none": listMessages(nil),
				"all":  listMessages(&chat.ListMessagesOptions{MaxPageSize: 7, StartTime: timeAt(1)}),
				"next link": func(ctx context.Context, c wireClients) (any, error) {
					link := c.endpoint + "/chat/threads/19:a_b-C~d.e%2Ff@thread.v2/messages" + unusualQuery
					return listMessages(&chat.ListMessagesOptions{MaxPageSize: 7, ContinuationToken: link})(ctx, c)
				},
			},
		},
		{
			name:     "ThreadClient.UpdateMessage",
			response: noContent(),
			want:     chat.UpdateMessageResponse{},
			calls: map[string]wireCall{
				"none": updateMessage(nil),
				"all": updateMessage(&chat.UpdateMessageOptions{
					Content: acs.Set("edited"), Metadata: acs.MergeMap(map[string]string{"a": "2", "gone": ""}),
				}),
				"empty": updateMessage(&chat.UpdateMessageOptions{Content: acs.Set(""), Metadata: acs.MergeMap(map[string]string{})}),
				"null":  updateMessage(&chat.UpdateMessageOptions{Content: acs.Null[string](), Metadata: acs.NullMap[string]()}),
			},
		},
		{
			name:     "ThreadClient.DeleteMessage",
			response: noContent(),
			want:     chat.DeleteMessageResponse{},
			calls:    map[string]wireCall{"none": deleteMessage(nil), "all": deleteMessage(&chat.DeleteMessageOptions{})},
		},
	}
}
