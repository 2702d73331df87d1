package wire

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"net/http"
	"slices"
	"strconv"
)

// Follow describes a range of the changes of one list, and of further lists about the
// same things. C is the type of a change.
//
// The engine knows nothing of what the lists contain. It reads them from the newest item
// down to what it has reported, sorts what is new by version, and yields it. The ledger of
// what was reported is in the cursor of each change.
type Follow[C any] struct {
	// Operation is the name of the method, such as "ThreadClient.Changes".
	Operation string
	// ID identifies the list, so that a cursor of another one is an error.
	ID string
	// Lists are the lists, the main one first. Versions of all are times of one clock.
	Lists []ChangeList[C]
	// SetCursor sets the cursor of a change.
	SetCursor func(*C, ChangeCursor)
	// Ended returns the error of a range that ends because its list does not exist or
	// may not be read any more.
	Ended func(error) error
	// Options are the options of the caller.
	Options FollowOptions
}

// Changes returns the range. Each loop begins at the start in the options.
func (f Follow[C]) Changes(ctx context.Context) iter.Seq2[C, error] {
	return func(yield func(C, error) bool) {
		poller := &listPoller[C]{follow: &f, checkAccess: f.Lists[0].Access != nil}
		follow(ctx, follower[C]{
			operation: f.Operation, scope: cursorScope{listCursor, f.ID}, setCursor: f.SetCursor, options: f.Options, poller: poller,
		}, yield)
	}
}

// changeBatch is what a poll has found.
type changeBatch[C any] struct {
	found  []newChange[C]
	limit  int64 // up to which the floor can rise, because all changes before were read
	hidden int64 // the same for hidden changes, after a sweep; otherwise fromBeginning
	err    error // of a part that is read again by the next poll, or nil
	end    error // with which the range ends after the changes, or nil
}

// changePoller reads what is new.
type changePoller[C any] interface {
	// newest returns the version of the newest change, or fromBeginning if there is none.
	newest(ctx context.Context) (int64, error)
	// poll returns the changes that are not in the ledger, in any order but that of
	// changes with the same version.
	poll(ctx context.Context, l *changeLedger, o FollowOptions) (changeBatch[C], error)
}

// follower is the state of one loop over a range.
type follower[C any] struct {
	operation string
	scope     cursorScope
	setCursor func(*C, ChangeCursor)
	options   FollowOptions
	poller    changePoller[C]
	ledger    *changeLedger // nil until the newest change is known
	silent    bool          // whether the next poll finds what was before the start
	polled    bool          // whether a poll has succeeded
}

// follow runs a loop over a range. At its end it yields the error, if any.
func follow[C any](ctx context.Context, f follower[C], yield func(C, error) bool) {
	err := f.run(withFollower(ctx), yield)
	if err != nil && !errors.Is(err, errLoopEnded) {
		yield(*new(C), err)
	}
}

// errLoopEnded is the error of a loop whose caller has ended it.
var errLoopEnded = errors.New("the loop has ended")

func (f *follower[C]) run(ctx context.Context, yield func(C, error) bool) (err error) {
	if f.options, err = f.options.withDefaults(f.operation); err != nil {
		return err
	}
	if f.ledger, err = f.options.From.ledger(f.scope); err != nil && !errors.Is(err, errStartNow) {
		return &CallError{Operation: f.operation, Outcome: OutcomeNotDone, Err: &ArgumentError{"options.From", err}}
	}
	pace := newChangePace(f.options)
	for {
		count, err := f.poll(ctx, yield)
		switch {
		case err == nil:
			pace.notePoll(count > 0)
		case ctx.Err() != nil || !f.mayPass(err):
			return err
		default:
			pace.noteFailure(err)
		}
		if f.options.Once && err == nil {
			return nil
		}
		if err := pace.wait(ctx); err != nil {
			return &CallError{Operation: f.operation, Outcome: OutcomeNotDone, Err: err}
		}
	}
}

// mayPass reports whether to poll again after an error. Before the first success, a
// failure is more likely an error in the program's settings than an outage.
func (f *follower[C]) mayPass(err error) bool {
	if errorStatus(err) == http.StatusTooManyRequests {
		return true
	}
	return isTemporary(err) && f.polled && !f.options.Once
}

// poll polls once and yields the changes. It returns their number.
func (f *follower[C]) poll(ctx context.Context, yield func(C, error) bool) (int, error) {
	if f.ledger == nil {
		newest, err := f.poller.newest(ctx)
		if err != nil {
			return 0, err
		}
		f.ledger, f.silent = newChangeLedger(before(newest, f.options.Window.Milliseconds())), true
	}
	f.ledger.setSweeps(f.scope.kind == indexCursor && f.options.SweepInterval > 0)
	batch, err := f.poller.poll(ctx, f.ledger, f.options)
	if err != nil {
		return 0, err
	}
	f.polled = true
	slices.SortStableFunc(batch.found, func(x, y newChange[C]) int { return cmp.Compare(x.version, y.version) })
	if f.silent {
		f.silent, yield = false, nil
	}
	if err := f.report(batch, yield); err != nil {
		return 0, err
	}
	if batch.end != nil {
		return 0, batch.end
	}
	return len(batch.found), batch.err
}

// report records the changes of a batch and yields them, unless yield is nil.
func (f *follower[C]) report(batch changeBatch[C], yield func(C, error) bool) error {
	window := floorWindow{f.options.Window.Milliseconds(), max(batch.limit, f.ledger.floor), batch.hidden}
	cursor := ChangeCursor{f.scope, nil, make([]changeEntry, len(batch.found)), window}
	if len(batch.found) > 0 {
		cursor.base = f.ledger.clone()
	}
	entries := cursor.reported
	for i := range batch.found {
		found := &batch.found[i]
		entries[i] = found.changeEntry
		f.ledger.record(found.changeEntry, window)
		if yield == nil {
			continue
		}
		change := found.change()
		found.change = nil // lets go of the page
		cursor.reported = entries[: i+1 : i+1]
		f.setCursor(&change, cursor)
		if !yield(change, nil) {
			return errLoopEnded
		}
	}
	f.ledger.raise(batch.limit)
	f.ledger.raiseHidden(batch.hidden)
	f.ledger.prune()
	return nil
}

// listPoller polls the lists of a [Follow].
type listPoller[C any] struct {
	follow *Follow[C]
	walks  []*changeWalk[C] // of a poll that failed, so that the next one continues
	// checkAccess reports whether the caller may be excluded: at first, and after a change
	// that can do so.
	checkAccess bool
}

func (p *listPoller[C]) newest(ctx context.Context) (int64, error) {
	newest, err := newestVersion(ctx, p.follow.Lists[0])
	return newest, p.end(err)
}

func (p *listPoller[C]) poll(ctx context.Context, l *changeLedger, o FollowOptions) (changeBatch[C], error) {
	if p.walks == nil {
		for i, list := range p.follow.Lists {
			name := "" // the cursor is valid for one list, whose ID it contains
			if i > 0 {
				name = strconv.Itoa(i)
			}
			const extra = 5
			p.walks = append(p.walks, newChangeWalk(list, name, l, l.floor, len(l.known)+extra))
		}
	}
	var batch changeBatch[C]
	for _, walk := range p.walks {
		if err := walk.run(ctx); err != nil {
			return batch, p.end(err)
		}
	}
	for _, walk := range p.walks {
		batch.found = append(batch.found, walk.changes()...)
	}
	main := p.walks[0]
	batch.limit, batch.hidden = before(main.top, o.Window.Milliseconds()), fromBeginning
	p.walks = nil
	if p.checkAccess = p.checkAccess || main.list.Access != nil && main.suspect() != nil; p.checkAccess {
		err := main.list.Access(ctx)
		if isExcluded(err) {
			batch.end = p.follow.Ended(err)
		}
		p.checkAccess = err != nil
	}
	return batch, nil
}

// end returns the error of a request, which is another one if it ends the range.
func (p *listPoller[C]) end(err error) error {
	if isExcluded(err) {
		return p.follow.Ended(err)
	}
	return err
}

// newestVersion returns the version of the first item of a list, or fromBeginning.
func newestVersion[C any](ctx context.Context, list ChangeList[C]) (int64, error) {
	next := list.Open(1, "")
	for {
		page, err := next(ctx)
		if err != nil {
			return fromBeginning, err
		}
		for _, item := range page.Items {
			if item.Version >= 0 {
				return item.Version, nil
			}
		}
		if page.Next == "" {
			return fromBeginning, nil
		}
	}
}
