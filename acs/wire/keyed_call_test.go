package wire_test

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// fates returns a function that returns each of the fates, and then the last one.
func fates(all ...fate) func() fate {
	return func() fate {
		f := all[0]
		if len(all) > 1 {
			all = all[1:]
		}
		return f
	}
}

// The first call with a new key sends one request and reads no list, as does one without a
// key. The next ones look first.
func TestKeyedRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newNoteService()
		c, key := newNoteClient(t, s, nil), wire.NewIdempotencyKey()
		for calls, k := range []wire.IdempotencyKey{{}, key, key, restart(t, key)} {
			resp, err := c.create(t.Context(), k)
			if found := resp.ID != "0"; err != nil || found != (calls > 1) || s.sent != min(calls+1, 2) || len(s.pages) != max(calls-1, 0) {
				t.Errorf("call %d: sent %d requests, read %d pages, found %t, error %v", calls, s.sent, len(s.pages), found, err)
			}
		}
	})
}

// A key whose request was rejected was not used.
func TestKeyedRejected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newNoteService()
		s.fate = fates(reject, throttled, throttled, throttled, respond)
		c, key := newNoteClient(t, s, nil), wire.NewIdempotencyKey()
		_, err := c.create(t.Context(), key)
		wantError(t, err, "status 400: bad")
		_, err = c.create(t.Context(), key)
		wantError(t, err, "status 429: busy")
		_, err = c.create(t.Context(), key)
		if err != nil || s.count(key.String()) != 1 || len(s.pages) != 0 {
			t.Errorf("created %d times, read %d pages, error %v", s.count(key.String()), len(s.pages), err)
		}
	})
}

// A key that an earlier process may have used is sent once the list must show an earlier
// request, and not before.
func TestKeyedParsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newNoteService()
		c, start := newNoteClient(t, s, nil), time.Now()
		c.maxDelay = 10 * time.Second
		key := restart(t, wire.NewIdempotencyKey())
		_, err := c.create(t.Context(), key)
		if took := time.Since(start); err != nil || s.count(key.String()) != 1 || took < c.maxDelay || took > c.maxDelay+time.Second {
			t.Errorf("created %d times after %v, error %v", s.count(key.String()), took, err)
		}
	})
}

// In a thread with later changes, a request that was not processed is sent again.
func TestKeyedSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newNoteService()
		s.traffic, s.fate = time.Second, fates(loseRequest, unavailable, respond)
		key := wire.NewIdempotencyKey()
		_, err := newNoteClient(t, s, nil).create(t.Context(), key)
		if err != nil || s.sent != 3 || s.count(key.String()) != 1 {
			t.Errorf("sent %d requests, created %d times, error %v", s.sent, s.count(key.String()), err)
		}
	})
}

// Neither RetryNonIdempotent nor a function of the caller makes the client retry a request
// with a key that may have been processed.
func TestKeyedOverridesRetryOptions(t *testing.T) {
	for _, f := range []fate{loseResponse, unavailableAfter, truncate, respond} {
		synctest.Test(t, func(t *testing.T) {
			s := newNoteService()
			s.fate = fates(f)
			c := newNoteClient(t, s, func(config *wire.Config) {
				config.RetryNonIdempotent = true
				config.Options.Retry.ShouldRetry = func(*http.Response, error) bool { return true }
			})
			s.list = func() int { return http.StatusOK }
			key := wire.NewIdempotencyKey()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, _ = c.create(ctx, key)
			if n := s.count(key.String()); n != 1 || s.sent != 1 {
				t.Errorf("fate %d: sent %d requests, created %d times", f, s.sent, n)
			}
		})
	}
}

// With RetryNonIdempotent, the error is still that of the request, at once.
func TestKeyedWithRetryNonIdempotent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newNoteService()
		s.fate = fates(unavailable)
		s.list = func() int { return http.StatusNotFound }
		c := newNoteClient(t, s, func(config *wire.Config) {
			config.RetryNonIdempotent, config.Options.Retry.RetryDelay = true, time.Hour
		})
		start, key := time.Now(), wire.NewIdempotencyKey()
		_, err := c.create(t.Context(), key)
		wantError(t, err, "Client.Create: looking for the idempotency key "+key.String()+
			": status 404: no list (after: status 503: unavailable); the service may have processed the request")
		if took := time.Since(start); took > time.Second {
			t.Errorf("took %v", took)
		}
	})
}

// The errors of calls with a key.
func TestKeyedErrors(t *testing.T) {
	const unavailableText = "Client.Create: status 503: unavailable; "
	tests := map[string]struct {
		edit    func(*noteService)
		timeout time.Duration
		parse   bool
		outcome wire.Outcome
		want    string
	}{
		"a quiet list": {func(s *noteService) { s.fate = fates(unavailable) }, time.Hour, false, wire.OutcomeUnknown,
			unavailableText + "the idempotency key KEY was not found in 30s, nor any later change, so call again with the same key; the service may have processed the request"},
		"never available": {func(s *noteService) { s.fate, s.traffic = fates(unavailable), time.Second }, time.Hour, false, wire.OutcomeUnknown,
			unavailableText + "the idempotency key KEY was not found after 5 requests, so call again with the same key; the service may have processed the request"},
		"a deadline while looking": {func(s *noteService) { s.fate = fates(unavailable) }, time.Second, false, wire.OutcomeUnknown,
			"Client.Create: looking for the idempotency key KEY: context deadline exceeded (after: status 503: unavailable); the service may have processed the request"},
		"a deadline during a look": {func(s *noteService) { s.fate = fates(unavailable) }, 55 * time.Millisecond, false, wire.OutcomeUnknown,
			"Client.Create: looking for the idempotency key KEY: context deadline exceeded (last look: Client.List: context deadline exceeded) (after: status 503: unavailable); the service may have processed the request"},
		"no list": {func(s *noteService) { s.fate, s.list = fates(unavailable), func() int { return 500 } }, time.Hour, false, wire.OutcomeUnknown,
			"Client.Create: looking for the idempotency key KEY: status 500: no list (after: status 503: unavailable); the service may have processed the request"},
		"a forbidden list": {func(s *noteService) { s.fate, s.list = fates(unavailable), func() int { return 403 } }, time.Second, false, wire.OutcomeUnknown,
			"Client.Create: looking for the idempotency key KEY: status 403: no list (after: status 503: unavailable); the service may have processed the request"},
		"an old key without a list": {func(s *noteService) { s.list = func() int { return 404 } }, time.Hour, true, wire.OutcomeUnknown,
			"Client.Create: looking for the idempotency key KEY: status 404: no list; the service may have processed the request"},
		"a cut response and no list": {func(s *noteService) { s.fate, s.list = fates(truncate), func() int { return 404 } }, time.Hour, false, wire.OutcomeDone,
			"looking for the idempotency key KEY: status 404: no list (after: "},
		"a cut response of a late list": {func(s *noteService) { s.fate, s.lag = fates(truncate), func() time.Duration { return time.Hour } }, time.Hour, false, wire.OutcomeDone,
			"; the idempotency key KEY was not found; the service has processed the request"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newNoteService()
				tc.edit(s)
				key := wire.NewIdempotencyKey()
				if tc.parse {
					key = restart(t, key)
				}
				ctx, cancel := context.WithTimeout(t.Context(), tc.timeout)
				defer cancel()
				_, err := newNoteClient(t, s, nil).create(ctx, key)
				got := strings.ReplaceAll(err.Error(), key.String(), "KEY")
				if got != tc.want && (tc.outcome != wire.OutcomeDone || !strings.Contains(got, tc.want)) || outcomeOf(err) != tc.outcome {
					t.Errorf("got  %s\nwant %s\noutcome %v", got, tc.want, outcomeOf(err))
				}
				if strings.Contains(tc.want, "deadline") != errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("the error does not wrap the right one: %#v", err)
				}
				if e, ok := errors.AsType[*wire.CallError](err); !ok || (e.ClientRequestID == "") != tc.parse {
					t.Errorf("got error %#v", err)
				}
			})
		})
	}
}

// Calls with the same key wait for each other, until their context ends.
func TestKeyedConcurrently(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newNoteService()
		c, key := newNoteClient(t, s, nil), wire.NewIdempotencyKey()
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if _, err := c.create(t.Context(), key); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if n := s.count(key.String()); n != 1 || s.sent != 1 {
			t.Errorf("sent %d requests, created %d times", s.sent, n)
		}
		s.fate = fates(hang)
		other := wire.NewIdempotencyKey()
		hanging, stop := context.WithCancel(t.Context())
		group.Go(func() { _, _ = c.create(hanging, other) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		_, err := c.create(ctx, other)
		cancel()
		stop()
		group.Wait()
		wantError(t, err, "Client.Create: waiting for another call with the idempotency key "+other.String()+": context deadline exceeded; the service may have processed the request")
	})
}

// An invalid argument is reported before anything is sent or looked for.
func TestKeyedArguments(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newNoteService()
		c, key := newNoteClient(t, s, nil), restart(t, wire.NewIdempotencyKey())
		c.maxDelay = -time.Second
		_, err := c.create(t.Context(), key)
		wantError(t, err, "Client.Create: options.MaxReadDelay: -1s is negative")
		req := wire.NewRequest(http.MethodPost, "/notes")
		values := map[string]string{"key": "mine"}
		req.AddKey("options.Metadata", &values, "key", wire.IdempotencyKey{})
		req.AddKey("options.Metadata", &values, "key", key)
		_, err = wire.Call[sendResponse](t.Context(), c.internal, "Client.Create", req, nil, http.StatusCreated)
		wantError(t, err, `Client.Create: options.Metadata: must not contain "key", which is the name of the idempotency key`)
		if values["key"] != "mine" || s.sent+len(s.pages) > 0 {
			t.Errorf("got %v, sent %d requests, read %d pages", values, s.sent, len(s.pages))
		}
	})
}

// A search ends at changes from before the key.
func TestKeyedSearchEnds(t *testing.T) {
	for _, skew := range []time.Duration{0, -20 * time.Minute, 20 * time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			s := newNoteService()
			s.traffic, s.fate, s.skew = time.Second, fates(loseResponse), skew
			key := wire.NewIdempotencyKey()
			time.Sleep(10 * time.Second)
			_, err := newNoteClient(t, s, nil).create(t.Context(), key)
			if err != nil || s.count(key.String()) != 1 || s.sent != 1 {
				t.Errorf("created %d times, error %v", s.count(key.String()), err)
			}
			old := restart(t, wire.NewIdempotencyKey())
			s.pages = nil
			if _, err := newNoteClient(t, s, nil).create(t.Context(), old); err != nil {
				t.Error(err)
			}
			if skew == 0 && slices.Index(s.pages[1:], "") != 6 { // 5 minutes are 300 notes
				t.Errorf("read the pages %q, want 7 in each look", s.pages)
			}
		})
	}
}

// A process whose clock is wrong finds what it sent behind newer pages.
func TestKeyedWrongClock(t *testing.T) {
	for _, skew := range []time.Duration{-20 * time.Minute, 20 * time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			s := newNoteService()
			s.skew, s.traffic = skew, 100*time.Millisecond
			c, key := newNoteClient(t, s, nil), wire.NewIdempotencyKey()
			for range 2 {
				if _, err := c.create(t.Context(), key); err != nil || s.count(key.String()) != 1 {
					t.Errorf("skew %v: created %d times, error %v", skew, s.count(key.String()), err)
				}
				time.Sleep(20 * time.Second)
			}
		})
	}
}

// A list that cannot be read is not taken for one without the key.
func TestKeyedUnreadableItems(t *testing.T) {
	tests := map[string]struct{ item, want string }{
		"with the key": {`{"id":"1","changed":1,"key":"KEY"}`,
			"an item with the key cannot be decoded: Client.List: reading the response: /value/0/changed: want a string, got a number" +
				`: status 200: {"id":"1","changed":1,"key":"KEY"}`},
		"without a time": {`{"id":"1","changed":"today"}`, `invalid time of a change "today" (want Unix milliseconds)`},
		"of others":      {`{"id":"1","changed":1,"key":"other"}`, ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				key := restart(t, wire.NewIdempotencyKey())
				config := newConfig("https://example.com")
				config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
					if r.Method == http.MethodPost {
						return newResponse(r, http.StatusCreated, `{"id":"0"}`), nil
					}
					return newResponse(r, http.StatusOK, `{"value":[`+strings.ReplaceAll(tc.item, "KEY", key.String())+`]}`), nil
				})
				_, err := (&noteClient{internal: newThread(t, config).internal}).create(t.Context(), key)
				want := ""
				if tc.want != "" {
					want = "Client.Create: looking for the idempotency key " + key.String() + ": " + strings.ReplaceAll(tc.want, "KEY", key.String()) + "; the service may have processed the request"
				}
				got := ""
				if err != nil {
					got = err.Error()
				}
				if before, after, found := strings.Cut(got, " (byte "); found {
					_, rest, _ := strings.Cut(after, ")")
					got = before + rest
				}
				if got != want {
					t.Errorf("got  %s\nwant %s", got, want)
				}
			})
		})
	}
}

// The text of a key is a UUID of version 7 with the time of its creation, and the zero key
// has no text.
func TestIdempotencyKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		key := wire.NewIdempotencyKey()
		// The first digits are 2000-01-01.
		if !regexp.MustCompile(`^00dc6acf-ac00-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(key.String()) {
			t.Errorf("got key %s, want a UUID of version 7", key)
		}
		if parsed := restart(t, key); parsed.String() != key.String() || parsed.IsZero() || wire.NewIdempotencyKey().String() == key.String() {
			t.Errorf("got key %s from %s", parsed, key)
		}
		if zero := (wire.IdempotencyKey{}); !zero.IsZero() || zero.String() != "" {
			t.Errorf("got key %q", zero)
		}
		invalid := []string{
			"", "key", strings.ToUpper(key.String()), "{" + key.String() + "}", strings.ReplaceAll(key.String(), "-", "x"),
			key.String()[:35] + "g", key.String()[:35] + "é", "6f1cbb21-0b35-4a3c-8d7e-2f0e9a4c5b17",
		}
		for _, text := range invalid {
			_, err := wire.ParseIdempotencyKey(text)
			wantError(t, err, `invalid idempotency key "`+text+`" (want a UUID of version 7 in lower case, such as 01936c7e-5a00-7c4e-9b1d-3f2a6d8e0c55)`)
		}
	})
}
