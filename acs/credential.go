package acs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// ErrCredentialClosed is what every call on a [TokenCredential] gives after its Close, wrapped or not: test for it with [errors.Is].
var ErrCredentialClosed = errors.New("acs: token credential is closed")

// redactedToken is how a credential prints, whatever the verb.
const redactedToken = "acs.TokenCredential(token hidden)"

// TokenCredential gives the user access tokens that authorize calls on behalf of one communication user. It is an
// [azcore.TokenCredential]. Make one with [NewTokenCredential], [NewRefreshingCredential] or [NewEntraCredential].
//
// It is safe for concurrent use by any number of clients. It never prints its token: not with fmt, nor with log/slog.
type TokenCredential struct {
	fetch     func(context.Context) (azcore.AccessToken, error) // nil if the token is fixed
	proactive bool

	mu       sync.Mutex
	current  opaqueToken  // nil if there is none
	inFlight *refreshCall // the refresh in flight, or nil
	timer    *time.Timer  // the next proactive refresh, or nil
	closed   bool
}

// opaqueToken keeps a token where nothing that walks a struct by reflection finds it: fmt may print a copied credential
// field by field, and follows pointers for some verbs.
type opaqueToken func() azcore.AccessToken

func newOpaqueToken(token azcore.AccessToken) opaqueToken {
	return func() azcore.AccessToken { return token }
}

// NewTokenCredential returns a credential with one fixed user access token.
//
// The token is given out as it is, even once it has expired: the service then answers 401. Its expiry is read from the exp
// claim; a token that cannot be decoded is taken too, and assumed to live 600 seconds from now. An empty token is an error.
func NewTokenCredential(token string) (*TokenCredential, error) {
	access, err := newAccessToken(token)
	if err != nil {
		return nil, fmt.Errorf("acs: %w", err)
	}
	return &TokenCredential{current: newOpaqueToken(access)}, nil
}

// RefreshingCredentialOptions are the optional settings of [NewRefreshingCredential].
type RefreshingCredentialOptions struct {
	// InitialToken is used until it needs a refresh. Without it the first call of GetToken refreshes.
	InitialToken string

	// RefreshProactively refreshes in the background 10 minutes before the token expires, so that calls do not wait. If less
	// than 10 minutes are left, it refreshes when half of what is left has passed, so that a refresh which fails, or gives the
	// same token again, is repeated ever faster but not in a loop; it stops where less than a second would lie between two.
	// It begins with the first token, initial or asked for, and goes on until Close.
	RefreshProactively bool
}

// NewRefreshingCredential returns a credential that calls refresh for a user access token whenever it needs one: if there
// is none yet, or if the one it holds has 2 minutes or less left. options may be nil.
//
// However many callers wait, only one refresh runs at a time, and its outcome reaches all of them. The context of refresh
// belongs to none of them: it carries no values and no deadline, goes on when callers give up, and ends with Close. A
// refresh that can hang should set a time limit of its own, and it must not ask this credential for a token.
//
// The error of a refresh reaches the callers that waited for it, even if the old token has not quite expired, and the next
// call tries again. An empty token, one that has already expired, and a panic in refresh are such errors too. A proactive
// refresh that fails is no error to anybody who did not wait for it.
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
	credential.schedule()
	return credential, nil
}

// GetToken returns a token that can be sent now, and refreshes it first if need be. It ignores the request's options: a
// user access token has the scopes that it was issued with.
//
// It returns ctx's error as soon as ctx ends, while the refresh goes on for the other callers; [ErrCredentialClosed] after
// Close; and the error of the refresh that it waited for.
func (c *TokenCredential) GetToken(ctx context.Context, _ policy.TokenRequestOptions) (azcore.AccessToken, error) {
	token, call, err := c.lookup(ctx)
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

// lookup returns the token at hand, or else the refresh to wait for.
func (c *TokenCredential) lookup(ctx context.Context) (azcore.AccessToken, *refreshCall, error) {
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
		return azcore.AccessToken{}, nil, errors.New("acs: token credential has no token: make it with a constructor")
	case c.inFlight == nil:
		c.startRefresh() //nolint:contextcheck // a refresh is for all callers, so it outlives each one's context
	}
	return azcore.AccessToken{}, c.inFlight, nil
}

// waitError tells that ctx ended before there was a token.
func waitError(ctx context.Context) error {
	return fmt.Errorf("acs: wait for token: %w", ctx.Err())
}

// Close stops proactive refreshes, ends the context of the refresh in flight and fails its callers. Every later call of
// GetToken returns [ErrCredentialClosed]. Close never fails, and may be called twice. Only a credential that refreshes
// proactively needs it.
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

// String says that this is a credential. It never tells the token.
func (c *TokenCredential) String() string { return redactedToken }

// Format prints the same as String for every verb, so that no verb of fmt reveals the token.
func (c *TokenCredential) Format(f fmt.State, _ rune) {
	// A fmt.State keeps its own errors, and Format cannot return one.
	_, _ = f.Write([]byte(redactedToken))
}

// LogValue is what log/slog writes: the same as String.
func (c *TokenCredential) LogValue() slog.Value { return slog.StringValue(redactedToken) }
