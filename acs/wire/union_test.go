package wire_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// pet is a union like those in generated code, with a single variant.
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

// A variant that is encoded as a union is never omitted, because its discriminator
// is significant. A variant that is encoded by itself is omitted if all other
// properties are zero.
func TestDiscriminator(t *testing.T) {
	tests := map[string]struct {
		encode func(*wire.Encoder)
		want   string
	}{
		"variant, zero": {func(e *wire.Encoder) { wire.Optional(e, "pet", &cat{}, encodeCat) }, `{}`},
		"variant":       {func(e *wire.Encoder) { wire.Optional(e, "pet", &cat{Name: "Tom"}, encodeCat) }, `{"pet":{"kind":"cat","name":"Tom"}}`},
		"required":      {func(e *wire.Encoder) { wire.Required(e, "pet", &cat{}, encodeCat) }, `{"pet":{"kind":"cat"}}`},
		"union":         {func(e *wire.Encoder) { wire.Optional(e, "pet", new(pet(cat{})), encodePet) }, `{"pet":{"kind":"cat"}}`},
		"nil union":     {func(e *wire.Encoder) { wire.Optional(e, "pet", new(pet(nil)), encodePet) }, `{}`},
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

// A nil union, list or map is encoded as null if it is nullable. Otherwise a nil union is an
// error.
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
		"null list": {func(e *wire.Encoder) {
			wire.Required(e, "a", new([]bool(nil)), wire.EncodeNullable(wire.EncodeSlice(wire.EncodeBool[bool])))
		}, `{"a":null}`, ""},
		"empty list": {func(e *wire.Encoder) {
			wire.Required(e, "a", &[]bool{}, wire.EncodeNullable(wire.EncodeSlice(wire.EncodeBool[bool])))
		}, `{"a":[]}`, ""},
		"null map": {func(e *wire.Encoder) {
			wire.Required(e, "a", new(map[string]bool(nil)), wire.EncodeNullable(wire.EncodeMap(wire.EncodeBool[bool])))
		}, `{"a":null}`, ""},
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
			wantError(t, err, tc.err)
		})
	}
}

// An additional property must not have the name of a declared property.
func TestEncodeAdditionalProperties(t *testing.T) {
	for name, tc := range map[string]struct {
		members   map[string]string
		want, err string
	}{
		"undeclared": {map[string]string{"b": "2", "a": "1"}, `{"a":"1","b":"2"}`, ""},
		"declared":   {map[string]string{"id": "2", "a": "1"}, "", "/id: additional property has the name of a declared property"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := wire.Marshal(func(e *wire.Encoder) {
				e.BeginObject()
				wire.EncodeAdditionalProperties(e, tc.members, wire.EncodeString, "kind", "id")
				e.EndObject()
			})
			if string(got) != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
			wantError(t, err, tc.err)
		})
	}
}

// If the discriminator is missing or not a string, it is "". Reading it does not read
// the object.
func TestDiscriminatorNotString(t *testing.T) {
	for text, want := range map[string]string{
		`{"kind":5}`: "", `{"kind":null}`: "", `{"kind":{"kind":"cat"}}`: "", `{"kind":["cat"]}`: "", `{"kind":true}`: "", `{}`: "",
		`{"a":[1],"kind":"cat"}`: "cat", `{"kin\u0064":"cat"}`: "cat", `{"kind":"dog","kind":"cat"}`: "cat", `{"kind":"cat","kind":1}`: "cat",
	} {
		var raw json.RawMessage
		err := wire.Unmarshal([]byte(text), &raw, func(to *json.RawMessage, d *wire.Decoder) {
			if value := d.Discriminator("kind"); value != want {
				t.Errorf("%s: got discriminator %q, want %q", text, value, want)
			}
			*to = d.Raw()
		})
		if err != nil || string(raw) != text {
			t.Errorf("%s: got %s, error %v", text, raw, err)
		}
	}
	err := wire.Unmarshal([]byte(`["cat"]`), new(string), func(_ *string, d *wire.Decoder) { d.Discriminator("kind") })
	wantError(t, err, "want an object, got an array")
}

// A discriminator that is a number is written and found as its text.
func TestNumberDiscriminator(t *testing.T) {
	data, err := wire.Marshal(func(e *wire.Encoder) {
		e.BeginObject()
		e.NumberDiscriminator("kind", "-1")
		e.EndObject()
	})
	if err != nil || string(data) != `{"kind":-1}` {
		t.Errorf("got %s, %v", data, err)
	}
	for text, want := range map[string]string{
		`{"a":{"kind":2},"kind": -1}`: "-1", `{"kind":12 }`: "12", `{"kind":"1"}`: "", `{"kind":null}`: "", `{}`: "",
	} {
		got := "unset"
		err := wire.Unmarshal([]byte(text), &struct{}{}, func(_ *struct{}, d *wire.Decoder) {
			got = d.NumberDiscriminator("kind")
			d.Raw()
		})
		if err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", text, got, err, want)
		}
	}
}
