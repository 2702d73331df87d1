package acs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// ErrCredentialClosed is the error that GetToken returns after Close. Test for it with [errors.Is].
var ErrCredentialClosed = errors.New("acs: token credential is closed")

// redactedToken is printed instead of a credential, regardless of the formatting verb.
const redactedToken = "acs.TokenCredential(token hidden)"

// TokenCredential provides user access tokens, which authorize calls on behalf of one communication user. It implements
// [azcore.TokenCredential]. Create one with [NewTokenCredential], [NewRefreshingCredential] or [NewEntraCredential].
//
// It is safe for concurrent use and can be shared by several clients. fmt and log/slog print a placeholder instead of the token.
type TokenCredential struct {
	source tokenSource // nil in the zero value
}

// tokenSource provides the tokens of a credential. It is an interface so that the code for refreshes is only in programs that create a
// credential with refreshes.
type tokenSource interface {
	// token returns a token, as GetToken describes it.
	token(ctx context.Context) (azcore.AccessToken, error)
	// replace returns a token to send instead of one that the service rejected with status 401, or an empty one if there is no other.
	replace(ctx context.Context, rejected string) (azcore.AccessToken, error)
	// close is Close.
	close()
}

// fixedToken is a source with one token, which it drops when it is closed.
type fixedToken struct{ value atomic.Pointer[opaqueToken] }

func newFixedToken(token azcore.AccessToken) *fixedToken {
	f, value := new(fixedToken), newOpaqueToken(token)
	f.value.Store(&value)
	return f
}

func (f *fixedToken) token(ctx context.Context) (azcore.AccessToken, error) {
	value := f.value.Load()
	switch {
	case value == nil:
		return azcore.AccessToken{}, ErrCredentialClosed
	case ctx.Err() != nil:
		return azcore.AccessToken{}, waitError(ctx)
	}
	return (*value)(), nil
}

func (f *fixedToken) replace(context.Context, string) (azcore.AccessToken, error) {
	if f.value.Load() == nil {
		return azcore.AccessToken{}, ErrCredentialClosed
	}
	return azcore.AccessToken{}, nil
}

func (f *fixedToken) close() { f.value.Store(nil) }

// opaqueToken holds a token in a closure, where reflection cannot read it: fmt may print a copied credential field by field, and
// follows pointers for some verbs.
type opaqueToken func() azcore.AccessToken

func newOpaqueToken(token azcore.AccessToken) opaqueToken {
	return func() azcore.AccessToken { return token }
}

// NewTokenCredential returns a credential with a fixed user access token, which is never refreshed.
//
// GetToken returns the token even after it has expired; the service then responds with status 401. ExpiresOn is the exp
// claim of the token, or 600 seconds from now if that cannot be read. It is an error if the token is empty, contains a
// control character, starts with "Bearer ", is in quotes, or is a connection string.
func NewTokenCredential(token string) (*TokenCredential, error) {
	return NewTokenCredentialWithExpiry(token, time.Time{})
}

// NewTokenCredentialWithExpiry returns the same credential as [NewTokenCredential] for a token that expires at expiresOn, which
// takes precedence over the exp claim of the token unless it is zero. The service also issues tokens without a readable claim.
func NewTokenCredentialWithExpiry(token string, expiresOn time.Time) (*TokenCredential, error) {
	access, err := newAccessToken(azcore.AccessToken{Token: token, ExpiresOn: expiresOn}, defaultAssumedLifetime)
	if err != nil {
		return nil, fmt.Errorf("acs: %w", err)
	}
	return &TokenCredential{newFixedToken(access)}, nil
}

// RefreshingCredentialOptions are the optional settings of [NewRefreshingCredential].
type RefreshingCredentialOptions struct {
	// InitialToken is used until it needs a refresh. If its ExpiresOn is zero, it expires as described in
	// [NewRefreshingCredential]. If its Token is empty, the first token comes from a refresh.
	InitialToken azcore.AccessToken

	// RefreshProactively also refreshes the token in the background, 10 minutes before it expires, so that a new one is
	// ready in time. If the token expires in less than 10 minutes, it is refreshed after half of that time. A refresh that
	// fails or returns the same token is thus retried at ever shorter intervals, down to one second. If InitialToken is
	// empty or has expired, the constructor starts a refresh. Proactive refreshes end with Close.
	RefreshProactively bool

	// AssumedLifetime is the lifetime, from when it is received, of a token without an ExpiresOn and without a readable exp
	// claim. If zero, it is 600 seconds.
	AssumedLifetime time.Duration
}

// Format prints the options with a placeholder instead of the token, for every verb.
func (o RefreshingCredentialOptions) Format(f fmt.State, verb rune) {
	type plain RefreshingCredentialOptions // without methods
	o.InitialToken.Token = wire.RedactSecret(o.InitialToken.Token)
	wire.FormatValue(f, verb, plain(o))
}

// LogValue returns the options with a placeholder instead of the token, for log/slog.
func (o RefreshingCredentialOptions) LogValue() slog.Value {
	return wire.LogValue(o)
}

// NewRefreshingCredential returns a credential that calls refresh to get a user access token when it has none, when its token
// expires in 2 minutes or less, and when the service rejects its token with status 401. A token expires at ExpiresOn or, if that
// is zero, at the exp claim of the token or, if that cannot be read, after options.AssumedLifetime. options may be nil.
//
// Calls get a token that has not expired without waiting, even if a refresh is in flight or has failed. They wait for a refresh
// only if there is no such token. Only one refresh runs at a time, and all waiting callers get its result or its error. After a
// refresh that failed or brought no token that lasts longer than 2 minutes, calls start the next one at the earliest 30 seconds
// later as long as the token at hand is valid, and immediately otherwise.
//
// The context passed to refresh is independent of the callers' contexts: it has no values and no deadline, and is canceled only
// by Close. A refresh that can block should set its own timeout, and it must not get a token from this credential. A panic in
// refresh and an empty, invalid or expired token count as errors.
//
// It is an error if refresh is nil, options.InitialToken is invalid or options.AssumedLifetime is negative.
func NewRefreshingCredential(refresh func(ctx context.Context) (azcore.AccessToken, error), options *RefreshingCredentialOptions) (*TokenCredential, error) {
	if refresh == nil {
		return nil, errors.New("acs: refresh is nil")
	}
	if options == nil {
		options = &RefreshingCredentialOptions{}
	}
	if options.AssumedLifetime < 0 {
		return nil, fmt.Errorf("acs: invalid AssumedLifetime %v (want a positive duration, or 0 for %v)", options.AssumedLifetime, defaultAssumedLifetime)
	}
	lifetime := cmp.Or(options.AssumedLifetime, defaultAssumedLifetime)
	var current opaqueToken
	if options.InitialToken.Token != "" {
		initial, err := newAccessToken(options.InitialToken, lifetime)
		if err != nil {
			return nil, fmt.Errorf("acs: InitialToken: %w", err)
		}
		current = newOpaqueToken(initial)
	}
	source := &refreshedToken{current: current, proactive: options.RefreshProactively, fetch: func(ctx context.Context) (azcore.AccessToken, error) {
		token, err := refresh(ctx)
		if err != nil {
			return azcore.AccessToken{}, err
		}
		return newAccessToken(token, lifetime)
	}}
	source.startProactiveRefreshes()
	return &TokenCredential{source}, nil
}

// GetToken returns a user access token, and waits for a refresh if it has no valid one. It ignores the options, because a user
// access token has the scopes that it was issued with.
//
// It returns an error that wraps ctx.Err() as soon as ctx is done, while the refresh continues for other callers,
// [ErrCredentialClosed] after Close, or the error of the refresh that it waited for.
func (c *TokenCredential) GetToken(ctx context.Context, _ policy.TokenRequestOptions) (azcore.AccessToken, error) {
	if c.source == nil {
		return azcore.AccessToken{}, errors.New("acs: token credential has no token: create it with a constructor")
	}
	return c.source.token(ctx)
}

// Close stops proactive refreshes and cancels the context of a refresh in flight. Calls to GetToken that are waiting, and
// all later calls, return [ErrCredentialClosed]. Close always returns nil and can be called repeatedly. It is required only
// for a credential that refreshes proactively.
func (c *TokenCredential) Close() error {
	if c.source != nil {
		c.source.close()
	}
	return nil
}

// String returns a fixed placeholder. It never reveals the token.
func (c *TokenCredential) String() string { return redactedToken }

// Format writes the String placeholder for every verb, so that no fmt verb reveals the token.
func (c *TokenCredential) Format(f fmt.State, _ rune) {
	// A fmt.State keeps its own errors, and Format cannot return one.
	_, _ = f.Write([]byte(redactedToken))
}

// MarshalText returns the String placeholder, which is also what encoding/json and log/slog write.
func (c *TokenCredential) MarshalText() ([]byte, error) { return []byte(redactedToken), nil }
