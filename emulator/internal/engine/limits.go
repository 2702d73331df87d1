package engine

import "time"

// The limits of the service.
const (
	MaxParticipants            = 250       // per thread
	MaxParticipantsPerAdd      = 200       // per request
	MaxPageSize                = 200       // items per page; the default for participants and receipts
	DefaultMessagesPerPage     = 10        // if the request does not set the page size
	DefaultThreadsPerPage      = 100       // if the request does not set the page size
	MaxContent                 = 28 * 1024 // bytes per message
	MaxMetadata                = 1024      // bytes of names and values together
	MaxParticipantsForReceipts = 20        // per thread, for receipts and typing notifications
)

// rateWindow is the period to which rate limits apply.
const rateWindow = 10 * time.Second

// operation is an operation with a rate limit.
type operation int

const (
	opCreateThread operation = iota
	opGetThread
	opListThreads
	opUpdateThread
	opDeleteThread
	opAddParticipants
	opRemoveParticipant
	opListParticipants
	opSendMessage
	opGetMessage
	opListMessages
	opUpdateMessage
	opDeleteMessage
	opSendReceipt
	opListReceipts
	opSendTyping
)

// rateLimit returns the maximum number of calls in rateWindow: per user for
// opCreateThread and opListThreads, per thread for the others.
func (op operation) rateLimit() int {
	switch op {
	case opGetThread, opListThreads, opGetMessage, opListMessages:
		return 50
	case opUpdateThread, opListReceipts, opSendTyping:
		return 5
	default:
		return 10
	}
}

// recentCalls contains the times of the latest calls in Unix milliseconds, oldest
// first. There are at most as many as the operation's rate limit allows.
type recentCalls map[operation][]int64

// checkRateLimit records a call, or rejects it if the rate limit is reached. The
// error's RetryAfter is the time until the oldest call is older than rateWindow.
func (c *opContext) checkRateLimit(calls *recentCalls, op operation) error {
	if !c.rateLimits {
		return nil
	}
	times := (*calls)[op]
	for len(times) > 0 && times[0] <= c.nowMilli-rateWindow.Milliseconds() {
		times = times[1:]
	}
	if len(times) >= op.rateLimit() {
		wait := time.Duration(times[0]+rateWindow.Milliseconds()-c.nowMilli) * time.Millisecond
		return tooManyRequests((wait + time.Second - 1).Truncate(time.Second))
	}
	if *calls == nil {
		*calls = recentCalls{}
	}
	(*calls)[op] = append(times, c.nowMilli)
	return nil
}

// checkMetadata rejects metadata that is too large. subject is used in the error.
func checkMetadata(subject string, metadata map[string]string) error {
	size := 0
	for name, value := range metadata {
		size += len(name) + len(value)
	}
	if size > MaxMetadata {
		return badRequest("The metadata of %s has %d bytes; the limit is %d.", subject, size, MaxMetadata)
	}
	return nil
}

// checkContent rejects message content that is empty or too long.
func checkContent(content string) error {
	if content == "" {
		return badRequest("The content of a message must not be empty.")
	}
	if len(content) > MaxContent {
		return badRequest("The content of the message has %d bytes; the limit is %d.", len(content), MaxContent)
	}
	return nil
}
