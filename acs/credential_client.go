package acs

import (
	"slices"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// TokenAuth authenticates a client with a credential for user access tokens. Generated constructors call it. [wire.NewClient]
// checks where tokens are sent. Redirects are not followed; see [WithoutRedirects].
func TokenAuth(credential azcore.TokenCredential) wire.Auth {
	return func(*wire.Config) (policy.Policy, error) {
		if wire.IsNil(credential) {
			return nil, errNilCredential()
		}
		return &tokenPolicy{credential: credential, next: (*policy.Request).Next}, nil
	}
}

// AccessKeyAuth authenticates a client with an access key of the resource, in base64. Generated constructors call it. See
// [NewAccessKeyPolicy] for how requests are signed. Redirects are not followed; see [WithoutRedirects].
func AccessKeyAuth(key string) wire.Auth {
	return func(*wire.Config) (policy.Policy, error) {
		parsed, err := ParseAccessKey(key)
		if err != nil {
			return nil, err
		}
		return &accessKeyPolicy{parsed, (*policy.Request).Next}, nil
	}
}

// EntraAuth authenticates a client with Microsoft Entra ID tokens for the scopes, for services that accept them directly.
// Generated constructors call it. [runtime.BearerTokenPolicy] caches the tokens and handles authentication challenges.
// [wire.NewClient] checks where tokens are sent. Redirects are not followed; see [WithoutRedirects].
func EntraAuth(credential azcore.TokenCredential, scopes ...string) wire.Auth {
	return func(config *wire.Config) (policy.Policy, error) {
		if wire.IsNil(credential) {
			return nil, errNilCredential()
		}
		return runtime.NewBearerTokenPolicy(credential, slices.Clone(scopes), &policy.BearerTokenOptions{
			InsecureAllowCredentialWithHTTP: config.Options.InsecureAllowCredentialWithHTTP,
		}), nil
	}
}
