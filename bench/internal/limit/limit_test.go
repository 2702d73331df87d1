package limit_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/bench/internal/limit"
	"github.com/chatgen-go/chatgen/bench/internal/payload"
)

// Every prefix of a page and everything after its end is an error, in all decoders.
func TestInvalid(t *testing.T) {
	for _, w := range payload.Writings() {
		if w.Messages == 1 {
			checkPrefixes(t, string(w.Body), func(body string) error { return limit.DecodeMessages(body, &limit.MessagesPage{}) })
		}
	}
	checkPrefixes(t, string(payload.Message()), func(body string) error { return limit.DecodeMessage(body, &limit.Message{}) })
	checkPrefixes(t, string(payload.Participants(2)), func(body string) error {
		return limit.DecodeParticipants(body, &limit.ParticipantsPage{})
	})
	checkPrefixes(t, `{"x":[{"y":-1.5e3,"z":null}, true ],"id":"\u00e9\ud83d\ude00\n"}`, func(body string) error {
		_, err := limit.DecodeID(body)
		return err
	})
}

func checkPrefixes(t *testing.T, body string, decode func(string) error) {
	t.Helper()
	if err := decode(body); err != nil {
		t.Errorf("%s: %v", body, err)
	}
	for i := range body {
		if err := decode(body[:i]); err == nil || err.Error() != "invalid JSON" {
			t.Errorf("%s: got %v", body[:i], err)
		}
	}
	if err := decode(body + "}"); err == nil {
		t.Error("text after the end was accepted")
	}
}

// Strings are decoded as encoding/json does.
func TestStrings(t *testing.T) {
	for _, text := range []string{
		`""`, `"plain"`, `"long enough for two words of eight"`, `"\"\\\/\b\f\n\r\t"`, `"\u00e9\u00E9é"`, `"\ud83d\ude00"`, `"\ud83dx"`, `"\ud83d\u0041"`,
		"\"\x01\"", `"\x"`, `"\u12g4"`, `"\u12"`, `"open`, `"eight by\`,
	} {
		got, err := limit.DecodeID(`{"id":` + text + `}`)
		var want struct {
			ID string `json:"id"`
		}
		wantErr := json.Unmarshal([]byte(`{"id":`+text+`}`), &want)
		if (err == nil) != (wantErr == nil) || err == nil && got != want.ID {
			t.Errorf("%s: got %q, %v; encoding/json has %q, %v", text, got, err, want.ID, wantErr)
		}
	}
}

// Times in another form than the usual one are parsed, too.
func TestTimes(t *testing.T) {
	for text, want := range map[string]time.Time{
		"2025-11-03T09:15:00Z":      time.Date(2025, 11, 3, 9, 15, 0, 0, time.UTC),
		"2025-11-03T09:15:00.5Z":    time.Date(2025, 11, 3, 9, 15, 0, 500_000_000, time.UTC),
		"2025-11-03T11:15:00+02:00": time.Date(2025, 11, 3, 9, 15, 0, 0, time.UTC),
	} {
		var m limit.Message
		if err := limit.DecodeMessage(`{"createdOn":"`+text+`"}`, &m); err != nil || !m.CreatedOn.Equal(want) {
			t.Errorf("%s: got %v, %v", text, m.CreatedOn, err)
		}
	}
	if err := limit.DecodeMessage(`{"createdOn":"today"}`, &limit.Message{}); err == nil {
		t.Error("an invalid time was accepted")
	}
}

// Strings that need escapes are encoded as valid JSON with the same values.
func TestEncode(t *testing.T) {
	const content, name = "a \"quote\", a \\ and\n\x01 a long end without escapes", ""
	var sent struct {
		Content string `json:"content"`
		Type    string `json:"type"`
	}
	if err := json.Unmarshal(limit.EncodeSendMessage(content, name, "text"), &sent); err != nil || sent.Content != content || sent.Type != "text" {
		t.Errorf("got %+v, %v", sent, err)
	}
	body := limit.EncodeCreateThread("topic", []limit.Participant{
		{ID: limit.Identifier{UserID: "u"}},
		{ID: limit.Identifier{Kind: "communicationUser", RawID: "r", UserID: "u"}, DisplayName: "n", ShareHistoryTime: time.Unix(0, 0).UTC()},
	})
	const want = `{"topic":"topic","participants":[{"communicationIdentifier":{"communicationUser":{"id":"u"}}},` +
		`{"communicationIdentifier":{"kind":"communicationUser","rawId":"r","communicationUser":{"id":"u"}},"displayName":"n",` +
		`"shareHistoryTime":"1970-01-01T00:00:00Z"}]}`
	if string(body) != want {
		t.Errorf("got  %s\nwant %s", body, want)
	}
}
