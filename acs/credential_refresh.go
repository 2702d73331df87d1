package acs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

const (
	// onDemandMargin is what a token must have left, more than 2 minutes, to be given out without a refresh.
	onDemandMargin = 2 * time.Minute
	// proactiveMargin is how long before its expiry a token is refreshed proactively: 10 minutes.
	proactiveMargin = 10 * time.Minute
	// shortestWait is the least time before a proactive refresh, 1 second. What comes sooner is left to the next caller.
	shortestWait = time.Second
)

// tokenFlight is one refresh. Its token and err are set before done is closed, and never after.
type tokenFlight struct {
	done   chan struct{}
	cancel context.CancelFunc
	token  azcore.AccessToken
	err    error
}

// usable reports whether the current token can be given out. A fixed one always can. c.mu is held.
func (c *TokenCredential) usable() bool {
	return c.current != nil && (c.fetch == nil || time.Until(c.current().ExpiresOn) > onDemandMargin)
}

// launch starts a refresh and makes it the one in flight. c.mu is held.
func (c *TokenCredential) launch() {
	// It is not made from a caller's context: the refresh is for all callers, and a caller's values (the headers and the
	// response capture that azcore keeps in a context) are not for the requests of a refresh.
	ctx, cancel := context.WithCancel(context.Background())
	c.flight = &tokenFlight{done: make(chan struct{}), cancel: cancel}
	go c.fly(ctx, c.flight)
}

// fly runs one refresh and settles it, however the refresh ends.
func (c *TokenCredential) fly(ctx context.Context, flight *tokenFlight) {
	// The error stands if refresh ends the goroutine instead of returning, as FailNow of a test does.
	token, err := azcore.AccessToken{}, errors.New("acs: refresh token: refresh ended its goroutine")
	defer func() {
		flight.cancel()
		c.mu.Lock()
		defer c.mu.Unlock()
		c.settle(flight, token, err)
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

// settle ends a flight: it keeps a new token, wakes the callers and plans the next refresh. A flight that Close has
// settled stays so. c.mu is held.
func (c *TokenCredential) settle(flight *tokenFlight, token azcore.AccessToken, err error) {
	if c.flight != flight {
		return
	}
	c.flight = nil
	flight.token, flight.err = token, err
	if err == nil {
		c.current = sealToken(token)
	}
	close(flight.done)
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
	if wait := proactiveWait(time.Until(c.current().ExpiresOn)); wait >= shortestWait {
		c.timer = time.AfterFunc(wait, c.refreshAhead)
	}
}

// proactiveWait is the time until the proactive refresh of a token that has left to live.
func proactiveWait(left time.Duration) time.Duration {
	if left > proactiveMargin {
		return left - proactiveMargin
	}
	return left / 2
}

// refreshAhead is the proactive refresh. If one is in flight already, its end plans the next.
func (c *TokenCredential) refreshAhead() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed && c.flight == nil {
		c.launch()
	}
}
