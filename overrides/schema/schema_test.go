package schema_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"testing"

	"github.com/chatgen-go/chatgen/overrides/schema"
)

// Every schema is embedded, and is JSON.
func TestKinds(t *testing.T) {
	kinds := schema.Kinds()
	for _, want := range []string{"auth", "chatgen", "common", "names", "suppressions"} {
		if !slices.Contains(kinds, want) {
			t.Errorf("%q lacks %s", kinds, want)
		}
	}
	for _, kind := range kinds {
		if data, err := schema.Read(kind); err != nil || !json.Valid(data) {
			t.Errorf("%s: %v, or not JSON", kind, err)
		}
	}
	if _, err := schema.Read("nope"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v for a kind that does not exist", err)
	}
}
