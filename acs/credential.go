package acs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
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
	fetch     func(context.Context) (azcore.AccessToken, error) // nil if the token is fixed
	proactive bool

	mu       sync.Mutex
	current  opaqueToken  // nil if there is none
	inFlight *refreshCall // the refresh in flight, or nil
	timer    *time.Timer  // the next proactive refresh, or nil
	closed   bool
}

// opaqueToken holds a token in a closure, where reflection cannot read it: fmt may print a copied credential field by field, and
// follows pointers for some verbs.
type opaqueToken func() azcore.AccessToken

func newOpaqueToken(token azcore.AccessToken) opaqueToken {
	return func() azcore.AccessToken { return token }
}

// NewTokenCredential returns a credential with a fixed user access token, which is never refreshed.
//
// GetToken returns the token even after it has expired; the service then responds with status 401. ExpiresOn is the exp
// claim of the token, or 600 seconds from now if that cannot be read. It is an error if the token is empty or contains a
// control character.
func NewTokenCredential(token string) (*TokenCredential, error) {
	access, err := newAccessToken(token)
	if err != nil {
		return nil, fmt.Errorf("acs: %w", err)
	}
	return &TokenCredential{current: newOpaqueToken(access)}, nil
}

// RefreshingCredentialOptions are the optional settings of [NewRefreshingCredential].
type RefreshingCredentialOptions struct {
	// InitialToken is used until it needs a refresh. If empty, the first call to GetToken refreshes.
	InitialToken string

	// RefreshProactively also refreshes the token in the background, 10 minutes before it expires, so that calls do not
	// wait. If the token expires in less than 10 minutes, it is refreshed after half of that time. A refresh that fails or
	// returns the same token is thus retried at ever shorter intervals, down to one second. Proactive refreshes begin when
	// the credential has a token, and continue until Close.
	RefreshProactively bool
}

// NewRefreshingCredential returns a credential that calls refresh to get a user access token when it has none, or when its token
// expires in 2 minutes or less. It is an error if refresh is nil or options.InitialToken is invalid. options may be nil.
//
// Only one refresh runs at a time, and all waiting callers get its result. The context passed to refresh is independent of the
// callers' contexts: it has no values and no deadline, and is canceled only by Close. A refresh that can block should set its own
// timeout, and it must not get a token from this credential.
//
// If a refresh fails, the callers that waited for it get its error, even if the old token has not expired yet, and the next
// call refreshes again. A panic in refresh and an empty, invalid or expired token also count as errors. The error of a
// proactive refresh is returned only to callers that waited for it.
func NewRefreshingCredential(refresh func(ctx context.Context) (string, error), options *RefreshingCredentialOptions) (*TokenCredential, error) {
	if refresh == nil {
		return nil, errors.New("acs: refresh is nil")
	}
	if options == nil {
		options = &RefreshingCredentialOptions{}
	}
	credential := &TokenCredential{
		proactive: options.RefreshProactively,
		fetch: func(ctx context.Context) (azcore.AccessToken, error) {
			token, err := refresh(ctx)
			if err != nil {
				return azcore.AccessToken{}, err
			}
			return newAccessToken(token)
		},
	}
	if options.InitialToken == "" {
		return credential, nil
	}
	initial, err := newAccessToken(options.InitialToken)
	if err != nil {
		return nil, fmt.Errorf("acs: InitialToken: %w", err)
	}
	credential.mu.Lock()
	defer credential.mu.Unlock()
	credential.current = newOpaqueToken(initial)
	credential.scheduleRefresh()
	return credential, nil
}

// GetToken returns a user access token, which it refreshes first if necessary. It ignores the options, because a user access
// token has the scopes that it was issued with.
//
// It returns an error that wraps ctx.Err() as soon as ctx is done, while the refresh continues for other callers,
// [ErrCredentialClosed] after Close, or the error of the refresh that it waited for.
func (c *TokenCredential) GetToken(ctx context.Context, _ policy.TokenRequestOptions) (azcore.AccessToken, error) {
	token, call, err := c.tokenOrRefresh(ctx)
	if err != nil || call == nil {
		return token, err
	}
	select {
	case <-call.done:
		return call.token, call.err
	case <-ctx.Done():
		return azcore.AccessToken{}, waitError(ctx)
	}
}

// tokenOrRefresh returns the current token if it is fresh, or else the refresh to wait for.
func (c *TokenCredential) tokenOrRefresh(ctx context.Context) (azcore.AccessToken, *refreshCall, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return azcore.AccessToken{}, nil, ErrCredentialClosed
	case ctx.Err() != nil:
		return azcore.AccessToken{}, nil, waitError(ctx)
	case c.tokenIsFresh():
		return c.current(), nil, nil
	case c.fetch == nil:
		return azcore.AccessToken{}, nil, errors.New("acs: token credential has no token: create it with a constructor")
	case c.inFlight == nil:
		c.startRefresh() //nolint:contextcheck // a refresh is shared by all callers and independent of their contexts
	}
	return azcore.AccessToken{}, c.inFlight, nil
}

// waitError returns the error for a ctx that is done before there is a token.
func waitError(ctx context.Context) error {
	return fmt.Errorf("acs: wait for token: %w", ctx.Err())
}

// Close stops proactive refreshes and cancels the context of a refresh in flight. Calls to GetToken that are waiting, and
// all later calls, return [ErrCredentialClosed]. Close always returns nil and can be called repeatedly. It is required only
// for a credential that refreshes proactively.
func (c *TokenCredential) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.current = nil
	if c.timer != nil {
		c.timer.Stop()
	}
	if c.inFlight != nil {
		c.inFlight.cancel()
		c.completeRefresh(c.inFlight, azcore.AccessToken{}, ErrCredentialClosed)
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
