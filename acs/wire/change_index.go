package wire

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FollowIndex describes a range of the changes of all lists that an index shows. The
// index has the lists by their last activity, latest first, in whole seconds.
//
// A poll reads the index, and only the lists that were active since the floor of the
// ledger. Changes that the index does not show are hidden: sweeps read each list from
// time to time, and the ledger has a floor of its own for them.
type FollowIndex[C any] struct {
	// Operation is the name of the method, such as "Client.Changes".
	Operation string
	// Index opens the index, like ChangeList.Open.
	Index func(pageSize int, link string) func(context.Context) (IndexPage[C], error)
	// MaxPageSize is the highest size of a page of the index.
	MaxPageSize int
	// List returns a list by its ID.
	List func(id string) ChangeList[C]
	// SetCursor sets the cursor of a change.
	SetCursor func(*C, ChangeCursor)
	// Options are the options of the caller.
	Options FollowOptions
}

// IndexPage is a page of an index.
type IndexPage[C any] struct {
	Items []IndexItem[C]
	Next  string // link to the next page, or ""
}

// InsertUnreadable inserts an item that cannot be decoded at its place on the page. Items
// are inserted in their order.
func (p *IndexPage[C]) InsertUnreadable(index int, json []byte, change func(IndexEvent) C) {
	item := IndexItem[C]{ID: string(json), Unreadable: true, Change: change}
	p.Items = slices.Insert(p.Items, min(index, len(p.Items)), item)
}

// IndexItem is an item of an index.
type IndexItem[C any] struct {
	// ID identifies the list.
	ID string
	// Activity is the time of the last activity. If zero, it is that of the item after it.
	Activity time.Time
	// Unreadable reports whether the item could not be decoded. Its ID is its JSON.
	Unreadable bool
	// Deleted reports whether the list was deleted.
	Deleted bool
	// Change returns the change for an event.
	Change func(IndexEvent) C
}

// activity returns the time of the last activity in Unix milliseconds, or 0.
func (i *IndexItem[C]) activity() int64 { return max(i.Activity.UnixMilli(), 0) }

// IndexEvent is something that happens to a list of an index.
type IndexEvent int

// The events.
const (
	ListCreated IndexEvent = iota // all that the caller sees of it is new
	ListDeleted
	ListLost       // the caller was excluded from it
	ListUnreadable // its item could not be decoded
)

// key returns the key of an event of a list.
func (e IndexEvent) key(id string) uint64 { return changeKey(id, "\x00"+strconv.Itoa(int(e))) }

// Changes returns the range. Each loop begins at the start in the options.
func (f FollowIndex[C]) Changes(ctx context.Context) iter.Seq2[C, error] {
	return func(yield func(C, error) bool) {
		poller := &indexPoller[C]{follow: &f, active: map[string]*activeList[C]{}}
		follow(ctx, follower[C]{
			operation: f.Operation, scope: cursorScope{kind: indexCursor}, setCursor: f.SetCursor, options: f.Options, poller: poller,
		}, yield)
	}
}

// indexProbe is how many items of a list, or how many inactive lists of an index, are
// read at first.
const indexProbe = 10

// second is the precision of the times of an index, in milliseconds.
const second = 1000

// activeList is a list whose last activity is above the floor.
type activeList[C any] struct {
	item    IndexItem[C]
	since   time.Time // when the index first showed that activity
	settled bool      // whether it was read so long after that it shows all changes
}

// indexPoller polls a [FollowIndex].
type indexPoller[C any] struct {
	follow *FollowIndex[C]
	active map[string]*activeList[C] // by ID
	sweep  sweep[C]
	risk   missedLists
}

func (p *indexPoller[C]) newest(ctx context.Context) (int64, error) {
	next := p.follow.Index(1, "")
	for {
		page, err := next(ctx)
		if err != nil {
			return fromBeginning, err
		}
		for _, item := range page.Items {
			if item.activity() > 0 {
				return item.activity(), nil
			}
		}
		if page.Next == "" {
			return fromBeginning, nil
		}
	}
}

func (p *indexPoller[C]) poll(ctx context.Context, l *changeLedger, o FollowOptions) (changeBatch[C], error) {
	now, window := time.Now(), o.Window.Milliseconds()
	beginSweep := l.sweeps && p.sweep.isIdle(now)
	index, err := p.readIndex(ctx, p.risk.floor(l.floor), beginSweep)
	if err != nil {
		return changeBatch[C]{}, err
	}
	r := indexRead[C]{follow: p.follow, ledger: l, batch: changeBatch[C]{hidden: fromBeginning}}
	if beginSweep {
		p.beginSweep(now, before(index.top, window), index.isWhole, l, o)
	}
	p.sweep.add(index.items)
	p.note(index.items, time.Now(), l.floor) // reading the index can take long
	swept, err := p.runSweep(ctx, now, &r)
	if err != nil {
		return r.batch, err
	}
	for _, list := range p.unsettled() {
		ok, done := swept[list.item.ID]
		if !done {
			ok, err = r.read(ctx, &list.item, l.floor)
		}
		if err != nil {
			return r.batch, err
		}
		// The index has whole seconds, so that it does not show an activity in the same one.
		list.settled = ok && now.Sub(list.since) >= o.Window+time.Second
	}
	r.batch.limit = fromBeginning
	if r.batch.err == nil {
		r.batch.limit = p.risk.limit(now, o.Window, before(index.top, window), l.floor, index.onePage)
	}
	return r.batch, nil
}

// runSweep reads the lists whose turn it is in the sweep. It returns which ones, and
// whether they could be read.
func (p *indexPoller[C]) runSweep(ctx context.Context, now time.Time, r *indexRead[C]) (map[string]bool, error) {
	swept := map[string]bool{}
	for item := range p.sweep.due(now) {
		ok, err := r.read(ctx, &item, r.ledger.hidden)
		if err != nil {
			return nil, err
		}
		if swept[item.ID] = ok; r.batch.err != nil && !ok {
			p.sweep.postpone(item)
		}
	}
	if p.sweep.isDone(now) {
		r.batch.hidden = p.sweep.limit
	}
	return swept, nil
}

// note keeps the lists that are active, and forgets those that no longer are.
func (p *indexPoller[C]) note(items []IndexItem[C], now time.Time, floor int64) {
	for _, item := range items {
		if list := p.active[item.ID]; list == nil || list.item.activity() != item.activity() {
			p.active[item.ID] = &activeList[C]{item: item, since: now}
		}
	}
	maps.DeleteFunc(p.active, func(_ string, list *activeList[C]) bool {
		return list.item.activity() == 0 || list.item.activity()+second <= floor
	})
}

// unsettled returns the active lists to read, latest activity first.
func (p *indexPoller[C]) unsettled() []*activeList[C] {
	var lists []*activeList[C]
	for _, list := range p.active {
		if !list.settled {
			lists = append(lists, list)
		}
	}
	slices.SortFunc(lists, func(x, y *activeList[C]) int {
		return cmp.Or(y.item.Activity.Compare(x.item.Activity), strings.Compare(x.item.ID, y.item.ID))
	})
	return lists
}

// missedLists guards against lists that one reading of the index misses: a list with a new
// activity moves to the first page, while a later one is read where it would have been.
// Its changes before that activity must not be below the floor when the next poll finds
// it. So after the index took several pages, the floor rises only when the index was read
// again, from the newest activity down to the time of the first reading, and a window later.
type missedLists struct {
	pending bool
	since   time.Time
	to      int64 // floor that is allowed then
	reads   int   // number of further readings to do, if each of them takes several pages
}

// floor returns the activity down to which the index is read.
func (m *missedLists) floor(floor int64) int64 {
	if m.pending {
		return max(m.to, floor)
	}
	return floor
}

// limit returns up to which version the floor can rise after a poll that began now.
func (m *missedLists) limit(now time.Time, window time.Duration, limit, floor int64, onePage bool) int64 {
	switch {
	case !m.pending && (onePage || limit <= floor):
		return limit
	case !m.pending:
		const reads = 3
		*m = missedLists{pending: true, since: time.Now(), to: limit, reads: reads}
	case now.Sub(m.since) >= window:
		if m.reads--; onePage || m.reads == 0 {
			m.pending = false
			return m.to
		}
	}
	return fromBeginning
}

// readIndex reads the items of the index that can be active, or all of them.
func (p *indexPoller[C]) readIndex(ctx context.Context, floor int64, all bool) (*indexItems[C], error) {
	size := min(len(p.active)+indexProbe, p.follow.MaxPageSize)
	if all || floor == fromBeginning {
		size = p.follow.MaxPageSize
	}
	next, r := p.follow.Index(size, ""), newIndexItems[C]()
	for pages := 1; ; pages++ {
		page, err := next(ctx)
		if err != nil {
			return nil, err
		}
		isEnd := r.addPage(page) < before(floor, second) || page.Next == ""
		r.isWhole = page.Next == "" && pages == 1
		r.onePage = r.onePage || isEnd && pages == 1
		switch {
		case page.Next == "" || isEnd && !all:
			return r, nil
		case size < p.follow.MaxPageSize:
			size, pages = p.follow.MaxPageSize, 0
			next, r = p.follow.Index(size, ""), newIndexItems[C]()
		}
	}
}

// indexItems collects the items of an index.
type indexItems[C any] struct {
	items   []IndexItem[C]
	waiting []int           // indexes of items without an activity
	seen    map[string]bool // by ID; items can come again on later pages
	top     int64           // latest activity of the first page with one, or fromBeginning
	// onePage reports whether the first page has all items above the floor.
	onePage bool
	// isWhole reports whether the first page has all items.
	isWhole bool
}

func newIndexItems[C any]() *indexItems[C] {
	return &indexItems[C]{seen: map[string]bool{}, top: fromBeginning}
}

// addPage adds the items of a page, and returns the activity of the last one that has one.
// The others take that of the item after them: a list that was just created comes first,
// without one.
func (r *indexItems[C]) addPage(page IndexPage[C]) int64 {
	last, isFirst := int64(maxVersion), r.top == fromBeginning
	for _, item := range page.Items {
		if activity := item.activity(); activity > 0 {
			last = activity
			if isFirst {
				r.top = max(r.top, activity)
			}
			for _, i := range r.waiting {
				r.items[i].Activity = item.Activity
			}
			r.waiting = nil
		}
		if r.seen[item.ID] {
			continue
		}
		r.seen[item.ID] = true
		if r.items = append(r.items, item); item.activity() == 0 {
			r.waiting = append(r.waiting, len(r.items)-1)
		}
	}
	return last
}

// indexRead is what one poll has read.
type indexRead[C any] struct {
	follow *FollowIndex[C]
	ledger *changeLedger
	batch  changeBatch[C]
}

// read reads a list down to a floor, and adds what is new. It returns false if the list has
// to be read again.
func (r *indexRead[C]) read(ctx context.Context, item *IndexItem[C], floor int64) (bool, error) {
	if item.Deleted {
		r.addEvent(item, ListDeleted, item.activity(), false)
		return true, nil
	}
	if item.Unreadable {
		r.addEvent(item, ListUnreadable, item.activity(), false)
		return true, nil
	}
	walk := newChangeWalk(r.follow.List(item.ID), item.ID, r.ledger, floor, indexProbe)
	err := walk.run(ctx)
	switch status := errorStatus(err); {
	case err == nil:
	case ctx.Err() != nil:
		return false, err
	case status == http.StatusForbidden:
		r.addEvent(item, ListLost, item.activity(), false)
		return true, nil
	case status == http.StatusNotFound: // the index shows a deletion later, if it is one
		return false, nil
	case isTemporary(err):
		r.batch.err = err
		return false, nil
	default:
		return false, err
	}
	if found := walk.changes(); len(found) > 0 {
		if walk.isWhole && !walk.hasOld {
			r.addEvent(item, ListCreated, found[0].version, found[0].hidden)
		}
		r.batch.found = append(r.batch.found, found...)
	}
	return true, r.checkAccess(ctx, item, walk)
}

// checkAccess adds the event of a list that the caller was excluded from.
func (r *indexRead[C]) checkAccess(ctx context.Context, item *IndexItem[C], walk *changeWalk[C]) error {
	suspect := walk.suspect()
	if suspect == nil || walk.list.Access == nil {
		return nil
	}
	err := walk.list.Access(ctx)
	if isExcluded(err) {
		r.addEvent(item, ListLost, suspect.version, suspect.hidden)
	}
	return ctx.Err()
}

// addEvent adds an event, if it is new.
func (r *indexRead[C]) addEvent(item *IndexItem[C], event IndexEvent, version int64, hidden bool) {
	e := changeEntry{event.key(item.ID), version, hidden}
	if _, known := r.ledger.known[e.key]; !known && r.ledger.isAbove(e) {
		change := item.Change
		r.batch.found = append(r.batch.found, newChange[C]{changeEntry: e, change: func() C { return change(event) }})
	}
}
