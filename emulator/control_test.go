package emulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// controlled is an emulator with a control interface.
type controlled struct {
	testService

	url      string
	client   *http.Client
	listener *emulator.Listener
}

// startControl starts an emulator with a control interface for the duration of a test.
func startControl(t *testing.T) controlled {
	t.Helper()
	e, err := emulator.New(emulator.Options{AccessKey: accessKey, Now: fixedTime})
	wantNoError(t, err)
	l, err := e.Listen("127.0.0.1:0")
	wantNoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- l.Serve(ctx) }()
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(func() {
		client.CloseIdleConnections()
		cancel()
		wantNoError(t, <-served)
		wantNoError(t, e.Close())
	})
	running := emulator.TestServer{Emulator: e, Endpoint: l.Endpoint, ConnectionString: e.ConnectionString(l.Endpoint), Client: l.Client()}
	c := controlled{testService{running, t}, "", client, l}
	c.url = c.serveControl()
	return c
}

// serveControl serves the control interface for the duration of the test, and returns its
// URL.
func (c controlled) serveControl() string {
	c.t.Helper()
	control, err := c.listener.ListenControl("127.0.0.1:0")
	wantNoError(c.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- control.Serve(ctx) }()
	c.t.Cleanup(func() {
		c.client.CloseIdleConnections()
		cancel()
		wantNoError(c.t, <-served)
	})
	return control.URL
}

// control sends a request to the control interface and returns the status and the body.
func (c controlled) control(method, path, body string, change ...func(*http.Request)) (status int, response string) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, strings.NewReader(body))
	wantNoError(c.t, err)
	for _, f := range change {
		f(req)
	}
	resp, err := c.client.Do(req)
	wantNoError(c.t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	wantNoError(c.t, err)
	return resp.StatusCode, string(text)
}

// wantControl checks the response to a request of the control interface.
func (c controlled) wantControl(method, path, body string, status int, want string) {
	c.t.Helper()
	gotStatus, got := c.control(method, path, body)
	wantEqual(c.t, method+" "+path+" "+body+": status", gotStatus, status)
	wantEqual(c.t, method+" "+path+" "+body, got, want)
}

// TestControl checks that the resources are those of the emulator.
func TestControl(t *testing.T) {
	c := startControl(t)
	c.wantControl("GET", "/faults", "", 200, `{"rules":[]}`+"\n")
	c.wantControl("PUT", "/faults", `{"rules":["ListThreads:503","*:lose:nth=9"]}`, 200, `{"rules":["ListThreads:503","*:lose:nth=9"]}`+"\n")
	fred := c.newUser(identity.ScopeChat)
	wantEqual(t, "the fault", c.callChat(fred, "GET", "/chat/threads", "").status, 503)
	c.wantControl("PUT", "/faults", `{"rules":[]}`, 200, `{"rules":[]}`+"\n")
	wantEqual(t, "no fault", c.callChat(fred, "GET", "/chat/threads", "").status, 200)
	status, calls := c.control("GET", "/calls", "")
	wantEqual(t, "GET /calls", status, 200)
	wantEqual(t, "GET /calls", withoutDurations(calls), `{"calls":[`+
		`{"id":1,"time":"2025-11-22T10:50:50.123456789Z","operation":"CreateUser","status":201,"method":"POST","url":"/identities?api-version=`+identity.APIVersion+`"},`+
		`{"id":2,"time":"2025-11-22T10:50:50.123456789Z","operation":"ListThreads","user":"`+fred.id.ID+`","status":503,"faults":["ListThreads:503"],`+
		`"method":"GET","url":"/chat/threads?api-version=2025-03-15"},`+
		`{"id":3,"time":"2025-11-22T10:50:50.123456789Z","operation":"ListThreads","user":"`+fred.id.ID+`","status":200,`+
		`"method":"GET","url":"/chat/threads?api-version=2025-03-15"}]}`+"\n")

	c.wantControl("GET", "/clock", "", 200, `{"now":"2025-11-22T10:50:50.123456789Z"}`+"\n")
	c.wantControl("PUT", "/clock", `{"now":"2030-01-02T03:04:05+01:00"}`, 200, `{"now":"2030-01-02T02:04:05Z"}`+"\n")
	c.wantControl("POST", "/clock", `{"advance":"1h30m"}`, 200, `{"now":"2030-01-02T03:34:05Z"}`+"\n")
	wantEqual(t, "the clock", c.Emulator.Clock().Now(), time.Date(2030, 1, 2, 3, 34, 5, 0, time.UTC))

	status, snapshot := c.control("GET", "/state", "")
	wantEqual(t, "GET /state", status, 200)
	wantEqual(t, "the state", snapshot, string(c.snapshot()))
	c.newUser(identity.ScopeChat)
	c.wantControl("PUT", "/state", snapshot, 204, "")
	wantEqual(t, "the state", string(c.snapshot()), snapshot)

	status, body := c.control("GET", "/connection", "")
	var connection map[string]string
	wantNoError(t, json.Unmarshal([]byte(body), &connection))
	wantEqual(t, "GET /connection", status, 200)
	wantEqual(t, "properties", len(connection), 3)
	wantEqual(t, "endpoint", connection["endpoint"], c.Endpoint)
	wantEqual(t, "connectionString", connection["connectionString"], c.ConnectionString)
	wantEqual(t, "certificate", connection["certificate"], string(c.listener.Certificate))
}

// withoutDurations returns a response without the durations of calls, which differ.
func withoutDurations(response string) string {
	return regexp.MustCompile(`,"milliseconds":[0-9.]+`).ReplaceAllString(response, "")
}

// TestControlErrors checks the responses to invalid requests.
func TestControlErrors(t *testing.T) {
	c := startControl(t)
	for _, tc := range []struct {
		method, path, body string
		status             int
		want               string // the error, or the complete body of net/http
	}{
		{"PUT", "/faults", `{"rules":["SendMessage:503:nth=0","X:drop","*:dropp"]}`, 400, `emulator: fault rule \"SendMessage:503:nth=0\": invalid number \"0\" ` +
			`(want a whole number from 1, for example nth=2)\nemulator: fault rule \"X:drop\": unknown operation \"X\" (want CreateThread, ListThreads, DeleteThread, ` +
			`GetProperties, UpdateProperties, SendMessage, ListMessages, GetMessage, UpdateMessage, DeleteMessage, AddParticipants, RemoveParticipant, ListParticipants, ` +
			`SendReadReceipt, ListReadReceipts, SendTypingNotification, CreateUser, GetUser, DeleteUser, IssueToken, RevokeTokens, ExchangeTeamsToken, ExchangeTeamsExtensionToken, GetTeamsExtensionAssignment, SetTeamsExtensionAssignment, DeleteTeamsExtensionAssignment or *)\n` +
			`emulator: fault rule \"*:dropp\": invalid fault \"dropp\" (did you mean drop?)`},
		{"PUT", "/faults", `{}`, 400, `rules is required (for example, {\"rules\":[\"SendMessage:503:nth=2\"]})`},
		{"PUT", "/faults", `[]`, 400, `the request body must be an object, not a JSON array`},
		{"PUT", "/faults", `{} {}`, 400, `the request body is not valid JSON`},
		{"PUT", "/faults", strings.Repeat(" ", 1<<20+1), 413, `the request body is too large; the limit is 1048576 bytes`},
		{"PUT", "/clock", `{"now":"1969-12-31T23:59:59Z"}`, 400, `now must be a time from 1970 to 2261 (for example, {\"now\":\"2030-01-02T03:04:05Z\"})`},
		{"PUT", "/clock", `{}`, 400, `now must be a time from 1970 to 2261 (for example, {\"now\":\"2030-01-02T03:04:05Z\"})`},
		{"PUT", "/clock", `{"now":"soon"}`, 400, `now must be a time from 1970 to 2261 (for example, {\"now\":\"2030-01-02T03:04:05Z\"})`},
		{"PUT", "/clock", `{"now":7}`, 400, `now must not be a JSON number`},
		{"POST", "/clock", `{"advance":"soon"}`, 400, `invalid duration \"soon\" (for example, {\"advance\":\"1h30m\"})`},
		{"PUT", "/state", `{}`, 400, `emulator: not a snapshot of this version of the emulator`},
		{"GET", "/calls/1", "", 404, `there is no call \"1\" among the latest 1000`},
		{"GET", "/calls/x", "", 404, `there is no call \"x\" among the latest 1000`},
		{"GET", "/threads?limit=1001", "", 400, `invalid limit 1001 (want up to 1000)`},
		{"GET", "/threads?limit=many", "", 400, `invalid limit \"many\" (want a number from 1)`},
		{"GET", "/threads/19:x@thread.v2/messages?limit=0&before=-1", "", 400, `invalid limit \"0\" (want a number from 1)\ninvalid before \"-1\" (want a number from 1)`},
		{"GET", "/threads/19:x@thread.v2/messages", "", 404, `404 NotFound: The specified thread id was not found.`},
		{"GET", "/threads/19:x@thread.v2/participants", "", 404, `404 NotFound: The specified thread id was not found.`},
		{"GET", "/threads/x/participants", "", 400, `400 BadRequest`},
		{"POST", "/threads/19:x@thread.v2/messages", `{"sender":"8:acs:x_y"}`, 400, `400 BadRequest: There is no user \"8:acs:x_y\".`},
		{"POST", "/threads/19:x@thread.v2/messages", `"hi"`, 400, `the request body must be an object, not a JSON string`},
	} {
		c.wantControl(tc.method, tc.path, tc.body, tc.status, `{"error":"`+tc.want+`"}`+"\n")
	}
	conn, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
	wantNoError(t, err)
	_, err = io.WriteString(conn, "PUT /faults HTTP/1.1\r\nHost: "+conn.RemoteAddr().String()+"\r\nContent-Length: 9\r\n\r\n{}")
	wantNoError(t, err)
	wantNoError(t, conn.(*net.TCPConn).CloseWrite())
	response, err := io.ReadAll(conn)
	wantNoError(t, errors.Join(err, conn.Close()))
	if !strings.HasSuffix(string(response), `{"error":"the request body is incomplete"}`+"\n") {
		t.Errorf("an incomplete body: got\n%s", response)
	}
	c.wantControl("DELETE", "/faults", "", 405, "Method Not Allowed\n")
	c.wantControl("GET", "/unknown", "", 404, "404 page not found\n")
	c.wantControl("GET", "/faults", "", 200, `{"rules":[]}`+"\n")
}

// TestControlOrigin checks that web pages of other origins and hosts are rejected, and
// that pages of the control interface itself are not.
func TestControlOrigin(t *testing.T) {
	c := startControl(t)
	const otherOrigin = `{"error":"requests from web pages of another origin are not allowed"}` + "\n"
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }
	for name, tc := range map[string]struct {
		change func(*http.Request)
		status int
		want   string
	}{
		"no browser":           {func(*http.Request) {}, 200, "{\"rules\":[]}\n"},
		"own page":             {header("Origin", c.url), 200, "{\"rules\":[]}\n"},
		"address bar":          {header("Sec-Fetch-Site", "none"), 200, "{\"rules\":[]}\n"},
		"other page":           {header("Origin", "https://example.com"), 403, otherOrigin},
		"page of another port": {header("Origin", "http://127.0.0.1:1"), 403, otherOrigin},
		"local file":           {header("Origin", "null"), 403, otherOrigin},
		"image of other page":  {header("Sec-Fetch-Site", "cross-site"), 403, otherOrigin},
		"localhost":            {host("localhost:8444"), 200, "{\"rules\":[]}\n"},
		"IPv6":                 {host("[::1]"), 200, "{\"rules\":[]}\n"},
		"rebound name":         {host("example.com:8444"), 403, `{"error":"the host \"example.com:8444\" is not a loopback address"}` + "\n"},
		"localhost.example":    {host("localhost.example.com"), 403, `{"error":"the host \"localhost.example.com\" is not a loopback address"}` + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			status, got := c.control("GET", "/faults", "", tc.change)
			wantEqual(t, "status", status, tc.status)
			wantEqual(t, "body", got, tc.want)
		})
	}
}

// TestListenControlErrors checks the errors for addresses, and that Close releases one.
func TestListenControlErrors(t *testing.T) {
	e, err := emulator.New(emulator.Options{})
	wantNoError(t, err)
	l, err := e.Listen("127.0.0.1:0")
	wantNoError(t, err)
	for addr, want := range map[string]string{
		"127.0.0.1":        "emulator: control: address 127.0.0.1: missing port in address",
		"0.0.0.0:0":        "emulator: control: 0.0.0.0:0 is not a loopback address (for example, 127.0.0.1:8444)",
		":0":               "emulator: control: :0 is not a loopback address (for example, 127.0.0.1:8444)",
		"example.com:8444": "emulator: control: example.com:8444 is not a loopback address (for example, 127.0.0.1:8444)",
		"127.0.0.1:-1":     "emulator: control: listen tcp: address -1: invalid port",
	} {
		_, err := l.ListenControl(addr)
		wantError(t, err, want)
	}
	control, err := l.ListenControl("127.0.0.1:0")
	wantNoError(t, err)
	wantNoError(t, control.Close())
	err = control.Close()
	if err == nil || !strings.HasPrefix(err.Error(), "emulator: control: close tcp ") {
		t.Errorf("second Close: %v", err)
	}
	wantNoError(t, l.Close())
	wantNoError(t, e.Close())
}

// controlExample is a request of the control interface in docs/emulator.md, and the
// response that follows it.
var controlExample = regexp.MustCompile(`(?m)^    \$ curl (?:-X (\w+) )?-s http://127\.0\.0\.1:8444(/\w+)(?: --data '([^']*)')?\n    (.*)$`)

// TestControlExamples checks that the requests in docs/emulator.md get the responses
// that follow them, where "..." matches any text.
func TestControlExamples(t *testing.T) {
	page, err := os.ReadFile("../docs/emulator.md")
	wantNoError(t, err)
	examples := controlExample.FindAllStringSubmatch(string(page), -1)
	if len(examples) < 6 {
		t.Fatalf("docs/emulator.md has %d examples", len(examples))
	}
	c := startControl(t)
	for _, example := range examples {
		method, path, body, want := example[1], example[2], example[3], example[4]
		if method == "" {
			method = "GET"
		}
		_, got := c.control(method, path, body)
		pattern := strings.ReplaceAll(regexp.QuoteMeta(want), `\.\.\.`, ".*")
		if !regexp.MustCompile("^" + pattern + "\n$").MatchString(got) {
			t.Errorf("%s %s %s: got %s, want %s", method, path, body, got, want)
		}
	}
}
