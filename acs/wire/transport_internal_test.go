package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// forgetfulProxy passes connections on to a server, like a load balancer. After forget,
// it keeps the present connections open, but loses what is sent on them.
type forgetfulProxy struct {
	net.Listener

	server     string
	generation atomic.Int64
	accepted   atomic.Int64
	pipes      sync.WaitGroup
}

// newForgetfulProxy starts a proxy.
func newForgetfulProxy(t *testing.T, server string) *forgetfulProxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &forgetfulProxy{Listener: listener, server: server}
	p.pipes.Go(p.serve)
	t.Cleanup(func() {
		_ = p.Close()
		p.pipes.Wait()
	})
	return p
}

func (p *forgetfulProxy) serve() {
	for {
		front, err := p.Accept()
		if err != nil {
			return
		}
		back, err := new(net.Dialer).DialContext(context.Background(), "tcp", p.server)
		if err != nil {
			return
		}
		p.accepted.Add(1)
		mine := p.generation.Load()
		p.pipes.Go(func() { p.pipe(back, front, mine) })
		p.pipes.Go(func() { p.pipe(front, back, mine) })
	}
}

// pipe copies data until the connection is forgotten, and then discards it.
func (p *forgetfulProxy) pipe(to io.WriteCloser, from io.Reader, mine int64) {
	defer to.Close()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		if p.generation.Load() == mine {
			_, _ = to.Write(buffer[:n])
		}
	}
}

func (p *forgetfulProxy) forget() { p.generation.Add(1) }

// shortTimeouts are less than a second each.
func shortTimeouts() healthTimeouts {
	return healthTimeouts{sendPing: 200 * time.Millisecond, ping: 100 * time.Millisecond, writeByte: 300 * time.Millisecond, responseHeader: 500 * time.Millisecond}
}

// newTransportClient returns a client of a server with a transport that trusts it.
func newTransportClient(t *testing.T, server *httptest.Server, address string, timeouts healthTimeouts) *Client {
	t.Helper()
	transport := newTransport(timeouts)
	t.Cleanup(transport.CloseIdleConnections)
	trusted, ok := server.Client().Transport.(*http.Transport)
	if !ok {
		t.Fatal("httptest has another transport")
	}
	transport.TLSClientConfig.RootCAs = trusted.TLSClientConfig.RootCAs
	client, err := NewClient(Config{
		Module: "test", Version: "v1.0.0", Endpoint: "https://" + address,
		NewError: func(resp *http.Response) error { return errors.New(resp.Status) },
		Options:  azcore.ClientOptions{Retry: policy.RetryOptions{MaxRetries: -1}, Transport: &http.Client{Transport: transport}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// startServer starts a server that responds with status 204.
func startServer(t *testing.T, h2 bool, handle http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handle)
	server.EnableHTTP2 = h2
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

func callOnce(ctx context.Context, client *Client) error {
	_, err := Call[struct{}](ctx, client, "Client.Test", NewRequest(http.MethodGet, "/x"), nil, http.StatusNoContent)
	return err
}

// A connection that a load balancer has forgotten is replaced: over HTTP/2 after a ping,
// over HTTP/1.1 when no response begins. Without the timeouts, calls would hang until
// the kernel gives up.
func TestDeadConnection(t *testing.T) {
	for name, h2 := range map[string]bool{"HTTP/2": true, "HTTP/1.1": false} {
		t.Run(name, func(t *testing.T) {
			server := startServer(t, h2, func(w http.ResponseWriter, r *http.Request) {
				if (r.ProtoMajor == 2) != h2 {
					t.Errorf("got %s", r.Proto)
				}
				w.WriteHeader(http.StatusNoContent)
			})
			timeouts := shortTimeouts()
			if h2 {
				timeouts.responseHeader = 0 // only the ping
			}
			proxy := newForgetfulProxy(t, server.Listener.Addr().String())
			client := newTransportClient(t, server, proxy.Addr().String(), timeouts)
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			if err := callOnce(ctx, client); err != nil {
				t.Fatal(err)
			}
			proxy.forget()
			begin := time.Now()
			if err := callOnce(ctx, client); err == nil || ctx.Err() != nil {
				t.Errorf("error %v, want one of the dead connection", err)
			}
			if took := time.Since(begin); took > 5*time.Second {
				t.Errorf("the connection was closed after %v", took)
			}
			if err := callOnce(ctx, client); err != nil {
				t.Error(err)
			}
			if n := proxy.accepted.Load(); n != 2 {
				t.Errorf("%d connections, want 2", n)
			}
		})
	}
}

// 500 calls by 10 callers at once use 10 connections over HTTP/1.1.
func TestIdleConnections(t *testing.T) {
	const callers = 10
	var arrived sync.WaitGroup
	var count atomic.Int64
	arrived.Add(callers)
	server := startServer(t, false, func(w http.ResponseWriter, _ *http.Request) {
		if count.Add(1) <= callers { // all callers begin before one of them ends
			arrived.Done()
			arrived.Wait()
		}
		w.WriteHeader(http.StatusNoContent)
	})
	proxy := newForgetfulProxy(t, server.Listener.Addr().String())
	client := newTransportClient(t, server, proxy.Addr().String(), healthTimeouts{})
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for range 50 {
				if err := callOnce(t.Context(), client); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := proxy.accepted.Load(); n != callers {
		t.Errorf("%d connections, want %d", n, callers)
	}
}

// All clients without a transport share one, with or without credentials, as does
// WithoutRedirects. Its settings are those that WithoutRedirects documents.
func TestDefaultTransportShared(t *testing.T) {
	body, err := newBodyTransport(&Config{})
	if err != nil {
		t.Fatal(err)
	}
	guarded, ok := new(Guard).Transport(nil).(*guardTransport)
	if !ok || guarded.watched {
		t.Error("the connections of the default transport are watched")
	}
	var none *http.Client
	for name, transport := range map[string]policy.Transporter{
		"no credentials": body.transport, "credentials": guarded.transport, "nil": WithoutRedirects(nil), "nil pointer": WithoutRedirects(none),
	} {
		if client, ok := transport.(*http.Client); !ok || client.Transport != defaultTransport() {
			t.Errorf("%s: another transport", name)
		}
	}
	d := defaultTransport()
	h2, want := *d.HTTP2, http.HTTP2Config{SendPingTimeout: 10 * time.Second, PingTimeout: 5 * time.Second, WriteByteTimeout: 15 * time.Second}
	if h2.SendPingTimeout != want.SendPingTimeout || h2.PingTimeout != want.PingTimeout || h2.WriteByteTimeout != want.WriteByteTimeout {
		t.Errorf("HTTP/2: %+v", h2)
	}
	if d.TLSClientConfig.MinVersion != tls.VersionTLS12 || d.TLSHandshakeTimeout != 10*time.Second || d.ResponseHeaderTimeout != time.Minute {
		t.Errorf("TLS %x, handshake %v, response %v", d.TLSClientConfig.MinVersion, d.TLSHandshakeTimeout, d.ResponseHeaderTimeout)
	}
	if d.MaxIdleConns != 200 || d.MaxIdleConnsPerHost != 100 || d.IdleConnTimeout != 90*time.Second || d.Proxy == nil {
		t.Errorf("idle %d, %d per host, for %v", d.MaxIdleConns, d.MaxIdleConnsPerHost, d.IdleConnTimeout)
	}
}

// Only an http.Client with an http.Transport cannot follow redirects.
func TestCanRedirect(t *testing.T) {
	roundTripper := struct{ http.RoundTripper }{http.DefaultTransport}
	for name, tc := range map[string]struct {
		transport policy.Transporter
		want      bool
	}{
		"default":              {nil, false},
		"client":               {&http.Client{}, false},
		"client and transport": {&http.Client{Transport: &http.Transport{}}, false},
		"round tripper":        {&http.Client{Transport: roundTripper}, true},
		"wrapped client":       {struct{ *http.Client }{http.DefaultClient}, true},
	} {
		if got := canRedirect(WithoutRedirects(tc.transport)); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// U+0130 and U+212A are not converted to ASCII letters.
func TestHostPortNotASCII(t *testing.T) {
	u := &url.URL{Scheme: "https", Host: "Aİ\u212a"}
	if got := HostPort(u); got != "aİ\u212a:443" {
		t.Errorf("got %q", got)
	}
}
