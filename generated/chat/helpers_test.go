package chat_test

import (
	"fmt"
	"iter"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

const (
	endpoint                   = "https://resource.communication.azure.com"
	secretToken                = "header.secret-payload.signature"
	threadID    chat.ThreadID  = "19:a_b-C~d.e/f@thread.v2"
	messageID   chat.MessageID = "1700000000000"

	threadPath = "/chat/threads/19%3Aa_b-C~d.e%2Ff%40thread.v2"
	version    = "api-version=" + chat.APIVersion

	messagesPath = threadPath + "/messages"
	messagesURL  = endpoint + messagesPath
)

// newClient returns a client for endpoint that uses transport, with a retry delay of one
// nanosecond.
func newClient(t *testing.T, transport policy.Transporter, change ...func(*chat.ClientOptions)) *chat.Client {
	t.Helper()
	return newClientAt(t, endpoint, transport, change...)
}

// newClientAt is like newClient for any endpoint.
func newClientAt(t *testing.T, endpoint string, transport policy.Transporter, change ...func(*chat.ClientOptions)) *chat.Client {
	t.Helper()
	credential, err := acs.NewTokenCredential(secretToken)
	if err != nil {
		t.Fatal(err)
	}
	options := &chat.ClientOptions{}
	options.Transport = transport
	options.Retry = policy.RetryOptions{MaxRetries: 2, RetryDelay: time.Nanosecond, MaxRetryDelay: time.Nanosecond}
	for _, f := range change {
		f(options)
	}
	client, err := chat.NewClient(endpoint, credential, options)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func newThread(t *testing.T, transport policy.Transporter, change ...func(*chat.ClientOptions)) *chat.ThreadClient {
	t.Helper()
	return newClient(t, transport, change...).Thread(threadID)
}

// collect returns all items of a sequence until an error.
func collect[T any](items iter.Seq2[T, error]) ([]T, error) {
	var list []T
	for item, err := range items {
		if err != nil {
			return list, err
		}
		list = append(list, item)
	}
	return list, nil
}

func user(name string) acs.UserIdentifier { return acs.UserIdentifier{ID: "8:acs:res_" + name} }

// userJSON returns user(name) in JSON.
func userJSON(name string) string {
	id := user(name).ID
	return fmt.Sprintf(`{"rawId":%q,"communicationUser":{"id":%q}}`, id, id)
}

// messageJSON returns a message in JSON: its required properties, and the additional ones.
func messageJSON(id string, properties ...string) string {
	return objectJSON(fmt.Sprintf(`"id":%q,"type":"text","sequenceId":"1","version":"1","createdOn":"2026-05-04T03:02:01Z"`, id), properties...)
}

// threadJSON returns the properties of a thread in JSON, like messageJSON.
func threadJSON(id string, properties ...string) string {
	return objectJSON(fmt.Sprintf(`"id":%q,"topic":"Lunch","createdOn":"2026-05-04T03:02:01Z","createdByCommunicationIdentifier":%s`, id, userJSON("user")), properties...)
}

// createdThread returns a response with a new thread.
func createdThread() servicetest.Response {
	return servicetest.Response{Status: http.StatusCreated, Body: `{"chatThread":` + threadJSON("19:new@thread.v2") + `}`}
}

// participantJSON returns a participant in JSON.
func participantJSON(name string) string {
	return objectJSON(`"communicationIdentifier":` + userJSON(name))
}

// receiptJSON returns the read receipt of a participant in JSON.
func receiptJSON(name string) string {
	return `{"senderCommunicationIdentifier":` + userJSON(name) + `,"chatMessageId":"1","readOn":"2026-05-04T03:02:01Z"}`
}

// threadItemJSON returns an item of a list of threads in JSON.
func threadItemJSON(id string) string { return fmt.Sprintf(`{"id":%q,"topic":"Lunch"}`, id) }

func objectJSON(required string, properties ...string) string {
	return "{" + strings.Join(append([]string{required}, properties...), ",") + "}"
}

// timeAt returns the given second of 4 May 2026, 03:02 UTC.
func timeAt(s int) time.Time { return time.Date(2026, 5, 4, 3, 2, s, 0, time.UTC) }
