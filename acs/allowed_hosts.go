package acs

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// allowedHosts is where what authorizes a request may be sent: to the endpoint's host and port and to those that were named,
// over TLS.
type allowedHosts struct {
	secret    string   // what is sent: "token" or "signature"
	hosts     []string // in the form of wire.HostPort
	allowHTTP bool
}

// newAllowedHosts reads the endpoint and further hosts, "host" or "host:port".
func newAllowedHosts(secret, endpoint string, hosts []string, allowHTTP bool) (allowedHosts, error) {
	base, err := parseEndpoint(secret, endpoint, allowHTTP)
	if err != nil {
		return allowedHosts{}, err
	}
	allowed := []string{wire.HostPort(base)}
	for _, host := range hosts {
		u, err := url.Parse("https://" + host)
		if err != nil || u.Host != host || u.Hostname() == "" {
			return allowedHosts{}, fmt.Errorf(`acs: Hosts: %q is not "host" or "host:port"`, host)
		}
		allowed = append(allowed, wire.HostPort(u))
	}
	return allowedHosts{secret: secret, hosts: allowed, allowHTTP: allowHTTP}, nil
}

// parseEndpoint reads an endpoint that secrets are sent to.
func parseEndpoint(secret, endpoint string, allowHTTP bool) (*url.URL, error) {
	u, err := wire.ParseEndpoint(endpoint)
	if err != nil {
		return nil, fmt.Errorf("acs: %w", err)
	}
	if u.Scheme == "http" && !allowHTTP {
		return nil, fmt.Errorf("acs: endpoint is http, but %ss are sent over https only (for tests, set InsecureAllowCredentialWithHTTP)", secret)
	}
	return u, nil
}

// check returns why a request to u must not carry the secret.
func (d *allowedHosts) check(u *url.URL) error {
	host := wire.HostPort(u)
	switch {
	case !strings.EqualFold(u.Scheme, "https") && !d.allowHTTP:
		return fmt.Errorf("acs: no %s sent to %q: the request is not https (for tests, set InsecureAllowCredentialWithHTTP)", d.secret, host)
	case !slices.Contains(d.hosts, host):
		return fmt.Errorf("acs: no %s sent to %q: the client is for %q (name more in Hosts)", d.secret, host, d.hosts)
	}
	return nil
}

// hostCheckPolicy hands a request to a policy that authorizes it, if it goes where it may go.
type hostCheckPolicy struct {
	allowedHosts
	authorize policy.Policy
}

// Do sends one try.
func (p *hostCheckPolicy) Do(request *policy.Request) (*http.Response, error) {
	if err := p.check(request.Raw().URL); err != nil {
		return nil, wire.NonRetriable(err)
	}
	return p.authorize.Do(request)
}

// errNoCredential is the error of constructors that get none.
func errNoCredential() error { return errors.New("acs: credential is nil") }
