package chat_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// TestNextLinkRejected checks that no request is sent for a next link to another host, or
// for one that cannot be sent unchanged.
func TestNextLinkRejected(t *testing.T) {
	const wrongHost = `host %q is neither the endpoint's "resource.communication.azure.com" nor one of ClientOptions.AllowedNextLinkHosts`
	cases := map[string]struct{ link, want string }{
		"other host":           {"https://evil.example/p2", strings.ReplaceAll(wrongHost, "%q", `"evil.example"`)},
		"subdomain":            {"https://x.resource.communication.azure.com/p2", strings.ReplaceAll(wrongHost, "%q", `"x.resource.communication.azure.com"`)},
		"longer host":          {"https://resource.communication.azure.com.evil.example/", strings.ReplaceAll(wrongHost, "%q", `"resource.communication.azure.com.evil.example"`)},
		"trailing dot":         {"https://resource.communication.azure.com./p2", strings.ReplaceAll(wrongHost, "%q", `"resource.communication.azure.com."`)},
		"other port":           {endpoint + ":8443/p2", strings.ReplaceAll(wrongHost, "%q", `"resource.communication.azure.com:8443"`)},
		"other scheme":         {"http://resource.communication.azure.com/p2", `scheme "http" is not the endpoint's "https"`},
		"scheme, same port":    {"http://resource.communication.azure.com:443/p2", `scheme "http" is not the endpoint's "https"`},
		"user":                 {"https://user@resource.communication.azure.com/p2", "the URL must not contain user information"},
		"user and password":    {"https://user:pw@resource.communication.azure.com/p2", "the URL must not contain user information"},
		"host as user":         {"https://resource.communication.azure.com@evil.example/p2", "the URL must not contain user information"},
		"fragment":             {endpoint + "/p2#top", "cannot be sent unchanged"},
		"other host, relative": {"//evil.example/p2", strings.ReplaceAll(wrongHost, "%q", `"evil.example"`)},
		"other host, no //":    {"https:evil.example/p2", "no Host in request URL"},
		"control characters":   {endpoint + "/p2\r\nX: y", `net/url: invalid control character in URL`},
		"space in the query":   {endpoint + "/p2?a=b c", "cannot be sent unchanged"},
		"space in the path":    {endpoint + "/p 2", "cannot be sent unchanged"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, page(c.link, "1"))
			ids, err := messageIDs(newThread(t, s).Messages(t.Context(), nil))
			servicetest.WantEqual(t, "items", ids, "1")
			servicetest.WantError(t, err, "ThreadClient.ListMessages: next link "+strconv.Quote(strings.Replace(c.link, ":pw@", ":xxxxx@", 1))+": "+c.want)
			s.OnlyRequest(t)
		})
	}
}

// TestContinuationTokenRejected checks that a ContinuationToken is checked like a next link.
func TestContinuationTokenRejected(t *testing.T) {
	s := servicetest.New(t)
	options := &chat.ListThreadsOptions{ContinuationToken: "https://evil.example/p2"}
	_, err := collect(newClient(t, s).Threads(t.Context(), options))
	servicetest.WantError(t, err, `Client.ListThreads: options.ContinuationToken: "https://evil.example/p2": `+
		`host "evil.example" is neither the endpoint's "resource.communication.azure.com" nor one of ClientOptions.AllowedNextLinkHosts`)
}

// TestContinuationTokenOfOtherList checks that the token of another list or thread is rejected
// before a request is sent.
func TestContinuationTokenOfOtherList(t *testing.T) {
	const other = "/chat/threads/19:other@thread.v2"
	s := servicetest.New(t)
	client := newClient(t, s)
	thread := client.Thread(threadID)
	lists := map[string]struct {
		path string
		read func(token string) error
	}{
		"Client.ListThreads": {"/chat/threads", func(token string) error {
			_, err := collect(client.Threads(t.Context(), &chat.ListThreadsOptions{ContinuationToken: token}))
			return err
		}},
		"ThreadClient.ListMessages": {messagesPath, func(token string) error {
			_, err := collect(thread.Messages(t.Context(), &chat.ListMessagesOptions{ContinuationToken: token}))
			return err
		}},
		"ThreadClient.ListParticipants": {threadPath + "/participants", func(token string) error {
			_, err := collect(thread.ParticipantPages(t.Context(), &chat.ListParticipantsOptions{ContinuationToken: token}))
			return err
		}},
		"ThreadClient.ListReadReceipts": {threadPath + "/readReceipts", func(token string) error {
			_, err := thread.NewListReadReceiptsPager(&chat.ListReadReceiptsOptions{ContinuationToken: token}).NextPage(t.Context())
			return err
		}},
	}
	for name, list := range lists {
		for _, path := range []string{
			"/chat/threads", other + "/messages", other + "/participants", other + "/readReceipts",
			messagesPath, threadPath + "/participants", threadPath + "/readReceipts", threadPath, messagesPath + "/1", "/identities",
		} {
			if path == list.path {
				continue
			}
			token := endpoint + path + "?skip=1"
			servicetest.WantError(t, list.read(token), fmt.Sprintf("%s: options.ContinuationToken: %q: path %q is not that of the list, %q", name, token, path, list.path))
		}
	}
	servicetest.WantEqual(t, "requests", len(s.Requests), 0)
}

// TestContinuationTokenOfService checks that links as the service writes them are tokens of
// their lists.
func TestContinuationTokenOfService(t *testing.T) {
	const rawPath = "/chat/threads/19:a_b-C~d.e%2Ff@thread.v2"
	s := servicetest.New(t, page(""), page(""), page(""))
	client := newClient(t, s)
	links := []string{
		"/chat/threads?syncState=Q0vsf5XlfmXeNiXd%3D&maxPageSize=2&api-version=2021-04-05-preview6",
		rawPath + "/messages?syncState=3e3f&startTime=1%2F1%2F1970%2012%3A00%3A00%20AM%20%2B00%3A00&maxPageSize=3&api-version=2025-03-15",
		rawPath + "/participants?skip=2&maxPageSize=2&api-version=2025-03-15",
	}
	_, err := collect(client.Threads(t.Context(), &chat.ListThreadsOptions{ContinuationToken: endpoint + links[0]}))
	servicetest.WantNoError(t, err)
	_, err = collect(client.Thread(threadID).Messages(t.Context(), &chat.ListMessagesOptions{ContinuationToken: endpoint + links[1]}))
	servicetest.WantNoError(t, err)
	_, err = collect(client.Thread(threadID).Participants(t.Context(), &chat.ListParticipantsOptions{ContinuationToken: endpoint + links[2]}))
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "requests", uris(s), strings.Join(links, "\n"))
}

// TestRelativeNextLink checks that a relative next link is followed, and that a list can be
// resumed from it.
func TestRelativeNextLink(t *testing.T) {
	s := servicetest.New(t, page("?skip=1", "1"), page("./messages?skip=2", "2"), page("", "3"), page("", "2"))
	thread := newThread(t, s)
	pages, err := collect(thread.MessagePages(t.Context(), nil))
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "next link", pages[0].NextLink, "?skip=1")
	_, err = collect(thread.Messages(t.Context(), &chat.ListMessagesOptions{ContinuationToken: pages[0].NextLink}))
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "requests", uris(s), strings.Join([]string{
		messagesPath + "?" + version, messagesPath + "?skip=1", messagesPath + "?skip=2", messagesPath + "?skip=1",
	}, "\n"))
}

// TestEndlessList checks that a list with ever new links and without new messages is an error,
// which the sequences of items and pages and the pager return.
func TestEndlessList(t *testing.T) {
	requests := 0
	thread := newThread(t, transportFunc(func(req *http.Request) (*http.Response, error) {
		requests++
		return servicetest.New(t, page(fmt.Sprintf("?skip=%d", requests), "1", "2")).Do(req)
	}))
	const want = `ThreadClient.ListMessages: next link "?skip=%d": the last 1000 pages have no new item: the list does not end`
	_, err := messageIDs(thread.Messages(t.Context(), nil))
	servicetest.WantError(t, err, fmt.Sprintf(want, requests))
	servicetest.WantEqual(t, "is ErrEndlessList", errors.Is(err, acs.ErrEndlessList), true)
	_, err = collect(thread.MessagePages(t.Context(), nil))
	servicetest.WantError(t, err, fmt.Sprintf(want, requests))
	pager := thread.NewListMessagesPager(nil)
	for err = nil; err == nil && pager.More(); {
		_, err = pager.NextPage(t.Context())
	}
	servicetest.WantError(t, err, fmt.Sprintf(want, requests))
}

// TestNextLinkSameHost checks that case and an explicit default port do not matter.
func TestNextLinkSameHost(t *testing.T) {
	for name, host := range map[string]string{
		"port of the scheme": endpoint + ":443",
		"upper case":         "HTTPS://RESOURCE.Communication.Azure.COM",
		"empty port":         endpoint + ":",
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, page(host+messagesPath+"?p2", "1"), page("", "2"))
			ids, err := messageIDs(newThread(t, s).Messages(t.Context(), nil))
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "items", ids, "1 2")
		})
	}
}

// TestNextLinkHosts checks that next links to the allowed hosts, with the allowed ports, are
// followed.
func TestNextLinkHosts(t *testing.T) {
	allow := func(o *chat.ClientOptions) { o.AllowedNextLinkHosts = []string{"other.example", "ports.example:8443"} }
	for name, link := range map[string]string{
		"host":          "https://other.example" + messagesPath,
		"host, port":    "https://other.example:443" + messagesPath,
		"host and port": "https://PORTS.example:8443" + messagesPath,
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, page(link, "1"), page("", "2"))
			ids, err := messageIDs(newThread(t, s, allow).Messages(t.Context(), nil))
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "items", ids, "1 2")
			servicetest.WantEqual(t, "Authorization", s.Requests[1].Header.Get("Authorization"), "Bearer "+secretToken)
		})
	}
	for name, link := range map[string]string{
		"other port":   "https://other.example:8443/p2",
		"other port 2": "https://ports.example/p2",
		"other scheme": "http://other.example/p2",
	} {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, page(link, "1"))
			if _, err := messageIDs(newThread(t, s, allow).Messages(t.Context(), nil)); err == nil {
				t.Errorf("%s was followed", link)
			}
			s.OnlyRequest(t)
		})
	}
}

// TestNextLinkRepeated checks that a cycle of next links is an error.
func TestNextLinkRepeated(t *testing.T) {
	a, b := messagesURL+"?a", messagesURL+"?b"
	cases := map[string]struct {
		responses []servicetest.Response
		ids       string
		token     string
	}{
		"itself":            {responses: []servicetest.Response{page(a, "1"), page(a, "2")}, ids: "1 2"},
		"cycle":             {responses: []servicetest.Response{page(a, "1"), page(b, "2"), page(a, "3")}, ids: "1 2 3"},
		"ContinuationToken": {responses: []servicetest.Response{page(b, "1"), page(a, "2")}, ids: "1 2", token: a},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, c.responses...)
			ids, err := messageIDs(newThread(t, s).Messages(t.Context(), &chat.ListMessagesOptions{ContinuationToken: c.token}))
			servicetest.WantError(t, err, `ThreadClient.ListMessages: next link "`+a+`": was already followed: the list does not end`)
			servicetest.WantEqual(t, "items", ids, c.ids)
		})
	}
}

// TestRedirectNotFollowed checks that redirects are not followed, so that the token is not
// sent to their targets.
func TestRedirectNotFollowed(t *testing.T) {
	other := httptest.NewTLSServer(servicetest.New(t))
	defer other.Close()
	s := servicetest.New(t, servicetest.Response{Status: http.StatusTemporaryRedirect, Header: map[string]string{"Location": other.URL + "/p2"}})
	server := httptest.NewTLSServer(s)
	defer server.Close()
	_, err := newClientAt(t, server.URL, server.Client()).DeleteThread(t.Context(), "t", nil)
	servicetest.WantError(t, err, "DELETE /chat/threads/t: 307 Temporary Redirect")
}
