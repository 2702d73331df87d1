package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// pageSizes reads a list to its end, and returns its items and the sizes of its pages.
// It checks that no continuation token repeats.
func pageSizes[T any](t *testing.T, next func(token string) (engine.Page[T], error)) (items []T, sizes []int) {
	t.Helper()
	seen := map[string]bool{}
	for token := ""; ; {
		page, err := next(token)
		if err != nil {
			t.Fatal(err)
		}
		items, sizes = append(items, page.Items...), append(sizes, len(page.Items))
		if token = page.Continuation; token == "" {
			return items, sizes
		}
		if seen[token] {
			t.Fatalf("token %s repeats", token)
		}
		seen[token] = true
	}
}

// TestRealisticPages checks that lists of the realistic mode have short and empty pages
// and repeated items, but contain every item, in the order of the list.
func TestRealisticPages(t *testing.T) {
	s := newTestService(t, engine.Options{Realistic: true})
	thread := s.newThread()
	for range 98 {
		s.send(s.ann, thread, "hello")
	}
	for range 20 {
		s.newThread()
	}
	for _, size := range []int32{1, 2, 10, 50} {
		var short, empty, repeated int
		for range 20 {
			items, sizes := pageSizes(t, func(token string) (engine.Page[chat.Message], error) {
				return s.ListMessages(s.ann, thread, chat.ListMessagesOptions{MaxPageSize: size, ContinuationToken: token})
			})
			ids := sequenceIDs(items)
			distinct := slices.Compact(slices.Clone(ids))
			repeated += len(ids) - len(distinct)
			if len(distinct) != 100 || distinct[0] != "100" || distinct[99] != "1" {
				t.Fatalf("size %d: got %v", size, ids)
			}
			for _, n := range sizes[:len(sizes)-1] {
				if n == 0 {
					empty++
				} else if n < int(size) {
					short++
				}
			}
		}
		if empty == 0 || short == 0 && size > 1 || repeated == 0 && size > 1 {
			t.Errorf("size %d: %d empty and %d short pages, %d repeated items", size, empty, short, repeated)
		}
	}
	threads, _ := pageSizes(t, func(token string) (engine.Page[chat.ThreadItem], error) {
		return s.ListThreads(s.ann, chat.ListThreadsOptions{MaxPageSize: 3, ContinuationToken: token})
	})
	slices.SortFunc(threads, func(a, b chat.ThreadItem) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) })
	wantEqual(t, "threads", len(slices.CompactFunc(threads, func(a, b chat.ThreadItem) bool { return a.ID == b.ID })), 21)
}

// TestRealisticRepeats checks that the realistic mode is the same in each run, and that
// the first page is never empty.
func TestRealisticRepeats(t *testing.T) {
	run := func() string {
		s := newTestService(t, engine.Options{Realistic: true})
		thread := s.newThread()
		var runs []string
		for range 50 {
			_, sizes := pageSizes(t, func(token string) (engine.Page[chat.Message], error) {
				return s.ListMessages(s.ann, thread, chat.ListMessagesOptions{MaxPageSize: 1, ContinuationToken: token})
			})
			if sizes[0] == 0 {
				t.Error("the first page is empty")
			}
			runs = append(runs, fmt.Sprint(sizes))
		}
		return fmt.Sprint(runs)
	}
	wantEqual(t, "second run", run(), run())
}

// TestRevocationDelay checks that revoked tokens remain valid for up to 15 minutes in the
// realistic mode, and that a second revocation does not extend this.
func TestRevocationDelay(t *testing.T) {
	s := newTestService(t, engine.Options{Realistic: true})
	for range 5 {
		id, first, err := s.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, 0)
		s.wantNoError(err)
		s.wantNoError(s.RevokeTokens(id))
		second, err := s.IssueToken(id, []engine.Scope{engine.ScopeChat}, 0)
		s.wantNoError(err)
		for _, token := range []engine.AccessToken{first, second} {
			_, err = s.Authenticate(token.Token)
			s.wantNoError(err)
		}
		s.wantNoError(s.RevokeTokens(id))
		third, err := s.IssueToken(id, []engine.Scope{engine.ScopeChat}, 0)
		s.wantNoError(err)
		s.clock.advance(15 * time.Minute)
		for _, token := range []engine.AccessToken{first, second} {
			_, err = s.Authenticate(token.Token)
			wantError(t, err, "401 Unauthorized: The token was revoked.")
		}
		_, err = s.Authenticate(third.Token)
		s.wantNoError(err)
	}
}
