package emulator_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// newTimeoutFixture starts an emulator with a timeout of half a second, over HTTP/1.1 or HTTP/2.
func newTimeoutFixture(t *testing.T, http2 bool) (wireFixture, *httptest.Server) {
	t.Helper()
	e, err := emulator.New(emulator.Options{AccessKey: accessKey})
	wantNoError(t, err)
	server := httptest.NewUnstartedServer(e)
	server.EnableHTTP2 = http2
	server.StartTLS()
	t.Cleanup(server.Close)
	connection := e.ConnectionString(server.URL)
	f := wireFixture{testService: testService{emulator.TestServer{Endpoint: server.URL, ConnectionString: connection, Client: server.Client()}, t}}
	f.fred = f.newUser(identity.ScopeChat)
	f.thread = string(f.newThread(f.fred))
	e.SetTimeout(500 * time.Millisecond)
	return f, server
}

// TestStalledLength checks that an HTTP/1.1 request is answered after the timeout if its body
// is shorter than its length, also if no operation reads the body, and that its connection
// is then closed.
func TestStalledLength(t *testing.T) {
	f, server := newTimeoutFixture(t, false)
	for path, want := range map[string]int{
		"/chat/threads/" + f.thread + "/messages?api-version=2025-03-15": http.StatusRequestTimeout,
		"/chat/threads?api-version=1":                                    http.StatusBadRequest,
		"/unknown":                                                       http.StatusNotFound,
		"/tenant/oauth2/v2.0/token":                                      http.StatusBadRequest,
	} {
		t.Run(path, func(t *testing.T) {
			conn, err := tls.Dial("tcp", server.Listener.Addr().String(), server.Client().Transport.(*http.Transport).TLSClientConfig)
			wantNoError(t, err)
			defer conn.Close()
			_, err = io.WriteString(conn, "POST "+path+" HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n"+
				"Authorization: Bearer "+f.fred.token+"\r\n\r\n{")
			wantNoError(t, err)
			wantNoError(t, conn.SetReadDeadline(time.Now().Add(time.Minute)))
			resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
			wantNoError(t, err)
			defer resp.Body.Close()
			wantEqual(t, "status", resp.StatusCode, want)
			_, err = io.Copy(io.Discard, conn)
			wantNoError(t, err)
		})
	}
}

// TestStalledForm checks that a request for an Entra token whose body does not end is
// rejected over HTTP/2.
func TestStalledForm(t *testing.T) {
	f, _ := newTimeoutFixture(t, true)
	body, writer := io.Pipe()
	t.Cleanup(func() { _ = writer.Close() })
	req := f.newRequest("POST", "/tenant/oauth2/v2.0/token", "")
	req.Body, req.ContentLength = body, -1
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	got := f.do(req)
	wantEqual(t, "status", got.status, http.StatusBadRequest)
	wantEqual(t, "body", got.body, `{"error":"invalid_request","error_description":"The request body is not a form, or is incomplete."}`)
}

// TestClosedWindow checks that a listener disconnects an HTTP/2 client that allows no
// response and answers no ping.
func TestClosedWindow(t *testing.T) {
	e, err := emulator.New(emulator.Options{})
	wantNoError(t, err)
	l, err := e.Listen("127.0.0.1:0")
	wantNoError(t, err)
	l.SetStallTimeout(100 * time.Millisecond)
	stopped := make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { stopped <- l.Serve(ctx) }()
	config := l.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	config.NextProtos = []string{"h2"}
	conn, err := tls.Dial("tcp", strings.TrimPrefix(l.Endpoint, "https://"), config)
	wantNoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"+
		"\x00\x00\x06\x04\x00\x00\x00\x00\x00"+"\x00\x04\x00\x00\x00\x00"+ // SETTINGS: an initial window of 0 bytes
		"\x00\x00\x06\x01\x05\x00\x00\x00\x01"+"\x82\x87\x84\x01\x01x") // HEADERS of stream 1: GET https://x/
	wantNoError(t, err)
	wantNoError(t, conn.SetReadDeadline(time.Now().Add(time.Minute)))
	read, err := io.ReadAll(conn)
	if err != nil && strings.Contains(err.Error(), "timeout") {
		t.Errorf("the connection was not closed: %v", err)
	}
	if !bytes.Contains(read, []byte("\x01\x04\x00\x00\x00\x01")) { // HEADERS of stream 1
		t.Errorf("no response began: %q", read)
	}
	cancel()
	wantNoError(t, <-stopped)
}

// TestStalledBody checks that a request whose body does not end is rejected after the
// timeout, and that the emulator then serves others.
func TestStalledBody(t *testing.T) {
	for name, http2 := range map[string]bool{"HTTP/1.1": false, "HTTP/2.0": true} {
		t.Run(name, func(t *testing.T) {
			f, _ := newTimeoutFixture(t, http2)
			body, writer := io.Pipe()
			t.Cleanup(func() { _ = writer.Close() })
			go func() { _, _ = io.WriteString(writer, `{"content":`) }()
			req := f.newRequest("POST", "/chat/threads/"+f.thread+"/messages", "")
			req.Body, req.ContentLength = body, -1
			req.Header.Set("Authorization", "Bearer "+f.fred.token)
			got := f.do(req)
			wantEqual(t, "protocol", got.protocol, name)
			wantEqual(t, "status", got.status, http.StatusRequestTimeout)
			wantEqual(t, "body", got.body, `{"CommunicationError":{"Code":"RequestTimeout","Message":"The request body did not arrive within 500ms.","Details":[]}}`)
			wantEqual(t, "status of another request", f.callChat(f.fred, "GET", "/chat/threads/"+f.thread, "").status, 200)
		})
	}
}

// TestUnreadStream checks that a long HTTP/2 response ends after the timeout if the client
// does not read it.
func TestUnreadStream(t *testing.T) {
	f, inner := newTimeoutFixture(t, true)
	returned := make(chan struct{}, 1)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { returned <- struct{}{} }()
		inner.Config.Handler.ServeHTTP(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	body := `{"content":"` + strings.Repeat("x", 27_000) + `"}`
	for range 200 { // together more than the client's buffers
		wantEqual(t, "status", f.callChat(f.fred, "POST", "/chat/threads/"+f.thread+"/messages", body).status, http.StatusCreated)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
		server.URL+"/chat/threads/"+f.thread+"/messages?api-version=2025-03-15&maxPageSize=200", http.NoBody)
	wantNoError(t, err)
	req.Header.Set("Authorization", "Bearer "+f.fred.token)
	resp, err := server.Client().Do(req)
	wantNoError(t, err)
	defer resp.Body.Close()
	wantEqual(t, "protocol", resp.Proto, "HTTP/2.0")
	<-returned
	if _, err := io.Copy(io.Discard, resp.Body); err == nil {
		t.Error("the response is complete")
	}
}

// TestUnreadResponse checks that the connection of a client that does not read its
// responses is closed after the timeout.
func TestUnreadResponse(t *testing.T) {
	f, server := newTimeoutFixture(t, false)
	sent := f.callChat(f.fred, "POST", "/chat/threads/"+f.thread+"/messages", `{"content":"`+strings.Repeat("x", 28000)+`"}`)
	var message struct {
		ID string `json:"id"`
	}
	wantNoError(t, json.Unmarshal([]byte(sent.body), &message))
	conn, err := tls.Dial("tcp", server.Listener.Addr().String(), server.Client().Transport.(*http.Transport).TLSClientConfig)
	wantNoError(t, err)
	defer conn.Close()
	wantNoError(t, conn.NetConn().(*net.TCPConn).SetReadBuffer(4096))
	request := "GET /chat/threads/" + f.thread + "/messages/" + message.ID + "?api-version=2025-03-15 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + f.fred.token + "\r\n\r\n"
	wantNoError(t, conn.SetWriteDeadline(time.Now().Add(time.Minute)))
	for { // until the emulator no longer reads, because its responses are not read either
		if _, err := io.WriteString(conn, request); err != nil {
			break
		}
	}
	wantNoError(t, conn.NetConn().SetReadDeadline(time.Now().Add(time.Minute)))
	if _, err := io.Copy(io.Discard, bufio.NewReader(conn)); err != nil && strings.Contains(err.Error(), "timeout") {
		t.Errorf("the connection was not closed: %v", err)
	}
	wantEqual(t, "status of another request", f.callChat(f.fred, "GET", "/chat/threads/"+f.thread, "").status, 200)
}
