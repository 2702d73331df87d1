package chat_test

import (
	"context"
	"net/http"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

func addParticipants(options *chat.AddParticipantsOptions, participants ...chat.Participant) wireCall {
	return func(ctx context.Context, c wireClients) (any, error) {
		added, err := c.thread.AddParticipants(ctx, participants, options)
		return added.AddParticipantsResult, err
	}
}

func listParticipants(options *chat.ListParticipantsOptions) wireCall {
	return func(ctx context.Context, c wireClients) (any, error) {
		return collect(c.thread.Participants(ctx, options))
	}
}

func removeParticipant(id acs.Identifier, options *chat.RemoveParticipantOptions) wireCall {
	return func(ctx context.Context, c wireClients) (any, error) {
		return c.thread.RemoveParticipant(ctx, id, options)
	}
}

// removeCalls returns a call for each kind of identifier.
func removeCalls() map[string]wireCall {
	calls := map[string]wireCall{
		"none": removeParticipant(user("user"), nil),
		"all":  removeParticipant(user("user"), &chat.RemoveParticipantOptions{}),
	}
	names := []string{
		"user", "phone number", "phone number, asserted", "phone number, anonymous", "Teams user", "Teams user, dod", "Teams user, anonymous",
		"Teams app", "Teams extension user", "unknown",
	}
	for i, id := range wireIdentifiers() {
		calls[names[i]] = removeParticipant(id, nil)
	}
	return calls
}

func participantOperations() []wireOperation {
	return []wireOperation{
		{
			name:     "ThreadClient.AddParticipants",
			response: servicetest.Response{Status: http.StatusCreated, Body: `{"added":["x"]}`},
			want:     chat.AddParticipantsResult{},
			calls: map[string]wireCall{
				"none": addParticipants(nil, chat.Participant{ID: user("user")}),
				"all": addParticipants(&chat.AddParticipantsOptions{}, wireParticipant(),
					chat.Participant{ID: acs.PhoneNumberIdentifier{PhoneNumber: "+14255550123"}}),
			},
		},
		{
			name: "ThreadClient.ListParticipants",
			response: servicetest.Response{Status: http.StatusOK, Body: `{"value":[{"communicationIdentifier":` + userJSON("fred") +
				`,"displayName":"","shareHistoryTime":"1970-01-01T00:00:00Z","metadata":{"role":"lead"},"badge":1},` +
				`{"communicationIdentifier":{"rawId":"8:orgid:x","microsoftTeamsUser":{"userId":"x","isAnonymous":false,"cloud":"mars"}}}],"total":2}`},
			want: []chat.Participant{
				{ID: user("fred"), ShareHistoryTime: time.Unix(0, 0).UTC(), Metadata: map[string]string{"role": "lead"}},
				{ID: acs.TeamsUserIdentifier{UserID: "x", Cloud: "mars"}},
			},
			calls: map[string]wireCall{
				"none": listParticipants(nil),
				"all":  listParticipants(&chat.ListParticipantsOptions{MaxPageSize: 7, Skip: 3}),
				"next link": func(ctx context.Context, c wireClients) (any, error) {
					link := c.endpoint + "/chat/threads/19:a_b-C~d.e%2Ff@thread.v2/participants" + unusualQuery
					return listParticipants(&chat.ListParticipantsOptions{MaxPageSize: 7, Skip: 3, ContinuationToken: link})(ctx, c)
				},
			},
		},
		{
			name:     "ThreadClient.RemoveParticipant",
			response: noContent(),
			want:     chat.RemoveParticipantResponse{},
			calls:    removeCalls(),
		},
	}
}

func sendTyping(options *chat.SendTypingNotificationOptions) wireCall {
	return func(ctx context.Context, c wireClients) (any, error) {
		return c.thread.SendTypingNotification(ctx, options)
	}
}

func sendReadReceipt(options *chat.SendReadReceiptOptions) wireCall {
	return func(ctx context.Context, c wireClients) (any, error) {
		return c.thread.SendReadReceipt(ctx, messageID, options)
	}
}

func listReadReceipts(options *chat.ListReadReceiptsOptions) wireCall {
	return func(ctx context.Context, c wireClients) (any, error) {
		return collect(c.thread.ReadReceipts(ctx, options))
	}
}

// notificationOperations returns the operations for typing notifications and read receipts.
func notificationOperations() []wireOperation {
	return []wireOperation{
		{
			name:     "ThreadClient.SendTypingNotification",
			response: servicetest.Response{Status: http.StatusOK},
			want:     chat.SendTypingNotificationResponse{},
			calls: map[string]wireCall{
				"none": sendTyping(nil),
				"all":  sendTyping(&chat.SendTypingNotificationOptions{SenderDisplayName: "Fred", Throttle: true}),
			},
		},
		{
			name:     "ThreadClient.SendReadReceipt",
			response: servicetest.Response{Status: http.StatusOK},
			want:     chat.SendReadReceiptResponse{},
			calls:    map[string]wireCall{"none": sendReadReceipt(nil), "all": sendReadReceipt(&chat.SendReadReceiptOptions{})},
		},
		{
			name: "ThreadClient.ListReadReceipts",
			response: servicetest.Response{Status: http.StatusOK, Body: `{"value":[{"senderCommunicationIdentifier":` + userJSON("fred") +
				`,"chatMessageId":"1700000000000","readOn":"2026-05-04T03:02:01Z","device":"watch"}],"nextLink":null,"total":1}`},
			want: []chat.ReadReceipt{{Sender: user("fred"), MessageID: messageID, ReadOn: timeAt(1)}},
			calls: map[string]wireCall{
				"none": listReadReceipts(nil),
				"all":  listReadReceipts(&chat.ListReadReceiptsOptions{MaxPageSize: 7, Skip: 3}),
				"next link": func(ctx context.Context, c wireClients) (any, error) {
					link := c.endpoint + "/chat/threads/19:a_b-C~d.e%2Ff@thread.v2/readReceipts" + unusualQuery
					return listReadReceipts(&chat.ListReadReceiptsOptions{MaxPageSize: 7, Skip: 3, ContinuationToken: link})(ctx, c)
				},
			},
		},
	}
}
