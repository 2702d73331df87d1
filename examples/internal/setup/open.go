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

// The environment variables are those of the official packages' samples.
const (
	endpointVariable         = "AZURE_COMMUNICATION_SERVICE_ENDPOINT"
	connectionStringVariable = "AZURE_COMMUNICATION_SERVICE_CONNECTION_STRING"
	otherVariable            = "COMMUNICATION_CONNECTION_STRING" // the same, under the name that some samples use
)

// open returns the service of the connection string in the environment, or an
// emulator if there is none. CertFile may be empty; notes is for people.
func open(ctx context.Context, certFile string, getenv func(string) string, notes io.Writer) (*Service, error) {
	connectionString := cmp.Or(getenv(connectionStringVariable), getenv(otherVariable))
	endpoint := getenv(endpointVariable)
	switch {
	case connectionString != "":
		return connect(connectionString, endpoint, certFile)
	case endpoint != "":
		return nil, fmt.Errorf("%s is set, but no connection string (set %s too)", endpointVariable, connectionStringVariable)
	case certFile != "":
		return nil, fmt.Errorf("--cert is for the service of a connection string (set %s too)", connectionStringVariable)
	}
	fmt.Fprintf(notes, "%s is not set: using an emulator in this process.\n", connectionStringVariable)
	return startEmulator(ctx)
}

// connect returns a service somewhere else: on Azure, or a chat-emulator.
func connect(connectionString, endpoint, certFile string) (*Service, error) {
	parsed, err := acs.ParseConnectionString(connectionString)
	if err != nil {
		return nil, err
	}
	service := &Service{ConnectionString: connectionString, Endpoint: cmp.Or(endpoint, parsed.Endpoint)}
	if certFile != "" {
		client, err := trusting(certFile)
		if err != nil {
			return nil, err
		}
		service.ClientOptions.Transport = client
	}
	return service, nil
}

// trusting returns an HTTP client that trusts the certificates in a file beside
// the system's. On Linux the variable SSL_CERT_FILE does the same for any Go
// program; macOS and Windows do not heed it.
func trusting(certFile string) (*http.Client, error) {
	pem, err := os.ReadFile(certFile)
	if err != nil {
		return nil, fmt.Errorf("--cert: %w", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		return nil, fmt.Errorf("--cert: %w", err)
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("--cert: %s has no certificate in PEM", certFile)
	}
	return &http.Client{Transport: &http.Transport{
		Proxy:             http.ProxyFromEnvironment,
		TLSClientConfig:   &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2: true,
	}}, nil
}

// startEmulator runs an emulator until Close, which needs it even if ctx is over.
// Tests have emulator.Start for it.
func startEmulator(ctx context.Context) (*Service, error) {
	e, err := emulator.New(emulator.Options{})
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
