package wire_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// pet is a family as chatgen emits it, with one member and the unknown one.
type pet interface{ encode(*wire.Encoder) }

type cat struct{ Name string }

func (v cat) encode(e *wire.Encoder) {
	e.BeginObject()
	e.Discriminator("kind", "cat")
	wire.Optional(e, "name", &v.Name, wire.EncodeString)
	e.EndObject()
}

func encodePet(v *pet, e *wire.Encoder) {
	if *v == nil {
		e.Fail(errors.New("must not be nil"))
		return
	}
	e.MarkNonZero()
	(*v).encode(e)
}

// Through its family a member is always there, as its tag says something; by
// itself it is absent if nothing else of it is set.
func TestTag(t *testing.T) {
	tests := map[string]struct {
		encode func(*wire.Encoder)
		want   string
	}{
		"by itself, zero": {func(e *wire.Encoder) { wire.Optional(e, "pet", &cat{}, encodeCat) }, `{}`},
		"by itself":       {func(e *wire.Encoder) { wire.Optional(e, "pet", &cat{Name: "Tom"}, encodeCat) }, `{"pet":{"kind":"cat","name":"Tom"}}`},
		"required":        {func(e *wire.Encoder) { wire.Required(e, "pet", &cat{}, encodeCat) }, `{"pet":{"kind":"cat"}}`},
		"of the family":   {func(e *wire.Encoder) { wire.Optional(e, "pet", new(pet(cat{})), encodePet) }, `{"pet":{"kind":"cat"}}`},
		"none":            {func(e *wire.Encoder) { wire.Optional(e, "pet", new(pet(nil)), encodePet) }, `{}`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := wire.Marshal(func(e *wire.Encoder) {
				e.BeginObject()
				tc.encode(e)
				e.EndObject()
			})
			if err != nil || string(got) != tc.want {
				t.Errorf("got %s, error %v, want %s", got, err, tc.want)
			}
		})
	}
}

func encodeCat(v *cat, e *wire.Encoder) { v.encode(e) }

// Nil of a family is null where null is allowed, and otherwise an error.
func TestEncodeNullable(t *testing.T) {
	nullable := wire.EncodeNullable(encodePet)
	tests := map[string]struct {
		encode    func(*wire.Encoder)
		want, err string
	}{
		"required null": {func(e *wire.Encoder) { wire.Required(e, "a", new(pet(nil)), nullable) }, `{"a":null}`, ""},
		"optional null": {func(e *wire.Encoder) { wire.Optional(e, "a", new(pet(nil)), nullable) }, `{}`, ""},
		"value":         {func(e *wire.Encoder) { wire.Optional(e, "a", new(pet(cat{})), nullable) }, `{"a":{"kind":"cat"}}`, ""},
		"items": {func(e *wire.Encoder) {
			wire.Required(e, "a", &[]pet{nil, cat{}}, wire.EncodeSlice(nullable))
		}, `{"a":[null,{"kind":"cat"}]}`, ""},
		"not nullable":       {func(e *wire.Encoder) { wire.Required(e, "a", new(pet(nil)), encodePet) }, "", "/a: must not be nil"},
		"items not nullable": {func(e *wire.Encoder) { wire.Required(e, "a", &[]pet{nil}, wire.EncodeSlice(encodePet)) }, "", "/a/0: must not be nil"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := wire.Marshal(func(e *wire.Encoder) {
				e.BeginObject()
				tc.encode(e)
				e.EndObject()
			})
			if string(got) != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
			checkDecode(t, err, tc.err)
		})
	}
}

// A member that the type declares cannot stand among the additional ones too.
func TestEncodeMembers(t *testing.T) {
	for name, tc := range map[string]struct {
		members   map[string]string
		want, err string
	}{
		"others":   {map[string]string{"b": "2", "a": "1"}, `{"a":"1","b":"2"}`, ""},
		"declared": {map[string]string{"id": "2", "a": "1"}, "", "/id: is no additional member, the type declares it"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := wire.Marshal(func(e *wire.Encoder) {
				e.BeginObject()
				wire.EncodeMembers(e, tc.members, wire.EncodeString, "kind", "id")
				e.EndObject()
			})
			if string(got) != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
			checkDecode(t, err, tc.err)
		})
	}
}

// A discriminator that is no text names no member that is known: the object is
// kept, and what stands around it is read.
func TestTaggedByOther(t *testing.T) {
	for _, text := range []string{`{"kind":5}`, `{"kind":null}`, `{"kind":{"kind":"cat"}}`, `{"kind":["cat"]}`, `{"kind":true}`, `{}`} {
		var raw json.RawMessage
		err := wire.Unmarshal([]byte(text), &raw, func(to *json.RawMessage, d *wire.Decoder) error {
			tag, raw, err := d.PeekDiscriminator("kind")
			if tag != "" {
				t.Errorf("%s: got the tag %q", text, tag)
			}
			*to = raw
			return err
		})
		if err != nil || string(raw) != text {
			t.Errorf("%s: got %s, error %v", text, raw, err)
		}
	}
}
