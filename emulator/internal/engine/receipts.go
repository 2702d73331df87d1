package engine

import (
	"strconv"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// SendReadReceipt records that the caller has read the thread up to a message. A
// receipt for an older message than the previous receipt is ignored. It fails with
// status 404 if the message is not visible to the caller, and with status 400 if the
// thread has too many participants.
func (e *Engine) SendReadReceipt(caller Caller, id chat.ThreadID, messageID chat.MessageID) error {
	_, err := withLock(e, func(c *opContext) (struct{}, error) {
		t, p, err := c.authorize(caller, id, permChat, opSendReceipt)
		if err != nil {
			return struct{}{}, err
		}
		if err := t.checkReceiptLimit("Read receipts"); err != nil {
			return struct{}{}, err
		}
		i, err := t.findMessage(p, messageID)
		if err != nil {
			return struct{}{}, err
		}
		if t.messages[i].ID < p.ReadID {
			return struct{}{}, nil
		}
		p.ReadID, p.ReadOn = t.messages[i].ID, c.nowMilli
		c.putRecord(participantKey(t, p), p)
		return struct{}{}, nil
	})
	return err
}

// checkReceiptLimit rejects a feature that is not available in large threads.
func (t *thread) checkReceiptLimit(feature string) error {
	if len(t.participants) > MaxParticipantsForReceipts {
		return badRequest("%s are supported in threads with up to %d participants.", feature, MaxParticipantsForReceipts)
	}
	return nil
}

// ListReadReceipts lists the newest receipt of each participant, in the order in which
// they were added. It fails with status 400 if the thread has too many participants.
func (e *Engine) ListReadReceipts(caller Caller, id chat.ThreadID, options chat.ListReadReceiptsOptions) (Page[chat.ReadReceipt], error) {
	return withLock(e, func(c *opContext) (Page[chat.ReadReceipt], error) {
		t, _, err := c.authorize(caller, id, permChat, opListReceipts)
		if err != nil {
			return Page[chat.ReadReceipt]{}, err
		}
		if err := t.checkReceiptLimit("Read receipts"); err != nil {
			return Page[chat.ReadReceipt]{}, err
		}
		cur, err := newCursor(receiptsList, options.ContinuationToken, options.MaxPageSize, options.Skip, time.Time{})
		if err != nil {
			return Page[chat.ReadReceipt]{}, err
		}
		pages := newPager[chat.ReadReceipt](cur)
		for _, p := range t.participants {
			if p.ReadID != 0 && p.Seq > cur.after && !pages.add(p.Seq, p.receipt) {
				break
			}
		}
		return pages.page, nil
	})
}

// receipt returns the participant's newest read receipt.
func (p *participant) receipt() chat.ReadReceipt {
	return chat.ReadReceipt{
		Sender: acs.ParseIdentifier(p.ID), MessageID: chat.MessageID(strconv.FormatInt(p.ReadID, 10)), ReadOn: wholeSeconds(p.ReadOn),
	}
}

// SendTypingNotification checks the caller's permission, and fails with status 400 if
// the thread has too many participants. The notification itself is discarded,
// because the emulator has no real-time notifications.
func (e *Engine) SendTypingNotification(caller Caller, id chat.ThreadID) error {
	_, err := withLock(e, func(c *opContext) (struct{}, error) {
		t, _, err := c.authorize(caller, id, permChat, opSendTyping)
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, t.checkReceiptLimit("Typing notifications")
	})
	return err
}
