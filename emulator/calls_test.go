package emulator_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// TestCalls checks what is recorded of each call.
func TestCalls(t *testing.T) {
	s := start(t, emulator.Options{Now: fixedTime, Faults: []string{"SendMessage:429:nth=2", "*:latency=1ns:nth=5", "SendMessage:drop:nth=3"}})
	fred := s.newUser(identity.ScopeChat)
	id := s.newThread(fred)
	path := "/chat/threads/" + escapePath(id) + "/messages"
	s.callChat(fred, "POST", path, `{"content":"hi"}`)
	s.Emulator.Clock().Advance(time.Minute)
	s.callChat(fred, "POST", path, `{"content":"hi"}`)
	req := s.newRequest("POST", path, `{"content":"hi"}`)
	req.Header.Set("Authorization", "Bearer "+fred.token)
	if resp, err := s.Client.Do(req); err == nil {
		resp.Body.Close()
		t.Error("the connection was not closed")
	}
	s.callIdentity("DELETE", "/identities/"+fred.id.ID, "")
	s.do(s.newRequest("GET", "/unknown", ""))

	now, later := fixedTime(), fixedTime().Add(time.Minute)
	want := []emulator.Call{
		{Time: now, Operation: "CreateUser", Status: 201},
		{Time: now, Operation: "CreateThread", User: fred.id.ID, Status: 201},
		{Time: now, Operation: "SendMessage", User: fred.id.ID, Thread: string(id), Status: 201},
		{Time: later, Operation: "SendMessage", User: fred.id.ID, Thread: string(id), Status: 429, Faults: []string{"SendMessage:429:nth=2"}},
		{Time: later, Operation: "SendMessage", User: fred.id.ID, Thread: string(id), Faults: []string{"*:latency=1ns:nth=5", "SendMessage:drop:nth=3"}},
		{Time: later, Operation: "DeleteUser", User: fred.id.ID, Status: 204},
		{Time: later, Status: 404},
	}
	if got := s.Emulator.Calls(); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

// TestCallsLimit checks that the latest 1,000 calls are kept in order.
func TestCallsLimit(t *testing.T) {
	e, err := emulator.New(emulator.Options{})
	wantNoError(t, err)
	for i := range 1203 {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("/chat/threads/%d?api-version=2025-03-15", i), http.NoBody)
		e.ServeHTTP(httptest.NewRecorder(), req)
	}
	calls := e.Calls()
	wantEqual(t, "calls", len(calls), 1000)
	for i, call := range calls {
		wantEqual(t, "thread", call.Thread, fmt.Sprint(203+i))
	}
}

// TestCallsMalformed checks that calls with malformed paths and tokens have no user and
// no thread.
func TestCallsMalformed(t *testing.T) {
	e, err := emulator.New(emulator.Options{})
	wantNoError(t, err)
	for _, token := range []string{"", "a.b", "a.%.c", "a.e30.c", "a.bnVsbA.c"} { // e30 is {}, bnVsbA is null
		req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/chat/threads?api-version=2025-03-15", http.NoBody)
		req.Header.Set("Authorization", "Bearer "+token)
		e.ServeHTTP(httptest.NewRecorder(), req)
	}
	for _, call := range e.Calls() {
		if call.User != "" || call.Thread != "" || call.Status != 401 || call.Operation != "ListThreads" {
			t.Errorf("got %+v", call)
		}
	}
}
