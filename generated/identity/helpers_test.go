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
	accessKey   = "YSBrZXkgb2YgdGhlIHJlc291cmNl" // the key of the recording in testdata/wire.json
	secretToken = "header.secret-payload.signature"
	entraToken  = `secret-entra "token" <&> ü`
	userID      = "8:acs:a_b-C~d.e/f@x"

	usersPath = "/identities"
	userPath  = "/identities/8%3Aacs%3Aa_b-C~d.e%2Ff%40x"
	version   = "?api-version=" + identity.APIVersion

	tokenJSON = `{"token":"` + secretToken + `","expiresOn":"2026-05-05T03:02:01.1234567+00:00"}`
	userJSON  = `{"identity":{"id":"` + userID + `"},"accessToken":` + tokenJSON + `}`
)

// newService returns a service that checks that requests are signed with the access key and the
// current time.
func newService(t *testing.T, responses ...servicetest.Response) *servicetest.Service {
	t.Helper()
	s := servicetest.New(t, responses...)
	s.Check = func(r *http.Request, body []byte) error { return verifySignature(r, body, time.Now()) }
	return s
}

// verifySignature checks the signature of a request at the time now.
func verifySignature(r *http.Request, body []byte, now time.Time) error {
	key, err := acs.ParseAccessKey(accessKey)
	if err != nil {
		return err
	}
	return acs.VerifyAccessKey(r, body, key, now)
}

// newOptions returns options with transport and a retry delay of one nanosecond.
func newOptions(transport policy.Transporter, change ...func(*identity.ClientOptions)) *identity.ClientOptions {
	options := &identity.ClientOptions{}
	options.Transport = transport
	options.Retry = policy.RetryOptions{MaxRetries: 2, RetryDelay: time.Nanosecond, MaxRetryDelay: time.Nanosecond}
	for _, f := range change {
		f(options)
	}
	return options
}

// newClient returns a client with the access key.
func newClient(t *testing.T, transport policy.Transporter, change ...func(*identity.ClientOptions)) *identity.Client {
	t.Helper()
	client, err := identity.NewClientWithKey(endpoint, accessKey, newOptions(transport, change...))
	servicetest.WantNoError(t, err)
	return client
}

// call is a call of one operation with valid arguments.
type call func(context.Context, *identity.Client) error

// operation is a call of one operation, with a successful response.
type operation struct {
	success servicetest.Response
	call    call
}

// operations returns all operations, except those that call another operation.
func operations() map[string]operation {
	return map[string]operation{
		"CreateUser": {userResponse(), func(ctx context.Context, c *identity.Client) error {
			_, err := c.CreateUser(ctx, nil)
			return err
		}},
		"IssueToken": {tokenResponse(), func(ctx context.Context, c *identity.Client) error {
			_, err := c.IssueToken(ctx, user(), []identity.Scope{identity.ScopeChat}, nil)
			return err
		}},
		"RevokeTokens": {noContentResponse(), func(ctx context.Context, c *identity.Client) error {
			_, err := c.RevokeTokens(ctx, user(), nil)
			return err
		}},
		"DeleteUser": {noContentResponse(), func(ctx context.Context, c *identity.Client) error {
			_, err := c.DeleteUser(ctx, user(), nil)
			return err
		}},
		"ExchangeTeamsToken": {tokenResponse(), func(ctx context.Context, c *identity.Client) error {
			_, err := c.ExchangeTeamsToken(ctx, entraToken, "app", "user", nil)
			return err
		}},
	}
}

func userResponse() servicetest.Response {
	return servicetest.Response{Status: http.StatusCreated, Body: userJSON}
}
func tokenResponse() servicetest.Response {
	return servicetest.Response{Status: http.StatusOK, Body: tokenJSON}
}
func noContentResponse() servicetest.Response {
	return servicetest.Response{Status: http.StatusNoContent}
}

func user() acs.UserIdentifier { return acs.UserIdentifier{ID: userID} }

// token returns the token in tokenJSON.
func token() identity.AccessToken {
	return identity.AccessToken{Token: secretToken, ExpiresOn: time.Date(2026, 5, 5, 3, 2, 1, 123456700, time.UTC)}
}
