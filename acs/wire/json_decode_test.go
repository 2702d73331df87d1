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

// All valid JSON is supported, regardless of white space, order and escapes.
func TestUnmarshal(t *testing.T) {
	tests := map[string]struct {
		json string
		want sample
	}{
		"empty":            {`{}`, sample{}},
		"null":             {`null`, sample{}},
		"white space":      {" \r\n\t{ \"text\" : \"a\" , \"list\" : [ \"b\" , \"c\" ] } \n", sample{Text: "a", List: []string{"b", "c"}}},
		"unknown members":  {`{"new":{"a":[1,{"b":null}]},"text":"a","other":-1.5e3}`, sample{Text: "a"}},
		"case of names":    {`{"Text":"a","TEXT":"b"}`, sample{}},
		"escaped names":    {`{"\u0074ext":"a","sm\u0061ll":1,"map":{"\u006b\"":"v"}}`, sample{Text: "a", Small: 1, Map: map[string]string{`k"`: "v"}}},
		"escaped text":     {`{"text":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}`, sample{Text: "\"\\/\b\f\n\r\té😀"}},
		"lone surrogates":  {`{"text":"\ud800","list":["\udc00\ud800","\ud800\u0041","\ud800\n"]}`, sample{Text: "\uFFFD", List: []string{"\uFFFD\uFFFD", "\uFFFDA", "\uFFFD\n"}}},
		"duplicate names":  {`{"text":"a","text":"b","map":{"k":"a","k":"b"}}`, sample{Text: "b", Map: map[string]string{"k": "b"}}},
		"null after value": {`{"text":"a","text":null,"small":1,"small":null}`, sample{Text: "a", Small: 1}},
		"duplicate list":   {`{"list":["a","b"],"list":["c"]}`, sample{List: []string{"c"}}},
		"nulls":            {`{"text":null,"flag":null,"small":null,"large":null,"float":null,"bytes":null,"list":null,"map":null,"inner":null,"sample":null}`, sample{}},
		"empty lists":      {`{"list":[],"map":{}}`, sample{List: []string{}, Map: map[string]string{}}},
		"raw null":         {`{"raw":null}`, sample{Raw: json.RawMessage("null")}},
		"raw unchanged":    {`{"raw": {"a" : [ 1, 2 ]} }`, sample{Raw: json.RawMessage(`{"a" : [ 1, 2 ]}`)}},
		"numbers":          {`{"small":-2147483648,"large":9223372036854775807,"float":1.7976931348623157e308}`, sample{Small: math.MinInt32, Large: math.MaxInt64, Float: math.MaxFloat64}},
		"minus zero":       {`{"small":-0,"large":-0}`, sample{}},
		"smallest":         {`{"float":-5e-324}`, sample{Float: -math.SmallestNonzeroFloat64}},
		"underflow":        {`{"float":1e-999}`, sample{}},
		"base64":           {`{"bytes":"AP8="}`, sample{Bytes: []byte{0, 255}}},
		"nested":           {`{"inner":{"inner":{"text":"a"}}}`, sample{Inner: &sample{Inner: &sample{Text: "a"}}}},
		"invalid UTF-8":    {"{\"text\":\"a\xffb\"}", sample{Text: "a\uFFFDb"}},
		"empty name":       {`{"":"x","text":""}`, sample{}},
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

// Errors contain the path of the invalid value and the reason.
func TestUnmarshalError(t *testing.T) {
	tests := map[string]struct{ json, want string }{
		"empty":              {``, "invalid or truncated JSON"},
		"white space":        {` `, "invalid or truncated JSON"},
		"word":               {`nothing`, "invalid or truncated JSON"},
		"array":              {`[]`, "want an object, got an array"},
		"text after":         {`{} {}`, "text after the JSON value"},
		"word after":         {`{} x`, "text after the JSON value"},
		"brace after":        {`{}}`, "text after the JSON value"},
		"comma after":        {`{},`, "text after the JSON value"},
		"number for text":    {`{"text":1}`, "/text: want a string, got a number"},
		"string for flag":    {`{"flag":"true"}`, "/flag: want a boolean, got a string"},
		"string for number":  {`{"small":"1"}`, "/small: want a number, got a string"},
		"flag for number":    {`{"large":true}`, "/large: want a number, got a boolean"},
		"fraction":           {`{"small":1.5}`, "/small: want a 32-bit integer, got 1.5"},
		"exponent":           {`{"large":1e3}`, "/large: want a 64-bit integer, got 1e3"},
		"33 bits":            {`{"small":2147483648}`, "/small: want a 32-bit integer, got 2147483648"},
		"65 bits":            {`{"large":-9223372036854775809}`, "/large: want a 64-bit integer, got -9223372036854775809"},
		"string for float":   {`{"float":"1"}`, "/float: want a number, got a string"},
		"base64":             {`{"bytes":"*"}`, `/bytes: want base64, got "*"`},
		"list for bytes":     {`{"bytes":[1]}`, "/bytes: want a string, got an array"},
		"object for list":    {`{"list":{}}`, "/list: want an array, got an object"},
		"item of a list":     {`{"list":["a",1]}`, "/list/1: want a string, got a number"},
		"list for map":       {`{"map":[]}`, "/map: want an object, got an array"},
		"value of a map":     {`{"map":{"k":{}}}`, "/map/k: want a string, got an object"},
		"deep":               {`{"inner":{"sample":[{},{"text":true}]}}`, "/inner/sample/1/text: want a string, got a boolean"},
		"null item":          {`{"list":["a",null]}`, "/list/1: want a string, got null"},
		"null object":        {`{"sample":[null]}`, "/sample/0: want an object, got null"},
		"null in a map":      {`{"map":{"k":null}}`, "/map/k: want a string, got null"},
		"truncated value":    {`{"text":`, ""},
		"truncated text":     {`{"text":"a`, ""},
		"truncated list":     {`{"list":["a"`, ""},
		"truncated null":     {`{"text":nul}`, ""},
		"invalid null":       {`{"text":nope"a"}`, ""},
		"invalid true":       {`{"flag":trUe}`, ""},
		"invalid escape":     {`{"text":"\x"}`, ""},
		"control character":  {"{\"text\":\"\n\"}", ""},
		"leading zero":       {`{"small":01}`, ""},
		"float out of range": {`{"float":1e999}`, "/float: want a 64-bit number, got 1e999"},
		"float with letter":  {`{"float":1x}`, ""},
		"minus alone":        {`{"float":-}`, ""},
		"trailing point":     {`{"float":1.}`, ""},
		"missing comma":      {`{"text":"a" "flag":true}`, ""},
		"trailing comma":     {`{"text":"a",}`, ""},
		"numeric name":       {`{1:2}`, ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := unmarshalSample(tc.json)
			if _, ok := errors.AsType[*wire.ValueError](err); !ok {
				t.Fatalf("error %v, want a *wire.ValueError", err)
			}
			if tc.want != "" {
				wantError(t, err, tc.want)
			}
		})
	}
}

// Deeply nested text is rejected before the stack is exhausted.
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

// Times may have any precision and zone.
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
		"no offset":    {`"2025-01-02T03:04:05"`, time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC), ""},
		"blank":        {`"2025-01-02 03:04:05.5z"`, time.Date(2025, 1, 2, 3, 4, 5, 500000000, time.UTC), ""},
		"lower case":   {`"2025-01-02t03:04:05z"`, time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC), ""},
		"20 digits":    {`"2025-01-02T03:04:05.12345678901234567890-00:30"`, time.Date(2025, 1, 2, 3, 34, 5, 123456789, time.UTC), ""},
		"leap day":     {`"2024-02-29T00:00:00Z"`, time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), ""},
		"no leap day":  {`"2025-02-29T00:00:00Z"`, time.Time{}, `want an RFC 3339 time, got "2025-02-29T00:00:00Z"`},
		"month 13":     {`"2025-13-01T00:00:00Z"`, time.Time{}, `want an RFC 3339 time, got "2025-13-01T00:00:00Z"`},
		"hour 24":      {`"2025-01-01T24:00:00Z"`, time.Time{}, `want an RFC 3339 time, got "2025-01-01T24:00:00Z"`},
		"no digits":    {`"2025-01-01T00:00:00.Z"`, time.Time{}, `want an RFC 3339 time, got "2025-01-01T00:00:00.Z"`},
		"short offset": {`"2025-01-01T00:00:00+1:00"`, time.Time{}, `want an RFC 3339 time, got "2025-01-01T00:00:00+1:00"`},
		"long offset":  {`"2025-01-01T00:00:00+24:00"`, time.Time{}, `want an RFC 3339 time, got "2025-01-01T00:00:00+24:00"`},
		"date alone":   {`"2025-01-01"`, time.Time{}, `want an RFC 3339 time, got "2025-01-01"`},
		"empty":        {`""`, time.Time{}, `want an RFC 3339 time, got ""`},
		"number":       {`1`, time.Time{}, "want a string, got a number"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			var got time.Time
			wantError(t, wire.Unmarshal([]byte(tc.json), &got, wire.DecodeTime), tc.err)
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
			wantError(t, wire.Unmarshal([]byte(tc.json), &got, wire.DecodeDate), tc.err)
			if got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

// A pointer distinguishes null from a zero value.
func TestDecodePointer(t *testing.T) {
	zero := ""
	var got []*string
	if err := wire.Unmarshal([]byte(`[null,""]`), &got, wire.DecodeSlice(wire.DecodePointer(wire.DecodeString[string]))); err != nil {
		t.Fatal(err)
	}
	if want := []*string{nil, &zero}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// upperCase is a type that implements json.Unmarshaler.
type upperCase string

// UnmarshalJSON reads a string and converts it to upper case.
func (s *upperCase) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	if text == "" {
		return errors.New("text is empty")
	}
	*s = upperCase(strings.ToUpper(text))
	return nil
}

// unmarshalUpperCase decodes an upperCase by its method.
func unmarshalUpperCase(data []byte) (upperCase, error) {
	var s upperCase
	err := s.UnmarshalJSON(data)
	return s, err
}

// selfDecoding implements json.Unmarshaler like generated types do.
type selfDecoding struct{ sample }

// UnmarshalJSON reads the sample.
func (s *selfDecoding) UnmarshalJSON(data []byte) error {
	return wire.Unmarshal(data, &s.sample, decodeSample)
}

// The path of an error in UnmarshalJSON is appended to the path of the value.
func TestDecodeJSONPath(t *testing.T) {
	err := wire.Unmarshal([]byte(`[{},{"list":["a",1]}]`), new([]selfDecoding), wire.DecodeSlice(wire.DecodeJSON[selfDecoding]))
	wantError(t, err, "/1/list/1: want a string, got a number")
}

// A type's own unmarshal function gets the JSON text of its value, and its errors get
// the path of the value.
func TestDecodeJSON(t *testing.T) {
	decoders := map[string]func(*upperCase, *wire.Decoder){
		"DecodeJSON": wire.DecodeJSON[upperCase],
		"DecodeWith": wire.DecodeWith(unmarshalUpperCase),
	}
	for name, decode := range decoders {
		t.Run(name, func(t *testing.T) {
			var got []upperCase
			if err := wire.Unmarshal([]byte(` ["a" , "b\n" ] `), &got, wire.DecodeSlice(decode)); err != nil || !reflect.DeepEqual(got, []upperCase{"A", "B\n"}) {
				t.Errorf("got %q, error %v", got, err)
			}
			wantError(t, wire.Unmarshal([]byte(`["a",""]`), &got, wire.DecodeSlice(decode)), "/1: text is empty")
			wantError(t, wire.Unmarshal([]byte(`["a",]`), &got, wire.DecodeSlice(decode)), "invalid or truncated JSON")
			wantError(t, wire.Unmarshal([]byte(`"a`), new(upperCase), decode), "invalid or truncated JSON")
		})
	}
}

// The path of an error is a JSON pointer. Long names and values are truncated.
func TestValueErrorTruncates(t *testing.T) {
	long := strings.Repeat("s3cr3t", 20)
	var to map[string]time.Time
	err := wire.Unmarshal([]byte(`{"a/b~c":"`+long+`"}`), &to, wire.DecodeMap(wire.DecodeTime))
	wantError(t, err, `/a~1b~0c: want an RFC 3339 time, got "`+long[:40]+`..."`)
	err = wire.Unmarshal([]byte(`{"`+long+`":1}`), &to, wire.DecodeMap(wire.DecodeTime))
	wantError(t, err, `/`+long[:40]+`...: want a string, got a number`)
}

func TestHTTPDate(t *testing.T) {
	tests := map[string]struct {
		json string
		want time.Time
		err  string
	}{
		"time":     {`"Tue, 26 Mar 2019 16:06:51 GMT"`, time.Date(2019, 3, 26, 16, 6, 51, 0, time.UTC), ""},
		"old time": {`"Tuesday, 26-Mar-19 16:06:51 GMT"`, time.Date(2019, 3, 26, 16, 6, 51, 0, time.UTC), ""},
		"null":     {`null`, time.Time{}, ""},
		"RFC 3339": {`"2019-03-26T16:06:51Z"`, time.Time{}, `want an HTTP date, got "2019-03-26T16:06:51Z"`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			var got time.Time
			wantError(t, wire.Unmarshal([]byte(tc.json), &got, wire.DecodeHTTPDate), tc.err)
			if got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
	at := time.Date(2019, 3, 26, 17, 6, 51, 5, time.FixedZone("", 3600))
	data, err := wire.Marshal(func(e *wire.Encoder) { wire.EncodeHTTPDate(&at, e) })
	if err != nil || string(data) != `"Tue, 26 Mar 2019 16:06:51 GMT"` {
		t.Errorf("got %s, error %v", data, err)
	}
}
