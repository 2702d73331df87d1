package emulator

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
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

// Listener serves an emulator over HTTPS, or over HTTP with Options.HTTP.
type Listener struct {
	// Endpoint is the endpoint for clients, for example "https://127.0.0.1:41234".
	Endpoint string
	// Certificate is the PEM-encoded certificate of the authority that clients must
	// trust. With Options.Certificate it is the last one of that chain, and with
	// Options.HTTP it is empty.
	Certificate []byte

	emulator *Emulator
	client   *http.Client
	server   *http.Server
	listener net.Listener
	grace    time.Duration // how long Serve waits for running requests when it stops
}

// headerTableSize is the size in bytes of the table of request headers of an HTTP/2
// connection. A header in it is sent as a number. It holds the access tokens of 100 users,
// of which the default table of 4 KiB holds 8.
const headerTableSize = 64 << 10

// listenOptions are the options of an emulator for Listen.
type listenOptions struct {
	http        bool
	names       []string
	certificate *tls.Certificate
}

// Listen listens on an address such as "127.0.0.1:0", with the certificate of
// [Options], or with a new one for localhost, 127.0.0.1, ::1 and
// Options.CertificateNames. If Options.HTTP is set, it listens without a certificate,
// and the address must be a loopback address. Call [Listener.Serve] to handle requests.
func (e *Emulator) Listen(addr string) (*Listener, error) {
	trust, err := e.listen.newTrust()
	if err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	listener, err := net.Listen("tcp", addr) //nolint:noctx // listening does not block
	if err != nil {
		return nil, fmt.Errorf("emulator: %w", err)
	}
	if tcp, ok := listener.Addr().(*net.TCPAddr); e.listen.http && (!ok || !tcp.IP.IsLoopback()) {
		err := fmt.Errorf("emulator: plain HTTP is served only on a loopback address, not on %s", addr)
		return nil, errors.Join(err, listener.Close())
	}
	l := &Listener{
		Endpoint:    "http://" + clientAddress(listener.Addr().String()),
		Certificate: trust.pem,
		emulator:    e,
		client:      &http.Client{Transport: trust.transport()},
		server: &http.Server{
			Handler: e, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, TLSConfig: trust.config,
			HTTP2: &http.HTTP2Config{ // see responseWriter for the timeouts
				MaxDecoderHeaderTableSize: headerTableSize, WriteByteTimeout: timeout, SendPingTimeout: timeout, PingTimeout: timeout,
			},
			ErrorLog: log.New(serverLog{os.Stderr}, "", log.LstdFlags),
		},
		listener: listener,
		grace:    5 * time.Second,
	}
	endBlackHoles(l.server)
	if trust.config != nil {
		l.Endpoint = "https://" + clientAddress(listener.Addr().String())
		l.listener = tls.NewListener(listener, trust.config)
	}
	return l, nil
}

// trust is the certificate of a server, and what a client needs to trust it. It is zero
// for a server without a certificate.
type trust struct {
	config *tls.Config // of the server
	pool   *x509.CertPool
	pem    []byte
}

func (o listenOptions) newTrust() (trust, error) {
	switch {
	case o.http:
		return trust{}, nil
	case o.certificate != nil:
		return newOwnTrust(o.certificate)
	}
	cert, err := certificate.New(time.Now(), o.names)
	if err != nil {
		return trust{}, err
	}
	return trust{newServerConfig(cert.Server), cert.Pool(), cert.PEM()}, nil
}

// newOwnTrust returns the trust in a certificate of the user. Clients of this process
// also trust the authorities of the system.
func newOwnTrust(own *tls.Certificate) (trust, error) {
	if len(own.Certificate) == 0 || own.PrivateKey == nil {
		return trust{}, errors.New("the certificate has no chain or no private key")
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	for _, der := range own.Certificate {
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return trust{}, fmt.Errorf("parse the certificate: %w", err)
		}
		pool.AddCert(cert)
	}
	last := own.Certificate[len(own.Certificate)-1]
	return trust{newServerConfig(*own), pool, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: last})}, nil
}

func newServerConfig(cert tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: []string{"h2", "http/1.1"}, MinVersion: tls.VersionTLS12}
}

// transport returns a transport that trusts the server.
func (t trust) transport() *http.Transport {
	return &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: t.pool, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true,
		HTTP2: &http.HTTP2Config{MaxEncoderHeaderTableSize: headerTableSize},
	}
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
