package wire_test

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// sendRequest sends a request that fill completes, and returns it as the service
// received it.
func sendRequest(t *testing.T, method, template string, fill func(*wire.Request)) receivedRequest {
	t.Helper()
	s := newService(t, respondWith(http.StatusNoContent, ""))
	config := s.config()
	config.APIVersion = ""
	c := newThread(t, config)
	req := wire.NewRequest(method, template)
	fill(req)
	if _, err := wire.Call[struct{}](t.Context(), c.internal, "Client.Test", req, nil, http.StatusNoContent); err != nil {
		t.Fatal(err)
	}
	if all := s.received(); len(all) == 1 {
		return all[0]
	}
	t.Fatalf("sent %d requests", len(s.received()))
	return receivedRequest{}
}

// requestError returns the error for an invalid request, and checks that it is not
// sent.
func requestError(t *testing.T, fill func(*wire.Request)) error {
	t.Helper()
	config := newConfig("https://example.com")
	config.Options.Transport = transportFunc(func(*http.Request) (*http.Response, error) {
		t.Error("the request was sent")
		return nil, errors.New("sent")
	})
	req := wire.NewRequest(http.MethodGet, "/a/{id}")
	fill(req)
	_, err := wire.Call[struct{}](t.Context(), newThread(t, config).internal, "Client.Test", req, nil, http.StatusOK)
	return err
}

// A request may have any number of parameters, which keep their order.
func TestManyParameters(t *testing.T) {
	got := sendRequest(t, http.MethodGet, "/a/{z}", func(r *wire.Request) {
		for _, name := range []string{"f", "e", "d", "c", "b", "a"} {
			r.Query(name, "1")
			r.Header("X-"+name, "x", name)
		}
		r.Path("z", "last")
	})
	if want := "/a/last?f=1&e=1&d=1&c=1&b=1&a=1"; got.URI != want || got.Header.Get("X-F") != "f" || got.Header.Get("X-A") != "a" {
		t.Errorf("got %s, want %s, with %v", got.URI, want, got.Header)
	}
}

// A path parameter may contain any byte and is always a single segment.
func TestPath(t *testing.T) {
	tests := map[string]struct{ value, want string }{
		"thread ID":   {"19:abc-_.~@thread.v2", "/a/19%3Aabc-_.~%40thread.v2/b"},
		"slash":       {"a/../b", "/a/a%2F..%2Fb/b"},
		"percent":     {"%2F%", "/a/%252F%25/b"},
		"query":       {"a?b=c&d", "/a/a%3Fb%3Dc%26d/b"},
		"fragment":    {"a#b", "/a/a%23b/b"},
		"space":       {"a b+c", "/a/a%20b%2Bc/b"},
		"non-ASCII":   {"é😀", "/a/%C3%A9%F0%9F%98%80/b"},
		"not UTF-8":   {"\xff\x00", "/a/%FF%00/b"},
		"line breaks": {"a\r\nb", "/a/a%0D%0Ab/b"},
		"semicolon":   {"a;b,c", "/a/a%3Bb%2Cc/b"},
		"backslash":   {`a\b`, "/a/a%5Cb/b"},
		"three dots":  {"...", "/a/.../b"},
		"a template":  {"{id}{other}", "/a/%7Bid%7D%7Bother%7D/b"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := sendRequest(t, http.MethodGet, "/a/{id}/b", func(r *wire.Request) { r.Path("id", tc.value) })
			if got.URI != tc.want {
				t.Errorf("got  %s\nwant %s", got.URI, tc.want)
			}
		})
	}
}

// Templates may contain several parameters, actions and raw parameters.
func TestPathTemplate(t *testing.T) {
	got := sendRequest(t, http.MethodPost, "/threads/{t}/messages/{m}/:act/{rest}", func(r *wire.Request) {
		r.Path("m", "{t}")
		r.Path("t", "19:x")
		r.RawPath("rest", "a/b%2Fc:d")
	})
	if want := "/threads/19%3Ax/messages/%7Bt%7D/:act/a/b%2Fc:d"; got.URI != want || got.Method != http.MethodPost {
		t.Errorf("got  %s %s\nwant POST %s", got.Method, got.URI, want)
	}
}

// The query keeps the order of the parameters. Empty optional parameters are omitted.
func TestQuery(t *testing.T) {
	got := sendRequest(t, http.MethodGet, "/a", func(r *wire.Request) {
		r.Query("z", "1")
		r.OptionalQuery("none", "")
		r.Query("a b", "é /?&=+#:@;%")
		r.OptionalQuery("z", "2")
		r.Query("empty", "")
		r.RawQuery("list", wire.JoinEscaped([]string{"a,b", "é"}))
		r.RawQuery("numbers", wire.JoinEscapedText([]float64{1e30, 2}, wire.Float))
		r.OptionalRawQuery("none", wire.JoinEscaped([]string(nil)))
	})
	if want := "/a?z=1&a%20b=%C3%A9%20%2F%3F%26%3D%2B%23%3A%40%3B%25&z=2&empty=&list=a%2Cb,%C3%A9&numbers=1e%2B30,2"; got.URI != want {
		t.Errorf("got  %s\nwant %s", got.URI, want)
	}
}

// A value that HTTP cannot carry in a header is an error before anything is sent.
func TestHeaderInvalid(t *testing.T) {
	for name, value := range map[string]string{
		"line end":        "a\r\nx-evil: 1",
		"line feed":       "a\n",
		"carriage return": "\ra",
		"zero":            "a\x00b",
		"delete":          "a\x7fb",
		"escape":          "a\x1bb",
		"space before":    " a",
		"space after":     "a ",
		"tab after":       "a\t",
		"space":           " ",
	} {
		want := fmt.Sprintf("Client.Test: IfNoneMatch: %q is invalid; a header must not have control characters, nor spaces at its ends", value)
		wantError(t, requestError(t, func(r *wire.Request) { r.Header("If-None-Match", "IfNoneMatch", value) }), want)
		wantError(t, requestError(t, func(r *wire.Request) { r.OptionalHeader("If-None-Match", "IfNoneMatch", value) }), want)
		wantError(t, requestError(t, func(r *wire.Request) { r.RequestID("If-None-Match", "IfNoneMatch", value) }), want)
		if t.Failed() {
			t.Fatal(name)
		}
	}
	long := strings.Repeat("a", 1<<20) + "\n"
	wantError(t, requestError(t, func(r *wire.Request) { r.Header("a", "long", long) }),
		`Client.Test: long: "`+long[:40]+`..." is invalid; a header must not have control characters, nor spaces at its ends`)
	got := sendRequest(t, http.MethodGet, "/a", func(r *wire.Request) { r.Header("x-one", "one", "a\tb é\xff, c") })
	if want := "a\tb é\xff, c"; got.Header.Get("x-one") != want {
		t.Errorf("got %q, want %q", got.Header.Get("x-one"), want)
	}
}

// Empty optional headers are omitted. If a header is set repeatedly, the last value
// is sent.
func TestHeader(t *testing.T) {
	got := sendRequest(t, http.MethodGet, "/a", func(r *wire.Request) {
		r.Header("x-one", "one", "1")
		r.Header("X-One", "one", "2")
		r.OptionalHeader("x-two", "Two", "")
		r.OptionalHeader("x-three", "Three", "3")
	})
	for name, want := range map[string][]string{"X-One": {"2"}, "X-Two": nil, "X-Three": {"3"}, "Accept": {"application/json"}, "Content-Type": nil} {
		if !reflect.DeepEqual(got.Header[name], want) {
			t.Errorf("%s: got %q, want %q", name, got.Header[name], want)
		}
	}
}

// A body is sent with its media type and length. A request without a body has no
// media type.
func TestBody(t *testing.T) {
	got := sendRequest(t, http.MethodPatch, "/a", func(r *wire.Request) {
		r.Body("application/merge-patch+json", func(e *wire.Encoder) { e.BeginObject(); e.EndObject() })
	})
	if got.Body != "{}" || got.Header.Get("Content-Type") != "application/merge-patch+json" || got.Header.Get("Content-Length") != "2" {
		t.Errorf("got %q with %v", got.Body, got.Header)
	}
	got = sendRequest(t, http.MethodPost, "/a", func(*wire.Request) {})
	if _, typed := got.Header["Content-Type"]; got.Body != "" || typed || got.Header.Get("Content-Length") != "0" {
		t.Errorf("got %q with %v", got.Body, got.Header)
	}
}

// An optional body is omitted if it is zero.
func TestOptionalBody(t *testing.T) {
	for name, want := range map[string]string{"": "", "Ada": `{"senderDisplayName":"Ada"}`} {
		got := sendRequest(t, http.MethodPost, "/a", func(r *wire.Request) {
			r.OptionalBody("application/json", func(e *wire.Encoder) {
				e.BeginObject()
				wire.Optional(e, "senderDisplayName", &name, wire.EncodeString)
				e.EndObject()
			})
		})
		if _, typed := got.Header["Content-Type"]; got.Body != want || typed != (want != "") {
			t.Errorf("%q: got %q with %v", name, got.Body, got.Header)
		}
	}
}

// The caller's request ID is sent unchanged. Without one, each call gets a random
// UUID, which is the same for all attempts.
func TestRequestID(t *testing.T) {
	s := newService(t, func(w http.ResponseWriter, _ *http.Request, previous int) {
		if previous%2 == 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write([]byte(`{"id":"1"}`))
	})
	c := newThread(t, s.config())
	for _, id := range []string{"", "", "caller's"} {
		if _, err := c.send(t.Context(), "hello", &sendOptions{RequestID: id}); err != nil {
			t.Fatal(err)
		}
	}
	var ids []string
	for _, r := range s.received() {
		ids = append(ids, r.Header.Get("repeatability-request-id"))
		if r.Body != `{"content":"hello"}` {
			t.Errorf("attempt with the body %s", r.Body)
		}
	}
	if len(ids) != 6 || ids[0] != ids[1] || ids[2] != ids[3] || ids[0] == ids[2] || ids[4] != "caller's" || ids[5] != "caller's" {
		t.Fatalf("got %q", ids)
	}
	v4 := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	if !v4.MatchString(ids[0]) || !v4.MatchString(ids[2]) {
		t.Errorf("got %q, want UUIDs of version 4", ids)
	}
}

// An invalid request is not sent. The first error is returned.
func TestRequestError(t *testing.T) {
	path := func(value string) func(*wire.Request) { return func(r *wire.Request) { r.Path("id", value) } }
	nan := math.NaN()
	tests := map[string]struct {
		fill func(*wire.Request)
		want string
	}{
		"empty path":     {path(""), "Client.Test: id: must not be empty"},
		"dot":            {path("."), `Client.Test: id: "." cannot be part of a path`},
		"two dots":       {path(".."), `Client.Test: id: ".." cannot be part of a path`},
		"empty argument": {func(r *wire.Request) { r.NotEmpty("content", 0) }, "Client.Test: content: must not be empty"},
		"too many":       {func(r *wire.Request) { r.MaxItems("participants", 201, 200) }, "Client.Test: participants: 201 items, but at most 200 are accepted"},
		"body": {func(r *wire.Request) {
			r.Body("application/json", func(e *wire.Encoder) { wire.EncodeFloat64(&nan, e) })
		}, "Client.Test: JSON cannot represent the number NaN"},
		"optional body": {func(r *wire.Request) {
			r.OptionalBody("application/json", func(e *wire.Encoder) { wire.EncodeFloat64(&nan, e) })
		}, "Client.Test: JSON cannot represent the number NaN"},
		"other error": {func(r *wire.Request) { r.Fail(errors.New("other error")) }, "Client.Test: other error"},
		"first":       {func(r *wire.Request) { r.NotEmpty("content", 0); r.Path("id", ".."); r.Fail(errors.New("other error")) }, "Client.Test: content: must not be empty"},
		"at the limit": {func(r *wire.Request) {
			r.MaxItems("participants", 200, 200)
			r.NotEmpty("a", 1)
			r.Fail(errors.New("other error"))
		}, "Client.Test: other error"},
		"invalid raw path": {func(r *wire.Request) { r.RawPath("id", "a\nb") }, `Client.Test: parse "https://example.com/a/a\nb?api-version=2025-03-15": net/url: invalid control character in URL`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) { wantError(t, requestError(t, tc.fill), tc.want) })
	}
}

// The returned error wraps the recorded error.
func TestRequestErrorWraps(t *testing.T) {
	cause := errors.New("other error")
	if err := requestError(t, func(r *wire.Request) { r.Fail(fmt.Errorf("why: %w", cause)) }); !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}

type (
	count int32
	ratio float64
	flag  bool
	color string
)

// Values of all types are formatted as text. Optional zero values are empty.
func TestFormat(t *testing.T) {
	noon := time.Date(2025, 1, 2, 12, 0, 0, 5e6, time.FixedZone("", 3600))
	tests := map[string]struct{ got, want string }{
		"int":            {wire.Int(count(-7)), "-7"},
		"int64":          {wire.Int(int64(math.MinInt64)), "-9223372036854775808"},
		"int zero":       {wire.Int(int32(0)), "0"},
		"optional int":   {wire.OptionalInt(int64(200)), "200"},
		"no int":         {wire.OptionalInt(count(0)), ""},
		"float":          {wire.Float(ratio(0.1)), "0.1"},
		"float zero":     {wire.Float(0.0), "0"},
		"optional float": {wire.OptionalFloat(-2.5), "-2.5"},
		"no float":       {wire.OptionalFloat(ratio(0)), ""},
		"bool":           {wire.Bool(flag(true)), "true"},
		"bool zero":      {wire.Bool(false), "false"},
		"optional bool":  {wire.OptionalBool(true), "true"},
		"no bool":        {wire.OptionalBool(flag(false)), ""},
		"optional time":  {wire.OptionalTime(noon), "2025-01-02T11:00:00.005Z"},
		"time to the µs": {wire.OptionalTime(noon.Add(6_789)), "2025-01-02T11:00:00.005006Z"},
		"no time":        {wire.OptionalTime(time.Time{}), ""},
		"date":           {wire.Date(noon), "2025-01-02"},
		"date zero":      {wire.Date(time.Time{}), "0001-01-01"},
		"optional date":  {wire.OptionalDate(noon), "2025-01-02"},
		"no date":        {wire.OptionalDate(time.Time{}), ""},
		"join":           {wire.Join([]color{"red", "", "green"}, "|"), "red||green"},
		"join one":       {wire.Join([]string{"red"}, ","), "red"},
		"join numbers":   {wire.JoinText([]int32{1, 0, -2}, ",", wire.Int[int32]), "1,0,-2"},
		"join none":      {wire.Join([]string(nil), ","), ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if tc.got != tc.want {
				t.Errorf("got %q, want %q", tc.got, tc.want)
			}
		})
	}
}

// Any value is a single path segment and a single query value.
func FuzzEscape(f *testing.F) {
	for _, seed := range []string{"19:a@thread.v2", "a/b", "..", "%2e", "é", "\xff", "{id}", "a&b=c#d"} {
		f.Add(seed)
	}
	config := newConfig("https://example.com/base")
	f.Fuzz(func(t *testing.T, value string) {
		var got *url.URL
		config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			got = r.URL
			return newResponse(r, http.StatusOK, ""), nil
		})
		req := wire.NewRequest(http.MethodGet, "/a/{id}/b")
		req.Path("id", value)
		req.Query("q", value)
		_, err := wire.Call[struct{}](t.Context(), newThread(t, config).internal, "Client.Test", req, nil, http.StatusOK)
		if value == "" || value == "." || value == ".." {
			if err == nil {
				t.Fatalf("sent %s", got)
			}
			return
		}
		if err != nil || got.Path != "/base/a/"+value+"/b" || got.Query().Get("q") != value || got.Host != "example.com" {
			t.Errorf("%q: got %s, error %v", value, got, err)
		}
	})
}

// All attempts of a call send the time of the first one, or the caller's time.
func TestFirstSent(t *testing.T) {
	const header = "Repeatability-First-Sent"
	cases := map[string]struct {
		at   time.Time
		want string
	}{
		"now":          {time.Time{}, "Sat, 01 Jan 2000 00:00:00 GMT"}, // when a bubble begins
		"the caller's": {time.Date(2019, 3, 26, 17, 6, 51, 999, time.FixedZone("", 3600)), "Tue, 26 Mar 2019 16:06:51 GMT"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var sent []string
				config := newConfig("https://example.com")
				config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
					sent = append(sent, r.Header.Get(header))
					return newResponse(r, []int{http.StatusServiceUnavailable, http.StatusNoContent}[len(sent)-1], ""), nil
				})
				req := wire.NewRequest(http.MethodPost, "/rooms")
				req.FirstSent(header, "options.FirstSent", c.at)
				if _, err := wire.Call[struct{}](t.Context(), newThread(t, config).internal, "Client.Create", req, nil, http.StatusNoContent); err != nil {
					t.Fatal(err)
				}
				if want := []string{c.want, c.want}; !slices.Equal(sent, want) {
					t.Errorf("got %q, want %q", sent, want)
				}
			})
		})
	}
}

// The zero time is absent.
func TestOptionalHTTPDate(t *testing.T) {
	if got := wire.OptionalHTTPDate(time.Time{}); got != "" {
		t.Errorf("zero: got %q", got)
	}
	if got, want := wire.OptionalHTTPDate(time.Date(2019, 3, 26, 16, 6, 51, 0, time.UTC)), "Tue, 26 Mar 2019 16:06:51 GMT"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
