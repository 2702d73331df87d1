package fake_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/chat/fake"
)

const (
	endpoint  = "https://resource.communication.azure.com"
	threadID  = chat.ThreadID("19:a/b:c d@thread.v2")
	messageID = chat.MessageID("17:@/é")
)

// newClient returns a client that calls a fake through transport.
func newClient(t *testing.T, endpoint string, transport policy.Transporter) *chat.Client {
	t.Helper()
	credential, err := acs.NewTokenCredential("token")
	if err != nil {
		t.Fatal(err)
	}
	options := &chat.ClientOptions{}
	options.Transport = transport
	options.Retry = policy.RetryOptions{MaxRetries: 1, RetryDelay: time.Nanosecond}
	client, err := chat.NewClient(endpoint, credential, options)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// newClients returns a client that uses the fake as its transport, and one that is connected to it
// over TLS.
func newClients(t *testing.T, server *fake.Server) map[string]*chat.Client {
	t.Helper()
	s := httptest.NewTLSServer(fake.NewServerTransport(server))
	t.Cleanup(s.Close)
	return map[string]*chat.Client{
		"transport": newClient(t, endpoint, fake.NewServerTransport(server)),
		"handler":   newClient(t, s.URL, s.Client()),
	}
}

// attemptCounter is a transport that counts the attempts.
type attemptCounter struct {
	policy.Transporter
	attempts int
}

// Do sends one request.
func (c *attemptCounter) Do(r *http.Request) (*http.Response, error) {
	c.attempts++
	return c.Transporter.Do(r)
}

func user(name string) acs.UserIdentifier { return acs.UserIdentifier{ID: "8:acs:res_" + name} }

// identifiers returns an identifier of each kind.
func identifiers() []acs.Identifier {
	return []acs.Identifier{
		user("a"),
		acs.PhoneNumberIdentifier{PhoneNumber: "+15551234567"},
		acs.TeamsUserIdentifier{UserID: "u", Cloud: acs.CloudDoD},
		acs.TeamsAppIdentifier{AppID: "a", Cloud: acs.CloudPublic},
		acs.UnknownIdentifier{ID: "48:new"},
	}
}

// timeAt returns the given second of 4 May 2026, 03:02 UTC.
func timeAt(s int) time.Time { return time.Date(2026, 5, 4, 3, 2, s, 0, time.UTC) }

// participants returns a participant with all fields set for each kind of identifier, and one with
// an identifier only.
func participants() []chat.Participant {
	var list []chat.Participant
	for i, id := range identifiers() {
		list = append(list, chat.Participant{ID: id, DisplayName: "Ann \"<&>é", ShareHistoryTime: timeAt(i), Metadata: map[string]string{"k": "v", "": ""}})
	}
	return append(list, chat.Participant{ID: user("bare")})
}

// properties returns the properties of a thread with all fields set.
func properties() chat.ThreadProperties {
	return chat.ThreadProperties{
		ID: threadID, Topic: "Lunch", CreatedOn: timeAt(1), CreatedBy: user("a"), DeletedOn: timeAt(2), Metadata: map[string]string{"a": "b"},
		RetentionPolicy: chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 60},
	}
}

// message returns a message with all fields set.
func message(id chat.MessageID) chat.Message {
	return chat.Message{
		ID: id, Type: chat.MessageTypeHTML, SequenceID: "3", Version: "17", SenderDisplayName: "Ann", CreatedOn: timeAt(3), Sender: user("a"),
		DeletedOn: timeAt(4), EditedOn: timeAt(5), Metadata: map[string]string{"k": ""},
		Content: chat.MessageContent{
			Message: "<b>é</b>", Topic: "Lunch", Participants: []chat.Participant{{ID: user("b")}}, Initiator: user("c"),
			Attachments: []chat.Attachment{{ID: "1", Type: chat.AttachmentTypeImage, Name: "a.png", URL: "https://example.com/a", PreviewURL: "https://example.com/b"}},
		},
	}
}
