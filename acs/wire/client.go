package wire

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// Config is what a generated constructor knows of its client.
type Config struct {
	// Module and Version name the package in the User-Agent header and to the
	// tracing provider.
	Module  string
	Version string
	// Endpoint is the service's address as the caller gave it.
	Endpoint string
	// APIVersion is sent as api-version on every call but next links, unless
	// Options.APIVersion says another one. Empty: none is sent.
	APIVersion string
	// Auth authenticates each try of a request. It may be nil.
	Auth Auth
	// NewError makes the error for an answer with an unexpected status.
	NewError func(*http.Response) error
	// AllowedNextLinkHosts may be followed besides the endpoint's own, as "host" or
	// "host:port", with the endpoint's scheme. For Auth they all have a port.
	AllowedNextLinkHosts []string
	// RetryNonIdempotent sends requests that must not be carried out twice again after
	// every failure that azcore retries, also when the first try may have been
	// carried out (any answer 408 or 5xx, a connection that broke).
	RetryNonIdempotent bool
	// Options are the caller's.
	Options azcore.ClientOptions
}

// Auth returns the policy that authenticates a client's requests. It may change
// the client's configuration.
type Auth func(*Config) (policy.Policy, error)

// Client sends the calls of a generated client. It is safe for concurrent use.
type Client struct {
	azure    *azcore.Client
	endpoint *url.URL
	version  string
	hosts    []string // "host:port" that a next link may name
	newError func(*http.Response) error
}

// NewClient checks the endpoint and builds the pipeline.
func NewClient(config Config) (*Client, error) {
	endpoint, err := ParseEndpoint(config.Endpoint)
	if err != nil {
		return nil, err
	}
	hosts, err := linkHosts(endpoint, config.AllowedNextLinkHosts)
	if err != nil {
		return nil, err
	}
	config.AllowedNextLinkHosts = hosts[1:]
	var perRetry []policy.Policy
	if !config.RetryNonIdempotent {
		perRetry = append(perRetry, idempotencyPolicy{newError: config.NewError})
	}
	if config.Auth != nil {
		auth, err := config.Auth(&config)
		if err != nil {
			return nil, err
		}
		perRetry = append(perRetry, auth)
	}
	options := config.Options
	version := config.APIVersion
	if options.APIVersion != "" {
		version = options.APIVersion
		options.APIVersion = "" // azcore would add it to next links too
	}
	pipeline := runtime.PipelineOptions{
		PerRetry:               perRetry,
		AllowedHeaders:         []string{"MS-CV", "X-Azure-Ref", "api-supported-versions", "repeatability-request-id"},
		AllowedQueryParameters: []string{"api-version", "maxPageSize", "skip", "startTime"},
	}
	azure, err := azcore.NewClient(config.Module, config.Version, pipeline, &options)
	if err != nil {
		return nil, err
	}
	return &Client{azure: azure, endpoint: endpoint, version: version, hosts: hosts, newError: config.NewError}, nil
}

// ParseEndpoint reads a service address. Without a scheme it gets https; a
// slash at its end is dropped. Errors do not repeat the text: a connection
// string given by mistake holds an access key.
func ParseEndpoint(endpoint string) (*url.URL, error) {
	if endpoint == "" {
		return nil, errors.New("endpoint is empty")
	}
	text := endpoint
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(strings.TrimRight(text, "/"))
	// url.Parse takes "endpoint=h;accesskey=k" for a host, and so would a resolver.
	if err != nil || u.Hostname() == "" || u.User != nil || strings.HasSuffix(u.Host, ":") || strings.ContainsAny(text, "=;?# ") {
		return nil, errors.New("endpoint is not a URL like https://example.communication.azure.com")
	}
	if u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("endpoint has the scheme %q instead of https", u.Scheme)
	}
	return u, nil
}

// linkHosts returns the hosts that a next link may name, in the form of
// [HostPort]. others go with the endpoint's scheme.
func linkHosts(endpoint *url.URL, others []string) ([]string, error) {
	hosts := []string{HostPort(endpoint)}
	for _, host := range others {
		u, err := url.Parse(endpoint.Scheme + "://" + host)
		if err != nil || u.Host != host || u.Hostname() == "" || strings.ContainsAny(host, "*,") {
			return nil, fmt.Errorf(`AllowedNextLinkHosts: %q is not "host" or "host:port"`, host)
		}
		hosts = append(hosts, HostPort(u))
	}
	return hosts, nil
}

// HostPort returns "host:port" of an address in lower case, with the port that
// the scheme means if the address names none.
func HostPort(u *url.URL) string {
	port := u.Port()
	switch {
	case port != "":
	case u.Scheme == "http":
		port = "80"
	default:
		port = "443"
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// Call sends a request and reads the answer with decode, which is nil for an
// answer without a body. name is the span's, "ThreadClient.SendMessage".
// A status other than those wanted is the error that Config.NewError makes.
func Call[R any](ctx context.Context, c *Client, name string, r *Request, decode func(*R, *Decoder) error, statuses ...int) (result R, err error) {
	ctx, end := runtime.StartSpan(ctx, name, c.azure.Tracer(), nil)
	defer func() { end(err) }()
	req, err := r.build(ctx, c.endpoint.String(), c.version)
	if err != nil {
		return result, fmt.Errorf("%s: %w", name, err)
	}
	return send(c, name, req, decode, statuses, r.noBodyStatuses)
}

// send sends a request. An answer with one of the empty statuses is not decoded.
func send[R any](c *Client, name string, req *policy.Request, decode func(*R, *Decoder) error, statuses, empty []int) (R, error) {
	var result, none R
	req.Raw().Header.Set("Accept", "application/json")
	resp, err := c.azure.Pipeline().Do(req)
	if err != nil {
		if final, ok := errors.AsType[*nonRetriableError](err); ok {
			err = final.err
		}
		return none, err
	}
	if !slices.Contains(statuses, resp.StatusCode) {
		return none, c.newError(resp)
	}
	data, err := runtime.Payload(resp)
	if err != nil {
		return none, fmt.Errorf("%s: reading the answer: %w", name, err)
	}
	if decode == nil || resp.StatusCode == http.StatusNoContent || slices.Contains(empty, resp.StatusCode) {
		return result, nil
	}
	if err := Unmarshal(data, &result, decode); err != nil {
		return none, fmt.Errorf("%s: reading the answer: %w", name, err)
	}
	return result, nil
}
