package chat_test

import (
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// page returns a response with a page of messages.
func page(next string, ids ...string) servicetest.Response {
	var items []string
	for _, id := range ids {
		items = append(items, messageJSON(id))
	}
	return pageOf(next, items...)
}

// pageOf returns a response with a page of items in JSON.
func pageOf(next string, items ...string) servicetest.Response {
	body := `{"value":[` + strings.Join(items, ",") + `]`
	if next != "" {
		body += fmt.Sprintf(`,"nextLink":%q`, next)
	}
	return servicetest.Response{Status: http.StatusOK, Body: body + "}"}
}

// messageIDs returns the IDs of all messages of a sequence until an error, separated by
// spaces.
func messageIDs(messages iter.Seq2[chat.Message, error]) (string, error) {
	list, err := collect(messages)
	return joinIDs(list), err
}

func joinIDs(messages []chat.Message) string {
	var ids []string
	for _, m := range messages {
		ids = append(ids, string(m.ID))
	}
	return strings.Join(ids, " ")
}

func uris(s *servicetest.Service) string {
	var list []string
	for _, r := range s.Requests {
		list = append(list, r.URI)
	}
	return strings.Join(list, "\n")
}

// TestItems checks that a loop yields the items of all pages in order, and continues after
// an empty page.
func TestItems(t *testing.T) {
	s := servicetest.New(t, page(messagesURL+"?x=1", "1", "2"), page(messagesURL+"?p3"), page("", "3"))
	ids, err := messageIDs(newThread(t, s).Messages(t.Context(), nil))
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "items", ids, "1 2 3")
	servicetest.WantEqual(t, "requests", uris(s), messagesPath+"?"+version+"\n"+messagesPath+"?x=1\n"+messagesPath+"?p3")
}

// TestPages checks iterating over pages.
func TestPages(t *testing.T) {
	s := servicetest.New(t, page(messagesURL+"?p2", "1", "2"), page("", "3"))
	pages, err := collect(newThread(t, s).MessagePages(t.Context(), nil))
	servicetest.WantNoError(t, err)
	if len(pages) != 2 {
		t.Fatalf("got %d pages, want 2", len(pages))
	}
	servicetest.WantEqual(t, "items", joinIDs(pages[0].Value)+"|"+joinIDs(pages[1].Value), "1 2|3")
	servicetest.WantEqual(t, "next link", pages[0].NextLink, messagesURL+"?p2")
}

// TestPager checks azcore's pager.
func TestPager(t *testing.T) {
	s := servicetest.New(t, page(messagesURL+"?p2", "1"), page("", "2"))
	pager := newThread(t, s).NewListMessagesPager(nil)
	var ids []string
	for pager.More() {
		page, err := pager.NextPage(t.Context())
		servicetest.WantNoError(t, err)
		ids = append(ids, joinIDs(page.Value))
	}
	servicetest.WantEqual(t, "items", strings.Join(ids, "|"), "1|2")
}

// TestResume checks that a list continues from a next link, and that the other options are
// ignored.
func TestResume(t *testing.T) {
	s := servicetest.New(t, page(messagesURL+"?skip=1", "1"), page("", "2"))
	thread := newThread(t, s)
	var token string
	for page, err := range thread.MessagePages(t.Context(), nil) {
		servicetest.WantNoError(t, err)
		token = page.NextLink
		break
	}
	ids, err := messageIDs(thread.Messages(t.Context(), &chat.ListMessagesOptions{MaxPageSize: 5, ContinuationToken: token}))
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "items", ids, "2")
	servicetest.WantEqual(t, "request", s.Requests[1].URI, messagesPath+"?skip=1")
}

// TestBreak checks that no page is fetched in advance.
func TestBreak(t *testing.T) {
	s := servicetest.New(t, page(messagesURL+"?p2", "1", "2"))
	for message, err := range newThread(t, s).Messages(t.Context(), nil) {
		servicetest.WantNoError(t, err)
		if message.ID == "2" {
			break
		}
	}
	servicetest.WantEqual(t, "requests", len(s.Requests), 1)
}

// TestSecondLoop checks that a second loop over a sequence starts at the first page.
func TestSecondLoop(t *testing.T) {
	s := servicetest.New(t, page(messagesURL+"?p2", "1", "2"), page(messagesURL+"?p2", "1", "2"), page("", "3"))
	messages := newThread(t, s).Messages(t.Context(), nil)
	for range messages {
		break
	}
	ids, err := messageIDs(messages)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "items of the second loop", ids, "1 2 3")
}

// TestErrorEndsLoop checks that an error is yielded once, with a zero item, after the items
// of the previous pages.
func TestErrorEndsLoop(t *testing.T) {
	s := servicetest.New(t, page(messagesURL+"?p2", "1"), servicetest.Response{Status: http.StatusForbidden})
	var seen []string
	for message, err := range newThread(t, s).Messages(t.Context(), nil) {
		seen = append(seen, fmt.Sprintf("%q %t", message.ID, err != nil))
	}
	servicetest.WantEqual(t, "loop", strings.Join(seen, ", "), `"1" false, "" true`)
}

// TestResumeAfterError checks that a list can be continued after an error from the next link
// of the last page. The pager itself keeps returning the error.
func TestResumeAfterError(t *testing.T) {
	s := servicetest.New(t, page(messagesURL+"?p2", "1"), servicetest.Response{Status: http.StatusForbidden}, page("", "2"))
	thread := newThread(t, s)
	pager := thread.NewListMessagesPager(nil)
	first, err := pager.NextPage(t.Context())
	servicetest.WantNoError(t, err)
	_, failed := pager.NextPage(t.Context())
	servicetest.WantEqual(t, "more after the error", pager.More(), false)
	_, again := pager.NextPage(t.Context())
	servicetest.WantEqual(t, "error of the next call", again, failed)
	ids, err := messageIDs(thread.Messages(t.Context(), &chat.ListMessagesOptions{ContinuationToken: first.NextLink}))
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "items", ids, "2")
}

// TestNextLinkUnchanged checks that next links are sent unchanged, without an additional
// api-version.
func TestNextLinkUnchanged(t *testing.T) {
	links := map[string]string{
		"raw colon and at":     "/chat/threads/19:a_b-C~d.e%2Ff@thread.v2/messages?api-version=2025-03-15",
		"escaped":              messagesPath + "?api-version=2025-03-15",
		"lower case escapes":   "/chat/threads/19%3aa_b-C~d.e%2ff%40thread.v2/messages?a=%2f%3f",
		"unnecessary escapes":  "/%63hat/threads/19%3Aa_b-C~d.e%2Ff%40%74hread.v2/messages?%61=%62",
		"plus and space":       messagesPath + "?a=b+c%20d",
		"no api-version":       messagesPath + "?skip=1",
		"no query":             messagesPath,
		"empty query":          messagesPath + "?",
		"unusual separators":   messagesPath + "?&&a==b&c;d=e",
		"dots and slashes":     "//a/./../x" + messagesPath + "?a=/../",
		"quotes in the query":  messagesPath + `?a='b'(c)*!$,`,
		"invalid UTF-8":        messagesPath + "?a=%ff%00",
		"second question mark": messagesPath + "?a=b?c=d",
		"double escapes":       messagesPath + "?a=%252F%2525",
		"brackets in a prefix": "/(a)[b]!$&'*+,;=" + messagesPath + "?c",
	}
	s := servicetest.New(t)
	server := httptest.NewTLSServer(s)
	defer server.Close()
	for name, link := range links {
		t.Run(name, func(t *testing.T) {
			s.Responses, s.Requests = []servicetest.Response{page(server.URL+link, "1"), page("", "2")}, nil
			client := newClientAt(t, server.URL, server.Client(), func(o *chat.ClientOptions) { o.APIVersion = "2031-01-01" })
			ids, err := messageIDs(client.Thread(threadID).Messages(t.Context(), nil))
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "items", ids, "1 2")
			servicetest.WantEqual(t, "first request", s.Requests[0].URI, messagesPath+"?api-version=2031-01-01")
			servicetest.WantEqual(t, "next link", s.Requests[1].URI, link)
			servicetest.WantEqual(t, "Authorization", s.Requests[1].Header.Get("Authorization"), "Bearer "+secretToken)
		})
	}
}

// TestEveryList checks the item iterator, the page iterator and the pager of each list.
func TestEveryList(t *testing.T) {
	s := servicetest.New(t)
	client := newClient(t, s)
	thread := client.Thread(threadID)
	t.Run("threads", func(t *testing.T) {
		checkList(t, s, "/chat/threads", client.Threads(t.Context(), nil), client.ThreadPages(t.Context(), nil), client.NewListThreadsPager(nil), threadItemJSON("a"),
			func(p *chat.ListThreadsResponse) []chat.ThreadItem { return p.Value })
	})
	t.Run("messages", func(t *testing.T) {
		checkList(t, s, messagesPath, thread.Messages(t.Context(), nil), thread.MessagePages(t.Context(), nil), thread.NewListMessagesPager(nil), messageJSON("1"),
			func(p *chat.ListMessagesResponse) []chat.Message { return p.Value })
	})
	t.Run("participants", func(t *testing.T) {
		checkList(t, s, threadPath+"/participants", thread.Participants(t.Context(), nil), thread.ParticipantPages(t.Context(), nil), thread.NewListParticipantsPager(nil), participantJSON("a"),
			func(p *chat.ListParticipantsResponse) []chat.Participant { return p.Value })
	})
	t.Run("read receipts", func(t *testing.T) {
		checkList(t, s, threadPath+"/readReceipts", thread.ReadReceipts(t.Context(), nil), thread.ReadReceiptPages(t.Context(), nil), thread.NewListReadReceiptsPager(nil), receiptJSON("a"),
			func(p *chat.ListReadReceiptsResponse) []chat.ReadReceipt { return p.Value })
	})
}

// checkList reads two pages with one item and two items in three ways.
func checkList[T, P any](t *testing.T, s *servicetest.Service, path string, items iter.Seq2[T, error], pages iter.Seq2[P, error], pager *runtime.Pager[P], item string, value func(*P) []T) {
	t.Helper()
	responses := func() []servicetest.Response {
		return []servicetest.Response{pageOf(endpoint+path+"?p2", item), pageOf("", item, item)}
	}
	s.Responses = responses()
	list, err := collect(items)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "items", len(list), 3)
	s.Responses = responses()
	byPage, err := collect(pages)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "pages", fmt.Sprint(len(byPage), len(value(&byPage[0])), len(value(&byPage[1]))), "2 1 2")
	s.Responses = responses()
	first, err := pager.NextPage(t.Context())
	servicetest.WantNoError(t, err)
	last, err := pager.NextPage(t.Context())
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "pager", fmt.Sprint(len(value(&first)), len(value(&last)), pager.More()), "1 2 false")
}
