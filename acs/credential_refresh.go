package acs

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

const (
	// onDemandRefreshWindow is the remaining lifetime at or below which a call to GetToken starts a refresh.
	onDemandRefreshWindow = 2 * time.Minute
	// refreshPause is the minimum delay between a refresh that did not help and the next one on demand.
	refreshPause = 30 * time.Second
	// proactiveRefreshWindow is the time before its expiry at which a token is refreshed proactively.
	proactiveRefreshWindow = 10 * time.Minute
	// minRefreshInterval is the minimum delay before a proactive refresh. If the delay would be shorter, none is scheduled
	// and the next call to GetToken refreshes the token.
	minRefreshInterval = time.Second
)

// refreshedToken is the source of a credential that refreshes its token.
type refreshedToken struct {
	fetch     func(context.Context) (azcore.AccessToken, error)
	proactive bool

	// The state is described at the methods that change it.
	mu          sync.Mutex
	current     opaqueToken  // the token at hand, or nil
	inFlight    *refreshCall // the refresh in flight, or nil
	pausedUntil time.Time    // no call starts a refresh before, unless the token at hand has expired
	timer       *time.Timer  // the next proactive refresh, or nil
	closed      bool
}

func (c *refreshedToken) token(ctx context.Context) (azcore.AccessToken, error) {
	token, call, err := c.tokenOrRefresh(ctx)
	if err != nil || call == nil {
		return token, err
	}
	return call.wait(ctx)
}

func (c *refreshedToken) close() {
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
}

// refreshCall is one refresh. Its token and err are set before done is closed, and not modified afterwards.
type refreshCall struct {
	done   chan struct{}
	cancel context.CancelFunc
	token  azcore.AccessToken
	err    error

	// afterRejection is true if the service has rejected the token at hand. It is guarded by the credential's mutex.
	afterRejection bool
}

// wait returns the result of the refresh, or an error once ctx is done.
func (r *refreshCall) wait(ctx context.Context) (azcore.AccessToken, error) {
	select {
	case <-r.done:
		return r.token, r.err
	case <-ctx.Done():
		return azcore.AccessToken{}, waitError(ctx)
	}
}

// waitError returns the error for a ctx that is done before there is a token.
func waitError(ctx context.Context) error {
	return fmt.Errorf("acs: wait for token: %w", ctx.Err())
}

// tokenOrRefresh returns the token at hand, or the refresh to wait for. What it does depends on the remaining lifetime:
//
//	more than 2 minutes    return the token
//	2 minutes or less      return the token, and start a refresh unless one is in flight or paused
//	none                   return the refresh in flight, or start one
func (c *refreshedToken) tokenOrRefresh(ctx context.Context) (azcore.AccessToken, *refreshCall, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return azcore.AccessToken{}, nil, ErrCredentialClosed
	case ctx.Err() != nil:
		return azcore.AccessToken{}, nil, waitError(ctx)
	}
	remaining := c.remainingLifetime()
	if remaining <= 0 || remaining <= onDemandRefreshWindow && !c.refreshIsPaused() {
		c.startRefresh() //nolint:contextcheck // a refresh is shared by all callers and independent of their contexts
	}
	if remaining <= 0 {
		return azcore.AccessToken{}, c.inFlight, nil
	}
	return c.current(), nil, nil
}

// replace returns an empty token if a refresh returns the rejected token, or if refreshes are paused. The rejected token remains at
// hand if its refresh fails: a rejection can have other causes than the token.
func (c *refreshedToken) replace(ctx context.Context, rejected string) (azcore.AccessToken, error) {
	token, call, err := c.replacementOrRefresh(rejected) //nolint:contextcheck // a refresh is independent of its callers' contexts
	if call != nil {
		token, err = call.wait(ctx)
	}
	if err != nil || token.Token == rejected {
		return azcore.AccessToken{}, err
	}
	return token, nil
}

// replacementOrRefresh returns the token at hand if it is not the rejected one, or the refresh to wait for, or neither.
func (c *refreshedToken) replacementOrRefresh(rejected string) (azcore.AccessToken, *refreshCall, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	isValid := c.remainingLifetime() > 0
	switch {
	case c.closed:
		return azcore.AccessToken{}, nil, ErrCredentialClosed
	case isValid && c.current().Token != rejected:
		return c.current(), nil, nil
	case isValid && c.refreshIsPaused():
		return azcore.AccessToken{}, nil, nil
	}
	c.startRefresh()
	c.inFlight.afterRejection = true
	return azcore.AccessToken{}, c.inFlight, nil
}

// remainingLifetime returns the remaining lifetime of the token at hand, which is zero or negative if there is no valid one. c.mu
// must be held.
func (c *refreshedToken) remainingLifetime() time.Duration {
	if c.current == nil {
		return 0
	}
	return time.Until(c.current().ExpiresOn)
}

// refreshIsPaused reports whether it is too early for another refresh on demand. c.mu must be held.
func (c *refreshedToken) refreshIsPaused() bool { return time.Now().Before(c.pausedUntil) }

// startRefresh starts a refresh, which is then in flight, unless one is already. c.mu must be held.
func (c *refreshedToken) startRefresh() {
	if c.inFlight != nil {
		return
	}
	// The context is not derived from a caller's: the refresh is shared by all callers, and a caller's context values (the
	// headers and the response capture of azcore) must not apply to the requests of a refresh.
	ctx, cancel := context.WithCancel(context.Background())
	c.inFlight = &refreshCall{done: make(chan struct{}), cancel: cancel}
	go c.runRefresh(ctx, c.inFlight)
}

// runRefresh runs one refresh and completes it, even if refresh panics or exits its goroutine.
func (c *refreshedToken) runRefresh(ctx context.Context, call *refreshCall) {
	// This error remains if refresh exits the goroutine instead of returning, as testing.T.FailNow does.
	token, err := azcore.AccessToken{}, errors.New("acs: refresh token: refresh called runtime.Goexit")
	defer func() {
		call.cancel()
		c.mu.Lock()
		defer c.mu.Unlock()
		c.completeRefresh(call, token, err)
	}()
	token, err = c.fetchToken(ctx)
}

// fetchToken calls fetch, converts a panic to an error and rejects an expired token.
func (c *refreshedToken) fetchToken(ctx context.Context) (token azcore.AccessToken, err error) {
	defer func() {
		if value := recover(); value != nil {
			err = panicError(value)
		}
		if err != nil {
			token, err = azcore.AccessToken{}, fmt.Errorf("acs: refresh token: %w", err)
		}
	}()
	token, err = c.fetch(ctx)
	if err == nil && !token.ExpiresOn.After(time.Now()) {
		err = fmt.Errorf("the new token expired at %s", token.ExpiresOn.UTC().Format(time.RFC3339))
	}
	return token, err
}

// panicError returns the error for a panic in refresh. A refresh runs in its own goroutine, where the caller cannot recover and a
// panic would crash the program.
func panicError(value any) error {
	if err, ok := value.(error); ok {
		return fmt.Errorf("refresh panicked: %w", err)
	}
	return fmt.Errorf("refresh panicked: %v", value)
}

// completeRefresh stores the result of a refresh, wakes the waiting callers and schedules the next proactive refresh. It does
// nothing if Close has already completed the refresh. c.mu must be held.
func (c *refreshedToken) completeRefresh(call *refreshCall, token azcore.AccessToken, err error) {
	if c.inFlight != call {
		return
	}
	c.inFlight = nil
	call.token, call.err = token, err
	// Unless it was rejected, the token at hand remains if it lasts as long as the new one.
	if err == nil && (c.current == nil || call.afterRejection || token.ExpiresOn.After(c.current().ExpiresOn)) {
		c.current = newOpaqueToken(token)
	}
	if call.afterRejection || c.remainingLifetime() <= onDemandRefreshWindow {
		c.pausedUntil = time.Now().Add(refreshPause) // monotonic, so that setting the clock does not prolong it
	}
	close(call.done)
	c.scheduleRefresh()
}

// startProactiveRefreshes begins the proactive refreshes of a new credential.
func (c *refreshedToken) startProactiveRefreshes() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.proactive && c.remainingLifetime() <= 0 {
		c.timer = time.AfterFunc(0, c.refreshInitially)
		return
	}
	c.scheduleRefresh()
}

// refreshInitially starts the first refresh unless a call was faster. completeRefresh schedules the next one.
func (c *refreshedToken) refreshInitially() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed && c.remainingLifetime() <= 0 {
		c.startRefresh()
	}
}

// scheduleRefresh schedules the next proactive refresh, after both a successful and a failed one. c.mu must be held.
func (c *refreshedToken) scheduleRefresh() {
	if !c.proactive || c.closed {
		return
	}
	if c.timer != nil {
		c.timer.Stop()
	}
	if delay := refreshDelay(c.remainingLifetime()); delay >= minRefreshInterval {
		c.timer = time.AfterFunc(delay, c.refreshProactively)
	}
}

// refreshDelay returns the delay until the proactive refresh of a token with the given remaining lifetime.
func refreshDelay(lifetime time.Duration) time.Duration {
	if lifetime > proactiveRefreshWindow {
		return lifetime - proactiveRefreshWindow
	}
	return lifetime / 2
}

// refreshProactively starts a refresh when the timer fires. If one is in flight, completeRefresh schedules the next one.
func (c *refreshedToken) refreshProactively() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.startRefresh()
	}
}
