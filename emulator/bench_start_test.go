package emulator_test

import (
	"bytes"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/emulator/internal/engine"
	"github.com/chatgen-go/chatgen/emulator/internal/store"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// BenchmarkStart starts an emulator with a state file of 10,000 threads of 1,000 messages
// (2 GB), lists the threads, and sends a message to one of them.
func BenchmarkStart(b *testing.B) {
	const threads, messages = 10_000, 1_000
	path := filepath.Join(b.TempDir(), "state")
	token, thread := writeState(b, path, threads, messages)
	var starting, listing, sending time.Duration
	for b.Loop() {
		begin := time.Now()
		e, err := emulator.New(emulator.Options{AccessKey: accessKey, State: path})
		wantNoError(b, err)
		starting += time.Since(begin)

		s := testService{emulator.TestServer{Endpoint: "https://emulator", Client: &http.Client{Transport: handlerTransport{e}}}, b}
		client := s.chatClient(user{token: token})
		begin = time.Now()
		page, err := client.NewListThreadsPager(nil).NextPage(b.Context())
		wantNoError(b, err)
		wantEqual(b, "threads", len(page.Value), 100)
		listing += time.Since(begin)
		begin = time.Now()
		_, err = client.Thread(thread).SendMessage(b.Context(), "Pizza?", nil)
		wantNoError(b, err)
		sending += time.Since(begin)
		wantNoError(b, e.Close())
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(starting.Seconds()/float64(b.N), "s/start")
	b.ReportMetric(float64(listing.Microseconds())/1000/float64(b.N), "ms/first-list")
	b.ReportMetric(float64(sending.Microseconds())/1000/float64(b.N), "ms/first-send")
}

// writeState writes a state file with threads of a single user. It returns the user's
// token, and the first thread.
func writeState(b *testing.B, path string, threads, messages int) (token string, first chat.ThreadID) {
	b.Helper()
	e, err := engine.New(engine.Options{})
	wantNoError(b, err)
	_, accessToken, err := e.CreateUserAndToken([]engine.Scope{engine.ScopeChat}, 0)
	wantNoError(b, err)
	caller, err := e.Authenticate(accessToken.Token)
	wantNoError(b, err)
	created, err := e.CreateThread(caller, "Lunch", chat.CreateThreadOptions{})
	wantNoError(b, err)
	for range messages - 2 { // there are two system messages
		_, err := e.SendMessage(caller, created.Thread.ID, "Shall we go for pizza, or rather stay in?", chat.SendMessageOptions{})
		wantNoError(b, err)
	}
	records, err := e.Snapshot()
	wantNoError(b, err)

	file, err := store.Open(path)
	wantNoError(b, err)
	for i := range threads {
		position := file.Append(copyThread(records, created.Thread.ID, i+1))
		if i%50 == 49 {
			wantNoError(b, file.Wait(position))
		}
	}
	wantNoError(b, file.Close())
	return accessToken.Token, created.Thread.ID
}

// copyThread returns the records of a state with a single thread, as those of another
// thread with a sequence number.
func copyThread(records []store.RecordChange, id chat.ThreadID, seq int) []store.RecordChange {
	if seq == 1 {
		return records
	}
	var copied []store.RecordChange
	for _, r := range records {
		kind, rest, _ := strings.Cut(r.Key, "/")
		if kind == "resource" || kind == "user" {
			continue
		}
		r.Key = fmt.Sprintf("%s/%016x%s", kind, seq, rest[16:])
		if kind == "thread" {
			r.Value = bytes.Replace(r.Value, []byte(`"n":1,`), fmt.Appendf(nil, `"n":%d,`, seq), 1)
			r.Value = bytes.Replace(r.Value, []byte(id), fmt.Appendf(nil, "19:%032x@thread.v2", seq), 1)
		}
		copied = append(copied, r)
	}
	return copied
}
