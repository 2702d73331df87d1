package interop_test

import (
	"strings"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

const pizza = "<p>\u2028 & Süßes 🍕</p>"

// messageCalls are those of calls/messages.mjs.
func messageCalls(w *world) {
	fred, ann := w.thread(w.fred), w.thread(w.ann)
	sendMessages(w, fred)
	editMessages(w, fred, ann)
	listMessages(w, fred)
	deleteMessages(w, fred, ann)
}

func sending(w *world, thread *chat.ThreadClient, content string, options *chat.SendMessageOptions) func() (chat.SendMessageResponse, error) {
	return func() (chat.SendMessageResponse, error) { return thread.SendMessage(w.t.Context(), content, options) }
}

func reading(w *world, thread *chat.ThreadClient, id chat.MessageID) func() (chat.GetMessageResponse, error) {
	return func() (chat.GetMessageResponse, error) { return thread.GetMessage(w.t.Context(), id, nil) }
}

func sendMessages(w *world, fred *chat.ThreadClient) {
	w.message = call(w, "send a message", sending(w, fred, "Pizza?", nil)).ID
	w.html = call(w, "send a message with all options", sending(w, fred, pizza, &chat.SendMessageOptions{
		SenderDisplayName: `Fred "<&>"`, Type: chat.MessageTypeHTML, Metadata: map[string]string{"tag": "food", "gone": "soon"},
	})).ID
	fault(w, "send an empty message", "ThreadClient.SendMessage: content is empty", sending(w, fred, "", nil))
	refusal(w, "send a message of a system type", 400, "BadRequest", sending(w, fred, "x", &chat.SendMessageOptions{Type: chat.MessageTypeTopicUpdated}))
	refusal(w, "send too long a message", 400, "BadRequest", sending(w, fred, strings.Repeat("x", 28*1024+1), nil))

	text := call(w, "get a message", reading(w, fred, w.message)).Message
	want(w, "message", text, chat.Message{
		ID: w.message, Type: chat.MessageTypeText, SequenceID: "5", Version: string(w.message), CreatedOn: text.CreatedOn, Sender: w.fred.User,
		Content: chat.MessageContent{Message: "Pizza?", Attachments: []chat.Attachment{}},
	})
	html := call(w, "get a message with all options", reading(w, fred, w.html)).Message
	want(w, "message with all options", html, chat.Message{
		ID: w.html, Type: chat.MessageTypeHTML, SequenceID: "6", Version: string(w.html), CreatedOn: html.CreatedOn, Sender: w.fred.User,
		SenderDisplayName: `Fred "<&>"`, Metadata: map[string]string{"tag": "food", "gone": "soon"},
		Content: chat.MessageContent{Message: pizza, Attachments: []chat.Attachment{}},
	})
	refusal(w, "get a message that never was", 404, "NotFound", reading(w, fred, "1"))
	refusal(w, "get a message with an odd ID", 404, "NotFound", reading(w, fred, "a/b:c?d"))
}

func editMessages(w *world, fred, ann *chat.ThreadClient) {
	updating := func(thread *chat.ThreadClient, id chat.MessageID, options *chat.UpdateMessageOptions) func() (chat.UpdateMessageResponse, error) {
		return func() (chat.UpdateMessageResponse, error) { return thread.UpdateMessage(w.t.Context(), id, options) }
	}
	call(w, "update the content of a message", updating(fred, w.message, &chat.UpdateMessageOptions{Content: acs.Set("Pasta?")}))
	call(w, "update the metadata of a message", updating(fred, w.html, &chat.UpdateMessageOptions{
		Metadata: acs.Set(map[string]string{"more": "1", "gone": ""}),
	}))
	call(w, "update nothing of a message", updating(fred, w.message, nil))
	edited := call(w, "get an updated message", reading(w, ann, w.message))
	if edited.Content.Message != "Pasta?" || edited.EditedOn.IsZero() || edited.Version <= string(edited.ID) {
		w.t.Errorf("an edited message came as %+v", edited.Message)
	}
	want(w, "metadata", call(w, "get updated metadata", reading(w, ann, w.html)).Metadata, map[string]string{"tag": "food", "more": "1"})
	refusal(w, "update the message of another", 403, "Forbidden", updating(ann, w.message, &chat.UpdateMessageOptions{Content: acs.Set("Salad")}))
}

func listMessages(w *world, fred *chat.ThreadClient) {
	ctx := w.t.Context()
	listing := func(options *chat.ListMessagesOptions) func() ([]chat.Message, error) {
		return func() ([]chat.Message, error) { return all(fred.Messages(ctx, options)) }
	}
	sequence := func(m chat.Message) string { return m.SequenceID }
	found := call(w, "list messages", listing(nil))
	want(w, "types", each(found, func(m chat.Message) chat.MessageType { return m.Type }), []chat.MessageType{
		chat.MessageTypeHTML, chat.MessageTypeText, chat.MessageTypeTopicUpdated, chat.MessageTypeTopicUpdated, chat.MessageTypeTopicUpdated,
		chat.MessageTypeParticipantAdded,
	})
	added := found[len(found)-1]
	want(w, "sender", added.Sender, acs.Identifier(nil))
	want(w, "initiator", added.Content.Initiator, acs.Identifier(w.fred.User))
	want(w, "those added", each(added.Content.Participants, func(p chat.Participant) acs.Identifier { return p.ID }),
		[]acs.Identifier{w.fred.User, w.ann.User, w.bob.User})

	pages := call(w, "list messages by page", func() ([]chat.ListMessagesResponse, error) {
		return all(fred.MessagePages(ctx, &chat.ListMessagesOptions{MaxPageSize: 4}))
	})
	want(w, "messages of pages", each(pages, func(p chat.ListMessagesResponse) int { return len(p.Value) }), []int{4, 2})
	rest := call(w, "list messages from a next link", listing(&chat.ListMessagesOptions{ContinuationToken: pages[0].NextLink}))
	want(w, "messages from a next link", each(rest, sequence), []string{"2", "1"})
	since := call(w, "list messages since", listing(&chat.ListMessagesOptions{MaxPageSize: 200, StartTime: longAgo()}))
	want(w, "messages since", each(since, sequence), []string{"6", "5", "4", "3", "2", "1"})
	later := call(w, "list messages of the future", listing(&chat.ListMessagesOptions{MaxPageSize: 200, StartTime: future()}))
	want(w, "messages of the future", later, []chat.Message(nil))
}

func deleteMessages(w *world, fred, ann *chat.ThreadClient) {
	deleting := func(thread *chat.ThreadClient) func() (chat.DeleteMessageResponse, error) {
		return func() (chat.DeleteMessageResponse, error) { return thread.DeleteMessage(w.t.Context(), w.message, nil) }
	}
	refusal(w, "delete the message of another", 403, "Forbidden", deleting(ann))
	call(w, "delete a message", deleting(fred))
	if gone := call(w, "get a deleted message", reading(w, ann, w.message)); gone.DeletedOn.IsZero() || gone.Content.Message != "" {
		w.t.Errorf("a deleted message came as %+v", gone.Message)
	}
}
