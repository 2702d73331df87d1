package acs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

const (
	// onDemandRefreshWindow is what a token must have left, more than 2 minutes, to be given out without a refresh.
	onDemandRefreshWindow = 2 * time.Minute
	// proactiveRefreshWindow is how long before its expiry a token is refreshed proactively: 10 minutes.
	proactiveRefreshWindow = 10 * time.Minute
	// minRefreshInterval is the least time before a proactive refresh, 1 second. What comes sooner is left to the next caller.
	minRefreshInterval = time.Second
)

// refreshCall is one refresh. Its token and err are set before done is closed, and never after.
type refreshCall struct {
	done   chan struct{}
	cancel context.CancelFunc
	token  azcore.AccessToken
	err    error
}

// tokenIsFresh reports whether the current token can be given out. A fixed one always can. c.mu is held.
func (c *TokenCredential) tokenIsFresh() bool {
	return c.current != nil && (c.fetch == nil || time.Until(c.current().ExpiresOn) > onDemandRefreshWindow)
}

// startRefresh starts a refresh and makes it the one in flight. c.mu is held.
func (c *TokenCredential) startRefresh() {
	// It is not made from a caller's context: the refresh is for all callers, and a caller's values (the headers and the
	// response capture that azcore keeps in a context) are not for the requests of a refresh.
	ctx, cancel := context.WithCancel(context.Background())
	c.inFlight = &refreshCall{done: make(chan struct{}), cancel: cancel}
	go c.runRefresh(ctx, c.inFlight)
}

// runRefresh runs one refresh and completes it, however the refresh ends.
func (c *TokenCredential) runRefresh(ctx context.Context, call *refreshCall) {
	// The error stands if refresh ends the goroutine instead of returning, as FailNow of a test does.
	token, err := azcore.AccessToken{}, errors.New("acs: refresh token: refresh ended its goroutine")
	defer func() {
		call.cancel()
		c.mu.Lock()
		defer c.mu.Unlock()
		c.completeRefresh(call, token, err)
	}()
	token, err = c.fetchToken(ctx)
}

// fetchToken calls fetch, turns a panic into an error and refuses an expired token.
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

// panicError is the error for a panic in refresh. The refresh has a goroutine to itself, where nothing of the caller's
// could recover and a panic would end the program.
func panicError(value any) error {
	if err, ok := value.(error); ok {
		return fmt.Errorf("refresh panicked: %w", err)
	}
	return fmt.Errorf("refresh panicked: %v", value)
}

// completeRefresh ends a refresh: it keeps a new token, wakes the callers and plans the next refresh. A refresh that Close has
// completed stays so. c.mu is held.
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
	c.schedule()
}

// schedule plans the next proactive refresh, also after one that failed. c.mu is held.
func (c *TokenCredential) schedule() {
	if !c.proactive || c.closed || c.current == nil {
		return
	}
	if c.timer != nil {
		c.timer.Stop()
	}
	if wait := proactiveWait(time.Until(c.current().ExpiresOn)); wait >= minRefreshInterval {
		c.timer = time.AfterFunc(wait, c.refreshProactively)
	}
}

// proactiveWait is the time until the proactive refresh of a token that has left to live.
func proactiveWait(left time.Duration) time.Duration {
	if left > proactiveRefreshWindow {
		return left - proactiveRefreshWindow
	}
	return left / 2
}

// refreshProactively is the proactive refresh. If one is in flight already, its end plans the next.
func (c *TokenCredential) refreshProactively() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed && c.inFlight == nil {
		c.startRefresh()
	}
}
