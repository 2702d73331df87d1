package events

import (
	"context"
	"slices"
	"sort"
	"sync"
	"time"
)

// maxQueued is the most that the events waiting for a webhook take, in bytes.
const maxQueued = 64 << 20

// delivery is an encoded event and the state of its delivery.
type delivery struct {
	body     []byte
	due      time.Time // of the next attempt
	attempts int
	repeated bool
}

// queue contains the deliveries of a webhook. A delivery that is being sent still counts
// towards its size.
type queue struct {
	changed chan struct{} // has an element if a delivery was added

	mu      sync.Mutex
	waiting []*delivery // by the time at which they are due
	size    int         // in bytes
	dropped int         // since a delivery was accepted
}

func newQueue() *queue { return &queue{changed: make(chan struct{}, 1)} }

// push adds a delivery. If it does not fit, push returns the number of deliveries in a
// row that did not.
func (q *queue) push(d *delivery) (dropped int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.size+len(d.body) > maxQueued {
		q.dropped++
		return q.dropped
	}
	q.dropped = 0
	q.size += len(d.body)
	q.add(d)
	return 0
}

// requeue adds a delivery that next has returned.
func (q *queue) requeue(d *delivery) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.add(d)
}

// release ends a delivery that next has returned.
func (q *queue) release(d *delivery) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.size -= len(d.body)
}

// add adds a delivery behind those that are due earlier, or at the same time.
func (q *queue) add(d *delivery) {
	i := sort.Search(len(q.waiting), func(i int) bool { return q.waiting[i].due.After(d.due) })
	q.waiting = slices.Insert(q.waiting, i, d)
	select {
	case q.changed <- struct{}{}:
	default:
	}
}

// next waits for a delivery that is due, and removes it. It returns nil when ctx ends.
func (q *queue) next(ctx context.Context) *delivery {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		d, wait := q.pop()
		if d != nil {
			return d
		}
		timer.Reset(wait)
		select {
		case <-ctx.Done():
		case <-q.changed:
		case <-timer.C:
		}
	}
	return nil
}

// pop removes the first delivery if it is due. Otherwise, it returns how long to wait.
func (q *queue) pop() (*delivery, time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		return nil, time.Hour // until changed
	}
	first := q.waiting[0]
	if wait := time.Until(first.due); wait > 0 {
		return nil, wait
	}
	q.waiting = slices.Delete(q.waiting, 0, 1)
	return first, 0
}
