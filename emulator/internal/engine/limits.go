package engine

import (
	"maps"
	"time"
)

// The limits of the service.
const (
	MaxParticipants            = 250       // of a thread
	MaxParticipantsPerAdd      = 200       // added by a call
	MaxPageSize                = 200       // items of a page
	MaxContent                 = 28 * 1024 // bytes of a message's content
	MaxMetadata                = 1024      // bytes of metadata, names and values together
	MaxParticipantsForReceipts = 20        // participants of a thread with receipts and typing notifications
)

// rateWindow is the time in which calls are counted.
const rateWindow = 10 * time.Second

// operation is what has a rate of its own.
type operation int

const (
	createThread operation = iota
	getThread
	listThreads
	updateThread
	deleteThread
	addParticipants
	removeParticipant
	listParticipants
	sendMessage
	getMessage
	listMessages
	updateMessage
	deleteMessage
	sendReceipt
	listReceipts
	sendTyping
)

// rate is how many calls of the operation a thread, or for threads as a whole a
// user, takes in rateWindow.
func (op operation) rate() int {
	switch op {
	case getThread, listThreads, getMessage, listMessages:
		return 50
	case updateThread, listReceipts, sendTyping:
		return 5
	default:
		return 10
	}
}

// rates are the times of the latest calls, in Unix milliseconds, oldest first.
// There are never more of them than an operation's rate.
type rates map[operation][]int64

// checkRateLimit counts a call, or refuses it until the oldest that counts is
// rateWindow ago.
func (x *opContext) checkRateLimit(r *rates, op operation) error {
	if !x.rateLimits {
		return nil
	}
	times := (*r)[op]
	for len(times) > 0 && times[0] <= x.at-rateWindow.Milliseconds() {
		times = times[1:]
	}
	if len(times) >= op.rate() {
		wait := time.Duration(times[0]+rateWindow.Milliseconds()-x.at) * time.Millisecond
		return tooManyRequests((wait + time.Second - 1).Truncate(time.Second))
	}
	if *r == nil {
		*r = rates{}
	}
	(*r)[op] = append(times, x.at)
	return nil
}

// checkMetadata refuses metadata that is too long.
func checkMetadata(of string, metadata map[string]string) error {
	size := 0
	for name, value := range metadata {
		size += len(name) + len(value)
	}
	if size > MaxMetadata {
		return badRequest("The metadata of %s has %d bytes, more than %d.", of, size, MaxMetadata)
	}
	return nil
}

// checkContent refuses what is no content of a message.
func checkContent(content string) error {
	if content == "" {
		return badRequest("The content of a message must not be empty.")
	}
	if len(content) > MaxContent {
		return badRequest("The content of the message has %d bytes, more than %d.", len(content), MaxContent)
	}
	return nil
}

// merge applies a change of metadata key by key to a copy. An empty value
// deletes its key if emptyDeletes.
func merge(old, change map[string]string, emptyDeletes bool) map[string]string {
	merged := make(map[string]string, len(old)+len(change))
	maps.Copy(merged, old)
	for name, value := range change {
		merged[name] = value
		if value == "" && emptyDeletes {
			delete(merged, name)
		}
	}
	return merged
}
