package emulator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Control serves the control interface of an emulator: JSON over HTTP, through which
// programs in any language set faults, list calls and threads, send messages as any user,
// move the clock, and take and restore snapshots; and a page for browsers, the inspector,
// which does the same. docs/emulator.md describes it.
type Control struct {
	// URL is the URL of the control interface and of the inspector, for example
	// "http://127.0.0.1:41235".
	URL string

	server   *http.Server
	listener net.Listener
}

// ListenControl listens on a loopback address such as "127.0.0.1:0" for requests that
// control the listener's emulator. Everybody who can connect to it can act as any user.
// From here on, the emulator records the beginning of the bodies of the latest calls.
// Call [Control.Serve] to handle requests.
func (l *Listener) ListenControl(addr string) (*Control, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("emulator: control: %w", err)
	}
	if !isLoopback(host) {
		return nil, fmt.Errorf("emulator: control: %s is not a loopback address (for example, 127.0.0.1:8444)", addr)
	}
	listener, err := net.Listen("tcp", addr) //nolint:noctx // listening does not block
	if err != nil {
		return nil, fmt.Errorf("emulator: control: %w", err)
	}
	connection := wireConnection{l.Endpoint, l.emulator.ConnectionString(l.Endpoint), string(l.Certificate)}
	c := control{l.emulator, connection, make(chan struct{})}
	l.emulator.observe()
	server := &http.Server{Handler: c.handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute}
	server.RegisterOnShutdown(sync.OnceFunc(func() { close(c.stopping) }))
	return &Control{URL: "http://" + listener.Addr().String(), server: server, listener: listener}, nil
}

// observe makes the emulator record details of calls, and publish events.
func (e *Emulator) observe() {
	e.observing.Do(func() {
		e.calls.recordDetails(e.publishCall)
		e.engine.AddObserver(e.publishChanges)
	})
}

// Serve handles requests until ctx is canceled. It then waits up to 5 seconds for
// running requests. Call it only once.
func (c *Control) Serve(ctx context.Context) error {
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() { stopped <- c.shutdown(context.WithoutCancel(ctx)) })
	err := c.server.Serve(c.listener)
	if !stop() { // ctx is canceled
		err = <-stopped
	}
	if err != nil {
		return fmt.Errorf("emulator: control: %w", err)
	}
	return nil
}

// shutdown waits for running requests, and then closes their connections.
func (c *Control) shutdown(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	err := c.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return c.server.Close()
	}
	return err
}

// Close stops listening. Call it only if Serve is not called.
func (c *Control) Close() error {
	if err := c.listener.Close(); err != nil {
		return fmt.Errorf("emulator: control: %w", err)
	}
	return nil
}

// isLoopback reports whether a host without a port is a loopback address or localhost.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// localOnly rejects requests that a web page of another origin may have made: those
// with another host, to which a page can rebind its own name, and those that the browser
// marks with another origin or site.
func localOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !hasLoopbackHost(r) {
			writeControlError(w, http.StatusForbidden, fmt.Errorf("the host %q is not a loopback address", r.Host))
			return
		}
		if !isSameOrigin(r) {
			writeControlError(w, http.StatusForbidden, errors.New("requests from web pages of another origin are not allowed"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func hasLoopbackHost(r *http.Request) bool {
	return isLoopback((&url.URL{Host: r.Host}).Hostname())
}

func isSameOrigin(r *http.Request) bool {
	origin, site := r.Header.Get("Origin"), r.Header.Get("Sec-Fetch-Site")
	return (origin == "" || origin == "http://"+r.Host) && (site == "" || site == "same-origin" || site == "none")
}
