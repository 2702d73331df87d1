package chat_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// TestNextLinkRejected checks that no request is sent for a next link to another host, or
// for one that cannot be sent unchanged.
func TestNextLinkRejected(t *testing.T) {
	const wrongHost = `host %q is neither the endpoint's "resource.communication.azure.com" nor one of AllowedNextLinkHosts`
	cases := map[string]struct{ link, want string }{
		"other host":           {"https://evil.example/p2", strings.ReplaceAll(wrongHost, "%q", `"evil.example"`)},
		"subdomain":            {"https://x.resource.communication.azure.com/p2", strings.ReplaceAll(wrongHost, "%q", `"x.resource.communication.azure.com"`)},
		"longer host":          {"https://resource.communication.azure.com.evil.example/", strings.ReplaceAll(wrongHost, "%q", `"resource.communication.azure.com.evil.example"`)},
		"trailing dot":         {"https://resource.communication.azure.com./p2", strings.ReplaceAll(wrongHost, "%q", `"resource.communication.azure.com."`)},
		"other port":           {endpoint + ":8443/p2", strings.ReplaceAll(wrongHost, "%q", `"resource.communication.azure.com:8443"`)},
		"other scheme":         {"http://resource.communication.azure.com/p2", `scheme "http" is not the endpoint's "https"`},
		"scheme, same port":    {"http://resource.communication.azure.com:443/p2", `scheme "http" is not the endpoint's "https"`},
		"user":                 {"https://user@resource.communication.azure.com/p2", "must not contain user information"},
		"user and password":    {"https://user:pw@resource.communication.azure.com/p2", "must not contain user information"},
		"host as user":         {"https://resource.communication.azure.com@evil.example/p2", "must not contain user information"},
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
	servicetest.WantError(t, err, `Client.ListThreads: ContinuationToken "https://evil.example/p2": `+
		`host "evil.example" is neither the endpoint's "resource.communication.azure.com" nor one of AllowedNextLinkHosts`)
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
