package emulator

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/certificate"
)

// Listener serves an emulator over HTTPS.
type Listener struct {
	// Endpoint is the endpoint for clients, for example "https://127.0.0.1:41234".
	Endpoint string
	// Certificate is the PEM-encoded certificate of the authority that clients must
	// trust.
	Certificate []byte

	client   *http.Client
	server   *http.Server
	listener net.Listener
	grace    time.Duration // how long Serve waits for running requests when it stops
}

// Listen creates a certificate for localhost, 127.0.0.1 and ::1 and listens on an
// address such as "127.0.0.1:0". Call [Listener.Serve] to handle requests.
func (e *Emulator) Listen(addr string) (*Listener, error) {
	cert, err := certificate.New(time.Now())
	if err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	listener, err := net.Listen("tcp", addr) //nolint:noctx // listening does not block
	if err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	errorLog := log.New(serverLog{os.Stderr}, "", log.LstdFlags)
	config := &tls.Config{Certificates: []tls.Certificate{cert.Server}, NextProtos: []string{"h2", "http/1.1"}, MinVersion: tls.VersionTLS12}
	transport := &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: cert.Pool(), MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2: true,
	}
	return &Listener{
		Endpoint:    "https://" + clientAddress(listener.Addr().String()),
		Certificate: cert.PEM(),
		client:      &http.Client{Transport: transport},
		server:      &http.Server{Handler: e, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, TLSConfig: config, ErrorLog: errorLog},
		listener:    tls.NewListener(listener, config),
		grace:       5 * time.Second,
	}, nil
}

// serverLog writes the HTTP server's log to an io.Writer. It drops TLS handshake
// errors, because clients also get them.
type serverLog struct{ out io.Writer }

func (l serverLog) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte("TLS handshake error")) {
		return len(line), nil
	}
	return l.out.Write(line)
}

// clientAddress returns an address that clients can use to connect to a listener
// on addr.
func clientAddress(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("localhost", port)
	}
	return addr
}

// Client returns an HTTP client that trusts the certificate, for use as
// ClientOptions.Transport.
func (l *Listener) Client() *http.Client { return l.client }

// Serve handles requests until ctx is canceled. It then waits up to 5 seconds for
// running requests and closes the remaining connections. Call it only once.
func (l *Listener) Serve(ctx context.Context) error {
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() { stopped <- l.shutdown(context.WithoutCancel(ctx)) })
	err := l.server.Serve(l.listener)
	if !stop() { // ctx is canceled
		err = <-stopped
	}
	if err != nil {
		return fmt.Errorf("emulator: %w", err)
	}
	return nil
}

// shutdown waits for running requests, and closes their connections after the grace
// period.
func (l *Listener) shutdown(ctx context.Context) error {
	l.client.CloseIdleConnections() // otherwise net/http waits a second for an idle HTTP/2 connection
	ctx, cancel := context.WithTimeout(ctx, l.grace)
	defer cancel()
	err := l.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return l.server.Close()
	}
	return err
}

// Close stops listening. Call it only if Serve is not called.
func (l *Listener) Close() error {
	if err := l.listener.Close(); err != nil {
		return fmt.Errorf("emulator: %w", err)
	}
	return nil
}
