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

// list is a page of anything.
type list struct {
	Value []struct {
		ID string `json:"id"`
	} `json:"value"`
	NextLink string `json:"nextLink"`
}

func readList(t *testing.T, got received) list {
	t.Helper()
	var page list
	wantEqual(t, "status", got.status, 200)
	wantNoError(t, json.Unmarshal([]byte(got.body), &page))
	return page
}

// A next link is absolute, has ':' and '@' as they are in its path, and is good
// as it stands: nothing has to be added.
func TestNextLinks(t *testing.T) {
	l := newLunch(t)
	for range 3 {
		l.as(l.fred, "POST", "/chat/threads/"+l.thread+"/messages", `{"content":"hi"}`)
	}
	page := readList(t, l.as(l.fred, "GET", "/chat/threads/"+escaped(chat.ThreadID(l.thread))+"/messages?maxPageSize=2", ""))
	var ids []string
	for {
		for _, m := range page.Value {
			ids = append(ids, m.ID)
		}
		if page.NextLink == "" {
			break
		}
		if want := l.Endpoint + "/chat/threads/" + l.thread + "/messages?api-version=2025-03-15&continuationToken="; !strings.HasPrefix(page.NextLink, want) {
			t.Fatalf("next link %s, want %s", page.NextLink, want)
		}
		page = readList(t, l.as(l.fred, "GET", strings.TrimPrefix(page.NextLink, l.Endpoint), ""))
	}
	wantEqual(t, "IDs", strings.Join(ids, " "), "1763808650127 1763808650126 1763808650125 1763808650124 1763808650123")
}

// A next link that did not come back byte for byte is refused, even where the
// change is only in how a character is escaped.
func TestNextLinkChanged(t *testing.T) {
	l := newLunch(t)
	page := readList(t, l.as(l.fred, "GET", "/chat/threads/"+l.thread+"/messages?maxPageSize=1", ""))
	link := strings.TrimPrefix(page.NextLink, l.Endpoint)
	wantEqual(t, "status of the link as it is", l.as(l.fred, "GET", link, "").status, 200)
	for _, odd := range []struct{ from, to string }{{"%7e", "%7E"}, {"%7e", "~"}, {"%2D", "-"}, {"%3a", "%3A"}} {
		changed := strings.Replace(link, odd.from, odd.to, 1)
		if changed == link {
			t.Fatalf("next link %s has no %s", link, odd.from)
		}
		got := l.as(l.fred, "GET", changed, "")
		wantEqual(t, "status with "+odd.to, got.status, 400)
		wantEqual(t, "body with "+odd.to, got.body, `{"CommunicationError":{"Code":"BadRequest","Message":"The continuation token is invalid.","Details":[]}}`)
	}
}

// An emulator is an http.Handler, too: links lead to where it is served.
func TestHandler(t *testing.T) {
	e, err := emulator.New(emulator.Options{AccessKey: accessKey})
	wantNoError(t, err)
	server := httptest.NewServer(e)
	defer server.Close()
	s := service{emulator.Instance{Endpoint: server.URL, Client: server.Client()}, t}
	var token struct {
		AccessToken struct {
			Token string `json:"token"`
		} `json:"accessToken"`
	}
	wantNoError(t, json.Unmarshal([]byte(s.signed("POST", "/identities", `{"createTokenWithScopes":["chat"]}`).body), &token))
	fred := user{token: token.AccessToken.Token}
	for range 2 {
		got := s.as(fred, "POST", "/chat/threads", `{"topic":"Lunch"}`)
		if want := server.URL + "/chat/threads/19:"; !strings.HasPrefix(got.header.Get("Location"), want) {
			t.Errorf("Location %q, want %s...", got.header.Get("Location"), want)
		}
	}
	page := readList(t, s.as(fred, "GET", "/chat/threads?maxPageSize=1&api-version=2021-03-07", ""))
	if want := server.URL + "/chat/threads?api-version=2021-03-07&continuationToken="; !strings.HasPrefix(page.NextLink, want) {
		t.Errorf("next link %q, want %s...", page.NextLink, want)
	}
}

// The Go client reads each list to its end, and goes on from a next link.
func TestClientPaging(t *testing.T) {
	s := start(t, emulator.Options{})
	fred := s.user(identity.ScopeChat)
	var others []user
	for range 4 {
		others = append(others, s.user(identity.ScopeChat))
	}
	client := s.chat(fred)
	id := s.thread(fred, others...)
	for range 4 {
		s.thread(fred)
	}
	thread := client.Thread(id)
	for i := range 5 {
		_, err := thread.SendMessage(t.Context(), fmt.Sprint(i), nil)
		wantNoError(t, err)
	}
	sent, err := thread.SendMessage(t.Context(), "last", nil)
	wantNoError(t, err)
	for _, u := range append(others, fred) {
		_, err := s.chat(u).Thread(id).SendReadReceipt(t.Context(), sent.ID, nil)
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
		t.Errorf("resumed: %q of %q", resumed, all)
	}
}

func contents(list []chat.Message) []string {
	var texts []string
	for _, m := range list {
		texts = append(texts, m.Content.Message+m.Content.Topic)
	}
	return texts
}
