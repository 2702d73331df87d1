package emulator

import (
	"context"
	"net/http"
	"strings"

	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire/serve"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
	chatfake "github.com/chatgen-go/chatgen/generated/chat/fake"
)

// newChat returns the Chat service, which authenticates requests by their access
// token.
func newChat(e *engine.Engine, encodeError errorEncoder) *service {
	server := chatServer(e)
	s := newService(chatVersions(), encodeError, func() *serve.Transport { return chatfake.NewServerTransport(server) })
	s.authenticate = func(r *http.Request, _ []byte) (engine.Caller, error) {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		if !strings.EqualFold(scheme, "Bearer") {
			token = "" // only bearer tokens are accepted
		}
		return e.Authenticate(token)
	}
	return s
}

// chatServer returns a fake server whose operations call the engine.
func chatServer(e *engine.Engine) *chatfake.Server {
	s := &chatfake.Server{}
	serveThreads(s, e)
	serveThread(s, e)
	serveMessages(s, e)
	serveParticipants(s, e)
	serveReceipts(s, e)
	return s
}

// serveThreads sets the operations for creating, listing and deleting threads.
func serveThreads(s *chatfake.Server, e *engine.Engine) {
	s.CreateThread = func(
		ctx context.Context, topic string, options *chat.CreateThreadOptions,
	) (azfake.Responder[chat.CreateThreadResponse], azfake.ErrorResponder) {
		created := callInfoFrom(ctx).createOptions(*options)
		result, err := e.CreateThread(callerFrom(ctx), topic, created)
		setLocation(ctx, err, string(result.Thread.ID), "")
		if versionFrom(ctx).hasMembers() {
			return jsonResponse[chat.CreateThreadResponse](ctx, http.StatusMultiStatus, err, threadStatuses(created.Participants, result), encodeMultiStatus)
		}
		return jsonResponse[chat.CreateThreadResponse](ctx, http.StatusCreated, err, result, versionFrom(ctx).createResult)
	}
	s.NewListThreadsPager = func(ctx context.Context, options *chat.ListThreadsOptions) azfake.PagerResponder[chat.ListThreadsResponse] {
		listOptions := *options
		listOptions.ContinuationToken = callInfoFrom(ctx).list.continuation
		page, err := e.ListThreads(callerFrom(ctx), listOptions)
		return pageResponse[chat.ListThreadsResponse](ctx, page, err, versionFrom(ctx).threadItem)
	}
	s.DeleteThread = func(
		ctx context.Context, id chat.ThreadID, _ *chat.DeleteThreadOptions,
	) (azfake.Responder[chat.DeleteThreadResponse], azfake.ErrorResponder) {
		return emptyResponse[chat.DeleteThreadResponse](ctx, http.StatusNoContent, e.DeleteThread(callerFrom(ctx), id))
	}
}

// serveThread sets the operations for properties and typing notifications.
func serveThread(s *chatfake.Server, e *engine.Engine) {
	s.GetProperties = func(
		ctx context.Context, id chat.ThreadID, _ *chat.GetPropertiesOptions,
	) (azfake.Responder[chat.GetPropertiesResponse], azfake.ErrorResponder) {
		result, err := e.GetThread(callerFrom(ctx), id)
		if versionFrom(ctx).hasMembers() && err == nil {
			members, err := e.ParticipantOverviews(id)
			return jsonResponse[chat.GetPropertiesResponse](ctx, http.StatusOK, err, threadWithMembers{result, members}, versionFrom(ctx).threadWithMembers)
		}
		return jsonResponse[chat.GetPropertiesResponse](ctx, http.StatusOK, err, result, versionFrom(ctx).thread)
	}
	s.UpdateProperties = func(
		ctx context.Context, id chat.ThreadID, options *chat.UpdatePropertiesOptions,
	) (azfake.Responder[chat.UpdatePropertiesResponse], azfake.ErrorResponder) {
		err := e.UpdateThread(callerFrom(ctx), id, versionFrom(ctx).updateThreadOptions(*options))
		return updateResponse[chat.UpdatePropertiesResponse](ctx, err)
	}
	s.SendTypingNotification = func(
		ctx context.Context, id chat.ThreadID, options *chat.SendTypingNotificationOptions,
	) (azfake.Responder[chat.SendTypingNotificationResponse], azfake.ErrorResponder) {
		return emptyResponse[chat.SendTypingNotificationResponse](ctx, http.StatusOK, e.SendTypingNotification(callerFrom(ctx), id, *options))
	}
}

// serveMessages sets the operations for messages.
func serveMessages(s *chatfake.Server, e *engine.Engine) {
	s.SendMessage = func(
		ctx context.Context, id chat.ThreadID, content string, options *chat.SendMessageOptions,
	) (azfake.Responder[chat.SendMessageResponse], azfake.ErrorResponder) {
		message, err := e.SendMessage(callerFrom(ctx), id, content, versionFrom(ctx).sendOptions(*options))
		setLocation(ctx, err, string(id), string(message))
		return jsonResponse[chat.SendMessageResponse](ctx, http.StatusCreated, err, message, versionFrom(ctx).sendResult)
	}
	s.NewListMessagesPager = func(ctx context.Context, id chat.ThreadID, options *chat.ListMessagesOptions) azfake.PagerResponder[chat.ListMessagesResponse] {
		listOptions := *options
		listOptions.ContinuationToken = callInfoFrom(ctx).list.continuation
		page, err := e.ListMessages(callerFrom(ctx), id, listOptions)
		return pageResponse[chat.ListMessagesResponse](ctx, page, err, versionFrom(ctx).messageIn(id))
	}
	s.GetMessage = func(
		ctx context.Context, id chat.ThreadID, message chat.MessageID, _ *chat.GetMessageOptions,
	) (azfake.Responder[chat.GetMessageResponse], azfake.ErrorResponder) {
		result, err := e.GetMessage(callerFrom(ctx), id, message)
		return jsonResponse[chat.GetMessageResponse](ctx, http.StatusOK, err, result, versionFrom(ctx).messageIn(id))
	}
	s.UpdateMessage = func(
		ctx context.Context, id chat.ThreadID, message chat.MessageID, options *chat.UpdateMessageOptions,
	) (azfake.Responder[chat.UpdateMessageResponse], azfake.ErrorResponder) {
		err := e.UpdateMessage(callerFrom(ctx), id, message, versionFrom(ctx).updateMessageOptions(*options))
		return updateResponse[chat.UpdateMessageResponse](ctx, err)
	}
	s.DeleteMessage = func(
		ctx context.Context, id chat.ThreadID, message chat.MessageID, _ *chat.DeleteMessageOptions,
	) (azfake.Responder[chat.DeleteMessageResponse], azfake.ErrorResponder) {
		return emptyResponse[chat.DeleteMessageResponse](ctx, http.StatusNoContent, e.DeleteMessage(callerFrom(ctx), id, message))
	}
}

// serveParticipants sets the operations for participants.
func serveParticipants(s *chatfake.Server, e *engine.Engine) {
	s.AddParticipants = func(
		ctx context.Context, id chat.ThreadID, participants []chat.Participant, _ *chat.AddParticipantsOptions,
	) (azfake.Responder[chat.AddParticipantsResponse], azfake.ErrorResponder) {
		participants = versionFrom(ctx).participants(participants)
		if versionFrom(ctx).hasMembers() {
			result, err := e.AddParticipants(callerFrom(ctx), id, sharedFrom(e.Now(), participants))
			statuses := memberStatuses(participants, result.InvalidParticipants)
			return jsonResponse[chat.AddParticipantsResponse](ctx, http.StatusMultiStatus, err, statuses, encodeMultiStatus)
		}
		result, err := e.AddParticipants(callerFrom(ctx), id, participants)
		return jsonResponse[chat.AddParticipantsResponse](ctx, http.StatusCreated, err, result, versionFrom(ctx).addResult)
	}
	s.RemoveParticipant = func(
		ctx context.Context, id chat.ThreadID, participant acs.Identifier, _ *chat.RemoveParticipantOptions,
	) (azfake.Responder[chat.RemoveParticipantResponse], azfake.ErrorResponder) {
		return emptyResponse[chat.RemoveParticipantResponse](ctx, http.StatusNoContent, e.RemoveParticipant(callerFrom(ctx), id, participant))
	}
	s.NewListParticipantsPager = func(
		ctx context.Context, id chat.ThreadID, options *chat.ListParticipantsOptions,
	) azfake.PagerResponder[chat.ListParticipantsResponse] {
		page, err := e.ListParticipants(callerFrom(ctx), id, *options)
		return pageResponse[chat.ListParticipantsResponse](ctx, page, err, versionFrom(ctx).participant)
	}
}

// serveReceipts sets the operations for read receipts.
func serveReceipts(s *chatfake.Server, e *engine.Engine) {
	s.SendReadReceipt = func(
		ctx context.Context, id chat.ThreadID, message chat.MessageID, _ *chat.SendReadReceiptOptions,
	) (azfake.Responder[chat.SendReadReceiptResponse], azfake.ErrorResponder) {
		err := e.SendReadReceipt(callerFrom(ctx), id, message)
		if err == nil && callInfoFrom(ctx).isFirstReceiptRoute() {
			return otherEmptyResponse[chat.SendReadReceiptResponse](http.StatusCreated)
		}
		return emptyResponse[chat.SendReadReceiptResponse](ctx, http.StatusOK, err)
	}
	s.NewListReadReceiptsPager = func(
		ctx context.Context, id chat.ThreadID, options *chat.ListReadReceiptsOptions,
	) azfake.PagerResponder[chat.ListReadReceiptsResponse] {
		page, err := e.ListReadReceipts(callerFrom(ctx), id, *options)
		return pageResponse[chat.ListReadReceiptsResponse](ctx, page, err, versionFrom(ctx).receipt)
	}
}
