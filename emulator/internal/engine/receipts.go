package engine

import (
	"strconv"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// SendReadReceipt notes that the caller has read the thread up to a message. A
// message that the caller does not see is a 404. A receipt for an older message
// than the one before changes nothing. Too large a thread is a 400.
func (e *Engine) SendReadReceipt(caller Caller, id chat.ThreadID, messageID chat.MessageID) error {
	_, err := withLock(e, func(x *opContext) (struct{}, error) {
		t, p, err := x.authorize(caller, id, permChat, sendReceipt)
		if err != nil {
			return struct{}{}, err
		}
		if err := t.checkSmall("Read receipts"); err != nil {
			return struct{}{}, err
		}
		i, err := t.find(p, messageID)
		if err != nil {
			return struct{}{}, err
		}
		if t.messages[i].ID < p.ReadID {
			return struct{}{}, nil
		}
		p.ReadID, p.ReadOn = t.messages[i].ID, x.at
		x.put(participantKey(t, p), p)
		return struct{}{}, nil
	})
	return err
}

// checkSmall refuses what large threads do not have.
func (t *thread) checkSmall(what string) error {
	if len(t.participants) > MaxParticipantsForReceipts {
		return badRequest("%s are for threads of up to %d participants.", what, MaxParticipantsForReceipts)
	}
	return nil
}

// ListReadReceipts lists the newest receipt of each participant, in the order
// in which they joined. Too large a thread is a 400.
func (e *Engine) ListReadReceipts(caller Caller, id chat.ThreadID, options chat.ListReadReceiptsOptions) (Page[chat.ReadReceipt], error) {
	return withLock(e, func(x *opContext) (Page[chat.ReadReceipt], error) {
		t, _, err := x.authorize(caller, id, permChat, listReceipts)
		if err != nil {
			return Page[chat.ReadReceipt]{}, err
		}
		if err := t.checkSmall("Read receipts"); err != nil {
			return Page[chat.ReadReceipt]{}, err
		}
		at, err := newCursor(receiptsList, options.ContinuationToken, options.MaxPageSize, options.Skip, time.Time{})
		if err != nil {
			return Page[chat.ReadReceipt]{}, err
		}
		pages := newPager[chat.ReadReceipt](at)
		for _, p := range t.participants {
			if p.ReadID != 0 && p.Seq > at.after && !pages.add(p.Seq, p.receipt) {
				break
			}
		}
		return pages.page, nil
	})
}

func (p *participant) receipt() chat.ReadReceipt {
	return chat.ReadReceipt{
		Sender: acs.ParseIdentifier(p.ID), MessageID: chat.MessageID(strconv.FormatInt(p.ReadID, 10)), ReadOn: seconds(p.ReadOn),
	}
}

// SendTypingNotification does nothing: nobody listens. It refuses who may not,
// and too large a thread with a 400.
func (e *Engine) SendTypingNotification(caller Caller, id chat.ThreadID) error {
	_, err := withLock(e, func(x *opContext) (struct{}, error) {
		t, _, err := x.authorize(caller, id, permChat, sendTyping)
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, t.checkSmall("Typing notifications")
	})
	return err
}
