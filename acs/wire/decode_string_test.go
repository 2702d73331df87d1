package wire_test

import (
	"fmt"
	"testing"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// named is an object with two strings.
type named struct{ id, topic string }

func decodeNamed(v *named, d *wire.Decoder) {
	o := d.Object()
	for o.More() {
		wire.DecodeRequired(&o, "id", &v.id, wire.DecodeString)
		wire.DecodeOptional(&o, "topic", &v.topic, wire.DecodeString)
	}
}

func decodeNamedFast(v *named, d *wire.Decoder) {
	o := d.Object()
	for o.More() {
		wire.DecodeRequiredString(&o, "id", &v.id)
		wire.DecodeOptionalString(&o, "topic", &v.topic)
	}
}

// The functions for strings read what the general ones read, with the same errors.
func TestDecodeStrings(t *testing.T) {
	for _, text := range []string{
		`{"id":"1","topic":"a"}`, `{"topic":"a","id":"1"}`, `{"id":"1"}`, `{"id":"","topic":""}`, ` { "id" : "1" , "topic" : "a" } `,
		`{"id":"1","topic":null}`, `{"id":null}`, `{"topic":"a"}`, `{}`, `{"id":"1","id":"2"}`, `{"other":1,"id":"1","topic":"a"}`,
		`{"id":"a\nb","topic":"\u00e9"}`, `{"id":"é","topic":"日本"}`, `{"i\u0064":"1"}`,
		`{"id":1}`, `{"id":"1","topic":{}}`, `{"id":"1"`, `{"id":"1",`, `{"id":"1",}`, `{"id":"1"]`, `{"id":"1" "topic":"a"}`, `{"id":"`, `{"id"`, `{"id":`,
		"{\"id\":\"a\x01\"}", `{"id":"1","topic":"a"}x`,
	} {
		t.Run(text, func(t *testing.T) {
			var want, got named
			wantErr := wire.Unmarshal([]byte(text), &want, decodeNamed)
			gotErr := wire.Unmarshal([]byte(text), &got, decodeNamedFast)
			if fmt.Sprint(got, gotErr) != fmt.Sprint(want, wantErr) {
				t.Errorf("got %v, error %v; want %v, error %v", got, gotErr, want, wantErr)
			}
		})
	}
}
