package fake_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/chat/fake"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// respond returns the responder of a successful function.
func respond[T any](status int, value T) (resp azfake.Responder[T]) {
	resp.SetResponse(status, value, nil)
	return resp
}

// The function gets all arguments of the caller, and the caller gets its complete response.
func TestCreateThread(t *testing.T) {
	var got servicetest.CallRecorder
	response := chat.CreateThreadResponse{CreateThreadResult: chat.CreateThreadResult{
		Thread: properties(), InvalidParticipants: []acs.ErrorDetail{{Code: "403", Message: "Permissions check failed", Target: participants()[1].ID.RawID()}},
	}}
	server := &fake.Server{CreateThread: func(_ context.Context, topic string, options *chat.CreateThreadOptions) (azfake.Responder[chat.CreateThreadResponse], azfake.ErrorResponder) {
		got.Record(topic, *options)
		return respond(http.StatusCreated, response), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			options := chat.CreateThreadOptions{
				RepeatabilityRequestID: "request", Participants: participants(), Metadata: map[string]string{"a": "", "é": "\""},
				RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 90},
			}
			created, err := client.CreateThread(t.Context(), "Lunch", &options)
			servicetest.WantNoError(t, err)
			got.Want(t, "Lunch", options)
			servicetest.WantEqual(t, "result", created.CreateThreadResult, response.CreateThreadResult)
			if rejected := created.Rejected(); len(rejected) != 1 || rejected[0].Participant.ID != participants()[1].ID {
				t.Errorf("rejected: %+v", rejected)
			}
		})
	}
}

// Without options, the function gets only the request ID, which the client generates.
func TestCreateThreadWithoutOptions(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{CreateThread: func(_ context.Context, topic string, options *chat.CreateThreadOptions) (azfake.Responder[chat.CreateThreadResponse], azfake.ErrorResponder) {
		if options.RepeatabilityRequestID == "" {
			t.Error("no request ID")
		}
		options.RepeatabilityRequestID = ""
		got.Record(topic, *options)
		return respond(http.StatusCreated, chat.CreateThreadResponse{CreateThreadResult: chat.CreateThreadResult{Thread: properties()}}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			_, err := client.CreateThread(t.Context(), "Lunch", nil)
			servicetest.WantNoError(t, err)
			got.Want(t, "Lunch", chat.CreateThreadOptions{})
		})
	}
}

// Retention policies of every kind are passed to the function and back.
func TestRetentionPolicies(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{CreateThread: func(_ context.Context, _ string, options *chat.CreateThreadOptions) (azfake.Responder[chat.CreateThreadResponse], azfake.ErrorResponder) {
		got.Record(options.RetentionPolicy)
		response := chat.CreateThreadResponse{CreateThreadResult: chat.CreateThreadResult{Thread: properties()}}
		response.Thread.RetentionPolicy = options.RetentionPolicy
		return respond(http.StatusCreated, response), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			for _, policy := range []chat.RetentionPolicy{
				chat.NoneRetentionPolicy{},
				chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 30},
				chat.UnknownRetentionPolicy{Kind: "new", JSON: []byte(`{"kind":"new","days":[1]}`)},
				nil,
			} {
				created, err := client.CreateThread(t.Context(), "Lunch", &chat.CreateThreadOptions{RetentionPolicy: policy})
				servicetest.WantNoError(t, err)
				got.Want(t, policy)
				servicetest.WantEqual(t, "result", created.Thread.RetentionPolicy, policy)
			}
		})
	}
}

func TestDeleteThread(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{DeleteThread: func(_ context.Context, id chat.ThreadID, options *chat.DeleteThreadOptions) (azfake.Responder[chat.DeleteThreadResponse], azfake.ErrorResponder) {
		got.Record(id, *options)
		return respond(http.StatusNoContent, chat.DeleteThreadResponse{}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			_, err := client.DeleteThread(t.Context(), threadID, nil)
			servicetest.WantNoError(t, err)
			got.Want(t, threadID, chat.DeleteThreadOptions{})
		})
	}
}

func TestGetProperties(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{GetProperties: func(_ context.Context, id chat.ThreadID, options *chat.GetPropertiesOptions) (azfake.Responder[chat.GetPropertiesResponse], azfake.ErrorResponder) {
		got.Record(id, *options)
		return respond(http.StatusOK, chat.GetPropertiesResponse{ThreadProperties: properties()}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			result, err := client.Thread(threadID).GetProperties(t.Context(), nil)
			servicetest.WantNoError(t, err)
			got.Want(t, threadID, chat.GetPropertiesOptions{})
			servicetest.WantEqual(t, "result", result.ThreadProperties, properties())
		})
	}
}

// The function can distinguish unchanged, set and reset properties.
func TestUpdateProperties(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{UpdateProperties: func(_ context.Context, id chat.ThreadID, options *chat.UpdatePropertiesOptions) (azfake.Responder[chat.UpdatePropertiesResponse], azfake.ErrorResponder) {
		got.Record(id, *options)
		return respond(http.StatusNoContent, chat.UpdatePropertiesResponse{}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			for name, options := range map[string]chat.UpdatePropertiesOptions{
				"unchanged": {},
				"set": {Topic: acs.Set("Dinner"), Metadata: acs.MergeMap(map[string]string{"a": "b"}),
					RetentionPolicy: acs.Set[chat.RetentionPolicy](chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 31})},
				"reset":    {Topic: acs.Null[string](), Metadata: acs.NullMap[string](), RetentionPolicy: acs.Null[chat.RetentionPolicy]()},
				"removed":  {Metadata: acs.MergeMap(map[string]string{"a": "b"}).Remove("é", "c")},
				"to zero":  {Topic: acs.Set(""), Metadata: acs.MergeMap(map[string]string{})},
				"only one": {RetentionPolicy: acs.Set[chat.RetentionPolicy](chat.NoneRetentionPolicy{})},
			} {
				t.Run(name, func(t *testing.T) {
					_, err := client.Thread(threadID).UpdateProperties(t.Context(), &options)
					servicetest.WantNoError(t, err)
					got.Want(t, threadID, options)
				})
			}
			_, err := client.Thread(threadID).UpdateTopic(t.Context(), "Tea", nil)
			servicetest.WantNoError(t, err)
			got.Want(t, threadID, chat.UpdatePropertiesOptions{Topic: acs.Set("Tea")})
		})
	}
}

func TestSendMessage(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{SendMessage: func(_ context.Context, id chat.ThreadID, content string, options *chat.SendMessageOptions) (azfake.Responder[chat.SendMessageResponse], azfake.ErrorResponder) {
		got.Record(id, content, *options)
		return respond(http.StatusCreated, chat.SendMessageResponse{SendMessageResult: chat.SendMessageResult{ID: messageID}}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			for _, options := range []chat.SendMessageOptions{
				{},
				{SenderDisplayName: "Ann", Type: chat.MessageTypeHTML, Metadata: map[string]string{"k": "v"}},
				{Type: "new"},
			} {
				sent, err := client.Thread(threadID).SendMessage(t.Context(), "<b>é</b>\n\x00", &options)
				servicetest.WantNoError(t, err)
				got.Want(t, threadID, "<b>é</b>\n\x00", options)
				servicetest.WantEqual(t, "ID", sent.ID, messageID)
			}
		})
	}
}

func TestGetMessage(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{GetMessage: func(_ context.Context, id chat.ThreadID, m chat.MessageID, options *chat.GetMessageOptions) (azfake.Responder[chat.GetMessageResponse], azfake.ErrorResponder) {
		got.Record(id, m, *options)
		return respond(http.StatusOK, chat.GetMessageResponse{Message: message(m)}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			result, err := client.Thread(threadID).GetMessage(t.Context(), messageID, nil)
			servicetest.WantNoError(t, err)
			got.Want(t, threadID, messageID, chat.GetMessageOptions{})
			servicetest.WantEqual(t, "result", result.Message, message(messageID))
		})
	}
}

func TestUpdateMessage(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{UpdateMessage: func(_ context.Context, id chat.ThreadID, m chat.MessageID, options *chat.UpdateMessageOptions) (azfake.Responder[chat.UpdateMessageResponse], azfake.ErrorResponder) {
		got.Record(id, m, *options)
		return respond(http.StatusNoContent, chat.UpdateMessageResponse{}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			thread := client.Thread(threadID)
			for name, options := range map[string]chat.UpdateMessageOptions{
				"unchanged": {},
				"set":       {Content: acs.Set("bye"), Metadata: acs.MergeMap(map[string]string{"k": ""})},
				"removed":   {Metadata: acs.MapPatch[string]{}.Remove("k")},
				"reset":     {Content: acs.Null[string](), Metadata: acs.NullMap[string]()},
			} {
				t.Run(name, func(t *testing.T) {
					_, err := thread.UpdateMessage(t.Context(), messageID, &options)
					servicetest.WantNoError(t, err)
					got.Want(t, threadID, messageID, options)
				})
			}
			_, err := thread.UpdateContent(t.Context(), messageID, "bye", nil)
			servicetest.WantNoError(t, err)
			got.Want(t, threadID, messageID, chat.UpdateMessageOptions{Content: acs.Set("bye")})
		})
	}
}

func TestDeleteMessage(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{DeleteMessage: func(_ context.Context, id chat.ThreadID, m chat.MessageID, options *chat.DeleteMessageOptions) (azfake.Responder[chat.DeleteMessageResponse], azfake.ErrorResponder) {
		got.Record(id, m, *options)
		return respond(http.StatusNoContent, chat.DeleteMessageResponse{}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			_, err := client.Thread(threadID).DeleteMessage(t.Context(), messageID, nil)
			servicetest.WantNoError(t, err)
			got.Want(t, threadID, messageID, chat.DeleteMessageOptions{})
		})
	}
}

func TestAddParticipants(t *testing.T) {
	var got servicetest.CallRecorder
	rejection := acs.ErrorDetail{Code: "403", Message: "no", Target: user("bare").RawID(), Details: []acs.ErrorDetail{{Code: "1"}}, InnerError: &acs.ErrorDetail{Message: "reason"}}
	server := &fake.Server{AddParticipants: func(_ context.Context, id chat.ThreadID, participants []chat.Participant, options *chat.AddParticipantsOptions) (azfake.Responder[chat.AddParticipantsResponse], azfake.ErrorResponder) {
		got.Record(id, participants, *options)
		return respond(http.StatusCreated, chat.AddParticipantsResponse{AddParticipantsResult: chat.AddParticipantsResult{InvalidParticipants: []acs.ErrorDetail{rejection}}}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			result, err := client.Thread(threadID).AddParticipants(t.Context(), participants(), nil)
			servicetest.WantNoError(t, err)
			got.Want(t, threadID, participants(), chat.AddParticipantsOptions{})
			servicetest.WantEqual(t, "rejections", result.InvalidParticipants, []acs.ErrorDetail{rejection})
			if _, err := client.Thread(threadID).AddParticipant(t.Context(), chat.Participant{ID: user("bare")}, nil); err == nil || !strings.Contains(err.Error(), "403: no") {
				t.Errorf("got error %v", err)
			}
		})
	}
}

// The function gets identifiers of every kind from the body.
func TestRemoveParticipant(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{RemoveParticipant: func(_ context.Context, id chat.ThreadID, participant acs.Identifier, options *chat.RemoveParticipantOptions) (azfake.Responder[chat.RemoveParticipantResponse], azfake.ErrorResponder) {
		got.Record(id, participant, *options)
		return respond(http.StatusNoContent, chat.RemoveParticipantResponse{}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			for _, participant := range identifiers() {
				_, err := client.Thread(threadID).RemoveParticipant(t.Context(), participant, nil)
				servicetest.WantNoError(t, err)
				got.Want(t, threadID, participant, chat.RemoveParticipantOptions{})
			}
		})
	}
}

func TestSendReadReceipt(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{SendReadReceipt: func(_ context.Context, id chat.ThreadID, m chat.MessageID, options *chat.SendReadReceiptOptions) (azfake.Responder[chat.SendReadReceiptResponse], azfake.ErrorResponder) {
		got.Record(id, m, *options)
		return respond(http.StatusOK, chat.SendReadReceiptResponse{}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			_, err := client.Thread(threadID).SendReadReceipt(t.Context(), messageID, nil)
			servicetest.WantNoError(t, err)
			got.Want(t, threadID, messageID, chat.SendReadReceiptOptions{})
		})
	}
}

func TestSendTypingNotification(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{SendTypingNotification: func(_ context.Context, id chat.ThreadID, options *chat.SendTypingNotificationOptions) (azfake.Responder[chat.SendTypingNotificationResponse], azfake.ErrorResponder) {
		got.Record(id, *options)
		return respond(http.StatusOK, chat.SendTypingNotificationResponse{}), azfake.ErrorResponder{}
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			for _, options := range []chat.SendTypingNotificationOptions{{}, {SenderDisplayName: "Ann"}} {
				result, err := client.Thread(threadID).SendTypingNotification(t.Context(), &options)
				servicetest.WantNoError(t, err)
				got.Want(t, threadID, options)
				servicetest.WantEqual(t, "result", result, chat.SendTypingNotificationResponse{})
			}
		})
	}
}
