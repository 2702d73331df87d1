package interop_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// newRequest returns a recorded request with headers given as names and values.
func newRequest(method, uri, body string, header ...string) recordedRequest {
	r := recordedRequest{method: method, uri: uri, body: []byte(body), header: http.Header{}, status: 200}
	for i := 0; i < len(header); i += 2 {
		r.header.Set(header[i], header[i+1])
	}
	return r
}

const (
	uuid1 = "1f9619ff-8b86-4d01-b42d-00cf4fc964f1"
	uuid2 = "2f9619ff-8b86-4d01-b42d-00cf4fc964f2"
	uuid3 = "3f9619ff-8b86-4d01-b42d-00cf4fc964f3"
)

// TestCompareRequests checks that the comparison reports each kind of difference
// in a request, and that random values are not differences.
func TestCompareRequests(t *testing.T) {
	get := newRequest("GET", "/a?b=1&c=2", "")
	for name, c := range map[string]struct {
		official, ours recordedRequest
		want           string // part: official, ours
	}{
		"same":                     {get, get, ""},
		"method":                   {get, newRequest("POST", "/a?b=1&c=2", ""), "method: GET, POST"},
		"path":                     {get, newRequest("GET", "/A?b=1&c=2", ""), "path: /a, /A"},
		"escaping":                 {newRequest("GET", "/a%3A", ""), newRequest("GET", "/a:", ""), "path: /a%3A, /a:"},
		"query":                    {get, newRequest("GET", "/a?b=2&c=2", ""), "query b: 1, 2"},
		"repeated query parameter": {get, newRequest("GET", "/a?b=1&c=2&c=2", ""), "query c: 2, 2 and 2"},
		"missing query parameter":  {get, newRequest("GET", "/a?b=1", ""), "query c: 2, none"},
		"query order":              {get, newRequest("GET", "/a?c=2&b=1", ""), "query order: b+c, c+b"},
		"header":                   {get, newRequest("GET", "/a?b=1&c=2", "", "Accept", "x"), "header Accept: none, x"},
		"property order":           {newRequest("PUT", "/", `{"a":1,"b":2}`), newRequest("PUT", "/", `{ "b": 2, "a": 1 }`), ""},
		"value":                    {newRequest("PUT", "/", `{"a":[1,{"b":2}]}`), newRequest("PUT", "/", `{"a":[1,{"b":3}]}`), "body/a/1/b: 2, 3"},
		"null":                     {newRequest("PUT", "/", `{}`), newRequest("PUT", "/", `{"a":null}`), "body/a: none, null"},
		"length":                   {newRequest("PUT", "/", `[1]`), newRequest("PUT", "/", `[1,2]`), "body: [1], [1,2]"},
		"missing body":             {newRequest("PUT", "/", ``), newRequest("PUT", "/", `{}`), "body: none, {}"},
		"invalid JSON":             {newRequest("PUT", "/", `{`), newRequest("PUT", "/", `{}`), `body: "{", {}`},
		"new IDs":                  {newRequest("GET", "/"+uuid1, ""), newRequest("GET", "/"+uuid2, ""), ""},
		"other ID":                 {newRequest("GET", "/"+uuid1+uuid2+uuid1, ""), newRequest("GET", "/"+uuid3+uuid2+uuid2, ""), "path: /uuid-1uuid-2uuid-1, /uuid-1uuid-2uuid-2"},
		"new thread": {
			newRequest("GET", "/19%3A0123456789abcdef0123456789abcdef%40thread.v2", ""), newRequest("GET", "/19%3Affffffffffffffffffffffffffffffff%40thread.v2", ""), "",
		},
		"new message":            {newRequest("GET", "/1780000000000", ""), newRequest("GET", "/1780000000001", ""), ""},
		"new continuation token": {newRequest("GET", "/?syncState=a_b", ""), newRequest("GET", "/?syncState=c%2Fd", ""), ""},
		"new token": {
			newRequest("GET", "/", "", "Authorization", "Bearer eyJ0.eyJ1.x"), newRequest("GET", "/", "", "Authorization", "Bearer eyJ0.eyJ2.y"), "",
		},
		"new signature": {
			newRequest("GET", "/", "", "Authorization", "HMAC-SHA256 SignedHeaders=host&Signature=a="),
			newRequest("GET", "/", "", "Authorization", "HMAC-SHA256 SignedHeaders=host&Signature=b="), "",
		},
		"signed headers": {
			newRequest("GET", "/", "", "Authorization", "HMAC-SHA256 SignedHeaders=host&Signature=a="),
			newRequest("GET", "/", "", "Authorization", "HMAC-SHA256 SignedHeaders=date&Signature=b="),
			"header Authorization: HMAC-SHA256 SignedHeaders=host&Signature=valid, HMAC-SHA256 SignedHeaders=date&Signature=valid",
		},
		"new date": {
			newRequest("GET", "/", "", "X-Ms-Date", "Sun, 22 Nov 2026 12:00:00 GMT"), newRequest("GET", "/", "", "X-Ms-Date", "Sun, 22 Nov 2026 12:00:01 GMT"), "",
		},
		"date format": {
			newRequest("GET", "/", "", "X-Ms-Date", "Sun, 22 Nov 2026 12:00:00 GMT"), newRequest("GET", "/", "", "X-Ms-Date", "2026-11-22T12:00:00Z"),
			"header X-Ms-Date: now, 2026-11-22T12:00:00Z",
		},
		"wrong length": {
			newRequest("PUT", "/", "{}", "Content-Length", "2"), newRequest("PUT", "/", "{}", "Content-Length", "3"), "header Content-Length: matches the body, 3",
		},
		"wrong hash": {
			newRequest("PUT", "/", "{}", "X-Ms-Content-Sha256", "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o="), newRequest("PUT", "/", "{}", "X-Ms-Content-Sha256", "x"),
			"header X-Ms-Content-Sha256: matches the body, x",
		},
	} {
		t.Run(name, func(t *testing.T) {
			found := compareRuns([]recordedCall{{"call", []recordedRequest{c.official}}}, []recordedCall{{"call", []recordedRequest{c.ours}}})
			var got []string
			for _, d := range found {
				got = append(got, d.part+": "+d.official+", "+d.ours)
			}
			if strings.Join(got, "\n") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestCompareRuns checks that the comparison reports runs with different calls,
// different numbers of requests, or different responses.
func TestCompareRuns(t *testing.T) {
	get, failed := newRequest("GET", "/", ""), newRequest("GET", "/", "")
	failed.status = 503
	for name, c := range map[string]struct {
		official, ours []recordedCall
		want           []difference
	}{
		"other call": {
			[]recordedCall{{"a", nil}, {"b", nil}}, []recordedCall{{"a", nil}, {"c", nil}}, []difference{{"call 2", "name", "b", "c"}},
		},
		"missing call": {[]recordedCall{{"a", nil}, {"b", nil}}, []recordedCall{{"a", nil}}, []difference{{"call 2", "name", "b", none}}},
		"missing request": {
			[]recordedCall{{"a", []recordedRequest{get, get}}}, []recordedCall{{"a", []recordedRequest{get}}}, []difference{{"a", "number of requests", "2", "1"}},
		},
		"other response": {
			[]recordedCall{{"a", []recordedRequest{get}}}, []recordedCall{{"a", []recordedRequest{failed}}}, []difference{{"a", "response status", "200", "503"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := compareRuns(c.official, c.ours); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// TestCheckKnown checks that both new differences and known differences that no
// longer occur are reported.
func TestCheckKnown(t *testing.T) {
	list := []knownDifference{{"send *", "body/*", none, "*", "dropped"}, {"*", "path", "/a", "/b", "escaped"}}
	got := checkKnown([]difference{{"send a message", "body/x", none, "1"}, {"send a message", "body/x", "1", none}}, list)
	want := []string{
		"send a message: body/x: the official client sends 1, ours none",
		"*: path: this difference no longer occurs (escaped)",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
