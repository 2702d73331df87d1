package wire

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const modelWindow = 30 * time.Second

// modelChange is a change as the model reports it.
type modelChange struct {
	list, id string
	event    string // of an index, or ""
	version  int64
	cursor   string
}

func setModelCursor(c *modelChange, cursor ChangeCursor) { c.cursor = cursor.String() }

// modelState is a state of an item.
type modelState struct {
	version   int64
	visibleAt int64 // when all reads show it
	hidden    bool
}

// modelList is a list whose reads lag: a read shows each state at some time from its version
// on, and certainly from visibleAt on.
type modelList struct {
	service *modelService
	name    string
	items   map[string][]modelState
	order   []string // IDs
}

// modelService is a service with lists in an index.
type modelService struct {
	*rand.Rand

	lag     time.Duration // of all reads, at most
	calm    bool          // no changes while pages are read, and no errors
	lists   []*modelList
	changes int
	steps   int
}

func (s *modelService) now() int64 { return time.Now().UnixMilli() }

// addList adds a list with a hidden first item, as the service does.
func (s *modelService) addList() {
	l := &modelList{service: s, name: fmt.Sprintf("list%d", len(s.lists)), items: map[string][]modelState{}}
	s.lists = append(s.lists, l)
	l.change("0", true)
}

// change gives an item a new state. Different items can get the same version.
func (l *modelList) change(id string, hidden bool) {
	s, version := l.service, l.service.now()
	states := l.items[id]
	if n := len(states); n > 0 && states[n-1].version >= version {
		return
	}
	if len(states) == 0 {
		l.order = append(l.order, id)
	}
	visible := version + s.Int64N(s.lag.Milliseconds()+1)
	l.items[id] = append(states, modelState{version, visible, hidden})
	s.changes++
}

// step changes something, or lets time pass.
func (s *modelService) step() {
	s.steps++
	l := s.lists[s.IntN(len(s.lists))]
	switch n := s.IntN(20); {
	case n < 8:
		l.change(strconv.Itoa(len(l.order)), s.IntN(10) == 0)
	case n < 12 && len(l.order) > 1: // nobody can edit the first item
		l.change(l.order[1+s.IntN(len(l.order)-1)], true)
	case n < 18:
		time.Sleep(time.Duration(s.IntN(2000)) * time.Millisecond)
	case n == 18:
		time.Sleep(time.Duration(s.IntN(90)) * time.Second)
	}
}

// disturb makes changes between two requests, and returns an error now and then.
func (s *modelService) disturb() error {
	if s.calm {
		return nil
	}
	for range s.IntN(3) {
		s.step()
	}
	if s.IntN(20) == 0 {
		return &bodyError{err: errors.New("broken")}
	}
	return nil
}

// shows reports whether a read at a time shows a state. All reads do so once the lag has
// passed.
func (s *modelService) shows(state modelState, now int64) bool {
	return state.version+s.lag.Milliseconds() <= s.now() ||
		state.version <= now && state.visibleAt <= now+s.Int64N(s.lag.Milliseconds()/2+1)
}

// readTime returns the time of a read, which lags more than others.
func (s *modelService) readTime() int64 {
	if s.calm {
		return s.now()
	}
	return s.now() - s.Int64N(s.lag.Milliseconds()/2+1)
}

// view returns the items as a read shows them, latest first.
func (l *modelList) view() []ChangeItem[modelChange] {
	now := l.service.readTime()
	items := make([]ChangeItem[modelChange], 0, len(l.order))
	for _, id := range l.order {
		states := l.items[id]
		for _, last := range slices.Backward(states) {
			if l.service.shows(last, now) {
				c := modelChange{list: l.name, id: id, version: last.version}
				items = append(items, ChangeItem[modelChange]{ID: id, Version: last.version, Hidden: last.hidden, Change: func() modelChange { return c }})
				break
			}
		}
	}
	slices.SortFunc(items, func(x, y ChangeItem[modelChange]) int {
		return cmp.Or(cmp.Compare(y.Version, x.Version), strings.Compare(y.ID, x.ID))
	})
	return items
}

// activity returns the time of the last change that is not hidden, as a read shows it, in
// seconds.
func (l *modelList) activity() int64 {
	now, activity := l.service.readTime(), int64(0)
	for _, states := range l.items {
		for _, state := range states {
			if !state.hidden && state.version/1000 > activity && l.service.shows(state, now) {
				activity = state.version / 1000
			}
		}
	}
	return activity
}

// cutPage returns which items are on a page, given which come after its link.
func (s *modelService) cutPage(size, items int, isAfter func(int) bool) (start, n int) {
	for start < items && !isAfter(start) {
		start++
	}
	start -= min(start, s.IntN(3)*s.IntN(2))
	if n = min(size, items-start); s.IntN(4) == 0 {
		n -= min(n, s.IntN(3))
	}
	return start, n
}

// open opens the list. Its pages can be short or empty, and begin with items of earlier
// pages. A link contains the last item.
func (l *modelList) open(size int, link string) func(context.Context) (ChangePage[modelChange], error) {
	return func(context.Context) (ChangePage[modelChange], error) {
		s := l.service
		if err := s.disturb(); err != nil {
			return ChangePage[modelChange]{}, err
		}
		items := l.view()
		start, n := s.cutPage(size, len(items), func(i int) bool { return link == "" || modelLink(items[i]) < link })
		rest := items[start:]
		page := ChangePage[modelChange]{Items: rest[:n]}
		if n > 0 {
			link = min(cmp.Or(link, "~"), modelLink(rest[n-1]))
		}
		if n < len(rest) {
			page.Next = cmp.Or(link, "~")
		}
		return page, nil
	}
}

func modelLink(i ChangeItem[modelChange]) string { return fmt.Sprintf("%020d/%s", i.Version, i.ID) }

// openIndex opens the index, whose times are whole seconds and do not show hidden changes.
// Its pages are like those of a list.
func (s *modelService) openIndex(size int, link string) func(context.Context) (IndexPage[modelChange], error) {
	return func(context.Context) (IndexPage[modelChange], error) {
		if err := s.disturb(); err != nil {
			return IndexPage[modelChange]{}, err
		}
		type entry struct {
			link string
			IndexItem[modelChange]
		}
		var entries []entry
		for _, l := range s.lists {
			item := IndexItem[modelChange]{ID: l.name, Change: func(e IndexEvent) modelChange { return modelChange{list: l.name, event: fmt.Sprint(e)} }}
			activity := l.activity()
			if activity > 0 {
				item.Activity = time.Unix(activity, 0)
			}
			entries = append(entries, entry{fmt.Sprintf("%020d/%s", activity, l.name), item})
		}
		slices.SortFunc(entries, func(x, y entry) int { return strings.Compare(y.link, x.link) })
		start, n := s.cutPage(size, len(entries), func(i int) bool { return link == "" || entries[i].link < link })
		var page IndexPage[modelChange]
		for _, e := range entries[start : start+n] {
			page.Items, link = append(page.Items, e.IndexItem), min(cmp.Or(link, "~"), e.link)
		}
		if start+n < len(entries) {
			page.Next = cmp.Or(link, "~")
		}
		return page, nil
	}
}

// modelLedger checks the changes that a program has processed, each together with its
// cursor.
type modelLedger struct {
	t      *testing.T
	cursor string
	last   map[string]int64 // version of the last state of each item
	events map[string]int
}

// process processes a change.
func (m *modelLedger) process(c modelChange) {
	m.cursor = c.cursor
	key := c.list + "/" + c.id
	if c.event != "" {
		key = c.list + "!" + c.event
		m.events[key]++
	}
	if m.events[key] > 1 {
		m.t.Fatalf("%s came again", key)
	}
	if c.event == "" && m.last[key] >= c.version {
		m.t.Fatalf("%s: version %d after %d", key, c.version, m.last[key])
	}
	m.last[key] = c.version
}

// run polls as a program does that is killed at random, before or after it has stored a
// change with its cursor, or after a number of polls.
func (m *modelLedger) run(s *modelService, follower func(Start) follower[modelChange], polls int) {
	stable := s.calm || s.IntN(2) == 0
	from := FromBeginning()
	if m.cursor != "" {
		from = FromCursor(m.cursor)
	}
	f := follower(from)
	var err error
	if f.ledger, err = from.ledger(f.scope); err != nil {
		m.t.Fatal(err)
	}
	for range polls {
		_, err := f.poll(context.Background(), func(c modelChange, err error) bool {
			if err != nil || !stable && s.IntN(15) == 0 {
				return false
			}
			m.process(c)
			return stable || s.IntN(15) > 0
		})
		if errors.Is(err, errLoopEnded) {
			return
		}
		if err != nil && !isTemporary(err) {
			m.t.Fatal(err)
		}
		if s.calm {
			time.Sleep(time.Minute)
		} else {
			s.step()
		}
	}
}

// wantAll fails the test unless the last state of each item was processed.
func (m *modelLedger) wantAll(s *modelService) {
	for _, l := range s.lists {
		for id, states := range l.items {
			want := states[len(states)-1].version
			if got := m.last[l.name+"/"+id]; got != want {
				m.t.Fatalf("%s/%s: last version %d, want %d", l.name, id, got, want)
			}
		}
	}
}

// modelOptions are the options of the ranges.
func modelOptions(t *testing.T, from Start) FollowOptions {
	t.Helper()
	o, err := FollowOptions{From: from, Window: modelWindow, SweepInterval: 2 * time.Minute}.withDefaults("test")
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// listFollower returns the follower of the first list.
func (s *modelService) listFollower(t *testing.T) func(Start) follower[modelChange] {
	t.Helper()
	return func(from Start) follower[modelChange] {
		l := s.lists[0]
		follow := &Follow[modelChange]{Lists: []ChangeList[modelChange]{{Open: l.open, MaxPageSize: 20}}, Ended: func(err error) error { return err }}
		return follower[modelChange]{
			scope: cursorScope{listCursor, l.name}, setCursor: setModelCursor, options: modelOptions(t, from), poller: &listPoller[modelChange]{follow: follow},
		}
	}
}

// indexFollower returns the follower of all lists.
func (s *modelService) indexFollower(t *testing.T) func(Start) follower[modelChange] {
	t.Helper()
	return func(from Start) follower[modelChange] {
		follow := &FollowIndex[modelChange]{
			Index: s.openIndex, MaxPageSize: 8,
			List: func(id string) ChangeList[modelChange] {
				i := slices.IndexFunc(s.lists, func(l *modelList) bool { return l.name == id })
				return ChangeList[modelChange]{Open: s.lists[i].open, MaxPageSize: 20}
			},
		}
		return follower[modelChange]{
			scope: cursorScope{kind: indexCursor}, setCursor: setModelCursor, options: modelOptions(t, from),
			poller: &indexPoller[modelChange]{follow: follow, active: map[string]*activeList[modelChange]{}},
		}
	}
}

// For random histories, a follower that is killed at random reports the last state of each
// item exactly once, each state at most once, and the states of an item in order, as long as
// reads do not lag by more than the window.
func TestFollowModel(t *testing.T) {
	const steps = 100_000
	for _, c := range []struct {
		name     string
		lists    int
		follower func(*modelService, *testing.T) func(Start) follower[modelChange]
	}{
		{"one list", 1, (*modelService).listFollower},
		{"index", 12, (*modelService).indexFollower},
	} {
		t.Run(c.name, func(t *testing.T) {
			for total, seed := 0, uint64(1); total < steps/2; seed++ {
				synctest.Test(t, func(t *testing.T) { total += checkModel(t, seed, c.lists, c.follower) })
			}
		})
	}
}

// checkModel checks one history, and returns the number of its steps.
func checkModel(t *testing.T, seed uint64, lists int, newFollower func(*modelService, *testing.T) func(Start) follower[modelChange]) int {
	t.Helper()
	s := &modelService{Rand: rand.New(rand.NewPCG(seed, 0)), lag: modelWindow - 2*time.Second}
	for range lists {
		s.addList()
	}
	m := &modelLedger{t: t, last: map[string]int64{}, events: map[string]int{}}
	follower := newFollower(s, t)
	for s.changes < 200 {
		for range s.IntN(100) {
			s.step()
		}
		if lists > 1 && s.IntN(5) == 0 {
			s.addList()
		}
		m.run(s, follower, 1+s.IntN(100))
	}
	s.calm = true
	time.Sleep(modelWindow)
	const sweeps = 10 // minutes, which are several sweeps
	m.run(s, follower, sweeps)
	m.wantAll(s)
	return s.steps
}
