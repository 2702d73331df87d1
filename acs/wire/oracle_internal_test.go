package wire

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// decodeTree reads a value of any type as encoding/json reads it into an any, with
// json.Number for numbers.
func decodeTree(to *any, d *Decoder) {
	switch d.peek() {
	case '{':
		members := map[string]any{}
		d.Each(func(name string) {
			var v any
			decodeTree(&v, d)
			members[name] = v
		})
		*to = members
	case '[':
		var items []any
		DecodeSlice(decodeTree)(&items, d)
		*to = items
	case '"':
		*to = d.string()
	case 't', 'f':
		var v bool
		DecodeBool(&v, d)
		*to = v
	case 'n':
		d.literal("null")
		*to = nil
	default:
		*to = json.Number(d.number())
	}
}

// checkOracle checks that this package and encoding/json agree on a text: whether it
// is valid, and its values. Skipping it must come to the same verdict.
func checkOracle(t *testing.T, data []byte) {
	t.Helper()
	var want any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	wantErr := decoder.Decode(&want)
	if wantErr == nil && !json.Valid(data) { // text after the value
		wantErr = errTextLeft
	}
	var got any
	gotErr := unmarshalResponse(bytes.Clone(data), responseOptions{copyStrings: len(data)%2 == 0}, func(d *Decoder) { decodeTree(&got, d) })
	skipErr := unmarshalResponse(bytes.Clone(data), responseOptions{}, (*Decoder).skip)
	if bytes.HasPrefix(data, []byte("\ufeff")) {
		return // skipped here, an error there
	}
	if (gotErr == nil) != (wantErr == nil) || (skipErr == nil) != (wantErr == nil) {
		t.Fatalf("%q: decoding: %v, skipping: %v, encoding/json: %v", data, gotErr, skipErr, wantErr)
	}
	if wantErr == nil && !reflect.DeepEqual(got, want) {
		t.Fatalf("%q: got %#v, want %#v", data, got, want)
	}
}

// oracleSeeds are texts that contain every construct of JSON, and every mistake.
func oracleSeeds() []string {
	return []string{
		`{"id":"1","type":"text","n":[0,-0,1.5,-2e10,3E-7,4.25e+8],"b":[true,false,null],"o":{"":{},"a":[[]]}}`,
		" \t\r\n{ \"a\" : [ 1 , \"b\" ] , \"c\" : { } }\n", `"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud800\udc00\ud800x\udfff\uD800\u0041"`,
		"\"a\xff\xc3\x28b\"", "{\"\xff\":1}", "\ufeff{}", `{"a":1,"a":2,"\u0061":3}`, `[1,]`, `{"a":1,}`, `{,}`, `[,1]`, `{"a"}`, `{"a":}`, `{"a" 1}`, `{1:2}`,
		`01`, `-`, `1.`, `.5`, `1e`, `1e+`, `+1`, `0x1`, `NaN`, `tru`, `truex`, `nul`, `"`, `"\`, `"\u12`, `"\u12g4"`, "\"\x01\"", "\"\x1f\"", "\"\x7f\"", `{} {}`, ``, ` `,
		`[[[[[[[[[[1]]]]]]]]]]`, `{"a":[{"b":[{"c":null}]}]}`, "\"" + strings.Repeat("abcdefg\\n", 9) + "\"", "[1\x002]", "[1]\x00",
	}
}

func TestOracle(t *testing.T) {
	for _, depth := range []int{maxDepth, maxDepth + 1} {
		checkOracle(t, []byte(strings.Repeat("[", depth)+strings.Repeat("]", depth)))
		checkOracle(t, []byte(strings.Repeat(`{"a":`, depth)+"1"+strings.Repeat("}", depth)))
	}
	seeds := oracleSeeds()
	for _, seed := range seeds {
		checkOracle(t, []byte(seed))
	}
	random := rand.New(rand.NewPCG(1, 2))
	alphabet := []byte(`{}[]:,"\ue0123456789-+.truefalsn /` + "\x00\x1f\n\xff\xed\xa0\x80")
	for range 20_000 {
		data := []byte(seeds[random.IntN(len(seeds))])
		for range 1 + random.IntN(3) {
			at := random.IntN(len(data) + 1)
			switch c := alphabet[random.IntN(len(alphabet))]; random.IntN(3) {
			case 0:
				data = append(data[:at:at], append([]byte{c}, data[at:]...)...)
			case 1:
				data = data[:at]
			default:
				if at < len(data) {
					data[at] = c
				}
			}
		}
		checkOracle(t, data)
	}
}

func FuzzOracle(f *testing.F) {
	for _, seed := range oracleSeeds() {
		f.Add([]byte(seed))
	}
	f.Fuzz(checkOracle)
}
