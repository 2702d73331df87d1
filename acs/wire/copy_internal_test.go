package wire

import (
	"strings"
	"testing"
	"unsafe"
)

// decodeNames decodes a list of names and the keys and values of a map.
func decodeNames(to *[]string, d *Decoder) {
	for o := d.Object(); o.More(); {
		DecodeOptional(&o, "names", to, DecodeSlice(DecodeString[string]))
		var metadata map[string]string
		DecodeOptional(&o, "metadata", &metadata, DecodeMap(DecodeString[string]))
		for key, value := range metadata {
			*to = append(*to, key, value)
		}
	}
}

// Strings share the memory of a response, unless they are to be copied: then none of
// them keeps it.
func TestCopyStrings(t *testing.T) {
	for _, copied := range []bool{false, true} {
		body := []byte(`{"names":["Ann","B\u006fb",""],"metadata":{"a key":"a value"}}`)
		var names []string
		if err := unmarshalResponse(body, &names, decodeNames, responseOptions{copyStrings: copied}); err != nil {
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
