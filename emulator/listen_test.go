package emulator_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// blockingClock is a clock that blocks its callers while blocked is set and released
// is not closed.
type blockingClock struct {
	blocked  atomic.Bool
	waiting  chan struct{} // closed when the first caller is blocked
	released chan struct{}
	first    sync.Once
}

func newBlockingClock() *blockingClock {
	return &blockingClock{waiting: make(chan struct{}), released: make(chan struct{})}
}

func (c *blockingClock) now() time.Time {
	if c.blocked.Load() {
		c.first.Do(func() { close(c.waiting) })
		<-c.released
	}
	return time.Now()
}

// manualServer is an emulator that the test stops itself.
type manualServer struct {
	testService

	listener *emulator.Listener
	stop     context.CancelFunc
	served   chan error
}

// listen serves an emulator. grace is how long it waits for running requests when
// it is stopped.
func listen(t *testing.T, options emulator.Options, grace time.Duration) manualServer {
	t.Helper()
	options.AccessKey = accessKey
	e, err := emulator.New(options)
	wantNoError(t, err)
	l, err := e.Listen("127.0.0.1:0")
	wantNoError(t, err)
	l.SetGrace(grace)
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- l.Serve(ctx) }()
	server := emulator.TestServer{Endpoint: l.Endpoint, ConnectionString: e.ConnectionString(l.Endpoint), Client: l.Client()}
	return manualServer{testService{server, t}, l, stop, served}
}

// address returns the address on which the emulator listens.
func (l manualServer) address() string { return strings.TrimPrefix(l.Endpoint, "https://") }

// call sends a request in the background and returns when the clock blocks it.
func (l manualServer) call(u user, c *blockingClock) chan error {
	c.blocked.Store(true)
	result := make(chan error, 1)
	go func() {
		req := l.newRequest("GET", "/chat/threads", "")
		req.Header.Set("Authorization", "Bearer "+u.token)
		resp, err := l.Client.Do(req)
		if err == nil {
			err = resp.Body.Close()
		}
		result <- err
	}()
	<-c.waiting
	return result
}

// waitUntilClosed waits until the emulator no longer accepts connections.
func (l manualServer) waitUntilClosed(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; runtime.Gosched() {
		conn, err := net.Dial("tcp", l.address())
		if err != nil {
			return
		}
		wantNoError(t, conn.Close())
		if time.Now().After(deadline) {
			t.Fatal("the emulator still accepts connections")
		}
	}
}

// TestShutdownIdle checks that idle connections do not delay the shutdown, and that
// the address can be used again afterwards.
func TestShutdownIdle(t *testing.T) {
	l := listen(t, emulator.Options{}, time.Hour)
	l.newUser(identity.ScopeChat)
	l.stop()
	wantNoError(t, <-l.served)
	listener, err := net.Listen("tcp", l.address())
	wantNoError(t, err)
	wantNoError(t, listener.Close())
}

// TestShutdownWaits checks that running requests complete while new connections are
// rejected.
func TestShutdownWaits(t *testing.T) {
	clock := newBlockingClock()
	l := listen(t, emulator.Options{Now: clock.now}, time.Hour)
	result := l.call(l.newUser(identity.ScopeChat), clock)
	l.stop()
	l.waitUntilClosed(t)
	select {
	case err := <-l.served:
		t.Fatalf("Serve did not wait for the request: %v", err)
	default:
	}
	close(clock.released)
	wantNoError(t, <-result)
	wantNoError(t, <-l.served)
}

// TestShutdownTimeout checks that requests that take too long are aborted.
func TestShutdownTimeout(t *testing.T) {
	clock := newBlockingClock()
	l := listen(t, emulator.Options{Now: clock.now}, time.Millisecond)
	result := l.call(l.newUser(identity.ScopeChat), clock)
	l.stop()
	wantNoError(t, <-l.served)
	if err := <-result; err == nil {
		t.Error("the request was not aborted")
	}
	close(clock.released)
}

// TestServeCanceled checks that Serve returns if its context is already canceled.
func TestServeCanceled(t *testing.T) {
	e, err := emulator.New(emulator.Options{})
	wantNoError(t, err)
	l, err := e.Listen("127.0.0.1:0")
	wantNoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantNoError(t, l.Serve(ctx))
}

// TestServeClosed checks that a closed listener cannot be served.
func TestServeClosed(t *testing.T) {
	e, err := emulator.New(emulator.Options{})
	wantNoError(t, err)
	l, err := e.Listen("127.0.0.1:0")
	wantNoError(t, err)
	addr := strings.TrimPrefix(l.Endpoint, "https://")
	wantNoError(t, l.Close())
	wantError(t, l.Serve(t.Context()), "emulator: accept tcp "+addr+": use of closed network connection")
	wantError(t, l.Close(), "emulator: close tcp "+addr+": use of closed network connection")
}

func TestListenErrors(t *testing.T) {
	e, err := emulator.New(emulator.Options{})
	wantNoError(t, err)
	other, err := net.Listen("tcp", "127.0.0.1:0")
	wantNoError(t, err)
	defer other.Close()
	addr := other.Addr().String()
	_, err = e.Listen(addr)
	wantError(t, err, "emulator: listen tcp "+addr+": bind: address already in use")
	_, err = e.Listen("invalid")
	wantError(t, err, "emulator: listen tcp: address invalid: missing port in address")
}

// TestCertificate checks that clients that trust only the certificate can connect,
// also to localhost, which is the endpoint of an emulator that listens on all
// addresses.
func TestCertificate(t *testing.T) {
	e, err := emulator.New(emulator.Options{AccessKey: accessKey})
	wantNoError(t, err)
	l, err := e.Listen(":0")
	wantNoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- l.Serve(ctx) }()
	if !strings.HasPrefix(l.Endpoint, "https://localhost:") {
		t.Errorf("got endpoint %s, want https://localhost:PORT", l.Endpoint)
	}
	wantEqual(t, "connection string", e.ConnectionString(l.Endpoint), "endpoint="+l.Endpoint+";accesskey="+accessKey)

	pool := x509.NewCertPool()
	wantEqual(t, "PEM", pool.AppendCertsFromPEM(l.Certificate), true)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}}
	s := testService{emulator.TestServer{Endpoint: l.Endpoint, ConnectionString: e.ConnectionString(l.Endpoint), Client: client}, t}
	wantEqual(t, "status", s.callChat(s.newUser(identity.ScopeChat), "GET", "/chat/threads", "").status, 200)
	client.CloseIdleConnections()

	resp, err := http.Get(l.Endpoint)
	if err == nil {
		wantNoError(t, resp.Body.Close())
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok {
		t.Errorf("client without the certificate: got %v, want a certificate error", err)
	}
	stop()
	wantNoError(t, <-served)
}

// TestStartInParallel checks that parallel tests use separate emulators.
func TestStartInParallel(t *testing.T) {
	var mu sync.Mutex
	tokens := map[string]string{} // by endpoint
	t.Run("group", func(t *testing.T) {
		for i := range 8 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				s := emulator.Start(t)
				u := testService{s, t}.newUser(identity.ScopeChat)
				mu.Lock()
				defer mu.Unlock()
				for endpoint, token := range tokens {
					got := testService{s, t}.callChat(user{token: token}, "GET", "/chat/threads", "")
					wantEqual(t, "status with a token of "+endpoint, got.status, 401)
				}
				tokens[s.Endpoint] = u.token
			})
		}
	})
	wantEqual(t, "endpoints", len(tokens), 8)
}

// TestStartCleanup checks that cleanup functions of the test can still call the
// emulator, and that it leaves no goroutines.
func TestStartCleanup(t *testing.T) {
	t.Run("test", func(t *testing.T) {
		s := start(t, emulator.Options{State: filepath.Join(t.TempDir(), "state")})
		u := s.newUser(identity.ScopeChat)
		t.Cleanup(func() {
			req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, s.Endpoint+"/chat/threads?api-version=2025-03-15", http.NoBody)
			wantNoError(t, err)
			req.Header.Set("Authorization", "Bearer "+u.token)
			wantEqual(t, "status in a cleanup", s.do(req).status, 200)
		})
	})
	for deadline := time.Now().Add(10 * time.Second); ; runtime.Gosched() {
		running := serverGoroutines()
		if running == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("still running:\n%s", running)
		}
	}
}

// serverGoroutines returns the stacks of all goroutines of servers and clients.
func serverGoroutines() string {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	var found []string
	for stack := range strings.SplitSeq(string(stacks), "\n\n") {
		if strings.Contains(stack, "net/http") || strings.Contains(stack, "bbolt") || strings.Contains(stack, "emulator/internal") {
			found = append(found, stack)
		}
	}
	return strings.Join(found, "\n\n")
}

// TestClose checks that requests after Close fail, because they cannot be stored.
func TestClose(t *testing.T) {
	e, err := emulator.New(emulator.Options{AccessKey: accessKey, State: filepath.Join(t.TempDir(), "state")})
	wantNoError(t, err)
	server := httptest.NewTLSServer(e)
	defer server.Close()
	s := testService{emulator.TestServer{Endpoint: server.URL, Client: server.Client()}, t}
	wantNoError(t, e.Close())
	got := s.callIdentity("POST", "/identities", "{}")
	wantEqual(t, "status", got.status, 503)
	wantEqual(t, "body", got.body, `{"error":{"code":"ServiceUnavailable","message":"The state cannot be stored."}}`)
	wantNoError(t, e.Close())
}

// fakeTB is a testing.TB that records why the test failed.
type fakeTB struct {
	testing.TB

	reason string
}

func (f *fakeTB) Helper() {}

func (f *fakeTB) Fatal(args ...any) {
	f.reason = fmt.Sprint(args...)
	runtime.Goexit()
}

// TestStartFails checks that an error of StartWith fails the test.
func TestStartFails(t *testing.T) {
	f := &fakeTB{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		emulator.StartWith(f, emulator.Options{AccessKey: "%"})
	}()
	<-done
	wantEqual(t, "reason", f.reason, "emulator: acs: access key is not base64")
}
