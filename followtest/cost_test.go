package followtest_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// meter is a transport to an emulator in the same process, which counts requests and the
// bytes of their responses.
type meter struct {
	handler      http.Handler
	calls, bytes atomic.Int64
}

func (m *meter) RoundTrip(r *http.Request) (*http.Response, error) {
	recorder, received := httptest.NewRecorder(), r.Clone(r.Context())
	received.TLS = &tls.ConnectionState{} // the emulator's links have its scheme
	m.handler.ServeHTTP(recorder, received)
	m.calls.Add(1)
	m.bytes.Add(int64(recorder.Body.Len()))
	resp := recorder.Result()
	resp.Request = r
	return resp, nil
}

// newMeter starts an emulator in the test's bubble, and returns a user with threads of some
// messages each.
func newMeter(t *testing.T, threads int) (*meter, user, []*chat.ThreadClient) {
	t.Helper()
	e, err := emulator.New(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := &meter{handler: e}
	const endpoint = "https://emulator.test"
	fred := newUser(t, emulator.TestServer{Endpoint: endpoint, ConnectionString: e.ConnectionString(endpoint), Client: &http.Client{Transport: m}})
	var list []*chat.ThreadClient
	for i := range threads {
		thread := fred.newThread(t, fmt.Sprint("thread ", i))
		for range 20 {
			send(t, thread, "A message of about the usual length, as people write them.")
			time.Sleep(time.Second)
		}
		list = append(list, thread)
	}
	time.Sleep(time.Hour)
	m.calls.Store(0)
	m.bytes.Store(0)
	return m, fred, list
}

// heap returns the size of what is in use.
func heap() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// An hour of quiet threads costs one request a poll, whatever their number, and one for each
// thread in a sweep.
func TestQuietHour(t *testing.T) {
	counts := []int{1, 100}
	if os.Getenv("FOLLOW_MEASURE") != "" {
		counts = append(counts, 1000)
	}
	for _, threads := range counts {
		for _, sweep := range []time.Duration{-1, 15 * time.Minute} {
			synctest.Test(t, func(t *testing.T) {
				m, fred, _ := newMeter(t, threads)
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				var used atomic.Int64
				before := heap()
				time.AfterFunc(time.Hour-time.Minute, func() { used.Store(heap() - before) })
				for _, err := range fred.Changes(ctx, &chat.ChangesOptions{SweepInterval: sweep}) {
					if ctx.Err() == nil {
						t.Error(err)
					}
				}
				calls, perThread := m.calls.Load(), used.Load()/int64(threads)
				t.Logf("%4d quiet threads, sweeps %4v: %5d calls and %8d bytes an hour, %d bytes of memory per thread", threads, max(sweep, 0), calls, m.bytes.Load(), perThread)
				most := int64(450)
				if sweep > 0 {
					most += int64(threads) * 5
				}
				if calls > most || calls < 350 {
					t.Errorf("%d calls, want up to %d", calls, most)
				}
			})
		}
	}
}

// The delay from sending a message to yielding it follows from the interval between polls.
func TestDelay(t *testing.T) {
	for _, c := range []struct {
		least, most time.Duration
		pause       time.Duration // between two messages
		wake        bool
	}{
		{0, 0, time.Minute, false},
		{0, 0, 2 * time.Second, false},
		{0, 2 * time.Second, time.Minute, false},
		{500 * time.Millisecond, 500 * time.Millisecond, time.Minute, false},
		{0, time.Minute, time.Minute, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			_, fred, threads := newMeter(t, 1)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			wake := make(chan struct{}, 1)
			received := make(chan time.Time)
			go func() {
				defer close(received)
				options := &chat.ThreadChangesOptions{MinInterval: c.least, MaxInterval: c.most, Wake: wake}
				for _, err := range fred.Thread(threads[0].ThreadID()).Changes(ctx, options) {
					if err == nil {
						received <- time.Now()
					}
				}
			}()
			time.Sleep(time.Minute)
			var sum, longest time.Duration
			const messages = 50
			for i := range messages {
				time.Sleep(c.pause + time.Duration(i)*137*time.Millisecond%time.Second)
				start := time.Now()
				send(t, threads[0], "hello")
				if c.wake {
					wake <- struct{}{}
				}
				delay := (<-received).Sub(start)
				sum, longest = sum+delay, max(longest, delay)
			}
			t.Logf("intervals %4v to %4v, a message every %4v, wake-ups %5t: delay %v on average, %v at most", c.least, c.most, c.pause, c.wake,
				(sum / messages).Round(time.Millisecond), longest.Round(time.Millisecond))
			limit := max(c.most, 10*time.Second) + 2*time.Second // for the spread
			if c.wake {
				limit = time.Second
			}
			if longest > limit {
				t.Errorf("a delay of %v, want up to %v", longest, limit)
			}
			cancel()
			for range received {
			}
		})
	}
}
