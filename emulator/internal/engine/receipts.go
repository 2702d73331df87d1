package engine

import (
	"strconv"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// SendReadReceipt records that the caller has read the thread up to a message. A
// receipt for an older message than the previous receipt is ignored, and so is every
// receipt in a large thread. It fails with status 404 if the message does not exist or
// is not visible to the caller.
func (e *Engine) SendReadReceipt(caller Caller, id chat.ThreadID, messageID chat.MessageID) error {
	_, err := withLock(e, func(c *opContext) (struct{}, error) {
		t, p, err := c.authorize(caller, id, permChat, opSendReceipt)
		if err != nil {
			return struct{}{}, err
		}
		i, err := t.findMessage(p, messageID)
		if err != nil {
			return struct{}{}, notFound() // also if the ID is not a number
		}
		if t.isLarge() || t.messages[i].ID < p.ReadID {
			return struct{}{}, nil
		}
		c.rememberParticipant(p)
		p.ReadID, p.ReadOn = t.messages[i].ID, c.nowMilli
		c.putRecord(participantKey(t, p), p)
		return struct{}{}, nil
	})
	return err
}

// isLarge reports whether the thread has too many participants for read receipts and
// typing notifications.
func (t *thread) isLarge() bool { return len(t.participants) > MaxParticipantsForReceipts }

// readers returns the participants whose receipts are listed.
func (t *thread) readers() []*participant {
	var readers []*participant
	for _, p := range t.participants {
		if p.ReadID != 0 && !t.isLarge() {
			readers = append(readers, p)
		}
	}
	return readers
}

// ListReadReceipts lists the newest receipt of each participant, in the order in which
// they were added. In a large thread there are none.
func (e *Engine) ListReadReceipts(caller Caller, id chat.ThreadID, options chat.ListReadReceiptsOptions) (Page[chat.ReadReceipt], error) {
	return withLock(e, func(c *opContext) (Page[chat.ReadReceipt], error) {
		t, err := c.authorizeReader(caller, id, opListReceipts)
		if err != nil {
			return Page[chat.ReadReceipt]{}, err
		}
		page, err := offsetPage(t.readers(), options.ContinuationToken, options.Skip, options.MaxPageSize)
		return mapPage(page, (*participant).receipt), err
	})
}

// receipt returns the participant's newest read receipt.
func (p *participant) receipt() chat.ReadReceipt {
	return chat.ReadReceipt{
		Sender: acs.ParseIdentifier(p.ID), MessageID: chat.MessageID(strconv.FormatInt(p.ReadID, 10)), ReadOn: wholeSeconds(p.ReadOn),
	}
}

// SendTypingNotification checks the caller's permission. The notification is only an
// event, because the emulator has no real-time notifications.
func (e *Engine) SendTypingNotification(caller Caller, id chat.ThreadID, options chat.SendTypingNotificationOptions) error {
	_, err := withLock(e, func(c *opContext) (struct{}, error) {
		t, p, err := c.authorize(caller, id, permChat, opSendTyping)
		if err == nil {
			c.addTypingEvent(t, p, options.SenderDisplayName)
		}
		return struct{}{}, err
	})
	return err
}
