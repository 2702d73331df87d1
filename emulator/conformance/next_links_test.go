package conformance_test

import (
	"net/url"
	"regexp"
	"strings"
)

// nextLinkRules returns the rules for the links between pages.
func nextLinkRules() []rule {
	return []rule{
		{
			name:   "message-links",
			text:   "The next link of messages is `?syncState=<hex>&startTime=1%2F1%2F1970%2012%3A00%3A00%20AM%20%2B00%3A00&maxPageSize=3&api-version=...`, with the start time as a .NET date.",
			source: recorded("2024-06-05-preview"),
			check: func(c *check) {
				u, th := c.newThread()
				u.send(th, `"content":"x"`)
				u.send(th, `"content":"y"`)
				c.wantLink(u.get(th.path("/messages?maxPageSize=3")).nextLink(), th.path("/messages"),
					`syncState=[0-9a-f]+&startTime=1%2F1%2F1970%2012%3A00%3A00%20AM%20%2B00%3A00&maxPageSize=3&api-version=2025-03-15`)
			},
		},
		{
			name:   "participant-links",
			text:   "The next link of participants is `?skip=2&maxPageSize=2&api-version=...`.",
			source: recorded("2021-01-27-preview4"),
			check: func(c *check) {
				u, th := c.newThread(c.newUser(), c.newUser())
				c.wantLink(u.get(th.path("/participants?maxPageSize=2&api-version=2021-03-07")).nextLink(), th.path("/participants"),
					`skip=2&maxPageSize=2&api-version=2021-03-07`)
			},
		},
		{
			name:   "receipt-links",
			text:   "The next link of read receipts has the form of that of participants.",
			source: chosen,
			check: func(c *check) {
				bob := c.newUser()
				u, th := c.newThread(bob)
				id := u.send(th, `"content":"x"`)
				u.receipt(th, id).wantStatus(200)
				bob.receipt(th, id).wantStatus(200)
				r := u.get(th.path("/readReceipts?maxPageSize=1"))
				c.wantLink(r.nextLink(), th.path("/readReceipts"), `skip=1&maxPageSize=1&api-version=2025-03-15`)
				c.wantEqual("receipts", u.all(r, "senderCommunicationIdentifier/rawId"), []string{u.id, bob.id})
			},
		},
		{
			name:   "thread-links",
			text:   "The next link of threads is `?syncState=<base64>&maxPageSize=2&api-version=...`, with `maxPageSize` only if the request has it; `=` is escaped.",
			source: recorded("2021-01-27-preview4 to 2021-09-07"),
			check: func(c *check) {
				u := c.newUser()
				for range 3 {
					u.createThread()
				}
				c.wantLink(u.get("/chat/threads?maxPageSize=2").nextLink(), "/chat/threads", `syncState=([A-Za-z0-9_-]|%2B|%2F|%3D)+&maxPageSize=2&api-version=2025-03-15`)
			},
		},
		{
			name:   "last-page",
			text:   "The last page of threads and participants does not have a next link, even if it is full.",
			source: recorded("2024-03-07"),
			check: func(c *check) {
				u, th := c.newThread()
				c.wantEqual("next link", u.get("/chat/threads?maxPageSize=1").nextLink(), "")
				c.wantEqual("next link", u.get(th.path("/participants?maxPageSize=1")).nextLink(), "")
			},
		},
		{
			name:   "full-page",
			text:   "A full page of messages has a next link, also if there are no more messages; the last page is then empty.",
			source: recorded("2020-11-01-preview3, 2021-03-07"),
			check: func(c *check) {
				u, th := c.newThread()
				for _, v := range []string{"2021-03-07", "2025-03-15"} {
					r := u.get(th.path("/messages?maxPageSize=2&api-version=" + v))
					c.wantEqual("messages", r.list("sequenceId"), []string{"2", "1"})
					u.get(r.nextLink()).wantStatus(200).want("", `{"value":[]}`)
				}
			},
		},
		{
			name:   "link-spelling",
			text:   "A next link is accepted in any equivalent spelling, such as with other escapes.",
			source: recorded("2021-03-07 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread(c.newUser())
				for _, list := range []string{th.path("/messages"), th.path("/participants")} {
					link := u.get(list + "?maxPageSize=1").nextLink()
					parsed, err := url.Parse(link)
					if err != nil {
						c.Fatalf("%v", err)
					}
					want := u.get(link).wantStatus(200).body
					again := "https://" + parsed.Host + "/chat/threads/" + escape(th.id) + parsed.Path[strings.LastIndex(parsed.Path, "/"):] + "?" + parsed.Query().Encode()
					c.wantEqual("page of "+again, u.get(again).wantStatus(200).body, want)
					lower := strings.ReplaceAll(strings.ReplaceAll(link, "%2F", "%2f"), "%3A", "%3a")
					c.wantEqual("page of "+lower, u.get(lower).wantStatus(200).body, want)
				}
			},
		},
		{
			name:   "repeated-parameters",
			text:   "A next link with known parameters repeated is accepted, as the JavaScript client before 1.5 sends it. The first value counts.",
			source: recorded("2021-03-07 to 2025-03-15"),
			check: func(c *check) {
				u, th := c.newThread(c.newUser())
				for _, list := range []string{th.path("/messages"), th.path("/participants")} {
					link := u.get(list + "?maxPageSize=1").nextLink()
					c.wantEqual("page", u.get(link+"&maxPageSize=1&api-version="+latest).wantStatus(200).body, u.get(link).body)
				}
			},
		},
		{
			name:   "invalid-state",
			text:   "A `syncState` that the service did not send, or of another list, is a 400.",
			source: chosen,
			check: func(c *check) {
				u, th := c.newThread()
				other := u.createThread()
				u.get("/chat/threads?syncState=invalid").wantError(400, "BadRequest", "*")
				state := url.QueryEscape(queryOf(c, u.get("/chat/threads?maxPageSize=1").nextLink()).Get("syncState"))
				u.get(th.path("/messages?syncState="+state)).wantError(400, "BadRequest", "*")
				u.get(other.path("/messages?syncState="+state)).wantError(400, "BadRequest", "*")
			},
		},
	}
}

// wantLink reports a next link that is not an absolute URL with the raw path and a
// query that matches the pattern.
func (c *check) wantLink(link, path, pattern string) {
	c.Helper()
	base, query, _ := strings.Cut(link, "?")
	if base != c.endpoint+path {
		c.Errorf("the next link is %s?..., want %s", base, c.endpoint+path)
	}
	if !regexp.MustCompile("^" + pattern + "$").MatchString(query) {
		c.Errorf("the query of the next link is %s, want %s", query, pattern)
	}
}

// queryOf returns the query of a next link.
func queryOf(c *check, link string) url.Values {
	c.Helper()
	u, err := url.Parse(link)
	if err != nil || link == "" {
		c.Fatalf("invalid next link %q", link)
	}
	return u.Query()
}
