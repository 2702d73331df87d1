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
		if want := server.URL + "/chat/threads/19%3A"; !strings.HasPrefix(got.header.Get("Location"), want) {
			t.Errorf("Location %q, want %s...", got.header.Get("Location"), want)
		}
	}
	page := decodePage(t, s.callChat(fred, "GET", "/chat/threads?maxPageSize=1&api-version=2021-03-07", ""))
	if want := server.URL + "/chat/threads?syncState="; !strings.HasPrefix(page.NextLink, want) {
		t.Errorf("next link %q, want %s...", page.NextLink, want)
	}
}

// TestClientPaging checks that the Go client reads each list completely, with next
// links that are used byte for byte, and resumes a list from a next link.
func TestClientPaging(t *testing.T) {
	s := start(t, emulator.Options{StrictLinks: true})
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
