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
		{kind: threadsList, after: 1, size: 1, start: math.MinInt64},
		{kind: messagesList, after: math.MaxUint64, size: MaxPageSize, start: 1742040000000},
	} {
		token := want.encode()
		if got, err := decodeCursor(token, want.kind); err != nil || got != want {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
		if _, err := decodeCursor(token, receiptsList); err == nil || err.Error() != invalidToken().Error() {
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
	good := cursor{kind: messagesList, after: 7, size: 2, start: 0}.encode()
	for name, tc := range map[string]struct {
		token      string
		size, skip int32
		want       string
	}{
		"not base64":         {"%", 0, 0, invalid},
		"too short":          {"AAAA", 0, 0, invalid},
		"truncated":          {good[:len(good)-2], 0, 0, invalid},
		"changed":            {"B" + good[1:], 0, 0, invalid},
		"no sequence number": {withChecksum(1, 3), 0, 0, invalid},
		"no size":            {withChecksum(1, 3, 7), 0, 0, invalid},
		"no start":           {withChecksum(1, 3, 7, 2), 0, 0, invalid},
		"size 0":             {withChecksum(1, 3, 7, 0, 0), 0, 0, invalid},
		"size 201":           {withChecksum(1, 3, 7, 0xc9, 1, 0), 0, 0, invalid},
		"after 0":            {withChecksum(1, 3, 0, 2, 0), 0, 0, invalid},
		"trailing byte":      {withChecksum(1, 3, 7, 2, 0, 0), 0, 0, invalid},
		"long encoding":      {withChecksum(1, 3, 0x87, 0, 2, 0), 0, 0, invalid},
		"other version":      {withChecksum(2, 3, 7, 2, 0), 0, 0, invalid},
		"negative size":      {"", -1, 0, "400 BadRequest: maxPageSize must not be negative."},
		"negative skip":      {"", 0, -1, "400 BadRequest: skip must not be negative."},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newCursor(messagesList, tc.token, tc.size, tc.skip, time.Time{})
			if err == nil || err.Error() != tc.want {
				t.Errorf("error %v, want %s", err, tc.want)
			}
		})
	}
	if _, err := decodeCursor(good, messagesList); err != nil {
		t.Errorf("valid token %s: %v", good, err)
	}
}

// TestPageSize checks the default and maximum page size of 200.
func TestPageSize(t *testing.T) {
	for size, want := range map[int32]int{0: 200, 1: 1, 200: 200, 201: 200} {
		p, err := newCursor(messagesList, "", size, 0, time.Time{})
		if err != nil || p.size != want {
			t.Errorf("%d: got %d, error %v, want %d", size, p.size, err, want)
		}
	}
}

// TestPagerEnd checks that the last page has no continuation token, even if it is full,
// and that an empty page is not nil.
func TestPagerEnd(t *testing.T) {
	for _, n := range []int{0, 3, 4} {
		p := newPager[int](cursor{kind: messagesList, size: 4})
		for i := range n {
			p.add(uint64(i+1), func() int { return i })
		}
		if p.page.Items == nil || len(p.page.Items) != n || p.page.Continuation != "" {
			t.Errorf("%d items: got page %+v", n, p.page)
		}
	}
}

// FuzzToken checks that decoding does not panic, and accepts only tokens that encode
// returns.
func FuzzToken(f *testing.F) {
	f.Add(cursor{kind: messagesList, after: 7, size: 2, start: 1}.encode())
	f.Add(cursor{kind: messagesList, after: math.MaxUint64, size: 200, start: math.MinInt64}.encode())
	f.Add("")
	f.Add("AQM=")
	f.Fuzz(func(t *testing.T, token string) {
		p, err := decodeCursor(token, messagesList)
		if err == nil && (p.encode() != token || p.kind != messagesList) {
			t.Error(fmt.Sprint(p, token))
		}
	})
}
