package wire

import (
	"cmp"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

const (
	defaultMinInterval  = time.Second
	defaultMaxInterval  = 10 * time.Second
	defaultChangeWindow = 30 * time.Second
	// minChangeWindow covers times in whole seconds.
	minChangeWindow      = 2 * time.Second
	defaultSweepInterval = 15 * time.Minute
	// maxFailureInterval limits the growing waits while polls fail, unless the interval
	// between polls is longer.
	maxFailureInterval = time.Minute
)

// changePace decides when to poll: soon after changes, and less and less often without.
type changePace struct {
	least, most time.Duration
	interval    time.Duration
	wake        <-chan struct{}
}

func newChangePace(o FollowOptions) *changePace {
	return &changePace{o.MinInterval, o.MaxInterval, o.MinInterval, o.Wake}
}

// notePoll sets the interval after a poll that succeeded.
func (p *changePace) notePoll(changed bool) {
	if changed {
		p.interval = p.least
		return
	}
	p.interval = min(p.interval*3/2, p.most)
}

// noteFailure sets the interval after a poll that failed, which is at least the time in
// the Retry-After header.
func (p *changePace) noteFailure(err error) {
	p.interval = min(2*p.interval, max(p.most, maxFailureInterval))
	if response, ok := errors.AsType[*azcore.ResponseError](err); ok && response.RawResponse != nil {
		p.interval = max(p.interval, RetryAfter(response.RawResponse.Header))
	}
}

// wait waits for the interval, give or take a tenth, so that programs which began at the
// same time do not poll at the same time. A wake-up ends it early.
func (p *changePace) wait(ctx context.Context) error {
	spread := p.interval / 10
	timer := time.NewTimer(p.interval - spread + rand.N(2*spread+1)) //nolint:gosec // it need not be unpredictable
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case _, open := <-p.wake:
			if open {
				return nil
			}
			p.wake = nil // a closed channel wakes nobody
		}
	}
}

// isTemporary reports whether an error of a request may pass.
func isTemporary(err error) bool {
	switch status := errorStatus(err); {
	case errors.Is(err, context.Canceled), errors.Is(err, ErrEndlessList):
		return false
	case status != 0:
		return status == http.StatusRequestTimeout || status == http.StatusTooManyRequests || status >= http.StatusInternalServerError
	}
	var network net.Error
	var body *bodyError
	return errors.As(err, &network) || errors.As(err, &body) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)
}

// errorStatus returns the status of the response that is the reason of an error, or 0.
func errorStatus(err error) int {
	if response, ok := errors.AsType[*azcore.ResponseError](err); ok {
		return response.StatusCode
	}
	return 0
}

// FollowOptions are the optional settings of a range of changes.
type FollowOptions struct {
	From                             Start
	Once                             bool
	Window, MinInterval, MaxInterval time.Duration
	SweepInterval                    time.Duration // negative if there are no sweeps
	Wake                             <-chan struct{}
}

// withDefaults returns the options with their defaults, or an error for a range that is
// empty.
func (o FollowOptions) withDefaults(operation string) (FollowOptions, error) {
	o.Window = max(cmp.Or(o.Window, defaultChangeWindow), minChangeWindow)
	o.SweepInterval = cmp.Or(o.SweepInterval, defaultSweepInterval)
	o.MinInterval = cmp.Or(o.MinInterval, min(defaultMinInterval, cmp.Or(o.MaxInterval, defaultMinInterval)))
	o.MaxInterval = cmp.Or(o.MaxInterval, max(defaultMaxInterval, o.MinInterval))
	if o.MinInterval < 0 || o.MaxInterval < o.MinInterval {
		return o, NewArgumentError(operation, "options.MaxInterval", "must not be less than MinInterval, nor either of them negative")
	}
	return o, nil
}
