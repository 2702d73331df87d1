package serve_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
	"github.com/chatgen-go/chatgen/acs/wire/serve"
)

// newReadTransport returns a transport with a single operation, POST /read/{id}, which
// calls read.
func newReadTransport(read func(*serve.Request)) *serve.Transport {
	return serve.NewTransport([]serve.Route{{Name: "Read", Method: http.MethodPost, Template: "/read/{id}", Handle: func(r *serve.Request) (*http.Response, error) {
		read(r)
		if err := r.Err(); err != nil {
			return nil, err
		}
		return nil, &serve.Error{StatusCode: http.StatusNoContent, Body: []byte{}}
	}}})
}

type (
	size  int32
	ratio float64
	flag  bool
	color string
)

// Parameters of every type are decoded. Missing and empty ones are zero.
func TestParameters(t *testing.T) {
	const query = "?size=-2147483648&large=9223372036854775807&ratio=-1.5e3&flag=true&off=false&time=2025-01-02T03:04:05.5%2B02:00&day=2025-01-02" +
		"&colors=red&colors=&colors=green&list=a%7Cb%7C&text=%26+%C3%A9&empty=&commas=a%2Cb,,%C3%A9"
	tests := map[string]struct {
		read func(r *serve.Request) any
		want any
	}{
		"path":         {func(r *serve.Request) any { return r.Path("id") }, "7"},
		"no path":      {func(r *serve.Request) any { return r.Path("none") }, ""},
		"query":        {func(r *serve.Request) any { return r.Query("text") }, "& é"},
		"header":       {func(r *serve.Request) any { return r.Header("x-Mode") }, "full"},
		"no header":    {func(r *serve.Request) any { return r.Header("x-none") }, ""},
		"int":          {func(r *serve.Request) any { return serve.Int[size](r, "size", r.Query("size")) }, size(-2147483648)},
		"int in path":  {func(r *serve.Request) any { return serve.Int[int32](r, "id", r.Path("id")) }, int32(7)},
		"int64":        {func(r *serve.Request) any { return serve.Int[int64](r, "large", r.Query("large")) }, int64(9223372036854775807)},
		"no int":       {func(r *serve.Request) any { return serve.Int[int32](r, "none", r.Query("none")) }, int32(0)},
		"float":        {func(r *serve.Request) any { return serve.Float[ratio](r, "ratio", r.Query("ratio")) }, ratio(-1500)},
		"no float":     {func(r *serve.Request) any { return serve.Float[float64](r, "empty", r.Query("empty")) }, 0.0},
		"true":         {func(r *serve.Request) any { return serve.Bool[flag](r, "flag", r.Query("flag")) }, flag(true)},
		"false":        {func(r *serve.Request) any { return serve.Bool[bool](r, "off", r.Query("off")) }, false},
		"no bool":      {func(r *serve.Request) any { return serve.Bool[bool](r, "none", r.Query("none")) }, false},
		"time":         {func(r *serve.Request) any { return serve.Time(r, "time", r.Query("time")) }, time.Date(2025, 1, 2, 1, 4, 5, 5e8, time.UTC)},
		"no time":      {func(r *serve.Request) any { return serve.Time(r, "none", r.Query("none")) }, time.Time{}},
		"date":         {func(r *serve.Request) any { return serve.Date(r, "day", r.Query("day")) }, time.Date(2025, 1, 2, 0, 0, 0, 0, time.UTC)},
		"no date":      {func(r *serve.Request) any { return serve.Date(r, "none", r.Query("none")) }, time.Time{}},
		"no HTTP date": {func(r *serve.Request) any { return serve.HTTPDate(r, "none", r.Query("none")) }, time.Time{}},
		"HTTP date": {func(r *serve.Request) any { return serve.HTTPDate(r, "at", "Tue, 26 Mar 2019 16:06:51 GMT") },
			time.Date(2019, 3, 26, 16, 6, 51, 0, time.UTC)},
		"repeated":        {func(r *serve.Request) any { return serve.QueryAll[color](r, "colors") }, []color{"red", "", "green"}},
		"not repeated":    {func(r *serve.Request) any { return serve.QueryAll[color](r, "none") }, []color(nil)},
		"query list":      {func(r *serve.Request) any { return serve.QueryList[color](r, "commas") }, []color{"a,b", "", "é"}},
		"no query list":   {func(r *serve.Request) any { return serve.QueryList[color](r, "empty") }, []color(nil)},
		"list":            {func(r *serve.Request) any { return serve.List[color](r.Query("list"), "|") }, []color{"a", "b", ""}},
		"no list":         {func(r *serve.Request) any { return serve.List[string](r.Query("none"), ",") }, []string(nil)},
		"pointer":         {func(*serve.Request) any { return *serve.Pointer("0", 0) }, 0},
		"no pointer":      {func(*serve.Request) any { return serve.Pointer("", 0) }, (*int)(nil)},
		"no continuation": {func(r *serve.Request) any { return r.Continuation() }, ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			var got any
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint+"/read/7"+query, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("X-Mode", "full")
			resp, err := newReadTransport(func(r *serve.Request) { got = tc.read(r) }).Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if resp.StatusCode != http.StatusNoContent || !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %#v with status %d, want %#v", got, resp.StatusCode, tc.want)
			}
		})
	}
}

// Continuation returns the unchanged URL of a next link with a continuation token.
func TestContinuation(t *testing.T) {
	const target = "/read/19:a%40b?b=2&continuationToken=x%2fy&a=1"
	var got string
	if _, err := doRequest(t, newReadTransport(func(r *serve.Request) { got = r.Continuation() }), http.MethodPost, target, ""); err != nil {
		t.Fatal(err)
	}
	if got != endpoint+target {
		t.Errorf("got %s, want %s", got, endpoint+target)
	}
}

// An invalid parameter is rejected with an error that contains the operation and the
// name. The first error is returned.
func TestParameterErrors(t *testing.T) {
	tests := map[string]struct {
		read func(r *serve.Request)
		want string
	}{
		"int":             {func(r *serve.Request) { serve.Int[int32](r, "size", "many") }, `Read: size: want an integer, got "many"`},
		"fraction":        {func(r *serve.Request) { serve.Int[int64](r, "size", "1.5") }, `Read: size: want an integer, got "1.5"`},
		"33 bits":         {func(r *serve.Request) { serve.Int[int32](r, "size", "2147483648") }, `Read: size: want an integer, got "2147483648"`},
		"65 bits":         {func(r *serve.Request) { serve.Int[int64](r, "size", "9223372036854775808") }, `Read: size: want an integer, got "9223372036854775808"`},
		"float":           {func(r *serve.Request) { serve.Float[float64](r, "ratio", "1,5") }, `Read: ratio: want a number, got "1,5"`},
		"bool":            {func(r *serve.Request) { serve.Bool[bool](r, "flag", "1") }, `Read: flag: want true or false, got "1"`},
		"upper-case bool": {func(r *serve.Request) { serve.Bool[bool](r, "flag", "True") }, `Read: flag: want true or false, got "True"`},
		"time":            {func(r *serve.Request) { serve.Time(r, "since", "2025-01-02") }, `Read: since: want an RFC 3339 time, got "2025-01-02"`},
		"date":            {func(r *serve.Request) { serve.Date(r, "day", "2025-02-30") }, `Read: day: want a date, got "2025-02-30"`},
		"HTTP date":       {func(r *serve.Request) { serve.HTTPDate(r, "at", "2025-02-03") }, `Read: at: want an HTTP date, got "2025-02-03"`},
		"first": {func(r *serve.Request) {
			serve.Bool[bool](r, "flag", "x")
			serve.Int[int32](r, "size", "x")
			r.Body(func(d *wire.Decoder) { d.Fail(errors.New("body")) })
		}, `Read: flag: want true or false, got "x"`},
		"quoted": {func(r *serve.Request) { serve.Bool[bool](r, "flag", "a\n\"b") }, `Read: flag: want true or false, got "a\n\"b"`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			resp, err := doRequest(t, newReadTransport(tc.read), http.MethodPost, "/read/1", "{}")
			wantResponse(t, resp, err, http.StatusBadRequest, failureBody(t, "BadRequest", tc.want))
		})
	}
}

// readBody returns a function that decodes a body with a text and a list.
func readBody(text *string, list *[]string) func(*serve.Request) {
	return func(r *serve.Request) {
		r.Body(func(d *wire.Decoder) {
			o := d.Object()
			for o.More() {
				wire.DecodeOptional(&o, "text", text, wire.DecodeString)
				wire.DecodeOptional(&o, "list", list, wire.DecodeSlice(wire.DecodeString[string]))
			}
		})
	}
}

func TestBody(t *testing.T) {
	for name, tc := range map[string]struct {
		body, text string
		list       []string
	}{
		"properties": {` {"list":["a"],"new":1,"text":"é"} `, "é", []string{"a"}},
		"empty":      {`{}`, "", nil},
		"null":       {`null`, "", nil},
		"none":       {``, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			var text string
			var list []string
			resp, err := doRequest(t, newReadTransport(readBody(&text, &list)), http.MethodPost, "/read/1", tc.body)
			wantResponse(t, resp, err, http.StatusNoContent, "")
			if text != tc.text || !reflect.DeepEqual(list, tc.list) {
				t.Errorf("got %q and %q", text, list)
			}
		})
	}
}

// The body of a request in the same process may be nil.
func TestBodyNil(t *testing.T) {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint+"/read/1", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Body = nil
	resp, err := newReadTransport(readBody(new(string), new([]string))).Do(req)
	wantResponse(t, resp, err, http.StatusNoContent, "")
	_ = resp.Body.Close()
}

// An invalid body is rejected with an error that contains the path.
func TestBodyErrors(t *testing.T) {
	for name, tc := range map[string]struct{ body, want string }{
		"not JSON":      {`nothing`, "Read: body: invalid or truncated JSON (byte 0)"},
		"not an object": {`[]`, "Read: body: want an object, got an array (byte 0)"},
		"trailing text": {`{} {}`, "Read: body: text after the JSON value (byte 3)"},
		"property":      {`{"text":1}`, "Read: body: /text: want a string, got a number (byte 8)"},
		"nested":        {`{"list":["a","b",{}]}`, "Read: body: /list/2: want a string, got an object (byte 17)"},
		"too large":     {`{"text":"` + strings.Repeat("a", 16<<20) + `"}`, "Read: body: http: request body too large"},
		"too deep":      {`{"new":` + strings.Repeat("[", 100_000), ""},
	} {
		t.Run(name, func(t *testing.T) {
			resp, err := doRequest(t, newReadTransport(readBody(new(string), new([]string))), http.MethodPost, "/read/1", tc.body)
			if tc.want != "" {
				wantResponse(t, resp, err, http.StatusBadRequest, failureBody(t, "BadRequest", tc.want))
			} else if err != nil || resp.StatusCode != http.StatusBadRequest {
				t.Errorf("got %v, error %v", resp, err)
			}
		})
	}
}

// memoryBody is a body that is in memory.
type memoryBody struct{ bytes.Buffer }

func (*memoryBody) Close() error { return nil }

// TestBodyInMemory checks that a body that is in memory is decoded without reading it,
// up to the limit of other bodies.
func TestBodyInMemory(t *testing.T) {
	var text string
	transport := newReadTransport(readBody(&text, new([]string)))
	for body, want := range map[string]int{`{"text":"a"}`: http.StatusNoContent, `{"text":"` + strings.Repeat("a", 16<<20) + `"}`: http.StatusBadRequest} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint+"/read/1", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Body = &memoryBody{*bytes.NewBufferString(body)}
		resp, err := transport.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%d bytes: got status %d, want %d", len(body), resp.StatusCode, want)
		}
	}
	if text != "a" {
		t.Errorf("got %q", text)
	}
}

// failingBody fails like the body of a client that closes the connection.
type failingBody struct{}

func (failingBody) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
func (failingBody) Close() error             { return nil }

func TestBodyUnreadable(t *testing.T) {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint+"/read/1", failingBody{})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := newReadTransport(readBody(new(string), new([]string))).Do(req)
	wantResponse(t, resp, err, http.StatusBadRequest, failureBody(t, "BadRequest", "Read: body: unexpected EOF"))
	_ = resp.Body.Close()
}

// Context returns the context of a client in the same process.
func TestContext(t *testing.T) {
	type key struct{}
	var got any
	req, err := http.NewRequestWithContext(context.WithValue(t.Context(), key{}, "value"), http.MethodPost, endpoint+"/read/1", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := newReadTransport(func(r *serve.Request) { got = r.Context().Value(key{}) }).Do(req)
	if err != nil || got != "value" {
		t.Fatalf("got %v, error %v", got, err)
	}
	_ = resp.Body.Close()
}

// A list whose escapes are invalid is rejected.
func TestQueryListError(t *testing.T) {
	read := newReadTransport(func(r *serve.Request) { serve.QueryList[string](r, "list") })
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint+"/read/7?list=a,%zz", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := read.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if want := `Read: list: invalid URL escape`; err != nil || resp.StatusCode != http.StatusBadRequest || !strings.Contains(string(body), want) {
		t.Errorf("got %d %s, %v, want %s", resp.StatusCode, body, err, want)
	}
}
