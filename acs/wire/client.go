package wire

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// tracingNamespace is the value of the attribute az.namespace of spans: the resource
// provider of Azure Communication Services.
const tracingNamespace = "Microsoft.Communication"

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
	// Auth authenticates each attempt of a request. It may be nil. Otherwise,
	// requests are sent only to hosts that next links may refer to, over TLS unless
	// Options.InsecureAllowCredentialWithHTTP is set, and redirects are not followed.
	Auth Auth
	// NewError returns the error for a response with an unexpected status.
	NewError func(*http.Response) error
	// AllowedNextLinkHosts are hosts that next links may refer to, in addition
	// to the endpoint's host, as "host" or "host:port" and with the endpoint's
	// scheme.
	AllowedNextLinkHosts []string
	// RetryNonIdempotent also retries non-idempotent requests that the service
	// may already have processed, after every failure that azcore retries. By
	// default they are retried only if that is impossible: after status 429
	// and after errors while connecting.
	RetryNonIdempotent bool
	// MaxResponseSize is the maximum size of a response body in bytes, both as
	// received and after decompression. If zero, it is 64 MiB. A larger body is an error, which is
	// not retried. The body of an error response is truncated instead, after
	// 1 MiB or MaxResponseSize, whichever is less.
	MaxResponseSize int64
	// CopyStrings copies each string of a response. By default, they share the
	// memory of the body.
	CopyStrings bool
	// SecretBodies tells that bodies contain secrets: Options.Logging.IncludeBody is
	// ignored, and errors do not show the beginning of a response that cannot be read.
	SecretBodies bool
	// KeepItemJSON keeps the JSON of the items of pages.
	KeepItemJSON bool
	// Pacer delays the requests that have a [Request.Pace]. It may be nil.
	Pacer *Pacer
	// Options are the azcore options from the caller.
	Options azcore.ClientOptions
}

// Auth returns the per-retry policy that authenticates a client's requests. It
// may modify the client's configuration.
type Auth func(*Config) (policy.Policy, error)

// Client sends the requests of generated clients. It is safe for concurrent use.
type Client struct {
	azure        *azcore.Client
	baseURL      string // the endpoint's text
	apiVersion   string // the query parameter of the version, or ""
	guard        *Guard
	copyStrings  bool // of responses
	keepItemJSON bool
	secretBodies bool   // errors must not show bodies
	pacer        *Pacer // or nil
	followers    *Pacer // of ranges of changes, if pacer is nil; nil before the first one
	paceKey      string // of requests that the service counts by user
	throttles    throttles
	newError     func(*http.Response) error

	createFollowers sync.Once
}

// NewClient returns a client with a new pipeline. It returns an error if the
// endpoint, a next-link host or the module version is invalid, or if config.Auth
// fails.
func NewClient(config Config) (*Client, error) {
	endpoint, err := ParseEndpoint(config.Endpoint)
	if err != nil {
		return nil, err
	}
	guard, err := NewGuard(endpoint, GuardOptions{
		Hosts: config.AllowedNextLinkHosts, HostsOption: "ClientOptions.AllowedNextLinkHosts",
		AllowHTTP: config.Auth == nil || config.Options.InsecureAllowCredentialWithHTTP,
	})
	if err != nil {
		return nil, err
	}
	client := &Client{baseURL: endpoint.String(), guard: guard, pacer: config.Pacer}
	client.paceKey = fmt.Sprintf("%p", client)
	client.throttles.byKey = map[throttleKey]*keyedThrottle{}
	client.copyStrings, client.keepItemJSON, client.secretBodies = config.CopyStrings, config.KeepItemJSON, config.SecretBodies
	if version := cmp.Or(config.Options.APIVersion, config.APIVersion); version != "" {
		client.apiVersion = string(appendEscaped([]byte("api-version="), version))
	}
	config.Options.APIVersion = "" // azcore would also add it to next links
	if config.SecretBodies {
		config.Options.Logging.IncludeBody = false
	}
	if client.azure, client.newError, err = newPipeline(&config, guard); err != nil {
		return nil, err
	}
	return client, nil
}

// newPipeline returns azcore's client for a configuration, and the function that
// returns the error for a response with an unexpected status. If the client has
// credentials, the guard checks where they are sent.
func newPipeline(config *Config, guard *Guard) (*azcore.Client, func(*http.Response) error, error) {
	attempt := &attemptPolicy{next: (*policy.Request).Next}
	if config.Auth != nil {
		auth, err := config.Auth(config)
		if err != nil {
			return nil, nil, err
		}
		attempt.next = guard.Policy(auth).Do
		config.Options.Transport = guard.Transport(config.Options.Transport)
	}
	transport, err := newBodyTransport(config)
	if err != nil {
		return nil, nil, err
	}
	newError := func(resp *http.Response) error { return transport.noteTruncation(config.NewError(resp), resp) }
	attempt.newError, attempt.retryNonIdempotent, attempt.rules = newError, config.RetryNonIdempotent, newRetryRules(config.Options.Retry)
	options := config.Options
	options.Transport = transport
	azure, err := azcore.NewClient(config.Module, config.Version, runtime.PipelineOptions{
		PerRetry:               []policy.Policy{attempt},
		Tracing:                runtime.TracingOptions{Namespace: tracingNamespace},
		AllowedHeaders:         []string{"MS-CV", "X-Azure-Ref", "api-supported-versions", "repeatability-request-id"},
		AllowedQueryParameters: loggedQueryParameters(),
	}, &options)
	return azure, newError, err
}

// ParseEndpoint parses the URL of a service. It adds the scheme https if there is
// none, and removes trailing slashes. It returns an error if the URL is empty, is
// not http or https, has a host that is not ASCII, or has an invalid port, user
// information, a query or a fragment. The error
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
		return nil, fmt.Errorf("endpoint has the scheme %s instead of https", Quote(u.Scheme))
	}
	if !isASCII(u.Host) {
		return nil, errors.New(`endpoint has a host that is not ASCII (want its punycode form, "xn--...")`)
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

// HostPort returns the host and port of a URL as "host:port", with ASCII letters in
// lower case. If the URL has no port, it uses the scheme's default port.
func HostPort(u *url.URL) string {
	port := u.Port()
	switch {
	case port != "":
	case u.Scheme == "http":
		port = "80"
	default:
		port = "443"
	}
	return net.JoinHostPort(lowerASCII(u.Hostname()), port)
}
