package acs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

const (
	// onDemandRefreshWindow is the remaining lifetime at or below which GetToken refreshes the token.
	onDemandRefreshWindow = 2 * time.Minute
	// proactiveRefreshWindow is the time before its expiry at which a token is refreshed proactively.
	proactiveRefreshWindow = 10 * time.Minute
	// minRefreshInterval is the minimum delay before a proactive refresh. If the delay would be shorter, none is scheduled
	// and the next call to GetToken refreshes the token.
	minRefreshInterval = time.Second
)

// refreshCall is one refresh. Its token and err are set before done is closed, and not modified afterwards.
type refreshCall struct {
	done   chan struct{}
	cancel context.CancelFunc
	token  azcore.AccessToken
	err    error
}

// tokenIsFresh reports whether the current token can be returned without a refresh, which is always true for a fixed token.
// c.mu must be held.
func (c *TokenCredential) tokenIsFresh() bool {
	return c.current != nil && (c.fetch == nil || time.Until(c.current().ExpiresOn) > onDemandRefreshWindow)
}

// startRefresh starts a refresh and stores it in c.inFlight. c.mu must be held.
func (c *TokenCredential) startRefresh() {
	// The context is not derived from a caller's: the refresh is shared by all callers, and a caller's context values (the
	// headers and the response capture of azcore) must not apply to the requests of a refresh.
	ctx, cancel := context.WithCancel(context.Background())
	c.inFlight = &refreshCall{done: make(chan struct{}), cancel: cancel}
	go c.runRefresh(ctx, c.inFlight)
}

// runRefresh runs one refresh and completes it, even if refresh panics or exits its goroutine.
func (c *TokenCredential) runRefresh(ctx context.Context, call *refreshCall) {
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
func (c *TokenCredential) fetchToken(ctx context.Context) (token azcore.AccessToken, err error) {
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
func (c *TokenCredential) completeRefresh(call *refreshCall, token azcore.AccessToken, err error) {
	if c.inFlight != call {
		return
	}
	c.inFlight = nil
	call.token, call.err = token, err
	if err == nil {
		c.current = newOpaqueToken(token)
	}
	close(call.done)
	c.scheduleRefresh()
}

// scheduleRefresh schedules the next proactive refresh, after both a successful and a failed one. c.mu must be held.
func (c *TokenCredential) scheduleRefresh() {
	if !c.proactive || c.closed || c.current == nil {
		return
	}
	if c.timer != nil {
		c.timer.Stop()
	}
	if delay := refreshDelay(time.Until(c.current().ExpiresOn)); delay >= minRefreshInterval {
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

// refreshProactively starts a refresh when the timer fires. If a refresh is in flight, it does nothing: completeRefresh will
// schedule the next one.
func (c *TokenCredential) refreshProactively() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed && c.inFlight == nil {
		c.startRefresh()
	}
}
