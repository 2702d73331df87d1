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

// Listener is an emulator that is reached over HTTPS.
type Listener struct {
	// Endpoint is the address for clients, "https://127.0.0.1:41234".
	Endpoint string
	// Certificate is the authority that clients must trust, in PEM.
	Certificate []byte

	client *http.Client
	server *http.Server
	listen net.Listener
	grace  time.Duration // how long running calls may take after the end
}

// Listen makes a certificate for localhost, 127.0.0.1 and ::1 and opens an
// address such as "127.0.0.1:0". [Listener.Serve] then answers.
func (e *Emulator) Listen(addr string) (*Listener, error) {
	cert, err := certificate.New(time.Now())
	if err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	listen, err := net.Listen("tcp", addr) //nolint:noctx // to open an address does not take time
	if err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{cert.Server}, NextProtos: []string{"h2", "http/1.1"}, MinVersion: tls.VersionTLS12}
	transport := &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: cert.Pool(), MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2: true,
	}
	return &Listener{
		Endpoint:    "https://" + reachable(listen.Addr().String()),
		Certificate: cert.PEM(),
		client:      &http.Client{Transport: transport},
		server:      &http.Server{Handler: e, ReadHeaderTimeout: 10 * time.Second, TLSConfig: config, ErrorLog: log.New(faults{os.Stderr}, "", log.LstdFlags)},
		listen:      tls.NewListener(listen, config),
		grace:       5 * time.Second,
	}, nil
}

// faults passes on what a server logs but what clients do wrong with TLS, which
// they are told, too.
type faults struct{ to io.Writer }

func (f faults) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte("TLS handshake error")) {
		return len(line), nil
	}
	return f.to.Write(line)
}

// reachable returns an address that a client can use for one to listen on.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("localhost", port)
	}
	return addr
}

// Client returns an HTTP client that trusts the certificate. It is what
// ClientOptions.Transport takes.
func (l *Listener) Client() *http.Client { return l.client }

// Serve answers until ctx ends, then lets running calls finish for 5 seconds and
// breaks the connections of those that are left. It may be called once.
func (l *Listener) Serve(ctx context.Context) error {
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() { stopped <- l.shutdown(context.WithoutCancel(ctx)) })
	err := l.server.Serve(l.listen)
	if !stop() { // it was asked to end
		err = <-stopped
	}
	if err != nil {
		return fmt.Errorf("emulator: %w", err)
	}
	return nil
}

func (l *Listener) shutdown(ctx context.Context) error {
	l.client.CloseIdleConnections() // net/http gives a connection of HTTP/2 a second to end
	ctx, cancel := context.WithTimeout(ctx, l.grace)
	defer cancel()
	err := l.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return l.server.Close()
	}
	return err
}

// Close gives up the address of a listener that is not to be served.
func (l *Listener) Close() error {
	if err := l.listen.Close(); err != nil {
		return fmt.Errorf("emulator: %w", err)
	}
	return nil
}
