//go:build unix

package emulator_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// sender sends messages to a server from concurrent callers, and measures it.
type sender struct {
	name    string
	threads []*chat.ThreadClient // one for each caller
	elapsed time.Duration
	cpu     time.Duration // of the process: client and server
	allocs  uint64        // of the process
}

// send sends a number of messages from each caller.
func (s *sender) send(b *testing.B, messages int) {
	b.Helper()
	cpu, allocs, start := cpuTime(b), mallocs(), time.Now()
	var wg sync.WaitGroup
	for _, thread := range s.threads {
		wg.Go(func() {
			for range messages {
				if _, err := thread.SendMessage(b.Context(), "Shall we go for pizza, or rather stay in?", nil); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	s.elapsed += time.Since(start)
	s.allocs += mallocs() - allocs
	s.cpu += cpuTime(b) - cpu
}

// cpuTime returns the processor time that the process has used.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	wantNoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// mallocs returns the number of allocations of the process.
func mallocs() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.Mallocs
}

// newSenders returns senders to a bare server, and to emulators with the state in
// memory and in a file.
func newSenders(b *testing.B, callers int) (bare, memory, file *sender) {
	b.Helper()
	bare = &sender{name: "bare"}
	server := newBareServer(b)
	for range callers {
		bare.threads = append(bare.threads, server.chatClient(user{token: "token"}).Thread("19:a@thread.v2"))
	}
	memory = newSender(b, "memory", callers, emulator.Options{})
	file = newSender(b, "file", callers, emulator.Options{State: filepath.Join(b.TempDir(), "state")})
	return bare, memory, file
}

func newSender(b *testing.B, name string, callers int, options emulator.Options) *sender {
	b.Helper()
	server := start(b, options)
	s := &sender{name: name}
	for range callers {
		u := server.newUser(identity.ScopeChat)
		s.threads = append(s.threads, server.chatClient(u).Thread(server.newThread(u)))
	}
	return s
}

// newBareServer returns a TLS server that only reads requests and responds with a
// message ID, the least that any implementation of the service does.
func newBareServer(b *testing.B) testService {
	b.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"id":"1763808650123"}`)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	b.Cleanup(server.Close)
	return testService{emulator.TestServer{Endpoint: server.URL, Client: server.Client()}, b}
}

// BenchmarkSend sends messages over loopback HTTPS to the emulator, and in turn to a bare
// server. It reports messages per second, allocations and processor time per message, and
// the speed in percent of the bare server's, also by processor time. The percentages
// depend less on the machine, and those by processor time not on its load.
func BenchmarkSend(b *testing.B) {
	const messagesPerTurn = 5
	for _, callers := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			bare, memory, file := newSenders(b, callers)
			senders := []*sender{bare, memory, file}
			for _, s := range senders {
				s.send(b, 1) // connects
				s.elapsed, s.cpu, s.allocs = 0, 0, 0
			}
			turns := max(1, b.N/(callers*messagesPerTurn))
			b.ResetTimer()
			for range turns {
				for _, s := range senders {
					s.send(b, messagesPerTurn)
				}
			}
			b.ReportMetric(0, "ns/op") // would be of all three together
			for _, s := range senders {
				messages := float64(turns * callers * messagesPerTurn)
				b.ReportMetric(messages/s.elapsed.Seconds(), s.name+"-msgs/s")
				b.ReportMetric(float64(s.allocs)/messages, s.name+"-allocs/msg")
				b.ReportMetric(float64(s.cpu.Microseconds())/messages, s.name+"-cpu-µs/msg")
			}
			for _, s := range []*sender{memory, file} {
				b.ReportMetric(100*bare.elapsed.Seconds()/s.elapsed.Seconds(), s.name+"-%")
				b.ReportMetric(100*bare.cpu.Seconds()/s.cpu.Seconds(), s.name+"-cpu-%")
			}
		})
	}
}
