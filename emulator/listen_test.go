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

// gate is a clock that, once it is shut, stops callers until it is opened.
type gate struct {
	shut    atomic.Bool
	arrived chan struct{} // closed when the first caller stands before the gate
	open    chan struct{}
	first   sync.Once
}

func newGate() *gate { return &gate{arrived: make(chan struct{}), open: make(chan struct{})} }

func (g *gate) now() time.Time {
	if g.shut.Load() {
		g.first.Do(func() { close(g.arrived) })
		<-g.open
	}
	return time.Now()
}

// listening is an emulator that the test serves itself.
type listening struct {
	service

	listener *emulator.Listener
	stop     context.CancelFunc
	served   chan error
}

func listen(t *testing.T, options emulator.Options, grace time.Duration) listening {
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
	running := emulator.Instance{Endpoint: l.Endpoint, ConnectionString: e.ConnectionString(l.Endpoint), Client: l.Client()}
	return listening{service{running, t}, l, stop, served}
}

// address is where the emulator listens.
func (l listening) address() string { return strings.TrimPrefix(l.Endpoint, "https://") }

// call makes a call in the background and returns when it stands before the gate.
func (l listening) call(u user, g *gate) chan error {
	g.shut.Store(true)
	result := make(chan error, 1)
	go func() {
		req := l.request("GET", "/chat/threads", "")
		req.Header.Set("Authorization", "Bearer "+u.token)
		resp, err := l.Client.Do(req)
		if err == nil {
			err = resp.Body.Close()
		}
		result <- err
	}()
	<-g.arrived
	return result
}

// wantRefused waits until nobody listens any more.
func (l listening) wantRefused(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; runtime.Gosched() {
		conn, err := net.Dial("tcp", l.address())
		if err != nil {
			return
		}
		wantNoError(t, conn.Close())
		if time.Now().After(deadline) {
			t.Fatal("it still listens")
		}
	}
}

// Connections on which nothing happens do not hold up the end, and the address
// is free again after it.
func TestShutdownIdle(t *testing.T) {
	l := listen(t, emulator.Options{}, time.Hour)
	l.user(identity.ScopeChat)
	l.stop()
	wantNoError(t, <-l.served)
	again, err := net.Listen("tcp", l.address())
	wantNoError(t, err)
	wantNoError(t, again.Close())
}

// A running call is answered, while new ones are refused.
func TestShutdownLetsCallsFinish(t *testing.T) {
	g := newGate()
	l := listen(t, emulator.Options{Now: g.now}, time.Hour)
	result := l.call(l.user(identity.ScopeChat), g)
	l.stop()
	l.wantRefused(t)
	select {
	case err := <-l.served:
		t.Fatalf("it did not wait for the call: %v", err)
	default:
	}
	close(g.open)
	wantNoError(t, <-result)
	wantNoError(t, <-l.served)
}

// A call that takes too long is broken.
func TestShutdownBreaksCalls(t *testing.T) {
	g := newGate()
	l := listen(t, emulator.Options{Now: g.now}, time.Millisecond)
	result := l.call(l.user(identity.ScopeChat), g)
	l.stop()
	wantNoError(t, <-l.served)
	if err := <-result; err == nil {
		t.Error("the call was answered")
	}
	close(g.open)
}

// The end may come before the beginning.
func TestServeAfterEnd(t *testing.T) {
	e, err := emulator.New(emulator.Options{})
	wantNoError(t, err)
	l, err := e.Listen("127.0.0.1:0")
	wantNoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantNoError(t, l.Serve(ctx))
}

// A listener whose address was given up cannot be served.
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
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	wantNoError(t, err)
	defer taken.Close()
	addr := taken.Addr().String()
	_, err = e.Listen(addr)
	wantError(t, err, "emulator: listen tcp "+addr+": bind: address already in use")
	_, err = e.Listen("frob")
	wantError(t, err, "emulator: listen tcp: address frob: missing port in address")
}

// The certificate is all that a client has to trust, also at localhost, which is
// the endpoint where an emulator listens on all addresses.
func TestCertificate(t *testing.T) {
	e, err := emulator.New(emulator.Options{AccessKey: accessKey})
	wantNoError(t, err)
	l, err := e.Listen(":0")
	wantNoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- l.Serve(ctx) }()
	if !strings.HasPrefix(l.Endpoint, "https://localhost:") {
		t.Errorf("endpoint %s", l.Endpoint)
	}
	wantEqual(t, "connection string", e.ConnectionString(l.Endpoint), "endpoint="+l.Endpoint+";accesskey="+accessKey)

	pool := x509.NewCertPool()
	wantEqual(t, "PEM", pool.AppendCertsFromPEM(l.Certificate), true)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}}
	s := service{emulator.Instance{Endpoint: l.Endpoint, ConnectionString: e.ConnectionString(l.Endpoint), Client: client}, t}
	wantEqual(t, "status", s.as(s.user(identity.ScopeChat), "GET", "/chat/threads", "").status, 200)
	client.CloseIdleConnections()

	resp, err := http.Get(l.Endpoint)
	if err == nil {
		wantNoError(t, resp.Body.Close())
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok {
		t.Errorf("a client that does not trust it: %v", err)
	}
	stop()
	wantNoError(t, <-served)
}

// Each test has an emulator of its own, whatever runs beside it.
func TestStartInParallel(t *testing.T) {
	var mu sync.Mutex
	tokens := map[string]string{} // by endpoint
	t.Run("group", func(t *testing.T) {
		for i := range 8 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				s := emulator.Start(t)
				u := service{s, t}.user(identity.ScopeChat)
				mu.Lock()
				defer mu.Unlock()
				for endpoint, token := range tokens {
					got := service{s, t}.as(user{token: token}, "GET", "/chat/threads", "")
					wantEqual(t, "a token of "+endpoint, got.status, 401)
				}
				tokens[s.Endpoint] = u.token
			})
		}
	})
	wantEqual(t, "endpoints", len(tokens), 8)
}

// What a test cleans up can still call the emulator that it has started before,
// and afterwards nothing of it is left running.
func TestStartCleansUp(t *testing.T) {
	t.Run("test", func(t *testing.T) {
		s := start(t, emulator.Options{State: filepath.Join(t.TempDir(), "state")})
		u := s.user(identity.ScopeChat)
		t.Cleanup(func() {
			req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, s.Endpoint+"/chat/threads?api-version=2025-03-15", http.NoBody)
			wantNoError(t, err)
			req.Header.Set("Authorization", "Bearer "+u.token)
			wantEqual(t, "status in a cleanup", s.do(req).status, 200)
		})
	})
	for deadline := time.Now().Add(10 * time.Second); ; runtime.Gosched() {
		left := goroutines()
		if left == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("still running:\n%s", left)
		}
	}
}

// goroutines returns those that serve or call.
func goroutines() string {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	var left []string
	for stack := range strings.SplitSeq(string(stacks), "\n\n") {
		if strings.Contains(stack, "net/http") || strings.Contains(stack, "bbolt") || strings.Contains(stack, "emulator/internal") {
			left = append(left, stack)
		}
	}
	return strings.Join(left, "\n\n")
}

// What comes after Close is not answered as if it were kept.
func TestClose(t *testing.T) {
	e, err := emulator.New(emulator.Options{AccessKey: accessKey, State: filepath.Join(t.TempDir(), "state")})
	wantNoError(t, err)
	server := httptest.NewTLSServer(e)
	defer server.Close()
	s := service{emulator.Instance{Endpoint: server.URL, Client: server.Client()}, t}
	wantNoError(t, e.Close())
	got := s.signed("POST", "/identities", "{}")
	wantEqual(t, "status", got.status, 503)
	wantEqual(t, "body", got.body, `{"error":{"code":"ServiceUnavailable","message":"store: the state file is closed"}}`)
	wantNoError(t, e.Close())
}

// failing is a test that keeps why it failed.
type failing struct {
	testing.TB

	reason string
}

func (f *failing) Helper() {}

func (f *failing) Fatal(args ...any) {
	f.reason = fmt.Sprint(args...)
	runtime.Goexit()
}

// An emulator that does not start fails the test.
func TestStartFails(t *testing.T) {
	f := &failing{TB: t}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		emulator.StartWith(f, emulator.Options{AccessKey: "%"})
	}()
	<-ended
	wantEqual(t, "reason", f.reason, "emulator: acs: access key is not base64")
}
