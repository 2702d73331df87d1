package identity_test

import (
	"context"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/identity"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// lifetimeCalls returns the calls with a token lifetime, each with a successful response.
func lifetimeCalls() map[string]struct {
	success servicetest.Response
	call    func(context.Context, *identity.Client, time.Duration) error
} {
	chat := []identity.Scope{identity.ScopeChat}
	return map[string]struct {
		success servicetest.Response
		call    func(context.Context, *identity.Client, time.Duration) error
	}{
		"CreateUser": {userResponse(), func(ctx context.Context, c *identity.Client, lifetime time.Duration) error {
			_, err := c.CreateUserAndToken(ctx, chat, &identity.CreateUserOptions{ExpiresIn: lifetime})
			return err
		}},
		"IssueToken": {tokenResponse(), func(ctx context.Context, c *identity.Client, lifetime time.Duration) error {
			_, err := c.IssueToken(ctx, user(), chat, &identity.IssueTokenOptions{ExpiresIn: lifetime})
			return err
		}},
	}
}

// TestLifetime checks that a lifetime that the service does not support is reported before a request
// is sent.
func TestLifetime(t *testing.T) {
	for operation, c := range lifetimeCalls() {
		for name, lifetime := range map[string]time.Duration{"shortest": time.Hour, "longest": 24 * time.Hour, "between": 61 * time.Minute, "absent": 0} {
			t.Run(operation+", "+name, func(t *testing.T) {
				servicetest.WantNoError(t, c.call(t.Context(), newClient(t, newService(t, c.success)), lifetime))
			})
		}
		const limits = " is not between 1h0m0s and 24h0m0s"
		for name, test := range map[string]struct {
			lifetime time.Duration
			want     string
		}{
			"too short":          {59 * time.Minute, "options.ExpiresIn: 59m0s" + limits},
			"too long":           {25 * time.Hour, "options.ExpiresIn: 25h0m0s" + limits},
			"slightly short":     {time.Hour - 1, "options.ExpiresIn: 59m59.999999999s" + limits},
			"slightly long":      {24*time.Hour + 1, "options.ExpiresIn: 24h0m0.000000001s" + limits},
			"negative":           {-time.Hour, "options.ExpiresIn: -1h0m0s" + limits},
			"without unit":       {90, "options.ExpiresIn: 90ns" + limits},
			"fractional minutes": {time.Hour + 90*time.Second, "options.ExpiresIn: 1h1m30s is not a whole number of minutes"},
		} {
			t.Run(operation+", "+name, func(t *testing.T) {
				servicetest.WantError(t, c.call(t.Context(), newClient(t, newService(t)), test.lifetime), "Client."+operation+": "+test.want)
			})
		}
	}
}

// TestArguments checks that an invalid argument is reported without sending a request.
func TestArguments(t *testing.T) {
	none, chat := []identity.Scope{}, []identity.Scope{identity.ScopeChat}
	for name, c := range map[string]struct {
		want string
		call call
	}{
		"CreateUserAndToken, no scopes": {"Client.CreateUserAndToken: scopes: must not be empty", func(ctx context.Context, c *identity.Client) error {
			_, err := c.CreateUserAndToken(ctx, none, &identity.CreateUserOptions{Scopes: chat})
			return err
		}},
		"IssueToken, no scopes": {"Client.IssueToken: scopes: must not be empty", func(ctx context.Context, c *identity.Client) error {
			_, err := c.IssueToken(ctx, user(), nil, nil)
			return err
		}},
		"IssueToken, no user": {"Client.IssueToken: user: must not be empty", func(ctx context.Context, c *identity.Client) error {
			_, err := c.IssueToken(ctx, acs.UserIdentifier{}, chat, nil)
			return err
		}},
		"RevokeTokens, no user": {"Client.RevokeTokens: user: must not be empty", func(ctx context.Context, c *identity.Client) error {
			_, err := c.RevokeTokens(ctx, acs.UserIdentifier{}, nil)
			return err
		}},
		"DeleteUser, no user": {"Client.DeleteUser: user: must not be empty", func(ctx context.Context, c *identity.Client) error {
			_, err := c.DeleteUser(ctx, acs.UserIdentifier{}, nil)
			return err
		}},
		"DeleteUser, dots": {`Client.DeleteUser: user: ".." cannot be part of a path`, func(ctx context.Context, c *identity.Client) error {
			_, err := c.DeleteUser(ctx, acs.UserIdentifier{ID: ".."}, nil)
			return err
		}},
		"ExchangeTeamsToken, no token": {"Client.ExchangeTeamsToken: entraToken: must not be empty", func(ctx context.Context, c *identity.Client) error {
			_, err := c.ExchangeTeamsToken(ctx, "", "app", "user", nil)
			return err
		}},
		"ExchangeTeamsToken, no app": {"Client.ExchangeTeamsToken: appID: must not be empty", func(ctx context.Context, c *identity.Client) error {
			_, err := c.ExchangeTeamsToken(ctx, entraToken, "", "user", nil)
			return err
		}},
		"ExchangeTeamsToken, no user": {"Client.ExchangeTeamsToken: userID: must not be empty", func(ctx context.Context, c *identity.Client) error {
			_, err := c.ExchangeTeamsToken(ctx, entraToken, "app", "", nil)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			servicetest.WantError(t, c.call(t.Context(), newClient(t, newService(t))), c.want)
		})
	}
}

// TestOptionsUnchanged checks that CreateUserAndToken, which sets an option, does not modify the
// caller's options.
func TestOptionsUnchanged(t *testing.T) {
	options := &identity.CreateUserOptions{Scopes: []identity.Scope{identity.ScopeVoIP}, ExpiresIn: time.Hour}
	_, err := newClient(t, newService(t, userResponse())).CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, options)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "options", *options, identity.CreateUserOptions{Scopes: []identity.Scope{identity.ScopeVoIP}, ExpiresIn: time.Hour})
}
