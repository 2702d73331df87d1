package servicetest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// difference returns the place of the first difference of two values, and what is there. If
// there is none that it can see, it returns the values.
func difference(got, want reflect.Value) (place string, g, w reflect.Value) {
	if got.Kind() != want.Kind() || !got.IsValid() || got.Type() != want.Type() {
		return "", got, want
	}
	for _, p := range parts(got, want) {
		if place, g, w := difference(p.got, p.want); isDifferent(g, w) {
			return p.name + place, g, w
		}
	}
	return "", got, want
}

// part is a part of two values.
type part struct {
	name      string
	got, want reflect.Value
}

// parts returns the parts of two values of one type that both have, or none if one of them
// has more.
func parts(got, want reflect.Value) (all []part) {
	switch got.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !got.IsNil() && !want.IsNil() {
			all = append(all, part{"", got.Elem(), want.Elem()})
		}
	case reflect.Struct:
		for i := range got.NumField() {
			all = append(all, part{"." + got.Type().Field(i).Name, got.Field(i), want.Field(i)})
		}
	case reflect.Slice, reflect.Array:
		for i := 0; got.Len() == want.Len() && i < got.Len(); i++ {
			all = append(all, part{fmt.Sprintf("[%d]", i), got.Index(i), want.Index(i)})
		}
	case reflect.Map:
		for _, key := range got.MapKeys() {
			all = append(all, part{fmt.Sprintf("[%q]", fmt.Sprint(key)), got.MapIndex(key), want.MapIndex(key)})
		}
		slices.SortFunc(all, func(a, b part) int { return strings.Compare(a.name, b.name) })
	}
	return all
}

// isDifferent reports whether two values without parts differ.
func isDifferent(got, want reflect.Value) bool {
	if got.Kind() != want.Kind() || !got.IsValid() || got.Type() != want.Type() {
		return got.IsValid() || want.IsValid()
	}
	switch got.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Func, reflect.Chan:
		return got.IsNil() != want.IsNil()
	case reflect.Slice, reflect.Map:
		return got.Len() != want.Len() || got.IsNil() != want.IsNil()
	case reflect.Struct, reflect.Array:
		return false
	}
	return fmt.Sprint(got) != fmt.Sprint(want)
}
