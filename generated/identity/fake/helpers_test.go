package fake_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/generated/identity"
	"github.com/chatgen-go/chatgen/generated/identity/fake"
)

const (
	endpoint = "https://resource.communication.azure.com"
	key      = "c2VjcmV0"
)

// newClient returns a client that calls a fake through transport.
func newClient(t *testing.T, endpoint string, transport policy.Transporter) *identity.Client {
	t.Helper()
	options := &identity.ClientOptions{}
	options.Transport = transport
	options.Retry = policy.RetryOptions{MaxRetries: 1, RetryDelay: time.Nanosecond}
	client, err := identity.NewClientWithKey(endpoint, key, options)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// newClients returns a client that uses the fake as its transport, and one that is connected to it
// over TLS.
func newClients(t *testing.T, server *fake.Server) map[string]*identity.Client {
	t.Helper()
	s := httptest.NewTLSServer(fake.NewServerTransport(server))
	t.Cleanup(s.Close)
	return map[string]*identity.Client{
		"transport": newClient(t, endpoint, fake.NewServerTransport(server)),
		"handler":   newClient(t, s.URL, s.Client()),
	}
}
