package contender

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"unsafe"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"

	"github.com/chatgen-go/chatgen/bench/internal/limit"
	"github.com/chatgen-go/chatgen/bench/internal/payload"
)

// Limit returns the hand-written codec of package limit. Its client is azcore's
// pipeline without any policy of ours.
func Limit() Contender {
	invited := make([]limit.Participant, 0, 10)
	for _, p := range Invited() {
		invited = append(invited, limit.Participant{
			ID: limit.Identifier{RawID: p.UserID, UserID: p.UserID}, DisplayName: p.DisplayName, ShareHistoryTime: p.ShareHistoryTime,
		})
	}
	return Contender{
		Name: "near limit",
		Messages: NewDecoder(func(body []byte, to *limit.MessagesPage) error {
			return limit.DecodeMessages(string(body), to)
		}, limitMessages),
		Participants: NewDecoder(func(body []byte, to *limit.ParticipantsPage) error {
			return limit.DecodeParticipants(string(body), to)
		}, limitParticipants),
		Message: NewDecoder(func(body []byte, to *limit.Message) error {
			return limit.DecodeMessage(string(body), to)
		}, limitMessage),
		CreateThread: func() ([]byte, error) { return limit.EncodeCreateThread(Topic, invited), nil },
		SendMessage:  func() ([]byte, error) { return encodeSend(), nil },
		Client:       limitClient,
	}
}

func encodeSend() []byte {
	return limit.EncodeSendMessage(payload.Text(), SenderDisplayName, MessageType)
}

// bare is azcore's pipeline without any policy of ours.
type bare struct {
	pipeline runtime.Pipeline
	link     string
}

func newBare(transport http.RoundTripper) (*bare, error) {
	client, err := azcore.NewClient("bench", "v0.0.0", runtime.PipelineOptions{}, &policy.ClientOptions{Transport: &http.Client{Transport: transport}})
	if err != nil {
		return nil, err
	}
	return &bare{client.Pipeline(), messagesLink()}, nil
}

// post sends body and returns the response's.
func (b *bare) post(ctx context.Context, body []byte) ([]byte, error) {
	req, err := runtime.NewRequest(ctx, http.MethodPost, b.link)
	if err != nil {
		return nil, err
	}
	if err := req.SetBody(streaming.NopCloser(bytes.NewReader(body)), "application/json"); err != nil {
		return nil, err
	}
	return b.do(req)
}

// get returns the body of a page.
func (b *bare) get(ctx context.Context) ([]byte, error) {
	req, err := runtime.NewRequest(ctx, http.MethodGet, b.link+"&maxPageSize=200")
	if err != nil {
		return nil, err
	}
	return b.do(req)
}

func (b *bare) do(req *policy.Request) ([]byte, error) {
	resp, err := b.pipeline.Do(req) //nolint:bodyclose // Payload closes it
	if err != nil {
		return nil, err
	}
	return runtime.Payload(resp)
}

func limitClient(transport http.RoundTripper) (*Client, error) {
	b, err := newBare(transport)
	if err != nil {
		return nil, err
	}
	list := func(ctx context.Context) (page limit.MessagesPage, err error) {
		body, err := b.get(ctx)
		if err != nil {
			return page, err
		}
		return page, limit.DecodeMessages(owned(body), &page)
	}
	return &Client{
		Send: func(ctx context.Context) (string, error) {
			body, err := b.post(ctx, encodeSend())
			if err != nil {
				return "", err
			}
			return limit.DecodeID(owned(body))
		},
		List: func(ctx context.Context) (Page[Message], error) {
			page, err := list(ctx)
			return limitMessages(&page), err
		},
		ListOnly: func(ctx context.Context) error {
			_, err := list(ctx)
			return err
		},
	}, nil
}

// AzcoreAlone returns the calls of azcore's pipeline alone: the request's body is
// ready, and the response's is read but not decoded.
func AzcoreAlone(transport http.RoundTripper) (send, list func(context.Context) error, err error) {
	b, err := newBare(transport)
	if err != nil {
		return nil, nil, err
	}
	body := encodeSend()
	send = func(ctx context.Context) error {
		_, err := b.post(ctx, body)
		return err
	}
	list = func(ctx context.Context) error {
		_, err := b.get(ctx)
		return err
	}
	return send, list, nil
}

// HTTPAlone returns the same calls with net/http alone, which shows what azcore adds.
func HTTPAlone(transport http.RoundTripper) (send, list func(context.Context) error) {
	client := &http.Client{Transport: transport}
	body := encodeSend()
	send = func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, messagesLink(), bytes.NewReader(body))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/json")
		return doAlone(client, req)
	}
	list = func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, messagesLink()+"&maxPageSize=200", http.NoBody)
		if err != nil {
			return err
		}
		return doAlone(client, req)
	}
	return send, list
}

func doAlone(client *http.Client, req *http.Request) error {
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close() //nolint:errcheck // it is in memory
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// messagesLink returns the URL of the thread's messages.
func messagesLink() string {
	return Endpoint + "/chat/threads/" + url.PathEscape(ThreadID) + "/messages?api-version=" + APIVersion
}

// owned returns body as a string without a copy. Nothing may change body afterwards.
func owned(body []byte) string {
	return unsafe.String(unsafe.SliceData(body), len(body)) //nolint:gosec // the copy is what this contender avoids
}

func limitMessages(page *limit.MessagesPage) Page[Message] {
	to := Page[Message]{NextLink: page.NextLink}
	for i := range page.Value {
		to.Items = append(to.Items, limitMessage(&page.Value[i]))
	}
	return to
}

func limitMessage(m *limit.Message) Message {
	to := Message{
		ID: m.ID, Type: m.Type, SequenceID: m.SequenceID, Version: m.Version, Text: m.Text,
		SenderDisplayName: m.SenderDisplayName, SenderID: m.Sender.UserID, CreatedOn: m.CreatedOn,
	}
	for _, pair := range m.Metadata {
		if to.Metadata == nil {
			to.Metadata = map[string]string{}
		}
		to.Metadata[pair.Name] = pair.Value
	}
	return to
}

func limitParticipants(page *limit.ParticipantsPage) Page[Participant] {
	to := Page[Participant]{NextLink: page.NextLink}
	for _, p := range page.Value {
		to.Items = append(to.Items, Participant{UserID: p.ID.UserID, DisplayName: p.DisplayName, ShareHistoryTime: p.ShareHistoryTime})
	}
	return to
}
