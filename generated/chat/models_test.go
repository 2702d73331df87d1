package chat_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// compact returns JSON text without white space.
func compact(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	servicetest.WantNoError(t, json.Compact(&b, []byte(text)))
	return b.String()
}

// models returns a value of each model with all fields set.
func models() map[string]any {
	participant := chat.Participant{ID: user("fred"), DisplayName: "Fred", ShareHistoryTime: timeAt(1), Metadata: map[string]string{"a": "1"}}
	attachment := chat.Attachment{ID: "a", Type: chat.AttachmentTypeFile, Name: "b", URL: "c", PreviewURL: "d"}
	content := chat.MessageContent{
		Message: "hi", Topic: "Lunch", Participants: []chat.Participant{participant}, Attachments: []chat.Attachment{attachment}, Initiator: user("user"),
	}
	message := chat.Message{
		ID: "1", Type: chat.MessageTypeText, SequenceID: "2", Version: "3", Content: content, SenderDisplayName: "Fred", CreatedOn: timeAt(1),
		Sender: acs.TeamsUserIdentifier{UserID: "x"}, DeletedOn: timeAt(2), EditedOn: timeAt(3), Metadata: map[string]string{"a": ""},
	}
	thread := chat.ThreadProperties{
		ID: "19:a@thread.v2", Topic: "Lunch", CreatedOn: timeAt(1), CreatedBy: user("user"), DeletedOn: timeAt(2),
		Metadata: map[string]string{"a": "1"}, RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 60},
	}
	item := chat.ThreadItem{ID: "19:a@thread.v2", Topic: "Lunch", DeletedOn: timeAt(1), LastMessageReceivedOn: timeAt(2)}
	receipt := chat.ReadReceipt{Sender: user("fred"), MessageID: "1", ReadOn: timeAt(1)}
	rejected := []acs.ErrorDetail{{Code: "403", Message: "No", Target: "8:acs:x", InnerError: &acs.ErrorDetail{Code: "x"}}}
	return map[string]any{
		"AddParticipantsResult": chat.AddParticipantsResult{InvalidParticipants: rejected},
		"Attachment":            attachment,
		"CreateThreadResult":    chat.CreateThreadResult{Thread: thread, InvalidParticipants: rejected},
		"Message":               message,
		"MessageContent":        content,
		"MessagesPage":          chat.MessagesPage{Value: []chat.Message{message}, NextLink: "https://x/"},
		"NoneRetentionPolicy":   chat.NoneRetentionPolicy{},
		"Participant":           participant,
		"ParticipantsPage":      chat.ParticipantsPage{Value: []chat.Participant{participant}, NextLink: "https://x/"},
		"ReadReceipt":           receipt,
		"ReadReceiptsPage":      chat.ReadReceiptsPage{Value: []chat.ReadReceipt{receipt}, NextLink: "https://x/"},
		"SendMessageResult":     chat.SendMessageResult{ID: "1"},
		"ThreadCreationDate":    chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 60},
		"ThreadItem":            item,
		"ThreadProperties":      thread,
		"ThreadsPage":           chat.ThreadsPage{Value: []chat.ThreadItem{item}, NextLink: "https://x/"},
		"response, message":     chat.GetMessageResponse{Message: message},
		"response, thread":      chat.GetPropertiesResponse{ThreadProperties: thread},
	}
}

// TestModelsRoundTrip checks that a model can be encoded with encoding/json and decoded
// again without losing a field.
func TestModelsRoundTrip(t *testing.T) {
	for name, model := range models() {
		t.Run(name, func(t *testing.T) {
			wantFieldsSet(t, reflect.ValueOf(model))
			data, err := json.Marshal(model)
			servicetest.WantNoError(t, err)
			copied := reflect.New(reflect.TypeOf(model))
			servicetest.WantNoError(t, json.Unmarshal(data, copied.Interface()))
			servicetest.WantEqual(t, "copy", copied.Elem().Interface(), model)
			again, err := json.Marshal(copied.Interface())
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "JSON of the copy", string(again), string(data))
		})
	}
}

// wantFieldsSet checks that all exported fields of a model are set.
func wantFieldsSet(t *testing.T, v reflect.Value) {
	t.Helper()
	for i := range v.NumField() {
		if field := v.Type().Field(i); v.Field(i).IsZero() && field.IsExported() {
			t.Errorf("%s.%s is not set", v.Type(), field.Name)
		}
	}
}

// TestModelsZero checks that zero values are omitted unless the property is required.
func TestModelsZero(t *testing.T) {
	cases := map[string]struct {
		model any
		want  string
	}{
		"MessageContent":     {chat.MessageContent{}, `{}`},
		"ThreadsPage":        {chat.ThreadsPage{}, `{"value":[]}`},
		"Attachment":         {chat.Attachment{ID: "a"}, `{"id":"a","attachmentType":""}`},
		"CreateThreadResult": {chat.CreateThreadResult{}, `{}`},
		"Participant":        {chat.Participant{ID: user("a"), Metadata: map[string]string{}}, `{"communicationIdentifier":` + userJSON("a") + `}`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			data, err := json.Marshal(c.model)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "JSON", string(data), c.want)
		})
	}
}

// TestModelsTime checks that times are encoded in UTC, to the microsecond.
func TestModelsTime(t *testing.T) {
	zone := time.FixedZone("", 2*60*60)
	participant := chat.Participant{ID: user("a"), ShareHistoryTime: time.Date(2026, 5, 4, 5, 2, 1, 123456700, zone)}
	data, err := json.Marshal(participant)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "JSON", string(data), `{"communicationIdentifier":`+userJSON("a")+`,"shareHistoryTime":"2026-05-04T03:02:01.123456Z"}`)
	var back chat.Participant
	servicetest.WantNoError(t, json.Unmarshal(data, &back))
	servicetest.WantEqual(t, "time", back.ShareHistoryTime, participant.ShareHistoryTime.UTC().Truncate(time.Microsecond))
}

// TestModelsErrors checks that the error for an invalid response contains the path of the
// invalid value.
func TestModelsErrors(t *testing.T) {
	cases := map[string]struct{ body, want string }{
		"time":       {pageOf("", messageJSON("1"), `{"id":"2","createdOn":"yesterday"}`).Body, `/value/1/createdOn: want an RFC 3339 time, got "yesterday" (byte 123)`},
		"string":     {`{"value":[{"content":{"attachments":[{"url":7}]}}]}`, "/value/0/content/attachments/0/url: want a string, got a number (byte 44)"},
		"array":      {`{"value":{}}`, "/value: want an array, got an object (byte 9)"},
		"object":     {`[]`, "want an object, got an array (byte 0)"},
		"identifier": {`{"value":[{"senderCommunicationIdentifier":{"rawId":"x","communicationUser":{}}}]}`, "/value/0/senderCommunicationIdentifier: communicationUser identifier: id is required (byte 43)"},
		"map":        {`{"value":[{"metadata":{"a":1}}]}`, "/value/0/metadata/a: want a string, got a number (byte 27)"},
		"empty":      {``, "empty body: /value: required (byte 2)"},
		"two values": {`{"value":[]} {}`, "text after the JSON value (byte 13)"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, servicetest.Response{Status: 200, Body: c.body})
			_, err := messageIDs(newThread(t, s).Messages(t.Context(), nil))
			body := c.body
			if item, ok := errors.AsType[*acs.ItemError](err); ok {
				body = string(item.JSON)
			}
			servicetest.WantReadError(t, err, "ThreadClient.ListMessages: reading the response: "+c.want, "GET "+threadPath+"/messages: 200 OK", body, "")
		})
	}
}

// TestPossibleValues checks the known values of the enums.
func TestPossibleValues(t *testing.T) {
	servicetest.WantEqual(t, "message types", fmt.Sprint(chat.PossibleMessageTypeValues()), "[text html topicUpdated participantAdded participantRemoved]")
	servicetest.WantEqual(t, "attachment types", fmt.Sprint(chat.PossibleAttachmentTypeValues()), "[image file]")
	servicetest.WantEqual(t, "retention policies", fmt.Sprint(chat.PossibleRetentionPolicyKindValues()), "[threadCreationDate none]")
}
