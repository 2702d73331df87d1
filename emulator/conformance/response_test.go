package conformance_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// response is a response of the service. Its methods report contradictions with
// the request that caused them.
type response struct {
	c       *check
	request string
	status  int
	length  int64 // Content-Length; -1 if it is unknown
	header  http.Header
	body    string
}

// wantStatus ends the check if the response has another status.
func (r response) wantStatus(status int) response {
	r.c.Helper()
	if r.status != status {
		r.c.Fatalf("%s: status %d, want %d\n%s", r.request, r.status, status, r.body)
	}
	return r
}

// wantError reports a response that is not the error. An empty message means that
// the error has none, and "*" that it has one that is not pinned.
func (r response) wantError(status int, code, message string) response {
	r.c.Helper()
	r.wantStatus(status)
	var wrapper map[string]map[string]any
	if err := json.Unmarshal([]byte(r.body), &wrapper); err != nil || len(wrapper) != 1 {
		r.c.Fatalf("%s: the body is not an error: %s", r.request, r.body)
	}
	for _, e := range wrapper {
		got := map[string]any{}
		for name, value := range e {
			got[strings.ToLower(name)] = value
		}
		text, _ := got["message"].(string)
		if got["code"] != code || text != message && (message != "*" || text == "") {
			r.c.Errorf("%s: error %v %q, want %s %q", r.request, got["code"], text, code, message)
		}
	}
	return r
}

// value returns the value at a path such as "value/0/id", or nil if there is none.
// An empty path is the whole body.
func (r response) value(path string) any {
	r.c.Helper()
	var value any
	if err := json.Unmarshal([]byte(r.body), &value); err != nil {
		r.c.Fatalf("%s: the body is not JSON: %s", r.request, r.body)
	}
	for path != "" {
		var name string
		name, path, _ = strings.Cut(path, "/")
		switch parent := value.(type) {
		case map[string]any:
			value = parent[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(parent) {
				return nil
			}
			value = parent[i]
		default:
			return nil
		}
	}
	return value
}

// text returns the string at a path, or ends the check.
func (r response) text(path string) string {
	r.c.Helper()
	text, ok := r.value(path).(string)
	if !ok {
		r.c.Fatalf("%s: %s is not a string in %s", r.request, path, r.body)
	}
	return text
}

// want reports a value at a path that is not the given JSON; "" means no value.
func (r response) want(path, want string) response {
	r.c.Helper()
	got := ""
	if value := r.value(path); value != nil {
		got = marshal(value)
	}
	if want != "" {
		var value any
		if err := json.Unmarshal([]byte(want), &value); err != nil {
			r.c.Fatalf("invalid JSON %s", want)
		}
		want = marshal(value)
	}
	if got != want {
		r.c.Errorf("%s: %s is %s, want %s", r.request, path, orNone(got), orNone(want))
	}
	return r
}

// marshal returns the JSON of maps, slices, strings and numbers.
func marshal(value any) string {
	data, _ := json.Marshal(value) //nolint:errchkjson // these values cannot fail
	return string(data)
}

func orNone(text string) string {
	if text == "" {
		return "absent"
	}
	return text
}

// wantProperties reports an object at a path that has other properties than the
// names, which are separated by spaces.
func (r response) wantProperties(path, names string) response {
	r.c.Helper()
	object, ok := r.value(path).(map[string]any)
	got, want := slices.Sorted(maps.Keys(object)), strings.Fields(names)
	slices.Sort(want)
	if !ok || !slices.Equal(got, want) {
		r.c.Errorf("%s: %s has the properties %v, want %v", r.request, path, got, want)
	}
	return r
}

// wantHeader reports a header with another value; "" means that there is none.
func (r response) wantHeader(name, want string) response {
	r.c.Helper()
	if got := strings.Join(r.header.Values(name), ", "); got != want {
		r.c.Errorf("%s: the header %s is %q, want %q", r.request, name, got, want)
	}
	return r
}

// wantEmpty reports a body, or a Content-Type, which an empty response does not have.
func (r response) wantEmpty() response {
	r.c.Helper()
	if r.body != "" {
		r.c.Errorf("%s: unexpected body %s", r.request, r.body)
	}
	return r.wantHeader("Content-Type", "")
}

// list returns a property of all items of a page. An item without it is "".
func (r response) list(property string) []string {
	r.c.Helper()
	r.wantStatus(200)
	items, ok := r.value("value").([]any)
	if !ok {
		r.c.Fatalf("%s: not a page: %s", r.request, r.body)
	}
	texts := make([]string, len(items))
	for i := range items {
		texts[i], _ = r.value(fmt.Sprintf("value/%d/%s", i, property)).(string)
	}
	return texts
}

// nextLink returns the next link of a page, or "" if there is none.
func (r response) nextLink() string {
	r.c.Helper()
	r.wantStatus(200)
	link, _ := r.value("nextLink").(string)
	return link
}

// all returns a property of all items of a list that begins with the response.
func (u user) all(first response, property string) []string {
	u.Helper()
	texts := first.list(property)
	for link := first.nextLink(); link != ""; {
		r := u.get(link)
		texts = append(texts, r.list(property)...)
		link = r.nextLink()
	}
	return texts
}

// wantEqual reports values that differ.
func (c *check) wantEqual(subject string, got, want any) {
	c.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		c.Errorf("%s: got %s, want %s", subject, g, w)
	}
}
