package conformance_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
)

// serviceLimits is the source of the rates.
const serviceLimits = source("page *Service limits*")

// rateRules returns the rules for rate limits. The emulator enforces them only if
// the option is set.
func rateRules() []rule {
	return slices.Concat(generalRateRules(), []rule{
		perUser("create", "Each user creates up to 10 threads in 10 seconds.", 10, func(u user, _ thread) response {
			return u.post("/chat/threads", `{"topic":"x"}`)
		}),
		perThread("update", "Each thread is updated up to 5 times in 10 seconds.", 5, func(u user, th thread, i int) response {
			return u.patch(th.path(""), fmt.Sprintf(`{"topic":"%d"}`, i))
		}),
		perThread("participants", "Participants of each thread are added and removed up to 10 times in 10 seconds, together.", 10, func(u user, th thread, i int) response {
			if i%2 == 0 {
				return u.remove(th, "8:acs:x_y")
			}
			return u.add(th, participant("8:acs:x_y"))
		}),
		perUser("get-thread", "Each user gets threads up to 50 times in 10 seconds.", 50, func(u user, th thread) response { return u.get(th.path("")) }),
		perUser("list-threads", "Each user lists threads up to 50 times in 10 seconds.", 50, func(u user, _ thread) response { return u.get("/chat/threads") }),
		perUserAndThread("get-message", "Messages of each thread are got up to 50 times in 10 seconds by each user, and up to 250 times by all.", 50, 250, func(u user, th thread) response {
			return u.get(th.path("/messages/1"))
		}),
		perUserAndThread("list-messages", "Messages of each thread are listed up to 50 times in 10 seconds by each user, and up to 250 times by all.", 50, 250, func(u user, th thread) response {
			return u.get(th.path("/messages"))
		}),
		perUserAndThread("list-receipts", "Receipts of each thread are listed up to 5 times in 10 seconds by each user, and up to 100 times by all.", 5, 100, func(u user, th thread) response {
			return u.get(th.path("/readReceipts"))
		}),
		perUserAndThread("list-participants", "Participants of each thread are listed up to 10 times in 10 seconds by each user, and up to 250 times by all.", 10, 250, func(u user, th thread) response {
			return u.get(th.path("/participants"))
		}),
		perThread("messages", "Messages of each thread are sent, edited and deleted up to 10 times in 10 seconds, together.", 10, func(u user, th thread, i int) response {
			switch i % 3 {
			case 0:
				return u.post(th.path("/messages"), `{"content":"x"}`)
			case 1:
				return u.patch(th.path("/messages/1"), `{"content":"x"}`)
			default:
				return u.delete(th.path("/messages/1"))
			}
		}),
		perUserAndThread("receipts", "Each user sends up to 10 receipts to each thread in 10 seconds.", 10, 0, func(u user, th thread) response { return u.receipt(th, "1") }),
		perUserAndThread("typing", "Typing notifications are sent to each thread up to 5 times in 10 seconds by each user, and up to 10 times by all.", 5, 10, func(u user, th thread) response {
			return u.post(th.path("/typing"), "{}")
		}),
		perMinute("messages-minute", "Messages of each thread are sent, edited and deleted up to 30 times in a minute.", 10, 30, func(u user, th thread) response {
			return u.post(th.path("/messages"), `{"content":"x"}`)
		}),
		perMinute("participants-minute", "Participants of each thread are added and removed up to 30 times in a minute.", 10, 30, func(u user, th thread) response {
			return u.remove(th, "8:acs:x_y")
		}),
		perMinute("list-messages-minute", "Each user lists the messages of a thread up to 200 times in a minute.", 50, 200, func(u user, th thread) response {
			return u.get(th.path("/messages"))
		}),
		perMinuteOfAll("list-messages-all", "All users list the messages of a thread up to 400 times in a minute.", 50, 200, 400, func(u user, th thread) response {
			return u.get(th.path("/messages"))
		}),
		perMinuteOfAll("typing-all", "All users send up to 30 typing notifications to a thread in a minute.", 5, 15, 30, func(u user, th thread) response {
			return u.post(th.path("/typing"), "{}")
		}),
		perMinute("receipts-minute", "Each user sends up to 30 receipts to a thread in a minute.", 10, 30, func(u user, th thread) response { return u.receipt(th, "1") }),
		perMinute("typing-minute", "Each user sends up to 15 typing notifications to a thread in a minute.", 5, 15, func(u user, th thread) response {
			return u.post(th.path("/typing"), "{}")
		}),
	})
}

func generalRateRules() []rule {
	limited := &emulator.Options{RateLimits: true}
	return []rule{
		{
			name:    "error",
			text:    "A call beyond a rate is a 429 with the header `Retry-After` in whole seconds, after which the call succeeds.",
			source:  serviceLimits,
			options: limited,
			check: func(c *check) {
				u := c.newUser()
				r := u.post("/chat/threads", `{"topic":"x"}`)
				for r.status == http.StatusCreated {
					r = u.post("/chat/threads", `{"topic":"x"}`)
				}
				wait, err := strconv.Atoi(r.wantStatus(429).header.Get("Retry-After"))
				if err != nil || wait < 1 || wait > 10 {
					c.Errorf("Retry-After is %q", r.header.Get("Retry-After"))
				}
				c.clock.advance(time.Duration(wait) * time.Second)
				u.post("/chat/threads", `{"topic":"x"}`).wantStatus(201)
			},
		},
		{
			name:    "code",
			text:    "The error has the code `TooManyRequests` and a message.",
			source:  chosen,
			options: limited,
			check: func(c *check) {
				u := c.newUser()
				r := u.post("/chat/threads", `{"topic":"x"}`)
				for r.status == http.StatusCreated {
					r = u.post("/chat/threads", `{"topic":"x"}`)
				}
				r.wantError(429, "TooManyRequests", "*")
			},
		},
		{
			name:    "delete",
			text:    "Each user deletes up to 10 threads in 10 seconds.",
			source:  serviceLimits,
			options: limited,
			check: func(c *check) {
				u := c.newUser()
				var threads []thread
				for range 11 {
					threads = append(threads, u.createThread())
					c.clock.advance(time.Second)
				}
				for _, th := range threads[:10] {
					u.delete(th.path("")).wantStatus(204)
				}
				u.delete(threads[10].path("")).wantStatus(429)
			},
		},
		{
			name:    "identity",
			text:    "In 30 seconds a resource creates up to 1000 users, 1000 users with a token, and 1000 tokens, deletes 500 users, and revokes and exchanges tokens 500 times.",
			source:  serviceLimits,
			options: limited,
			check: func(c *check) {
				path := "/identities/" + c.newUser().id + "/:revokeAccessTokens"
				c.wantLimit(500, func(int) response { return c.identity("POST", path, "") })
				c.identity("POST", "/identities", "{}").wantStatus(201)
				c.clock.advance(30 * time.Second)
				c.identity("POST", path, "").wantStatus(204)
			},
		},
		{
			name:    "off",
			text:    "The emulator does not enforce rate limits unless they are turned on, with `--rate-limits`.",
			source:  chosen,
			options: &emulator.Options{},
			check: func(c *check) {
				u := c.newUser()
				for range 20 {
					u.post("/chat/threads", `{"topic":"x"}`).wantStatus(201)
				}
			},
		},
	}
}

// perUser returns the rule that each user calls an operation up to limit times in
// 10 seconds, in any threads.
func perUser(name, text string, limit int, call func(user, thread) response) rule {
	return rateRule(name, text, func(c *check) {
		bob := c.newUser()
		ann, th := c.newThread(bob)
		c.clock.advance(10 * time.Second) // newThread has created a thread
		c.wantLimit(limit, func(int) response { return call(ann, th) })
		c.wantAllowed(call(bob, th))
		c.clock.advance(10 * time.Second)
		c.wantAllowed(call(ann, th))
	})
}

// perThread returns the rule that all users together call an operation up to limit
// times in 10 seconds in a thread.
func perThread(name, text string, limit int, call func(user, thread, int) response) rule {
	return rateRule(name, text, func(c *check) {
		users := []user{c.newUser(), c.newUser()}
		ann, th := c.newThread(users...)
		c.wantLimit(limit, func(i int) response { return call(users[i%2], th, i) })
		c.wantAllowed(call(ann, ann.createThread(), 0))
		c.clock.advance(10 * time.Second)
		c.wantAllowed(call(ann, th, 0))
	})
}

// perUserAndThread returns the rule that each user calls an operation up to limit
// times in 10 seconds in a thread, and all users together up to total times. A total
// of 0 is no limit.
func perUserAndThread(name, text string, limit, total int, call func(user, thread) response) rule {
	return rateRule(name, text, func(c *check) {
		others := make([]user, max(total/limit, 1))
		for i := range others {
			others[i] = c.newUser()
		}
		ann, th := c.newThread(others...)
		c.wantLimit(limit, func(int) response { return call(ann, th) })
		c.wantAllowed(call(ann, ann.createThread()))
		for i := range max(total-limit, 0) {
			c.wantAllowed(call(others[i/limit], th))
		}
		last := others[len(others)-1]
		if got := call(last, th).status == http.StatusTooManyRequests; got != (total > 0) {
			c.Errorf("beyond %d calls of all users: is limited %v", total, got)
		}
	})
}

// perMinute returns the rule that an operation is called up to limit times in a
// minute, and burst times in 10 seconds.
func perMinute(name, text string, burst, limit int, call func(user, thread) response) rule {
	return rateRule(name, text, func(c *check) {
		ann, th := c.newThread()
		for i := range limit {
			if i > 0 && i%burst == 0 {
				c.clock.advance(10 * time.Second)
			}
			c.wantAllowed(call(ann, th))
		}
		c.clock.advance(10 * time.Second)
		call(ann, th).wantStatus(429)
		c.clock.advance(time.Minute)
		c.wantAllowed(call(ann, th))
	})
}

// perMinuteOfAll returns the rule that users call an operation up to limit times in a
// minute, and burst times in 10 seconds, and all users together up to total times.
func perMinuteOfAll(name, text string, burst, limit, total int, call func(user, thread) response) rule {
	return rateRule(name, text, func(c *check) {
		users := make([]user, total/limit)
		for i := range users {
			users[i] = c.newUser()
		}
		last, th := c.newThread(users...)
		for i := range limit {
			if i > 0 && i%burst == 0 {
				c.clock.advance(10 * time.Second)
			}
			for _, u := range users {
				c.wantAllowed(call(u, th))
			}
		}
		c.clock.advance(10 * time.Second)
		call(last, th).wantStatus(http.StatusTooManyRequests)
	})
}

func rateRule(name, text string, f func(*check)) rule {
	return rule{name: name, text: text, source: serviceLimits, options: &emulator.Options{RateLimits: true}, check: f}
}

// wantLimit reports whether a call other than the first limit ones is allowed, or
// one of these is not.
func (c *check) wantLimit(limit int, call func(i int) response) {
	c.Helper()
	for i := range limit {
		c.wantAllowed(call(i))
	}
	call(limit).wantStatus(http.StatusTooManyRequests)
}

// wantAllowed ends the check if a call is beyond a rate.
func (c *check) wantAllowed(r response) {
	c.Helper()
	if r.status == http.StatusTooManyRequests {
		c.Fatalf("%s is limited too early: %s", r.request, r.body)
	}
}
