package emulator

import (
	"context"
	"errors"
	"net/http"
	"testing"
)

// Instance is an emulator that a test has started.
type Instance struct {
	// Endpoint is where chat and identity are reached.
	Endpoint string
	// ConnectionString is for identity.NewClientFromConnectionString.
	ConnectionString string
	// Client trusts the emulator's certificate; it is for ClientOptions.Transport.
	Client *http.Client
}

// Start runs an emulator for the time of a test, on a port of its own. What goes
// wrong fails the test.
func Start(tb testing.TB) Instance {
	tb.Helper()
	return StartWith(tb, Options{})
}

// StartWith is [Start] with options.
func StartWith(tb testing.TB, options Options) Instance {
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
	return Instance{Endpoint: l.Endpoint, ConnectionString: e.ConnectionString(l.Endpoint), Client: l.client}
}
