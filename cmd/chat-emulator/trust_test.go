package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// writeCertificate writes a self-signed certificate for 127.0.0.1 and its key, and
// returns the names of the files.
func writeCertificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, kind string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return write("cert.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", keyDER)
}

// endpointOf returns the endpoint in a connection string.
func endpointOf(connectionString string) string {
	endpoint, _, _ := strings.Cut(strings.TrimPrefix(connectionString, "endpoint="), ";")
	return endpoint
}

// A certificate of the user's own is used, and --cert-out writes it for clients.
func TestOwnCertificate(t *testing.T) {
	cert, key := writeCertificate(t)
	out := filepath.Join(t.TempDir(), "out.pem")
	connectionString, stop := startCommand(t, "--addr", "127.0.0.1:0", "--cert", cert, "--cert-key", key, "--cert-out", out)
	trusted, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(trusted)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
	resp, err := (&http.Client{Transport: transport}).Get(endpointOf(connectionString))
	if err != nil {
		t.Fatal(err)
	}
	if serial := resp.TLS.PeerCertificates[0].SerialNumber.Int64(); serial != 7 {
		t.Errorf("got serial number %d", serial)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	transport.CloseIdleConnections()
	if code := stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// Plain HTTP needs no certificate.
func TestHTTP(t *testing.T) {
	connectionString, stop := startCommand(t, "--addr", "127.0.0.1:0", "--http")
	resp, err := http.Get(endpointOf(connectionString))
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode != http.StatusNotFound {
		t.Errorf("status %d, error %v", resp.StatusCode, err)
	}
	if code := stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// Flags for a certificate that contradict each other are usage errors.
func TestTrustErrors(t *testing.T) {
	const help = " (see chat-emulator --help)\n"
	wantExit(t, 2, "chat-emulator: if any flags in the group [cert cert-key] are set they must all be set; missing [cert-key]"+help, "--cert", "c")
	wantExit(t, 2, "chat-emulator: if any flags in the group [cert cert-name] are set none of the others can be; [cert cert-name] were all set"+help,
		"--cert", "c", "--cert-key", "k", "--cert-name", "n")
	wantExit(t, 2, "chat-emulator: if any flags in the group [http cert-out] are set none of the others can be; [cert-out http] were all set"+help, "--http", "--cert-out", "o")
	wantExit(t, 1, "chat-emulator: --cert: open none: no such file or directory\n", "--cert", "none", "--cert-key", "none")
	_, port, err := net.SplitHostPort(freeAddress(t))
	if err != nil {
		t.Fatal(err)
	}
	wantExit(t, 1, "chat-emulator: emulator: plain HTTP is served only on a loopback address, not on 0.0.0.0:"+port+"\n", "--http", "--addr", "0.0.0.0:"+port)
}
