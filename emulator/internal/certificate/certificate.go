// Package certificate makes the certificate with which the emulator serves
// HTTPS on this machine.
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

// Life is how long a certificate is valid; its validity begins an hour early,
// for clients whose clock is behind.
const Life = 365 * 24 * time.Hour

// Certificate is a server's certificate for localhost, 127.0.0.1 and ::1, and
// the authority that has signed it, which signs nothing else: its key is gone.
type Certificate struct {
	// Server is what the server shows, with its key.
	Server tls.Certificate

	authority *x509.Certificate
}

// New makes a certificate that is valid from now on.
func New(now time.Time) (*Certificate, error) {
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("certificate: make a key: %w", err)
	}
	authority, err := sign(authorityTemplate(now), nil, caKey.Public(), caKey)
	if err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("certificate: make a key: %w", err)
	}
	leaf, err := sign(serverTemplate(now), authority, key.Public(), caKey)
	if err != nil {
		return nil, err
	}
	return &Certificate{
		Server:    tls.Certificate{Certificate: [][]byte{leaf.Raw, authority.Raw}, PrivateKey: key, Leaf: leaf},
		authority: authority,
	}, nil
}

// PEM returns the authority's certificate, for clients of any language to
// trust. It holds no key.
func (c *Certificate) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.authority.Raw})
}

// Pool returns a pool with the authority, for Go clients to trust.
func (c *Certificate) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(c.authority)
	return pool
}

func authorityTemplate(now time.Time) *x509.Certificate {
	return &x509.Certificate{
		Subject:   pkix.Name{CommonName: "chat-emulator authority"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(Life),
		KeyUsage: x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
	}
}

func serverTemplate(now time.Time) *x509.Certificate {
	return &x509.Certificate{
		Subject:   pkix.Name{CommonName: "chat-emulator"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(Life),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		DNSNames:              []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
}

// sign makes the certificate of a template, signed by parent or, without one,
// by itself. The serial number is random.
func sign(template, parent *x509.Certificate, public crypto.PublicKey, signer crypto.Signer) (*x509.Certificate, error) {
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, signer)
	if err != nil {
		return nil, fmt.Errorf("certificate: sign: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("certificate: read what was signed: %w", err)
	}
	return cert, nil
}
