package acs

import (
	"errors"
	"fmt"
	"net/url"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// WithoutRedirects returns a transport that returns a redirect as the response instead of following it. The service does not send
// redirects. An [http.Client], which is also azcore's default transport, would forward the Authorization header to subdomains, to
// other ports of the host, and from https to http, where no pipeline policy can prevent it. Clients and [NewEntraCredential] call
// it for their transports.
//
// If transport is nil, it returns an [http.Client] with the default transport, whose connections all clients of the process
// share. It has azcore's settings, and closes a connection that no longer works, for example because a load balancer has
// forgotten it:
//
//   - It speaks HTTP/2 and HTTP/1.1, over TLS 1.2 or later, and uses the proxies that the environment variables HTTPS_PROXY,
//     HTTP_PROXY and NO_PROXY set.
//   - Over HTTP/2, it sends a ping after 10 seconds without a frame from the service, and closes the connection if there is no
//     response to the ping within 5 seconds, or if nothing can be written for 15 seconds.
//   - A request fails if the response has not begun a minute after the request was sent, if connecting takes more than 30
//     seconds, or if the TLS handshake takes more than 10 seconds.
//   - It keeps up to 100 idle connections per host, 200 in total, for up to 90 seconds.
//
// It copies an [http.Client] and replaces CheckRedirect in the copy. It returns any other transport unchanged; such a transport
// must not follow redirects. If it does, or if an [http.Client] with a RoundTripper other than an [http.Transport] does, clients
// return an error. If it uses net/http, they also close the connection to the target of the redirect before the Authorization
// header is sent there. Requests of an https client must use a connection of the type *tls.Conn, or one with its method
// ConnectionState.
func WithoutRedirects(transport policy.Transporter) policy.Transporter {
	return wire.WithoutRedirects(transport)
}

// newGuard parses an endpoint and returns the guard for it.
func newGuard(endpoint string, options wire.GuardOptions) (*url.URL, *wire.Guard, error) {
	base, err := wire.ParseEndpoint(endpoint)
	if err != nil {
		return nil, nil, fmt.Errorf("acs: %w", err)
	}
	guard, err := wire.NewGuard(base, options)
	if err != nil {
		return nil, nil, fmt.Errorf("acs: %w", err)
	}
	return base, guard, nil
}

// errNilCredential is the error that constructors return for a nil credential.
func errNilCredential() error { return errors.New("acs: credential is nil") }
