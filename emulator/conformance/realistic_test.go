package conformance_test

import (
	"slices"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
)

// realisticRules returns the rules for what the service does irregularly. The
// emulator imitates it if its options are set.
func realisticRules() []rule {
	realistic := &emulator.Options{Realistic: true}
	return []rule{
		{
			name:    "short-pages",
			text:    "With `--realistic`, pages before the last one may be short, and even empty, with a next link.",
			source:  recorded("2021-01-27-preview4 to 2021-09-07"),
			options: realistic,
			check: func(c *check) {
				sizes := c.pageSizes()
				if !slices.ContainsFunc(sizes, func(size int) bool { return size == 1 }) || !slices.Contains(sizes, 0) {
					c.Errorf("no page of 2 was short or empty: %d", sizes)
				}
			},
		},
		{
			name:    "repeated-items",
			text:    "With `--realistic`, an item may come again on the next page, but none is missing.",
			source:  recorded("2021-01-27-preview4"),
			options: realistic,
			check: func(c *check) {
				u, th := c.newThread()
				for range 40 {
					u.send(th, `"content":"x"`)
				}
				ids := u.all(u.get(th.path("/messages?maxPageSize=3")), "id")
				distinct := slices.Compact(slices.Sorted(slices.Values(ids)))
				c.wantEqual("distinct messages", len(distinct), 42)
				if len(ids) == len(distinct) {
					c.Errorf("no message came again")
				}
			},
		},
		{
			name:    "error-forms",
			text:    "With `--realistic`, errors of Chat come in every recorded wrapper, regardless of the version.",
			source:  recorded("2020-11-01-preview3 to 2025-03-15"),
			options: realistic,
			check: func(c *check) {
				u := c.newUser()
				forms := map[string]bool{}
				for range 100 {
					forms[firstName(u.get("/chat/threads/"+unknownThread).wantStatus(404))] = true
				}
				for _, name := range []string{"Error", "ChatError", "CommunicationError", "error"} {
					if !forms[name] {
						c.Errorf("no error was in %s", name)
					}
				}
			},
		},
		{
			name:    "revocation",
			text:    "With `--realistic`, a revocation takes effect within 15 minutes, not at once.",
			source:  document("Identity 2023-10-01"),
			options: realistic,
			check: func(c *check) {
				users := make([]user, 20)
				valid := 0
				for i := range users {
					users[i] = c.newUser()
					c.identity("POST", "/identities/"+users[i].id+"/:revokeAccessTokens", "").wantStatus(204)
					if users[i].get("/chat/threads").status == 200 {
						valid++
					}
				}
				if valid == 0 {
					c.Errorf("every revocation took effect at once")
				}
				c.clock.advance(15 * time.Minute)
				for _, u := range users {
					u.get("/chat/threads").wantStatus(401)
				}
			},
		},
		{
			name:    "lag",
			text:    "With `--lag`, reads see the state of that long ago; a thread that was created since is listed first, without `lastMessageReceivedOn`.",
			source:  recorded("2021-01-27-preview4 to 2021-09-07"),
			options: &emulator.Options{Lag: 2 * time.Second},
			check: func(c *check) {
				u, th := c.newThread()
				u.get("/chat/threads").wantProperties("value/0", "id topic").want("value/0/id", `"`+th.id+`"`)
				c.clock.advance(2 * time.Second)
				u.get("/chat/threads").wantProperties("value/0", "id topic lastMessageReceivedOn")
				id := u.send(th, `"content":"x"`)
				c.wantEqual("is listed", slices.Contains(u.get(th.path("/messages")).list("id"), id), false)
				c.clock.advance(2 * time.Second)
				c.wantEqual("is listed", slices.Contains(u.get(th.path("/messages")).list("id"), id), true)
			},
		},
	}
}

// pageSizes returns the sizes of the pages of a list that is read by pages of 2,
// without the last page.
func (c *check) pageSizes() []int {
	c.Helper()
	u, th := c.newThread()
	for range 60 {
		u.send(th, `"content":"x"`)
	}
	var sizes []int
	for r := u.get(th.path("/messages?maxPageSize=2")); r.nextLink() != ""; r = u.get(r.nextLink()) {
		sizes = append(sizes, len(r.list("id")))
	}
	return sizes
}

// firstName returns the name of the only property of an object, or "".
func firstName(r response) string {
	r.c.Helper()
	object, _ := r.value("").(map[string]any)
	for name := range object {
		if len(object) == 1 {
			return name
		}
	}
	return ""
}
