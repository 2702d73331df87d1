//go:build load

package loadtest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"go.uber.org/goleak"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// No test leaves a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// httpVersions are the versions of HTTP by whether they are HTTP/2.
var httpVersions = map[string]bool{"HTTP 1": false, "HTTP 2": true}

// rounds returns the results of a function that it runs once, or again and again for the
// time in LOADTEST_DURATION.
func rounds(t *testing.T, run func(round int) []result) []result {
	t.Helper()
	results := run(0)
	text := os.Getenv("LOADTEST_DURATION")
	if text == "" {
		return results
	}
	duration, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	for end, round := time.Now().Add(duration), 1; time.Now().Before(end); round++ {
		results = append(results, run(round)...)
	}
	return results
}

// longMessage is a length with which a body takes several packets.
const longMessage = 20_000

// result is the result of one call.
type result struct {
	key string
	err error
}

// sendAll sends n messages of random lengths from the given number of goroutines. Each
// has a key of its own.
func sendAll(ctx context.Context, client *chat.Client, round, n, goroutines, maxLength int) []result {
	padding := strings.Repeat("x", maxLength)
	results := make([]result, n)
	next := make(chan int)
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for i := range next {
				key, length := fmt.Sprintf("%d-%d", round, i), rand.IntN(len(padding))
				content := fmt.Sprintf("%s %d %s", key, length, padding[:length])
				_, err := client.Thread(chat.ThreadID(fmt.Sprintf("19:%d@thread.v2", i%100))).SendMessage(ctx, content, nil)
				results[i] = result{key, err}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	return results
}

// check closes the server, and compares the results of calls with the ledger: a message
// that was sent is in it once, one that was not sent is not in it, and one whose outcome
// is unknown is in it at most once. It returns the number of messages of each outcome.
func (s *server) check(t *testing.T, results []result) map[acs.Outcome]int {
	t.Helper()
	s.Close() // waits for the requests that are still processed
	outcomes := map[acs.Outcome]int{}
	for _, r := range results {
		outcome, count := acs.OutcomeOf(r.err), s.count(r.key)
		outcomes[outcome]++
		if outcome == acs.OutcomeDone && count != 1 || outcome == acs.OutcomeNotDone && count != 0 || count > 1 {
			t.Errorf("a message with the outcome %v is %d times in the ledger: %v", outcome, count, r.err)
		}
	}
	if len(s.broken) > 0 {
		t.Errorf("%d bodies were broken, such as %s", len(s.broken), s.broken[0])
	}
	return outcomes
}

// 10,000 calls at once all arrive. With a limit on the connections of HTTP/1, they wait for them.
func TestCallsAtOnce(t *testing.T) {
	const calls = 10_000
	for name, http2 := range httpVersions {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, http2, nil)
			client := s.client(t, policy.RetryOptions{})
			results := rounds(t, func(round int) []result { return sendAll(t.Context(), client, round, calls, calls, 100) })
			if n := s.check(t, results)[acs.OutcomeDone]; n != len(results) {
				t.Errorf("%d of %d calls are done, and one failed with %v", n, len(results), firstError(results))
			}
			if n := s.conns.Load(); !http2 && n > 2*maxConns {
				t.Errorf("opened %d connections", n)
			}
		})
	}
}

// Rejected calls are retried, also if the service rejects them before it has read their
// bodies, and each arrives once and whole.
func TestRejections(t *testing.T) {
	for name, http2 := range httpVersions {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, http2, func(w http.ResponseWriter, _ func()) bool {
				if rand.IntN(3) > 0 {
					return false
				}
				w.Header().Set("Retry-After-Ms", "3")
				w.WriteHeader(http.StatusTooManyRequests)
				return true
			})
			client := s.client(t, policy.RetryOptions{MaxRetries: 100})
			results := rounds(t, func(round int) []result { return sendAll(t.Context(), client, round, 2_000, 200, longMessage) })
			if n := s.check(t, results)[acs.OutcomeDone]; n != len(results) {
				t.Errorf("%d of %d calls are done, and one failed with %v", n, len(results), firstError(results))
			}
		})
	}
}

// firstError returns the error of the first call that failed.
func firstError(results []result) error {
	for _, r := range results {
		if r.err != nil {
			return r.err
		}
	}
	return nil
}

// After a lost response, a failure of a gateway or a cancellation, the outcome of a call
// is never wrong.
func TestLostResponses(t *testing.T) {
	for name, http2 := range httpVersions {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, http2, loseResponse)
			s.cuts = true
			client := s.client(t, policy.RetryOptions{})
			results := rounds(t, func(round int) []result {
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				defer cancel()
				return sendAll(ctx, client, round, 2_000, 100, longMessage)
			})
			outcomes := s.check(t, results)
			if outcomes[acs.OutcomeDone] == 0 || outcomes[acs.OutcomeUnknown] == 0 {
				t.Errorf("got the outcomes %v", outcomes)
			}
		})
	}
}

// loseResponse fails in one of the ways in which a caller does not get the response.
func loseResponse(w http.ResponseWriter, process func()) bool {
	switch rand.IntN(8) {
	case 0: // lost after the message was processed
		process()
		panic(http.ErrAbortHandler)
	case 1: // lost before that
		panic(http.ErrAbortHandler)
	case 2:
		process()
		w.WriteHeader(http.StatusGatewayTimeout)
	case 3:
		w.WriteHeader(http.StatusServiceUnavailable)
	case 4: // the body of the response is cut
		process()
		w.Header().Set("Content-Length", "100")
		w.WriteHeader(http.StatusCreated)
	case 5:
		w.Header().Set("Retry-After-Ms", "1")
		w.WriteHeader(http.StatusTooManyRequests)
	default:
		return false
	}
	return true
}

// Calls that are canceled at any time end at once, and leave no goroutine behind.
func TestCancellations(t *testing.T) {
	for name, http2 := range httpVersions {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, http2, nil)
			s.cuts = true
			client := s.client(t, policy.RetryOptions{})
			results := rounds(t, func(round int) (results []result) {
				for batch := range 20 {
					ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rand.IntN(10_000))*time.Microsecond)
					results = append(results, sendAll(ctx, client, round*20+batch, 100, 50, longMessage)...)
					cancel()
				}
				return results
			})
			s.check(t, results)
			for _, r := range results {
				if r.err != nil && !errors.Is(r.err, context.DeadlineExceeded) {
					t.Errorf("got error %v", r.err)
				}
			}
		})
	}
}
