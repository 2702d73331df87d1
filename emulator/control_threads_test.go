package emulator_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// TestControlThreads checks the lists of threads, participants and messages.
func TestControlThreads(t *testing.T) {
	c := startControl(t)
	c.wantControl("GET", "/threads", "", 200, `{"threads":[],"total":0}`+"\n")
	fred, ann := c.newUser(identity.ScopeChat), c.newUser(identity.ScopeChat)
	lunch := c.newThread(fred, ann)
	dinner := c.newThread(fred)
	c.Emulator.Clock().Advance(time.Second)
	_, err := c.chatClient(fred).Thread(lunch).RemoveParticipant(t.Context(), ann.id, nil)
	wantNoError(t, err)

	overview := func(id chat.ThreadID, last, counts string) string {
		return `{"id":"` + string(id) + `","topic":"Lunch","createdBy":"` + fred.id.ID + `","createdOn":"2025-11-22T10:50:50Z",` +
			`"lastMessageReceivedOn":"` + last + `",` + counts + `}`
	}
	first := overview(lunch, "2025-11-22T10:50:51Z", `"participants":1,"messages":3`)
	second := overview(dinner, "2025-11-22T10:50:50Z", `"participants":1,"messages":2`)
	c.wantControl("GET", "/threads", "", 200, `{"threads":[`+first+`,`+second+`],"total":2}`+"\n")
	c.wantControl("GET", "/threads?limit=1", "", 200, `{"threads":[`+first+`],"total":2}`+"\n")

	path := "/threads/" + escapePath(lunch)
	c.wantControl("GET", path+"/participants", "", 200,
		`{"participants":[{"id":"`+fred.id.ID+`"},{"id":"`+ann.id.ID+`","isFormer":true}]}`+"\n")
	for query, want := range map[string]string{
		"":                  "1 2 3",
		"?limit=2":          "2 3",
		"?limit=2&before=3": "1 2",
		"?before=9":         "1 2 3",
		"?before=1":         "",
	} {
		_, body := c.control("GET", path+"/messages"+query, "")
		wantEqual(t, "messages"+query, sequenceIDs(body), want)
	}

	_, err = c.chatClient(fred).DeleteThread(t.Context(), dinner, nil)
	wantNoError(t, err)
	_, body := c.control("GET", "/threads?limit=1", "")
	if !strings.Contains(body, `"deletedOn":"2025-11-22T10:50:51Z"`) {
		t.Errorf("the deleted thread is not the first: %s", body)
	}
	c.wantControl("GET", "/threads/"+escapePath(dinner)+"/messages", "", 200, `{"messages":[]}`+"\n")
}

// sequenceIDs returns the sequence IDs in a response, which is a list of messages.
func sequenceIDs(body string) string {
	var ids []string
	for _, part := range strings.Split(body, `"sequenceId":"`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		ids = append(ids, id)
	}
	return strings.Join(ids, " ")
}

// TestControlSend checks that a message is sent as a user, in the form of the newest
// version of Chat, and that the rules of the service apply.
func TestControlSend(t *testing.T) {
	c := startControl(t)
	fred, ann := c.newUser(identity.ScopeChat), c.newUser(identity.ScopeChat)
	path := "/threads/" + escapePath(c.newThread(fred)) + "/messages"
	status, body := c.control("POST", path, `{"sender":"`+fred.id.ID+`","content":"<b>hi</b>","type":"html","senderDisplayName":"Fred","metadata":{"a":"b"}}`)
	wantEqual(t, "status", status, 201)
	id := strings.TrimSuffix(strings.TrimPrefix(body, `{"id":"`), `"}`+"\n")
	c.wantControl("GET", path+"?limit=1", "", 200, `{"messages":[{"id":"`+id+`","type":"html","sequenceId":"3","version":"`+id+`",`+
		`"content":{"message":"<b>hi</b>","attachments":[]},"senderDisplayName":"Fred","createdOn":"2025-11-22T10:50:50Z",`+
		`"senderCommunicationIdentifier":{"rawId":"`+fred.id.ID+`","communicationUser":{"id":"`+fred.id.ID+`"}},`+
		`"metadata":{"a":"b"}}]}`+"\n")
	c.wantControl("POST", path, `{"sender":"`+fred.id.ID+`"}`, 400, `{"error":"400 BadRequest: The content of a message must not be empty."}`+"\n")
	c.wantControl("POST", path, `{"sender":"`+ann.id.ID+`","content":"hi"}`, 403,
		`{"error":"403 Forbidden: The initiator doesn't have the permission to perform the requested operation."}`+"\n")
	_, err := c.identityClient().DeleteUser(t.Context(), fred.id, nil)
	wantNoError(t, err)
	c.wantControl("POST", path, `{"sender":"`+fred.id.ID+`","content":"hi"}`, 400, `{"error":"400 BadRequest: There is no user \"`+fred.id.ID+`\"."}`+"\n")
}
