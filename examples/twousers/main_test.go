package main

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/examples/internal/exampletest"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/chat/fake"
)

func TestOutput(t *testing.T) {
	exampletest.CheckOutput(t, "twousers", run)
}

func TestErrors(t *testing.T) {
	exampletest.CheckErrors(t, run, "CreateUser", "CreateThread", "SendMessage", "ListMessages", "DeleteThread")
}

// TestWaitForMessages checks that Ann polls until there are messages from Fred.
// Her own messages and system messages do not count, a message that she has edited does
// not hide older ones, and a message that is listed twice is returned once.
func TestWaitForMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ann := newAnn(t, [][]chat.Message{
			{{ID: "1", Version: "1", Type: chat.MessageTypeTopicUpdated}},
			{{ID: "2", Version: "2", Sender: annID()}, {ID: "1", Version: "1"}},
			{{ID: "2", Version: "5", Sender: annID()}, {ID: "4", Version: "4", Sender: fredID()}, {ID: "4", Version: "4", Sender: fredID()}, {ID: "3", Version: "3", Sender: fredID()}, {ID: "1", Version: "1"}},
		})
		start := time.Now()
		messages, err := ann.waitForMessages(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(messages) != 2 || messages[0].ID != "3" || messages[1].ID != "4" || ann.lastVersion != 5 {
			t.Errorf("got messages %v and last version %d, want messages 3 and 4 and last version 5", messages, ann.lastVersion)
		}
		if waited := time.Since(start); waited != 2*time.Second {
			t.Errorf("waited %v, want one second before the second and the third request", waited)
		}
	})
}

func TestWaitForMessagesCanceled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		if _, err := newAnn(t, [][]chat.Message{nil}).waitForMessages(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got error %v, want context.DeadlineExceeded", err)
		}
	})
}

func annID() acs.UserIdentifier { return acs.UserIdentifier{ID: "8:acs:resource_ann"} }

func fredID() acs.UserIdentifier { return acs.UserIdentifier{ID: "8:acs:resource_fred"} }

// newAnn returns a user whose thread lists the next of responses on each request.
func newAnn(t *testing.T, responses [][]chat.Message) *user {
	t.Helper()
	return &user{name: "Ann", id: annID(), thread: exampletest.NewThreadClient(t, &fake.Server{
		NewListMessagesPager: func(context.Context, chat.ThreadID, *chat.ListMessagesOptions) (pages azfake.PagerResponder[chat.ListMessagesResponse]) {
			pages.AddPage(http.StatusOK, chat.ListMessagesResponse{MessagesPage: chat.MessagesPage{Value: responses[0]}}, nil)
			responses = responses[1:]
			return pages
		},
	})}
}
