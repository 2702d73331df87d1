package engine

import "time"

// operation is an operation, or a group of operations, whose calls count towards the
// same rate limits.
type operation int

const (
	opCreateThread operation = iota
	opGetThread
	opListThreads
	opUpdateThread
	opDeleteThread
	opChangeParticipants // adding and removing
	opListParticipants
	opChangeMessages // sending, updating and deleting
	opGetMessage
	opListMessages
	opSendReceipt
	opListReceipts
	opSendTyping
	opCreateUser
	opCreateUserAndToken
	opDeleteUser
	opIssueToken
	opRevokeTokens
	opExchangeToken
)

// rateScope is what a rate limit counts the calls of.
type rateScope int

const (
	perResource rateScope = iota
	perUser
	perThread
	perUserAndThread
)

// rateLimit is the number of calls that a scope accepts in a window.
type rateLimit struct {
	scope  rateScope
	calls  int
	window time.Duration
}

// rateLimits returns the published rate limits of the operation.
func (op operation) rateLimits() []rateLimit {
	const seconds, minute, identity = 10 * time.Second, time.Minute, 30 * time.Second
	switch op {
	case opCreateThread, opDeleteThread:
		return []rateLimit{{perUser, 10, seconds}}
	case opGetThread, opListThreads:
		return []rateLimit{{perUser, 50, seconds}}
	case opUpdateThread:
		return []rateLimit{{perThread, 5, seconds}}
	case opChangeParticipants, opChangeMessages:
		return []rateLimit{{perThread, 10, seconds}, {perThread, 30, minute}}
	case opListParticipants:
		return []rateLimit{{perUserAndThread, 10, seconds}, {perThread, 250, seconds}}
	case opGetMessage:
		return []rateLimit{{perUserAndThread, 50, seconds}, {perThread, 250, seconds}}
	case opListMessages:
		return []rateLimit{
			{perUserAndThread, 50, seconds}, {perThread, 250, seconds},
			{perUserAndThread, 200, minute}, {perThread, 400, minute},
		}
	case opSendReceipt:
		return []rateLimit{{perUserAndThread, 10, seconds}, {perUserAndThread, 30, minute}}
	case opListReceipts:
		return []rateLimit{{perUserAndThread, 5, seconds}, {perThread, 100, seconds}}
	case opSendTyping:
		return []rateLimit{
			{perUserAndThread, 5, seconds}, {perThread, 10, seconds},
			{perUserAndThread, 15, minute}, {perThread, 30, minute},
		}
	case opCreateUser, opCreateUserAndToken, opIssueToken:
		return []rateLimit{{perResource, 1000, identity}}
	default: // opDeleteUser, opRevokeTokens, opExchangeToken
		return []rateLimit{{perResource, 500, identity}}
	}
}

// recentCalls contains the times of the latest calls of a scope in Unix milliseconds,
// oldest first. There are at most as many as the rate limit allows.
type recentCalls map[recentKey][]int64

// recentKey identifies a rate limit of a scope.
type recentKey struct {
	op     operation
	window time.Duration
}

// callCounters are the calls of each scope. Those that no rate limit of the operation
// refers to may be nil.
type callCounters [perUserAndThread + 1]*recentCalls

// checkRateLimit records a call, or rejects it if a rate limit is reached. The error's
// RetryAfter is the time until all of the limits accept a call again.
func (c *opContext) checkRateLimit(op operation, counters callCounters) error {
	if !c.rateLimits {
		return nil
	}
	var wait time.Duration
	for _, limit := range op.rateLimits() {
		wait = max(wait, counters[limit.scope].wait(op, limit, c.nowMilli))
	}
	if wait > 0 {
		return tooManyRequests((wait + time.Second - 1).Truncate(time.Second))
	}
	for _, limit := range op.rateLimits() {
		counters[limit.scope].record(op, limit, c.nowMilli)
	}
	return nil
}

// wait forgets the calls that are older than the window, and returns the time until the
// limit accepts a call.
func (r *recentCalls) wait(op operation, limit rateLimit, nowMilli int64) time.Duration {
	key := recentKey{op, limit.window}
	times, window := (*r)[key], limit.window.Milliseconds()
	for len(times) > 0 && times[0] <= nowMilli-window {
		times = times[1:]
	}
	if len(times) < limit.calls {
		if len(times) > 0 {
			(*r)[key] = times
		}
		return 0
	}
	return time.Duration(times[0]+window-nowMilli) * time.Millisecond
}

func (r *recentCalls) record(op operation, limit rateLimit, nowMilli int64) {
	if *r == nil {
		*r = recentCalls{}
	}
	key := recentKey{op, limit.window}
	(*r)[key] = append((*r)[key], nowMilli)
}

// checkUserRate checks the rate limits of an operation of a user outside of a thread.
func (c *opContext) checkUserRate(u *user, op operation) error {
	return c.checkRateLimit(op, callCounters{perUser: &u.recentCalls})
}

// checkThreadRate checks the rate limits of an operation of a participant.
func (c *opContext) checkThreadRate(p *participant, op operation) error {
	return c.checkRateLimit(op, callCounters{
		perUser: &p.user.recentCalls, perThread: &p.thread.recentCalls, perUserAndThread: &p.recentCalls,
	})
}

// checkIdentityRate checks the rate limits of an operation of Identity.
func (c *opContext) checkIdentityRate(op operation) error {
	return c.checkRateLimit(op, callCounters{perResource: &c.recentCalls})
}
