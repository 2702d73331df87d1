package emulator_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// TestChatErrors checks that all errors are encoded as Chat encodes them, whether
// they come from the engine or from parsing the request.
func TestChatErrors(t *testing.T) {
	f := newWireFixture(t)
	const denied = `{"CommunicationError":{"Code":"Forbidden","Message":"The initiator doesn't have the permission to perform the requested operation.","Details":[]}}`
	f.check(t, f.fred, []wireCase{
		{"unknown thread", "GET", "/chat/threads/19:none@thread.v2", "", 404, `{"CommunicationError":{"Code":"NotFound","Message":"The specified thread id was not found.","Details":[]}}`},
		{"unknown message", "GET", "/chat/threads/THREAD/messages/17", "", 404, `{"CommunicationError":{"Code":"NotFound","Details":[]}}`},
		{"message ID that is not a number", "PATCH", "/chat/threads/THREAD/messages/x", `{"content":"hi"}`, 400, `{"CommunicationError":{"Code":"BadRequest","Message":"Value for MessageId (x) is not valid.","Details":[]}}`},
		{"receipt for such an ID", "POST", "/chat/threads/THREAD/readReceipts", `{"chatMessageId":"x"}`, 404, `{"CommunicationError":{"Code":"NotFound","Details":[]}}`},
		{"malformed thread ID", "DELETE", "/chat/threads/invalid", "", 400, `{"CommunicationError":{"Code":"BadRequest","Details":[]}}`},
		{"unknown path", "GET", "/chat/invalid", "", 404, `{"CommunicationError":{"Code":"NotFound","Details":[]}}`},
		{"root path", "GET", "/", "", 404, `{"CommunicationError":{"Code":"NotFound","Details":[]}}`},
		{"wrong method", "PUT", "/chat/threads/THREAD", "{}", 405, `{"CommunicationError":{"Code":"MethodNotAllowed","Message":"The method PUT is not allowed. Allowed methods: GET, PATCH, DELETE.","Details":[]}}`},
		{"missing version", "GET", "/chat/threads?api-version=", "", 400, `{"error":{"code":"ApiVersionUnspecified","message":"An API version is required, but was not specified."}}`},
		{"unknown version", "GET", "/chat/threads?api-version=2020-01-01", "", 400, `{"error":{"code":"UnsupportedApiVersion","message":"The HTTP resource that matches the request URI 'ENDPOINT/chat/threads' does not support the API version '2020-01-01'."}}`},
		{"version of identity", "GET", "/chat/threads?api-version=2023-10-01", "", 400, `{"error":{"code":"UnsupportedApiVersion","message":"The HTTP resource that matches the request URI 'ENDPOINT/chat/threads' does not support the API version '2023-10-01'."}}`},
		{"invalid JSON", "POST", "/chat/threads/THREAD/messages", `{"content":`, 400, `{"CommunicationError":{"Code":"BadRequest","Message":"body: /content: invalid or truncated JSON (byte 11)","Details":[]}}`},
		{"number instead of string", "POST", "/chat/threads/THREAD/messages", `{"content":7}`, 400, `{"CommunicationError":{"Code":"BadRequest","Message":"body: /content: want a string, got a number (byte 11)","Details":[]}}`},
		{"string instead of number", "GET", "/chat/threads?maxPageSize=x", "", 400, `{"CommunicationError":{"Code":"BadRequest","Message":"maxPageSize: want an integer, got \"x\"","Details":[]}}`},
		{"malformed participant", "POST", "/chat/threads/THREAD/participants/:add", `{"participants":[{"communicationIdentifier":{"rawId":"invalid"}}]}`, 400, `{"CommunicationError":{"Code":"BadRequest","Message":"Identifier format is invalid (invalid).","Details":[]}}`},
		{"missing content", "POST", "/chat/threads/THREAD/messages", "", 400, `{"CommunicationError":{"Code":"BadRequest","Message":"The content of a message must not be empty.","Details":[]}}`},
		{"content too long", "POST", "/chat/threads/THREAD/messages", `{"content":"` + strings.Repeat("x", 28*1024+1) + `"}`, 400, `{"CommunicationError":{"Code":"BadRequest","Message":"The content of the message has 28673 bytes; the limit is 28672.","Details":[]}}`},
		{"body too large", "POST", "/chat/threads/THREAD/messages", `{"content":"` + strings.Repeat("x", 1<<20) + `"}`, 413, `{"CommunicationError":{"Code":"RequestEntityTooLarge","Message":"The request body is too large; the limit is 1048576 bytes.","Details":[]}}`},
		{"malformed next link", "GET", "/chat/threads?syncState=x", "", 400, `{"CommunicationError":{"Code":"BadRequest","Message":"The value of syncState is not valid.","Details":[]}}`},
		{"forged next link", "GET", "/chat/threads?syncState=eA==", "", 400, `{"CommunicationError":{"Code":"BadRequest","Message":"The continuation token is invalid.","Details":[]}}`},
	})
	f.check(t, f.newUser(identity.ScopeChat), []wireCase{
		{"not a participant", "GET", "/chat/threads/THREAD", "", 403, denied},
		{"sender is not a participant", "POST", "/chat/threads/THREAD/messages", `{"content":"hi"}`, 403, denied},
	})
	f.check(t, f.ann, []wireCase{{"another's message", "DELETE", "/chat/threads/THREAD/messages/1763808650124", "", 403, denied}})
	f.check(t, f.newUser(identity.ScopeChatJoin), []wireCase{{"scope", "POST", "/chat/threads", `{"topic":"x"}`, 403, denied}})
}

// TestAllow checks the Allow header of responses to unsupported methods.
func TestAllow(t *testing.T) {
	s := start(t, emulator.Options{})
	wantEqual(t, "Allow", s.callChat(user{}, "PUT", "/chat/threads", "").header.Get("Allow"), "GET, POST")
	wantEqual(t, "Allow", s.callIdentity("GET", "/identities", "").header.Get("Allow"), "POST")
}

// TestInvalidTokens checks that a request without a valid token is rejected without a
// body, and that a header states the reason.
func TestInvalidTokens(t *testing.T) {
	now := time.Now()
	s := start(t, emulator.Options{Now: func() time.Time { return now }})
	fred, revoked, deleted := s.newUser(identity.ScopeChat), s.newUser(identity.ScopeChat), s.newUser(identity.ScopeChat)
	_, err := s.identityClient().RevokeTokens(t.Context(), revoked.id, nil)
	wantNoError(t, err)
	_, err = s.identityClient().DeleteUser(t.Context(), deleted.id, nil)
	wantNoError(t, err)
	other := start(t, emulator.Options{})
	wantUnauthorized := func(name, authorization, want string) {
		t.Helper()
		req := s.newRequest("GET", "/chat/threads", "")
		if authorization != "" {
			req.Header.Set("Authorization", authorization)
		}
		got := s.do(req)
		wantEqual(t, name+": status", got.status, http.StatusUnauthorized)
		wantEqual(t, name+": body", got.body, "")
		wantEqual(t, name+": Content-Type", got.header.Get("Content-Type"), "")
		wantEqual(t, name+": WWW-Authenticate", got.header.Get("WWW-Authenticate"), `Bearer error="invalid_token", error_description="`+want+`"`)
	}
	wantEqual(t, "valid", s.callChat(fred, "GET", "/chat/threads", "").status, http.StatusOK)
	wantUnauthorized("missing", "", "The token is missing.")
	wantUnauthorized("malformed", "Bearer invalid", "The token is malformed.")
	wantUnauthorized("signature of identity", "HMAC-SHA256 SignedHeaders=x-ms-date", "The token is missing.")
	wantUnauthorized("token alone", fred.token, "The token is missing.")
	wantUnauthorized("of another resource", "Bearer "+other.newUser(identity.ScopeChat).token, "The token's signature is invalid.")
	wantUnauthorized("revoked", "Bearer "+revoked.token, "The token was revoked.")
	wantUnauthorized("deleted", "Bearer "+deleted.token, "The token's user does not exist.")
	now = now.Add(25 * time.Hour)
	wantUnauthorized("expired", "Bearer "+fred.token, "The token has expired.")
}
