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
		to, err := guard(config, "token")
		if err != nil {
			return nil, err
		}
		return &guardedPolicy{to, &tokenPolicy{credential: credential}}, nil
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
		to, err := guard(config, "signature")
		if err != nil {
			return nil, err
		}
		return &guardedPolicy{to, &accessKeyPolicy{key: parsed}}, nil
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
		to, err := guard(config, "token")
		if err != nil {
			return nil, err
		}
		return &guardedPolicy{to, runtime.NewBearerTokenPolicy(credential, slices.Clone(scopes), &policy.BearerTokenOptions{
			InsecureAllowCredentialWithHTTP: to.allowHTTP,
		})}, nil
	}
}

// guard returns where a client's secret may go, and makes the client's transport hold to it.
func guard(config *wire.Config, secret string) (destination, error) {
	to, err := newDestination(secret, config.Endpoint, config.NextLinkHosts, config.Options.InsecureAllowCredentialWithHTTP)
	if err != nil {
		return destination{}, err
	}
	config.Options.Transport = &guardedTransport{to, WithoutRedirects(config.Options.Transport)}
	return to, nil
}
