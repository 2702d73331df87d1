package wire_test

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// A target is a server to which a redirect leads. It records all that it receives.
type target struct {
	*httptest.Server

	mu       sync.Mutex
	received bytes.Buffer // decrypted, unless over HTTP/2
	requests atomic.Int32
}

// newTarget starts a server for http, https or h2.
func newTarget(t *testing.T, protocol string) *target {
	t.Helper()
	s := &target{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		s.record([]byte(r.Header.Get("Authorization")))
		w.WriteHeader(http.StatusNoContent)
	}))
	switch protocol {
	case "http":
		s.Listener = recordingListener{s.Listener, s}
		s.Start()
	case "https":
		s.Listener = recordingListener{tls.NewListener(s.Listener, serverTLS(t)), s}
		s.Start()
		s.URL = strings.Replace(s.URL, "http", "https", 1)
	default:
		s.EnableHTTP2 = true
		s.StartTLS()
	}
	t.Cleanup(s.Close)
	return s
}

// serverTLS returns the configuration of a test server, which all clients of test
// servers trust.
func serverTLS(t *testing.T) *tls.Config {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	return &tls.Config{Certificates: s.TLS.Certificates, MinVersion: tls.VersionTLS12}
}

func (s *target) record(data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.received.Write(data)
}

// wantNoSecret waits for the end of all connections and checks what the server received.
func (s *target) wantNoSecret(t *testing.T) {
	t.Helper()
	s.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.received.Len() > 0 && strings.Contains(strings.ToLower(s.received.String()), "secret") {
		t.Errorf("the target received the secret: %.300q", s.received.String())
	}
}

// recordingListener records what its connections read.
type recordingListener struct {
	net.Listener

	target *target
}

// Accept returns the next connection.
func (l recordingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return recordingConn{conn, l.target}, err
}

type recordingConn struct {
	net.Conn

	target *target
}

// Read records the data.
func (c recordingConn) Read(data []byte) (int, error) {
	n, err := c.Conn.Read(data)
	c.target.record(data[:n])
	return n, err
}

// newRedirector starts a service, with HTTP/2 or not, that redirects to a URL.
func newRedirector(t *testing.T, h2 bool, url string) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(http.RedirectHandler(url, http.StatusTemporaryRedirect))
	s.EnableHTTP2 = h2
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// roundTripFunc is an http.RoundTripper.
type roundTripFunc func(*http.Request) (*http.Response, error)

// RoundTrip sends a request.
func (f roundTripFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// following returns transports that follow redirects below the client.
func following(client *http.Client) map[string]interface {
	Do(*http.Request) (*http.Response, error)
} {
	return map[string]interface {
		Do(*http.Request) (*http.Response, error)
	}{
		"wrapped client": transportFunc(client.Do),
		"round tripper":  &http.Client{Transport: roundTripFunc(client.Do)},
	}
}

// A transport that follows redirects does not send credentials to the target, be it
// another port or http, over any version of HTTP, and however long they are.
func TestRedirectWithoutLeak(t *testing.T) {
	secrets := map[string]string{"short": "secret", "long": strings.Repeat("secret", 2000)}
	for _, protocol := range []string{"http", "https", "h2"} {
		for size, secret := range secrets {
			for _, h2 := range []bool{false, true} {
				for kind := range following(nil) {
					t.Run(strings.Join([]string{protocol, size, kind, map[bool]string{false: "from HTTP/1", true: "from HTTP/2"}[h2]}, " "), func(t *testing.T) {
						target := newTarget(t, protocol)
						service := newRedirector(t, h2, target.URL+"/b")
						config := withAuth(newConfig(service.URL), secret)
						config.Options.Transport = following(service.Client())[kind]
						_, err := newThread(t, config).send(t.Context(), "hello", nil)
						wantError(t, err, `ThreadClient.SendMessage: acs: the transport followed a redirect to "`+target.Listener.Addr().String()+`": transports must not follow redirects`)
						target.wantNoSecret(t)
						if n := target.requests.Load(); n != 0 {
							t.Errorf("%d requests to the target", n)
						}
					})
				}
			}
		}
	}
}

// A connection to the target that is already open is not used, either.
func TestRedirectReusedConnection(t *testing.T) {
	for _, protocol := range []string{"http", "https", "h2"} {
		target := newTarget(t, protocol)
		service := newRedirector(t, protocol == "h2", target.URL)
		client := service.Client()
		resp, err := client.Get(target.URL)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		config := withAuth(newConfig(service.URL), strings.Repeat("secret", 2000))
		config.Options.Transport = transportFunc(client.Do)
		_, err = newThread(t, config).send(t.Context(), "hello", nil)
		wantError(t, err, `ThreadClient.SendMessage: acs: the transport followed a redirect to "`+target.Listener.Addr().String()+`": transports must not follow redirects`)
		target.wantNoSecret(t)
	}
}

// After a redirect on the same host, POST becomes GET, and the credentials do not leave
// the host, but the response is not that of the operation.
func TestRedirectChangesMethod(t *testing.T) {
	service := newService(t, func(w http.ResponseWriter, r *http.Request, previous int) {
		if previous == 0 {
			http.Redirect(w, r, "/b", http.StatusSeeOther)
			return
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"id":"1"}`)
	})
	config := withAuth(service.config(), "secret")
	config.Options.InsecureAllowCredentialWithHTTP = true
	config.Options.Transport = transportFunc(service.Client().Do)
	_, err := newThread(t, config).send(t.Context(), "hello", nil)
	wantError(t, err, `ThreadClient.SendMessage: acs: the transport followed a redirect to GET "`+service.URL+`": transports must not follow redirects`)
}

// An http.Client does not follow redirects, unless its RoundTripper does.
func TestRedirectIsResponse(t *testing.T) {
	target := newTarget(t, "https")
	service := newRedirector(t, false, target.URL)
	custom := service.Client()
	roundTripper := custom.Transport
	custom.Transport = roundTripFunc(func(r *http.Request) (*http.Response, error) { return roundTripper.RoundTrip(r) })
	for _, client := range []*http.Client{service.Client(), custom} {
		config := withAuth(newConfig(service.URL), "secret")
		config.Options.Transport = client
		_, err := newThread(t, config).send(t.Context(), "hello", nil)
		wantError(t, err, "status 307: ")
	}
	target.wantNoSecret(t)
}
