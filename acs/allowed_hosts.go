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

// allowedHosts restricts the requests that a secret may be sent with: to the hosts and ports of the endpoint and of an allowlist,
// and to TLS.
type allowedHosts struct {
	secret    string   // the kind of secret in errors: "token" or "signature"
	endpoint  *url.URL // where most requests go
	hosts     []string // as returned by wire.HostPort
	allowHTTP bool
}

// newAllowedHosts allows the endpoint and the additional hosts, each as "host:port", or "host" for port 443.
func newAllowedHosts(secret, endpoint string, hosts []string, allowHTTP bool) (allowedHosts, error) {
	base, err := parseEndpoint(secret, endpoint, allowHTTP)
	if err != nil {
		return allowedHosts{}, err
	}
	allowed := []string{wire.HostPort(base)}
	for _, host := range hosts {
		u, err := url.Parse("https://" + host)
		if err != nil || u.Host != host || u.Hostname() == "" {
			return allowedHosts{}, fmt.Errorf(`acs: Hosts: invalid host %q (want "host" or "host:port")`, host)
		}
		allowed = append(allowed, wire.HostPort(u))
	}
	return allowedHosts{secret: secret, endpoint: base, hosts: allowed, allowHTTP: allowHTTP}, nil
}

// parseEndpoint parses the endpoint that the secret is sent to. It returns an error if the endpoint is plain HTTP and that is not
// allowed.
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

// check returns an error if the secret must not be sent to u.
func (a *allowedHosts) check(u *url.URL) error {
	if u.Scheme == a.endpoint.Scheme && u.Host == a.endpoint.Host {
		return nil
	}
	host := wire.HostPort(u)
	switch {
	case !strings.EqualFold(u.Scheme, "https") && !a.allowHTTP:
		return fmt.Errorf("acs: no %s sent to %q: the request is not https (for tests, set InsecureAllowCredentialWithHTTP)", a.secret, host)
	case !slices.Contains(a.hosts, host):
		return fmt.Errorf("acs: no %s sent to %q: only %q are allowed (add hosts with Hosts)", a.secret, host, a.hosts)
	}
	return nil
}

// hostCheckPolicy passes a request to the authorizing policy if its host is allowed.
type hostCheckPolicy struct {
	allowedHosts
	authorize policy.Policy
}

// Do sends one attempt, or returns a non-retriable error if the host is not allowed.
func (p *hostCheckPolicy) Do(request *policy.Request) (*http.Response, error) {
	if err := p.check(request.Raw().URL); err != nil {
		return nil, wire.NonRetriable(err)
	}
	return p.authorize.Do(request)
}

// errNilCredential is the error that constructors return for a nil credential.
func errNilCredential() error { return errors.New("acs: credential is nil") }
