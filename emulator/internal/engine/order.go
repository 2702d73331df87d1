package engine

import (
	"cmp"
	"slices"
	"sort"
)

// The order of a thread's messages by their latest change. A message that is edited or
// deleted moves to the end; the others keep their order. While no message of a thread
// has changed, which is so for most threads, it is the order of their IDs, and
// thread.order is nil.

// messageAt returns the index of the message with a rank in the order by latest change.
// The message that changed last has the highest rank.
func (t *thread) messageAt(rank int) int {
	if t.order == nil {
		return rank
	}
	return int(t.order[rank])
}

// ranksBefore returns the number of messages whose latest change was before a version.
func (t *thread) ranksBefore(version int64) int {
	return sort.Search(len(t.messages), func(rank int) bool { return t.messages[t.messageAt(rank)].version() >= version })
}

// nextVersion returns the version of a change: the time, or more if the previous
// change was within the same millisecond or the clock has gone back.
func (t *thread) nextVersion(nowMilli int64) int64 {
	n := len(t.messages)
	if n == 0 {
		return nowMilli
	}
	return max(nowMilli, t.messages[t.messageAt(n-1)].version()+1)
}

// WithChangeNumbers returns the caller with the sequence IDs that the service used before
// 2025: they also count edits and deletions, which give a message the next one.
func (c Caller) WithChangeNumbers() Caller {
	c.countsChanges = true
	return c
}

// changeNumber returns the number of a message's latest change among the changes of the
// thread, from 1. Without edits and deletions, it is the sequence ID.
func (t *thread) changeNumber(i int) uint32 {
	return cmp.Or(t.messages[i].Number, uint32(i)+1) //nolint:gosec // see appendMessage
}

// nextNumber returns the Number of the message at an index, which is about to be added or
// changed.
func (t *thread) nextNumber(i int) uint32 {
	next := uint32(1)
	if n := len(t.messages); n > 0 {
		next += t.changeNumber(t.messageAt(n - 1))
	}
	if next == uint32(i)+1 { //nolint:gosec // see appendMessage
		return 0
	}
	return next
}

// appendMessage adds a message, which has changed last.
func (t *thread) appendMessage(m message) {
	if t.order != nil {
		t.order = append(t.order, uint32(len(t.messages))) //nolint:gosec // a thread does not have 4 billion messages
	}
	t.messages = append(t.messages, m)
}

// replaceMessage replaces a message with its changed state, whose version must be the
// highest of the thread.
func (t *thread) replaceMessage(i int, m message) {
	if t.order == nil {
		t.order = make([]uint32, len(t.messages))
		for rank := range t.order {
			t.order[rank] = uint32(rank)
		}
	}
	rank := t.ranksBefore(t.messages[i].version())
	t.order = append(slices.Delete(t.order, rank, rank+1), uint32(i)) //nolint:gosec // see appendMessage
	t.messages[i] = m
}

// sortMessages determines the order by latest change.
func (t *thread) sortMessages() {
	t.order = nil
	if !slices.ContainsFunc(t.messages, func(m message) bool { return m.version() != m.ID }) {
		return
	}
	t.order = make([]uint32, len(t.messages))
	for i := range t.order {
		t.order[i] = uint32(i)
	}
	slices.SortStableFunc(t.order, func(a, b uint32) int {
		return cmp.Compare(t.messages[a].version(), t.messages[b].version())
	})
}
