package acs_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire"
)

func encodePatch(t *testing.T, p acs.Patch[string]) string {
	t.Helper()
	got, err := wire.Marshal(func(e *wire.Encoder) {
		e.BeginObject()
		p.Encode(e, "topic", wire.EncodeString)
		e.EndObject()
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}

// decodePatch decodes a property with that value.
func decodePatch(value string) (patch acs.Patch[string], err error) {
	err = wire.Unmarshal([]byte(`{"topic":`+value+`}`), &patch, func(to *acs.Patch[string], d *wire.Decoder) {
		o := d.Object()
		for o.More() {
			wire.DecodePresent(&o, "topic", to, acs.DecodePatch(wire.DecodeString[string]))
		}
	})
	return patch, err
}

// The zero patch, a value, an empty value and null are encoded differently and
// can be distinguished.
func TestPatch(t *testing.T) {
	tests := map[string]struct {
		patch          acs.Patch[string]
		json           string
		value          string
		ok, null, zero bool
	}{
		"zero":  {acs.Patch[string]{}, `{}`, "", false, false, true},
		"set":   {acs.Set("Lunch"), `{"topic":"Lunch"}`, "Lunch", true, false, false},
		"empty": {acs.Set(""), `{"topic":""}`, "", true, false, false},
		"null":  {acs.Null[string](), `{"topic":null}`, "", false, true, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := encodePatch(t, tc.patch); got != tc.json {
				t.Errorf("got %s, want %s", got, tc.json)
			}
			if value, ok := tc.patch.Get(); value != tc.value || ok != tc.ok {
				t.Errorf("Get: got %q, %v", value, ok)
			}
			if tc.patch.IsNull() != tc.null || tc.patch.IsZero() != tc.zero {
				t.Errorf("null %v, zero %v", tc.patch.IsNull(), tc.patch.IsZero())
			}
		})
	}
}

// Two patches are equal if they make the same change.
func TestPatchEqual(t *testing.T) {
	topic, reset := acs.Set("a"), acs.Null[string]()
	if topic != acs.Set("a") || reset != acs.Null[string]() {
		t.Error("equal patches differ")
	}
	if acs.Set("") == (acs.Patch[string]{}) || acs.Set("") == acs.Null[string]() {
		t.Error("different patches are equal")
	}
}

// An optional object is omitted if all patches in it are zero.
func TestPatchInOptional(t *testing.T) {
	tests := map[string]struct {
		patch acs.Patch[string]
		want  string
	}{
		"zero":  {acs.Patch[string]{}, `{}`},
		"empty": {acs.Set(""), `{"thread":{"topic":""}}`},
		"null":  {acs.Null[string](), `{"thread":{"topic":null}}`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := wire.Marshal(func(e *wire.Encoder) {
				e.BeginObject()
				wire.Optional(e, "thread", &tc.patch, func(p *acs.Patch[string], e *wire.Encoder) {
					e.BeginObject()
					p.Encode(e, "topic", wire.EncodeString)
					e.EndObject()
				})
				e.EndObject()
			})
			if err != nil || string(got) != tc.want {
				t.Errorf("got %s, error %v, want %s", got, err, tc.want)
			}
		})
	}
}

// A decoded patch equals the encoded one.
func TestDecodePatch(t *testing.T) {
	for data, want := range map[string]acs.Patch[string]{
		`"Lunch"`: acs.Set("Lunch"), `""`: acs.Set(""), `null`: acs.Null[string](),
	} {
		if got, err := decodePatch(data); err != nil || got != want {
			t.Errorf("%s: got %+v, error %v", data, got, err)
		}
	}
	_, err := decodePatch(`4`)
	wantError(t, err, "/topic: want a string, got a number")
}
