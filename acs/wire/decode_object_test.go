package wire_test

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// object has a required, an optional and a nullable property.
type object struct {
	ID, Topic string
	Reset     *string
	Count     int64
}

func (v *object) decode(d *wire.Decoder) {
	o := d.Object()
	for o.More() {
		wire.DecodeRequired(&o, "id", &v.ID, wire.DecodeString)
		wire.DecodeOptional(&o, "topic", &v.Topic, wire.DecodeString)
		wire.DecodeRequiredNullable(&o, "reset", &v.Reset, wire.DecodePointer(wire.DecodeString[string]))
		wire.DecodeOptional(&o, "count", &v.Count, wire.DecodeInt64)
	}
}

// Properties may be in any order, with unknown ones between them, and names may be
// written with escapes.
func TestObject(t *testing.T) {
	reset := "r"
	want := object{ID: "1", Topic: "a", Reset: &reset, Count: 2}
	properties := []string{`"id":"1"`, `"topic":"a"`, `"reset":"r"`, `"count":2`, `"new":{"id":[1,{}]}`, `"id2" : null`}
	texts := map[string]string{
		"in order":       `{"id":"1","topic":"a","reset":"r","count":2}`,
		"backwards":      `{"count":2,"reset":"r","topic":"a","id":"1"}`,
		"escaped names":  `{"\u0069d":"1","t\u006fpic":"a","reset":"r","coun\u0074":2}`,
		"spaces":         "{ \"count\" :\t2 ,\n\"id\" : \"1\" , \"reset\":\r\"r\" , \"topic\" : \"a\" }",
		"duplicates":     `{"id":"0","id":"1","topic":"b","reset":null,"count":1,"topic":"a","reset":"r","count":2}`,
		"prefixes":       `{"i":1,"idx":1,"id":"1","top":1,"topic":"a","reset":"r","count":2,"countx":1}`,
		"only one at it": `{"id":"1","x":1,"topic":"a","x":1,"reset":"r","x":1,"count":2,"x":1}`,
	}
	for i := range 120 { // all orders of five properties, and some of six
		order := slices.Clone(properties)
		for j := range order {
			k := j + (i*7+j*i)%(len(order)-j)
			order[j], order[k] = order[k], order[j]
		}
		texts[fmt.Sprint("order ", i)] = "{" + strings.Join(order, ",") + "}"
	}
	for name, text := range texts {
		var got object
		if err := wire.Unmarshal([]byte(text), &got, (*object).decode); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, error %v", name, got, err)
		}
	}
}

// A required property that is missing or null is an error with its place.
func TestRequired(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                                 "/id: required (byte 2)",
		`{"reset":null}`:                     "/id: required (byte 14)",
		`{"id":"1"}`:                         "/reset: required (byte 10)",
		`{"topic":"a","new":1}`:              "/id: required (byte 21)",
		`{"id":null,"reset":null}`:           "/id: required, got null (byte 6)",
		`{"id":nul,"reset":null}`:            "/id: invalid or truncated JSON (byte 6)",
		`{"id":"1","reset":null}`:            "",
		`{"id":"1","reset":null,"id":"2"}`:   "",
		`{"id":"1","reset":null,"topic":1}`:  "/topic: want a string, got a number (byte 31)",
		`{"id":"1","reset":null,"topic":"a"`: "invalid or truncated JSON (byte 34)",
	} {
		err := wire.Unmarshal([]byte(text), &object{}, (*object).decode)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: error %q, want %q", text, got, want)
		}
	}
}

// More properties may be required than a machine word has bits.
func TestRequiredMany(t *testing.T) {
	const count = 200
	decode := func(to *[count]string, d *wire.Decoder) {
		o := d.Object()
		for o.More() {
			for i := range to {
				wire.DecodeRequired(&o, fmt.Sprint("p", i), &to[i], wire.DecodeString)
			}
		}
	}
	for missing := -1; missing < count; missing += 67 {
		var properties []string
		for i := count - 1; i >= 0; i-- {
			if i != missing {
				properties = append(properties, fmt.Sprintf(`"p%d":"v%[1]d"`, i))
			}
		}
		var got [count]string
		err := wire.Unmarshal([]byte("{"+strings.Join(properties, ",")+"}"), &got, decode)
		want := ""
		if missing >= 0 {
			want = fmt.Sprintf("/p%d: required", missing)
		}
		wantError(t, err, want)
		if missing < 0 && got[199] != "v199" {
			t.Errorf("got %q", got)
		}
	}
}

// Properties without a field go to a map, except the given ones.
func TestDecodeAdditional(t *testing.T) {
	type open struct {
		ID   string
		More map[string]int64
	}
	decode := func(to *open, d *wire.Decoder) {
		o := d.Object()
		for o.More() {
			wire.DecodeOptional(&o, "id", &to.ID, wire.DecodeString)
			wire.DecodeAdditional(&o, &to.More, wire.DecodeInt64, "kind")
		}
	}
	var got open
	err := wire.Unmarshal([]byte(`{"a":1,"kind":"x","\u0062":2,"id":"1","c" :3,"a":4}`), &got, decode)
	if want := (open{"1", map[string]int64{"a": 4, "b": 2, "c": 3}}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, error %v, want %+v", got, err, want)
	}
	wantError(t, wire.Unmarshal([]byte(`{"a":1,"b":"x"}`), &got, decode), "/b: want a number, got a string")
	wantError(t, wire.Unmarshal([]byte(`{"a":1,"b"}`), &got, decode), "invalid or truncated JSON")
}

// An item that cannot be decoded does not fail its page in a response: it is reported
// with its JSON, in its place. As a value of its own a page has no such tolerance.
func TestDecodeItems(t *testing.T) {
	const page = `{"value":[{"id":"1"},{"id":2,"x":[]},null,{"id":"3"},"4"],"nextLink":"` + messagesURL + "?next" + `"}`
	wantError(t, wire.Unmarshal([]byte(page), &messagePage{}, (*messagePage).decode), "/value/1/id: want a string, got a number")

	c := newThread(t, newScriptedConfig(page, `{"value":[[]]}`))
	var got []string
	for message, err := range c.messages(t.Context(), nil) {
		if item, ok := errors.AsType[*wire.ItemError](err); ok {
			got = append(got, fmt.Sprintf("%d %s %v", item.Index, item.JSON, withoutOffset(item.Error())))
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, message.ID)
	}
	want := []string{
		"1", `1 {"id":2,"x":[]} /value/1/id: want a string, got a number`, `2 null /value/2: want an object, got null`, "3", `4 "4" /value/4: want an object, got a string`,
		`0 [] /value/0: want an object, got an array`,
	}
	for i, text := range want {
		want[i] = strings.Replace(text, " /value", " ThreadClient.ListMessages: reading the response: /value", 1)
		if item := strings.Split(text, " "); len(item) > 1 {
			want[i] += ": status 200: " + item[1]
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// A page whose JSON is invalid fails as a whole.
func TestDecodeItemsInvalid(t *testing.T) {
	c := newThread(t, newScriptedConfig(`{"value":[{"id":"1"},{"id":}]}`))
	n, err := countItems(t.Context(), c, nil)
	if n != 0 {
		t.Errorf("got %d items", n)
	}
	wantError(t, err, "ThreadClient.ListMessages: reading the response: /value/1: invalid or truncated JSON: status 200: {\"value\":[{\"id\":\"1\"},{\"id\":}]}")
}

// newScriptedConfig returns the configuration of a client that gets these bodies, one
// after the other.
func newScriptedConfig(bodies ...string) wire.Config {
	config := newConfig("https://example.com")
	config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		if len(bodies) == 0 {
			return nil, errors.New("no more responses")
		}
		body := bodies[0]
		bodies = bodies[1:]
		return newResponse(r, http.StatusOK, body), nil
	})
	return config
}

// A byte order mark is skipped, and a null is not a response.
func TestUnusualBodies(t *testing.T) {
	c := newThread(t, newScriptedConfig("\ufeff{\"value\":[{\"id\":\"1\"}]}", "null"))
	if n, err := countItems(t.Context(), c, nil); n != 1 || err != nil {
		t.Errorf("byte order mark: got %d items, error %v", n, err)
	}
	_, err := countItems(t.Context(), c, nil)
	wantError(t, err, "ThreadClient.ListMessages: reading the response: want an object, got null: status 200: null")
}

// Config.CopyStrings reaches the decoder: each string of a page is an allocation.
func TestConfigCopyStrings(t *testing.T) {
	allocations := func(copyStrings bool) float64 {
		config := newConfig("https://example.com")
		config.CopyStrings = copyStrings
		config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			return newResponse(r, http.StatusOK, string(pageJSON(200, ""))), nil
		})
		c := newThread(t, config)
		return testing.AllocsPerRun(3, func() {
			if _, err := c.newListPager(&listOptions{}).NextPage(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	if shared, copied := allocations(false), allocations(true); copied < shared+1000 {
		t.Errorf("%v allocations with shared strings, %v with copied ones", shared, copied)
	}
}

// With KeepItemJSON, a page has the JSON of its items, but not of those that could not
// be decoded.
func TestKeepItemJSON(t *testing.T) {
	for _, keep := range []bool{false, true} {
		for _, copied := range []bool{false, true} {
			config := newScriptedConfig(`{"value": [ {"id":"1", "new":[1]} ,{"id":2},{"id":"3"}]}`)
			config.KeepItemJSON, config.CopyStrings = keep, copied
			page, err := newThread(t, config).newListPager(&listOptions{}).NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			want := ""
			if keep {
				want = `[{"id":"1", "new":[1]} {"id":"3"}]`
			}
			if got := fmt.Sprintf("%s", page.ItemJSON); len(page.Value) != 2 || got != want && (keep || page.ItemJSON != nil) {
				t.Errorf("keep %t, copied %t: got %s", keep, copied, got)
			}
		}
	}
}
