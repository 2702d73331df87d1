package interop_test

import (
	"strings"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

const pizza = "<p>\u2028 & Süßes 🍕</p>"

// messageCalls makes the same calls as calls/messages.mjs.
func messageCalls(f *fixture) {
	fred, ann := f.thread(f.fred), f.thread(f.ann)
	sendMessages(f, fred)
	updateMessages(f, fred, ann)
	listMessages(f, fred)
	deleteMessages(f, fred, ann)
}

// sendMessageCall returns a function for call that sends a message.
func sendMessageCall(f *fixture, thread *chat.ThreadClient, content string, options *chat.SendMessageOptions) func() (chat.SendMessageResponse, error) {
	return func() (chat.SendMessageResponse, error) { return thread.SendMessage(f.t.Context(), content, options) }
}

// getMessageCall returns a function for call that gets a message.
func getMessageCall(f *fixture, thread *chat.ThreadClient, id chat.MessageID) func() (chat.GetMessageResponse, error) {
	return func() (chat.GetMessageResponse, error) { return thread.GetMessage(f.t.Context(), id, nil) }
}

func sendMessages(f *fixture, fred *chat.ThreadClient) {
	f.messageID = call(f, "send a message", sendMessageCall(f, fred, "Pizza?", nil)).ID
	f.htmlID = call(f, "send a message with all options", sendMessageCall(f, fred, pizza, &chat.SendMessageOptions{
		SenderDisplayName: `Fred "<&>"`, Type: chat.MessageTypeHTML, Metadata: map[string]string{"tag": "food", "gone": "soon"},
	})).ID
	wantArgumentError(f, "send an empty message", "ThreadClient.SendMessage: content: must not be empty", sendMessageCall(f, fred, "", nil))
	wantServiceError(f, "send a message with a system type", 400, "BadRequest", sendMessageCall(f, fred, "x", &chat.SendMessageOptions{Type: chat.MessageTypeTopicUpdated}))
	wantServiceError(f, "send a message over the size limit", 400, "BadRequest", sendMessageCall(f, fred, strings.Repeat("x", 28*1024+1), nil))

	text := call(f, "get a message", getMessageCall(f, fred, f.messageID)).Message
	wantEqual(f, "message", text, chat.Message{
		ID: f.messageID, Type: chat.MessageTypeText, SequenceID: "5", Version: string(f.messageID), CreatedOn: text.CreatedOn, Sender: f.fred.User,
		Content: chat.MessageContent{Message: "Pizza?", Attachments: []chat.Attachment{}},
	})
	html := call(f, "get a message with all options", getMessageCall(f, fred, f.htmlID)).Message
	wantEqual(f, "message with all options", html, chat.Message{
		ID: f.htmlID, Type: chat.MessageTypeHTML, SequenceID: "6", Version: string(f.htmlID), CreatedOn: html.CreatedOn, Sender: f.fred.User,
		SenderDisplayName: `Fred "<&>"`, Metadata: map[string]string{"tag": "food", "gone": "soon"},
		Content: chat.MessageContent{Message: pizza, Attachments: []chat.Attachment{}},
	})
	wantServiceError(f, "get an unknown message", 404, "NotFound", getMessageCall(f, fred, "1"))
	wantServiceError(f, "get a message with an ID that needs escaping", 400, "BadRequest", getMessageCall(f, fred, "a/b:c?d"))
}

func updateMessages(f *fixture, fred, ann *chat.ThreadClient) {
	updateCall := func(thread *chat.ThreadClient, id chat.MessageID, options *chat.UpdateMessageOptions) func() (chat.UpdateMessageResponse, error) {
		return func() (chat.UpdateMessageResponse, error) { return thread.UpdateMessage(f.t.Context(), id, options) }
	}
	call(f, "update the content of a message", updateCall(fred, f.messageID, &chat.UpdateMessageOptions{Content: acs.Set("Pasta?")}))
	call(f, "update the metadata of a message", updateCall(fred, f.htmlID, &chat.UpdateMessageOptions{
		Metadata: acs.MergeMap(map[string]string{"more": "1", "gone": ""}),
	}))
	call(f, "update a message without changes", updateCall(fred, f.messageID, nil))
	edited := call(f, "get an updated message", getMessageCall(f, ann, f.messageID))
	if edited.Content.Message != "Pasta?" || edited.EditedOn.IsZero() || edited.Version <= string(edited.ID) {
		f.t.Errorf("edited message: got %+v", edited.Message)
	}
	wantEqual(f, "metadata", call(f, "get updated metadata", getMessageCall(f, ann, f.htmlID)).Metadata, map[string]string{"tag": "food", "more": "1"})
	wantServiceError(f, "update another user's message", 403, "Forbidden", updateCall(ann, f.messageID, &chat.UpdateMessageOptions{Content: acs.Set("Salad")}))
}

func listMessages(f *fixture, fred *chat.ThreadClient) {
	ctx := f.t.Context()
	listCall := func(options *chat.ListMessagesOptions) func() ([]chat.Message, error) {
		return func() ([]chat.Message, error) { return collect(fred.Messages(ctx, options)) }
	}
	sequence := func(m chat.Message) string { return m.SequenceID }
	listed := call(f, "list messages", listCall(nil))
	wantEqual(f, "types", mapSlice(listed, func(m chat.Message) chat.MessageType { return m.Type }), []chat.MessageType{
		chat.MessageTypeHTML, chat.MessageTypeText, chat.MessageTypeTopicUpdated, chat.MessageTypeTopicUpdated, chat.MessageTypeTopicUpdated,
		chat.MessageTypeParticipantAdded,
	})
	added := listed[len(listed)-1]
	wantEqual(f, "sender", added.Sender, acs.Identifier(nil))
	wantEqual(f, "initiator", added.Content.Initiator, acs.Identifier(f.fred.User))
	wantEqual(f, "added participants", mapSlice(added.Content.Participants, func(p chat.Participant) acs.Identifier { return p.ID }),
		[]acs.Identifier{f.fred.User, f.ann.User, f.bob.User})

	pages := call(f, "list messages by page", func() ([]chat.ListMessagesResponse, error) {
		return collect(fred.MessagePages(ctx, &chat.ListMessagesOptions{MaxPageSize: 4}))
	})
	wantEqual(f, "page sizes", mapSlice(pages, func(p chat.ListMessagesResponse) int { return len(p.Value) }), []int{4, 2})
	rest := call(f, "list messages from a next link", listCall(&chat.ListMessagesOptions{ContinuationToken: pages[0].NextLink}))
	wantEqual(f, "messages from a next link", mapSlice(rest, sequence), []string{"2", "1"})
	afterPast := call(f, "list messages with a start time", listCall(&chat.ListMessagesOptions{MaxPageSize: 200, StartTime: pastTime()}))
	wantEqual(f, "messages after the start time", mapSlice(afterPast, sequence), []string{"6", "5", "4", "3", "2", "1"})
	afterFuture := call(f, "list messages with a future start time", listCall(&chat.ListMessagesOptions{MaxPageSize: 200, StartTime: futureTime()}))
	wantEqual(f, "messages after the future start time", afterFuture, []chat.Message(nil))
}

func deleteMessages(f *fixture, fred, ann *chat.ThreadClient) {
	deleteCall := func(thread *chat.ThreadClient) func() (chat.DeleteMessageResponse, error) {
		return func() (chat.DeleteMessageResponse, error) {
			return thread.DeleteMessage(f.t.Context(), f.messageID, nil)
		}
	}
	wantServiceError(f, "delete another user's message", 403, "Forbidden", deleteCall(ann))
	call(f, "delete a message", deleteCall(fred))
	if deleted := call(f, "get a deleted message", getMessageCall(f, ann, f.messageID)); deleted.DeletedOn.IsZero() || deleted.Content.Message != "" {
		f.t.Errorf("deleted message: got %+v", deleted.Message)
	}
}
