package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// idPage is a page of any list, of which only the IDs are decoded.
type idPage struct {
	Value []struct {
		ID string `json:"id"`
	} `json:"value"`
	NextLink string `json:"nextLink"`
}

func decodePage(t *testing.T, got response) idPage {
	t.Helper()
	var page idPage
	wantEqual(t, "status", got.status, 200)
	wantNoError(t, json.Unmarshal([]byte(got.body), &page))
	return page
}

// TestNextLinks checks that next links are absolute URLs, do not escape ':' and '@'
// in the path, and can be used without adding anything.
func TestNextLinks(t *testing.T) {
	f := newWireFixture(t)
	for range 3 {
		f.callChat(f.fred, "POST", "/chat/threads/"+f.thread+"/messages", `{"content":"hi"}`)
	}
	page := decodePage(t, f.callChat(f.fred, "GET", "/chat/threads/"+escapePath(chat.ThreadID(f.thread))+"/messages?maxPageSize=2", ""))
	var ids []string
	for {
		for _, m := range page.Value {
			ids = append(ids, m.ID)
		}
		if page.NextLink == "" {
			break
		}
		if want := f.Endpoint + "/chat/threads/" + f.thread + "/messages?api-version=2025-03-15&continuationToken="; !strings.HasPrefix(page.NextLink, want) {
			t.Fatalf("next link %s, want %s", page.NextLink, want)
		}
		page = decodePage(t, f.callChat(f.fred, "GET", strings.TrimPrefix(page.NextLink, f.Endpoint), ""))
	}
	wantEqual(t, "IDs", strings.Join(ids, " "), "1763808650127 1763808650126 1763808650125 1763808650124 1763808650123")
}

// TestModifiedNextLink checks that a next link is rejected unless it is used byte for
// byte, even if only the escaping differs.
func TestModifiedNextLink(t *testing.T) {
	f := newWireFixture(t)
	page := decodePage(t, f.callChat(f.fred, "GET", "/chat/threads/"+f.thread+"/messages?maxPageSize=1", ""))
	link := strings.TrimPrefix(page.NextLink, f.Endpoint)
	wantEqual(t, "status of the unmodified link", f.callChat(f.fred, "GET", link, "").status, 200)
	for _, escape := range []struct{ from, to string }{{"%7e", "%7E"}, {"%7e", "~"}, {"%2D", "-"}, {"%3a", "%3A"}} {
		modified := strings.Replace(link, escape.from, escape.to, 1)
		if modified == link {
			t.Fatalf("next link %s does not contain %s", link, escape.from)
		}
		got := f.callChat(f.fred, "GET", modified, "")
		wantEqual(t, "status with "+escape.to, got.status, 400)
		wantEqual(t, "body with "+escape.to, got.body, `{"CommunicationError":{"Code":"BadRequest","Message":"The continuation token is invalid.","Details":[]}}`)
	}
}

// TestHandler checks that an emulator used as an http.Handler creates links to the
// host of the request.
func TestHandler(t *testing.T) {
	e, err := emulator.New(emulator.Options{AccessKey: accessKey})
	wantNoError(t, err)
	server := httptest.NewServer(e)
	defer server.Close()
	s := testService{emulator.TestServer{Endpoint: server.URL, Client: server.Client()}, t}
	var token struct {
		AccessToken struct {
			Token string `json:"token"`
		} `json:"accessToken"`
	}
	wantNoError(t, json.Unmarshal([]byte(s.callIdentity("POST", "/identities", `{"createTokenWithScopes":["chat"]}`).body), &token))
	fred := user{token: token.AccessToken.Token}
	for range 2 {
		got := s.callChat(fred, "POST", "/chat/threads", `{"topic":"Lunch"}`)
		if want := server.URL + "/chat/threads/19:"; !strings.HasPrefix(got.header.Get("Location"), want) {
			t.Errorf("Location %q, want %s...", got.header.Get("Location"), want)
		}
	}
	page := decodePage(t, s.callChat(fred, "GET", "/chat/threads?maxPageSize=1&api-version=2021-03-07", ""))
	if want := server.URL + "/chat/threads?api-version=2021-03-07&continuationToken="; !strings.HasPrefix(page.NextLink, want) {
		t.Errorf("next link %q, want %s...", page.NextLink, want)
	}
}

// TestClientPaging checks that the Go client reads each list completely, and resumes
// a list from a next link.
func TestClientPaging(t *testing.T) {
	s := start(t, emulator.Options{})
	fred := s.newUser(identity.ScopeChat)
	var others []user
	for range 4 {
		others = append(others, s.newUser(identity.ScopeChat))
	}
	client := s.chatClient(fred)
	id := s.newThread(fred, others...)
	for range 4 {
		s.newThread(fred)
	}
	thread := client.Thread(id)
	for i := range 5 {
		_, err := thread.SendMessage(t.Context(), fmt.Sprint(i), nil)
		wantNoError(t, err)
	}
	sent, err := thread.SendMessage(t.Context(), "last", nil)
	wantNoError(t, err)
	for _, u := range append(others, fred) {
		_, err := s.chatClient(u).Thread(id).SendReadReceipt(t.Context(), sent.ID, nil)
		wantNoError(t, err)
	}
	counts := map[string]int{}
	for _, err := range client.Threads(t.Context(), &chat.ListThreadsOptions{MaxPageSize: 2}) {
		wantNoError(t, err)
		counts["threads"]++
	}
	for _, err := range thread.Participants(t.Context(), &chat.ListParticipantsOptions{MaxPageSize: 2}) {
		wantNoError(t, err)
		counts["participants"]++
	}
	for _, err := range thread.ReadReceipts(t.Context(), &chat.ListReadReceiptsOptions{MaxPageSize: 2}) {
		wantNoError(t, err)
		counts["receipts"]++
	}
	wantEqual(t, "lists", fmt.Sprint(counts), "map[participants:5 receipts:5 threads:5]")

	var all, resumed []string
	next := ""
	for page, err := range thread.MessagePages(t.Context(), &chat.ListMessagesOptions{MaxPageSize: 3}) {
		wantNoError(t, err)
		if len(all) == 0 {
			next = page.NextLink
		}
		all = append(all, contents(page.Value)...)
	}
	for page, err := range thread.MessagePages(t.Context(), &chat.ListMessagesOptions{ContinuationToken: next}) {
		wantNoError(t, err)
		resumed = append(resumed, contents(page.Value)...)
	}
	wantEqual(t, "messages", fmt.Sprint(all), "[last 4 3 2 1 0 Lunch ]")
	if !slices.Equal(resumed, all[3:]) {
		t.Errorf("resumed list: got %q, want the end of %q", resumed, all)
	}
}

// contents returns the contents or topics of messages.
func contents(list []chat.Message) []string {
	var texts []string
	for _, m := range list {
		texts = append(texts, m.Content.Message+m.Content.Topic)
	}
	return texts
}
