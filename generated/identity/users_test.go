package identity_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// TestTimes checks the time formats of the service. Unlike the Chat API, it sends fractional seconds and
// time zone offsets.
func TestTimes(t *testing.T) {
	timeAt := func(nanoseconds int) time.Time { return time.Date(2026, 5, 5, 3, 2, 1, nanoseconds, time.UTC) }
	for text, want := range map[string]time.Time{
		"2026-05-05T03:02:01.1234567+00:00": timeAt(123456700),
		"2026-05-05T03:02:01.123456+00:00":  timeAt(123456000),
		"2026-05-05T03:02:01.0000001+00:00": timeAt(100),
		"2026-05-05T03:02:01+00:00":         timeAt(0),
		"2026-05-05T03:02:01Z":              timeAt(0),
		"2026-05-05T05:02:01.5+02:00":       timeAt(5e8),
	} {
		t.Run(text, func(t *testing.T) {
			s := newService(t, servicetest.Response{Status: http.StatusOK, Body: `{"token":"a","expiresOn":"` + text + `"}`})
			got, err := newClient(t, s).IssueToken(t.Context(), user(), []identity.Scope{identity.ScopeChat}, nil)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "expires", got.ExpiresOn, want)
		})
	}
}

// TestUseWithChat checks that users and tokens can be used with package chat without a conversion.
func TestUseWithChat(t *testing.T) {
	got, err := newClient(t, newService(t, userResponse())).CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil)
	servicetest.WantNoError(t, err)
	var id acs.Identifier = got.User
	servicetest.WantEqual(t, "is the user of its raw ID", acs.Equal(id, acs.ParseIdentifier(userID)), true)

	credential, err := acs.NewTokenCredential(got.AccessToken.Token)
	servicetest.WantNoError(t, err)
	issuedToken, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{})
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "token", issuedToken.Token, secretToken)

	thread := `{"id":"t","topic":"Lunch","createdOn":"2026-05-04T03:02:01Z","createdByCommunicationIdentifier":{"rawId":"` + userID + `"}}`
	s := servicetest.New(t, servicetest.Response{Status: http.StatusCreated, Body: `{"chatThread":` + thread + `}`})
	options := &chat.ClientOptions{}
	options.Transport = s
	client, err := chat.NewClient(endpoint, credential, options)
	servicetest.WantNoError(t, err)
	_, err = client.CreateThread(t.Context(), "Lunch", &chat.CreateThreadOptions{Participants: []chat.Participant{{ID: got.User}}})
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "Authorization", s.OnlyRequest(t).Header.Get("Authorization"), "Bearer "+secretToken)
	servicetest.WantEqual(t, "body", s.OnlyRequest(t).Body, `{"topic":"Lunch","participants":[{"communicationIdentifier":{"rawId":"`+userID+`","communicationUser":{"id":"`+userID+`"}}}]}`)
}

// TestCreateUserAndTokenWithoutToken checks that a response without a token is an error, and that
// the new user is returned nevertheless: it can be neither listed nor created again.
func TestCreateUserAndTokenWithoutToken(t *testing.T) {
	const identityJSON = `{"identity":{"id":"` + userID + `"}`
	for name, rest := range map[string]string{
		"missing": `}`,
		"null":    `,"accessToken":null}`,
		"empty":   `,"accessToken":{"token":"","expiresOn":"2026-05-05T03:02:01Z"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(t, servicetest.Response{Status: http.StatusCreated, Body: identityJSON + rest})
			got, err := newClient(t, s).CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil)
			servicetest.WantError(t, err, "Client.CreateUserAndToken: the response has no accessToken.token")
			servicetest.WantEqual(t, "user", got.User, user())
		})
	}
}

// TestJSON checks that results can be encoded and decoded with encoding/json. Times are
// encoded to the microsecond.
func TestJSON(t *testing.T) {
	accessToken := token()
	accessToken.ExpiresOn = accessToken.ExpiresOn.Truncate(time.Microsecond)
	for name, c := range map[string]struct {
		value identity.CreateUserResult
		want  string
	}{
		"user":           {identity.CreateUserResult{User: user()}, `{"identity":{"id":"` + userID + `"}}`},
		"user and token": {identity.CreateUserResult{User: user(), AccessToken: accessToken}, `{"identity":{"id":"` + userID + `"},"accessToken":{"token":"` + secretToken + `","expiresOn":"2026-05-05T03:02:01.123456Z"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := json.Marshal(c.value)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "JSON", string(data), c.want)
			var again identity.CreateUserResult
			servicetest.WantNoError(t, json.Unmarshal(data, &again))
			servicetest.WantEqual(t, "value", again, c.value)
		})
	}
	var got identity.AccessToken
	servicetest.WantNoError(t, json.Unmarshal([]byte(tokenJSON), &got))
	servicetest.WantEqual(t, "token", got, token())
}

// TestScopes checks the values of the scopes, and that unknown scopes are sent.
func TestScopes(t *testing.T) {
	servicetest.WantEqual(t, "scopes", identity.PossibleScopeValues(), []identity.Scope{"chat", "voip", "chat.join", "chat.join.limited", "voip.join"})
	s := newService(t, tokenResponse())
	_, err := newClient(t, s).IssueToken(t.Context(), user(), []identity.Scope{"new.scope"}, nil) // the service may support more scopes
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "body", s.OnlyRequest(t).Body, `{"scopes":["new.scope"]}`)
}
