package fault

import (
	"context"
	"io"
	"net/http"
	"time"
)

// Effects are the faults of a request that the operation itself applies.
type Effects struct {
	// Lag is the age of the state that the operation reads.
	Lag time.Duration
	// Refuse returns the status with which a participant is refused, or 0 if it is
	// not. If nil, none is refused.
	Refuse func(rawID string) int
}

// effectsKey is the context key of Effects.
type effectsKey struct{}

func withEffects(r *http.Request, effects Effects) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), effectsKey{}, effects))
}

// EffectsFrom returns the effects of the request with the context.
func EffectsFrom(ctx context.Context) Effects {
	effects, _ := ctx.Value(effectsKey{}).(Effects)
	return effects
}

// refuser returns the function that refuses participants of a call according to a
// Refuse rule.
func (in *Injector) refuser(rule *activeRule, call Call) func(rawID string) int {
	return func(rawID string) int {
		in.mu.Lock()
		defer in.mu.Unlock()
		key := call.Thread + " " + rawID
		if rule.refused[key] || rule.random.Float64() >= rule.Rate {
			return 0
		}
		rule.refused[key] = rule.ThenOK
		return rule.Status
	}
}

// stopKey is the context key of the channel that is closed when the server stops.
type stopKey struct{}

// WithStop returns a context for the requests of a server. When stopping is closed,
// their black holes end.
func WithStop(ctx context.Context, stopping <-chan struct{}) context.Context {
	return context.WithValue(ctx, stopKey{}, stopping)
}

// waitForEnd waits until the client disconnects or the server stops. While the body of
// an HTTP/1.1 request is not read, net/http does not notice that the client has
// disconnected.
func waitForEnd(r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	stopping, _ := r.Context().Value(stopKey{}).(<-chan struct{}) // nil blocks
	select {
	case <-r.Context().Done():
	case <-stopping:
	}
}
