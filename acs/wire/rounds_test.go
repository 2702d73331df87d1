package wire_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// rejection is both a failure and its error: "503 a" rejects the item "a" temporarily.
type rejection struct {
	item *string
	text string
}

// sender is a service that returns its responses in turn, and then accepts everything.
type sender struct {
	responses []any // []string for rejections such as "503 a", or an error
	batches   []string
	starts    []time.Duration
	start     time.Time
}

func (s *sender) send(_ context.Context, batch []string) ([]string, error) {
	s.batches = append(s.batches, strings.Join(batch, " "))
	s.starts = append(s.starts, time.Since(s.start))
	if len(s.responses) == 0 {
		return nil, nil
	}
	response := s.responses[0]
	s.responses = s.responses[1:]
	if err, ok := response.(error); ok {
		return nil, err
	}
	return response.([]string), nil
}

// rounds returns rounds of batches of two that retry the rejections with code 503.
func (s *sender) rounds() wire.Rounds[string, string, rejection] {
	s.start = time.Now()
	return wire.Rounds[string, string, rejection]{
		Operation:   "Client.AddAll",
		BatchSize:   2,
		Send:        s.send,
		ShouldRetry: func(r rejection) bool { return strings.HasPrefix(r.text, "503") },
		Errors: wire.FailureMatcher[string, string, rejection]{
			Key:    func(item *string) string { return *item },
			Target: func(failure *string) string { return (*failure)[len("503 "):] },
			New:    func(item, failure *string) rejection { return rejection{item, *failure} },
		},
	}
}

// describeRounds returns the lists of a result: those added, rejected and remaining.
func describeRounds(t *testing.T, r wire.RoundsResult[string, rejection]) string {
	t.Helper()
	var rejected []string
	for _, e := range r.Rejected {
		if e.item != nil && !strings.HasSuffix(e.text, " "+*e.item) {
			t.Errorf("%q is matched with %q", e.text, *e.item)
		}
		rejected = append(rejected, e.text)
	}
	return strings.Join(r.Added, " ") + "; " + strings.Join(rejected, ", ") + "; " + strings.Join(r.Remaining, " ")
}

// TestRounds checks what is sent and what is known of each item afterwards.
func TestRounds(t *testing.T) {
	broken := errors.New("broken")
	cases := map[string]struct {
		items     string
		responses []any
		batches   string // separated by commas
		want      string // added; rejected; remaining
		err       error
	}{
		"none":                {"", nil, "", "; ; ", nil},
		"all accepted":        {"a b c", nil, "a b,c", "a b c; ; ", nil},
		"accepted later":      {"a b c", []any{[]string{"503 b"}, []string{"503 c"}, []string{"503 c"}}, "a b,c,b c,c", "a b c; ; ", nil},
		"rejected for good":   {"a b c", []any{[]string{"403 b", "503 a"}, []string{"404 c"}}, "a b,c,a", "a; 403 b, 404 c; ", nil},
		"latest reason":       {"a b", []any{[]string{"503 a"}, []string{"403 a"}}, "a b,a", "b; 403 a; ", nil},
		"rejected each time":  {"a", []any{[]string{"503 a"}, []string{"503 a"}, []string{"503 a"}, []string{"503 a"}}, "a,a,a,a", "; 503 a; ", nil},
		"two reasons":         {"a b", []any{[]string{"503 a", "403 a"}}, "a b", "b; 503 a, 403 a; ", nil},
		"for no item":         {"a b c", []any{[]string{"503 x", "403 b"}}, "a b,c", "a c; 403 b, 503 x; ", nil},
		"duplicates":          {"a a", []any{[]string{"503 a"}, []string{"403 a"}}, "a a,a a", "; 403 a, 403 a; ", nil},
		"first request fails": {"a b c", []any{broken}, "a b", "; ; a b c", broken},
		"later request fails": {"a b c d e", []any{[]string{"503 a"}, broken}, "a b,c d", "b; 503 a; c d e", broken},
		"retry fails":         {"a b c", []any{[]string{"503 a"}, []string{"403 c"}, broken}, "a b,c,a", "b; 503 a, 403 c; ", broken},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &sender{responses: tc.responses}
				items := strings.Fields(tc.items)
				result, err := s.rounds().Run(t.Context(), items)
				if !errors.Is(err, tc.err) {
					t.Errorf("got error %v, want %v", err, tc.err)
				}
				if got := strings.Join(s.batches, ","); got != tc.batches {
					t.Errorf("sent %q, want %q", got, tc.batches)
				}
				if got := describeRounds(t, result); got != tc.want {
					t.Errorf("got %q, want %q", got, tc.want)
				}
			})
		})
	}
}

// Without a limit, all items are sent in one batch.
func TestRoundsUnlimited(t *testing.T) {
	var s sender
	rounds := s.rounds()
	rounds.BatchSize = 0
	if _, err := rounds.Run(t.Context(), []string{"a", "b", "c"}); err != nil || !slices.Equal(s.batches, []string{"a b c"}) {
		t.Errorf("sent %q with error %v", s.batches, err)
	}
}

// TestRoundsDelay checks that the waits double up to their limit, and that each is between
// half of that and all of it.
func TestRoundsDelay(t *testing.T) {
	cases := map[string]struct {
		retries      int
		delay, limit time.Duration
		longest      []int // waits, in seconds
	}{
		"defaults":   {0, 0, 0, []int{2, 4, 8}},
		"limit":      {7, 0, 0, []int{2, 4, 8, 16, 32, 60, 60}},
		"options":    {4, 10 * time.Second, 25 * time.Second, []int{10, 20, 25, 25}},
		"no limit":   {3, 40 * time.Second, -1, []int{40, 80, 160}},
		"no waits":   {2, -1, 0, []int{0, 0}},
		"no retries": {-1, 0, 0, nil},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &sender{}
				for range 10 {
					s.responses = append(s.responses, []string{"503 a"})
				}
				rounds := s.rounds()
				rounds.MaxRetries, rounds.RetryDelay, rounds.MaxRetryDelay = tc.retries, tc.delay, tc.limit
				if _, err := rounds.Run(t.Context(), []string{"a"}); err != nil {
					t.Fatal(err)
				}
				if len(s.starts) != len(tc.longest)+1 {
					t.Fatalf("%d rounds, want %d", len(s.starts), len(tc.longest)+1)
				}
				for i, seconds := range tc.longest {
					longest := time.Duration(seconds) * time.Second
					if wait := s.starts[i+1] - s.starts[i]; wait < longest/2 || wait > longest {
						t.Errorf("waited %v before round %d, want %v to %v", wait, i+2, longest/2, longest)
					}
				}
			})
		})
	}
}

// A wait that does not end before the deadline fails at once, with what is known.
func TestRoundsDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &sender{responses: []any{[]string{"503 a"}}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		rounds := s.rounds()
		rounds.RetryDelay = time.Minute
		result, err := rounds.Run(ctx, []string{"a", "b"})
		if !errors.Is(err, context.DeadlineExceeded) || !strings.HasPrefix(fmt.Sprint(err), "Client.AddAll: the wait of ") ||
			!strings.HasSuffix(fmt.Sprint(err), "s before the next round does not end before the deadline: context deadline exceeded") {
			t.Errorf("got error %v", err)
		}
		if got, want := describeRounds(t, result), "b; 503 a; "; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if waited := time.Since(s.start); waited != 0 {
			t.Errorf("waited %v", waited)
		}
	})
}

// A wait ends when the context is canceled.
func TestRoundsCanceled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &sender{responses: []any{[]string{"503 a"}}}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second/2, cancel)
		result, err := s.rounds().Run(ctx, []string{"a", "b"})
		if want := "Client.AddAll: waiting for the next round: context canceled"; fmt.Sprint(err) != want || !errors.Is(err, context.Canceled) {
			t.Errorf("got error %v, want %s", err, want)
		}
		var call *wire.CallError
		if !errors.As(err, &call) || call.Outcome != wire.OutcomeDone {
			t.Errorf("got %+v, want a call error with outcome done", call)
		}
		if got, want := describeRounds(t, result), "b; 503 a; "; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// The caller's items are neither changed nor shared.
func TestRoundsCopies(t *testing.T) {
	s := &sender{responses: []any{[]string{"403 a"}}}
	items := []string{"a", "b"}
	result, err := s.rounds().Run(t.Context(), items)
	items[0], items[1] = "x", "y"
	if got, want := describeRounds(t, result), "b; 403 a; "; err != nil || got != want {
		t.Errorf("got %q and error %v, want %q", got, err, want)
	}
}

func TestIsTemporary(t *testing.T) {
	for code, want := range map[string]bool{
		"429": true, "500": true, "503": true, "599": true,
		"": false, "5": false, "403": false, "428": false, "600": false, "5xx": false, "50x": false, "5000": false, "ServiceUnavailable": false,
	} {
		if got := wire.IsTemporary(code); got != want {
			t.Errorf("IsTemporary(%q) is %v", code, got)
		}
	}
}
