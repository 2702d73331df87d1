package wire

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// Guard restricts the requests that carry credentials to the scheme of an endpoint,
// and to the hosts and ports of the endpoint and of a list. One guard serves all
// checks of a pipeline: of next links, of each attempt before it is authorized, and
// of the request that the transport finally sends.
type Guard struct {
	endpoint *url.URL
	hosts    []string // as returned by [HostPort]; the first one is the endpoint's
	option   string   // the name of GuardOptions.HostsOption
}

// GuardOptions are the settings of a [Guard].
type GuardOptions struct {
	// Hosts are allowed in addition to the endpoint's host, as "host:port", or as
	// "host" for the default port of the endpoint's scheme.
	Hosts []string
	// HostsOption is the caller's name of Hosts, for errors. If empty, the caller
	// cannot allow other hosts.
	HostsOption string
	// AllowHTTP allows an endpoint without TLS.
	AllowHTTP bool
}

// NewGuard returns a guard for an endpoint, as returned by [ParseEndpoint]. It returns
// an error if a host is invalid, or if the endpoint has no TLS and that is not allowed.
func NewGuard(endpoint *url.URL, options GuardOptions) (*Guard, error) {
	if endpoint.Scheme != "https" && !options.AllowHTTP {
		return nil, errors.New("endpoint is http, but credentials are sent over https only (for tests, set InsecureAllowCredentialWithHTTP)")
	}
	guard := &Guard{endpoint, []string{HostPort(endpoint)}, options.HostsOption}
	for _, host := range options.Hosts {
		u, err := url.Parse(endpoint.Scheme + "://" + host)
		if err == nil && !isASCII(u.Host) {
			return nil, fmt.Errorf("%s: %w", options.HostsOption, notASCII(u.Host))
		}
		if err != nil || u.Host != host || u.Hostname() == "" || strings.ContainsAny(host, "*,") {
			return nil, fmt.Errorf(`%s: invalid host %s (want "host" or "host:port")`, options.HostsOption, Quote(host))
		}
		guard.hosts = append(guard.hosts, HostPort(u))
	}
	return guard, nil
}

// check returns an error if a request to u must not carry credentials.
func (g *Guard) check(u *url.URL) error {
	switch {
	case u.User != nil:
		return errors.New("the URL must not contain user information")
	case u.Opaque != "": // a proxy would be asked for this instead of the host
		return fmt.Errorf("the URL must not have the opaque part %s", Quote(u.Opaque))
	case u.Scheme != g.endpoint.Scheme:
		return fmt.Errorf("scheme %s is not the endpoint's %q", Quote(u.Scheme), g.endpoint.Scheme)
	case u.Host == g.endpoint.Host:
		return nil
	case !isASCII(u.Host):
		return notASCII(u.Host)
	case slices.Contains(g.hosts, HostPort(u)):
		return nil
	case g.option == "":
		return fmt.Errorf("host %s is not the endpoint's %q", Quote(u.Host), g.endpoint.Host)
	}
	return fmt.Errorf("host %s is neither the endpoint's %q nor one of %s", Quote(u.Host), g.endpoint.Host, g.option)
}

// refuse returns a non-retriable error if a request to u must not carry credentials.
func (g *Guard) refuse(u *url.URL) error {
	if err := g.check(u); err != nil {
		return NonRetriable(fmt.Errorf("acs: no credentials sent to %s: %w", Quote(HostPort(u)), err))
	}
	return nil
}

// Policy returns a per-retry policy that passes a request to the authorizing policy
// only if it may carry credentials. Otherwise, it returns a non-retriable error.
func (g *Guard) Policy(authorize policy.Policy) policy.Policy { return &guardPolicy{g, authorize} }

type guardPolicy struct {
	guard     *Guard
	authorize policy.Policy
}

// Do checks one attempt.
func (p *guardPolicy) Do(request *policy.Request) (*http.Response, error) {
	if err := p.guard.refuse(request.Raw().URL); err != nil {
		return nil, err
	}
	return p.authorize.Do(request)
}

// Next passes an authorized request to the next policy, in a pipeline whose transport
// is not known. Like [Guard.Transport], it prevents that a transport follows redirects,
// and it returns an error if a later policy changed the method, or the host to one that
// is not allowed.
func (g *Guard) Next(request *policy.Request) (*http.Response, error) {
	method := request.Raw().Method
	ctx, watch := watchConnections(request.Raw())
	resp, err := request.WithContext(ctx).Next()
	return watch.verify(resp, err, func(r *http.Request) error {
		if cmp.Or(r.Method, http.MethodGet) == method && g.check(r.URL) == nil {
			return nil
		}
		return fmt.Errorf("acs: a later policy or a redirect changed the request to %s", describe(r))
	})
}
