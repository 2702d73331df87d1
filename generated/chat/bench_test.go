package chat_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// fixedResponse is a transport that always returns the same response.
type fixedResponse struct {
	status int
	body   string
}

func (f fixedResponse) Do(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		if _, err := io.Copy(io.Discard, req.Body); err != nil {
			return nil, err
		}
	}
	return &http.Response{StatusCode: f.status, Body: io.NopCloser(strings.NewReader(f.body)), Header: http.Header{}, Request: req}, nil
}

func newBenchmarkClient(b *testing.B, status int, body string) *chat.Client {
	b.Helper()
	cred, err := acs.NewTokenCredential(secretToken)
	if err != nil {
		b.Fatal(err)
	}
	client, err := chat.NewClient(endpoint, cred, &chat.ClientOptions{ClientOptions: azcore.ClientOptions{Transport: fixedResponse{status, body}}})
	if err != nil {
		b.Fatal(err)
	}
	return client
}

// pageText returns a page of messages.
func pageText(messages int) string {
	const message = `{"id":"17000000%05d","type":"text","sequenceId":"%d","version":"17000000%05d","content":{"message":"Shall we go for pizza, or rather stay in?",` +
		`"attachments":[]},"senderDisplayName":"Fred","createdOn":"2025-11-22T10:50:50Z","senderCommunicationIdentifier":{"rawId":"8:acs:a_b",` +
		`"communicationUser":{"id":"8:acs:a_b"}},"metadata":{"tags":"lunch"}}`
	var page strings.Builder
	page.WriteString(`{"value":[`)
	for i := range messages {
		if i > 0 {
			page.WriteString(",")
		}
		fmt.Fprintf(&page, message, i, i, i)
	}
	page.WriteString(`],"nextLink":"https://resource.communication.azure.com/chat/threads/x/messages?next"}`)
	return page.String()
}

// BenchmarkDecodePage decodes a page of 200 messages.
func BenchmarkDecodePage(b *testing.B) {
	page := []byte(pageText(200))
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		var got chat.MessagesPage
		if err := got.UnmarshalJSON(page); err != nil || len(got.Value) != 200 {
			b.Fatal(len(got.Value), err)
		}
	}
}

// BenchmarkCreateThread creates a thread with 10 participants, without a network.
// Most of the time is spent on the request body.
func BenchmarkCreateThread(b *testing.B) {
	client := newBenchmarkClient(b, http.StatusCreated, `{"chatThread":`+threadJSON("19:t@thread.v2")+`}`)
	options := &chat.CreateThreadOptions{}
	for i := range 10 {
		options.Participants = append(options.Participants, chat.Participant{
			ID: acs.UserIdentifier{ID: fmt.Sprint("8:acs:resource_user", i)}, DisplayName: "Fred",
		})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.CreateThread(context.Background(), "Lunch", options); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEncodeParticipants encodes a page of 10 participants.
func BenchmarkEncodeParticipants(b *testing.B) {
	page := chat.ParticipantsPage{}
	for i := range 10 {
		page.Value = append(page.Value, chat.Participant{ID: acs.UserIdentifier{ID: fmt.Sprint("8:acs:resource_user", i)}, DisplayName: "Fred"})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := page.MarshalJSON(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSendMessage measures a complete call through the pipeline, without a network.
func BenchmarkSendMessage(b *testing.B) {
	thread := newBenchmarkClient(b, http.StatusCreated, `{"id":"1700000000000"}`).Thread(threadID)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := thread.SendMessage(context.Background(), "hello", nil); err != nil {
			b.Fatal(err)
		}
	}
}
