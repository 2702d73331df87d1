package identity_test

import (
	"context"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/identity"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// lifetimeCalls are the calls that take a lifetime, with an answer each.
func lifetimeCalls() map[string]struct {
	success servicetest.Answer
	call    func(context.Context, *identity.Client, time.Duration) error
} {
	chat := []identity.Scope{identity.ScopeChat}
	return map[string]struct {
		success servicetest.Answer
		call    func(context.Context, *identity.Client, time.Duration) error
	}{
		"CreateUser": {created(), func(ctx context.Context, c *identity.Client, life time.Duration) error {
			_, err := c.CreateUserAndToken(ctx, chat, &identity.CreateUserOptions{ExpiresIn: life})
			return err
		}},
		"IssueToken": {issued(), func(ctx context.Context, c *identity.Client, life time.Duration) error {
			_, err := c.IssueToken(ctx, user(), chat, &identity.IssueTokenOptions{ExpiresIn: life})
			return err
		}},
	}
}

// TestLifetime protects from tokens that live otherwise than the caller thinks:
// what the service cannot do is an error before it is asked.
func TestLifetime(t *testing.T) {
	for operation, c := range lifetimeCalls() {
		for name, life := range map[string]time.Duration{"shortest": time.Hour, "longest": 24 * time.Hour, "between": 61 * time.Minute, "absent": 0} {
			t.Run(operation+", "+name, func(t *testing.T) {
				servicetest.WantNoError(t, c.call(t.Context(), newClient(t, newService(t, c.success)), life))
			})
		}
		const limits = "; it must be between 1h0m0s and 24h0m0s"
		for name, fault := range map[string]struct {
			life time.Duration
			want string
		}{
			"too short":    {59 * time.Minute, "expiresIn is 59m0s" + limits},
			"too long":     {25 * time.Hour, "expiresIn is 25h0m0s" + limits},
			"just short":   {time.Hour - 1, "expiresIn is 59m59.999999999s" + limits},
			"just long":    {24*time.Hour + 1, "expiresIn is 24h0m0.000000001s" + limits},
			"negative":     {-time.Hour, "expiresIn is -1h0m0s" + limits},
			"bare minutes": {90, "expiresIn is 90ns" + limits},
			"half minute":  {time.Hour + 90*time.Second, "/expiresInMinutes: 1h1m30s is not a whole number of minutes"},
		} {
			t.Run(operation+", "+name, func(t *testing.T) {
				servicetest.WantError(t, c.call(t.Context(), newClient(t, newService(t)), fault.life), "Client."+operation+": "+fault.want)
			})
		}
	}
}

// TestArguments protects the messages about what cannot be sent, and that
// nothing is.
func TestArguments(t *testing.T) {
	none, chat := []identity.Scope{}, []identity.Scope{identity.ScopeChat}
	for name, c := range map[string]struct {
		want string
		call call
	}{
		"CreateUserAndToken, no scopes": {"Client.CreateUserAndToken: scopes is empty", func(ctx context.Context, c *identity.Client) error {
			_, err := c.CreateUserAndToken(ctx, none, &identity.CreateUserOptions{Scopes: chat})
			return err
		}},
		"IssueToken, no scopes": {"Client.IssueToken: scopes is empty", func(ctx context.Context, c *identity.Client) error {
			_, err := c.IssueToken(ctx, user(), nil, nil)
			return err
		}},
		"IssueToken, no user": {"Client.IssueToken: user is empty", func(ctx context.Context, c *identity.Client) error {
			_, err := c.IssueToken(ctx, acs.UserIdentifier{}, chat, nil)
			return err
		}},
		"RevokeTokens, no user": {"Client.RevokeTokens: user is empty", func(ctx context.Context, c *identity.Client) error {
			_, err := c.RevokeTokens(ctx, acs.UserIdentifier{}, nil)
			return err
		}},
		"DeleteUser, no user": {"Client.DeleteUser: user is empty", func(ctx context.Context, c *identity.Client) error {
			_, err := c.DeleteUser(ctx, acs.UserIdentifier{}, nil)
			return err
		}},
		"DeleteUser, dots": {`Client.DeleteUser: user is "..", which cannot be part of a path`, func(ctx context.Context, c *identity.Client) error {
			_, err := c.DeleteUser(ctx, acs.UserIdentifier{ID: ".."}, nil)
			return err
		}},
		"ExchangeTeamsToken, no token": {"Client.ExchangeTeamsToken: entraToken is empty", func(ctx context.Context, c *identity.Client) error {
			_, err := c.ExchangeTeamsToken(ctx, "", "app", "user", nil)
			return err
		}},
		"ExchangeTeamsToken, no app": {"Client.ExchangeTeamsToken: appID is empty", func(ctx context.Context, c *identity.Client) error {
			_, err := c.ExchangeTeamsToken(ctx, entraToken, "", "user", nil)
			return err
		}},
		"ExchangeTeamsToken, no user": {"Client.ExchangeTeamsToken: userID is empty", func(ctx context.Context, c *identity.Client) error {
			_, err := c.ExchangeTeamsToken(ctx, entraToken, "app", "", nil)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			servicetest.WantError(t, c.call(t.Context(), newClient(t, newService(t))), c.want)
		})
	}
}

// TestOptionsAreNotKept protects the caller's options from CreateUserAndToken,
// which sets a member of them.
func TestOptionsAreNotKept(t *testing.T) {
	options := &identity.CreateUserOptions{Scopes: []identity.Scope{identity.ScopeVoIP}, ExpiresIn: time.Hour}
	_, err := newClient(t, newService(t, created())).CreateUserAndToken(t.Context(), []identity.Scope{identity.ScopeChat}, options)
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "options", *options, identity.CreateUserOptions{Scopes: []identity.Scope{identity.ScopeVoIP}, ExpiresIn: time.Hour})
}
