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
	// Hosts may receive signed requests beside the endpoint's host: "host", which means port 443, or "host:port".
	Hosts []string

	// InsecureAllowCredentialWithHTTP signs requests over plain HTTP too, where anybody on the way can repeat them for some
	// minutes. It is for tests.
	InsecureAllowCredentialWithHTTP bool
}

// NewAccessKeyPolicy returns a pipeline policy that signs each try of a request with an access key of the resource, in base64
// as the Azure portal shows it (HMAC-SHA256). Install it per retry, and after it no policy that changes the URL or the body:
// the signature covers the method, path, query, time, host and body as they are sent.
//
// It refuses what [NewTokenPolicy] refuses: a request that is not https, and one to another host or port than the endpoint's.
// An endpoint without a scheme gets https. A key that is not base64 is an error, which does not repeat it. options may be nil.
func NewAccessKeyPolicy(key, endpoint string, options *AccessKeyPolicyOptions) (policy.Policy, error) {
	if options == nil {
		options = &AccessKeyPolicyOptions{}
	}
	parsed, err := ParseAccessKey(key)
	if err != nil {
		return nil, err
	}
	to, err := newAllowedHosts("signature", endpoint, options.Hosts, options.InsecureAllowCredentialWithHTTP)
	if err != nil {
		return nil, err
	}
	return &hostCheckPolicy{to, &accessKeyPolicy{key: parsed}}, nil
}

// accessKeyPolicy authorizes with a signature.
type accessKeyPolicy struct{ key AccessKey }

// Do signs one try. Its time is that of the try: the service refuses a signature that is some minutes old.
func (p *accessKeyPolicy) Do(request *policy.Request) (*http.Response, error) {
	raw := request.Raw()
	hash, err := hashBody(request)
	if err != nil {
		return nil, wire.NonRetriable(fmt.Errorf("acs: sign request to %q: %w", wire.HostPort(raw.URL), err))
	}
	parts := signedParts{
		method:      raw.Method,
		target:      raw.URL.RequestURI(),
		date:        time.Now().UTC().Format(http.TimeFormat),
		host:        cmp.Or(raw.Host, raw.URL.Host), // as net/http writes it
		contentHash: hash,
	}
	raw.Header.Set(dateHeader, parts.date)
	raw.Header.Set(contentHashHeader, parts.contentHash)
	raw.Header.Set("Authorization", p.key.authorization(parts))
	return request.Next()
}

// hashBody hashes the whole body and rewinds it, so that it can be sent.
func hashBody(request *policy.Request) (string, error) {
	hash := sha256.New()
	if body := request.Body(); body != nil {
		// A policy before this one may have read from it.
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
	return contentHash(hash.Sum(nil)), nil
}
