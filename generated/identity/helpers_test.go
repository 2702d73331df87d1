package identity_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/identity"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

const (
	endpoint    = "https://resource.communication.azure.com"
	accessKey   = "YSBrZXkgb2YgdGhlIHJlc291cmNl" // the one that testdata/wire.json was recorded with
	secretToken = "header.secret-payload.signature"
	entraToken  = `secret-entra "token" <&> ü`
	userID      = "8:acs:a_b-C~d.e/f@x"

	usersPath = "/identities"
	userPath  = "/identities/8%3Aacs%3Aa_b-C~d.e%2Ff%40x"
	version   = "?api-version=2023-10-01"

	tokenJSON = `{"token":"` + secretToken + `","expiresOn":"2026-05-05T03:02:01.1234567+00:00"}`
	userJSON  = `{"identity":{"id":"` + userID + `"},"accessToken":` + tokenJSON + `}`
)

// newService returns one that fails the test at a request that is not signed with
// the access key now.
func newService(t *testing.T, answers ...servicetest.Answer) *servicetest.Service {
	t.Helper()
	s := servicetest.New(t, answers...)
	s.Check = func(r *http.Request, body []byte) error { return verify(r, body, time.Now()) }
	return s
}

// verify checks the signature of a request.
func verify(r *http.Request, body []byte, now time.Time) error {
	key, err := acs.ParseAccessKey(accessKey)
	if err != nil {
		return err
	}
	return acs.VerifyAccessKey(r, body, key, now)
}

// optionsOf returns options that send through transport and wait for nothing
// between tries.
func optionsOf(transport policy.Transporter, change ...func(*identity.ClientOptions)) *identity.ClientOptions {
	options := &identity.ClientOptions{}
	options.Transport = transport
	options.Retry = policy.RetryOptions{MaxRetries: 2, RetryDelay: time.Nanosecond, MaxRetryDelay: time.Nanosecond}
	for _, f := range change {
		f(options)
	}
	return options
}

// newClient returns a client that signs with the access key.
func newClient(t *testing.T, transport policy.Transporter, change ...func(*identity.ClientOptions)) *identity.Client {
	t.Helper()
	client, err := identity.NewClientWithKey(endpoint, accessKey, optionsOf(transport, change...))
	servicetest.WantNoError(t, err)
	return client
}

// call is a call of one operation with arguments that are good.
type call func(context.Context, *identity.Client) error

// operation is one of the client, with an answer that it takes.
type operation struct {
	success servicetest.Answer
	call    call
}

// operations are all those that send a request of their own.
func operations() map[string]operation {
	return map[string]operation{
		"CreateUser": {created(), func(ctx context.Context, c *identity.Client) error {
			_, err := c.CreateUser(ctx, nil)
			return err
		}},
		"IssueToken": {issued(), func(ctx context.Context, c *identity.Client) error {
			_, err := c.IssueToken(ctx, user(), []identity.Scope{identity.ScopeChat}, nil)
			return err
		}},
		"RevokeTokens": {noContent(), func(ctx context.Context, c *identity.Client) error {
			_, err := c.RevokeTokens(ctx, user(), nil)
			return err
		}},
		"DeleteUser": {noContent(), func(ctx context.Context, c *identity.Client) error {
			_, err := c.DeleteUser(ctx, user(), nil)
			return err
		}},
		"ExchangeTeamsToken": {issued(), func(ctx context.Context, c *identity.Client) error {
			_, err := c.ExchangeTeamsToken(ctx, entraToken, "app", "user", nil)
			return err
		}},
	}
}

func created() servicetest.Answer {
	return servicetest.Answer{Status: http.StatusCreated, Body: userJSON}
}
func issued() servicetest.Answer    { return servicetest.Answer{Status: http.StatusOK, Body: tokenJSON} }
func noContent() servicetest.Answer { return servicetest.Answer{Status: http.StatusNoContent} }

func user() acs.UserIdentifier { return acs.UserIdentifier{ID: userID} }

// token is what tokenJSON says.
func token() identity.AccessToken {
	return identity.AccessToken{Token: secretToken, ExpiresOn: time.Date(2026, 5, 5, 3, 2, 1, 123456700, time.UTC)}
}
