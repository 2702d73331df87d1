package acs_test

import (
	"reflect"
	"testing"
	"unsafe"

	"github.com/chatgen-go/chatgen/acs"
)

// The field costs nothing but the operators, and what compares deeply ignores it.
func TestNoCompare(t *testing.T) {
	t.Parallel()
	type plain struct{ ID string }
	type marked struct {
		_ acs.NoCompare

		ID string
	}
	if got, want := unsafe.Sizeof(marked{}), unsafe.Sizeof(plain{}); got != want {
		t.Errorf("size is %d, want %d", got, want)
	}
	if reflect.TypeFor[marked]().Comparable() {
		t.Error("the struct is comparable")
	}
	if !reflect.DeepEqual(marked{ID: "a"}, marked{ID: "a"}) || reflect.DeepEqual(marked{ID: "a"}, marked{ID: "b"}) {
		t.Error("reflect.DeepEqual does not compare the other fields")
	}
}
