package emulator_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// Errors of chat have the form of Chat, whoever finds them.
func TestChatErrors(t *testing.T) {
	l := newLunch(t)
	const denied = `{"CommunicationError":{"Code":"Forbidden","Message":"The initiator doesn't have the permission to perform the requested operation.","Details":[]}}`
	l.check(t, l.fred, []exchange{
		{"unknown thread", "GET", "/chat/threads/19:none@thread.v2", "", 404, `{"CommunicationError":{"Code":"NotFound","Details":[]}}`},
		{"unknown message", "GET", "/chat/threads/THREAD/messages/17", "", 404, `{"CommunicationError":{"Code":"NotFound","Details":[]}}`},
		{"unknown path", "GET", "/chat/frob", "", 404, `{"CommunicationError":{"Code":"NotFound","Details":[]}}`},
		{"no path", "GET", "/", "", 404, `{"CommunicationError":{"Code":"NotFound","Details":[]}}`},
		{"wrong method", "PUT", "/chat/threads/THREAD", "{}", 405, `{"CommunicationError":{"Code":"MethodNotAllowed","Message":"PUT is not allowed here, only GET and PATCH and DELETE.","Details":[]}}`},
		{"no version", "GET", "/chat/threads?api-version=", "", 400, `{"CommunicationError":{"Code":"ApiVersionUnspecified","Message":"An api-version is required.","Details":[]}}`},
		{"unknown version", "GET", "/chat/threads?api-version=2020-01-01", "", 400, `{"CommunicationError":{"Code":"UnsupportedApiVersion","Message":"The api-version \"2020-01-01\" is not supported.","Details":[]}}`},
		{"version of identity", "GET", "/chat/threads?api-version=2023-10-01", "", 400, `{"CommunicationError":{"Code":"UnsupportedApiVersion","Message":"The api-version \"2023-10-01\" is not supported.","Details":[]}}`},
		{"no JSON", "POST", "/chat/threads/THREAD/messages", `{"content":`, 400, `{"CommunicationError":{"Code":"BadRequest","Message":"SendMessage: body: unexpected EOF","Details":[]}}`},
		{"a number as text", "POST", "/chat/threads/THREAD/messages", `{"content":7}`, 400, `{"CommunicationError":{"Code":"BadRequest","Message":"SendMessage: body: /content: want a string, got a number","Details":[]}}`},
		{"a text as number", "GET", "/chat/threads?maxPageSize=x", "", 400, `{"CommunicationError":{"Code":"BadRequest","Message":"NewListThreadsPager: maxPageSize: want an integer, got \"x\"","Details":[]}}`},
		{"malformed participant", "POST", "/chat/threads/THREAD/participants/:add", `{"participants":[{"communicationIdentifier":{"rawId":"frob"}}]}`, 400, `{"CommunicationError":{"Code":"BadRequest","Message":"Identifier format is invalid (frob).","Details":[]}}`},
		{"no content", "POST", "/chat/threads/THREAD/messages", "", 400, `{"CommunicationError":{"Code":"BadRequest","Message":"The content of a message must not be empty.","Details":[]}}`},
		{"too long content", "POST", "/chat/threads/THREAD/messages", `{"content":"` + strings.Repeat("x", 28*1024+1) + `"}`, 400, `{"CommunicationError":{"Code":"BadRequest","Message":"The content of the message has 28673 bytes, more than 28672.","Details":[]}}`},
		{"huge body", "POST", "/chat/threads/THREAD/messages", `{"content":"` + strings.Repeat("x", 1<<20) + `"}`, 413, `{"CommunicationError":{"Code":"RequestEntityTooLarge","Message":"The body of the request is not read beyond 1048576 bytes.","Details":[]}}`},
		{"bad continuation", "GET", "/chat/threads?continuationToken=x", "", 400, `{"CommunicationError":{"Code":"BadRequest","Message":"The continuation token is invalid.","Details":[]}}`},
	})
	l.check(t, l.user(identity.ScopeChat), []exchange{
		{"no participant", "GET", "/chat/threads/THREAD", "", 403, denied},
		{"no participant sends", "POST", "/chat/threads/THREAD/messages", `{"content":"hi"}`, 403, denied},
	})
	l.check(t, l.ann, []exchange{{"another's message", "DELETE", "/chat/threads/THREAD/messages/1763808650124", "", 403, denied}})
	l.check(t, l.user(identity.ScopeChatJoin), []exchange{{"scope", "POST", "/chat/threads", `{"topic":"x"}`, 403, denied}})
}

// A method that is wrong is told which ones are right.
func TestAllow(t *testing.T) {
	s := start(t, emulator.Options{})
	wantEqual(t, "Allow", s.as(user{}, "PUT", "/chat/threads", "").header.Get("Allow"), "GET, POST")
	wantEqual(t, "Allow", s.signed("GET", "/identities", "").header.Get("Allow"), "POST")
}

// Whoever has no token that counts is told why.
func TestTokenRefused(t *testing.T) {
	now := time.Now()
	s := start(t, emulator.Options{Now: func() time.Time { return now }})
	fred, revoked, deleted := s.user(identity.ScopeChat), s.user(identity.ScopeChat), s.user(identity.ScopeChat)
	_, err := s.identity().RevokeTokens(t.Context(), revoked.id, nil)
	wantNoError(t, err)
	_, err = s.identity().DeleteUser(t.Context(), deleted.id, nil)
	wantNoError(t, err)
	other := start(t, emulator.Options{})
	refused := func(name, authorization, want string) {
		t.Helper()
		req := s.request("GET", "/chat/threads", "")
		if authorization != "" {
			req.Header.Set("Authorization", authorization)
		}
		got := s.do(req)
		wantEqual(t, name+": status", got.status, http.StatusUnauthorized)
		wantEqual(t, name+": body", got.body, `{"CommunicationError":{"Code":"Unauthorized","Message":"`+want+`","Details":[]}}`)
	}
	wantEqual(t, "good", s.as(fred, "GET", "/chat/threads", "").status, http.StatusOK)
	refused("missing", "", "The token is missing.")
	refused("malformed", "Bearer frob", "The token is malformed.")
	refused("signature of identity", "HMAC-SHA256 SignedHeaders=x-ms-date", "The token is missing.")
	refused("token alone", fred.token, "The token is missing.")
	refused("of another resource", "Bearer "+other.user(identity.ScopeChat).token, "The token's signature is invalid.")
	refused("revoked", "Bearer "+revoked.token, "The token was revoked.")
	refused("deleted", "Bearer "+deleted.token, "The token's user does not exist.")
	now = now.Add(25 * time.Hour)
	refused("expired", "Bearer "+fred.token, "The token has expired.")
}

// A client that sends a patch as what it is not finds out here, and not in the cloud.
func TestPatchMediaType(t *testing.T) {
	s := start(t, emulator.Options{})
	fred := s.user(identity.ScopeChat)
	id := s.thread(fred)
	for _, media := range []string{"", "application/json", "text/plain"} {
		req := s.request("PATCH", "/chat/threads/"+string(id), `{"topic":"x"}`)
		req.Header.Set("Authorization", "Bearer "+fred.token)
		req.Header.Set("Content-Type", media)
		got := s.do(req)
		wantEqual(t, media+": status", got.status, http.StatusUnsupportedMediaType)
		wantEqual(t, media+": body", got.body,
			`{"CommunicationError":{"Code":"UnsupportedMediaType","Message":"A patch is application/merge-patch+json.","Details":[]}}`)
	}
}
