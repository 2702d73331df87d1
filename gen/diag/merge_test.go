package diag_test

import (
	"errors"
	"testing"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// A problem in a document that two packages share is reported once.
func TestMerge(t *testing.T) {
	if err := diag.Merge([]error{nil, nil}); err != nil {
		t.Errorf("no error: got %v", err)
	}
	var first, second diag.List
	first.Add(position(2, 1), "b", "is odd", "")
	second.Add(position(2, 1), "b", "is odd", "")
	second.Add(position(1, 1), "a", "is odd", "")
	other := errors.New("disk full")
	err := diag.Merge([]error{other, first.Err(), nil, second.Err()})
	want := "a.json:2:1: b: is odd\na.json:1:1: a: is odd\ndisk full"
	if err.Error() != want || !errors.Is(err, other) {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}
