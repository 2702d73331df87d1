package chat_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// rejectionJSON returns the error for a rejected participant in JSON.
func rejectionJSON(code, target string) string {
	return fmt.Sprintf(`{"code":%q,"message":"No","target":%q}`, code, target)
}

// partialFailure returns a response of AddParticipants with the rejections.
func partialFailure(rejections ...string) servicetest.Response {
	return servicetest.Response{Status: http.StatusCreated, Body: `{"invalidParticipants":[` + strings.Join(rejections, ",") + `]}`}
}

func participants(names ...string) []chat.Participant {
	var list []chat.Participant
	for _, name := range names {
		list = append(list, chat.Participant{ID: user(name), DisplayName: name})
	}
	return list
}

// describe returns the name and code of each rejected participant.
func describe(rejected chat.ParticipantErrors) string {
	var list []string
	for _, e := range rejected {
		name := "unmatched"
		if e.Participant != nil {
			name = e.Participant.DisplayName
		}
		list = append(list, name+" "+e.Code)
	}
	return strings.Join(list, ", ")
}

// TestRejected checks that rejections are matched with the participants of the request, in
// request order, and that unmatched ones are not lost.
func TestRejected(t *testing.T) {
	a, b, c := user("a").ID, user("b").ID, user("c").ID
	cases := map[string]struct {
		rejections []string
		want       string
	}{
		"none":               {nil, ""},
		"one rejection":      {[]string{rejectionJSON("403", b)}, "b 403"},
		"in request order":   {[]string{rejectionJSON("403", c), rejectionJSON("404", a)}, "a 404, c 403"},
		"unmatched last":     {[]string{rejectionJSON("401", "8:acs:stranger"), rejectionJSON("403", c), rejectionJSON("404", "")}, "c 403, unmatched 401, unmatched 404"},
		"same target":        {[]string{rejectionJSON("403", b), rejectionJSON("404", b)}, "b 403, b 404"},
		"missing properties": {[]string{`{}`, `{"target":"` + a + `","innererror":{}}`}, "a , unmatched "},
		"null":               {[]string{`null`}, "unmatched "},
		"other case":         {[]string{`{"Code":"403","Target":"` + a + `"}`}, "a 403"},
		"numeric code":       {[]string{`{"code":403,"target":"` + a + `"}`}, "a 403"},
		"case-sensitive ID":  {[]string{rejectionJSON("403", strings.ToUpper(a))}, "unmatched 403"},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, partialFailure(test.rejections...))
			added, err := newThread(t, s).AddParticipants(t.Context(), participants("a", "b", "c"), nil)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "rejected", describe(added.Rejected()), test.want)
			servicetest.WantEqual(t, "has an error", added.Rejected().Err() != nil, test.want != "")
		})
	}
}

// TestRejectedDuplicates checks rejections of a participant that is duplicated in the request.
func TestRejectedDuplicates(t *testing.T) {
	id := user("a").ID
	s := servicetest.New(t, partialFailure(rejectionJSON("403", id), rejectionJSON("404", id)), partialFailure(rejectionJSON("403", id)))
	thread := newThread(t, s)
	added, err := thread.AddParticipants(t.Context(), participants("a", "b", "a"), nil)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "two rejections", describe(added.Rejected()), "a 403, a 404")
	added, err = thread.AddParticipants(t.Context(), participants("a", "b", "a"), nil)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "one rejection", describe(added.Rejected()), "a 403")
}

// TestRejectedByCreateThread checks that CreateThread returns the new thread and the rejected
// participants.
func TestRejectedByCreateThread(t *testing.T) {
	phone := chat.Participant{ID: acs.PhoneNumberIdentifier{PhoneNumber: "+14255550123"}, DisplayName: "phone"}
	s := servicetest.New(t, servicetest.Response{Status: http.StatusCreated, Body: `{"chatThread":` + threadJSON("19:new@thread.v2") + `,` +
		`"invalidParticipants":[` + rejectionJSON("403", "4:+14255550123") + `]}`})
	options := &chat.CreateThreadOptions{Participants: append(participants("a"), phone)}
	created, err := newClient(t, s).CreateThread(t.Context(), "Lunch", options)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "thread", created.Thread.ID, "19:new@thread.v2")
	rejected := created.Rejected()
	servicetest.WantEqual(t, "rejected", describe(rejected), "phone 403")
	servicetest.WantEqual(t, "participant", *rejected[0].Participant, phone)
	servicetest.WantEqual(t, "reason", rejected[0].ErrorDetail, acs.ErrorDetail{Code: "403", Message: "No", Target: "4:+14255550123"})
	servicetest.WantError(t, rejected.Err(), "participant rejected: 403: No (4:+14255550123)")
}

// TestRejectedError checks that Err joins the rejections, and returns nil if there are none.
func TestRejectedError(t *testing.T) {
	s := servicetest.New(t, partialFailure(rejectionJSON("403", user("b").ID), `{"innererror":{}}`))
	added, err := newThread(t, s).AddParticipants(t.Context(), participants("a", "b"), nil)
	servicetest.WantNoError(t, err)
	err = added.Rejected().Err()
	servicetest.WantError(t, err, "participant rejected: 403: No (8:acs:res_b)\nparticipant rejected: no code and no message")
	var rejected *chat.ParticipantError
	if !errors.As(err, &rejected) {
		t.Fatalf("%T has no *chat.ParticipantError", err)
	}
	servicetest.WantEqual(t, "participant", rejected.Participant.ID, acs.Identifier(user("b")))
	servicetest.WantEqual(t, "inner error", added.Rejected()[1].InnerError, &acs.ErrorDetail{})
	servicetest.WantEqual(t, "error of no rejections", chat.ParticipantErrors(nil).Err(), nil)
}

// TestRetryLoop checks a loop that retries temporarily rejected participants.
func TestRetryLoop(t *testing.T) {
	b, c := user("b").ID, user("c").ID
	s := servicetest.New(t, partialFailure(rejectionJSON("403", c), rejectionJSON("503", b), rejectionJSON("503", "8:acs:stranger")), partialFailure(rejectionJSON("503", b)), partialFailure())
	thread := newThread(t, s)
	isTemporary := func(e *chat.ParticipantError) bool { return e.Code == "503" }

	for pending := participants("a", "b", "c"); len(pending) > 0; {
		added, err := thread.AddParticipants(t.Context(), pending, nil)
		servicetest.WantNoError(t, err)
		pending = added.Rejected().ToRetry(isTemporary)
	}

	second := `{"participants":[{"communicationIdentifier":` + userJSON("b") + `,"displayName":"b"}]}`
	servicetest.WantEqual(t, "second request", s.Requests[1].Body, second)
	servicetest.WantEqual(t, "third request", s.Requests[2].Body, second)
}

// TestAddNobody checks that a call without participants sends nothing and rejects nobody, so
// that a retry needs no condition.
func TestAddNobody(t *testing.T) {
	s := servicetest.New(t, partialFailure())
	thread := newThread(t, s)
	added, err := thread.AddParticipants(t.Context(), participants("a"), nil)
	servicetest.WantNoError(t, err)
	added, err = thread.AddParticipants(t.Context(), added.Rejected().ToRetry(func(*chat.ParticipantError) bool { return true }), nil)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "rejected", len(added.Rejected()), 0)
	servicetest.WantEqual(t, "requests", len(s.Requests), 1)
}

// TestRejectedBuilt checks that a test can build a response that rejects, and that a value
// which a function returned has the methods.
func TestRejectedBuilt(t *testing.T) {
	added := func() chat.AddParticipantsResponse {
		return chat.AddParticipantsResponse{
			AddParticipantsResult: chat.AddParticipantsResult{InvalidParticipants: []acs.ErrorDetail{{Code: "503", Target: user("b").ID}}},
			SentParticipants:      participants("a", "b"),
		}
	}
	servicetest.WantEqual(t, "rejected", describe(added().Rejected()), "b 503")
	created := func() chat.CreateThreadResponse {
		return chat.CreateThreadResponse{
			CreateThreadResult: chat.CreateThreadResult{InvalidParticipants: []acs.ErrorDetail{{Code: "403", Target: user("a").ID}}},
			SentParticipants:   participants("a"),
		}
	}
	servicetest.WantError(t, created().Rejected().Err(), "participant rejected: 403 (8:acs:res_a)")
}

// TestAddParticipant checks that a rejected participant is a *ParticipantError, and that a
// failed call is not.
func TestAddParticipant(t *testing.T) {
	id := user("fred").ID
	s := servicetest.New(t, partialFailure(rejectionJSON("403", id)), partialFailure(rejectionJSON("403", "8:acs:stranger")), servicetest.Response{Status: http.StatusCreated, Body: "{}"},
		servicetest.Response{Status: http.StatusForbidden})
	thread := newThread(t, s)
	fred := participants("fred")[0]
	add := func() error {
		_, err := thread.AddParticipant(t.Context(), fred, nil)
		return err
	}
	var rejected *chat.ParticipantError

	err := add()
	servicetest.WantError(t, err, "participant rejected: 403: No (8:acs:res_fred)")
	if !errors.As(err, &rejected) || rejected.Participant.DisplayName != "fred" {
		t.Errorf("got %+v, want a *chat.ParticipantError for fred", rejected)
	}
	servicetest.WantError(t, add(), "participant rejected: 403: No (8:acs:stranger)")
	servicetest.WantNoError(t, add())
	if err = add(); err == nil || errors.As(err, &rejected) {
		t.Errorf("got %v, want an error that is not a *chat.ParticipantError", err)
	}
}

// TestRejectedAfterFailedCall checks that the zero response of a failed call has no rejections.
func TestRejectedAfterFailedCall(t *testing.T) {
	s := servicetest.New(t)
	added, err := newThread(t, s).AddParticipants(t.Context(), []chat.Participant{{}}, nil)
	if err == nil {
		t.Error("got no error for a participant without ID")
	}
	servicetest.WantEqual(t, "rejected by AddParticipants", len(added.Rejected()), 0)
	created, err := newClient(t, s).CreateThread(t.Context(), "Lunch", &chat.CreateThreadOptions{Participants: []chat.Participant{{}}})
	if err == nil {
		t.Error("got no error for a participant without ID")
	}
	servicetest.WantEqual(t, "rejected by CreateThread", len(created.Rejected()), 0)
}
