package acs_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/acs/wire"
)

// The Identity API represents a user as an object with an ID only.
func TestDecodeUserIdentifier(t *testing.T) {
	tests := map[string]struct{ json, want, err string }{
		"user":            {`{"id":"8:acs:r_u"}`, "8:acs:r_u", ""},
		"unknown members": {`{"new":{"id":[]},"id":"8:acs:r_u","kind":"x"}`, "8:acs:r_u", ""},
		"null":            {`null`, "before", ""},
		"empty ID":        {`{"id":""}`, "", ""},
		"ID missing":      {`{}`, "before", "/id: required"},
		"null ID":         {`{"id":null}`, "before", "/id: required, got null"},
		"numeric ID":      {`{"id":8}`, "before", "/id: want a string, got a number"},
		"raw ID":          {`"8:acs:r_u"`, "before", "want an object, got a string"},
		"empty":           {``, "before", "invalid or truncated JSON"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := acs.UserIdentifier{ID: "before"}
			err := wire.Unmarshal([]byte(tc.json), &got, acs.DecodeUserIdentifier)
			if tc.err != "" {
				wantError(t, err, tc.err)
			} else if err != nil {
				t.Error(err)
			}
			if got.ID != tc.want {
				t.Errorf("got %q, want %q", got.ID, tc.want)
			}
		})
	}
}

// An empty user is omitted if it is optional, and only then.
func TestEncodeUserIdentifier(t *testing.T) {
	tests := map[string]struct {
		id   acs.UserIdentifier
		want string
	}{
		"user": {acs.UserIdentifier{ID: "8:acs:r_u"}, `{"required":{"id":"8:acs:r_u"},"optional":{"id":"8:acs:r_u"}}`},
		"none": {acs.UserIdentifier{}, `{"required":{"id":""}}`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := wire.Marshal(func(e *wire.Encoder) {
				e.BeginObject()
				wire.Required(e, "required", &tc.id, acs.EncodeUserIdentifier)
				wire.Optional(e, "optional", &tc.id, acs.EncodeUserIdentifier)
				e.EndObject()
			})
			if err != nil || string(got) != tc.want {
				t.Errorf("got %s, %v, want %s", got, err, tc.want)
			}
		})
	}
}
