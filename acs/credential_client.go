package acs

import (
	"slices"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// TokenAuth is how generated constructors authenticate their clients with a credential: see [NewTokenPolicy]. Redirects are
// not followed: see [WithoutRedirects].
func TokenAuth(credential azcore.TokenCredential) wire.Auth {
	return func(config *wire.Config) (policy.Policy, error) {
		if wire.IsNil(credential) {
			return nil, errNoCredential()
		}
		to, err := restrictHosts(config, "token")
		if err != nil {
			return nil, err
		}
		return &hostCheckPolicy{to, &tokenPolicy{credential: credential}}, nil
	}
}

// AccessKeyAuth is how generated constructors authenticate their clients with an access key of the resource, in base64: see
// [NewAccessKeyPolicy]. Redirects are not followed: see [WithoutRedirects].
func AccessKeyAuth(key string) wire.Auth {
	return func(config *wire.Config) (policy.Policy, error) {
		parsed, err := ParseAccessKey(key)
		if err != nil {
			return nil, err
		}
		to, err := restrictHosts(config, "signature")
		if err != nil {
			return nil, err
		}
		return &hostCheckPolicy{to, &accessKeyPolicy{key: parsed}}, nil
	}
}

// EntraAuth is how generated constructors authenticate their clients with Microsoft Entra ID, for services that take its
// tokens directly. The tokens are for scopes, and cached by [runtime.BearerTokenPolicy], which also answers challenges. They go
// where [NewTokenPolicy] lets a token go. Redirects are not followed: see [WithoutRedirects].
func EntraAuth(credential azcore.TokenCredential, scopes ...string) wire.Auth {
	return func(config *wire.Config) (policy.Policy, error) {
		if wire.IsNil(credential) {
			return nil, errNoCredential()
		}
		to, err := restrictHosts(config, "token")
		if err != nil {
			return nil, err
		}
		return &hostCheckPolicy{to, runtime.NewBearerTokenPolicy(credential, slices.Clone(scopes), &policy.BearerTokenOptions{
			InsecureAllowCredentialWithHTTP: to.allowHTTP,
		})}, nil
	}
}

// restrictHosts returns where a client's secret may go, and makes the client's transport hold to it.
func restrictHosts(config *wire.Config, secret string) (allowedHosts, error) {
	to, err := newAllowedHosts(secret, config.Endpoint, config.AllowedNextLinkHosts, config.Options.InsecureAllowCredentialWithHTTP)
	if err != nil {
		return allowedHosts{}, err
	}
	config.Options.Transport = &hostCheckTransport{to, WithoutRedirects(config.Options.Transport)}
	return to, nil
}
