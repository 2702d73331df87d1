package emulator

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"testing"
)

// TestServer is an emulator that runs for the duration of a test.
type TestServer struct {
	// Emulator is the emulator, whose faults, clock and state the test can change.
	Emulator *Emulator
	// Endpoint is the endpoint for chat and identity clients.
	Endpoint string
	// ConnectionString is the connection string for
	// identity.NewClientFromConnectionString.
	ConnectionString string
	// Client is an HTTP client that trusts the emulator's certificate. Use it as
	// ClientOptions.Transport.
	Client *http.Client
}

// Format prints the server with a placeholder instead of the connection string, which
// contains the access key.
func (s TestServer) Format(f fmt.State, verb rune) {
	type plain TestServer // without methods
	s.ConnectionString = "REDACTED"
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), plain(s))
}

// LogValue returns the server with a placeholder instead of the connection string, for
// log/slog.
func (s TestServer) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%+v", s)) }

// Start starts an emulator on a free port and stops it when the test ends. An
// error fails the test.
func Start(tb testing.TB) TestServer {
	tb.Helper()
	return StartWith(tb, Options{})
}

// StartWith is like [Start], with options.
func StartWith(tb testing.TB, options Options) TestServer {
	tb.Helper()
	e, err := New(options)
	if err != nil {
		tb.Fatal(err)
	}
	l, err := e.Listen("127.0.0.1:0")
	if err != nil {
		tb.Fatal(errors.Join(err, e.Close()))
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- l.Serve(ctx) }()
	tb.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			tb.Error(err)
		}
		if err := e.Close(); err != nil {
			tb.Error(err)
		}
	})
	return TestServer{Emulator: e, Endpoint: l.Endpoint, ConnectionString: e.ConnectionString(l.Endpoint), Client: l.client}
}
