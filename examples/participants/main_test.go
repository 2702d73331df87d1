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

func TestRun(t *testing.T) {
	exampletest.Run(t, "participants", run)
}

func TestFailures(t *testing.T) {
	exampletest.Failures(t, run, "CreateUser", "CreateThread", "AddParticipants", "ListParticipants", "DeleteThread")
}

// Those who are refused for the moment are sent again, and nobody else is.
func TestAddAll(t *testing.T) {
	for _, c := range []struct {
		name     string
		answers  []map[string]string // the codes of the refused, for each call
		requests [][]string          // who should be in each call
		final    []string            // who should be refused in the end
	}{
		{
			name:     "all join",
			answers:  []map[string]string{{}},
			requests: [][]string{{"a", "b", "c"}},
		},
		{
			name:     "one joins at the second try",
			answers:  []map[string]string{{"b": "503"}, {}},
			requests: [][]string{{"a", "b", "c"}, {"b"}},
		},
		{
			name:     "one must not join, and one joins at the second try",
			answers:  []map[string]string{{"a": "403", "c": "429"}, {}},
			requests: [][]string{{"a", "b", "c"}, {"c"}},
			final:    []string{"a"},
		},
		{
			name:     "one is refused again and again",
			answers:  []map[string]string{{"a": "503"}, {"a": "503"}, {"a": "503"}},
			requests: [][]string{{"a", "b", "c"}, {"a"}, {"a"}},
			final:    []string{"a"},
		},
		{
			name:     "somebody is refused who was not sent",
			answers:  []map[string]string{{"x": "503"}},
			requests: [][]string{{"a", "b", "c"}},
			final:    []string{"x"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				thread, requests := refusing(t, c.answers)
				start := time.Now()
				final, err := addAll(t.Context(), thread, people("a", "b", "c"))
				if err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(*requests, c.requests) {
					t.Errorf("sent %v, want %v", *requests, c.requests)
				}
				var refused []string
				for _, r := range final {
					refused = append(refused, strings.TrimPrefix(r.Target, "8:acs:resource_"))
				}
				if !reflect.DeepEqual(refused, c.final) {
					t.Errorf("%v are refused, want %v", refused, c.final)
				}
				if got, want := time.Since(start), pause*time.Duration(len(c.requests)-1); got != want {
					t.Errorf("took %v, want %v", got, want)
				}
			})
		})
	}
}

func TestAddAllEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		thread, _ := refusing(t, []map[string]string{{"a": "503"}})
		ctx, cancel := context.WithTimeout(t.Context(), pause/2)
		defer cancel()
		if _, err := addAll(ctx, thread, people("a")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got error %v, want the context's", err)
		}
	})
}

func people(names ...string) []chat.Participant {
	var list []chat.Participant
	for _, name := range names {
		list = append(list, chat.Participant{ID: acs.UserIdentifier{ID: "8:acs:resource_" + name}, DisplayName: name})
	}
	return list
}

// refusing returns a thread whose calls refuse, one after the other, who is in
// answers, and the names that the calls had.
func refusing(t *testing.T, answers []map[string]string) (*chat.ThreadClient, *[][]string) {
	t.Helper()
	var requests [][]string
	thread := exampletest.Thread(t, &fake.Server{
		AddParticipants: func(_ context.Context, _ chat.ThreadID, participants []chat.Participant, _ *chat.AddParticipantsOptions) (
			resp azfake.Responder[chat.AddParticipantsResponse], errResp azfake.ErrorResponder,
		) {
			var names []string
			var result chat.AddParticipantsResult
			for _, p := range participants {
				names = append(names, p.DisplayName)
			}
			for name, code := range answers[len(requests)] {
				result.InvalidParticipants = append(result.InvalidParticipants, acs.ErrorDetail{Code: code, Target: "8:acs:resource_" + name})
			}
			requests = append(requests, names)
			resp.SetResponse(http.StatusCreated, chat.AddParticipantsResponse{AddParticipantsResult: result}, nil)
			return resp, errResp
		},
	})
	return thread, &requests
}
