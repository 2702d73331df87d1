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
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/examples/internal/exampletest"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/chat/fake"
)

func TestOutput(t *testing.T) {
	exampletest.CheckOutput(t, "participants", run)
}

// TestRefusedGuests checks that guests whom the service refuses at first are retried and
// join: after the lines about them, the output is that without faults.
func TestRefusedGuests(t *testing.T) {
	output := exampletest.Output(t, run, emulator.Options{Faults: []string{"AddParticipants:refuse=503:0.5:then=ok"}})
	refused, rest := 0, output
	for {
		line, after, _ := strings.Cut(rest, "\n")
		if !strings.HasSuffix(line, " is retried: The participant was refused by a fault rule.") {
			break
		}
		refused, rest = refused+1, after
	}
	if refused == 0 || refused == guestCount {
		t.Errorf("%d of %d guests were refused", refused, guestCount)
	}
	if want := exampletest.DocumentedOutput(t, "participants"); rest != want {
		t.Errorf("printed\n%s\nwant, after the refused guests,\n%s", output, want)
	}
}

func TestErrors(t *testing.T) {
	exampletest.CheckErrors(t, run, "CreateUser", "CreateThread", "AddParticipants", "ListParticipants", "DeleteThread")
}

// TestAddGuests checks that temporarily rejected guests are accepted in a later round, and
// that others are not retried.
func TestAddGuests(t *testing.T) {
	for _, c := range []struct {
		name      string
		responses []map[string]string // for each call, error codes by rejected participant
		requests  [][]string          // for each call, the expected participants
		want      string              // the expected output
	}{
		{
			name:      "all are added",
			responses: []map[string]string{{}},
			requests:  [][]string{{"a", "b", "c"}},
			want:      "added 3, rejected 0, remaining 0\n",
		},
		{
			name:      "one is accepted in the second round, another one in the third",
			responses: []map[string]string{{"b": "503", "c": "429"}, {"c": "429"}, {}},
			requests:  [][]string{{"a", "b", "c"}, {"b", "c"}, {"c"}},
			want:      "b is retried: Status 503\nc is retried: Status 429\nc is retried: Status 429\nadded 3, rejected 0, remaining 0\n",
		},
		{
			name:      "one is rejected, one is accepted in the second round",
			responses: []map[string]string{{"a": "403", "c": "429"}, {}},
			requests:  [][]string{{"a", "b", "c"}, {"c"}},
			want:      "c is retried: Status 429\nadded 2, rejected 1, remaining 0\n- participant rejected: 403: Status 403 (8:acs:resource_a)\n",
		},
		{
			name:      "a participant that was not requested is rejected",
			responses: []map[string]string{{"x": "503"}},
			requests:  [][]string{{"a", "b", "c"}},
			want:      "added 3, rejected 1, remaining 0\n- participant rejected: 503: Status 503 (8:acs:resource_x)\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				thread, requests := newThread(t, c.responses)
				var out strings.Builder
				if err := addGuests(t.Context(), &out, thread, participants("a", "b", "c")); err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(*requests, c.requests) {
					t.Errorf("sent %v, want %v", *requests, c.requests)
				}
				if out.String() != c.want {
					t.Errorf("printed\n%swant\n%s", out.String(), c.want)
				}
			})
		})
	}
}

// TestAddGuestsDeadline checks that what is known is printed if the time is too short.
func TestAddGuestsDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		thread, _ := newThread(t, []map[string]string{{"a": "503"}})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		var out strings.Builder
		if err := addGuests(ctx, &out, thread, participants("a", "b")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got error %v, want context.DeadlineExceeded", err)
		}
		const want = "a is retried: Status 503\nadded 1, rejected 1, remaining 0\n- participant rejected: 503: Status 503 (8:acs:resource_a)\n"
		if out.String() != want {
			t.Errorf("printed\n%swant\n%s", out.String(), want)
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
				result.InvalidParticipants = append(result.InvalidParticipants, acs.ErrorDetail{Code: code, Message: "Status " + code, Target: "8:acs:resource_" + name})
			}
			requests = append(requests, names)
			resp.SetResponse(http.StatusCreated, chat.AddParticipantsResponse{AddParticipantsResult: result}, nil)
			return resp, errResp
		},
	})
	return thread, &requests
}
