package wire_test

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// Zero values are omitted at every depth, and all others are written.
func TestMarshal(t *testing.T) {
	tests := map[string]struct {
		value sample
		want  string
	}{
		"zero":                 {sample{}, `{}`},
		"text":                 {sample{Text: "a\"\\\n\x00é😀<&>\u2028"}, "{\"text\":\"a\\\"\\\\\\n\\u0000é😀<&>\u2028\"}"},
		"invalid UTF-8":        {sample{Text: "a\xffb"}, "{\"text\":\"a\uFFFDb\"}"},
		"numbers":              {sample{Small: math.MinInt32, Large: math.MaxInt64, Float: -0.5}, `{"small":-2147483648,"large":9223372036854775807,"float":-0.5}`},
		"flag":                 {sample{Flag: true}, `{"flag":true}`},
		"bytes":                {sample{Bytes: []byte{0, 255}}, `{"bytes":"AP8="}`},
		"empty lists":          {sample{Bytes: []byte{}, List: []string{}, Map: map[string]string{}, Sample: []sample{}}, `{}`},
		"lists of zeros":       {sample{List: []string{"", ""}, Map: map[string]string{"": ""}, Sample: []sample{{}, {}}}, `{"list":["",""],"map":{"":""},"sample":[{},{}]}`},
		"sorted keys":          {sample{Map: map[string]string{"b": "2", "a": "1", "c\"": "3"}}, `{"map":{"a":"1","b":"2","c\"":"3"}}`},
		"invalid UTF-8 key":    {sample{Map: map[string]string{"a\xff": ""}}, "{\"map\":{\"a\uFFFD\":\"\"}}"},
		"pointer to zero":      {sample{Inner: &sample{}}, `{"inner":{}}`},
		"raw":                  {sample{Raw: json.RawMessage(`[1, {}]`)}, `{"raw":[1, {}]}`},
		"bracket as text":      {sample{Text: "{", List: []string{"["}}, `{"text":"{","list":["["]}`},
		"omitted before other": {sample{Text: "a", Sample: []sample{{Text: "b"}}}, `{"text":"a","sample":[{"text":"b"}]}`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := wire.Marshal(func(e *wire.Encoder) { encodeSample(&tc.value, e) })
			if err != nil || string(got) != tc.want {
				t.Errorf("got  %s, error %v\nwant %s", got, err, tc.want)
			}
		})
	}
}

// An object is zero if all its properties are.
func TestOptionalObject(t *testing.T) {
	for text, want := range map[string]string{"": `{}`, "a": `{"inner":{"text":"a"}}`} {
		got, err := wire.Marshal(func(e *wire.Encoder) {
			e.BeginObject()
			wire.Optional(e, "inner", &sample{Text: text}, encodeSample)
			e.EndObject()
		})
		if err != nil || string(got) != want {
			t.Errorf("got %s, error %v, want %s", got, err, want)
		}
	}
}

// Values that JSON cannot represent are errors.
func TestMarshalError(t *testing.T) {
	tests := map[string]struct {
		value sample
		want  string
	}{
		"NaN":          {sample{Float: math.NaN()}, "/float: JSON cannot represent the number NaN"},
		"infinity":     {sample{Float: math.Inf(-1)}, "/float: JSON cannot represent the number -Inf"},
		"raw":          {sample{Raw: json.RawMessage(`{`)}, "/raw: invalid raw JSON"},
		"two raws":     {sample{Raw: json.RawMessage(`1 2`)}, "/raw: invalid raw JSON"},
		"first of two": {sample{Float: math.NaN(), Raw: json.RawMessage(`{`)}, "/float: JSON cannot represent the number NaN"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := wire.Marshal(func(e *wire.Encoder) { encodeSample(&tc.value, e) })
			if got != nil {
				t.Errorf("got %s", got)
			}
			wantError(t, err, tc.want)
		})
	}
}

// A time is in RFC 3339, which has years of four digits.
func TestMarshalYear(t *testing.T) {
	year := time.Date(10000, 1, 2, 0, 0, 0, 0, time.UTC)
	_, err := wire.Marshal(func(e *wire.Encoder) { wire.EncodeTime(&year, e) })
	wantError(t, err, "the year 10000 cannot be written as an RFC 3339 time")
}

// Errors in encoding an omitted zero value are ignored.
func TestOptionalIgnoresErrors(t *testing.T) {
	fail := func(_ *string, e *wire.Encoder) { e.Fail(errors.New("no value")) }
	var none string
	got, err := wire.Marshal(func(e *wire.Encoder) {
		e.BeginObject()
		wire.Optional(e, "a", &none, fail)
		e.EndObject()
	})
	if err != nil || string(got) != `{}` {
		t.Errorf("got %s, error %v", got, err)
	}
	_, err = wire.Marshal(func(e *wire.Encoder) {
		e.Fail(errors.New("before"))
		wire.Optional(e, "a", &none, fail)
	})
	wantError(t, err, "before")
}

func TestEncodeTime(t *testing.T) {
	zone := time.FixedZone("", 2*60*60)
	tests := map[string]struct {
		value time.Time
		want  string
	}{
		"seconds":      {time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC), `{"date":"2025-01-02","time":"2025-01-02T03:04:05.000Z"}`},
		"another zone": {time.Date(2025, 1, 2, 1, 4, 5, 0, zone), `{"date":"2025-01-02","time":"2025-01-01T23:04:05.000Z"}`},
		"microseconds": {time.Date(2025, 1, 2, 3, 4, 5, 120_001_000, time.UTC), `{"date":"2025-01-02","time":"2025-01-02T03:04:05.120001Z"}`},
		"four digits":  {time.Date(2025, 1, 2, 3, 4, 5, 120_300_000, time.UTC), `{"date":"2025-01-02","time":"2025-01-02T03:04:05.1203Z"}`},
		"nanoseconds":  {time.Date(2025, 1, 2, 3, 4, 5, 120_001_999, zone), `{"date":"2025-01-02","time":"2025-01-02T01:04:05.120001Z"}`},
		"less than 1s": {time.Date(2025, 1, 2, 3, 4, 59, 999_999_999, time.UTC), `{"date":"2025-01-02","time":"2025-01-02T03:04:59.999999Z"}`},
		"nanosecond":   {time.Date(2025, 1, 2, 3, 4, 5, 1, time.UTC), `{"date":"2025-01-02","time":"2025-01-02T03:04:05.000Z"}`},
		"before 1970":  {time.Date(1, 1, 1, 0, 0, 0, 1_999, time.UTC), `{"date":"0001-01-01","time":"0001-01-01T00:00:00.000001Z"}`},
		"year 0":       {time.Date(0, 12, 31, 23, 59, 59, 1_999, time.UTC), `{"date":"0000-12-31","time":"0000-12-31T23:59:59.000001Z"}`},
		"zero":         {time.Time{}, `{}`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := wire.Marshal(func(e *wire.Encoder) {
				e.BeginObject()
				wire.Optional(e, "date", &tc.value, wire.EncodeDate)
				wire.Optional(e, "time", &tc.value, wire.EncodeTime)
				e.EndObject()
			})
			if err != nil || string(got) != tc.want {
				t.Errorf("got %s, error %v, want %s", got, err, tc.want)
			}
		})
	}
}

// Only the service sets read-only properties, so requests do not contain them.
func TestReadOnly(t *testing.T) {
	text := "a"
	encode := func(e *wire.Encoder) {
		e.BeginObject()
		wire.ReadOnly(e, "id", &text, wire.EncodeString)
		wire.Optional(e, "name", &text, wire.EncodeString)
		e.EndObject()
	}
	if data, err := wire.Marshal(encode); err != nil || string(data) != `{"id":"a","name":"a"}` {
		t.Errorf("in a response: %s, %v", data, err)
	}
	got := sendRequest(t, http.MethodPost, "/a", func(r *wire.Request) { r.Body("application/json", encode) })
	if got.Body != `{"name":"a"}` {
		t.Errorf("in a request: %s", got.Body)
	}
	if data, err := wire.Marshal(encode); err != nil || string(data) != `{"id":"a","name":"a"}` {
		t.Errorf("after a request: %s, %v", data, err)
	}
}

// A constant is sent although the field is not set; another value that the service
// returned is kept.
func TestConstant(t *testing.T) {
	for value, want := range map[string]string{"": `{"kind":"fixed"}`, "new": `{"kind":"new"}`} {
		data, err := wire.Marshal(func(e *wire.Encoder) {
			e.BeginObject()
			wire.Constant(e, "kind", &value, "fixed", wire.EncodeString)
			e.EndObject()
		})
		if err != nil || string(data) != want {
			t.Errorf("%q: got %s, %v, want %s", value, data, err, want)
		}
	}
	none := ""
	data, err := wire.Marshal(func(e *wire.Encoder) {
		e.BeginObject()
		wire.Optional(e, "part", &none, func(v *string, e *wire.Encoder) {
			e.BeginObject()
			wire.Constant(e, "kind", v, "fixed", wire.EncodeString)
			e.EndObject()
		})
		e.EndObject()
	})
	if err != nil || string(data) != `{}` {
		t.Errorf("an object without other properties: %s, %v", data, err)
	}
}
