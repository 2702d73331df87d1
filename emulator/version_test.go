package emulator_test

import (
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// TestOlderVersions checks that responses in older API versions do not contain
// properties that later versions introduced.
func TestOlderVersions(t *testing.T) {
	f := newWireFixture(t)
	const thread = `{"id":"THREAD","topic":"Lunch","createdOn":"2025-11-22T10:50:50Z","createdByCommunicationIdentifier":` + fredJSON
	message := func(attachments, metadata string) string {
		return `{"id":"1763808650125","type":"text","sequenceId":"3","version":"1763808650125","content":{"message":"Pizza?"` + attachments +
			`},"senderDisplayName":"","createdOn":"2025-11-22T10:50:50Z","senderCommunicationIdentifier":` + fredJSON + metadata + `}`
	}
	const attachments, metadata = `,"attachments":[]`, `,"metadata":{"k":"v"}`
	f.check(t, f.fred, []wireCase{
		{"set metadata", "PATCH", "/chat/threads/THREAD", `{"metadata":{"k":"v"}}`, 204, ""},
		{"send", "POST", "/chat/threads/THREAD/messages", `{"content":"Pizza?","metadata":{"k":"v"}}`, 201, `{"id":"1763808650125"}`},
		{"thread 2025", "GET", "/chat/threads/THREAD", "", 200, thread + `,"metadata":{"k":"v"},"retentionPolicy":{"kind":"none"}}`},
		{"thread 2024 preview", "GET", "/chat/threads/THREAD?api-version=2024-06-05-preview", "", 200, thread + `,"metadata":{"k":"v"},"retentionPolicy":{"kind":"none"},"messagingPolicy":{"textOnlyChat":false}}`},
		{"thread 2024 first preview", "GET", "/chat/threads/THREAD?api-version=2024-03-15-preview", "", 200, thread + `,"metadata":{"k":"v"}}`},
		{"thread 2024", "GET", "/chat/threads/THREAD?api-version=2024-03-07", "", 200, thread + `}`},
		{"message 2023", "GET", "/chat/threads/THREAD/messages/1763808650125?api-version=2023-11-07", "", 200, message(attachments, metadata)},
		{"message 2021", "GET", "/chat/threads/THREAD/messages/1763808650125?api-version=2021-09-07", "", 200, message("", metadata)},
		{"message preview6", "GET", "/chat/threads/THREAD/messages/1763808650125?api-version=2021-04-05-preview6", "", 200, message("", metadata)},
		{"message of the first version", "GET", "/chat/threads/THREAD/messages/1763808650125?api-version=2021-03-07", "", 200, message("", "")},
		{"message preview4", "GET", "/chat/threads/THREAD/messages/1763808650125?api-version=2021-01-27-preview4", "", 200, message("", "")},
		{"delete", "DELETE", "/chat/threads/THREAD/messages/1763808650125?api-version=2021-03-07", "", 204, ""},
		{"deleted", "GET", "/chat/threads/THREAD/messages/1763808650125?api-version=2021-03-07", "", 200, `{"id":"1763808650125","type":"text","sequenceId":"4","version":"1763808650126","content":{"message":""},"senderDisplayName":"","createdOn":"2025-11-22T10:50:50Z","senderCommunicationIdentifier":` + fredJSON + `,"deletedOn":"2025-11-22T10:50:50Z"}`},
	})
}

// TestIgnoredProperties checks that a request cannot set properties that its API version
// does not define.
func TestIgnoredProperties(t *testing.T) {
	f := newWireFixture(t)
	const retention = `"retentionPolicy":{"kind":"threadCreationDate","deleteThreadAfterDays":40}`
	created := f.callChat(f.fred, "POST", "/chat/threads?api-version=2024-03-07",
		f.insertIDs(`{"topic":"Dinner","metadata":{"k":"v"},`+retention+`,"participants":[{"communicationIdentifier":`+fredJSON+`,"metadata":{"k":"v"}}]}`))
	wantEqual(t, "create", created.status, 201)
	at := strings.Index(created.body, "19:")
	f.thread = created.body[at : at+strings.IndexByte(created.body[at:], '"')]
	f.check(t, f.fred, []wireCase{
		{"update thread", "PATCH", "/chat/threads/THREAD?api-version=2024-03-07", `{"topic":"Supper","metadata":{"k":"v"},` + retention + `}`, 204, ""},
		{"thread", "GET", "/chat/threads/THREAD", "", 200, `{"id":"THREAD","topic":"Supper","createdOn":"2025-11-22T10:50:50Z","createdByCommunicationIdentifier":` + fredJSON + `,"retentionPolicy":{"kind":"none"}}`},
		{"add", "POST", "/chat/threads/THREAD/participants/:add?api-version=2024-03-07", `{"participants":[{"communicationIdentifier":` + annJSON + `,"metadata":{"k":"v"}}]}`, 201, "{}"},
		{"participants", "GET", "/chat/threads/THREAD/participants", "", 200, `{"value":[` + participantsJSON + `]}`},
		{"send", "POST", "/chat/threads/THREAD/messages?api-version=2021-03-07", `{"content":"hi","metadata":{"k":"v"}}`, 201, `{"id":"1763808650127"}`},
		{"update message", "PATCH", "/chat/threads/THREAD/messages/1763808650127?api-version=2021-03-07", `{"content":"no","metadata":{"k":"v"}}`, 204, ""},
		{"message", "GET", "/chat/threads/THREAD/messages/1763808650127?api-version=2021-09-07", "", 200, `{"id":"1763808650127","type":"text","sequenceId":"6","version":"1763808650128","content":{"message":"no"},"senderDisplayName":"","createdOn":"2025-11-22T10:50:50Z","senderCommunicationIdentifier":` + fredJSON + `,"editedOn":"2025-11-22T10:50:50Z"}`},
	})
}

// TestFirstPreview checks the requests and responses of 2020-11-01-preview3, in which
// identifiers are raw IDs.
func TestFirstPreview(t *testing.T) {
	f := newWireFixture(t)
	const (
		v      = "?api-version=2020-11-01-preview3"
		fred   = `{"id":"FRED","shareHistoryTime":"1970-01-01T00:00:00Z"}`
		ann    = `{"id":"ANN","shareHistoryTime":"1970-01-01T00:00:00Z"}`
		thread = `{"id":"THREAD","topic":"Lunch","createdOn":"2025-11-22T10:50:50Z","createdBy":"FRED"}`
		added  = `{"id":"1763808650123","type":"participantAdded","sequenceId":"1","version":"1763808650123","content":{"participants":[` + fred + "," + ann + `],"initiator":"FRED"},"createdOn":"2025-11-22T10:50:50Z","senderId":"THREAD"}`
		text   = `{"id":"1763808650125","type":"text","sequenceId":"3","version":"1763808650125","content":{"message":"hi"},"senderDisplayName":"","createdOn":"2025-11-22T10:50:50Z","senderId":"FRED"}`
	)
	f.check(t, f.fred, []wireCase{
		{"thread", "GET", "/chat/threads/THREAD" + v, "", 200, thread},
		{"participants", "GET", "/chat/threads/THREAD/participants" + v, "", 200, `{"value":[` + fred + "," + ann + `]}`},
		{"system message", "GET", "/chat/threads/THREAD/messages/1763808650123" + v, "", 200, added},
		{"send", "POST", "/chat/threads/THREAD/messages" + v, `{"content":"hi"}`, 201, `{"id":"1763808650125"}`},
		{"message", "GET", "/chat/threads/THREAD/messages/1763808650125" + v, "", 200, text},
		{"receipt", "POST", "/chat/threads/THREAD/readReceipts" + v, `{"chatMessageId":"1763808650125"}`, 200, ""},
		{"receipts", "GET", "/chat/threads/THREAD/readReceipts" + v, "", 200, `{"value":[{"senderId":"FRED","chatMessageId":"1763808650125","readOn":"2025-11-22T10:50:50Z"}]}`},
		{"remove", "DELETE", "/chat/threads/THREAD/participants/ANN" + v, "", 204, ""},
		{"add", "POST", "/chat/threads/THREAD/participants/:add" + v, `{"participants":[{"id":"ANN","displayName":"Ann"}]}`, 201, "{}"},
		{"added", "GET", "/chat/threads/THREAD/participants" + v + "&skip=1", "", 200, `{"value":[{"id":"ANN","displayName":"Ann","shareHistoryTime":"1970-01-01T00:00:00Z"}]}`},
		{"add a user of another resource", "POST", "/chat/threads/THREAD/participants/:add" + v, `{"participants":[{"id":"8:acs:other_1"}]}`, 201, `{"errors":{"invalidParticipants":[{"code":"403","message":"Permissions check failed","target":"8:acs:other_1"}]}}`},
		{"malformed", "POST", "/chat/threads/THREAD/participants/:add" + v, `{"participants":[{"id":"invalid"}]}`, 400, `{"Error":{"Code":"BadRequest","Message":"Identifier format is invalid (invalid).","Details":[]}}`},
		{"not a string", "POST", "/chat/threads/THREAD/participants/:add" + v, `{"participants":[null,{"id":7}]}`, 400, `{"Error":{"Code":"BadRequest","Message":"body: /participants/1/id: required","Details":[]}}`},
		{"not a list", "POST", "/chat/threads/THREAD/participants/:add" + v, `{"participants":7}`, 400, `{"Error":{"Code":"BadRequest","Message":"body: /participants: want an array, got a number","Details":[]}}`},
		{"invalid JSON", "POST", "/chat/threads/THREAD/participants/:add" + v, `{`, 400, `{"Error":{"Code":"BadRequest","Message":"body: invalid or truncated JSON","Details":[]}}`},
		{"the current version has no DELETE", "DELETE", "/chat/threads/THREAD/participants/ANN", "", 404, `{"CommunicationError":{"Code":"NotFound","Details":[]}}`},
	})
	got := f.callChat(f.fred, "POST", "/chat/threads"+v, f.insertIDs(`{"topic":"Dinner","participants":[{"id":"ANN"},{"id":"8:acs:other_1"}]}`))
	wantEqual(t, "create: status", got.status, 201)
	if want := `"errors":{"invalidParticipants":[{"code":"403","message":"Permissions check failed","target":"8:acs:other_1"}]}}`; !strings.HasSuffix(got.body, want) {
		t.Errorf("create: got %s, want ...%s", got.body, want)
	}
}

// TestMembers checks the requests and responses of 2020-09-21-preview2, in which
// participants are members.
func TestMembers(t *testing.T) {
	f := newWireFixture(t)
	const (
		v       = "?api-version=2020-09-21-preview2"
		fred    = `{"id":"FRED","shareHistoryTime":"1970-01-01T00:00:00Z"}`
		ann     = `{"id":"ANN","shareHistoryTime":"1970-01-01T00:00:00Z"}`
		created = `{"id":"1763808650124","type":"ThreadActivity/TopicUpdate","priority":"Normal","version":"1763808650124","content":"<topicupdate><eventtime>1763808650124</eventtime><initiator>FRED</initiator><value>Lunch</value></topicupdate>","createdOn":"2025-11-22T10:50:50Z","senderId":"THREAD"}`
		added   = `{"id":"1763808650123","type":"ThreadActivity/AddMember","priority":"Normal","version":"1763808650123","content":"<addmember><eventtime>1763808650123</eventtime><initiator>FRED</initiator><rosterVersion>1763808650123</rosterVersion><target>FRED</target><detailedtargetinfo><id>FRED</id></detailedtargetinfo><target>ANN</target><detailedtargetinfo><id>ANN</id></detailedtargetinfo></addmember>","createdOn":"2025-11-22T10:50:50Z","senderId":"THREAD"}`
		text    = `{"id":"1763808650125","type":"Text","priority":"Normal","version":"1763808650125","content":"hi","senderDisplayName":"Fred","createdOn":"2025-11-22T10:50:50Z","senderId":"FRED"}`
		edited  = `{"id":"1763808650125","type":"Text","priority":"Normal","version":"1763808650126","content":"hello","senderDisplayName":"Fred","createdOn":"2025-11-22T10:50:50Z","senderId":"FRED","editedOn":"2025-11-22T10:50:50Z"}`
		deleted = `{"id":"1763808650125","type":"Text","priority":"Normal","version":"1763808650127","content":"","senderDisplayName":"Fred","createdOn":"2025-11-22T10:50:50Z","senderId":"FRED","deletedOn":"2025-11-22T10:50:50Z"}`
	)
	f.check(t, f.fred, []wireCase{
		{"thread", "GET", "/chat/threads/THREAD" + v, "", 200, `{"id":"THREAD","topic":"Lunch","createdOn":"2025-11-22T10:50:50Z","createdBy":"FRED","members":[` + fred + "," + ann + `]}`},
		{"threads", "GET", "/chat/threads" + v, "", 200, `{"value":[{"id":"THREAD","topic":"Lunch","isDeleted":false,"lastMessageReceivedOn":"2025-11-22T10:50:50Z"}]}`},
		{"send", "POST", "/chat/threads/THREAD/messages" + v, `{"priority":"High","content":"hi","senderDisplayName":"Fred"}`, 201, `{"id":"1763808650125"}`},
		{"messages", "GET", "/chat/threads/THREAD/messages" + v, "", 200, `{"value":[` + text + "," + created + "," + added + `]}`},
		{"edit", "PATCH", "/chat/threads/THREAD/messages/1763808650125" + v, `{"content":"hello"}`, 200, ""},
		{"edited", "GET", "/chat/threads/THREAD/messages/1763808650125" + v, "", 200, edited},
		{"delete", "DELETE", "/chat/threads/THREAD/messages/1763808650125" + v, "", 204, ""},
		{"deleted", "GET", "/chat/threads/THREAD/messages/1763808650125" + v, "", 200, deleted},
		{"receipt", "POST", "/chat/threads/THREAD/readreceipts" + v, `{"chatMessageId":"1763808650125"}`, 201, ""},
		{"receipts", "GET", "/chat/threads/THREAD/readreceipts" + v, "", 200, `{"value":[{"senderId":"FRED","chatMessageId":"1763808650125","readOn":"2025-11-22T10:50:50Z"}]}`},
		{"typing", "POST", "/chat/threads/THREAD/typing" + v, "", 200, ""},
		{"update", "PATCH", "/chat/threads/THREAD" + v, `{"topic":"a < b"}`, 200, ""},
		{"topic", "GET", "/chat/threads/THREAD/messages/1763808650128" + v, "", 200, `{"id":"1763808650128","type":"ThreadActivity/TopicUpdate","priority":"Normal","version":"1763808650128","content":"<topicupdate><eventtime>1763808650128</eventtime><initiator>FRED</initiator><value>a &lt; b</value></topicupdate>","createdOn":"2025-11-22T10:50:50Z","senderId":"THREAD"}`},
		{"remove", "DELETE", "/chat/threads/THREAD/members/ANN" + v, "", 204, ""},
		{"removed", "GET", "/chat/threads/THREAD/messages/1763808650129" + v, "", 200, `{"id":"1763808650129","type":"ThreadActivity/DeleteMember","priority":"Normal","version":"1763808650129","content":"<deletemember><eventtime>1763808650129</eventtime><initiator>FRED</initiator><rosterVersion>1763808650129</rosterVersion><target>ANN</target><detailedtargetinfo><id>ANN</id></detailedtargetinfo></deletemember>","createdOn":"2025-11-22T10:50:50Z","senderId":"THREAD"}`},
		{"members", "GET", "/chat/threads/THREAD/members" + v, "", 200, `{"value":[` + fred + `]}`},
		{"thread without the former member", "GET", "/chat/threads/THREAD" + v, "", 200, `{"id":"THREAD","topic":"a < b","createdOn":"2025-11-22T10:50:50Z","createdBy":"FRED","members":[` + fred + `]}`},
		{"add", "POST", "/chat/threads/THREAD/members" + v, `{"members":[{"id":"ANN"},{"id":"8:acs:other_1"}]}`, 207, `{"multipleStatus":[{"id":"ANN","statusCode":201,"type":"ThreadMember"},{"id":"8:acs:other_1","statusCode":403,"message":"Permissions check failed","type":"ThreadMember"}]}`},
		{"added", "GET", "/chat/threads/THREAD/members" + v + "&skip=1", "", 200, `{"value":[{"id":"ANN","shareHistoryTime":"2025-11-22T10:50:50Z"}]}`},
		{"HTML", "POST", "/chat/threads/THREAD/messages", `{"content":"<b>x</b>","type":"html"}`, 201, `{"id":"1763808650131"}`},
		{"HTML in the first preview", "GET", "/chat/threads/THREAD/messages/1763808650131" + v, "", 200, `{"id":"1763808650131","type":"RichText/Html","priority":"Normal","version":"1763808650131","content":"<b>x</b>","senderDisplayName":"","createdOn":"2025-11-22T10:50:50Z","senderId":"FRED"}`},
		{"not a string", "POST", "/chat/threads/THREAD/members" + v, `{"members":[{"id":7}]}`, 400, `{"Code":"BadRequest","Message":"body: /members/0/id: required","InnerErrors":[]}`},
		{"method of the list", "PUT", "/chat/threads/THREAD/members" + v, "", 405, `{"Code":"MethodNotAllowed","Message":"The method PUT is not allowed. Allowed methods: GET, POST.","InnerErrors":[]}`},
		{"method of a member", "POST", "/chat/threads/THREAD/members/ANN" + v, "", 405, `{"Code":"MethodNotAllowed","Message":"The method POST is not allowed. Allowed methods: DELETE.","InnerErrors":[]}`},
		{"unknown thread", "GET", "/chat/threads/19:none@thread.v2" + v, "", 404, `{"Code":"NotFound","Message":"The specified thread id was not found.","InnerErrors":[]}`},
		{"members of later versions", "GET", "/chat/threads/THREAD/members", "", 404, `{"CommunicationError":{"Code":"NotFound","Details":[]}}`},
	})
	got := f.callChat(f.fred, "POST", "/chat/threads"+v, f.insertIDs(`{"topic":"Dinner","members":[{"id":"ANN"}]}`))
	wantEqual(t, "create: status", got.status, 207)
	thread := got.header.Get("Location")[strings.LastIndex(got.header.Get("Location"), "/")+1:]
	want := `{"multipleStatus":[{"id":"ANN","statusCode":201,"type":"ThreadMember"},{"id":"` + strings.ReplaceAll(thread, "%3A", ":") + `","statusCode":201,"type":"Thread"}]}`
	wantEqual(t, "create", got.body, f.insertIDs(want))
	wantEqual(t, "delete", f.callChat(f.fred, "DELETE", "/chat/threads/"+thread+v, "").status, 204)
	if list := f.callChat(f.fred, "GET", "/chat/threads"+v, "").body; !strings.Contains(list, `"isDeleted":true,"lastMessageReceivedOn"`) {
		t.Errorf("list with a deleted thread: %s", list)
	}
}

// TestErrorWrappers checks the name of the property that contains an error in each
// version.
func TestErrorWrappers(t *testing.T) {
	s := start(t, emulator.Options{})
	fred := s.newUser(identity.ScopeChat)
	for version, want := range map[string]string{
		"2020-11-01-preview3": `{"Error":{"Code":"NotFound","Message":"The specified thread id was not found.","Details":[]}}`,
		"2021-01-27-preview4": `{"Error":{"Code":"NotFound","Message":"The specified thread id was not found.","Details":[]}}`,
		"2021-03-01-preview5": `{"ChatError":{"Code":"NotFound","Message":"The specified thread id was not found.","Details":[]}}`,
		"2021-03-07":          `{"CommunicationError":{"Code":"NotFound","Message":"The specified thread id was not found.","Details":[]}}`,
		"2021-04-05-preview6": `{"CommunicationError":{"Code":"NotFound","Message":"The specified thread id was not found.","Details":[]}}`,
		"2025-03-15":          `{"CommunicationError":{"Code":"NotFound","Message":"The specified thread id was not found.","Details":[]}}`,
	} {
		got := s.callChat(fred, "GET", "/chat/threads/19:none@thread.v2/messages/1?api-version="+version, "")
		wantEqual(t, version, got.body, want)
	}
}

// TestIdempotencyToken checks that 2021-03-01-preview5 has another name for the header
// with the request ID.
func TestIdempotencyToken(t *testing.T) {
	s := start(t, emulator.Options{})
	fred := s.newUser(identity.ScopeChat)
	create := func(version string) string {
		req := s.newRequest("POST", "/chat/threads?api-version="+version, `{"topic":"Lunch"}`)
		req.Header.Set("Authorization", "Bearer "+fred.token)
		req.Header.Set("idempotency-token", "mine")
		return s.do(req).body
	}
	wantEqual(t, "preview5", create("2021-03-01-preview5"), create("2021-03-01-preview5"))
	if first := create("2021-03-07"); create("2021-03-07") == first {
		t.Error("2021-03-07: the header was not ignored")
	}
}

// TestMissingRawIDs checks that the raw ID of an identifier in a request may be missing,
// and that only its required properties must be there.
func TestMissingRawIDs(t *testing.T) {
	f := newWireFixture(t)
	rejected := func(target string) string {
		return `{"invalidParticipants":[{"code":"403","message":"Permissions check failed","target":"` + target + `"}]}`
	}
	add := func(name, identifier string, status int, want string) wireCase {
		return wireCase{name, "POST", "/chat/threads/THREAD/participants/:add", `{"participants":[{"communicationIdentifier":` + identifier + `}]}`, status, want}
	}
	f.check(t, f.fred, []wireCase{
		add("Teams user", `{"microsoftTeamsUser":{"userId":"6f9619ff-8b86-d011-b42d-00c04fc964ff"}}`, 201, rejected("8:orgid:6f9619ff-8b86-d011-b42d-00c04fc964ff")),
		add("phone number", `{"phoneNumber":{"value":"+12065550100"}}`, 201, rejected("4:+12065550100")),
		add("user", `{"communicationUser":{"id":"ANN"}}`, 201, "{}"),
		add("null", `null`, 400, `{"CommunicationError":{"Code":"BadRequest","Message":"body: /participants/0/communicationIdentifier: required, got null (byte 44)","Details":[]}}`),
		add("no property", `{}`, 400, `{"CommunicationError":{"Code":"BadRequest","Message":"body: /participants/0/communicationIdentifier: unknown identifier: rawId is required (byte 44)","Details":[]}}`),
		{"remove", "POST", "/chat/threads/THREAD/participants/:remove", `{"phoneNumber":{"value":"+12065550100"}}`, 204, ""},
	})
}
