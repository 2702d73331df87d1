package emulator_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// wireCase is a request and its expected response, with FRED, ANN and THREAD in
// place of the IDs of the users and the thread.
type wireCase struct {
	name, method, target, body string

	status int
	want   string
}

// wireFixture is a thread of Fred and Ann on an emulator with a fixed time.
type wireFixture struct {
	testService

	fred, ann user
	thread    string
}

func newWireFixture(t *testing.T) wireFixture {
	t.Helper()
	s := start(t, emulator.Options{Now: fixedTime})
	f := wireFixture{testService: s, fred: s.newUser(identity.ScopeChat), ann: s.newUser(identity.ScopeChat)}
	f.thread = string(s.newThread(f.fred, f.ann))
	return f
}

// maskIDs replaces the endpoint and IDs by ENDPOINT, FRED, ANN and THREAD.
func (f wireFixture) maskIDs(text string) string {
	return strings.NewReplacer(f.Endpoint, "ENDPOINT", strings.ReplaceAll(f.thread, ":", "%3A"), "ESCAPED-THREAD", f.fred.id.ID, "FRED", f.ann.id.ID, "ANN", f.thread, "THREAD").Replace(text)
}

// insertIDs is the inverse of maskIDs.
func (f wireFixture) insertIDs(text string) string {
	return strings.NewReplacer("FRED", f.fred.id.ID, "ANN", f.ann.id.ID, "THREAD", f.thread).Replace(text)
}

// check sends the requests as a user and checks the responses.
func (f wireFixture) check(t *testing.T, u user, steps []wireCase) {
	t.Helper()
	for _, step := range steps {
		got := f.callChat(u, step.method, f.insertIDs(step.target), f.insertIDs(step.body))
		wantEqual(t, step.name+": status", got.status, step.status)
		wantEqual(t, step.name+": body", f.maskIDs(got.body), step.want)
		if got.body == "" && step.status == 200 {
			wantEqual(t, step.name+": Content-Length", got.length, 0)
		}
		if got.body != "" {
			want := "application/json; charset=utf-8"
			if step.status >= 400 {
				want = "application/json"
			}
			wantEqual(t, step.name+": Content-Type", got.header.Get("Content-Type"), want)
		}
	}
}

// Identifiers are sent with a raw ID and one model, but without a kind.
const (
	fredJSON         = `{"rawId":"FRED","communicationUser":{"id":"FRED"}}`
	annJSON          = `{"rawId":"ANN","communicationUser":{"id":"ANN"}}`
	addedJSON        = `{"id":"1763808650123","type":"participantAdded","sequenceId":"1","version":"1763808650123","content":{"participants":[` + participantsJSON + `],"initiatorCommunicationIdentifier":` + fredJSON + `},"createdOn":"2025-11-22T10:50:50Z"}`
	participantsJSON = `{"communicationIdentifier":` + fredJSON + `,"shareHistoryTime":"1970-01-01T00:00:00Z"},{"communicationIdentifier":` + annJSON + `,"shareHistoryTime":"1970-01-01T00:00:00Z"}`
	topicJSON        = `{"id":"1763808650124","type":"topicUpdated","sequenceId":"2","version":"1763808650124","content":{"topic":"Lunch","initiatorCommunicationIdentifier":` + fredJSON + `},"createdOn":"2025-11-22T10:50:50Z"}`
	textJSON         = `{"id":"1763808650125","type":"text","sequenceId":"3","version":"1763808650125","content":{"message":"Pizza & <b>?","attachments":[]},"senderDisplayName":"","createdOn":"2025-11-22T10:50:50Z","senderCommunicationIdentifier":` + fredJSON + `}`
	htmlJSON         = `{"id":"1763808650126","type":"html","sequenceId":"4","version":"1763808650126","content":{"message":"<i>yes</i>","attachments":[]},"senderDisplayName":"Fred","createdOn":"2025-11-22T10:50:50Z","senderCommunicationIdentifier":` + fredJSON + `,"metadata":{"a":"1"}}`
)

// TestChatWire checks that each chat operation responds with the same status and
// bytes as the service.
func TestChatWire(t *testing.T) {
	f := newWireFixture(t)
	f.check(t, f.fred, []wireCase{
		{"get thread", "GET", "/chat/threads/THREAD", "", 200, `{"id":"THREAD","topic":"Lunch","createdOn":"2025-11-22T10:50:50Z","createdByCommunicationIdentifier":` + fredJSON + `,"retentionPolicy":{"kind":"none"}}`},
		{"list threads", "GET", "/chat/threads", "", 200, `{"value":[{"id":"THREAD","topic":"Lunch","lastMessageReceivedOn":"2025-11-22T10:50:50Z"}]}`},
		{"send text", "POST", "/chat/threads/THREAD/messages", `{"content":"Pizza & <b>?"}`, 201, `{"id":"1763808650125"}`},
		{"send html", "POST", "/chat/threads/THREAD/messages", `{"content":"<i>yes</i>","type":"html","senderDisplayName":"Fred","metadata":{"a":"1"}}`, 201, `{"id":"1763808650126"}`},
		{"get text", "GET", "/chat/threads/THREAD/messages/1763808650125", "", 200, textJSON},
		{"list messages", "GET", "/chat/threads/THREAD/messages", "", 200, `{"value":[` + htmlJSON + `,` + textJSON + `,` + topicJSON + `,` + addedJSON + `]}`},
		{"update message", "PATCH", "/chat/threads/THREAD/messages/1763808650126", `{"content":"no","metadata":{"a":null,"b":"2","c":""}}`, 204, ""},
		{"get html", "GET", "/chat/threads/THREAD/messages/1763808650126", "", 200, `{"id":"1763808650126","type":"html","sequenceId":"4","version":"1763808650127","content":{"message":"no","attachments":[]},"senderDisplayName":"Fred","createdOn":"2025-11-22T10:50:50Z","senderCommunicationIdentifier":` + fredJSON + `,"editedOn":"2025-11-22T10:50:50Z","metadata":{"b":"2"}}`},
		{"delete message", "DELETE", "/chat/threads/THREAD/messages/1763808650126", "", 204, ""},
		{"get deleted", "GET", "/chat/threads/THREAD/messages/1763808650126", "", 200, `{"id":"1763808650126","type":"html","sequenceId":"4","version":"1763808650128","content":{"message":"","attachments":[]},"senderDisplayName":"Fred","createdOn":"2025-11-22T10:50:50Z","senderCommunicationIdentifier":` + fredJSON + `,"deletedOn":"2025-11-22T10:50:50Z"}`},
		{"typing", "POST", "/chat/threads/THREAD/typing", `{"senderDisplayName":"Fred"}`, 200, ""},
		{"typing without a body", "POST", "/chat/threads/THREAD/typing", "", 200, ""},
		{"send receipt", "POST", "/chat/threads/THREAD/readReceipts", `{"chatMessageId":"1763808650125"}`, 200, ""},
		{"list receipts", "GET", "/chat/threads/THREAD/readReceipts", "", 200, `{"value":[{"senderCommunicationIdentifier":` + fredJSON + `,"chatMessageId":"1763808650125","readOn":"2025-11-22T10:50:50Z"}]}`},
		{"list participants", "GET", "/chat/threads/THREAD/participants", "", 200, `{"value":[` + participantsJSON + `]}`},
		{"remove participant", "POST", "/chat/threads/THREAD/participants/:remove", annJSON, 204, ""},
		{"add participant", "POST", "/chat/threads/THREAD/participants/:add", `{"participants":[{"communicationIdentifier":` + annJSON + `,"displayName":"Ann","shareHistoryTime":"2025-11-22T10:00:00.5Z","metadata":{"k":"v"}}]}`, 201, `{}`},
		{"list with Ann", "GET", "/chat/threads/THREAD/participants?skip=1", "", 200, `{"value":[{"communicationIdentifier":` + annJSON + `,"displayName":"Ann","shareHistoryTime":"2025-11-22T10:00:00Z","metadata":{"k":"v"}}]}`},
		{"add a user of another resource", "POST", "/chat/threads/THREAD/participants/:add", `{"participants":[{"communicationIdentifier":{"communicationUser":{"id":"8:acs:other_1"}}}]}`, 201, `{"invalidParticipants":[{"code":"403","message":"Permissions check failed","target":"8:acs:other_1"}]}`},
		{"add a Teams user by its ID alone", "POST", "/chat/threads/THREAD/participants/:add", `{"participants":[{"communicationIdentifier":{"microsoftTeamsUser":{"userId":"7"}}}]}`, 201, `{"invalidParticipants":[{"code":"403","message":"Permissions check failed","target":"8:orgid:7"}]}`},
		{"update without changes", "PATCH", "/chat/threads/THREAD", `{}`, 204, ""},
		{"update thread", "PATCH", "/chat/threads/THREAD", `{"topic":"Dinner","metadata":{"k":"v"},"retentionPolicy":{"kind":"threadCreationDate","deleteThreadAfterDays":40}}`, 204, ""},
		{"get updated", "GET", "/chat/threads/THREAD", "", 200, `{"id":"THREAD","topic":"Dinner","createdOn":"2025-11-22T10:50:50Z","createdByCommunicationIdentifier":` + fredJSON + `,"metadata":{"k":"v"},"retentionPolicy":{"kind":"threadCreationDate","deleteThreadAfterDays":40}}`},
		{"remove metadata", "PATCH", "/chat/threads/THREAD", `{"metadata":{"k":null,"l":"","m":"w"}}`, 204, ""},
		{"get removed", "GET", "/chat/threads/THREAD", "", 200, `{"id":"THREAD","topic":"Dinner","createdOn":"2025-11-22T10:50:50Z","createdByCommunicationIdentifier":` + fredJSON + `,"metadata":{"l":"","m":"w"},"retentionPolicy":{"kind":"threadCreationDate","deleteThreadAfterDays":40}}`},
		{"reset policy", "PATCH", "/chat/threads/THREAD", `{"retentionPolicy":null,"metadata":null}`, 204, ""},
		{"get reset", "GET", "/chat/threads/THREAD", "", 200, `{"id":"THREAD","topic":"Dinner","createdOn":"2025-11-22T10:50:50Z","createdByCommunicationIdentifier":` + fredJSON + `,"retentionPolicy":{"kind":"none"}}`},
		{"delete thread", "DELETE", "/chat/threads/THREAD", "", 204, ""},
		{"list deleted", "GET", "/chat/threads", "", 200, `{"value":[{"id":"THREAD","topic":"Dinner","deletedOn":"2025-11-22T10:50:50Z","lastMessageReceivedOn":"2025-11-22T10:50:50Z"}]}`},
	})
}

// TestCreateThreadWire checks that the response contains the thread and the rejected
// participants.
func TestCreateThreadWire(t *testing.T) {
	s := start(t, emulator.Options{Now: fixedTime})
	f := wireFixture{testService: s, fred: s.newUser(identity.ScopeChat)}
	got := f.callChat(f.fred, "POST", "/chat/threads", `{"topic":"Lunch","participants":[{"communicationIdentifier":{"communicationUser":{"id":"8:acs:other_1"}}}]}`)
	at := strings.Index(got.body, "19:")
	f.thread = got.body[at : at+strings.IndexByte(got.body[at:], '"')]
	f.ann.id.ID = "unused"
	wantEqual(t, "status", got.status, 201)
	wantEqual(t, "body", f.maskIDs(got.body), `{"chatThread":{"id":"THREAD","topic":"Lunch","createdOn":"2025-11-22T10:50:50Z","createdByCommunicationIdentifier":`+fredJSON+
		`,"retentionPolicy":{"kind":"none"}},"invalidParticipants":[{"code":"403","message":"Permissions check failed","target":"8:acs:other_1"}]}`)
	wantEqual(t, "Location", f.maskIDs(got.header.Get("Location")), "ENDPOINT/chat/threads/ESCAPED-THREAD")
}

// TestIdempotentCreateThread checks that a repeated request ID returns the same
// thread, unless another user sends it.
func TestIdempotentCreateThread(t *testing.T) {
	s := start(t, emulator.Options{})
	fred, ann := s.newUser(identity.ScopeChat), s.newUser(identity.ScopeChat)
	create := func(u user, id string) string {
		req := s.newRequest("POST", "/chat/threads", `{"topic":"Lunch"}`)
		req.Header.Set("Authorization", "Bearer "+u.token)
		req.Header.Set("repeatability-request-id", id)
		got := s.do(req)
		wantEqual(t, "status", got.status, 201)
		return got.body
	}
	const id1, id2 = "a8b1d6c6-7a0c-4f0b-8f64-0c3d1a2b3c4d", "b8b1d6c6-7a0c-4f0b-8f64-0c3d1a2b3c4d"
	first := create(fred, id1)
	wantEqual(t, "repeated", create(fred, id1), first)
	if create(fred, id2) == first || create(ann, id1) == first {
		t.Error("a different request returned the same thread")
	}
}

// TestEscapedIDs checks that thread IDs in paths may be escaped or not.
func TestEscapedIDs(t *testing.T) {
	f := newWireFixture(t)
	for name, id := range map[string]string{"raw": f.thread, "escaped": escapePath(chat.ThreadID(f.thread)), "all": "19%3A" + strings.ReplaceAll(f.thread[3:], "@", "%40")} {
		wantEqual(t, name, f.callChat(f.fred, "GET", "/chat/threads/"+id, "").status, 200)
	}
}

// TestHeaders checks the headers that all responses of the service have.
func TestHeaders(t *testing.T) {
	f := newWireFixture(t)
	for name, got := range map[string]response{
		"chat":         f.callChat(f.fred, "POST", f.insertIDs("/chat/threads/THREAD/messages"), `{"content":"Pizza?"}`),
		"identity":     f.callIdentity("POST", "/identities", "{}"),
		"unauthorized": f.callChat(user{}, "GET", "/chat/threads", ""),
		"not found":    f.callChat(f.fred, "GET", "/nothing", ""),
	} {
		if cv := got.header.Get("MS-CV"); len(cv) < 18 || !strings.HasSuffix(cv, ".0") {
			t.Errorf("%s: got MS-CV %q", name, cv)
		}
		if ref := got.header.Get("X-Azure-Ref"); !strings.HasPrefix(ref, "emulator-") {
			t.Errorf("%s: got X-Azure-Ref %q", name, ref)
		}
		versions := "2020-09-21-preview2, 2020-11-01-preview3, 2021-01-27-preview4, 2021-03-01-preview5, 2021-03-07, 2021-04-05-preview6, 2021-09-07, " +
			"2021-10-01-preview7, 2023-04-01-preview, 2023-07-01-preview, 2023-11-07, 2023-11-15-preview, " +
			"2024-03-01-preview, 2024-03-07, 2024-03-15-preview, 2024-06-05-preview, 2025-03-15"
		if name == "identity" {
			versions = "2021-02-22-preview1, 2021-03-07, 2021-03-31-preview1, 2021-10-31-preview, 2021-11-01, 2022-06-01, 2022-10-01, " +
				"2023-10-01, 2025-03-02-preview, 2025-04-01-preview, 2025-06-30, 2026-07-22, 2026-09-23"
		}
		if listed := got.header.Get("api-supported-versions"); listed != versions {
			t.Errorf("%s: api-supported-versions has %s", name, changedVersions(versions, listed))
		}
		if name == "chat" {
			wantEqual(t, "Location", f.maskIDs(got.header.Get("Location")), "ENDPOINT/chat/threads/ESCAPED-THREAD/messages/1763808650125")
		}
	}
	req := f.newRequest("GET", "/chat/threads", "")
	req.Header.Set("MS-CV", "mine.7")
	wantEqual(t, "MS-CV of the request", f.do(req).header.Get("MS-CV"), "mine.7")
}

// changedVersions returns which versions of a header are new, and which are missing.
func changedVersions(want, got string) string {
	only := func(list, other string) (versions []string) {
		for v := range strings.SplitSeq(list, ", ") {
			if !slices.Contains(strings.Split(other, ", "), v) {
				versions = append(versions, v)
			}
		}
		return versions
	}
	return fmt.Sprintf("%q in addition to the versions of this test, and lacks %q", only(got, want), only(want, got))
}

// TestClientRequestID checks that Identity repeats the request ID of a client, also in
// an error, and that Chat does not.
func TestClientRequestID(t *testing.T) {
	s := start(t, emulator.Options{})
	for target, want := range map[string]string{"/identities": "mine", "/identities?api-version=1": "mine", "/chat/threads": ""} {
		req := s.newRequest("POST", target, "{}")
		req.Header.Set("x-ms-client-request-id", "mine")
		wantEqual(t, target, s.do(req).header.Get("x-ms-client-request-id"), want)
	}
}

// TestHTTP1 checks that clients without HTTP/2 get the same responses, including
// Content-Length 0 for an empty body, and see closed connections.
func TestHTTP1(t *testing.T) {
	s := start(t, emulator.Options{Faults: []string{"SendMessage:drop", "UpdateMessage:lose"}})
	fred := s.newUser(identity.ScopeChat)
	thread := "/chat/threads/" + string(s.newThread(fred))
	wantEqual(t, "protocol by default", s.callChat(fred, "GET", thread, "").protocol, "HTTP/2.0")
	transport := s.Client.Transport.(*http.Transport).Clone()
	transport.ForceAttemptHTTP2, transport.TLSNextProto = false, nil
	transport.TLSClientConfig.NextProtos = []string{"http/1.1"}
	t.Cleanup(transport.CloseIdleConnections)
	s.Client = &http.Client{Transport: transport}
	got := s.callChat(fred, "POST", thread+"/typing", "{}")
	wantEqual(t, "protocol", got.protocol, "HTTP/1.1")
	wantEqual(t, "Content-Length", got.header.Get("Content-Length"), "0")
	wantEqual(t, "Content-Type", got.header.Get("Content-Type"), "")
	got = s.callChat(fred, "PATCH", thread, "{}")
	wantEqual(t, "status", got.status, 204)
	wantEqual(t, "Content-Length of 204", got.header.Get("Content-Length"), "")
	for _, c := range []struct{ method, target string }{{"POST", thread + "/messages"}, {"PATCH", thread + "/messages/1"}} {
		req := s.newRequest(c.method, c.target, `{"content":"hi"}`)
		req.Header.Set("Authorization", "Bearer "+fred.token)
		resp, err := s.Client.Do(req)
		if err == nil {
			wantNoError(t, resp.Body.Close())
		}
		if !errors.Is(err, io.EOF) {
			t.Errorf("%s: got %v, want io.EOF", c.method, err)
		}
	}
}
