package wire_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
)

func wantTexts(t *testing.T, got []string, want ...string) {
	t.Helper()
	if len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A range begins where the caller wants it to.
func TestFollowFrom(t *testing.T) {
	l := &noteList{}
	l.set("a", 1000)
	l.set("b", 60_000)
	all, cursor := l.once(t, wire.FromBeginning())
	wantTexts(t, all, "a@1000", "b@60000")
	some, _ := l.once(t, wire.FromTime(time.UnixMilli(1000)))
	wantTexts(t, some, "b@60000")
	none, _ := l.once(t, wire.FromNow())
	wantTexts(t, none)
	l.set("c", 59_000) // within the window
	l.set("a", 61_000)
	later, _ := l.once(t, wire.FromCursor(cursor))
	wantTexts(t, later, "c@59000", "a@61000")
}

// A change that the list shows behind newer ones is reported within the window, and lost
// beyond it.
func TestFollowWindow(t *testing.T) {
	l := &noteList{}
	l.set("a", 100_000)
	_, cursor := l.once(t, wire.FromBeginning())
	l.set("in time", 70_001)
	l.set("too late", 70_000)
	got, _ := l.once(t, wire.FromCursor(cursor))
	wantTexts(t, got, "in time@70001")
}

// An older state of an item, as a read that lags shows it, is not reported after a newer one.
func TestFollowStaleState(t *testing.T) {
	l := &noteList{}
	l.set("a", 5000)
	_, cursor := l.once(t, wire.FromBeginning())
	l.set("a", 4000)
	got, _ := l.once(t, wire.FromCursor(cursor))
	wantTexts(t, got)
}

// Many changes between two polls come in order, in few requests, and a range can continue
// after each of them.
func TestFollowManyChanges(t *testing.T) {
	l := &noteList{}
	l.set("first", 1)
	_, cursor := l.once(t, wire.FromBeginning())
	const many = 10_000
	l.items = nil
	var want []string
	for i := range many {
		l.items = append(l.items, wire.ChangeItem[noteChange]{ID: fmt.Sprint(many - i), Version: int64(many-i) * 1000, Change: func() noteChange { return noteChange{text: fmt.Sprint(many - i)} }})
		want = append(want, fmt.Sprint(i+1))
	}
	l.sizes = nil
	var got []string
	for len(got) < many {
		for n, err := range l.follow(wire.FollowOptions{From: wire.FromCursor(cursor), Once: true}).Changes(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if got = append(got, n.text); len(got)%2500 == 0 {
				cursor = n.cursor
				break
			}
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %d changes, from %s to %s", len(got), got[0], got[len(got)-1])
	}
	if len(cursor) > 1000 {
		t.Errorf("the cursor has %d bytes", len(cursor))
	}
	if !reflect.DeepEqual(l.sizes, []int{6, 200, 35, 200, 35, 200, 35, 200}) {
		t.Errorf("asked for pages of %d", l.sizes)
	}
}

// Changes with equal versions are all reported, also one by one.
func TestFollowEqualVersions(t *testing.T) {
	l := &noteList{}
	for _, id := range []string{"a", "b", "c"} {
		l.set(id, 1000)
	}
	var got []string
	from := wire.FromBeginning()
	for range 4 {
		for n, err := range l.follow(wire.FollowOptions{From: from, Once: true}).Changes(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			got, from = append(got, n.text), wire.FromCursor(n.cursor)
			break
		}
	}
	wantTexts(t, got, "c@1000", "b@1000", "a@1000")
}

// A walk that is interrupted continues at the page that failed, and begins again if the link
// has expired.
func TestFollowInterrupted(t *testing.T) {
	for _, expired := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			l := &noteList{}
			for i := range 500 {
				l.set(fmt.Sprint(i), int64(i)*60_000)
			}
			var links []string
			l.onRequest = func(link string) error {
				links = append(links, link)
				switch {
				case len(links) == 3:
					return responseError(http.StatusTooManyRequests, "7")
				case len(links) == 4 && expired:
					return responseError(http.StatusBadRequest, "")
				}
				return nil
			}
			start := time.Now()
			got, _ := l.once(t, wire.FromBeginning())
			if len(got) != 500 || seconds(time.Since(start)) < 6 {
				t.Errorf("%d changes after %v", len(got), time.Since(start))
			}
			want := []string{"", "200", "400", "400"}
			if expired {
				want = append(want, "", "200", "400")
			}
			wantTexts(t, links, want...)
		})
	}
}

// An item that is edited while the pages are read is left to the next poll.
func TestFollowEditDuringWalk(t *testing.T) {
	l := &noteList{}
	for i := range 300 {
		l.set(fmt.Sprint(i), int64(i))
	}
	l.onRequest = func(link string) error {
		if link == "200" {
			l.set("0", 1000)
			l.set("new", 1001)
		}
		return nil
	}
	got, cursor := l.once(t, wire.FromBeginning())
	if len(got) != 299 || got[0] != "1@1" || got[298] != "299@299" {
		t.Errorf("%d changes from %s", len(got), got[0])
	}
	l.onRequest = nil
	got, _ = l.once(t, wire.FromCursor(cursor))
	wantTexts(t, got, "0@1000", "new@1001")
}

// An item that is newer than the first page is left to the next poll, so that those between
// them come first.
func TestFollowNewItemOnLaterPage(t *testing.T) {
	l := &noteList{}
	for i := range 300 {
		l.set(fmt.Sprint(i), int64(i))
	}
	l.onRequest = func(link string) error {
		if link == "200" {
			l.set("first", 1001)
			l.set("second", 1002)
			l.items = append(l.items, l.items[0])
		}
		return nil
	}
	got, cursor := l.once(t, wire.FromBeginning())
	if len(got) != 300 || got[299] != "299@299" {
		t.Errorf("%d changes up to %s", len(got), got[len(got)-1])
	}
	l.onRequest = nil
	got, _ = l.once(t, wire.FromCursor(cursor))
	wantTexts(t, got, "first@1001", "second@1002")
}

// A range ends with the error of its first poll, but retries later ones that may pass.
func TestFollowErrors(t *testing.T) {
	broken := responseError(http.StatusServiceUnavailable, "")
	for _, c := range []struct {
		name   string
		first  bool  // whether the first poll fails
		err    error // of a poll
		access error
		once   bool
		want   string // error of the range, or "" if it goes on
	}{
		{"first poll", true, io.ErrUnexpectedEOF, nil, false, "unexpected EOF"},
		{"later poll", false, io.ErrUnexpectedEOF, nil, false, ""},
		{"later status", false, broken, nil, false, ""},
		{"later 401", false, responseError(http.StatusUnauthorized, ""), nil, false, "ERROR CODE UNAVAILABLE"},
		{"rejected at first", true, responseError(http.StatusTooManyRequests, ""), nil, false, ""},
		{"rejected once", true, responseError(http.StatusTooManyRequests, ""), nil, true, ""},
		{"not found", false, responseError(http.StatusNotFound, ""), nil, false, "ended: "},
		{"excluded", false, nil, responseError(http.StatusForbidden, ""), false, "ended: "},
		{"access unknown", false, nil, broken, false, ""},
		{"other error", false, errors.New("broken"), nil, false, "broken"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := &noteList{access: c.access}
				l.set("a", 1)
				requests := 0
				l.onRequest = func(string) error {
					if requests++; requests == 1 && c.first || requests == 2 && !c.first {
						return c.err
					}
					if requests == 3 {
						l.set("b", 2)
					}
					return nil
				}
				var got []string
				var end error
				for n, err := range l.follow(wire.FollowOptions{From: wire.FromBeginning(), Once: c.once}).Changes(t.Context()) {
					if end = err; err != nil {
						break
					}
					if got = append(got, n.text); len(got) == 2 {
						break
					}
				}
				if (end == nil) != (c.want == "") || end != nil && !strings.Contains(end.Error(), c.want) {
					t.Errorf("got %v, want %q; after %q", end, c.want, got)
				}
			})
		})
	}
}

// The range ends with its context, also while it waits.
func TestFollowCanceled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		l := &noteList{}
		for _, err := range l.follow(wire.FollowOptions{}).Changes(ctx) {
			if err == nil || err.Error() != "Notes.Changes: context deadline exceeded" {
				t.Errorf("got %v", err)
			}
		}
	})
}

func TestFollowInvalid(t *testing.T) {
	for _, c := range []struct {
		options wire.FollowOptions
		want    string
	}{
		{wire.FollowOptions{From: wire.FromCursor("x")}, "Notes.Changes: options.From: cursor is damaged or not a cursor"},
		{
			wire.FollowOptions{MinInterval: 2, MaxInterval: 1},
			"Notes.Changes: options.MaxInterval: must not be less than MinInterval, nor either of them negative",
		},
	} {
		for _, err := range (&noteList{}).follow(c.options).Changes(t.Context()) {
			var argument *wire.ArgumentError
			if err == nil || err.Error() != c.want || !errors.As(err, &argument) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		}
	}
}

// Polls are rarer while nothing happens, and frequent again after a change. A wake-up starts
// one at once, and a closed channel none.
func TestFollowPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &noteList{}
		var polls []time.Duration
		start := time.Now()
		wake := make(chan struct{})
		l.onRequest = func(string) error {
			polls = append(polls, time.Since(start))
			start = time.Now()
			if len(polls) == 12 {
				l.set("a", 1)
			}
			return nil
		}
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for range l.follow(wire.FollowOptions{From: wire.FromBeginning(), Wake: wake}).Changes(ctx) {
			}
		}()
		time.Sleep(time.Minute)
		synctest.Wait()
		last := polls[len(polls)-1]
		if n := len(polls); n < 9 || n > 11 || seconds(polls[1]) > 2 || last < 9*time.Second || last > 11*time.Second {
			t.Errorf("polls after %v", polls)
		}
		n := len(polls)
		wake <- struct{}{}
		synctest.Wait()
		if len(polls) != n+1 {
			t.Errorf("%d polls after a wake-up", len(polls)-n)
		}
		close(wake)
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := len(polls); n < 14 || n > 40 {
			t.Errorf("%d polls", n)
		}
		cancel()
		synctest.Wait()
	})
}
