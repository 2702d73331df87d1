package wire

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// retryRules are the rules by which azcore waits for the time in a Retry-After header.
type retryRules struct {
	attempts int
	maxWait  time.Duration
	statuses []int
	unknown  bool // whether the caller decides
}

// newRetryRules returns the rules for azcore's options, with its defaults.
func newRetryRules(options policy.RetryOptions) retryRules {
	rules := retryRules{
		attempts: 1 + int(options.MaxRetries),
		maxWait:  options.MaxRetryDelay,
		statuses: options.StatusCodes,
		unknown:  options.ShouldRetry != nil,
	}
	switch {
	case options.MaxRetries == 0:
		rules.attempts = 4
	case options.MaxRetries < 0:
		rules.attempts = 1
	}
	if rules.maxWait == 0 {
		rules.maxWait = time.Minute
	}
	if rules.statuses == nil {
		rules.statuses = []int{
			http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
			http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
		}
	}
	return rules
}

// wait returns the time that azcore is going to wait for after a response to the given
// attempt, or 0 if it does not retry or chooses the time itself.
func (r retryRules) wait(resp *http.Response, attempt int) time.Duration {
	if r.unknown || attempt >= r.attempts || !slices.Contains(r.statuses, resp.StatusCode) {
		return 0
	}
	if wait := RetryAfter(resp.Header); r.maxWait < 0 || wait <= r.maxWait {
		return wait
	}
	return 0
}

// RetryAfter returns the time in the headers by which a service asks to wait: the two
// Azure headers with milliseconds, or Retry-After with seconds or a time, which is
// relative to the Date header, if valid, or else to the local clock. It returns 0 if
// none of them is valid.
func RetryAfter(header http.Header) time.Duration {
	for _, name := range []string{"Retry-After-Ms", "X-Ms-Retry-After-Ms"} {
		if ms, err := strconv.ParseUint(header.Get(name), 10, 32); err == nil {
			return time.Duration(ms) * time.Millisecond
		}
	}
	text := header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(text, 10, 32); err == nil {
		return time.Duration(seconds) * time.Second
	}
	until, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return max(until.Sub(now), 0)
}
