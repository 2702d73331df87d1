package servicetest

import (
	"fmt"
	"reflect"
	"testing"
	"time"
)

type pet struct {
	Name  string
	Owner *pet
	Tags  map[string]string
	Food  []string
	Any   any
	born  time.Time
}

// A difference is shown with its place.
func TestDifference(t *testing.T) {
	born := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		got, want any
		text      string
	}{
		{pet{Name: "a"}, pet{Name: "b"}, ".Name: a, b"},
		{&pet{Owner: &pet{Name: "a"}}, &pet{Owner: &pet{Name: "b"}}, ".Owner.Name: a, b"},
		{pet{Owner: &pet{}}, pet{Owner: &pet{Owner: &pet{}}}, ".Owner.Owner: <nil>, "},
		{pet{Tags: map[string]string{"x": "1", "y": "2"}}, pet{Tags: map[string]string{"x": "1", "y": "3"}}, `.Tags["y"]: 2, 3`},
		{pet{Tags: map[string]string{"x": "1"}}, pet{Tags: map[string]string{"y": "1"}}, `.Tags["x"]: 1, `},
		{pet{Food: []string{"a", "b"}}, pet{Food: []string{"a", "c"}}, ".Food[1]: b, c"},
		{pet{Food: []string{"a"}}, pet{Food: []string{"a", "c"}}, ".Food: [a], [a c]"},
		{pet{Food: []string{}}, pet{}, ".Food: [], []"},
		{pet{Any: 1}, pet{Any: "1"}, ".Any: 1, 1"},
		{pet{born: born}, pet{born: born.Add(time.Second)}, ".born.ext: 63902908800, 63902908801"},
		{1, 2, ": 1, 2"},
	} {
		place, got, want := difference(reflect.ValueOf(c.got), reflect.ValueOf(c.want))
		text := fmt.Sprintf("%s: %v, ", place, got)
		if want.IsValid() && want.Kind() != reflect.Pointer {
			text += fmt.Sprint(want)
		}
		if text != c.text {
			t.Errorf("got  %s\nwant %s", text, c.text)
		}
	}
}
