package wire

import (
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// defaultTransport returns the transport of all clients without one of their own. They
// share its connections.
var defaultTransport = sync.OnceValue(func() *http.Transport { //nolint:gochecknoglobals // the connections of a process, as http.DefaultTransport
	return newTransport(healthTimeouts{sendPing: 10 * time.Second, ping: 5 * time.Second, writeByte: 15 * time.Second, responseHeader: time.Minute})
})

// healthTimeouts are the times after which a transport closes a connection that no
// longer works, for example because a load balancer has forgotten it.
type healthTimeouts struct {
	sendPing       time.Duration // without a frame from the service, until HTTP/2 sends a ping
	ping           time.Duration // until the response to the ping
	writeByte      time.Duration // in which HTTP/2 can write nothing
	responseHeader time.Duration // from the end of a request until the header of its response
}

// newTransport returns a transport with the settings of azcore's, except that it keeps
// more idle connections for each host, limits the time until a response, and does not
// renegotiate TLS.
func newTransport(timeouts healthTimeouts) *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:   10 * time.Second,
		ForceAttemptHTTP2:     true,
		HTTP2:                 &http.HTTP2Config{SendPingTimeout: timeouts.sendPing, PingTimeout: timeouts.ping, WriteByteTimeout: timeouts.writeByte},
		MaxIdleConns:          200,
		MaxIdleConnsPerHost:   100,
		IdleConnTimeout:       90 * time.Second,
		ResponseHeaderTimeout: timeouts.responseHeader,
		ExpectContinueTimeout: time.Second,
	}
}

// WithoutRedirects returns a transport that returns a redirect as the response, instead
// of following it. If transport is nil, that is an [http.Client] with the default
// transport; an [http.Client] is copied, and any other transport is returned unchanged.
func WithoutRedirects(transport policy.Transporter) policy.Transporter {
	if IsNil(transport) {
		transport = &http.Client{Transport: defaultTransport()}
	}
	client, ok := transport.(*http.Client)
	if !ok {
		return transport
	}
	modified := *client
	modified.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &modified
}

// canRedirect reports whether a transport that WithoutRedirects returned may follow
// redirects nevertheless.
func canRedirect(transport policy.Transporter) bool {
	client, ok := transport.(*http.Client)
	if !ok {
		return true
	}
	roundTripper := client.Transport
	if roundTripper == nil {
		roundTripper = http.DefaultTransport
	}
	_, ok = roundTripper.(*http.Transport)
	return !ok
}
