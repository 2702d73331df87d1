package acs_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire"
)

type mapPatch = acs.MapPatch[string]

func encodeMapPatch(t *testing.T, p mapPatch) string {
	t.Helper()
	got, err := wire.Marshal(func(e *wire.Encoder) {
		e.BeginObject()
		p.Encode(e, "metadata", wire.EncodeString)
		e.EndObject()
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}

// decodeMapPatch decodes an object that may have the property.
func decodeMapPatch(object string) (patch mapPatch, err error) {
	err = wire.Unmarshal([]byte(object), &patch, func(to *mapPatch, d *wire.Decoder) {
		o := d.Object()
		for o.More() {
			wire.DecodePresent(&o, "metadata", to, acs.DecodeMapPatch(wire.DecodeString[string]))
		}
	})
	return patch, err
}

// Each change is encoded differently, is decoded to an equal patch, and can be
// distinguished.
func TestMapPatch(t *testing.T) {
	type values = map[string]string
	tests := map[string]struct {
		patch      mapPatch
		json       string
		values     values
		removed    []string
		null, zero bool
	}{
		"zero":            {mapPatch{}, `{}`, values{}, nil, false, true},
		"set":             {acs.MergeMap(values{"b": "2", "a": ""}), `{"metadata":{"a":"","b":"2"}}`, values{"a": "", "b": "2"}, nil, false, false},
		"empty":           {acs.MergeMap(values{}), `{"metadata":{}}`, values{}, nil, false, false},
		"nil":             {acs.MergeMap[string](nil), `{"metadata":{}}`, values{}, nil, false, false},
		"null":            {acs.NullMap[string](), `{"metadata":null}`, values{}, nil, true, false},
		"remove":          {mapPatch{}.Remove("b", "a", "b"), `{"metadata":{"a":null,"b":null}}`, values{}, []string{"a", "b"}, false, false},
		"remove nothing":  {mapPatch{}.Remove(), `{}`, values{}, nil, false, true},
		"set and remove":  {acs.MergeMap(values{"a": "1"}).Remove("b"), `{"metadata":{"a":"1","b":null}}`, values{"a": "1"}, []string{"b"}, false, false},
		"set, then not":   {acs.MergeMap(values{"a": "1"}).Remove("a"), `{"metadata":{"a":null}}`, values{}, []string{"a"}, false, false},
		"null and remove": {acs.NullMap[string]().Remove("a"), `{"metadata":null}`, values{}, nil, true, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := encodeMapPatch(t, tc.patch); got != tc.json {
				t.Errorf("got %s, want %s", got, tc.json)
			}
			if got, err := decodeMapPatch(tc.json); err != nil || !got.Equal(tc.patch) {
				t.Errorf("decoded: got %+v, error %v", got, err)
			}
			if got := tc.patch.Values(); got == nil || !maps.Equal(got, tc.values) {
				t.Errorf("values: got %v, want %v", got, tc.values)
			}
			if got := tc.patch.Removed(); !slices.Equal(got, tc.removed) {
				t.Errorf("removed: got %v, want %v", got, tc.removed)
			}
			if tc.patch.IsNull() != tc.null || tc.patch.IsZero() != tc.zero {
				t.Errorf("null %v, zero %v", tc.patch.IsNull(), tc.patch.IsZero())
			}
		})
	}
}

// The result of a patch is a new map, and the old one is unchanged.
func TestMapPatchApply(t *testing.T) {
	type values = map[string]string
	tests := map[string]struct {
		patch     mapPatch
		old, want values
	}{
		"zero":       {mapPatch{}, values{"a": "1"}, values{"a": "1"}},
		"null":       {acs.NullMap[string](), values{"a": "1"}, values{}},
		"merge":      {acs.MergeMap(values{"a": "", "c": "3"}).Remove("b", "d"), values{"a": "1", "b": "2", "e": "5"}, values{"a": "", "c": "3", "e": "5"}},
		"to nothing": {acs.MergeMap(values{"a": "1"}).Remove("b"), nil, values{"a": "1"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			before := maps.Clone(tc.old)
			got := tc.patch.Apply(tc.old)
			if got == nil || !maps.Equal(got, tc.want) {
				t.Errorf("got %v, want %v", got, tc.want)
			}
			got["new"] = "1"
			if !maps.Equal(tc.old, before) {
				t.Errorf("the old map is now %v", tc.old)
			}
		})
	}
}

// A patch does not change with the map that it was made from, with a patch that is
// derived from it, or with the values that it returned.
func TestMapPatchIsImmutable(t *testing.T) {
	values := map[string]string{"a": "1"}
	patch := acs.MergeMap(values)
	values["a"] = "2"
	patch.Remove("a")
	patch.Values()["a"] = "3"
	if want := acs.MergeMap(map[string]string{"a": "1"}); !patch.Equal(want) {
		t.Errorf("got %+v", patch)
	}
}

// Two patches are equal if they make the same change.
func TestMapPatchEqual(t *testing.T) {
	different := []mapPatch{
		{}, acs.NullMap[string](), acs.MergeMap[string](nil), acs.MergeMap(map[string]string{"a": ""}), acs.MergeMap(map[string]string{"a": "1"}),
		mapPatch{}.Remove("a"), mapPatch{}.Remove("b"),
	}
	for i, p := range different {
		for j, other := range different {
			if p.Equal(other) != (i == j) {
				t.Errorf("%+v equals %+v: %v", p, other, i != j)
			}
		}
	}
	if p := acs.MergeMap(map[string]string{"a": "1"}).Remove("a"); !p.Equal(mapPatch{}.Remove("a")) {
		t.Errorf("got %+v", p)
	}
}

// An optional object is omitted only if the map patch in it is zero.
func TestMapPatchInOptional(t *testing.T) {
	tests := map[string]struct {
		patch mapPatch
		want  string
	}{
		"zero":   {mapPatch{}, `{}`},
		"empty":  {acs.MergeMap[string](nil), `{"thread":{"metadata":{}}}`},
		"remove": {mapPatch{}.Remove("a"), `{"thread":{"metadata":{"a":null}}}`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := wire.Marshal(func(e *wire.Encoder) {
				e.BeginObject()
				wire.Optional(e, "thread", &tc.patch, func(p *mapPatch, e *wire.Encoder) {
					e.BeginObject()
					p.Encode(e, "metadata", wire.EncodeString)
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

// A value of another type is an error at its place, as is a map of another type.
func TestDecodeMapPatchErrors(t *testing.T) {
	for object, want := range map[string]string{
		`{"metadata":{"a":null,"b":4}}`: "/metadata/b: want a string, got a number",
		`{"metadata":[]}`:               "/metadata: want an object, got an array",
	} {
		_, err := decodeMapPatch(object)
		wantError(t, err, want)
	}
}
