package emulator

import (
	"context"
	"net/http"
	"slices"
	"strings"

	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
	chatfake "github.com/chatgen-go/chatgen/generated/chat/fake"
)

// newChat returns the service that answers chat calls of whoever a token is of.
func newChat(x *engine.Engine) service {
	return service{
		transport:   errorEncoder(chatBody).encodeErrorsOf(chatfake.NewServerTransport(chatServer(x))),
		versions:    slices.Compact([]string{"2021-03-07", "2021-09-07", "2023-11-07", "2024-03-07", "2025-03-15", chat.APIVersion}),
		encodeError: chatBody,
		caller: func(r *http.Request, _ []byte) (engine.Caller, error) {
			scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
			if !strings.EqualFold(scheme, "Bearer") {
				token = "" // what is no bearer's token is none
			}
			return x.Authenticate(token)
		},
	}
}

// chatServer lets the engine answer the operations of Chat.
func chatServer(x *engine.Engine) *chatfake.Server {
	s := &chatfake.Server{}
	threads(s, x)
	thread(s, x)
	messages(s, x)
	participants(s, x)
	receipts(s, x)
	return s
}

func threads(s *chatfake.Server, x *engine.Engine) {
	s.CreateThread = func(
		ctx context.Context, topic string, options *chat.CreateThreadOptions,
	) (azfake.Responder[chat.CreateThreadResponse], azfake.ErrorResponder) {
		result, err := x.CreateThread(callerOf(ctx), topic, *options)
		header := http.Header{"Location": {location(ctx, "/chat/threads/"+string(result.Thread.ID))}}
		return jsonResponse[chat.CreateThreadResponse](chatBody, http.StatusCreated, versionOf(ctx).created(result), err, header)
	}
	s.NewListThreadsPager = func(ctx context.Context, options *chat.ListThreadsOptions) azfake.PagerResponder[chat.ListThreadsResponse] {
		asked := *options
		asked.ContinuationToken = continuation(ctx)
		page, err := x.ListThreads(callerOf(ctx), asked)
		return pageResponse[chat.ListThreadsResponse](ctx, page, err, versionOf(ctx).threadItem)
	}
	s.DeleteThread = func(
		ctx context.Context, id chat.ThreadID, _ *chat.DeleteThreadOptions,
	) (azfake.Responder[chat.DeleteThreadResponse], azfake.ErrorResponder) {
		return emptyResponse[chat.DeleteThreadResponse](chatBody, http.StatusNoContent, x.DeleteThread(callerOf(ctx), id))
	}
}

func thread(s *chatfake.Server, x *engine.Engine) {
	s.GetProperties = func(
		ctx context.Context, id chat.ThreadID, _ *chat.GetPropertiesOptions,
	) (azfake.Responder[chat.GetPropertiesResponse], azfake.ErrorResponder) {
		result, err := x.GetThread(callerOf(ctx), id)
		return jsonResponse[chat.GetPropertiesResponse](chatBody, http.StatusOK, versionOf(ctx).thread(result), err, nil)
	}
	s.UpdateProperties = func(
		ctx context.Context, id chat.ThreadID, options *chat.UpdatePropertiesOptions,
	) (azfake.Responder[chat.UpdatePropertiesResponse], azfake.ErrorResponder) {
		return emptyResponse[chat.UpdatePropertiesResponse](chatBody, http.StatusNoContent, x.UpdateThread(callerOf(ctx), id, *options))
	}
	s.SendTypingNotification = func(
		ctx context.Context, id chat.ThreadID, _ *chat.SendTypingNotificationOptions,
	) (azfake.Responder[chat.SendTypingNotificationResponse], azfake.ErrorResponder) {
		return emptyResponse[chat.SendTypingNotificationResponse](chatBody, http.StatusOK, x.SendTypingNotification(callerOf(ctx), id))
	}
}

func messages(s *chatfake.Server, x *engine.Engine) {
	s.SendMessage = func(
		ctx context.Context, id chat.ThreadID, content string, options *chat.SendMessageOptions,
	) (azfake.Responder[chat.SendMessageResponse], azfake.ErrorResponder) {
		message, err := x.SendMessage(callerOf(ctx), id, content, *options)
		header := http.Header{"Location": {location(ctx, "/chat/threads/"+string(id)+"/messages/"+string(message))}}
		return jsonResponse[chat.SendMessageResponse](chatBody, http.StatusCreated, wireSent{string(message)}, err, header)
	}
	s.NewListMessagesPager = func(ctx context.Context, id chat.ThreadID, options *chat.ListMessagesOptions) azfake.PagerResponder[chat.ListMessagesResponse] {
		asked := *options
		asked.ContinuationToken = continuation(ctx)
		page, err := x.ListMessages(callerOf(ctx), id, asked)
		return pageResponse[chat.ListMessagesResponse](ctx, page, err, versionOf(ctx).message)
	}
	s.GetMessage = func(
		ctx context.Context, id chat.ThreadID, message chat.MessageID, _ *chat.GetMessageOptions,
	) (azfake.Responder[chat.GetMessageResponse], azfake.ErrorResponder) {
		result, err := x.GetMessage(callerOf(ctx), id, message)
		return jsonResponse[chat.GetMessageResponse](chatBody, http.StatusOK, versionOf(ctx).message(result), err, nil)
	}
	s.UpdateMessage = func(
		ctx context.Context, id chat.ThreadID, message chat.MessageID, options *chat.UpdateMessageOptions,
	) (azfake.Responder[chat.UpdateMessageResponse], azfake.ErrorResponder) {
		return emptyResponse[chat.UpdateMessageResponse](chatBody, http.StatusNoContent, x.UpdateMessage(callerOf(ctx), id, message, *options))
	}
	s.DeleteMessage = func(
		ctx context.Context, id chat.ThreadID, message chat.MessageID, _ *chat.DeleteMessageOptions,
	) (azfake.Responder[chat.DeleteMessageResponse], azfake.ErrorResponder) {
		return emptyResponse[chat.DeleteMessageResponse](chatBody, http.StatusNoContent, x.DeleteMessage(callerOf(ctx), id, message))
	}
}

func participants(s *chatfake.Server, x *engine.Engine) {
	s.AddParticipants = func(
		ctx context.Context, id chat.ThreadID, wanted []chat.Participant, _ *chat.AddParticipantsOptions,
	) (azfake.Responder[chat.AddParticipantsResponse], azfake.ErrorResponder) {
		result, err := x.AddParticipants(callerOf(ctx), id, wanted)
		return jsonResponse[chat.AddParticipantsResponse](chatBody, http.StatusCreated, wireAdded{result.InvalidParticipants}, err, nil)
	}
	s.RemoveParticipant = func(
		ctx context.Context, id chat.ThreadID, who acs.Identifier, _ *chat.RemoveParticipantOptions,
	) (azfake.Responder[chat.RemoveParticipantResponse], azfake.ErrorResponder) {
		return emptyResponse[chat.RemoveParticipantResponse](chatBody, http.StatusNoContent, x.RemoveParticipant(callerOf(ctx), id, who))
	}
	s.NewListParticipantsPager = func(
		ctx context.Context, id chat.ThreadID, options *chat.ListParticipantsOptions,
	) azfake.PagerResponder[chat.ListParticipantsResponse] {
		asked := *options
		asked.ContinuationToken = continuation(ctx)
		page, err := x.ListParticipants(callerOf(ctx), id, asked)
		return pageResponse[chat.ListParticipantsResponse](ctx, page, err, versionOf(ctx).participant)
	}
}

func receipts(s *chatfake.Server, x *engine.Engine) {
	s.SendReadReceipt = func(
		ctx context.Context, id chat.ThreadID, message chat.MessageID, _ *chat.SendReadReceiptOptions,
	) (azfake.Responder[chat.SendReadReceiptResponse], azfake.ErrorResponder) {
		return emptyResponse[chat.SendReadReceiptResponse](chatBody, http.StatusOK, x.SendReadReceipt(callerOf(ctx), id, message))
	}
	s.NewListReadReceiptsPager = func(
		ctx context.Context, id chat.ThreadID, options *chat.ListReadReceiptsOptions,
	) azfake.PagerResponder[chat.ListReadReceiptsResponse] {
		asked := *options
		asked.ContinuationToken = continuation(ctx)
		page, err := x.ListReadReceipts(callerOf(ctx), id, asked)
		return pageResponse[chat.ListReadReceiptsResponse](ctx, page, err, versionOf(ctx).receipt)
	}
}
