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

// benchmarkCallers distributes b.N calls among concurrent callers, each with its
// own thread, and reports the messages per second.
func benchmarkCallers(b *testing.B, messagesPerCall int, call func(context.Context, *chat.ThreadClient) error) {
	b.Helper()
	for _, callers := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			s := start(b, emulator.Options{})
			threads := make([]*chat.ThreadClient, callers)
			for i := range threads {
				u := s.newUser(identity.ScopeChat)
				threads[i] = s.chatClient(u).Thread(s.newThread(u))
				for range messagesPerCall {
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
			b.ReportMetric(float64(b.N*messagesPerCall)/b.Elapsed().Seconds(), "msgs/s")
		})
	}
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

// BenchmarkMemory sends 100,000 messages to a thread and reports the heap memory
// that they use.
func BenchmarkMemory(b *testing.B) {
	const count = 100_000
	for b.Loop() {
		e, err := emulator.New(emulator.Options{AccessKey: accessKey})
		wantNoError(b, err)
		s := testService{emulator.TestServer{
			Endpoint: "https://emulator", ConnectionString: e.ConnectionString("https://emulator"), Client: &http.Client{Transport: handlerTransport{e}},
		}, b}
		fred := s.newUser(identity.ScopeChat)
		target := "https://emulator/chat/threads/" + string(s.newThread(fred)) + "/messages?api-version=2025-03-15"
		before := heapInUse()
		for range count {
			req := httptest.NewRequest(http.MethodPost, target, strings.NewReader(`{"content":"Shall we go for pizza, or rather stay in?"}`))
			req.Header.Set("Authorization", "Bearer "+fred.token)
			recorder := httptest.NewRecorder()
			e.ServeHTTP(recorder, req)
			if recorder.Code != http.StatusCreated {
				b.Fatal(recorder.Body)
			}
		}
		b.ReportMetric(float64(heapInUse()-before)/(1<<20), "MB/100k-msgs")
		runtime.KeepAlive(e)
	}
}

// heapInUse returns the size of the used heap in bytes, after a garbage collection.
func heapInUse() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapInuse)
}

// handlerTransport sends requests directly to a handler, without a connection.
type handlerTransport struct{ handler http.Handler }

func (t handlerTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	serverReq := req.Clone(req.Context())
	serverReq.Host, serverReq.RequestURI = req.URL.Host, req.URL.RequestURI()
	if serverReq.Body == nil {
		serverReq.Body = http.NoBody
	}
	t.handler.ServeHTTP(recorder, serverReq)
	return recorder.Result(), nil
}
