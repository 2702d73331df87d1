package setup

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
)

// The samples of the official packages use the same environment variables.
const (
	endpointVariable         = "AZURE_COMMUNICATION_SERVICE_ENDPOINT"
	connectionStringVariable = "AZURE_COMMUNICATION_SERVICE_CONNECTION_STRING"
	alternativeVariable      = "COMMUNICATION_CONNECTION_STRING" // used by some samples instead
)

// open connects to the service whose connection string is in the environment, or
// starts an emulator if there is none, which it reports to notes. certFile may
// be empty.
func open(ctx context.Context, certFile string, getenv func(string) string, notes io.Writer) (*Service, error) {
	connectionString := cmp.Or(getenv(connectionStringVariable), getenv(alternativeVariable))
	endpoint := getenv(endpointVariable)
	switch {
	case connectionString != "":
		return connect(connectionString, endpoint, certFile)
	case endpoint != "":
		return nil, fmt.Errorf("%s is set without a connection string (also set %s)", endpointVariable, connectionStringVariable)
	case certFile != "":
		return nil, fmt.Errorf("--cert requires a connection string (set %s)", connectionStringVariable)
	}
	fmt.Fprintf(notes, "%s is not set: using an emulator in this process.\n", connectionStringVariable)
	return startEmulator(ctx)
}

// connect returns a service outside this process: Azure or a chat-emulator.
func connect(connectionString, endpoint, certFile string) (*Service, error) {
	parsed, err := acs.ParseConnectionString(connectionString)
	if err != nil {
		return nil, err
	}
	service := &Service{ConnectionString: connectionString, Endpoint: cmp.Or(endpoint, parsed.Endpoint)}
	if certFile != "" {
		client, err := newTrustingClient(certFile)
		if err != nil {
			return nil, err
		}
		service.ClientOptions.Transport = client
	}
	return service, nil
}

// newTrustingClient returns an HTTP client that trusts the certificates in a file
// in addition to those of the system. On Linux, setting SSL_CERT_FILE has the
// same effect for every Go program; on macOS and Windows, Go ignores it.
func newTrustingClient(certFile string) (*http.Client, error) {
	pem, err := os.ReadFile(certFile)
	if err != nil {
		return nil, fmt.Errorf("--cert: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("--cert: %w", err)
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("--cert: %s contains no PEM certificate", certFile)
	}
	return &http.Client{Transport: &http.Transport{
		Proxy:             http.ProxyFromEnvironment,
		TLSClientConfig:   &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2: true,
	}}, nil
}

// startEmulator runs an emulator until Close is called. It continues after ctx is
// canceled, because Close still uses it. Tests can use emulator.Start instead.
func startEmulator(ctx context.Context) (*Service, error) {
	e, err := emulator.New(emulator.Options{}) //nolint:contextcheck // the emulator ends with Close
	if err != nil {
		return nil, err
	}
	listener, err := e.Listen("127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	served := make(chan error, 1)
	go func() { served <- listener.Serve(ctx) }()
	return &Service{
		ConnectionString: e.ConnectionString(listener.Endpoint),
		Endpoint:         listener.Endpoint,
		ClientOptions:    azcore.ClientOptions{Transport: listener.Client()},
		stop: func() error {
			listener.Client().CloseIdleConnections()
			cancel()
			return errors.Join(<-served, e.Close())
		},
	}, nil
}
