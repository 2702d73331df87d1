package wire

import (
	"iter"
	"time"
)

// sweep reads all lists of an index, spread over an interval.
type sweep[C any] struct {
	queue  []IndexItem[C]
	listed map[string]bool // IDs of the lists that are or were in the queue
	next   time.Time       // when the first list of the queue is due, or the next sweep begins
	end    time.Time       // before which a list that the index did not show can be added
	after  time.Time       // before which the next sweep does not begin

	interval time.Duration // in which the lists are read; if zero, they are all due at once
	step     time.Duration // between two lists
	limit    int64         // of the floor of hidden changes, once all lists were read
	running  bool
}

// isFirst reports whether no sweep has begun.
func (s *sweep[C]) isFirst() bool { return s.next.IsZero() }

// isIdle reports whether it is time for a new sweep.
func (s *sweep[C]) isIdle(now time.Time) bool { return !s.running && !now.Before(s.next) }

// begin begins a sweep, which is followed by the next one after a time.
func (s *sweep[C]) begin(now time.Time, limit int64, interval time.Duration, after time.Time) {
	*s = sweep[C]{listed: map[string]bool{}, next: now, after: after, limit: limit, interval: interval, running: true}
}

// add adds lists that are not part of the sweep yet. The first call after begin has all
// that the index shows, and later calls those that it missed because they moved.
func (s *sweep[C]) add(items []IndexItem[C]) {
	if !s.running {
		return
	}
	for _, item := range items {
		if !s.listed[item.ID] {
			s.listed[item.ID] = true
			s.queue = append(s.queue, item)
		}
	}
	if s.step == 0 {
		s.step = s.interval / time.Duration(max(len(s.queue), 1))
	}
}

// due returns the lists that are due.
func (s *sweep[C]) due(now time.Time) iter.Seq[IndexItem[C]] {
	return func(yield func(IndexItem[C]) bool) {
		for n := len(s.queue); n > 0 && !now.Before(s.next); n-- {
			item := s.queue[0]
			s.queue, s.next = s.queue[1:], s.next.Add(s.step)
			if !yield(item) {
				return
			}
		}
	}
}

// postpone appends a list that could not be read.
func (s *sweep[C]) postpone(item IndexItem[C]) { s.queue = append(s.queue, item) }

// isDone reports whether the sweep has ended in this poll. The next one begins later.
func (s *sweep[C]) isDone(now time.Time) bool {
	if !s.running || len(s.queue) > 0 || now.Before(s.end) {
		return false
	}
	s.running, s.listed = false, nil
	for _, t := range []time.Time{now.Add(s.step), s.after} {
		if s.next.Before(t) {
			s.next = t
		}
	}
	return true
}

// beginSweep begins a sweep. Earlier ranges may have ended before their sweeps did. So the
// first sweep of a range takes less time, or none, if the floor of hidden changes is old:
// otherwise a program that is restarted often would never finish one. The program's clock
// only decides how soon lists are read after a cursor without later activity.
func (p *indexPoller[C]) beginSweep(now time.Time, limit int64, isWhole bool, l *changeLedger, o FollowOptions) {
	interval := o.SweepInterval
	if p.sweep.isFirst() {
		latest := limit
		if o.From.kind == startCursor {
			latest = max(limit, before(now.UnixMilli(), o.Window.Milliseconds()))
		}
		oldest := before(latest, 2*interval.Milliseconds())
		age := time.Duration(latest-max(l.hidden, oldest)) * time.Millisecond
		interval -= min(max(age-interval, 0), interval)
	}
	if o.Once {
		interval = 0
	}
	p.sweep.begin(now, limit, interval, now.Add(o.SweepInterval))
	if !o.Once && !isWhole {
		p.sweep.end = now.Add(min(o.Window, o.SweepInterval))
	}
}
