package wire

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// Config is the configuration of a client. Generated constructors create it.
type Config struct {
	// Module and Version identify the package in the User-Agent header and in
	// traces.
	Module  string
	Version string
	// Endpoint is the service's URL; see [ParseEndpoint].
	Endpoint string
	// APIVersion is sent as the query parameter api-version with every request
	// except those for next links. Options.APIVersion overrides it. If empty, no
	// version is sent.
	APIVersion string
	// Auth authenticates each attempt of a request. It may be nil.
	Auth Auth
	// NewError returns the error for a response with an unexpected status.
	NewError func(*http.Response) error
	// AllowedNextLinkHosts are hosts that next links may refer to, in addition
	// to the endpoint's host, as "host" or "host:port" and with the endpoint's
	// scheme. When Auth is called, they all include a port.
	AllowedNextLinkHosts []string
	// RetryNonIdempotent also retries non-idempotent requests that the service
	// may already have processed, after every failure that azcore retries. By
	// default they are retried only if that is impossible: after status 429
	// and after errors while connecting.
	RetryNonIdempotent bool
	// MaxResponseSize is the maximum size of a response body in bytes, after
	// decompression. If zero, it is 64 MiB. A larger body is an error, which is
	// not retried. The body of an error response is truncated instead, after
	// 1 MiB or MaxResponseSize, whichever is less.
	MaxResponseSize int64
	// CopyStrings copies each string of a response. By default, they share the
	// memory of the body.
	CopyStrings bool
	// KeepItemJSON keeps the JSON of the items of pages.
	KeepItemJSON bool
	// NeverLogBodies ignores Options.Logging.IncludeBody, because bodies contain
	// secrets.
	NeverLogBodies bool
	// Options are the azcore options from the caller.
	Options azcore.ClientOptions
}

// Auth returns the per-retry policy that authenticates a client's requests. It
// may modify the client's configuration.
type Auth func(*Config) (policy.Policy, error)

// Client sends the requests of generated clients. It is safe for concurrent use.
type Client struct {
	azure        *azcore.Client
	endpoint     *url.URL
	baseURL      string   // the endpoint's text
	apiVersion   string   // the query parameter of the version, or ""
	hosts        []string // "host:port" of all hosts that next links may refer to
	copyStrings  bool     // of responses
	keepItemJSON bool
	newError     func(*http.Response) error
}

// NewClient returns a client with a new pipeline. It returns an error if the
// endpoint, a next-link host or the module version is invalid, or if config.Auth
// fails.
func NewClient(config Config) (*Client, error) {
	endpoint, err := ParseEndpoint(config.Endpoint)
	if err != nil {
		return nil, err
	}
	hosts, err := nextLinkHosts(endpoint, config.AllowedNextLinkHosts)
	if err != nil {
		return nil, err
	}
	config.AllowedNextLinkHosts = hosts[1:]
	client := &Client{endpoint: endpoint, baseURL: endpoint.String(), hosts: hosts, copyStrings: config.CopyStrings, keepItemJSON: config.KeepItemJSON}
	if version := cmp.Or(config.Options.APIVersion, config.APIVersion); version != "" {
		client.apiVersion = string(appendEscaped([]byte("api-version="), version))
	}
	config.Options.APIVersion = "" // azcore would also add it to next links
	if config.NeverLogBodies {
		config.Options.Logging.IncludeBody = false
	}
	if client.azure, client.newError, err = newPipeline(&config); err != nil {
		return nil, err
	}
	return client, nil
}

// newPipeline returns azcore's client for a configuration, and the function that
// returns the error for a response with an unexpected status.
func newPipeline(config *Config) (*azcore.Client, func(*http.Response) error, error) {
	perRetry := make([]policy.Policy, 1, 2) // the first one is set below
	if config.Auth != nil {
		auth, err := config.Auth(config)
		if err != nil {
			return nil, nil, err
		}
		perRetry = append(perRetry, auth)
	}
	transport, err := newBodyTransport(config)
	if err != nil {
		return nil, nil, err
	}
	newError := func(resp *http.Response) error { return transport.noteTruncation(config.NewError(resp), resp) }
	perRetry[0] = &attemptPolicy{newError, config.RetryNonIdempotent}
	options := config.Options
	options.Transport = transport
	azure, err := azcore.NewClient(config.Module, config.Version, runtime.PipelineOptions{
		PerRetry:               perRetry,
		AllowedHeaders:         []string{"MS-CV", "X-Azure-Ref", "api-supported-versions", "repeatability-request-id"},
		AllowedQueryParameters: loggedQueryParameters(),
	}, &options)
	return azure, newError, err
}

// ParseEndpoint parses the URL of a service. It adds the scheme https if there is
// none, and removes trailing slashes. It returns an error if the URL is empty, is
// not http or https, or has an invalid port, user information, a query or a
// fragment. The error
// does not contain the URL: a caller may have passed a connection string, which
// contains an access key.
func ParseEndpoint(endpoint string) (*url.URL, error) {
	if endpoint == "" {
		return nil, errors.New("endpoint is empty")
	}
	text := endpoint
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(strings.TrimRight(text, "/"))
	// url.Parse accepts "endpoint=h;accesskey=k" as a host, so reject '=' and ';'.
	if err != nil || u.Hostname() == "" || u.User != nil || strings.HasSuffix(u.Host, ":") || strings.ContainsAny(text, "=;?# ") {
		return nil, errors.New("endpoint is not a URL like https://example.communication.azure.com")
	}
	if u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("endpoint has the scheme %q instead of https", u.Scheme)
	}
	if port := u.Port(); port != "" && !isPort(port) {
		return nil, errors.New("endpoint has an invalid port (want 1 to 65535)")
	}
	return u, nil
}

// isPort reports whether a number is that of a port to which a client can connect.
func isPort(number string) bool {
	port, err := strconv.ParseUint(number, 10, 16)
	return err == nil && port > 0
}

// nextLinkHosts returns the hosts that next links may refer to, in the format of
// [HostPort]: the endpoint's host, followed by the additional hosts.
func nextLinkHosts(endpoint *url.URL, additional []string) ([]string, error) {
	hosts := []string{HostPort(endpoint)}
	for _, host := range additional {
		u, err := url.Parse(endpoint.Scheme + "://" + host)
		if err != nil || u.Host != host || u.Hostname() == "" || strings.ContainsAny(host, "*,") {
			return nil, fmt.Errorf(`AllowedNextLinkHosts: invalid host %q (want "host" or "host:port")`, host)
		}
		hosts = append(hosts, HostPort(u))
	}
	return hosts, nil
}

// HostPort returns the host and port of a URL as "host:port" in lower case. If the
// URL has no port, it uses the scheme's default port.
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

// Call sends a request and decodes the response with decode, which is nil if the
// response has no body. name is the name of the tracing span, such as
// "ThreadClient.SendMessage". If the status is not one of statuses, Call returns
// the error from Config.NewError. If it is, but the body is nothing but an error
// object, Call returns the same error, wrapped with name. An error recorded by the
// request, or in decoding, is wrapped with name.
func Call[R any](ctx context.Context, c *Client, name string, r *Request, decode func(*R, *Decoder), statuses ...int) (R, error) {
	return call(ctx, c, name, r, responseSpec[R]{decode: decode, statuses: statuses, noBodyStatuses: r.noBodyStatuses})
}

// responseSpec describes the expected responses of a call.
type responseSpec[R any] struct {
	decode         func(*R, *Decoder) // nil if the response has no body
	itemDetails    func(*R) (*[]*ItemError, *[]json.RawMessage)
	statuses       []int
	noBodyStatuses []int
}

// call is [Call] with a specification.
func call[R any](ctx context.Context, c *Client, name string, r *Request, spec responseSpec[R]) (result R, err error) {
	ctx, end := runtime.StartSpan(ctx, name, c.azure.Tracer(), nil)
	defer func() { end(err) }()
	req, err := r.build(ctx, c.baseURL, c.apiVersion)
	if err != nil {
		return result, fmt.Errorf("%s: %w", name, err)
	}
	return send(c, name, req, spec)
}

// send sends a request and decodes the response. A successful response whose body is
// an error of the service is returned as the error of Config.NewError.
func send[R any](c *Client, name string, req *policy.Request, spec responseSpec[R]) (R, error) {
	var none R
	req.Raw().Header.Set("Accept", "application/json")
	resp, err := c.azure.Pipeline().Do(req)
	if err != nil {
		if final, ok := errors.AsType[*nonRetriableError](err); ok {
			err = final.err
		}
		if _, ok := errors.AsType[*bodyError](err); ok {
			err = fmt.Errorf("%s: %w", name, err)
		}
		return none, err
	}
	if !slices.Contains(spec.statuses, resp.StatusCode) {
		return none, c.newError(resp)
	}
	data, err := runtime.Payload(resp)
	if err != nil {
		return none, fmt.Errorf("%s: %w", name, &bodyError{err})
	}
	result, err := spec.read(c, name, resp.StatusCode, data)
	if errors.Is(err, errService) {
		return none, fmt.Errorf("%s: %w: %w", name, errService, c.newError(resp))
	}
	return result, err
}

// read decodes the body of a successful response. If there is none where the document
// declares one, it is read like an empty object.
func (spec responseSpec[R]) read(c *Client, name string, status int, data []byte) (R, error) {
	var result, none R
	if spec.decode == nil || status == http.StatusNoContent || slices.Contains(spec.noBodyStatuses, status) {
		return none, checkIgnoredBody(data)
	}
	if len(data) == 0 {
		data = []byte("{}")
	}
	options := responseOptions{copyStrings: c.copyStrings}
	if spec.itemDetails != nil {
		options.items, options.itemJSON = spec.itemDetails(&result)
		if !c.keepItemJSON {
			options.itemJSON = nil
		}
	}
	if err := unmarshalResponse(data, &result, spec.decode, options); err != nil {
		return none, fmt.Errorf("%s: reading the response: %w", name, err)
	}
	if options.items != nil {
		for _, e := range *options.items {
			e.Err = fmt.Errorf("%s: reading the response: %w", name, e.Err)
		}
	}
	return result, nil
}

// checkIgnoredBody returns errService if a body that is not read is an error of the
// service. Any other body is valid.
func checkIgnoredBody(data []byte) error {
	if len(data) == 0 {
		return nil
	}
	err := unmarshalResponse(data, &struct{}{}, func(_ *struct{}, d *Decoder) {
		o := d.Object()
		for o.More() {
		}
	}, responseOptions{})
	if errors.Is(err, errService) {
		return errService
	}
	return nil
}
