package acs_test

import (
	"reflect"
	"testing"
	"unsafe"

	"github.com/chatgen-go/chatgen/acs"
)

// NoCompare adds nothing to the size of a struct, and deep comparisons ignore it.
func TestNoCompare(t *testing.T) {
	t.Parallel()
	type withoutNoCompare struct{ ID string }
	type withNoCompare struct {
		_ acs.NoCompare

		ID string
	}
	if got, want := unsafe.Sizeof(withNoCompare{}), unsafe.Sizeof(withoutNoCompare{}); got != want {
		t.Errorf("size is %d, want %d", got, want)
	}
	if reflect.TypeFor[withNoCompare]().Comparable() {
		t.Error("the struct is comparable")
	}
	if !reflect.DeepEqual(withNoCompare{ID: "a"}, withNoCompare{ID: "a"}) || reflect.DeepEqual(withNoCompare{ID: "a"}, withNoCompare{ID: "b"}) {
		t.Error("reflect.DeepEqual does not compare the other fields")
	}
}
