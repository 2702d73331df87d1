package engine_test

import (
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// TestReadReceipts checks that the newest receipt of each participant is listed, and
// not those of removed participants.
func TestReadReceipts(t *testing.T) {
	s := start(t)
	thread := s.newThread(s.bob, s.cid)
	first, second := s.send(s.ann, thread, "1"), s.send(s.ann, thread, "2")
	s.wantNoError(s.SendReadReceipt(s.bob, thread, first))
	s.clock.advance(time.Minute)
	read := s.clock.Now().Truncate(time.Second)
	s.wantNoError(s.SendReadReceipt(s.cid, thread, first))
	s.wantNoError(s.SendReadReceipt(s.bob, thread, second))
	s.clock.advance(time.Minute)
	s.wantNoError(s.SendReadReceipt(s.bob, thread, first)) // older than the previous receipt
	list := func() []chat.ReadReceipt {
		return collectPages(t, func(token string) (engine.Page[chat.ReadReceipt], error) {
			return s.ListReadReceipts(s.ann, thread, chat.ListReadReceiptsOptions{MaxPageSize: 1, ContinuationToken: token})
		})
	}
	bob, cid := chat.ReadReceipt{Sender: identifier(s.bob), MessageID: second, ReadOn: read}, chat.ReadReceipt{Sender: identifier(s.cid), MessageID: first, ReadOn: read}
	wantEqual(t, "receipts", list(), []chat.ReadReceipt{bob, cid})
	page, err := s.ListReadReceipts(s.ann, thread, chat.ListReadReceiptsOptions{Skip: 1})
	s.wantNoError(err)
	wantEqual(t, "skipped", page.Items, []chat.ReadReceipt{cid})
	s.wantNoError(s.RemoveParticipant(s.ann, thread, identifier(s.bob)))
	wantEqual(t, "without bob", list(), []chat.ReadReceipt{cid})
}

// TestReadReceiptUnknownMessage checks the error for an unknown message.
func TestReadReceiptUnknownMessage(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	for name, message := range map[string]chat.MessageID{"unknown": "1", "not a number": "x", "empty": ""} {
		t.Run(name, func(t *testing.T) { wantError(t, s.SendReadReceipt(s.ann, thread, message), notFound) })
	}
}

// TestReceiptLimit checks that receipts and typing notifications are accepted in threads
// with more than 20 participants, but that no receipts are stored or listed there.
func TestReceiptLimit(t *testing.T) {
	s := start(t)
	thread := s.newThread()
	first, second := s.send(s.ann, thread, "1"), s.send(s.ann, thread, "2")
	participants := s.newParticipants(20)
	sendAndList := func(message chat.MessageID) []chat.MessageID {
		t.Helper()
		s.wantNoError(s.SendReadReceipt(s.ann, thread, message))
		s.wantNoError(s.SendTypingNotification(s.ann, thread, chat.SendTypingNotificationOptions{}))
		page, err := s.ListReadReceipts(s.ann, thread, chat.ListReadReceiptsOptions{})
		s.wantNoError(err)
		read := []chat.MessageID{}
		for _, receipt := range page.Items {
			read = append(read, receipt.MessageID)
		}
		return read
	}
	_, err := s.AddParticipants(s.ann, thread, participants[:19])
	s.wantNoError(err)
	wantEqual(t, "receipts of 20", sendAndList(first), []chat.MessageID{first})
	_, err = s.AddParticipants(s.ann, thread, participants[19:])
	s.wantNoError(err)
	wantEqual(t, "receipts of 21", sendAndList(second), []chat.MessageID{})
	s.wantNoError(s.RemoveParticipant(s.ann, thread, participants[0].ID))
	wantEqual(t, "receipts of 20 again", sendAndList(first), []chat.MessageID{first})
}
