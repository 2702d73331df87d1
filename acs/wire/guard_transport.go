package wire

import (
	"cmp"
	"fmt"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// Transport returns a transport that sends a request only if it may carry credentials,
// after all policies, and that does not follow redirects; see [WithoutRedirects]. If
// transport may follow them anyway, the connections of each attempt are watched, so
// that credentials are not sent to the target. A response to another request than the
// one that was sent is an error. These errors are not retried.
func (g *Guard) Transport(transport policy.Transporter) policy.Transporter {
	transport = WithoutRedirects(transport)
	return &guardTransport{g, transport, canRedirect(transport)}
}

type guardTransport struct {
	guard     *Guard
	transport policy.Transporter
	watched   bool
}

// Do sends one attempt.
func (t *guardTransport) Do(req *http.Request) (*http.Response, error) {
	if err := t.guard.refuse(req.URL); err != nil {
		return nil, err
	}
	var watch *connectionWatch
	if t.watched {
		ctx, w := watchConnections(req)
		req, watch = req.WithContext(ctx), w
	}
	method, target := req.Method, *req.URL
	resp, err := t.transport.Do(req)
	return watch.verify(resp, err, func(r *http.Request) error {
		sameHost := r.URL.Host == target.Host || HostPort(r.URL) == HostPort(&target)
		if cmp.Or(r.Method, http.MethodGet) == method && r.URL.Scheme == target.Scheme && sameHost {
			return nil
		}
		return errRedirect(describe(r))
	})
}

// describe returns the method and the place of a request.
func describe(r *http.Request) string {
	return fmt.Sprintf("%s %q", cmp.Or(r.Method, http.MethodGet), r.URL.Scheme+"://"+r.URL.Host)
}

// verify returns a non-retriable error instead of the result of an attempt if the watch
// refused a connection, or if check returns an error for the request of the response.
// The watch may be nil.
func (w *connectionWatch) verify(resp *http.Response, err error, check func(*http.Request) error) (*http.Response, error) {
	failure := w.failure()
	if failure == nil && resp != nil && resp.Request != nil && resp.Request.URL != nil {
		failure = check(resp.Request)
	}
	if failure == nil {
		return resp, err
	}
	if resp != nil && resp.Body != nil {
		_ = resp.Body.Close() // the body is not used
	}
	return nil, NonRetriable(failure)
}
