package wire_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// sample has a property of each type. encoding/json and the functions below encode it
// in the same way.
type sample struct {
	Text   string            `json:"text,omitzero"`
	Flag   bool              `json:"flag,omitzero"`
	Small  int32             `json:"small,omitzero"`
	Large  int64             `json:"large,omitzero"`
	Float  float64           `json:"float,omitzero"`
	Bytes  []byte            `json:"bytes,omitempty"`
	List   []string          `json:"list,omitempty"`
	Map    map[string]string `json:"map,omitempty"`
	Raw    json.RawMessage   `json:"raw,omitempty"`
	Inner  *sample           `json:"inner,omitempty"`
	Sample []sample          `json:"sample,omitempty"`
}

func decodeSample(to *sample, d *wire.Decoder) {
	o := d.Object()
	for o.More() {
		wire.DecodeOptional(&o, "text", &to.Text, wire.DecodeString)
		wire.DecodeOptional(&o, "flag", &to.Flag, wire.DecodeBool)
		wire.DecodeOptional(&o, "small", &to.Small, wire.DecodeInt32)
		wire.DecodeOptional(&o, "large", &to.Large, wire.DecodeInt64)
		wire.DecodeOptional(&o, "float", &to.Float, wire.DecodeFloat64)
		wire.DecodeOptional(&o, "bytes", &to.Bytes, wire.DecodeBytes)
		wire.DecodeOptional(&o, "list", &to.List, wire.DecodeSlice(wire.DecodeString[string]))
		wire.DecodeOptional(&o, "map", &to.Map, wire.DecodeMap(wire.DecodeString[string]))
		wire.DecodePresent(&o, "raw", &to.Raw, wire.DecodeRaw)
		wire.DecodeOptional(&o, "inner", &to.Inner, wire.DecodePointer(decodeSample))
		wire.DecodeOptional(&o, "sample", &to.Sample, wire.DecodeSlice(decodeSample))
	}
}

func encodeSample(v *sample, e *wire.Encoder) {
	e.BeginObject()
	wire.Optional(e, "text", &v.Text, wire.EncodeString)
	wire.Optional(e, "flag", &v.Flag, wire.EncodeBool)
	wire.Optional(e, "small", &v.Small, wire.EncodeInt32)
	wire.Optional(e, "large", &v.Large, wire.EncodeInt64)
	wire.Optional(e, "float", &v.Float, wire.EncodeFloat64)
	wire.Optional(e, "bytes", &v.Bytes, wire.EncodeBytes)
	wire.Optional(e, "list", &v.List, wire.EncodeSlice(wire.EncodeString[string]))
	wire.Optional(e, "map", &v.Map, wire.EncodeMap(wire.EncodeString[string]))
	wire.Optional(e, "raw", &v.Raw, wire.EncodeRaw)
	wire.Optional(e, "inner", &v.Inner, wire.EncodePointer(encodeSample))
	wire.Optional(e, "sample", &v.Sample, wire.EncodeSlice(encodeSample))
	e.EndObject()
}

// isComparable reports whether encoding/json and package wire decode a text in the
// same way. They differ if names are duplicated or not in lower case: encoding/json
// ignores case and merges duplicates.
func isComparable(data []byte) bool {
	names := map[string]bool{}
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	for {
		token, err := decoder.Token()
		if err != nil {
			return true
		}
		name, ok := token.(string)
		if ok && (names[strings.ToLower(name)] || strings.ToLower(name) != name) {
			return false
		}
		names[name] = ok
	}
}

// A decoder never panics. It accepts the same texts as encoding/json, with the same
// values, except for bytes as an array of numbers.
func FuzzUnmarshal(f *testing.F) {
	for _, seed := range []string{
		`{"text":"a","flag":true,"small":-1,"large":2,"float":1.5e3,"bytes":"AP8=","list":["a","b"],"map":{"k":"v"},"raw":[1],"inner":{},"sample":[{}]}`,
		`{"\u0074ext":"\ud83d\ude00"}`, `null`, `{} x`, `{"text":nope"a"}`, `{"float":-}`, `{"new":[[{}]]}`, "{\"text\":\"\xff\"}", `{"small":01}`, `{"bytes":[1]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got, want sample
		gotErr := wire.Unmarshal(data, &got, decodeSample)
		if !json.Valid(data) && gotErr == nil {
			t.Errorf("accepted invalid JSON: %q", data)
		}
		if !utf8.Valid(data) || !isComparable(data) || json.Unmarshal(data, &want) != nil {
			return
		}
		if gotErr != nil {
			if !strings.Contains(gotErr.Error(), "/bytes: want a string, got an array") {
				t.Errorf("%q: %v", data, gotErr)
			}
			return
		}
		if g, w := marshalBoth(t, &got), marshalBoth(t, &want); g != w {
			t.Errorf("%q: got %s, want %s", data, g, w)
		}
	})
}

// marshalBoth returns the encoding/json encoding of a value, after checking that the
// wire encoding decodes to the same value.
func marshalBoth(t *testing.T, v *sample) string {
	t.Helper()
	written, err := wire.Marshal(func(e *wire.Encoder) { encodeSample(v, e) })
	if err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var again sample
	if err := json.Unmarshal(written, &again); err != nil {
		t.Fatalf("wrote %s: %v", written, err)
	}
	if got, err := json.Marshal(&again); err != nil || !bytes.Equal(got, want) {
		t.Errorf("wrote %s, which is %s, error %v, want %s", written, got, err, want)
	}
	return string(want)
}
