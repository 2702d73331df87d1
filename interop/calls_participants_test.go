package interop_test

import (
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// participantCalls makes the same calls as calls/participants.mjs.
func participantCalls(f *fixture) {
	fred := f.thread(f.fred)
	addParticipants(f, fred)
	listParticipants(f, fred)
	removeParticipants(f, fred)
}

func addParticipants(f *fixture, fred *chat.ThreadClient) {
	addCall := func(thread *chat.ThreadClient, list ...chat.Participant) func() (chat.AddParticipantsResponse, error) {
		return func() (chat.AddParticipantsResponse, error) { return thread.AddParticipants(f.t.Context(), list, nil) }
	}
	added := call(f, "add participants", addCall(fred, chat.Participant{
		ID: f.carol.User, DisplayName: "Carol", ShareHistoryTime: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), Metadata: map[string]string{"role": "guest"},
	}))
	wantEqual(f, "rejected participants", added.InvalidParticipants, []acs.ErrorDetail(nil))
	partial := call(f, "add participants, one of them rejected", addCall(fred, chat.Participant{ID: f.dora.User, DisplayName: "Dora"}, chat.Participant{ID: foreignUser()}))
	wantEqual(f, "rejected participants", partial.InvalidParticipants, rejectionsOf([]acs.Identifier{foreignUser()}))
	wantServiceError(f, "add a participant with a malformed identifier", 400, "BadRequest", addCall(fred, chat.Participant{ID: acs.UserIdentifier{ID: "8:acs:nobody"}}))
	none := call(f, "add no participants", addCall(fred))
	wantEqual(f, "rejected participants", none.Rejected(), chat.ParticipantErrors(nil))
	wantServiceError(f, "add participants with scope chat.join.limited", 403, "Forbidden", addCall(f.thread(f.carol), chat.Participant{ID: f.dora.User}))
}

func listParticipants(f *fixture, fred *chat.ThreadClient) {
	ctx := f.t.Context()
	listCall := func(options *chat.ListParticipantsOptions) func() ([]chat.Participant, error) {
		return func() ([]chat.Participant, error) { return collect(fred.Participants(ctx, options)) }
	}
	id := func(p chat.Participant) acs.Identifier { return p.ID }
	everyone := []acs.Identifier{f.fred.User, f.ann.User, f.bob.User, f.carol.User, f.dora.User}

	listed := call(f, "list participants", listCall(nil))
	wantEqual(f, "participants", mapSlice(listed, id), everyone)
	wantEqual(f, "participant", listed[3], chat.Participant{
		ID: f.carol.User, DisplayName: "Carol", ShareHistoryTime: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), Metadata: map[string]string{"role": "guest"},
	})
	pages := call(f, "list participants by page", func() ([]chat.ListParticipantsResponse, error) {
		return collect(fred.ParticipantPages(ctx, &chat.ListParticipantsOptions{MaxPageSize: 3}))
	})
	wantEqual(f, "page sizes", mapSlice(pages, func(p chat.ListParticipantsResponse) int { return len(p.Value) }), []int{3, 2})
	rest := call(f, "list participants from a next link", listCall(&chat.ListParticipantsOptions{ContinuationToken: pages[0].NextLink}))
	wantEqual(f, "participants from a next link", mapSlice(rest, id), everyone[3:])
	skipped := call(f, "list participants with skip", listCall(&chat.ListParticipantsOptions{MaxPageSize: 2, Skip: 1}))
	wantEqual(f, "participants after skip", mapSlice(skipped, id), everyone[1:])
}

func removeParticipants(f *fixture, fred *chat.ThreadClient) {
	ctx := f.t.Context()
	removeCall := func(id acs.Identifier) func() (chat.RemoveParticipantResponse, error) {
		return func() (chat.RemoveParticipantResponse, error) { return fred.RemoveParticipant(ctx, id, nil) }
	}
	call(f, "remove a participant", removeCall(f.dora.User))
	wantServiceError(f, "get properties as a removed participant", 403, "Forbidden", func() (chat.GetPropertiesResponse, error) {
		return f.thread(f.dora).GetProperties(ctx, nil)
	})
	call(f, "remove a phone number", removeCall(acs.ParseIdentifier("4:+14255550123_456")))
	call(f, "remove a Teams user", removeCall(acs.TeamsUserIdentifier{UserID: "00000000-0000-4000-8000-000000000001"}))
	call(f, "remove a Teams extension user", removeCall(extensionUser()))
	wantServiceError(f, "remove a malformed identifier", 400, "BadRequest", removeCall(acs.UserIdentifier{ID: "8:acs:nobody"}))
	newest := call(f, "list the newest message", func() ([]chat.Message, error) { return collect(fred.Messages(ctx, nil)) })[0]
	wantEqual(f, "type", newest.Type, chat.MessageTypeParticipantRemoved)
	wantEqual(f, "initiator", newest.Content.Initiator, acs.Identifier(f.fred.User))
	wantEqual(f, "removed participants", mapSlice(newest.Content.Participants, func(p chat.Participant) acs.Identifier { return p.ID }), []acs.Identifier{f.dora.User})
}

// signalCalls makes the same calls as calls/signals.mjs.
func signalCalls(f *fixture) {
	ctx := f.t.Context()
	fred, ann := f.thread(f.fred), f.thread(f.ann)
	typingCall := func(options *chat.SendTypingNotificationOptions) func() (bool, error) {
		return func() (bool, error) {
			response, err := fred.SendTypingNotification(ctx, options)
			return response.Throttled, err
		}
	}
	receiptCall := func(thread *chat.ThreadClient, id chat.MessageID) func() (chat.SendReadReceiptResponse, error) {
		return func() (chat.SendReadReceiptResponse, error) { return thread.SendReadReceipt(ctx, id, nil) }
	}
	listCall := func(options *chat.ListReadReceiptsOptions) func() ([]acs.Identifier, error) {
		return func() ([]acs.Identifier, error) {
			receipts, err := collect(fred.ReadReceipts(ctx, options))
			return mapSlice(receipts, func(r chat.ReadReceipt) acs.Identifier { return r.Sender }), err
		}
	}

	throttled := &chat.SendTypingNotificationOptions{Throttle: true}
	wantEqual(f, "throttled", call(f, "send a typing notification", typingCall(throttled)), false)
	wantEqual(f, "throttled", call(f, "send a typing notification too early", typingCall(throttled)), true)
	call(f, "send a message after typing", sendMessageCall(f, fred, "Soup?", nil))
	named := &chat.SendTypingNotificationOptions{SenderDisplayName: "Fred", Throttle: true}
	wantEqual(f, "throttled", call(f, "send a typing notification with a name", typingCall(named)), false)

	call(f, "send a read receipt", receiptCall(ann, f.htmlID))
	call(f, "send a read receipt as the sender", receiptCall(fred, f.htmlID))
	wantServiceError(f, "send a read receipt for an unknown message", 404, "NotFound", receiptCall(ann, "1"))
	both := []acs.Identifier{f.fred.User, f.ann.User}
	wantEqual(f, "receipts", call(f, "list read receipts", listCall(nil)), both)
	pages := call(f, "list read receipts by page", func() ([]chat.ListReadReceiptsResponse, error) {
		return collect(fred.ReadReceiptPages(ctx, &chat.ListReadReceiptsOptions{MaxPageSize: 1}))
	})
	wantEqual(f, "page sizes", mapSlice(pages, func(p chat.ListReadReceiptsResponse) int { return len(p.Value) }), []int{1, 1})
	wantEqual(f, "receipts from a next link", call(f, "list read receipts from a next link", listCall(&chat.ListReadReceiptsOptions{ContinuationToken: pages[0].NextLink})), both[1:])
	wantEqual(f, "receipts after skip", call(f, "list read receipts with skip", listCall(&chat.ListReadReceiptsOptions{MaxPageSize: 5, Skip: 1})), both[1:])
}
