package acs

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// AccessKeyPolicyOptions are the optional settings of [NewAccessKeyPolicy].
type AccessKeyPolicyOptions struct {
	// Hosts are additional hosts that may receive signed requests, such as a gateway's, as "host:port", or "host" for the
	// default port.
	Hosts []string

	// InsecureAllowCredentialWithHTTP also signs requests over plain HTTP, which an eavesdropper can replay for some minutes. It
	// is for tests only.
	InsecureAllowCredentialWithHTTP bool
}

// NewAccessKeyPolicy returns a pipeline policy that signs each attempt of a request (HMAC-SHA256) with an access key of the
// resource, in base64 as the Azure portal shows it. Install it as a per-retry policy, and do not install a policy after it that
// changes the URL or the body: the signature covers the method, path, query, time, host and body.
//
// The policy checks schemes, hosts and redirects as [NewTokenPolicy] does.
//
// It is an error if the key is empty or not base64, or if the endpoint or a host is invalid, is not ASCII, or is not https. The
// error does not contain the key. An endpoint without a scheme gets https. options may be nil.
func NewAccessKeyPolicy(key, endpoint string, options *AccessKeyPolicyOptions) (policy.Policy, error) {
	if options == nil {
		options = &AccessKeyPolicyOptions{}
	}
	parsed, err := ParseAccessKey(key)
	if err != nil {
		return nil, err
	}
	_, guard, err := newGuard(endpoint, wire.GuardOptions{
		Hosts: options.Hosts, HostsOption: "AccessKeyPolicyOptions.Hosts", AllowHTTP: options.InsecureAllowCredentialWithHTTP,
	})
	if err != nil {
		return nil, err
	}
	return guard.Policy(&accessKeyPolicy{parsed, guard.Next}), nil
}

// accessKeyPolicy authorizes requests with a signature.
type accessKeyPolicy struct {
	key  AccessKey
	next func(*policy.Request) (*http.Response, error)
}

// Do signs one attempt with the current time, because the service rejects a signature that is some minutes old.
func (p *accessKeyPolicy) Do(request *policy.Request) (*http.Response, error) {
	raw := request.Raw()
	hash, err := hashBody(request)
	if err != nil {
		return nil, wire.NonRetriable(fmt.Errorf("acs: sign request to %s: %w", wire.Quote(wire.HostPort(raw.URL)), err))
	}
	parts := signedParts{
		method:      raw.Method,
		target:      raw.URL.RequestURI(),
		date:        time.Now().UTC().Format(http.TimeFormat),
		host:        cmp.Or(raw.Host, raw.URL.Host), // the Host header that net/http will send
		contentHash: hash,
	}
	raw.Header.Set(dateHeader, parts.date)
	raw.Header.Set(contentHashHeader, parts.contentHash)
	raw.Header.Set("Authorization", p.key.authorization(parts))
	return p.next(request)
}

// hashBody returns the hash of the whole body and rewinds the body, so that it can be sent.
func hashBody(request *policy.Request) (string, error) {
	hash := sha256.New()
	if body := request.Body(); body != nil {
		// An earlier policy may have read from the body.
		if err := request.RewindBody(); err != nil {
			return "", fmt.Errorf("rewind body: %w", err)
		}
		if _, err := io.Copy(hash, body); err != nil {
			return "", fmt.Errorf("read body: %w", err)
		}
		if err := request.RewindBody(); err != nil {
			return "", fmt.Errorf("rewind body: %w", err)
		}
	}
	return encodeHash(hash.Sum(nil)), nil
}
