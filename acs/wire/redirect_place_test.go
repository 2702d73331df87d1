package wire_test

import (
	"cmp"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// secretText is longer than the buffer from which net/http writes.
func secretText() string { return strings.Repeat("secret", 2000) }

// From https to http at the same address, the only difference is TLS.
func TestRedirectSameAddress(t *testing.T) {
	target := newTarget(t, "http")
	service := newRedirector(t, false, "http://example.com:443/b")
	client := service.Client()
	transport, ok := client.Transport.(*http.Transport)
	if !ok {
		t.Fatal("httptest has another transport")
	}
	clientTLS := transport.TLSClientConfig.Clone()
	clientTLS.ServerName = "example.com"
	transport.DialTLSContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&tls.Dialer{Config: clientTLS}).DialContext(ctx, network, service.Listener.Addr().String())
	}
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, target.Listener.Addr().String())
	}
	config := withAuth(newConfig("https://example.com"), secretText())
	config.Options.Transport = transportFunc(client.Do)
	_, err := newThread(t, config).send(t.Context(), "hello", nil)
	wantError(t, err, `ThreadClient.SendMessage: acs: the transport followed a redirect to "example.com:443": transports must not follow redirects`)
	target.wantNoSecret(t)
}

// A transport that sends https requests over plain HTTP does not get to send the
// credentials, be it to the host of the request or to another one.
func TestNoTLS(t *testing.T) {
	for host, secret := range map[string]string{"": secretText(), "other.example.com": "secret"} {
		target := newTarget(t, "http")
		config := withAuth(newConfig("https://"+target.Listener.Addr().String()), secret)
		config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			r = r.Clone(r.Context())
			r.URL.Scheme, r.Host = "http", cmp.Or(host, r.Host)
			return target.Client().Do(r)
		})
		_, err := newThread(t, config).send(t.Context(), "hello", nil)
		wantError(t, err, `ThreadClient.SendMessage: acs: the transport connected to "`+target.Listener.Addr().String()+`" without TLS: transports must not send https requests over http`)
		target.wantNoSecret(t)
	}
}

// newProxy starts a proxy that connects hosts to the addresses of servers.
func newProxy(t *testing.T, addresses map[string]string) *url.URL {
	t.Helper()
	var connections sync.WaitGroup
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		back, err := new(net.Dialer).DialContext(r.Context(), "tcp", addresses[r.Host])
		if err != nil {
			t.Error(err)
			return
		}
		w.WriteHeader(http.StatusOK)
		front, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		connections.Go(func() {
			_, _ = io.Copy(back, buffered)
			_ = back.Close()
		})
		connections.Go(func() {
			_, _ = io.Copy(front, back)
			_ = front.Close()
		})
	}))
	t.Cleanup(connections.Wait)
	t.Cleanup(proxy.Close)
	u, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// Behind a proxy, two ports of a host have the same address and the same name.
func TestRedirectBehindProxy(t *testing.T) {
	for _, h2 := range []bool{false, true} {
		target := newTarget(t, map[bool]string{false: "https", true: "h2"}[h2])
		service := newRedirector(t, h2, "https://example.com:8443/b")
		proxy := newProxy(t, map[string]string{
			"example.com:443": service.Listener.Addr().String(), "example.com:8443": target.Listener.Addr().String(),
		})
		client := service.Client()
		transport, ok := client.Transport.(*http.Transport)
		if !ok {
			t.Fatal("httptest has another transport")
		}
		transport.DialContext = nil // httptest's knows example.com
		transport.Proxy = http.ProxyURL(proxy)
		config := withAuth(newConfig("https://example.com"), secretText())
		config.Options.Transport = transportFunc(client.Do)
		_, err := newThread(t, config).send(t.Context(), "hello", nil)
		wantError(t, err, `ThreadClient.SendMessage: acs: the transport followed a redirect to "`+proxy.Host+`": transports must not follow redirects`)
		target.wantNoSecret(t)
		client.CloseIdleConnections()
	}
}

// If the service has closed an idle connection, net/http retries the request on another
// one, which leads to the same place.
func TestWatchedConnectionRetry(t *testing.T) {
	for _, h2 := range []bool{false, true} {
		var requests atomic.Int32
		service := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if requests.Add(1) == 2 && !h2 {
				panic(http.ErrAbortHandler) // closes the connection without a response
			}
			if h2 {
				w.Header().Set("Connection", "close") // announces the end of the connection
			}
			_, _ = io.WriteString(w, `{"value":[]}`)
		}))
		service.EnableHTTP2 = h2
		service.StartTLS()
		config := withAuth(newConfig(service.URL), secretText())
		config.Options.Retry.MaxRetries = -1
		config.Options.Transport = transportFunc(service.Client().Do)
		c := newThread(t, config)
		for range 3 {
			_, err := c.newListPager(nil).NextPage(t.Context())
			wantError(t, err, "")
		}
		if n := requests.Load(); n != map[bool]int32{false: 4, true: 3}[h2] {
			t.Errorf("%d requests", n)
		}
		service.Close()
	}
}

// A transport may send requests of its own before, such as to find the service.
func TestWatchedSideRequest(t *testing.T) {
	side := newTarget(t, "http")
	service := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != secretText() {
			t.Error("the request has no credentials")
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer service.Close()
	config := withAuth(newConfig(service.URL), secretText())
	config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		lookup, err := http.NewRequestWithContext(r.Context(), http.MethodGet, side.URL, http.NoBody)
		if err != nil {
			return nil, err
		}
		resp, err := side.Client().Do(lookup)
		if err != nil {
			return nil, err
		}
		_ = resp.Body.Close()
		return service.Client().Do(r)
	})
	wantError(t, newThread(t, config).remove(t.Context()), "")
	if side.requests.Load() != 1 {
		t.Error("the side request was not sent")
	}
}
