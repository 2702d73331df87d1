package wire_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/acs/wire"
)

func unmarshalSample(data string) (sample, error) {
	var v sample
	err := wire.Unmarshal([]byte(data), &v, decodeSample)
	return v, err
}

// The service may write JSON in any way that JSON allows.
func TestUnmarshal(t *testing.T) {
	tests := map[string]struct {
		json string
		want sample
	}{
		"empty":             {`{}`, sample{}},
		"null":              {`null`, sample{}},
		"white space":       {" \r\n\t{ \"text\" : \"a\" , \"list\" : [ \"b\" , \"c\" ] } \n", sample{Text: "a", List: []string{"b", "c"}}},
		"unknown members":   {`{"new":{"a":[1,{"b":null}]},"text":"a","other":-1.5e3}`, sample{Text: "a"}},
		"names have case":   {`{"Text":"a","TEXT":"b"}`, sample{}},
		"escaped names":     {`{"\u0074ext":"a","sm\u0061ll":1,"map":{"\u006b\"":"v"}}`, sample{Text: "a", Small: 1, Map: map[string]string{`k"`: "v"}}},
		"escaped text":      {`{"text":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}`, sample{Text: "\"\\/\b\f\n\r\té😀"}},
		"lone surrogates":   {`{"text":"\ud800","list":["\udc00\ud800","\ud800\u0041","\ud800\n"]}`, sample{Text: "\uFFFD", List: []string{"\uFFFD\uFFFD", "\uFFFDA", "\uFFFD\n"}}},
		"last of two":       {`{"text":"a","text":"b","map":{"k":"a","k":"b"}}`, sample{Text: "b", Map: map[string]string{"k": "b"}}},
		"null after value":  {`{"text":"a","text":null,"small":1,"small":null}`, sample{Text: "a", Small: 1}},
		"list twice":        {`{"list":["a","b"],"list":["c"]}`, sample{List: []string{"c"}}},
		"nulls":             {`{"text":null,"flag":null,"small":null,"large":null,"float":null,"bytes":null,"list":null,"map":null,"inner":null,"sample":null}`, sample{}},
		"nulls in lists":    {`{"list":[null,"a"],"sample":[null,{"text":"a"}],"map":{"k":null}}`, sample{List: []string{"", "a"}, Sample: []sample{{}, {Text: "a"}}, Map: map[string]string{"k": ""}}},
		"empty lists":       {`{"list":[],"map":{}}`, sample{List: []string{}, Map: map[string]string{}}},
		"raw null":          {`{"raw":null}`, sample{Raw: json.RawMessage("null")}},
		"raw kept":          {`{"raw": {"a" : [ 1, 2 ]} }`, sample{Raw: json.RawMessage(`{"a" : [ 1, 2 ]}`)}},
		"numbers":           {`{"small":-2147483648,"large":9223372036854775807,"float":1.7976931348623157e308}`, sample{Small: math.MinInt32, Large: math.MaxInt64, Float: math.MaxFloat64}},
		"minus zero":        {`{"small":-0,"large":-0}`, sample{}},
		"smallest":          {`{"float":-5e-324}`, sample{Float: -math.SmallestNonzeroFloat64}},
		"underflow":         {`{"float":1e-999}`, sample{}},
		"base64":            {`{"bytes":"AP8="}`, sample{Bytes: []byte{0, 255}}},
		"nested":            {`{"inner":{"inner":{"text":"a"}}}`, sample{Inner: &sample{Inner: &sample{Text: "a"}}}},
		"bytes not UTF-8":   {"{\"text\":\"a\xffb\"}", sample{Text: "a\uFFFDb"}},
		"emptied by escape": {`{"":"x","text":""}`, sample{}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := unmarshalSample(tc.json)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}

// A text that cannot be read says where and why.
func TestUnmarshalError(t *testing.T) {
	tests := map[string]struct{ json, want string }{
		"nothing":            {``, "not JSON, or cut off"},
		"white space":        {` `, "not JSON, or cut off"},
		"word":               {`nothing`, "not JSON, or cut off"},
		"array":              {`[]`, "want an object, got an array"},
		"text after":         {`{} {}`, "text after the JSON value"},
		"word after":         {`{} x`, "text after the JSON value"},
		"brace after":        {`{}}`, "text after the JSON value"},
		"comma after":        {`{},`, "text after the JSON value"},
		"text of a number":   {`{"text":1}`, "/text: want a string, got a number"},
		"flag of a text":     {`{"flag":"true"}`, "/flag: want a boolean, got a string"},
		"number of a text":   {`{"small":"1"}`, "/small: want a number, got a string"},
		"number of a flag":   {`{"large":true}`, "/large: want a number, got a boolean"},
		"fraction":           {`{"small":1.5}`, "/small: want a whole number of 32 bits, got 1.5"},
		"exponent":           {`{"large":1e3}`, "/large: want a whole number of 64 bits, got 1e3"},
		"33 bits":            {`{"small":2147483648}`, "/small: want a whole number of 32 bits, got 2147483648"},
		"65 bits":            {`{"large":-9223372036854775809}`, "/large: want a whole number of 64 bits, got -9223372036854775809"},
		"float of a text":    {`{"float":"1"}`, "/float: want a number, got a string"},
		"base64":             {`{"bytes":"*"}`, "/bytes: want base64"},
		"bytes of a list":    {`{"bytes":[1]}`, "/bytes: want a string, got an array"},
		"list of an object":  {`{"list":{}}`, "/list: want an array, got an object"},
		"item of a list":     {`{"list":["a",1]}`, "/list/1: want a string, got a number"},
		"map of a list":      {`{"map":[]}`, "/map: want an object, got an array"},
		"value of a map":     {`{"map":{"k":{}}}`, "/map/k: want a string, got an object"},
		"deep":               {`{"inner":{"sample":[{},{"text":true}]}}`, "/inner/sample/1/text: want a string, got a boolean"},
		"cut off in a value": {`{"text":`, ""},
		"cut off in a text":  {`{"text":"a`, ""},
		"cut off in a list":  {`{"list":["a"`, ""},
		"no null":            {`{"text":nul}`, ""},
		"no null, then text": {`{"text":nope"a"}`, ""},
		"no true":            {`{"flag":trUe}`, ""},
		"bad escape":         {`{"text":"\x"}`, ""},
		"control character":  {"{\"text\":\"\n\"}", ""},
		"leading zero":       {`{"small":01}`, ""},
		"float out of range": {`{"float":1e999}`, ""},
		"float and a word":   {`{"float":1x}`, ""},
		"minus alone":        {`{"float":-}`, ""},
		"point at the end":   {`{"float":1.}`, ""},
		"no comma":           {`{"text":"a" "flag":true}`, ""},
		"comma at the end":   {`{"text":"a",}`, ""},
		"name of a number":   {`{1:2}`, ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := unmarshalSample(tc.json)
			if _, ok := errors.AsType[*wire.ValueError](err); !ok {
				t.Fatalf("error %v, want a *wire.ValueError", err)
			}
			if tc.want != "" && err.Error() != tc.want {
				t.Errorf("got  %s\nwant %s", err, tc.want)
			}
		})
	}
}

// A text made to nest without end is refused before the stack is.
func TestUnmarshalDepth(t *testing.T) {
	const depth = 200_000
	for name, text := range map[string]string{
		"known":   strings.Repeat(`{"inner":`, depth),
		"skipped": `{"new":` + strings.Repeat(`[`, depth),
		"raw":     `{"raw":` + strings.Repeat(`[`, depth),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := unmarshalSample(text); err == nil {
				t.Error("no error")
			}
		})
	}
}

// Times come in several precisions and zones.
func TestDecodeTime(t *testing.T) {
	tests := map[string]struct {
		json string
		want time.Time
		err  string
	}{
		"seconds":      {`"2025-01-02T03:04:05Z"`, time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC), ""},
		"7 digits":     {`"2025-01-02T03:04:05.1234567+00:00"`, time.Date(2025, 1, 2, 3, 4, 5, 123456700, time.UTC), ""},
		"another zone": {`"2025-01-02T03:04:05+02:00"`, time.Date(2025, 1, 2, 1, 4, 5, 0, time.UTC), ""},
		"null":         {`null`, time.Time{}, ""},
		"no zone":      {`"2025-01-02T03:04:05"`, time.Time{}, `want an RFC 3339 time, got "2025-01-02T03:04:05"`},
		"empty":        {`""`, time.Time{}, `want an RFC 3339 time, got ""`},
		"number":       {`1`, time.Time{}, "want a string, got a number"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			var got time.Time
			checkDecode(t, wire.Unmarshal([]byte(tc.json), &got, wire.DecodeTime), tc.err)
			if got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

func TestDecodeDate(t *testing.T) {
	tests := map[string]struct {
		json string
		want time.Time
		err  string
	}{
		"day":  {`"2025-01-02"`, time.Date(2025, 1, 2, 0, 0, 0, 0, time.UTC), ""},
		"null": {`null`, time.Time{}, ""},
		"time": {`"2025-01-02T03:04:05Z"`, time.Time{}, `want a date, got "2025-01-02T03:04:05Z"`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			var got time.Time
			checkDecode(t, wire.Unmarshal([]byte(tc.json), &got, wire.DecodeDate), tc.err)
			if got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

// checkDecode checks the message of an error, "" for none.
func checkDecode(t *testing.T, err error, want string) {
	t.Helper()
	got := ""
	if err != nil {
		got = err.Error()
	}
	if got != want {
		t.Errorf("error %q, want %q", got, want)
	}
}

// A pointer tells null from a value that is zero.
func TestDecodePointer(t *testing.T) {
	zero := ""
	for text, want := range map[string]*string{`null`: nil, `""`: &zero} {
		before := "before"
		got := &before
		if err := wire.Unmarshal([]byte(text), &got, wire.DecodePointer(wire.DecodeString[string])); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

// shout is a type that reads itself, as foreign types do.
type shout string

// UnmarshalJSON reads a text in capital letters.
func (s *shout) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	if text == "" {
		return errors.New("nothing to shout")
	}
	*s = shout(strings.ToUpper(text))
	return nil
}

// unmarshalShout is the function form of the same.
func unmarshalShout(data []byte) (shout, error) {
	var s shout
	err := s.UnmarshalJSON(data)
	return s, err
}

// parcel reads itself as emitted types do.
type parcel struct{ sample }

// UnmarshalJSON reads the sample inside.
func (p *parcel) UnmarshalJSON(data []byte) error {
	return wire.Unmarshal(data, &p.sample, decodeSample)
}

// The place inside a foreign value continues the place of the value.
func TestDecodeForeignPlace(t *testing.T) {
	err := wire.Unmarshal([]byte(`[{},{"list":["a",1]}]`), new([]parcel), wire.DecodeSlice(wire.DecodeJSON[parcel]))
	checkDecode(t, err, "/1/list/1: want a string, got a number")
}

// A type with a JSON form of its own reads its own part of the text, and what
// is wrong with it has its place.
func TestDecodeForeign(t *testing.T) {
	decoders := map[string]func(*shout, *wire.Decoder) error{
		"DecodeJSON": wire.DecodeJSON[shout],
		"DecodeWith": wire.DecodeWith(unmarshalShout),
	}
	for name, decode := range decoders {
		t.Run(name, func(t *testing.T) {
			var got []shout
			if err := wire.Unmarshal([]byte(` ["a" , "b\n" ] `), &got, wire.DecodeSlice(decode)); err != nil || !reflect.DeepEqual(got, []shout{"A", "B\n"}) {
				t.Errorf("got %q, error %v", got, err)
			}
			checkDecode(t, wire.Unmarshal([]byte(`["a",""]`), &got, wire.DecodeSlice(decode)), "/1: nothing to shout")
			checkDecode(t, wire.Unmarshal([]byte(`["a",]`), &got, wire.DecodeSlice(decode)), "/1: unexpected byte 93 ']' at 5")
			checkDecode(t, wire.Unmarshal([]byte(`"a`), new(shout), decode), "unexpected EOF")
		})
	}
}

// An error says where it is as a JSON pointer, and repeats little of what it is about.
func TestValueErrorIsShort(t *testing.T) {
	long := strings.Repeat("s3cr3t", 20)
	var to map[string]time.Time
	err := wire.Unmarshal([]byte(`{"a/b~c":"`+long+`"}`), &to, wire.DecodeMap(wire.DecodeTime))
	checkDecode(t, err, `/a~1b~0c: want an RFC 3339 time, got "`+long[:40]+`..."`)
	err = wire.Unmarshal([]byte(`{"`+long+`":1}`), &to, wire.DecodeMap(wire.DecodeTime))
	checkDecode(t, err, `/`+long[:40]+`...: want a string, got a number`)
}
