package engine

import (
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"math"
	"testing"
	"time"
)

// TestToken checks that a token is decoded to the same cursor, and only for its list.
func TestToken(t *testing.T) {
	for _, want := range []cursor{
		{kind: threadsList, after: position{changed: 1742040000000, seq: 1}, size: 1, start: math.MinInt64},
		{kind: messagesList, after: position{changed: math.MaxInt64}, size: MaxPageSize, start: 1742040000000},
		{kind: messagesList, after: position{changed: -1, seq: math.MaxUint64}, size: MaxPageSize},
	} {
		token := want.encode()
		if got, err := decodeCursor(token, want.kind); err != nil || got != want {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
		if _, err := decodeCursor(token, threadsList+messagesList-want.kind); err == nil || err.Error() != invalidToken().Error() {
			t.Errorf("decoded for another list: error %v", err)
		}
	}
}

// TestCursorErrors checks that invalid tokens and options are rejected.
func TestCursorErrors(t *testing.T) {
	withChecksum := func(b ...byte) string {
		sum := crc32.ChecksumIEEE(b)
		return base64.RawURLEncoding.EncodeToString(append(b, byte(sum>>24), byte(sum>>16), byte(sum>>8), byte(sum)))
	}
	const invalid = "400 BadRequest: The continuation token is invalid."
	kind := byte(messagesList)
	good := cursor{kind: messagesList, after: position{changed: 7}, size: 2}.encode()
	for name, tc := range map[string]struct {
		token string
		size  int32
		want  string
	}{
		"not base64":    {"%", 0, invalid},
		"too short":     {"AAAA", 0, invalid},
		"truncated":     {good[:len(good)-2], 0, invalid},
		"changed":       {"B" + good[1:], 0, invalid},
		"no version":    {withChecksum(2, kind), 0, invalid},
		"no sequence":   {withChecksum(2, kind, 14), 0, invalid},
		"no size":       {withChecksum(2, kind, 14, 0), 0, invalid},
		"no start":      {withChecksum(2, kind, 14, 0, 2), 0, invalid},
		"size 0":        {withChecksum(2, kind, 14, 0, 0, 0), 0, invalid},
		"size 201":      {withChecksum(2, kind, 14, 0, 0xc9, 1, 0), 0, invalid},
		"first page":    {withChecksum(2, kind, 0, 0, 2, 0), 0, invalid},
		"trailing byte": {withChecksum(2, kind, 14, 0, 2, 0, 0), 0, invalid},
		"long encoding": {withChecksum(2, kind, 0x8e, 0, 0, 2, 0), 0, invalid},
		"other version": {withChecksum(1, kind, 14, 0, 2, 0), 0, invalid},
		"negative size": {"", -1, "400 BadRequest: maxPageSize must not be negative."},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newCursor(messagesList, tc.token, tc.size, time.Time{})
			if err == nil || err.Error() != tc.want {
				t.Errorf("error %v, want %s", err, tc.want)
			}
		})
	}
	for _, token := range []string{good, withChecksum(2, kind, 14, 0, 2, 0)} {
		if _, err := decodeCursor(token, messagesList); err != nil {
			t.Errorf("valid token %s: %v", token, err)
		}
	}
}

// TestPageSize checks the default page sizes and the maximum.
func TestPageSize(t *testing.T) {
	for _, tc := range []struct {
		kind listKind
		size int32
		want int
	}{
		{messagesList, 0, 10},
		{threadsList, 0, 100},
		{messagesList, 1, 1},
		{messagesList, 200, 200},
		{messagesList, 201, 200},
		{threadsList, math.MaxInt32, 200},
	} {
		p, err := newCursor(tc.kind, "", tc.size, time.Time{})
		if err != nil || p.size != tc.want {
			t.Errorf("list %d, size %d: got %d, error %v, want %d", tc.kind, tc.size, p.size, err, tc.want)
		}
	}
}

// TestOffsetPages checks the pages of a list that continues after a number of items.
func TestOffsetPages(t *testing.T) {
	many := make([]int, 201)
	for i := range many {
		many[i] = i
	}
	for name, tc := range map[string]struct {
		token        string
		skip, size   int32
		first, items int
		next         string
	}{
		"default size":    {"", 0, 0, 0, 200, "200"},
		"size":            {"", 0, 2, 0, 2, "2"},
		"skip":            {"", 3, 2, 3, 2, "5"},
		"token, not skip": {"5", 3, 2, 5, 2, "7"},
		"full last page":  {"", 199, 2, 199, 2, ""},
		"too large":       {"", 0, 201, 0, 200, "200"},
		"skip all":        {"", 201, 2, 0, 0, ""},
		"skip more":       {"", math.MaxInt32, 2, 0, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			page, err := offsetPage(many, tc.token, tc.skip, tc.size)
			if err != nil || len(page.Items) != tc.items || page.Continuation != tc.next || tc.items > 0 && page.Items[0] != tc.first {
				t.Errorf("got %d items from %v, then %q, error %v", len(page.Items), page.Items, page.Continuation, err)
			}
		})
	}
}

// TestOffsetPageErrors checks that invalid options are rejected.
func TestOffsetPageErrors(t *testing.T) {
	for name, tc := range map[string]struct {
		token      string
		skip, size int32
		want       string
	}{
		"negative skip":  {"", -1, 0, "400 BadRequest: skip must not be negative."},
		"negative token": {"-1", 0, 0, "400 BadRequest: skip must not be negative."},
		"negative size":  {"", 0, -1, "400 BadRequest: maxPageSize must not be negative."},
		"not a number":   {"x", 0, 0, "400 BadRequest: The continuation token is invalid."},
		"too large":      {"2147483648", 0, 0, "400 BadRequest: The continuation token is invalid."},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := offsetPage([]int{1}, tc.token, tc.skip, tc.size); err == nil || err.Error() != tc.want {
				t.Errorf("error %v, want %s", err, tc.want)
			}
		})
	}
}

// TestPagerEnd checks that the last page has no continuation token, even if it is full,
// and that an empty page is not nil.
func TestPagerEnd(t *testing.T) {
	for _, n := range []int{0, 3, 4} {
		p := newPager[int](cursor{kind: messagesList, size: 4}, pageShape{limit: 4})
		for i := range n {
			p.add(position{changed: int64(i + 1)}, func() int { return i })
		}
		if p.page.Items == nil || len(p.page.Items) != n || p.page.Continuation != "" {
			t.Errorf("%d items: got page %+v", n, p.page)
		}
	}
}

// TestFullPage checks that a full page is linked also if there are no more items, and
// another page only if there are.
func TestFullPage(t *testing.T) {
	for n, want := range map[int]bool{0: false, 3: false, 4: true, 5: true} {
		p := newPager[int](cursor{kind: messagesList, size: 4, afterEmpty: true}, pageShape{limit: 4})
		for i := range n {
			p.add(position{changed: int64(9 - i)}, func() int { return i })
		}
		p.linkFullPage()
		if got := p.page.Continuation != ""; got != want {
			t.Errorf("%d items: linked is %v", n, got)
		}
		if !want {
			continue
		}
		next, err := decodeCursor(p.page.Continuation, messagesList)
		if err != nil || next.after.changed != 6 || next.afterEmpty {
			t.Errorf("%d items: the next page is after %+v, error %v", n, next, err)
		}
	}
}

// FuzzToken checks that decoding does not panic, and accepts only tokens that encode
// returns.
func FuzzToken(f *testing.F) {
	f.Add(cursor{kind: messagesList, after: position{changed: 7}, size: 2, start: 1}.encode())
	f.Add(cursor{kind: messagesList, after: position{math.MaxInt64, math.MaxUint64}, size: 200, start: math.MinInt64}.encode())
	f.Add("")
	f.Add("AQM=")
	f.Fuzz(func(t *testing.T, token string) {
		p, err := decodeCursor(token, messagesList)
		if err == nil && (p.encode() != token || p.kind != messagesList) {
			t.Error(fmt.Sprint(p, token))
		}
	})
}
