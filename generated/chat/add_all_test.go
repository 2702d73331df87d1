package chat_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// names returns the display names of participants.
func names(list []chat.Participant) string {
	var all []string
	for _, p := range list {
		all = append(all, p.DisplayName)
	}
	return strings.Join(all, " ")
}

// TestAddAllParticipants checks that temporary rejections are retried after a wait, and
// that the others are kept, all in the order of the argument.
func TestAddAllParticipants(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := servicetest.New(t,
			partialFailure(rejectionJSON("503", user("d").ID), rejectionJSON("429", user("b").ID), rejectionJSON("403", user("a").ID), rejectionJSON("500", "8:acs:stranger")),
			partialFailure(rejectionJSON("404", user("d").ID)))
		start := time.Now()
		result, err := newThread(t, s).AddAllParticipants(t.Context(), participants("a", "b", "c", "d"), nil)
		servicetest.WantNoError(t, err)
		servicetest.WantEqual(t, "added", names(result.Added), "b c")
		servicetest.WantEqual(t, "rejected", describe(result.Rejected), "a 403, d 404, unmatched 500")
		servicetest.WantEqual(t, "remaining", len(result.Remaining), 0)
		servicetest.WantEqual(t, "second request", s.Requests[1].Body, `{"participants":[{"communicationIdentifier":`+userJSON("b")+`,"displayName":"b"},`+
			`{"communicationIdentifier":`+userJSON("d")+`,"displayName":"d"}]}`)
		if waited := time.Since(start); waited < time.Second || waited > 2*time.Second {
			t.Errorf("waited %v, want 1 to 2 s", waited)
		}
	})
}

// TestAddAllParticipantsBatches checks the size of batches, and what is known if one fails.
func TestAddAllParticipantsBatches(t *testing.T) {
	var many []string
	for i := range 450 {
		many = append(many, fmt.Sprint(i))
	}
	s := servicetest.New(t, partialFailure(rejectionJSON("503", user("7").ID)),
		servicetest.Response{Status: http.StatusForbidden, Body: `{"error":{"code":"Scope","message":"No"}}`})
	result, err := newThread(t, s).AddAllParticipants(t.Context(), participants(many...), nil)
	servicetest.WantError(t, err, "POST /chat/threads/19%3Aa_b-C~d.e%2Ff%40thread.v2/participants/:add: 403 Forbidden: Scope: No; "+
		"the user is not a participant of the thread, or the token's scope does not allow this call")
	servicetest.WantEqual(t, "requests", len(s.Requests), 2)
	servicetest.WantEqual(t, "participants of a request", strings.Count(s.Requests[0].Body, "communicationIdentifier"), 200)
	servicetest.WantEqual(t, "added", len(result.Added), 199)
	servicetest.WantEqual(t, "rejected", describe(result.Rejected), "7 503")
	servicetest.WantEqual(t, "remaining", names(result.Remaining), strings.Join(many[200:], " "))
}

// TestAddAllParticipantsOptions checks that the caller decides what is retried, and how often.
func TestAddAllParticipantsOptions(t *testing.T) {
	rejected := partialFailure(rejectionJSON("403", user("a").ID), rejectionJSON("503", user("b").ID))
	s := servicetest.New(t, rejected, partialFailure(rejectionJSON("403", user("a").ID)))
	var decided []string
	options := &chat.AddAllParticipantsOptions{MaxRetries: 1, RetryDelay: -1, ShouldRetry: func(e *chat.ParticipantError) bool {
		decided = append(decided, e.Participant.DisplayName+" "+e.Code)
		return e.Code == "403"
	}}
	result, err := newThread(t, s).AddAllParticipants(t.Context(), participants("a", "b"), options)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "rejected", describe(result.Rejected), "a 403, b 503")
	servicetest.WantEqual(t, "decided", strings.Join(decided, ", "), "a 403, b 503")
	servicetest.WantEqual(t, "requests", len(s.Requests), 2)
}

// TestAddAllParticipantsDeadline checks that a round that would begin after the deadline is
// an error at once.
func TestAddAllParticipantsDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := servicetest.New(t, partialFailure(rejectionJSON("503", user("a").ID)))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		result, err := newThread(t, s).AddAllParticipants(ctx, participants("a", "b"), &chat.AddAllParticipantsOptions{RetryDelay: time.Minute})
		const want = `^ThreadClient\.AddAllParticipants: the wait of [0-9.]+m?[0-9.]*s before the next round does not end before the deadline: context deadline exceeded$`
		if !errors.Is(err, context.DeadlineExceeded) || !regexp.MustCompile(want).MatchString(err.Error()) {
			t.Errorf("got error %v, want %s", err, want)
		}
		servicetest.WantEqual(t, "added", names(result.Added), "b")
		servicetest.WantEqual(t, "rejected", describe(result.Rejected), "a 503")
	})
}

// TestAddAllParticipantsNobody checks that nothing is sent for nobody.
func TestAddAllParticipantsNobody(t *testing.T) {
	s := servicetest.New(t)
	result, err := newThread(t, s).AddAllParticipants(t.Context(), nil, nil)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "added and rejected", len(result.Added)+len(result.Rejected)+len(result.Remaining), 0)
	servicetest.WantEqual(t, "requests", len(s.Requests), 0)
}
