package wire

import (
	"strings"
	"testing"
	"unsafe"
)

// decodeNames decodes a list of names and the keys and values of a map.
func decodeNames(to *[]string, d *Decoder) {
	o := d.Object()
	for o.More() {
		DecodeOptional(&o, "names", to, DecodeSlice(DecodeString[string]))
		var metadata map[string]string
		DecodeOptional(&o, "metadata", &metadata, DecodeMap(DecodeString[string]))
		for key, value := range metadata {
			*to = append(*to, key, value)
		}
	}
}

// StringsBetween copies strings if they are to be copied, and reads nothing if the value
// is written otherwise, is invalid or might be nested too deeply.
func TestStringsBetween(t *testing.T) {
	tests := map[string]struct {
		text  string
		depth int
		want  bool
	}{
		"exact":           {`{"a":"x","b":{"c":"y"}} `, 0, true},
		"space":           {`{"a":"x", "b":{"c":"y"}}`, 0, false},
		"invalid escape":  {`{"a":"x","b":{"c":"\y"}}`, 0, false},
		"escape":          {`{"a":"x","b":{"c":"\u0079"}}`, 0, true},
		"control":         {"{\"a\":\"x\",\"b\":{\"c\":\"\n\"}}", 0, false},
		"number":          {`{"a":"x","b":{"c":1}}`, 0, false},
		"unclosed string": {`{"a":"x","b":{"c":"y`, 0, false},
		"unclosed object": {`{"a":"x","b":{"c":"y"}`, 0, false},
		"too deep":        {`{"a":"x","b":{"c":"y"}}`, maxDepth - 1, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			d := Decoder{text: tc.text, depth: tc.depth}
			d.copyStrings = true
			var values [2]string
			got := d.StringsBetween(values[:], `{"a":`, `,"b":{"c":`, `}}`)
			end := map[bool]int{true: strings.LastIndex(tc.text, "}") + 1, false: 0}[tc.want]
			if got != tc.want || d.pos != end || d.err != nil {
				t.Fatalf("got %t at %d, error %v, want %t at %d", got, d.pos, d.err, tc.want, end)
			}
			if got && (values != [2]string{"x", "y"} || unsafe.StringData(values[1]) == unsafe.StringData(tc.text[19:])) {
				t.Errorf("got %q, or no copies", values)
			}
		})
	}
}

// Strings share the memory of a response, unless they are to be copied: then none of
// them keeps it.
func TestCopyStrings(t *testing.T) {
	for _, copied := range []bool{false, true} {
		body := []byte(`{"names":["Ann","B\u006fb",""],"metadata":{"a key":"a value"}}`)
		var names []string
		if err := unmarshalResponse(body, responseOptions{copyStrings: copied}, func(d *Decoder) { decodeNames(&names, d) }); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(names, "|"); got != "Ann|Bob||a key|a value" {
			t.Errorf("got %q", got)
		}
		first, end := uintptr(unsafe.Pointer(&body[0])), uintptr(unsafe.Pointer(&body[0]))+uintptr(len(body))
		shared := 0
		for _, name := range names {
			if at := uintptr(unsafe.Pointer(unsafe.StringData(name))); name != "" && at >= first && at < end {
				shared++
			}
		}
		if want := map[bool]int{false: 3, true: 0}[copied]; shared != want {
			t.Errorf("copied %t: %d strings share the memory of the response, want %d", copied, shared, want)
		}
	}
}
