package chat_test

import (
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

const (
	endpoint                   = "https://resource.communication.azure.com"
	secretToken                = "header.secret-payload.signature"
	threadID    chat.ThreadID  = "19:a_b-C~d.e/f@thread.v2"
	messageID   chat.MessageID = "1700000000000"

	threadPath = "/chat/threads/19%3Aa_b-C~d.e%2Ff%40thread.v2"
	version    = "api-version=" + chat.APIVersion
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

// second returns the given second of 4 May 2026, 03:02 UTC.
func second(s int) time.Time { return time.Date(2026, 5, 4, 3, 2, s, 0, time.UTC) }
