package fake_test

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"testing"

	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/chat/fake"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// collect returns all items of a list until an error.
func collect[T any](items iter.Seq2[T, error]) (list []T, err error) {
	for item, err := range items {
		if err != nil {
			return list, err
		}
		list = append(list, item)
	}
	return list, nil
}

// The function is called once with the options of the list, and the client gets the items of all
// pages.
func TestThreads(t *testing.T) {
	var got servicetest.CallRecorder
	items := []chat.ThreadItem{{ID: threadID, Topic: "Lunch", DeletedOn: timeAt(1), LastMessageReceivedOn: timeAt(2)}, {ID: "b", Topic: "Tea"}, {ID: "c"}}
	server := &fake.Server{NewListThreadsPager: func(_ context.Context, options *chat.ListThreadsOptions) (list azfake.PagerResponder[chat.ListThreadsResponse]) {
		got.Record(*options)
		for _, item := range items {
			list.AddPage(http.StatusOK, chat.ListThreadsResponse{ThreadsPage: chat.ThreadsPage{Value: []chat.ThreadItem{item}}}, nil)
		}
		return list
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			options := chat.ListThreadsOptions{MaxPageSize: 1, StartTime: timeAt(0)}
			threads, err := collect(client.Threads(t.Context(), &options))
			servicetest.WantNoError(t, err)
			got.Want(t, options)
			servicetest.WantEqual(t, "threads", threads, items)
			_, err = collect(client.Threads(t.Context(), nil))
			servicetest.WantNoError(t, err)
			got.Want(t, chat.ListThreadsOptions{})
		})
	}
}

func TestMessages(t *testing.T) {
	var got servicetest.CallRecorder
	want := []chat.Message{message("1"), message("2"), message("3")}
	server := &fake.Server{NewListMessagesPager: func(_ context.Context, id chat.ThreadID, options *chat.ListMessagesOptions) (list azfake.PagerResponder[chat.ListMessagesResponse]) {
		got.Record(id, *options)
		list.AddPage(http.StatusOK, chat.ListMessagesResponse{MessagesPage: chat.MessagesPage{Value: want[:2]}}, nil)
		list.AddResponseError(http.StatusServiceUnavailable, "Busy") // retried
		list.AddPage(http.StatusOK, chat.ListMessagesResponse{MessagesPage: chat.MessagesPage{Value: want[2:]}}, nil)
		return list
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			options := chat.ListMessagesOptions{MaxPageSize: 2, StartTime: timeAt(0)}
			messages, err := collect(client.Thread(threadID).Messages(t.Context(), &options))
			servicetest.WantNoError(t, err)
			got.Want(t, threadID, options)
			servicetest.WantEqual(t, "messages", messages, want)
		})
	}
}

func TestParticipants(t *testing.T) {
	var got servicetest.CallRecorder
	server := &fake.Server{NewListParticipantsPager: func(_ context.Context, id chat.ThreadID, options *chat.ListParticipantsOptions) (list azfake.PagerResponder[chat.ListParticipantsResponse]) {
		got.Record(id, *options)
		list.AddPage(http.StatusOK, chat.ListParticipantsResponse{ParticipantsPage: chat.ParticipantsPage{Value: participants()}}, nil)
		return list
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			options := chat.ListParticipantsOptions{MaxPageSize: 200, Skip: 3}
			list, err := collect(client.Thread(threadID).Participants(t.Context(), &options))
			servicetest.WantNoError(t, err)
			got.Want(t, threadID, options)
			servicetest.WantEqual(t, "participants", list, participants())
		})
	}
}

func TestReadReceipts(t *testing.T) {
	var got servicetest.CallRecorder
	want := []chat.ReadReceipt{{Sender: user("a"), MessageID: messageID, ReadOn: timeAt(1)}, {Sender: user("b"), MessageID: "2", ReadOn: timeAt(2)}}
	server := &fake.Server{NewListReadReceiptsPager: func(_ context.Context, id chat.ThreadID, options *chat.ListReadReceiptsOptions) (list azfake.PagerResponder[chat.ListReadReceiptsResponse]) {
		got.Record(id, *options)
		for _, receipt := range want {
			list.AddPage(http.StatusOK, chat.ListReadReceiptsResponse{ReadReceiptsPage: chat.ReadReceiptsPage{Value: []chat.ReadReceipt{receipt}}}, nil)
		}
		return list
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			options := chat.ListReadReceiptsOptions{MaxPageSize: 1, Skip: 1}
			receipts, err := collect(client.Thread(threadID).ReadReceipts(t.Context(), &options))
			servicetest.WantNoError(t, err)
			got.Want(t, threadID, options)
			servicetest.WantEqual(t, "receipts", receipts, want)
		})
	}
}

// The client gets a response error of a page.
func TestPageError(t *testing.T) {
	server := &fake.Server{NewListMessagesPager: func(context.Context, chat.ThreadID, *chat.ListMessagesOptions) (list azfake.PagerResponder[chat.ListMessagesResponse]) {
		list.AddResponseError(http.StatusForbidden, "Denied")
		return list
	}}
	for name, client := range newClients(t, server) {
		t.Run(name, func(t *testing.T) {
			_, err := collect(client.Thread(threadID).Messages(t.Context(), nil))
			if e, ok := errors.AsType[*acs.Error](err); !ok || e.StatusCode != http.StatusForbidden || e.Code != "Denied" {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A function can set its own next links, and is called again for each of them.
func TestCustomNextLinks(t *testing.T) {
	const next = endpoint + "/chat/threads?continuationToken=2"
	var got servicetest.CallRecorder
	server := &fake.Server{NewListThreadsPager: func(_ context.Context, options *chat.ListThreadsOptions) (list azfake.PagerResponder[chat.ListThreadsResponse]) {
		page := chat.ThreadsPage{Value: []chat.ThreadItem{{ID: "a"}}, NextLink: next}
		if options.ContinuationToken != "" {
			got.Record(options.ContinuationToken)
			page = chat.ThreadsPage{Value: []chat.ThreadItem{{ID: "b"}}}
		}
		list.AddPage(http.StatusOK, chat.ListThreadsResponse{ThreadsPage: page}, nil)
		return list
	}}
	threads, err := collect(newClient(t, endpoint, fake.NewServerTransport(server)).Threads(t.Context(), nil))
	servicetest.WantNoError(t, err)
	got.Want(t, next)
	servicetest.WantEqual(t, "threads", threads, []chat.ThreadItem{{ID: "a"}, {ID: "b"}})
}
