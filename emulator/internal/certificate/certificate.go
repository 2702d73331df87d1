// Package certificate creates the certificate that the emulator uses to serve
// HTTPS on the local machine.
package certificate

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"net"
	"time"
)

// Lifetime is how long a certificate is valid after its creation. It is also valid
// for an hour before, for clients whose clock is slow.
const Lifetime = 365 * 24 * time.Hour

// Certificate is a server certificate for localhost, 127.0.0.1 and ::1, and the
// authority that signed it. The authority cannot sign other certificates, because
// its key is discarded.
type Certificate struct {
	// Server is the certificate chain for the server, with its private key.
	Server tls.Certificate

	authority *x509.Certificate
}

// New creates a certificate that is valid at now and for Lifetime after it, also for
// the names, which are DNS names and IP addresses.
func New(now time.Time, names []string) (*Certificate, error) {
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("certificate: generate a key: %w", err)
	}
	authority, err := sign(authorityTemplate(now), nil, caKey.Public(), caKey)
	if err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("certificate: generate a key: %w", err)
	}
	leaf, err := sign(serverTemplate(now, names), authority, key.Public(), caKey)
	if err != nil {
		return nil, err
	}
	return &Certificate{
		Server:    tls.Certificate{Certificate: [][]byte{leaf.Raw, authority.Raw}, PrivateKey: key, Leaf: leaf},
		authority: authority,
	}, nil
}

// PEM returns the authority's certificate in PEM, for clients in any language to
// trust. It does not contain the key.
func (c *Certificate) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.authority.Raw})
}

// Pool returns a pool that contains the authority, for Go clients to trust.
func (c *Certificate) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(c.authority)
	return pool
}

func authorityTemplate(now time.Time) *x509.Certificate {
	return &x509.Certificate{
		Subject:   pkix.Name{CommonName: "chat-emulator authority"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(Lifetime),
		KeyUsage: x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
	}
}

func serverTemplate(now time.Time, names []string) *x509.Certificate {
	t := &x509.Certificate{
		Subject:   pkix.Name{CommonName: "chat-emulator"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(Lifetime),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		DNSNames:              []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, name)
		}
	}
	return t
}

// sign creates a certificate from a template, signed by parent or, if parent is
// nil, self-signed. The serial number is random.
func sign(template, parent *x509.Certificate, public crypto.PublicKey, signer crypto.Signer) (*x509.Certificate, error) {
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, signer)
	if err != nil {
		return nil, fmt.Errorf("certificate: sign: %w", err)
	}
	return x509.ParseCertificate(der)
}
