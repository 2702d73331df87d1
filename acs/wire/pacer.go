package wire

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/tracing"
)

// Rate is a limit of a service: at most Count requests in any period of Interval.
type Rate struct {
	Count    int
	Interval time.Duration
}

// Pacer delays requests so that those of a process stay below the rates that the
// service publishes, instead of being rejected with status 429. Requests wait in the
// order in which they were made, and separately for each thread or other resource that
// a rate applies to. After a status 429, all requests for the resource wait for the
// time in its Retry-After header.
//
// Clients of the same process share the rates if they share a Pacer: the service counts
// the requests of all users. It is safe for concurrent use. Create one with [NewPacer].
type Pacer struct {
	log func(context.Context, string, ...slog.Attr) // or nil

	mu    sync.Mutex
	lanes map[laneKey]*lane
	sweep int // number of lanes from which on idle ones are removed
}

// PacerOptions are the optional settings of [NewPacer].
type PacerOptions struct {
	// Logger gets a record of the level Info for each request that has to wait, with
	// the attributes operation, group, and waiting, the number of requests before it,
	// and one with its delay when the wait is over. If nil, nothing is logged.
	Logger *slog.Logger
}

// NewPacer returns a pacer. options may be nil.
func NewPacer(options *PacerOptions) *Pacer {
	p := newPacer()
	if options != nil && options.Logger != nil {
		logger := options.Logger
		p.log = func(ctx context.Context, message string, attributes ...slog.Attr) {
			logger.LogAttrs(ctx, slog.LevelInfo, message, attributes...)
		}
	}
	return p
}

// newPacer returns a pacer that logs nothing. In a program without [NewPacer], the linker
// leaves out the handlers of log/slog.
func newPacer() *Pacer { return &Pacer{lanes: map[laneKey]*lane{}, sweep: minSweep} }

// logWait logs the wait of a call, with an attribute.
func (p *Pacer) logWait(ctx context.Context, message string, state *callState, attribute slog.Attr) {
	if p.log != nil {
		p.log(ctx, message, slog.String("operation", state.operation), slog.String("group", state.pace.group), attribute)
	}
}

const (
	// minSweep is the least number of lanes from which on idle ones are removed.
	minSweep = 256
	// paceMargin is added to each interval, because requests do not all take the same
	// time to reach the service.
	paceMargin = 250 * time.Millisecond
)

// pace is what a request needs to be paced. rates is nil if it is not paced.
type pace struct {
	group, key string
	rates      func() []Rate
}

// laneKey identifies the requests that the same rates apply to.
type laneKey struct{ service, group, key string }

// lane is the requests that share rates.
type lane struct {
	turn      chan struct{} // has an element while it is some request's turn
	rates     []Rate
	waiting   int         // requests that wait, including the one whose turn it is
	sent      []time.Time // of the last requests, oldest first
	notBefore time.Time   // end of the time in a Retry-After header
}

// wait waits until a request may be sent, and counts it. It returns an error if ctx
// ends, or at once if the wait cannot end before the deadline, which may be zero.
func (p *Pacer) wait(ctx context.Context, service string, pace pace, deadline time.Time, note func(ahead int)) (time.Duration, error) {
	start := time.Now()
	lane, earliest, ahead := p.enter(laneKey{service, pace.group, pace.key}, pace.rates, deadline)
	defer p.leave(lane)
	if !deadline.IsZero() && earliest.After(deadline) {
		return 0, NonRetriable(fmt.Errorf("waiting for the %s rate does not end before the deadline: %w", pace.group, context.DeadlineExceeded))
	}
	if earliest.After(start) {
		note(ahead)
	}
	if err := lane.take(ctx, p); err != nil {
		return time.Since(start), fmt.Errorf("waiting for the %s rate: %w", pace.group, err)
	}
	return time.Since(start), nil
}

// enter adds a request to the lane with a key. It returns the earliest time at which it
// can be sent, which is only exact up to the deadline, and how many requests wait before
// it.
func (p *Pacer) enter(key laneKey, rates func() []Rate, deadline time.Time) (entered *lane, earliest time.Time, ahead int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.lanes[key]
	if l == nil {
		p.removeIdle()
		l = &lane{turn: make(chan struct{}, 1), rates: rates()}
		p.lanes[key] = l
	}
	ahead = l.waiting
	l.waiting++
	return l, l.predict(ahead, deadline), ahead
}

// leave removes a request that waited.
func (p *Pacer) leave(l *lane) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l.waiting--
}

// removeIdle removes the lanes whose rates are not used, once there are many.
func (p *Pacer) removeIdle() {
	if len(p.lanes) < p.sweep {
		return
	}
	now := time.Now()
	for key, l := range p.lanes {
		if l.waiting == 0 && len(l.used(now)) == 0 && l.notBefore.Before(now) {
			delete(p.lanes, key)
		}
	}
	p.sweep = max(minSweep, 2*len(p.lanes))
}

// hold delays the requests of a lane after a status 429.
func (p *Pacer) hold(service string, pace pace, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if l := p.lanes[laneKey{service, pace.group, pace.key}]; l != nil {
		l.notBefore = time.Now().Add(wait)
	}
}

// take waits for the turn of a request and until it may be sent, and counts it.
func (l *lane) take(ctx context.Context, p *Pacer) error {
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for {
		left := l.claim(p)
		if left <= 0 {
			return nil
		}
		timer := time.NewTimer(left)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// claim counts a request and returns 0 if it may be sent now, or else returns the time
// to wait.
func (l *lane) claim(p *Pacer) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if left := l.next(l.sent, now).Sub(now); left > 0 {
		return left
	}
	l.sent = append(l.used(now), now)
	return 0
}

// next returns the earliest time, not before now, at which a request may be sent after
// the given ones.
func (l *lane) next(sent []time.Time, now time.Time) time.Time {
	next := now
	if l.notBefore.After(next) {
		next = l.notBefore
	}
	for _, r := range l.rates {
		if len(sent) < r.Count {
			continue
		}
		if free := sent[len(sent)-r.Count].Add(r.Interval + paceMargin); free.After(next) {
			next = free
		}
	}
	return next
}

// predict returns the earliest time at which a request may be sent that has others
// ahead of it. It stops at the deadline, unless that is zero.
func (l *lane) predict(ahead int, deadline time.Time) time.Time {
	now := time.Now()
	next := l.next(l.sent, now)
	if deadline.IsZero() && ahead > 0 {
		return next.Add(1) // it waits, for whatever time
	}
	sent := append([]time.Time{}, l.sent...)
	for range ahead {
		if next.After(deadline) {
			break
		}
		sent = append(sent, next)
		next = l.next(sent, next)
	}
	return next
}

// used returns the requests that the rates still count.
func (l *lane) used(now time.Time) []time.Time {
	var longest time.Duration
	for _, r := range l.rates {
		longest = max(longest, r.Interval+paceMargin)
	}
	for i, t := range l.sent {
		if now.Sub(t) < longest {
			return l.sent[i:]
		}
	}
	return nil
}

// followerKey is the key of a context whose requests are always paced.
type followerKey struct{}

// withFollower returns a context for a range of changes: its requests are paced even if the
// client has no pacer.
func withFollower(ctx context.Context) context.Context {
	return context.WithValue(ctx, followerKey{}, true)
}

// pacerFor returns the pacer for a request, or nil.
func (c *Client) pacerFor(ctx context.Context, state *callState) *Pacer {
	if state.pace.rates == nil {
		return nil
	}
	if state.pace.key == "" {
		state.pace.key = c.paceKey
	}
	if c.pacer == nil && ctx.Value(followerKey{}) != nil {
		return c.followers
	}
	return c.pacer
}

// waitForPace waits until the pacer lets a request pass, if it is paced. The wait is
// an event of the span in ctx.
func (c *Client) waitForPace(ctx context.Context, state *callState) error {
	pacer := c.pacerFor(ctx, state)
	if pacer == nil {
		return nil
	}
	waits := false
	delay, err := pacer.wait(ctx, c.baseURL, state.pace, state.deadline, func(ahead int) {
		waits = true
		pacer.logWait(ctx, "waiting to send a request", state, slog.Int("waiting", ahead))
	})
	if waits {
		pacer.logWait(ctx, "end of wait", state, slog.Duration("delay", delay))
		c.addEvent(ctx, "pacer.wait", delay)
	}
	return err
}

// holdPace delays the requests that are paced together with one that was rejected.
func (c *Client) holdPace(ctx context.Context, state *callState, wait time.Duration) {
	if pacer := c.pacerFor(ctx, state); pacer != nil && wait > 0 {
		pacer.hold(c.baseURL, state.pace, wait)
	}
}

// addEvent adds an event with a delay to the span in ctx, if any.
func (c *Client) addEvent(ctx context.Context, name string, delay time.Duration) {
	tracer := c.azure.Tracer()
	if tracer.Enabled() {
		tracer.SpanFromContext(ctx).AddEvent(name, tracing.Attribute{Key: "delay_ms", Value: delay.Milliseconds()})
	}
}
