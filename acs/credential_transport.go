package acs

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// WithoutRedirects returns a transport that returns a redirect as the response instead of following it. The service does not send
// redirects. An [http.Client], which is also azcore's default transport, would forward the Authorization header to subdomains, to
// other ports of the host, and from https to http, where no pipeline policy can prevent it.
//
// If transport is nil, it returns a new client that uses [http.DefaultTransport]. It copies an [http.Client] and replaces
// CheckRedirect in the copy. It returns any other transport unchanged; such a transport must not follow redirects.
func WithoutRedirects(transport policy.Transporter) policy.Transporter {
	if transport == nil {
		transport = &http.Client{}
	}
	client, ok := transport.(*http.Client)
	if !ok {
		return transport
	}
	modified := *client
	modified.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &modified
}

// hostCheckTransport checks requests after all policies, so that no policy can direct a secret to another host. It rejects a
// response from a host other than the request's, which results from a transport that follows redirects.
type hostCheckTransport struct {
	allowedHosts

	transport policy.Transporter
}

// Do sends one attempt. Its own errors are not retried.
func (t *hostCheckTransport) Do(req *http.Request) (*http.Response, error) {
	if req.Header.Get("Authorization") != "" {
		if err := t.check(req.URL); err != nil {
			return nil, wire.NonRetriable(err)
		}
	}
	resp, err := t.transport.Do(req)
	if err != nil || resp.Request == nil || resp.Request.URL == nil || resp.Request.URL.Host == req.URL.Host {
		return resp, err
	}
	host := resp.Request.URL.Host
	err = fmt.Errorf("acs: the transport followed a redirect to %q: transports must not follow redirects", host)
	return nil, errors.Join(wire.NonRetriable(err), resp.Body.Close())
}
