package emulator_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// benchmarkCallers shares b.N calls among callers with a thread each, and
// reports how many messages a second came through.
func benchmarkCallers(b *testing.B, perCall int, call func(context.Context, *chat.ThreadClient) error) {
	b.Helper()
	for _, callers := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			s := start(b, emulator.Options{})
			threads := make([]*chat.ThreadClient, callers)
			for i := range threads {
				u := s.user(identity.ScopeChat)
				threads[i] = s.chat(u).Thread(s.thread(u))
				for range perCall {
					_, err := threads[i].SendMessage(b.Context(), "Shall we go for pizza, or rather stay in?", nil)
					wantNoError(b, err)
				}
			}
			var calls atomic.Int64
			var wg sync.WaitGroup
			b.ReportAllocs()
			b.ResetTimer()
			for _, thread := range threads {
				wg.Go(func() {
					for calls.Add(1) <= int64(b.N) {
						if err := call(b.Context(), thread); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.StopTimer()
			b.ReportMetric(float64(b.N*perCall)/b.Elapsed().Seconds(), "msgs/s")
		})
	}
}

// BenchmarkSend sends messages over loopback HTTPS.
func BenchmarkSend(b *testing.B) {
	benchmarkCallers(b, 1, func(ctx context.Context, thread *chat.ThreadClient) error {
		_, err := thread.SendMessage(ctx, "Shall we go for pizza, or rather stay in?", nil)
		return err
	})
}

// BenchmarkList lists pages of 200 messages over loopback HTTPS.
func BenchmarkList(b *testing.B) {
	benchmarkCallers(b, 200, func(ctx context.Context, thread *chat.ThreadClient) error {
		for _, err := range thread.MessagePages(ctx, &chat.ListMessagesOptions{MaxPageSize: 200}) {
			return err // the first page
		}
		return nil
	})
}

// BenchmarkMemory fills a thread with 100,000 messages and reports what they
// take of the heap.
func BenchmarkMemory(b *testing.B) {
	const count = 100_000
	for b.Loop() {
		e, err := emulator.New(emulator.Options{AccessKey: accessKey})
		wantNoError(b, err)
		s := service{emulator.Instance{
			Endpoint: "https://emulator", ConnectionString: e.ConnectionString("https://emulator"), Client: &http.Client{Transport: handlerTransport{e}},
		}, b}
		fred := s.user(identity.ScopeChat)
		target := "https://emulator/chat/threads/" + string(s.thread(fred)) + "/messages?api-version=2025-03-15"
		before := heap()
		for range count {
			req := httptest.NewRequest(http.MethodPost, target, strings.NewReader(`{"content":"Shall we go for pizza, or rather stay in?"}`))
			req.Header.Set("Authorization", "Bearer "+fred.token)
			answer := httptest.NewRecorder()
			e.ServeHTTP(answer, req)
			if answer.Code != http.StatusCreated {
				b.Fatal(answer.Body)
			}
		}
		b.ReportMetric(float64(heap()-before)/(1<<20), "MB/100k-msgs")
		runtime.KeepAlive(e)
	}
}

// heap is how much of the heap is in use.
func heap() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapInuse)
}

// handlerTransport calls a handler without a connection.
type handlerTransport struct{ handler http.Handler }

func (t handlerTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	answer := httptest.NewRecorder()
	own := req.Clone(req.Context())
	own.Host, own.RequestURI = req.URL.Host, req.URL.RequestURI()
	if own.Body == nil {
		own.Body = http.NoBody
	}
	t.handler.ServeHTTP(answer, own)
	return answer.Result(), nil
}
