package wire_test

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// noteIndex is an index of lists whose reads do not lag.
type noteIndex struct {
	lists     map[string]*noteList
	items     []wire.IndexItem[noteChange]
	requests  int
	onRequest func(link string) // may be nil
}

func newNoteIndex() *noteIndex { return &noteIndex{lists: map[string]*noteList{}} }

// note adds an item to a list, and moves the list to the front of the index.
func (x *noteIndex) note(list, id string, at time.Time) {
	l := x.lists[list]
	if l == nil {
		l = &noteList{}
		x.lists[list] = l
	}
	l.set(id, at.UnixMilli())
	x.move(wire.IndexItem[noteChange]{ID: list, Activity: at.Truncate(time.Second), Change: func(e wire.IndexEvent) noteChange {
		return noteChange{text: fmt.Sprintf("%s: event %d", list, e)}
	}})
}

// move puts an item where its activity belongs.
func (x *noteIndex) move(item wire.IndexItem[noteChange]) {
	x.items = slices.DeleteFunc(x.items, func(i wire.IndexItem[noteChange]) bool { return i.ID == item.ID })
	x.items = append(x.items, item)
	slices.SortStableFunc(x.items, func(x, y wire.IndexItem[noteChange]) int { return y.Activity.Compare(x.Activity) })
}

func (x *noteIndex) open(size int, link string) func(context.Context) (wire.IndexPage[noteChange], error) {
	return func(context.Context) (wire.IndexPage[noteChange], error) {
		x.requests++
		if x.onRequest != nil {
			x.onRequest(link)
		}
		start, _ := strconv.Atoi(link)
		end := min(start+size, len(x.items))
		page := wire.IndexPage[noteChange]{Items: slices.Clone(x.items[min(start, end):end])}
		if link = strconv.Itoa(end); end < len(x.items) {
			page.Next = link
		}
		return page, nil
	}
}

func (x *noteIndex) changes(ctx context.Context, options wire.FollowOptions) func(func(noteChange, error) bool) {
	return wire.FollowIndex[noteChange]{
		Operation: "Index.Changes", Index: x.open, MaxPageSize: 20,
		List: func(id string) wire.ChangeList[noteChange] {
			l := x.lists[id]
			return wire.ChangeList[noteChange]{Open: l.open, MaxPageSize: 20, Access: func(context.Context) error { return l.access }}
		},
		SetCursor: func(n *noteChange, c wire.ChangeCursor) { n.cursor = c.String() },
		Options:   options,
	}.Changes(ctx)
}

// collect runs a range for a time and returns its changes and last cursor.
func (x *noteIndex) collect(t *testing.T, options wire.FollowOptions, d time.Duration) (texts []string, cursor string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	for n, err := range x.changes(ctx, options) {
		switch {
		case ctx.Err() != nil:
		case err != nil:
			t.Error(err)
		default:
			texts, cursor = append(texts, n.text), n.cursor
		}
	}
	return texts, cursor
}

// A poll of quiet lists is one request, and a sweep is one for each list.
func TestFollowIndexCost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newNoteIndex()
		start := time.Now()
		for i := range 100 {
			x.note(fmt.Sprint("list", i), "a", start.Add(time.Duration(i-200)*time.Hour))
		}
		texts, _ := x.collect(t, wire.FollowOptions{From: wire.FromNow(), SweepInterval: -1}, time.Hour)
		wantTexts(t, texts)
		reads := 0
		for _, l := range x.lists {
			reads += len(l.sizes)
		}
		// The list with the last activity is read until it is settled.
		if x.requests > 370 || reads > 15 {
			t.Errorf("%d requests of the index and %d of lists in an hour", x.requests, reads)
		}
		x.requests = 0
		_, _ = x.collect(t, wire.FollowOptions{From: wire.FromNow(), SweepInterval: 30 * time.Minute}, time.Hour-time.Minute)
		swept := -reads
		for _, l := range x.lists {
			swept += len(l.sizes)
		}
		if x.requests > 400 || swept < 200 || swept > 220 {
			t.Errorf("%d requests of the index and %d of lists in an hour with sweeps", x.requests, swept)
		}
	})
}

// Lists that are created, deleted, lost or unreadable are changes, once each.
func TestFollowIndexEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newNoteIndex()
		start := time.Now()
		x.note("old", "a", start.Add(-time.Hour))
		x.note("gone", "a", start)
		x.note("secret", "a", start)
		x.lists["secret"].onRequest = func(string) error { return responseError(http.StatusForbidden, "") }
		x.note("excluded", "a", start)
		x.lists["excluded"].access = responseError(http.StatusForbidden, "")
		x.lists["excluded"].items[0].MayExclude = true
		x.note("vanished", "a", start)
		x.lists["vanished"].onRequest = func(string) error { return responseError(http.StatusNotFound, "") }
		deleted := x.items[slices.IndexFunc(x.items, func(i wire.IndexItem[noteChange]) bool { return i.ID == "gone" })]
		deleted.Deleted = true
		x.move(deleted)
		broken := wire.IndexPage[noteChange]{Items: x.items}
		broken.InsertUnreadable(1, []byte("{}"), func(e wire.IndexEvent) noteChange { return noteChange{text: fmt.Sprintf("event %d", e)} })
		x.items = broken.Items
		options := wire.FollowOptions{From: wire.FromBeginning(), SweepInterval: time.Minute}
		texts, cursor := x.collect(t, options, 5*time.Minute)
		slices.Sort(texts)
		at := func(id string, d time.Duration) string { return fmt.Sprintf("%s@%d", id, start.Add(d).UnixMilli()) }
		want := []string{
			at("a", -time.Hour), at("a", 0), "event 3", "excluded: event 0", "excluded: event 2", "gone: event 1", "old: event 0", "secret: event 2",
		}
		slices.SortFunc(want, cmp.Compare[string])
		wantTexts(t, texts, want...)
		options.From = wire.FromCursor(cursor)
		texts, _ = x.collect(t, options, 5*time.Minute)
		wantTexts(t, texts)
	})
}

// A list that moves to the front while the index is read is found by the next poll, with the
// changes that it had before.
func TestFollowIndexMoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newNoteIndex()
		start := time.Now()
		for i := range 50 {
			x.note(fmt.Sprint("list", i), "a", start.Add(time.Duration(i)*time.Minute))
		}
		time.Sleep(time.Hour)
		moved := false
		x.onRequest = func(link string) {
			if link == "20" && !moved {
				moved = true
				x.note("list0", "b", time.Now())
			}
		}
		texts, _ := x.collect(t, wire.FollowOptions{From: wire.FromTime(start.Add(-time.Second)), SweepInterval: -1}, 5*time.Minute)
		count := 0
		for _, text := range texts {
			if text[:2] == "a@" {
				count++
			}
		}
		if count != 50 || len(texts) != 50+50+1 {
			t.Errorf("%d changes of 50 lists, in %q", count, texts)
		}
	})
}

// A list that cannot be read for a while does not stop the others, and nothing is lost.
func TestFollowIndexOutageOfOneList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newNoteIndex()
		start := time.Now()
		x.note("old", "a", start.Add(-time.Hour))
		x.note("good", "a", start.Add(-time.Hour))
		x.note("bad", "a", start.Add(-time.Hour))
		x.note("good", "b", start)
		x.note("bad", "b", start)
		x.lists["bad"].onRequest = func(string) error {
			if time.Since(start) < 10*time.Minute {
				return responseError(http.StatusInternalServerError, "")
			}
			return nil
		}
		isQuiet := true
		x.onRequest = func(string) {
			if isQuiet && time.Since(start) >= 5*time.Minute {
				isQuiet = false
				x.note("good", "c", start.Add(5*time.Minute))
			}
		}
		texts, _ := x.collect(t, wire.FollowOptions{From: wire.FromTime(start.Add(-time.Minute)), SweepInterval: -1}, 20*time.Minute)
		at := func(id string, d time.Duration) string { return fmt.Sprintf("%s@%d", id, start.Add(d).UnixMilli()) }
		wantTexts(t, texts, at("b", 0), at("c", 5*time.Minute), at("b", 0))
	})
}

// edit gives an item of a list a version that the index does not show.
func (x *noteIndex) edit(list, id string, at time.Time) {
	l := x.lists[list]
	l.set(id, at.UnixMilli())
	l.items[slices.IndexFunc(l.items, func(i wire.ChangeItem[noteChange]) bool { return i.ID == id })].Hidden = true
}

// A program that restarts more often than a sweep takes still reports hidden changes within
// twice the interval, and its cursor does not grow.
func TestFollowIndexRestarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newNoteIndex()
		start := time.Now()
		for i := range 10 {
			x.note(fmt.Sprint("quiet", i), "a", start.Add(time.Duration(i-100)*time.Minute))
		}
		x.note("busy", "0", start)
		options := wire.FollowOptions{From: wire.FromTime(start.Add(-time.Second)), SweepInterval: 15 * time.Minute}
		edited := map[string]time.Time{} // those that were not reported yet
		n := 0
		x.onRequest = func(string) {
			for ; n < 30 && time.Since(start) >= time.Duration(n)*7*time.Minute; n++ {
				at := start.Add(time.Duration(n) * 7 * time.Minute)
				x.note("busy", fmt.Sprint(n), at)
				x.edit("quiet0", fmt.Sprint("edit", n), at)
				edited[fmt.Sprintf("edit%d@%d", n, at.UnixMilli())] = at
			}
		}
		longest, latest := 0, time.Duration(0)
		for time.Since(start) < 4*time.Hour {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
			for n, err := range x.changes(ctx, options) {
				if err != nil {
					break
				}
				if at, found := edited[n.text]; found {
					latest = max(latest, time.Since(at))
					delete(edited, n.text)
				}
				longest = max(longest, len(n.cursor))
				options.From = wire.FromCursor(n.cursor)
			}
			cancel()
		}
		if n < 30 || len(edited) > 0 || latest > 31*time.Minute || longest > 200 {
			t.Errorf("%d edits were lost, one came after %v, and a cursor had %d bytes", len(edited), latest, longest)
		}
	})
}

// The cursors of a large batch do not contain all hidden changes of it.
func TestFollowIndexBatchCursor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newNoteIndex()
		start := time.Now()
		x.note("list", "last", start.Add(1000*time.Second))
		for i := range 1000 {
			x.edit("list", fmt.Sprint(i), start.Add(time.Duration(i)*time.Second))
		}
		longest := 0
		for n, err := range x.changes(t.Context(), wire.FollowOptions{From: wire.FromBeginning(), Once: true}) {
			if err != nil {
				t.Fatal(err)
			}
			longest = max(longest, len(n.cursor))
		}
		if longest > 1000 {
			t.Errorf("a cursor has %d bytes", longest)
		}
	})
}

// A list is read until a window after the index has shown its activity, even if reading
// the index took longer than that.
func TestFollowIndexSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newNoteIndex()
		start := time.Now()
		time.Sleep(time.Hour)
		activity := time.Now()
		x.note("list", "a", activity)
		requests := 0
		x.onRequest = func(string) {
			if requests++; requests == 1 {
				time.Sleep(2 * time.Minute)
			}
		}
		list, isLate := x.lists["list"], true
		list.onRequest = func(string) error {
			if isLate && time.Since(activity) >= 2*time.Minute+20*time.Second {
				isLate = false
				list.set("late", activity.UnixMilli()+1)
			}
			return nil
		}
		texts, _ := x.collect(t, wire.FollowOptions{From: wire.FromTime(start.Add(time.Minute)), SweepInterval: -1}, 10*time.Minute)
		at := activity.UnixMilli()
		wantTexts(t, texts, "list: event 0", fmt.Sprintf("a@%d", at), fmt.Sprintf("late@%d", at+1))
	})
}
