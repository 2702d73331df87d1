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

func TestRun(t *testing.T) {
	exampletest.Run(t, "twousers", run)
}

func TestFailures(t *testing.T) {
	exampletest.Failures(t, run, "CreateUser", "CreateThread", "SendMessage", "ListMessages", "DeleteThread")
}

// Ann asks until Fred has written something; what she has written herself, and
// what the service writes, is no news.
func TestNextWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ann := newAnn(t, [][]chat.Message{
			{{ID: "1", Type: chat.MessageTypeTopicUpdated}},
			{{ID: "2", Sender: annID()}, {ID: "1"}},
			{{ID: "4", Sender: fredID()}, {ID: "3", Sender: fredID()}, {ID: "2", Sender: annID()}, {ID: "1"}},
		})
		start := time.Now()
		news, err := ann.next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(news) != 2 || news[0].ID != "3" || news[1].ID != "4" || ann.last != "4" {
			t.Errorf("got %v and %s, want 3 and 4", news, ann.last)
		}
		if waited := time.Since(start); waited != 2*time.Second {
			t.Errorf("waited %v, want one second before the second and the third question", waited)
		}
	})
}

func TestNextEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		if _, err := newAnn(t, [][]chat.Message{nil}).next(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got error %v, want the context's", err)
		}
	})
}

func annID() acs.UserIdentifier { return acs.UserIdentifier{ID: "8:acs:resource_ann"} }

func fredID() acs.UserIdentifier { return acs.UserIdentifier{ID: "8:acs:resource_fred"} }

// newAnn returns a user whose thread has other messages each time that she asks.
func newAnn(t *testing.T, answers [][]chat.Message) *user {
	t.Helper()
	return &user{name: "Ann", id: annID(), thread: exampletest.Thread(t, &fake.Server{
		NewListMessagesPager: func(context.Context, chat.ThreadID, *chat.ListMessagesOptions) (pages azfake.PagerResponder[chat.ListMessagesResponse]) {
			pages.AddPage(http.StatusOK, chat.ListMessagesResponse{MessagesPage: chat.MessagesPage{Value: answers[0]}}, nil)
			answers = answers[1:]
			return pages
		},
	})}
}
