package interop_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// request returns a request as a client may have sent it.
func request(method, uri, body string, header ...string) sent {
	s := sent{method: method, uri: uri, body: []byte(body), header: http.Header{}, status: 200}
	for i := 0; i < len(header); i += 2 {
		s.header.Set(header[i], header[i+1])
	}
	return s
}

const (
	uuid1 = "1f9619ff-8b86-4d01-b42d-00cf4fc964f1"
	uuid2 = "2f9619ff-8b86-4d01-b42d-00cf4fc964f2"
	uuid3 = "3f9619ff-8b86-4d01-b42d-00cf4fc964f3"
)

// TestDifferences protects the comparison from saying that two runs are the same
// when they are not, or the reverse.
func TestDifferences(t *testing.T) {
	get := request("GET", "/a?b=1&c=2", "")
	for name, c := range map[string]struct {
		official, ours sent
		want           string // part: official, ours
	}{
		"same":             {get, get, ""},
		"method":           {get, request("POST", "/a?b=1&c=2", ""), "method: GET, POST"},
		"path":             {get, request("GET", "/A?b=1&c=2", ""), "path: /a, /A"},
		"escapes":          {request("GET", "/a%3A", ""), request("GET", "/a:", ""), "path: /a%3A, /a:"},
		"query":            {get, request("GET", "/a?b=2&c=2", ""), "query b: 1, 2"},
		"query twice":      {get, request("GET", "/a?b=1&c=2&c=2", ""), "query c: 2, 2 and 2"},
		"query missing":    {get, request("GET", "/a?b=1", ""), "query c: 2, none"},
		"query order":      {get, request("GET", "/a?c=2&b=1", ""), "query order: b+c, c+b"},
		"header":           {get, request("GET", "/a?b=1&c=2", "", "Accept", "x"), "header Accept: none, x"},
		"order of members": {request("PUT", "/", `{"a":1,"b":2}`), request("PUT", "/", `{ "b": 2, "a": 1 }`), ""},
		"value":            {request("PUT", "/", `{"a":[1,{"b":2}]}`), request("PUT", "/", `{"a":[1,{"b":3}]}`), "body/a/1/b: 2, 3"},
		"null":             {request("PUT", "/", `{}`), request("PUT", "/", `{"a":null}`), "body/a: none, null"},
		"length":           {request("PUT", "/", `[1]`), request("PUT", "/", `[1,2]`), "body: [1], [1,2]"},
		"no body":          {request("PUT", "/", ``), request("PUT", "/", `{}`), "body: none, {}"},
		"no JSON":          {request("PUT", "/", `{`), request("PUT", "/", `{}`), `body: "{", {}`},
		"new IDs":          {request("GET", "/"+uuid1, ""), request("GET", "/"+uuid2, ""), ""},
		"other ID":         {request("GET", "/"+uuid1+uuid2+uuid1, ""), request("GET", "/"+uuid3+uuid2+uuid2, ""), "path: /uuid-1uuid-2uuid-1, /uuid-1uuid-2uuid-2"},
		"new thread": {
			request("GET", "/19%3A0123456789abcdef0123456789abcdef%40thread.v2", ""), request("GET", "/19%3Affffffffffffffffffffffffffffffff%40thread.v2", ""), "",
		},
		"new message": {request("GET", "/1780000000000", ""), request("GET", "/1780000000001", ""), ""},
		"new place":   {request("GET", "/?continuationToken=a_b", ""), request("GET", "/?continuationToken=c-d", ""), ""},
		"new token": {
			request("GET", "/", "", "Authorization", "Bearer eyJ0.eyJ1.x"), request("GET", "/", "", "Authorization", "Bearer eyJ0.eyJ2.y"), "",
		},
		"new signature": {
			request("GET", "/", "", "Authorization", "HMAC-SHA256 SignedHeaders=host&Signature=a="),
			request("GET", "/", "", "Authorization", "HMAC-SHA256 SignedHeaders=host&Signature=b="), "",
		},
		"signed headers": {
			request("GET", "/", "", "Authorization", "HMAC-SHA256 SignedHeaders=host&Signature=a="),
			request("GET", "/", "", "Authorization", "HMAC-SHA256 SignedHeaders=date&Signature=b="),
			"header Authorization: HMAC-SHA256 SignedHeaders=host&Signature=right, HMAC-SHA256 SignedHeaders=date&Signature=right",
		},
		"new date": {
			request("GET", "/", "", "X-Ms-Date", "Sun, 22 Nov 2026 12:00:00 GMT"), request("GET", "/", "", "X-Ms-Date", "Sun, 22 Nov 2026 12:00:01 GMT"), "",
		},
		"form of the date": {
			request("GET", "/", "", "X-Ms-Date", "Sun, 22 Nov 2026 12:00:00 GMT"), request("GET", "/", "", "X-Ms-Date", "2026-11-22T12:00:00Z"),
			"header X-Ms-Date: now, 2026-11-22T12:00:00Z",
		},
		"wrong length": {
			request("PUT", "/", "{}", "Content-Length", "2"), request("PUT", "/", "{}", "Content-Length", "3"), "header Content-Length: of the body, 3",
		},
		"wrong hash": {
			request("PUT", "/", "{}", "X-Ms-Content-Sha256", "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o="), request("PUT", "/", "{}", "X-Ms-Content-Sha256", "x"),
			"header X-Ms-Content-Sha256: of the body, x",
		},
	} {
		t.Run(name, func(t *testing.T) {
			found := differences([]record{{"call", []sent{c.official}}}, []record{{"call", []sent{c.ours}}})
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

// TestDifferencesOfRuns protects the comparison from runs that are not of the
// same calls.
func TestDifferencesOfRuns(t *testing.T) {
	get, failed := request("GET", "/", ""), request("GET", "/", "")
	failed.status = 503
	for name, c := range map[string]struct {
		official, ours []record
		want           []difference
	}{
		"other call": {
			[]record{{"a", nil}, {"b", nil}}, []record{{"a", nil}, {"c", nil}}, []difference{{"call 2", "name", "b", "c"}},
		},
		"missing call": {[]record{{"a", nil}, {"b", nil}}, []record{{"a", nil}}, []difference{{"call 2", "name", "b", none}}},
		"missing request": {
			[]record{{"a", []sent{get, get}}}, []record{{"a", []sent{get}}}, []difference{{"a", "number of requests", "2", "1"}},
		},
		"other answer": {
			[]record{{"a", []sent{get}}}, []record{{"a", []sent{failed}}}, []difference{{"a", "status of the answer", "200", "503"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := differences(c.official, c.ours); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// TestUnexplained protects the list of the known differences from both sides: a
// new one is told, and one that is gone is, too.
func TestUnexplained(t *testing.T) {
	list := []known{{"send *", "body/*", none, "*", "dropped"}, {"*", "path", "/a", "/b", "escaped"}}
	got := unexplained([]difference{{"send a message", "body/x", none, "1"}, {"send a message", "body/x", "1", none}}, list)
	want := []string{
		"send a message: body/x: the official client sends 1, ours none",
		"*: path: no such difference any more (escaped)",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
