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

// tries counts the requests of a client.
type tries struct {
	http  *http.Client
	count atomic.Int32
}

func (c *tries) Do(req *http.Request) (*http.Response, error) {
	c.count.Add(1)
	return c.http.Do(req)
}

// counted returns the client of a user, and the count of its requests.
func (s service) counted(u user) (*chat.Client, *tries) {
	s.t.Helper()
	cred, err := acs.NewTokenCredential(u.token)
	wantNoError(s.t, err)
	transport := &tries{http: s.Client}
	options := s.azure()
	options.Transport = transport
	client, err := chat.NewClient(s.Endpoint, cred, &chat.ClientOptions{ClientOptions: options})
	wantNoError(s.t, err)
	return client, transport
}

// wantStatus checks the status of an error of the service.
func wantStatus(t *testing.T, subject string, err error, status int) {
	t.Helper()
	refused, ok := errors.AsType[*acs.Error](err)
	if !ok || refused.StatusCode != status {
		t.Errorf("%s: got %v, want the status %d", subject, err, status)
	}
}

// A rule's status has the form of the service's errors, in both halves.
func TestFaultOnTheWire(t *testing.T) {
	s := start(t, emulator.Options{Faults: []string{"ListThreads:429:retry-after=2s", "IssueToken:503"}})
	got := s.as(s.user(identity.ScopeChat), "GET", "/chat/threads", "")
	wantEqual(t, "chat", got.body, `{"CommunicationError":{"Code":"TooManyRequests","Message":"A rule of the emulator asks for 429.","Details":[]}}`)
	wantEqual(t, "status", got.status, 429)
	wantEqual(t, "Retry-After", got.header.Get("Retry-After"), "2")
	wantEqual(t, "MS-CV", got.header.Get("MS-CV") != "", true)
	got = s.signed("POST", "/identities/8:acs:a_b/:issueAccessToken", "{}")
	wantEqual(t, "identity", got.body, `{"error":{"code":"ServiceUnavailable","message":"A rule of the emulator asks for 503."}}`)
	wantEqual(t, "status", got.status, 503)
}

// The Go client tries again what may be tried again: 429 always, 503 and broken
// connections only where a repetition does no harm.
func TestFaultsAndRetries(t *testing.T) {
	for _, c := range []struct {
		rule       string
		send, list int // tries
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
			fred := s.user(identity.ScopeChat)
			id := s.thread(fred)
			client, count := s.counted(fred)
			_, err := client.Thread(id).SendMessage(t.Context(), "hi", nil)
			if (err != nil) != c.sendFails {
				t.Errorf("SendMessage: %v", err)
			}
			if status, err2 := strconv.Atoi(strings.TrimPrefix(c.rule, "SendMessage:")); err2 == nil {
				wantStatus(t, "SendMessage", err, status)
			}
			wantEqual(t, "tries of SendMessage", count.count.Swap(0), int32(c.send))
			for _, err := range client.Thread(id).MessagePages(t.Context(), nil) {
				wantEqual(t, "ListMessages fails", err != nil, strings.HasPrefix(c.rule, "List"))
			}
			wantEqual(t, "tries of ListMessages", count.count.Load(), int32(c.list))
		})
	}
}

// What is refused by chance is refused as often as the rule says, and the
// client's retries get through.
func TestFaultRate(t *testing.T) {
	s := start(t, emulator.Options{Faults: []string{"SendMessage:429:0.3"}})
	fred := s.user(identity.ScopeChat)
	id := s.thread(fred)
	refused := 0
	for range 100 {
		if s.as(fred, "POST", "/chat/threads/"+string(id)+"/messages", `{"content":"hi"}`).status == 429 {
			refused++
		}
	}
	if refused < 15 || refused > 45 {
		t.Errorf("%d of 100 were refused", refused)
	}
	_, err := s.chat(fred).Thread(id).SendMessage(t.Context(), "hi", nil)
	wantNoError(t, err)
}

// A lost answer is of a call that was made: the message is there, and a thread
// is made once however often the client asks.
func TestFaultLose(t *testing.T) {
	s := start(t, emulator.Options{Faults: []string{"SendMessage:lose", "CreateThread:lose:0.5"}})
	fred := s.user(identity.ScopeChat)
	client := s.chat(fred)
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
		t.Error("the answer was not lost")
	}
	for page, err := range client.Thread(ids[0]).MessagePages(t.Context(), nil) {
		wantNoError(t, err)
		wantEqual(t, "newest", contents(page.Value)[0], "Pizza?")
	}
}

// A late answer is not waited for beyond the caller's time.
func TestFaultLatency(t *testing.T) {
	s := start(t, emulator.Options{Faults: []string{"ListThreads:latency=1h"}})
	fred := s.user(identity.ScopeChat)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	for _, err := range s.chat(fred).Threads(ctx, nil) {
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	}
}

// With the flag, a thread takes 10 messages in 10 seconds; then clients are told
// to wait, and for how long.
func TestRateLimits(t *testing.T) {
	now := time.Now()
	var elapsed atomic.Int64
	s := start(t, emulator.Options{RateLimits: true, Now: func() time.Time { return now.Add(time.Duration(elapsed.Load())) }})
	fred := s.user(identity.ScopeChat)
	target := "/chat/threads/" + string(s.thread(fred)) + "/messages"
	for range 10 {
		wantEqual(t, "status", s.as(fred, "POST", target, `{"content":"hi"}`).status, 201)
	}
	elapsed.Store(int64(3500 * time.Millisecond))
	got := s.as(fred, "POST", target, `{"content":"hi"}`)
	wantEqual(t, "status", got.status, 429)
	wantEqual(t, "body", got.body, `{"CommunicationError":{"Code":"TooManyRequests","Message":"Rate limit exceeded.","Details":[]}}`)
	wantEqual(t, "Retry-After", got.header.Get("Retry-After"), "7")
	elapsed.Store(int64(10 * time.Second))
	wantEqual(t, "later", s.as(fred, "POST", target, `{"content":"hi"}`).status, 201)
}

// Rules are for operations by the names of the fakes' functions.
func TestFaultOperations(t *testing.T) {
	var want []string
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
	_, err := emulator.New(emulator.Options{Faults: []string{"Frob:503"}})
	listed := strings.Split(strings.TrimSuffix(strings.TrimPrefix(err.Error(), `emulator: fault "Frob:503": no such operation: "Frob" (want `), " or *)"), ", ")
	slices.Sort(listed)
	slices.Sort(want)
	if !slices.Equal(listed, want) {
		t.Errorf("the emulator knows %q, the fakes %q", listed, want)
	}
}

// What an emulator cannot be made of is an error that says why.
func TestOptionsErrors(t *testing.T) {
	_, err := emulator.New(emulator.Options{AccessKey: "%"})
	wantError(t, err, "emulator: acs: access key is not base64")
	_, err = emulator.New(emulator.Options{Faults: []string{"SendMessage:429", "SendMessage:frob"}})
	wantError(t, err, `emulator: fault "SendMessage:frob": no such fault: "frob" (want a status from 400 to 599, drop, lose or latency=TIME)`)
}

// An emulator that could not be made lets go of its state.
func TestOptionsErrorsLetGo(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	_, err := emulator.New(emulator.Options{State: state, Faults: []string{"SendMessage:frob"}})
	wantError(t, err, `emulator: fault "SendMessage:frob": no such fault: "frob" (want a status from 400 to 599, drop, lose or latency=TIME)`)
	e, err := emulator.New(emulator.Options{State: state})
	wantNoError(t, err)
	_, err = emulator.New(emulator.Options{State: state})
	wantError(t, err, "emulator: state file "+state+": another process uses it")
	wantNoError(t, e.Close())
}
