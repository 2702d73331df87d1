package emulator_test

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	chatfake "github.com/chatgen-go/chatgen/generated/chat/fake"
	"github.com/chatgen-go/chatgen/generated/identity"
	identityfake "github.com/chatgen-go/chatgen/generated/identity/fake"
)

// countingTransport counts the requests of a client.
type countingTransport struct {
	http  *http.Client
	count atomic.Int32
}

func (t *countingTransport) Do(req *http.Request) (*http.Response, error) {
	t.count.Add(1)
	return t.http.Do(req)
}

// countingClient returns a chat client that acts as a user, and the transport that
// counts its requests.
func (s testService) countingClient(u user) (*chat.Client, *countingTransport) {
	s.t.Helper()
	cred, err := acs.NewTokenCredential(u.token)
	wantNoError(s.t, err)
	transport := &countingTransport{http: s.Client}
	options := s.clientOptions()
	options.Transport = transport
	client, err := chat.NewClient(s.Endpoint, cred, &chat.ClientOptions{ClientOptions: options})
	wantNoError(s.t, err)
	return client, transport
}

// wantStatus checks that err is a service error with the status.
func wantStatus(t *testing.T, subject string, err error, status int) {
	t.Helper()
	serviceErr, ok := errors.AsType[*acs.Error](err)
	if !ok || serviceErr.StatusCode != status {
		t.Errorf("%s: got %v, want status %d", subject, err, status)
	}
}

// TestFaultResponse checks that an injected error is encoded like the errors of
// Chat or Identity.
func TestFaultResponse(t *testing.T) {
	s := start(t, emulator.Options{Faults: []string{"ListThreads:429:retry-after=2s", "IssueToken:503"}})
	got := s.callChat(s.newUser(identity.ScopeChat), "GET", "/chat/threads", "")
	wantEqual(t, "chat", got.body, `{"CommunicationError":{"Code":"TooManyRequests","Message":"Status 429 was injected by a fault rule.","Details":[]}}`)
	wantEqual(t, "status", got.status, 429)
	wantEqual(t, "Retry-After", got.header.Get("Retry-After"), "2")
	wantEqual(t, "MS-CV", got.header.Get("MS-CV") != "", true)
	got = s.callIdentity("POST", "/identities/8:acs:a_b/:issueAccessToken", "{}")
	wantEqual(t, "identity", got.body, `{"error":{"code":"ServiceUnavailable","message":"Status 503 was injected by a fault rule."}}`)
	wantEqual(t, "status", got.status, 503)
}

// TestFaultsAndRetries checks that the Go client always retries after 429, but after
// 503 and closed connections only if the operation is idempotent.
func TestFaultsAndRetries(t *testing.T) {
	for _, c := range []struct {
		rule       string
		send, list int // number of attempts
		sendFails  bool
	}{
		{rule: "SendMessage:429", send: 4, list: 1, sendFails: true},
		{rule: "SendMessage:503", send: 1, list: 1, sendFails: true},
		{rule: "ListMessages:503", send: 1, list: 4},
		{rule: "SendMessage:drop", send: 1, list: 1, sendFails: true},
		{rule: "ListMessages:drop", send: 1, list: 4},
		{rule: "SendMessage:latency=1ms", send: 1, list: 1},
	} {
		t.Run(c.rule, func(t *testing.T) {
			s := start(t, emulator.Options{Faults: []string{c.rule}})
			fred := s.newUser(identity.ScopeChat)
			id := s.newThread(fred)
			client, count := s.countingClient(fred)
			_, err := client.Thread(id).SendMessage(t.Context(), "hi", nil)
			if (err != nil) != c.sendFails {
				t.Errorf("SendMessage: %v", err)
			}
			if status, err2 := strconv.Atoi(strings.TrimPrefix(c.rule, "SendMessage:")); err2 == nil {
				wantStatus(t, "SendMessage", err, status)
			}
			wantEqual(t, "attempts of SendMessage", count.count.Swap(0), int32(c.send))
			for _, err := range client.Thread(id).MessagePages(t.Context(), nil) {
				wantEqual(t, "ListMessages fails", err != nil, strings.HasPrefix(c.rule, "List"))
			}
			wantEqual(t, "attempts of ListMessages", count.count.Load(), int32(c.list))
		})
	}
}

// TestFaultRate checks that a rule with a rate rejects about that fraction of the
// requests, so that retries succeed.
func TestFaultRate(t *testing.T) {
	s := start(t, emulator.Options{Faults: []string{"SendMessage:429:0.3"}})
	fred := s.newUser(identity.ScopeChat)
	id := s.newThread(fred)
	rejected := 0
	for range 100 {
		if s.callChat(fred, "POST", "/chat/threads/"+string(id)+"/messages", `{"content":"hi"}`).status == 429 {
			rejected++
		}
	}
	if rejected < 15 || rejected > 45 {
		t.Errorf("%d of 100 requests were rejected, want about 30", rejected)
	}
	_, err := s.chatClient(fred).Thread(id).SendMessage(t.Context(), "hi", nil)
	wantNoError(t, err)
}

// TestFaultLose checks that the operation is performed although the response is
// lost, and that retries of CreateThread create only one thread.
func TestFaultLose(t *testing.T) {
	s := start(t, emulator.Options{Faults: []string{"SendMessage:lose", "CreateThread:lose:0.5"}})
	fred := s.newUser(identity.ScopeChat)
	client := s.chatClient(fred)
	for range 4 {
		_, err := client.CreateThread(t.Context(), "Lunch", nil)
		wantNoError(t, err)
	}
	var ids []chat.ThreadID
	for thread, err := range client.Threads(t.Context(), nil) {
		wantNoError(t, err)
		ids = append(ids, thread.ID)
	}
	wantEqual(t, "threads", len(ids), 4)
	if _, err := client.Thread(ids[0]).SendMessage(t.Context(), "Pizza?", nil); err == nil {
		t.Error("the response was not lost")
	}
	for page, err := range client.Thread(ids[0]).MessagePages(t.Context(), nil) {
		wantNoError(t, err)
		wantEqual(t, "newest", contents(page.Value)[0], "Pizza?")
	}
}

// TestFaultLatency checks that the client's deadline applies to a delayed response.
func TestFaultLatency(t *testing.T) {
	s := start(t, emulator.Options{Faults: []string{"ListThreads:latency=1h"}})
	fred := s.newUser(identity.ScopeChat)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	for _, err := range s.chatClient(fred).Threads(ctx, nil) {
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	}
}

// TestRateLimits checks that a thread accepts 10 messages every 10 seconds, and that
// Retry-After is the time until the next one is accepted.
func TestRateLimits(t *testing.T) {
	now := time.Now()
	var elapsed atomic.Int64
	s := start(t, emulator.Options{RateLimits: true, Now: func() time.Time { return now.Add(time.Duration(elapsed.Load())) }})
	fred := s.newUser(identity.ScopeChat)
	target := "/chat/threads/" + string(s.newThread(fred)) + "/messages"
	for range 10 {
		wantEqual(t, "status", s.callChat(fred, "POST", target, `{"content":"hi"}`).status, 201)
	}
	elapsed.Store(int64(3500 * time.Millisecond))
	got := s.callChat(fred, "POST", target, `{"content":"hi"}`)
	wantEqual(t, "status", got.status, 429)
	wantEqual(t, "body", got.body, `{"CommunicationError":{"Code":"TooManyRequests","Message":"Rate limit exceeded.","Details":[]}}`)
	wantEqual(t, "Retry-After", got.header.Get("Retry-After"), "7")
	elapsed.Store(int64(10 * time.Second))
	wantEqual(t, "later", s.callChat(fred, "POST", target, `{"content":"hi"}`).status, 201)
}

// TestFaultOperations checks that rules can name every operation of the fakes, and the
// one that no fake has.
func TestFaultOperations(t *testing.T) {
	want := []string{"GetUser"}
	for _, server := range []any{chatfake.Server{}, identityfake.Server{}} {
		for field := range reflect.TypeOf(server).Fields() {
			want = append(want, strings.TrimSuffix(strings.TrimPrefix(field.Name, "New"), "Pager"))
		}
	}
	for _, name := range want {
		if _, err := emulator.New(emulator.Options{Faults: []string{name + ":503"}}); err != nil {
			t.Error(err)
		}
	}
	_, err := emulator.New(emulator.Options{Faults: []string{"Unknown:503"}})
	listed := strings.Split(strings.TrimSuffix(strings.TrimPrefix(err.Error(), `emulator: fault rule "Unknown:503": unknown operation "Unknown" (want `), " or *)"), ", ")
	slices.Sort(listed)
	slices.Sort(want)
	if !slices.Equal(listed, want) {
		t.Errorf("the emulator has operations %q, the fakes have %q", listed, want)
	}
}

// TestOptionsErrors checks the errors for invalid options.
func TestOptionsErrors(t *testing.T) {
	_, err := emulator.New(emulator.Options{AccessKey: "%"})
	wantError(t, err, "emulator: acs: access key is not base64")
	_, err = emulator.New(emulator.Options{Faults: []string{"SendMessage:429", "SendMessage:invalid", "*:503:nth=x", "*:lag=61s"}})
	wantError(t, err, `emulator: fault rule "SendMessage:invalid": invalid fault "invalid" (want a status from 400 to 599, early-STATUS, drop, lose, cut-answer, black-hole, null-item, gzip-bomb, latency=DURATION, lag=DURATION or refuse=STATUS)`+"\n"+
		`emulator: fault rule "*:503:nth=x": invalid number "x" (want a whole number from 1, for example nth=2)`+"\n"+
		`emulator: fault rule "*:lag=61s": invalid lag 1m1s (want up to 1m0s)`)
}

// TestOptionsErrorsCloseState checks that New closes the state file if it fails.
func TestOptionsErrorsCloseState(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	_, err := emulator.New(emulator.Options{State: state, Faults: []string{"SendMessage:invalid"}})
	wantError(t, err, `emulator: fault rule "SendMessage:invalid": invalid fault "invalid" (want a status from 400 to 599, early-STATUS, drop, lose, cut-answer, black-hole, null-item, gzip-bomb, latency=DURATION, lag=DURATION or refuse=STATUS)`)
	e, err := emulator.New(emulator.Options{State: state})
	wantNoError(t, err)
	_, err = emulator.New(emulator.Options{State: state})
	wantError(t, err, "emulator: state file "+state+": in use by another process")
	wantNoError(t, e.Close())
}
