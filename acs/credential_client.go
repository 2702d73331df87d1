package acs

import (
	"slices"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// TokenAuth authenticates a client with a credential for user access tokens. Generated constructors call it. Tokens are sent
// only to the hosts that [NewTokenPolicy] allows. Redirects are not followed; see [WithoutRedirects].
func TokenAuth(credential azcore.TokenCredential) wire.Auth {
	return func(config *wire.Config) (policy.Policy, error) {
		if wire.IsNil(credential) {
			return nil, errNilCredential()
		}
		hosts, err := restrictHosts(config, "token")
		if err != nil {
			return nil, err
		}
		return &hostCheckPolicy{hosts, &tokenPolicy{credential: credential}}, nil
	}
}

// AccessKeyAuth authenticates a client with an access key of the resource, in base64. Generated constructors call it. See
// [NewAccessKeyPolicy] for how requests are signed. Redirects are not followed; see [WithoutRedirects].
func AccessKeyAuth(key string) wire.Auth {
	return func(config *wire.Config) (policy.Policy, error) {
		parsed, err := ParseAccessKey(key)
		if err != nil {
			return nil, err
		}
		hosts, err := restrictHosts(config, "signature")
		if err != nil {
			return nil, err
		}
		return &hostCheckPolicy{hosts, &accessKeyPolicy{key: parsed}}, nil
	}
}

// EntraAuth authenticates a client with Microsoft Entra ID tokens for the scopes, for services that accept them directly.
// Generated constructors call it. [runtime.BearerTokenPolicy] caches the tokens and handles authentication challenges.
// Tokens are sent only to the hosts that [NewTokenPolicy] allows. Redirects are not followed; see [WithoutRedirects].
func EntraAuth(credential azcore.TokenCredential, scopes ...string) wire.Auth {
	return func(config *wire.Config) (policy.Policy, error) {
		if wire.IsNil(credential) {
			return nil, errNilCredential()
		}
		hosts, err := restrictHosts(config, "token")
		if err != nil {
			return nil, err
		}
		return &hostCheckPolicy{hosts, runtime.NewBearerTokenPolicy(credential, slices.Clone(scopes), &policy.BearerTokenOptions{
			InsecureAllowCredentialWithHTTP: hosts.allowHTTP,
		})}, nil
	}
}

// restrictHosts returns the hosts that a client's secret may be sent to, and makes the client's transport check them.
func restrictHosts(config *wire.Config, secret string) (allowedHosts, error) {
	hosts, err := newAllowedHosts(secret, config.Endpoint, config.AllowedNextLinkHosts, config.Options.InsecureAllowCredentialWithHTTP)
	if err != nil {
		return allowedHosts{}, err
	}
	config.Options.Transport = &hostCheckTransport{hosts, WithoutRedirects(config.Options.Transport)}
	return hosts, nil
}
