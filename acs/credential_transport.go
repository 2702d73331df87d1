package acs

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// WithoutRedirects returns a transport that hands a redirect back as the answer instead of following it. The service sends
// none; and [http.Client], which is also azcore's default transport, would send the Authorization header on to subdomains and to
// other ports of the host, and from https to http, below any pipeline policy.
//
// nil gives a new client over [http.DefaultTransport]. An [http.Client] is copied and keeps all but its CheckRedirect. Any other
// transport is returned as it is, and must follow no redirect itself.
func WithoutRedirects(transport policy.Transporter) policy.Transporter {
	if transport == nil {
		transport = &http.Client{}
	}
	client, ok := transport.(*http.Client)
	if !ok {
		return transport
	}
	guarded := *client
	guarded.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &guarded
}

// hostCheckTransport is the last that sees a request: it sends none with a secret elsewhere, whatever the policies before it have
// changed, and takes no answer from elsewhere, as a transport that follows redirects would give.
type hostCheckTransport struct {
	allowedHosts

	transport policy.Transporter
}

// Do sends one request.
func (g *hostCheckTransport) Do(req *http.Request) (*http.Response, error) {
	if req.Header.Get("Authorization") != "" {
		if err := g.check(req.URL); err != nil {
			return nil, wire.NonRetriable(err)
		}
	}
	resp, err := g.transport.Do(req)
	if err != nil || resp.Request == nil || resp.Request.URL == nil || resp.Request.URL.Host == req.URL.Host {
		return resp, err
	}
	host := resp.Request.URL.Host
	return nil, errors.Join(wire.NonRetriable(fmt.Errorf("acs: the transport has followed a redirect to %q: it must follow none", host)), resp.Body.Close())
}
