package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// listFixture is a thread with more than one page of everything.
type listFixture struct {
	wireFixture

	lists []string // the paths of all lists
}

func newListFixture(t *testing.T, options emulator.Options) listFixture {
	t.Helper()
	s := start(t, options)
	f := listFixture{wireFixture: wireFixture{testService: s, fred: s.newUser(identity.ScopeChat), ann: s.newUser(identity.ScopeChat)}}
	f.newThread(f.fred)
	f.newThread(f.fred)
	f.thread = string(f.newThread(f.fred, f.ann, f.newUser(identity.ScopeChat)))
	path := "/chat/threads/" + f.thread
	var sent struct {
		ID string `json:"id"`
	}
	for range 12 {
		wantNoError(t, json.Unmarshal([]byte(f.callChat(f.fred, "POST", path+"/messages", `{"content":"hi"}`).body), &sent))
	}
	for _, u := range []user{f.fred, f.ann} {
		wantEqual(t, "receipt", f.callChat(u, "POST", path+"/readReceipts", `{"chatMessageId":"`+sent.ID+`"}`).status, 200)
	}
	f.lists = []string{"/chat/threads", path + "/messages", path + "/participants", path + "/readReceipts"}
	return f
}

// link returns the next link of a list.
func (f listFixture) link(t *testing.T, target string) string {
	t.Helper()
	got := f.callChat(f.fred, "GET", target, "")
	wantEqual(t, target+": status", got.status, 200)
	var page struct {
		NextLink string `json:"nextLink"`
	}
	wantNoError(t, json.Unmarshal([]byte(got.body), &page))
	if page.NextLink == "" {
		t.Fatalf("%s has no next link", target)
	}
	return page.NextLink
}

// TestNextLinks checks that the next link of each list has the recorded form: it is
// absolute, with raw ':' and '@' in the path, and with the recorded parameters in
// their order.
func TestNextLinks(t *testing.T) {
	f := newListFixture(t, emulator.Options{})
	const since1970 = `&startTime=1%2F1%2F1970%2012%3A00%3A00%20AM%20%2B00%3A00`
	for _, c := range []struct{ name, target, want string }{
		{"messages", "/chat/threads/THREAD/messages?maxPageSize=3", `THREAD/messages\?syncState=[0-9a-f]+` + since1970 + `&maxPageSize=3&api-version=2025-03-15`},
		{"messages by default", "/chat/threads/THREAD/messages", `THREAD/messages\?syncState=[0-9a-f]+` + since1970 + `&maxPageSize=10&api-version=2025-03-15`},
		{
			"messages since a time", "/chat/threads/THREAD/messages?maxPageSize=2&startTime=2020-09-08T15:02:14.387Z",
			`THREAD/messages\?syncState=[0-9a-f]+&startTime=9%2F8%2F2020%203%3A02%3A14%20PM%20%2B00%3A00&maxPageSize=2&api-version=2025-03-15`,
		},
		{"participants", "/chat/threads/THREAD/participants?maxPageSize=2", `THREAD/participants\?skip=2&maxPageSize=2&api-version=2025-03-15`},
		{"participants after some", "/chat/threads/THREAD/participants?maxPageSize=1&skip=1", `THREAD/participants\?skip=2&maxPageSize=1&api-version=2025-03-15`},
		{"receipts", "/chat/threads/THREAD/readReceipts?maxPageSize=1", `THREAD/readReceipts\?skip=1&maxPageSize=1&api-version=2025-03-15`},
		{"threads", "/chat/threads?maxPageSize=2", `\?syncState=([\w]|%2B|%2F)+(%3D)*&maxPageSize=2&api-version=2025-03-15`},
		{"version", "/chat/threads?maxPageSize=2&api-version=2021-03-07", `\?syncState=([\w]|%2B|%2F)+(%3D)*&maxPageSize=2&api-version=2021-03-07`},
		{"preview", "/chat/threads?maxPageSize=2&api-version=2024-06-05-preview", `\?syncState=([\w]|%2B|%2F)+(%3D)*&maxPageSize=2&api-version=2025-03-15`},
	} {
		got := strings.TrimPrefix(f.maskIDs(f.link(t, f.insertIDs(c.target))), "ENDPOINT/chat/threads")
		if !regexp.MustCompile(`^/?` + c.want + `$`).MatchString(got) {
			t.Errorf("%s: got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// respellings returns equivalent spellings of a link and links with repeated
// parameters, as official clients send them.
func respellings(t *testing.T, link string) map[string]string {
	t.Helper()
	u, err := url.Parse(link)
	wantNoError(t, err)
	path, query := u.Path, u.RawQuery
	return map[string]string{
		"unchanged":          path + "?" + query,
		"sorted and escaped": strings.NewReplacer(":", "%3A", "@", "%40").Replace(path) + "?" + u.Query().Encode(),
		"lower-case escapes": path + "?" + regexp.MustCompile(`%[0-9A-F]{2}`).ReplaceAllStringFunc(query, strings.ToLower),
		"unescaped":          path + "?" + strings.NewReplacer("%2F", "/", "%3A", ":", "%3D", "=").Replace(query),
		"page size again":    path + "?" + query + "&maxPageSize=1",
		"version again":      path + "?" + query + "&api-version=2025-03-15",
		"unknown parameter":  path + "?" + query + "&x=1&fake-page=7&continuationToken=y",
	}
}

// TestRespelledLinks checks that a next link is accepted in any equivalent spelling and
// with repeated parameters, and that each leads to the same page.
func TestRespelledLinks(t *testing.T) {
	f := newListFixture(t, emulator.Options{})
	for _, list := range f.lists {
		links := respellings(t, f.link(t, list+"?maxPageSize=1"))
		want := f.callChat(f.fred, "GET", links["unchanged"], "")
		wantEqual(t, list+": status", want.status, 200)
		for name, link := range links {
			got := f.callChat(f.fred, "GET", link, "")
			wantEqual(t, fmt.Sprintf("%s: %s: status", list, name), got.status, 200)
			wantEqual(t, fmt.Sprintf("%s: %s: body", list, name), got.body, want.body)
		}
	}
}

// TestStrictLinks checks that a strict emulator rejects every spelling of a next link
// but its own.
func TestStrictLinks(t *testing.T) {
	f := newListFixture(t, emulator.Options{StrictLinks: true})
	const modified = `{"CommunicationError":{"Code":"BadRequest","Message":"The next link was modified. Use it exactly as the response contains it.","Details":[]}}`
	for _, list := range f.lists {
		original := f.link(t, list+"?maxPageSize=1")
		for name, link := range respellings(t, original) {
			if link == strings.TrimPrefix(original, f.Endpoint) {
				wantEqual(t, list+": "+name, f.callChat(f.fred, "GET", link, "").status, 200)
				continue
			}
			wantEqual(t, list+": "+name, f.callChat(f.fred, "GET", link, "").body, modified)
		}
		unescaped := strings.Replace(strings.TrimPrefix(original, f.Endpoint), "%73", "s", 1)
		wantEqual(t, list+": an unnecessary escape", f.callChat(f.fred, "GET", unescaped, "").body, modified)
	}
}
