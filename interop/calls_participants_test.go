package interop_test

import (
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// participantCalls are those of calls/participants.mjs.
func participantCalls(w *world) {
	fred := w.thread(w.fred)
	addParticipants(w, fred)
	listParticipants(w, fred)
	removeParticipants(w, fred)
}

func addParticipants(w *world, fred *chat.ThreadClient) {
	adding := func(thread *chat.ThreadClient, list ...chat.Participant) func() (chat.AddParticipantsResponse, error) {
		return func() (chat.AddParticipantsResponse, error) { return thread.AddParticipants(w.t.Context(), list, nil) }
	}
	added := call(w, "add participants", adding(fred, chat.Participant{
		ID: w.carol.User, DisplayName: "Carol", ShareHistoryTime: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), Metadata: map[string]string{"role": "guest"},
	}))
	want(w, "refused", added.InvalidParticipants, []acs.ErrorDetail(nil))
	some := call(w, "add participants of whom one is refused", adding(fred, chat.Participant{ID: w.dora.User, DisplayName: "Dora"}, chat.Participant{ID: stranger()}))
	want(w, "refused", some.InvalidParticipants, refusedOf([]acs.Identifier{stranger()}))
	refusal(w, "add a participant with a malformed identifier", 400, "BadRequest", adding(fred, chat.Participant{ID: acs.UserIdentifier{ID: "8:acs:nobody"}}))
	fault(w, "add no participants", "ThreadClient.AddParticipants: participants is empty", adding(fred))
	refusal(w, "add participants as one who joins and no more", 403, "Forbidden", adding(w.thread(w.carol), chat.Participant{ID: w.dora.User}))
}

func listParticipants(w *world, fred *chat.ThreadClient) {
	ctx := w.t.Context()
	listing := func(options *chat.ListParticipantsOptions) func() ([]chat.Participant, error) {
		return func() ([]chat.Participant, error) { return all(fred.Participants(ctx, options)) }
	}
	id := func(p chat.Participant) acs.Identifier { return p.ID }
	everybody := []acs.Identifier{w.fred.User, w.ann.User, w.bob.User, w.carol.User, w.dora.User}

	found := call(w, "list participants", listing(nil))
	want(w, "participants", each(found, id), everybody)
	want(w, "participant", found[3], chat.Participant{
		ID: w.carol.User, DisplayName: "Carol", ShareHistoryTime: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), Metadata: map[string]string{"role": "guest"},
	})
	pages := call(w, "list participants by page", func() ([]chat.ListParticipantsResponse, error) {
		return all(fred.ParticipantPages(ctx, &chat.ListParticipantsOptions{MaxPageSize: 3}))
	})
	want(w, "participants of pages", each(pages, func(p chat.ListParticipantsResponse) int { return len(p.Value) }), []int{3, 2})
	rest := call(w, "list participants from a next link", listing(&chat.ListParticipantsOptions{ContinuationToken: pages[0].NextLink}))
	want(w, "participants from a next link", each(rest, id), everybody[3:])
	skipped := call(w, "list participants but the first", listing(&chat.ListParticipantsOptions{MaxPageSize: 2, Skip: 1}))
	want(w, "participants but the first", each(skipped, id), everybody[1:])
}

func removeParticipants(w *world, fred *chat.ThreadClient) {
	ctx := w.t.Context()
	removing := func(id acs.Identifier) func() (chat.RemoveParticipantResponse, error) {
		return func() (chat.RemoveParticipantResponse, error) { return fred.RemoveParticipant(ctx, id, nil) }
	}
	call(w, "remove a participant", removing(w.dora.User))
	refusal(w, "get properties as one who was removed", 403, "Forbidden", func() (chat.GetPropertiesResponse, error) {
		return w.thread(w.dora).GetProperties(ctx, nil)
	})
	call(w, "remove a phone number", removing(acs.ParseIdentifier("4:+14255550123_456")))
	call(w, "remove a Teams user", removing(acs.TeamsUserIdentifier{UserID: "00000000-0000-4000-8000-000000000001"}))
	call(w, "remove a Teams extension user", removing(extensionUser()))
	refusal(w, "remove a malformed identifier", 400, "BadRequest", removing(acs.UserIdentifier{ID: "8:acs:nobody"}))
	newest := call(w, "list the newest message", func() ([]chat.Message, error) { return all(fred.Messages(ctx, nil)) })[0]
	want(w, "type", newest.Type, chat.MessageTypeParticipantRemoved)
	want(w, "initiator", newest.Content.Initiator, acs.Identifier(w.fred.User))
	want(w, "those removed", each(newest.Content.Participants, func(p chat.Participant) acs.Identifier { return p.ID }), []acs.Identifier{w.dora.User})
}

// signalCalls are those of calls/signals.mjs.
func signalCalls(w *world) {
	ctx := w.t.Context()
	fred, ann := w.thread(w.fred), w.thread(w.ann)
	typing := func(options *chat.SendTypingNotificationOptions) func() (bool, error) {
		return func() (bool, error) {
			response, err := fred.SendTypingNotification(ctx, options)
			return response.Throttled, err
		}
	}
	receipt := func(thread *chat.ThreadClient, id chat.MessageID) func() (chat.SendReadReceiptResponse, error) {
		return func() (chat.SendReadReceiptResponse, error) { return thread.SendReadReceipt(ctx, id, nil) }
	}
	listing := func(options *chat.ListReadReceiptsOptions) func() ([]acs.Identifier, error) {
		return func() ([]acs.Identifier, error) {
			receipts, err := all(fred.ReadReceipts(ctx, options))
			return each(receipts, func(r chat.ReadReceipt) acs.Identifier { return r.Sender }), err
		}
	}

	throttled := &chat.SendTypingNotificationOptions{Throttle: true}
	want(w, "throttled", call(w, "send a typing notification", typing(throttled)), false)
	want(w, "throttled", call(w, "send one too early", typing(throttled)), true)
	call(w, "send a message after typing", sending(w, fred, "Soup?", nil))
	named := &chat.SendTypingNotificationOptions{SenderDisplayName: "Fred", Throttle: true}
	want(w, "throttled", call(w, "send a typing notification with a name", typing(named)), false)

	call(w, "send a read receipt", receipt(ann, w.html))
	call(w, "send one's own read receipt", receipt(fred, w.html))
	refusal(w, "send a read receipt for nothing", 404, "NotFound", receipt(ann, "1"))
	both := []acs.Identifier{w.fred.User, w.ann.User}
	want(w, "receipts", call(w, "list read receipts", listing(nil)), both)
	pages := call(w, "list read receipts by page", func() ([]chat.ListReadReceiptsResponse, error) {
		return all(fred.ReadReceiptPages(ctx, &chat.ListReadReceiptsOptions{MaxPageSize: 1}))
	})
	want(w, "receipts of pages", each(pages, func(p chat.ListReadReceiptsResponse) int { return len(p.Value) }), []int{1, 1})
	want(w, "receipts from a next link", call(w, "list read receipts from a next link", listing(&chat.ListReadReceiptsOptions{ContinuationToken: pages[0].NextLink})), both[1:])
	want(w, "receipts but the first", call(w, "list read receipts but the first", listing(&chat.ListReadReceiptsOptions{MaxPageSize: 5, Skip: 1})), both[1:])
}
