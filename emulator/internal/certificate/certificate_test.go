package certificate_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator/internal/certificate"
)

func newCertificate(t *testing.T, now time.Time) *certificate.Certificate {
	t.Helper()
	c, err := certificate.New(now, []string{"emulator.test", "192.0.2.7"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestServe checks that a client that trusts the authority can connect over HTTP/2.
func TestServe(t *testing.T) {
	c := newCertificate(t, time.Now())
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Proto)
	}))
	server.EnableHTTP2 = true
	server.TLS = &tls.Config{Certificates: []tls.Certificate{c.Server}, MinVersion: tls.VersionTLS12}
	server.StartTLS()
	defer server.Close()
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: c.Pool(), MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	resp, err := (&http.Client{Transport: transport}).Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || string(body) != "HTTP/2.0" {
		t.Errorf("got %q, error %v", body, err)
	}
}

// TestVerify checks for which hosts and times the certificate is valid.
func TestVerify(t *testing.T) {
	now := time.Date(2025, 3, 15, 12, 0, 0, 0, time.UTC)
	c := newCertificate(t, now)
	tests := map[string]struct {
		name  string
		at    time.Time
		valid bool
	}{
		"localhost":  {"localhost", now, true},
		"IPv4":       {"127.0.0.1", now, true},
		"IPv6":       {"::1", now, true},
		"DNS name":   {"emulator.test", now, true},
		"IP address": {"192.0.2.7", now, true},
		"slow clock": {"localhost", now.Add(-time.Hour), true},
		"last":       {"localhost", now.Add(certificate.Lifetime), true},
		"other host": {"example.com", now, false},
		"other IP":   {"127.0.0.2", now, false},
		"before":     {"localhost", now.Add(-2 * time.Hour), false},
		"after":      {"localhost", now.Add(certificate.Lifetime + time.Second), false},
		"subdomain":  {"a.localhost", now, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := c.Server.Leaf.Verify(x509.VerifyOptions{DNSName: tc.name, CurrentTime: tc.at, Roots: c.Pool()})
			if (err == nil) != tc.valid {
				t.Errorf("got error %v, want valid %t", err, tc.valid)
			}
		})
	}
}

// TestPEM checks that PEM returns only the authority's certificate, without a key.
func TestPEM(t *testing.T) {
	c := newCertificate(t, time.Now())
	block, rest := pem.Decode(c.PEM())
	if block == nil || block.Type != "CERTIFICATE" || len(bytes.TrimSpace(rest)) != 0 {
		t.Fatalf("got block %v and rest %q, want one CERTIFICATE block", block, rest)
	}
	authority, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if !authority.IsCA || !bytes.Equal(authority.Raw, c.Server.Certificate[1]) {
		t.Error("not the authority of the server's certificate")
	}
	if !x509.NewCertPool().AppendCertsFromPEM(c.PEM()) {
		t.Error("the certificate cannot be added to a pool")
	}
}

// TestUnique checks that each certificate has its own authority and serial number.
func TestUnique(t *testing.T) {
	now := time.Now()
	a, b := newCertificate(t, now), newCertificate(t, now)
	if bytes.Equal(a.PEM(), b.PEM()) || a.Server.Leaf.SerialNumber.Cmp(b.Server.Leaf.SerialNumber) == 0 {
		t.Error("two certificates are equal")
	}
}

// TestInvalidName checks that a name that cannot be in a certificate is an error.
func TestInvalidName(t *testing.T) {
	_, err := certificate.New(time.Now(), []string{"émulateur"})
	if want := `certificate: sign: x509: "émulateur" cannot be encoded as an IA5String`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
