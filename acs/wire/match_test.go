package wire_test

import (
	"reflect"
	"testing"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// Each failure is paired once, in the order of the request. Failures that match no
// item come last.
func TestMatch(t *testing.T) {
	type failure struct{ Target, Code string }
	type pair struct{ Item, Failure string }
	tests := map[string]struct {
		items    []string
		failures []failure
		want     []pair
	}{
		"none":                       {[]string{"a", "b"}, nil, nil},
		"no items and failures":      {nil, nil, nil},
		"request order":              {[]string{"a", "b", "c"}, []failure{{"c", "1"}, {"a", "2"}}, []pair{{"a", "2"}, {"c", "1"}}},
		"two failures for an item":   {[]string{"a", "b"}, []failure{{"b", "1"}, {"a", "2"}, {"b", "3"}}, []pair{{"a", "2"}, {"b", "1"}, {"b", "3"}}},
		"duplicate item":             {[]string{"a", "a"}, []failure{{"a", "1"}}, []pair{{"a", "1"}}},
		"duplicate item and failure": {[]string{"a", "a"}, []failure{{"a", "1"}, {"a", "2"}}, []pair{{"a", "1"}, {"a", "2"}}},
		"unmatched":                  {[]string{"a"}, []failure{{"x", "1"}, {"a", "2"}, {"", "3"}, {"x", "4"}}, []pair{{"a", "2"}, {"", "1"}, {"", "3"}, {"", "4"}}},
		"no items":                   {nil, []failure{{"x", "1"}}, []pair{{"", "1"}}},
		"case-sensitive":             {[]string{"A"}, []failure{{"a", "1"}}, []pair{{"", "1"}}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := wire.FailureMatcher[string, failure, pair]{
				Key:    func(item *string) string { return *item },
				Target: func(f *failure) string { return f.Target },
				New: func(item *string, f *failure) pair {
					if item == nil {
						item = new(string)
					}
					return pair{*item, f.Code}
				},
			}.Match(tc.items, tc.failures)
			if !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

// The results with the status of an error are failures.
func TestRejectedItems(t *testing.T) {
	got := wire.RejectedItems([]int32{202, 399, 400, 200, 503}, func(status *int32) (int32, string) { return *status, wire.Int(*status) })
	if want := []string{"400", "503"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// New gets pointers to the caller's slices, not to copies.
func TestMatchPointers(t *testing.T) {
	items, failures := []string{"a", "b"}, []string{"x", "b"}
	self := func(s *string) string { return *s }
	newError := func(item, failure *string) error {
		if item != nil && item != &items[1] || failure != &failures[0] && failure != &failures[1] {
			t.Errorf("got copies of %s and %s", *item, *failure)
		}
		return nil
	}
	wire.FailureMatcher[string, string, error]{Key: self, Target: self, New: newError}.Match(items, failures)
}

// Without failures, Key is not called, because the call may have been rejected for
// invalid items.
func TestMatchNothing(t *testing.T) {
	key := func(item *string) string { t.Errorf("key was called for %s", *item); return "" }
	if errs := (wire.FailureMatcher[string, int, error]{Key: key}).Match([]string{"a"}, nil); errs != nil {
		t.Errorf("got %v, want nil", errs)
	}
}
