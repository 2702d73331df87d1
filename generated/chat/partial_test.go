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

// refusal is the service's reason for refusing a participant.
func refusal(code, target string) string {
	return fmt.Sprintf(`{"code":%q,"message":"No","target":%q}`, code, target)
}

// refusing is the answer of AddParticipants that lists refusals.
func refusing(refusals ...string) servicetest.Answer {
	return servicetest.Answer{Status: http.StatusCreated, Body: `{"invalidParticipants":[` + strings.Join(refusals, ",") + `]}`}
}

func participants(names ...string) []chat.Participant {
	var list []chat.Participant
	for _, name := range names {
		list = append(list, chat.Participant{ID: user(name), DisplayName: name})
	}
	return list
}

// describe names each refused participant with its code.
func describe(refused chat.ParticipantErrors) string {
	var list []string
	for _, e := range refused {
		name := "nobody"
		if e.Participant != nil {
			name = e.Participant.DisplayName
		}
		list = append(list, name+" "+e.Code)
	}
	return strings.Join(list, ", ")
}

// TestRefused protects the join of refusals to the request's participants: in
// the order of the request, and nothing is lost.
func TestRefused(t *testing.T) {
	a, b, c := user("a").ID, user("b").ID, user("c").ID
	cases := map[string]struct {
		refusals []string
		want     string
	}{
		"none":              {nil, ""},
		"one":               {[]string{refusal("403", b)}, "b 403"},
		"in request order":  {[]string{refusal("403", c), refusal("404", a)}, "a 404, c 403"},
		"unmatched last":    {[]string{refusal("401", "8:acs:stranger"), refusal("403", c), refusal("404", "")}, "c 403, nobody 401, nobody 404"},
		"two of one target": {[]string{refusal("403", b), refusal("404", b)}, "b 403, b 404"},
		"missing members":   {[]string{`{}`, `{"target":"` + a + `","innererror":{}}`}, "a , nobody "},
		"null":              {[]string{`null`}, "nobody "},
		"other case":        {[]string{`{"Code":"403","Target":"` + a + `"}`}, "a 403"},
		"number for code":   {[]string{`{"code":403,"target":"` + a + `"}`}, "a 403"},
		"raw ID is exact":   {[]string{refusal("403", strings.ToUpper(a))}, "nobody 403"},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, refusing(test.refusals...))
			added, err := newThread(t, s).AddParticipants(t.Context(), participants("a", "b", "c"), nil)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "refused", describe(added.Refused()), test.want)
			servicetest.WantEqual(t, "has an error", added.Refused().Err() != nil, test.want != "")
		})
	}
}

// TestRefusedDuplicates protects refusals of somebody whom the request names
// twice: each of them has a participant.
func TestRefusedDuplicates(t *testing.T) {
	id := user("a").ID
	s := servicetest.New(t, refusing(refusal("403", id), refusal("404", id)), refusing(refusal("403", id)))
	thread := newThread(t, s)
	added, err := thread.AddParticipants(t.Context(), participants("a", "b", "a"), nil)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "two refusals", describe(added.Refused()), "a 403, a 404")
	added, err = thread.AddParticipants(t.Context(), participants("a", "b", "a"), nil)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "one refusal", describe(added.Refused()), "a 403")
}

// TestRefusedByCreateThread protects the same of a new thread, which exists
// although participants were refused, and identifiers of another kind.
func TestRefusedByCreateThread(t *testing.T) {
	phone := chat.Participant{ID: acs.PhoneNumberIdentifier{PhoneNumber: "+14255550123"}, DisplayName: "phone"}
	s := servicetest.New(t, servicetest.Answer{Status: http.StatusCreated, Body: `{"chatThread":{"id":"19:new@thread.v2"},` +
		`"invalidParticipants":[` + refusal("403", "4:+14255550123") + `]}`})
	options := &chat.CreateThreadOptions{Participants: append(participants("a"), phone)}
	created, err := newClient(t, s).CreateThread(t.Context(), "Lunch", options)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "thread", created.Thread.ID, "19:new@thread.v2")
	refused := created.Refused()
	servicetest.WantEqual(t, "refused", describe(refused), "phone 403")
	servicetest.WantEqual(t, "participant", *refused[0].Participant, phone)
	servicetest.WantEqual(t, "reason", refused[0].ErrorDetail, acs.ErrorDetail{Code: "403", Message: "No", Target: "4:+14255550123"})
	servicetest.WantError(t, refused.Err(), "participant refused: 403: No (4:+14255550123)")
}

// TestRefusedError protects that Err gives each refusal to errors.As and its
// text, and nothing without a refusal.
func TestRefusedError(t *testing.T) {
	s := servicetest.New(t, refusing(refusal("403", user("b").ID), `{"innererror":{}}`))
	added, err := newThread(t, s).AddParticipants(t.Context(), participants("a", "b"), nil)
	servicetest.WantNoError(t, err)
	err = added.Refused().Err()
	servicetest.WantError(t, err, "participant refused: 403: No (8:acs:res_b)\nparticipant refused: no code and no message")
	var refused *chat.ParticipantError
	if !errors.As(err, &refused) {
		t.Fatalf("%T has no *chat.ParticipantError", err)
	}
	servicetest.WantEqual(t, "participant", refused.Participant.ID, acs.Identifier(user("b")))
	servicetest.WantEqual(t, "inner error", added.Refused()[1].InnerError, &acs.ErrorDetail{})
	servicetest.WantEqual(t, "error of none", chat.ParticipantErrors(nil).Err(), nil)
}

// TestRetryLoop protects the loop that sends the refused ones again, which is
// to stay this short.
func TestRetryLoop(t *testing.T) {
	b, c := user("b").ID, user("c").ID
	s := servicetest.New(t, refusing(refusal("403", c), refusal("503", b), refusal("503", "8:acs:stranger")), refusing(refusal("503", b)), refusing())
	thread := newThread(t, s)
	busy := func(e *chat.ParticipantError) bool { return e.Code == "503" }

	for again := participants("a", "b", "c"); len(again) > 0; {
		added, err := thread.AddParticipants(t.Context(), again, nil)
		servicetest.WantNoError(t, err)
		again = added.Refused().ToRetry(busy)
	}

	second := `{"participants":[{"communicationIdentifier":` + userJSON("b") + `,"displayName":"b"}]}`
	servicetest.WantEqual(t, "second request", s.Requests[1].Body, second)
	servicetest.WantEqual(t, "third request", s.Requests[2].Body, second)
}

// TestAddParticipant protects that one participant who is refused is an error,
// told apart from a failed call.
func TestAddParticipant(t *testing.T) {
	id := user("fred").ID
	s := servicetest.New(t, refusing(refusal("403", id)), refusing(refusal("403", "8:acs:stranger")), servicetest.Answer{Status: http.StatusCreated, Body: "{}"},
		servicetest.Answer{Status: http.StatusForbidden})
	thread := newThread(t, s)
	fred := participants("fred")[0]
	add := func() error { return thread.AddParticipant(t.Context(), fred, nil) }
	var refused *chat.ParticipantError

	err := add()
	servicetest.WantError(t, err, "participant refused: 403: No (8:acs:res_fred)")
	if !errors.As(err, &refused) || refused.Participant.DisplayName != "fred" {
		t.Errorf("got %+v, want a *chat.ParticipantError of fred", refused)
	}
	servicetest.WantError(t, add(), "participant refused: 403: No (8:acs:stranger)")
	servicetest.WantNoError(t, add())
	if err = add(); err == nil || errors.As(err, &refused) {
		t.Errorf("got %v, want an error that is no *chat.ParticipantError", err)
	}
}

// TestRefusedOfFailedCall protects those who look at the response of a call
// that failed: nobody was refused.
func TestRefusedOfFailedCall(t *testing.T) {
	s := servicetest.New(t)
	added, err := newThread(t, s).AddParticipants(t.Context(), []chat.Participant{{}}, nil)
	if err == nil {
		t.Error("got no error for a participant without ID")
	}
	servicetest.WantEqual(t, "refused by AddParticipants", len(added.Refused()), 0)
	created, err := newClient(t, s).CreateThread(t.Context(), "Lunch", &chat.CreateThreadOptions{Participants: []chat.Participant{{}}})
	if err == nil {
		t.Error("got no error for a participant without ID")
	}
	servicetest.WantEqual(t, "refused by CreateThread", len(created.Refused()), 0)
}
