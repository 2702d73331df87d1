package wire

import (
	"context"
	"slices"
)

// newChange is a change that has not been reported.
type newChange[C any] struct {
	changeEntry

	change     func() C
	mayExclude bool // the caller
}

// changeWalk reads a list from its newest item down to a version, and collects the
// changes that are new. After an error it can continue where it was.
type changeWalk[C any] struct {
	list   ChangeList[C]
	name   string // of the list; see [changeKey]
	ledger *changeLedger
	floor  int64 // where it ends

	found   []newChange[C]
	indexes map[uint64]int  // into found, by key
	waiting []ChangeItem[C] // items without a version, whose next item is not read yet
	top     int64           // highest version of the first page with one, or fromBeginning
	hasOld  bool            // whether an item was not new
	isWhole bool            // whether it ended at the end of the list

	size        int
	link        string // of the page to read, or "" for the first one
	next        func(context.Context) (ChangePage[C], error)
	interrupted bool
	done        bool
}

// newChangeWalk returns a walk that ends below the floor. If probe, the size of its first
// page, is not enough, it begins again with large pages, so that a list without changes
// costs little, and one with many changes few requests.
func newChangeWalk[C any](list ChangeList[C], name string, ledger *changeLedger, floor int64, probe int) *changeWalk[C] {
	w := &changeWalk[C]{list: list, name: name, ledger: ledger, floor: floor, size: min(probe, list.MaxPageSize)}
	if floor == fromBeginning || list.IsUnsorted {
		w.size = list.MaxPageSize
	}
	w.reset()
	return w
}

func (w *changeWalk[C]) reset() {
	w.found, w.indexes, w.waiting = nil, map[uint64]int{}, nil
	w.top, w.hasOld = fromBeginning, false
	w.link, w.next, w.interrupted = "", nil, false
}

// run reads the rest of the list. It can be called again after an error.
func (w *changeWalk[C]) run(ctx context.Context) error {
	for !w.done {
		if w.next == nil {
			w.next = w.list.Open(w.size, w.link)
		}
		page, err := w.next(ctx)
		switch {
		case err == nil:
			w.addPage(page)
		case w.interrupted && w.link != "" && !isTemporary(err) && ctx.Err() == nil: // the link may have expired
			w.reset()
		default:
			w.next, w.interrupted = nil, true
			return err
		}
	}
	return nil
}

// addPage adds the items of a page, and decides how to go on.
func (w *changeWalk[C]) addPage(page ChangePage[C]) {
	w.interrupted = false
	if w.top == fromBeginning {
		for _, item := range page.Items {
			if item.Version >= 0 {
				w.top = max(w.top, item.Version)
			}
		}
	}
	last := int64(maxVersion)
	for _, item := range page.Items {
		if item.Version < 0 {
			w.waiting = append(w.waiting, item)
			continue
		}
		last = item.Version
		w.addWaiting(last)
		w.add(item)
	}
	switch {
	case page.Next == "":
		w.addWaiting(0)
		w.done, w.isWhole = true, true
	case last <= w.floor && !w.list.IsUnsorted:
		w.done = true
	case w.size < w.list.MaxPageSize:
		w.reset()
		w.size = w.list.MaxPageSize
	default:
		w.link = page.Next
	}
}

// addWaiting adds the items without a version, with that of the item after them.
func (w *changeWalk[C]) addWaiting(version int64) {
	for _, item := range w.waiting {
		item.Version = version
		w.add(item)
	}
	w.waiting = nil
}

// add adds an item if it is new. One that is newer than the first page has changed since
// the walk began, so that it is left to the next one: otherwise the floor could rise above
// changes that the first page did not show yet. Items can come again on later pages.
func (w *changeWalk[C]) add(item ChangeItem[C]) {
	e := changeEntry{changeKey(w.name, item.ID), item.Version, item.Hidden}
	isLater := !w.list.IsUnsorted && w.top != fromBeginning && e.version > w.top
	if isLater || !w.ledger.isNew(e) {
		w.hasOld = w.hasOld || !isLater
		return
	}
	i, found := w.indexes[e.key]
	switch {
	case !found:
		w.indexes[e.key] = len(w.found)
		w.found = append(w.found, newChange[C]{e, item.Change, item.MayExclude})
	case w.found[i].version < e.version:
		w.found[i] = newChange[C]{e, item.Change, item.MayExclude}
	}
}

// suspect returns the newest change that may have excluded the caller, or nil.
func (w *changeWalk[C]) suspect() *newChange[C] {
	var newest *newChange[C]
	for i := range w.found {
		if f := &w.found[i]; f.mayExclude && (newest == nil || f.version > newest.version) {
			newest = f
		}
	}
	return newest
}

// changes returns the changes that were found, oldest first.
func (w *changeWalk[C]) changes() []newChange[C] {
	slices.Reverse(w.found)
	return w.found
}
