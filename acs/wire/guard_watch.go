package wire

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
)

// connectionWatch watches the connections of one attempt, for a transport that may
// follow redirects. The first connection that the Authorization header is written to is
// the reference. A later one to another place is closed before its Authorization header
// is written, because net/http sends a long header while it writes it.
type connectionWatch struct {
	secure bool   // whether the request is https
	host   string // of the request
	trace  httptrace.ClientTrace

	mu        sync.Mutex
	address   string      // of the next connection
	current   *connection // nil before the first one
	reference *connection // nil before the first Authorization header
	err       error
}

// connection is a connection of an attempt.
type connection struct {
	net.Conn

	place
}

// place is where a connection leads. Connections to the same place are equal, because
// net/http retries a request if the service has closed an idle connection.
type place struct {
	address    string // "host:port" of the host or its proxy
	secure     bool
	serverName string // in TLS
	host       string // as sent in the request
}

// watchConnections returns a context for a request that watches its connections.
func watchConnections(req *http.Request) (context.Context, *connectionWatch) {
	w := &connectionWatch{secure: req.URL.Scheme == "https", host: lowerASCII(cmp.Or(req.Host, req.URL.Host))}
	w.trace = httptrace.ClientTrace{GetConn: w.getConn, GotConn: w.gotConn, WroteHeaderField: w.wroteHeaderField}
	return httptrace.WithClientTrace(req.Context(), &w.trace), w
}

// getConn notes the address of the next connection.
func (w *connectionWatch) getConn(address string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.address = lowerASCII(address)
}

// gotConn notes the connection on which the next request will be written.
func (w *connectionWatch) gotConn(info httptrace.GotConnInfo) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.current = &connection{info.Conn, place{address: w.address}}
	// Other types than *tls.Conn may have this method, if a transport wraps one.
	if conn, ok := info.Conn.(interface{ ConnectionState() tls.ConnectionState }); ok {
		w.current.secure, w.current.serverName = true, conn.ConnectionState().ServerName
	}
}

// wroteHeaderField checks the connection when the host is written, which precedes all
// other fields, and when the Authorization header is.
func (w *connectionWatch) wroteHeaderField(name string, values []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.current == nil:
	case name == "Host" || name == ":authority":
		w.current.host = lowerASCII(strings.Join(values, ","))
		w.checkHost()
	case !strings.EqualFold(name, "Authorization"):
	case w.secure && !w.current.secure:
		w.refuse(errNoTLS(w.current.address))
	case w.reference == nil:
		w.reference = w.current
	}
}

// checkHost refuses the current connection if it leads to another place than the
// reference, or if it is for the host of an https request, but without TLS. Requests to
// other places before the reference are the transport's own.
func (w *connectionWatch) checkHost() {
	switch {
	case w.reference != nil && w.current.place != w.reference.place:
		w.refuse(errRedirect(fmt.Sprintf("%q", w.current.address)))
	case w.secure && !w.current.secure && w.current.host == w.host:
		w.refuse(errNoTLS(w.current.address))
	}
}

// refuse closes the current connection, so that nothing more is sent. An HTTP/2
// connection may have other requests; they fail, too.
func (w *connectionWatch) refuse(err error) {
	if w.err == nil {
		w.err = err
	}
	_ = w.current.Close() // it is unusable now, even if this fails
}

// failure returns the error of the first connection that was refused, or nil. The
// watch may be nil.
func (w *connectionWatch) failure() error {
	if w == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// errNoTLS is the error for a connection of an https request that is not encrypted.
func errNoTLS(address string) error {
	return fmt.Errorf("acs: the transport connected to %q without TLS: transports must not send https requests over http", address)
}

// errRedirect is the error for a redirect that a transport followed.
func errRedirect(target string) error {
	return errors.New("acs: the transport followed a redirect to " + target + ": transports must not follow redirects")
}
