package main

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"
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
	exampletest.CheckOutput(t, "participants", run)
}

func TestErrors(t *testing.T) {
	exampletest.CheckErrors(t, run, "CreateUser", "CreateThread", "AddParticipants", "ListParticipants", "DeleteThread")
}

// TestAddAll checks that temporary rejections are retried, and no others.
func TestAddAll(t *testing.T) {
	for _, c := range []struct {
		name      string
		responses []map[string]string // for each call, error codes by rejected participant
		requests  [][]string          // for each call, the expected participants
		rejected  []string            // the expected participants that are not added
	}{
		{
			name:      "all are added",
			responses: []map[string]string{{}},
			requests:  [][]string{{"a", "b", "c"}},
		},
		{
			name:      "one is added on the second attempt",
			responses: []map[string]string{{"b": "503"}, {}},
			requests:  [][]string{{"a", "b", "c"}, {"b"}},
		},
		{
			name:      "one is rejected, one is added on the second attempt",
			responses: []map[string]string{{"a": "403", "c": "429"}, {}},
			requests:  [][]string{{"a", "b", "c"}, {"c"}},
			rejected:  []string{"a"},
		},
		{
			name:      "one is rejected on every attempt",
			responses: []map[string]string{{"a": "503"}, {"a": "503"}, {"a": "503"}},
			requests:  [][]string{{"a", "b", "c"}, {"a"}, {"a"}},
			rejected:  []string{"a"},
		},
		{
			name:      "a participant that was not requested is rejected",
			responses: []map[string]string{{"x": "503"}},
			requests:  [][]string{{"a", "b", "c"}},
			rejected:  []string{"x"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				thread, requests := newThread(t, c.responses)
				start := time.Now()
				rejected, err := addAll(t.Context(), thread, participants("a", "b", "c"))
				if err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(*requests, c.requests) {
					t.Errorf("sent %v, want %v", *requests, c.requests)
				}
				var names []string
				for _, r := range rejected {
					names = append(names, strings.TrimPrefix(r.Target, "8:acs:resource_"))
				}
				if !reflect.DeepEqual(names, c.rejected) {
					t.Errorf("rejected %v, want %v", names, c.rejected)
				}
				if got, want := time.Since(start), retryDelay*time.Duration(len(c.requests)-1); got != want {
					t.Errorf("took %v, want %v", got, want)
				}
			})
		})
	}
}

func TestAddAllCanceled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		thread, _ := newThread(t, []map[string]string{{"a": "503"}})
		ctx, cancel := context.WithTimeout(t.Context(), retryDelay/2)
		defer cancel()
		if _, err := addAll(ctx, thread, participants("a")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got error %v, want context.DeadlineExceeded", err)
		}
	})
}

func participants(names ...string) []chat.Participant {
	var list []chat.Participant
	for _, name := range names {
		list = append(list, chat.Participant{ID: acs.UserIdentifier{ID: "8:acs:resource_" + name}, DisplayName: name})
	}
	return list
}

// newThread returns a thread whose calls reject, one after the other, the
// participants in responses. It also returns the names in each request.
func newThread(t *testing.T, responses []map[string]string) (*chat.ThreadClient, *[][]string) {
	t.Helper()
	var requests [][]string
	thread := exampletest.NewThreadClient(t, &fake.Server{
		AddParticipants: func(_ context.Context, _ chat.ThreadID, participants []chat.Participant, _ *chat.AddParticipantsOptions) (
			resp azfake.Responder[chat.AddParticipantsResponse], errResp azfake.ErrorResponder,
		) {
			var names []string
			var result chat.AddParticipantsResult
			for _, p := range participants {
				names = append(names, p.DisplayName)
			}
			for name, code := range responses[len(requests)] {
				result.InvalidParticipants = append(result.InvalidParticipants, acs.ErrorDetail{Code: code, Target: "8:acs:resource_" + name})
			}
			requests = append(requests, names)
			resp.SetResponse(http.StatusCreated, chat.AddParticipantsResponse{AddParticipantsResult: result}, nil)
			return resp, errResp
		},
	})
	return thread, &requests
}
