package engine

import (
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"math"
	"testing"
	"time"
)

// A token gives back the cursor, of its list only.
func TestToken(t *testing.T) {
	for _, want := range []cursor{
		{list: threadsList, after: 1, size: 1, start: math.MinInt64},
		{list: messagesList, after: math.MaxUint64, size: MaxPageSize, start: 1742040000000},
	} {
		token := want.encode()
		if got, err := decodeCursor(token, want.list); err != nil || got != want {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
		if _, err := decodeCursor(token, receiptsList); err == nil || err.Error() != badToken().Error() {
			t.Errorf("of another list: error %v", err)
		}
	}
}

// What is no token is refused, and so are options that make no sense.
func TestPositionErrors(t *testing.T) {
	sealed := func(b ...byte) string {
		sum := crc32.ChecksumIEEE(b)
		return base64.RawURLEncoding.EncodeToString(append(b, byte(sum>>24), byte(sum>>16), byte(sum>>8), byte(sum)))
	}
	const invalid = "400 BadRequest: The continuation token is invalid."
	good := cursor{list: messagesList, after: 7, size: 2, start: 0}.encode()
	for name, tc := range map[string]struct {
		token      string
		size, skip int32
		want       string
	}{
		"not base64":    {"%", 0, 0, invalid},
		"too short":     {"AAAA", 0, 0, invalid},
		"cut":           {good[:len(good)-2], 0, 0, invalid},
		"changed":       {"B" + good[1:], 0, 0, invalid},
		"no position":   {sealed(1, 3), 0, 0, invalid},
		"no size":       {sealed(1, 3, 7), 0, 0, invalid},
		"no start":      {sealed(1, 3, 7, 2), 0, 0, invalid},
		"size 0":        {sealed(1, 3, 7, 0, 0), 0, 0, invalid},
		"size 201":      {sealed(1, 3, 7, 0xc9, 1, 0), 0, 0, invalid},
		"after 0":       {sealed(1, 3, 0, 2, 0), 0, 0, invalid},
		"longer":        {sealed(1, 3, 7, 2, 0, 0), 0, 0, invalid},
		"long form":     {sealed(1, 3, 0x87, 0, 2, 0), 0, 0, invalid},
		"other version": {sealed(2, 3, 7, 2, 0), 0, 0, invalid},
		"negative size": {"", -1, 0, "400 BadRequest: maxPageSize must not be negative."},
		"negative skip": {"", 0, -1, "400 BadRequest: skip must not be negative."},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newCursor(messagesList, tc.token, tc.size, tc.skip, time.Time{})
			if err == nil || err.Error() != tc.want {
				t.Errorf("error %v, want %s", err, tc.want)
			}
		})
	}
	if _, err := decodeCursor(good, messagesList); err != nil {
		t.Errorf("%s: %v", good, err)
	}
}

// A page has what was asked for, up to 200, which is also the default.
func TestPageSize(t *testing.T) {
	for size, want := range map[int32]int{0: 200, 1: 1, 200: 200, 201: 200} {
		p, err := newCursor(messagesList, "", size, 0, time.Time{})
		if err != nil || p.size != want {
			t.Errorf("%d: got %d, error %v, want %d", size, p.size, err, want)
		}
	}
}

// The last page is the last, also when it is full; an empty list is no nil.
func TestPagerEnd(t *testing.T) {
	for _, n := range []int{0, 3, 4} {
		p := newPager[int](cursor{list: messagesList, size: 4})
		for i := range n {
			p.add(uint64(i+1), func() int { return i })
		}
		if p.page.Items == nil || len(p.page.Items) != n || p.page.Continuation != "" {
			t.Errorf("%d items: %+v", n, p.page)
		}
	}
}

// No token crashes the service, and one that is taken is the one it gives.
func FuzzToken(f *testing.F) {
	f.Add(cursor{list: messagesList, after: 7, size: 2, start: 1}.encode())
	f.Add(cursor{list: messagesList, after: math.MaxUint64, size: 200, start: math.MinInt64}.encode())
	f.Add("")
	f.Add("AQM=")
	f.Fuzz(func(t *testing.T, token string) {
		p, err := decodeCursor(token, messagesList)
		if err == nil && (p.encode() != token || p.list != messagesList) {
			t.Error(fmt.Sprint(p, token))
		}
	})
}
