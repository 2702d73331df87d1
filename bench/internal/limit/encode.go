package limit

import (
	"fmt"
	"time"
)

// quotes is the number of bytes that a short string needs besides its own.
const quotes = 16

// EncodeCreateThread encodes the request that creates a thread.
func EncodeCreateThread(topic string, participants []Participant) []byte {
	size := len(`{"topic":"","participants":[]}`) + len(topic) + quotes
	for i := range participants {
		p := &participants[i]
		size += len(`{"communicationIdentifier":{"kind":"","rawId":"","communicationUser":{"id":""}},`) +
			len(`"displayName":"","shareHistoryTime":"2025-11-03T09:15:00Z"},`) +
			len(p.ID.Kind) + len(p.ID.RawID) + len(p.ID.UserID) + len(p.DisplayName) + quotes
	}
	to := make([]byte, 0, size)
	to = appendString(append(to, `{"topic":`...), topic)
	to = append(to, `,"participants":[`...)
	for i := range participants {
		if i > 0 {
			to = append(to, ',')
		}
		to = appendParticipant(to, &participants[i])
	}
	return append(to, `]}`...)
}

func appendParticipant(to []byte, p *Participant) []byte {
	to = append(to, `{"communicationIdentifier":{`...)
	if p.ID.Kind != "" {
		to = append(appendString(append(to, `"kind":`...), p.ID.Kind), ',')
	}
	if p.ID.RawID != "" {
		to = append(appendString(append(to, `"rawId":`...), p.ID.RawID), ',')
	}
	to = appendString(append(to, `"communicationUser":{"id":`...), p.ID.UserID)
	to = append(to, `}}`...)
	if p.DisplayName != "" {
		to = appendString(append(to, `,"displayName":`...), p.DisplayName)
	}
	if !p.ShareHistoryTime.IsZero() {
		to = p.ShareHistoryTime.AppendFormat(append(to, `,"shareHistoryTime":"`...), time.RFC3339)
		to = append(to, '"')
	}
	return append(to, '}')
}

// EncodeSendMessage encodes the request that sends a message.
func EncodeSendMessage(content, senderDisplayName, messageType string) []byte {
	size := len(`{"content":"","senderDisplayName":"","type":""}`) + len(content) + len(senderDisplayName) + len(messageType)
	to := make([]byte, 0, size+quotes)
	to = appendString(append(to, `{"content":`...), content)
	to = appendString(append(to, `,"senderDisplayName":`...), senderDisplayName)
	to = appendString(append(to, `,"type":`...), messageType)
	return append(to, '}')
}

// appendString appends s in quotes. It assumes that s is valid UTF-8.
func appendString(to []byte, s string) []byte {
	to = append(to, '"')
	for {
		i := special(s, 0)
		to = append(to, s[:i]...)
		if i == len(s) {
			return append(to, '"')
		}
		if b := s[i]; b < ' ' {
			to = fmt.Appendf(to, `\u%04x`, b)
		} else {
			to = append(to, '\\', b)
		}
		s = s[i+1:]
	}
}
