package emulator_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/big"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// TestHTTP checks that our clients can use plain HTTP, if they are told to, and that
// links and locations then have its scheme.
func TestHTTP(t *testing.T) {
	s := testService{emulator.StartWith(t, emulator.Options{AccessKey: accessKey, HTTP: true}), t}
	if !strings.HasPrefix(s.Endpoint, "http://127.0.0.1:") {
		t.Fatalf("got endpoint %s", s.Endpoint)
	}
	wantEqual(t, "connection string", s.ConnectionString, "endpoint="+s.Endpoint+";accesskey="+accessKey)
	allow := func(o *identity.ClientOptions) { o.InsecureAllowCredentialWithHTTP = true }
	created, err := s.identityClient(allow).CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, nil)
	wantNoError(t, err)
	fred := user{created.User, created.AccessToken.Token}
	client := s.chatClient(fred, func(o *chat.ClientOptions) { o.InsecureAllowCredentialWithHTTP = true })
	for range 2 {
		_, err = client.CreateThread(t.Context(), "Lunch", nil)
		wantNoError(t, err)
	}
	threads := 0
	for _, err := range client.Threads(t.Context(), &chat.ListThreadsOptions{MaxPageSize: 1}) {
		wantNoError(t, err)
		threads++
	}
	wantEqual(t, "threads", threads, 2)
	got := s.callChat(fred, "POST", "/chat/threads", `{"topic":"Dinner"}`)
	if location := got.header.Get("Location"); !strings.HasPrefix(location, s.Endpoint+"/") {
		t.Errorf("got Location %s", location)
	}

	cred, err := acs.NewTokenCredential(fred.token)
	wantNoError(t, err)
	_, err = chat.NewClient(s.Endpoint, cred, nil)
	wantError(t, err, "chat.NewClient: endpoint is http, but credentials are sent over https only (for tests, set InsecureAllowCredentialWithHTTP)")
}

// TestHTTPOnAllAddresses checks that plain HTTP is not served to other machines.
func TestHTTPOnAllAddresses(t *testing.T) {
	e, err := emulator.New(emulator.Options{HTTP: true})
	wantNoError(t, err)
	_, err = e.Listen("0.0.0.0:0")
	wantError(t, err, "emulator: plain HTTP is served only on a loopback address, not on 0.0.0.0:0")
}

// TestCertificateNames checks that clients can reach the emulator by another name.
func TestCertificateNames(t *testing.T) {
	s := start(t, emulator.Options{CertificateNames: []string{"chat.test", "192.0.2.7"}})
	address := strings.TrimPrefix(s.Endpoint, "https://")
	transport := s.Client.Transport.(*http.Transport).Clone()
	transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", address)
	}
	t.Cleanup(transport.CloseIdleConnections)
	s.Client = &http.Client{Transport: transport}
	for _, host := range []string{"chat.test", "192.0.2.7", "localhost"} {
		s.Endpoint = "https://" + host
		wantEqual(t, host, s.callIdentity("POST", "/identities", "{}").status, 201)
	}
	s.Endpoint = "https://other.test"
	resp, err := s.Client.Do(s.newRequest("POST", "/identities", "{}"))
	if err == nil {
		wantNoError(t, resp.Body.Close())
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok {
		t.Errorf("other.test: got %v, want a certificate error", err)
	}
	e, err := emulator.New(emulator.Options{CertificateNames: []string{"émulateur"}})
	wantNoError(t, err)
	_, err = e.Listen("127.0.0.1:0")
	wantError(t, err, `emulator: certificate: sign: x509: "émulateur" cannot be encoded as an IA5String`)
}

// newOwnCertificate returns a self-signed certificate for 127.0.0.1.
func newOwnCertificate(t *testing.T) *tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	wantNoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	wantNoError(t, err)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// TestOwnCertificate checks that the emulator uses the certificate that it is given,
// and that its client trusts it.
func TestOwnCertificate(t *testing.T) {
	own := newOwnCertificate(t)
	s := start(t, emulator.Options{Certificate: own})
	resp, err := s.Client.Get(s.Endpoint)
	wantNoError(t, err)
	wantNoError(t, resp.Body.Close())
	wantEqual(t, "serial number", resp.TLS.PeerCertificates[0].SerialNumber.Int64(), 7)
	e, err := emulator.New(emulator.Options{Certificate: own})
	wantNoError(t, err)
	l, err := e.Listen("127.0.0.1:0")
	wantNoError(t, err)
	defer l.Close()
	wantEqual(t, "PEM", x509.NewCertPool().AppendCertsFromPEM(l.Certificate), true)
}

func TestOwnCertificateErrors(t *testing.T) {
	key := newOwnCertificate(t).PrivateKey
	for _, c := range []struct {
		own  tls.Certificate
		want string
	}{
		{tls.Certificate{}, "emulator: the certificate has no chain or no private key"},
		{tls.Certificate{Certificate: [][]byte{{1}}}, "emulator: the certificate has no chain or no private key"},
		{tls.Certificate{Certificate: [][]byte{{1}}, PrivateKey: key}, "emulator: parse the certificate: x509: malformed certificate"},
	} {
		e, err := emulator.New(emulator.Options{Certificate: &c.own})
		wantNoError(t, err)
		_, err = e.Listen("127.0.0.1:0")
		wantError(t, err, c.want)
	}
}
