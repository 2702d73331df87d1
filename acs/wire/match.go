package wire

import "net/http"

// FailureMatcher makes errors of type E for the items of type T that a service rejected
// while it accepted the others of the same request. It describes each rejection by a
// failure of type F.
type FailureMatcher[T, F, E any] struct {
	Key    func(*T) string // text by which a failure names an item
	Target func(*F) string // key of the item that a failure is for
	New    func(*T, *F) E  // returns the error; the item is nil if the failure is for none
}

// Match returns an error for each failure: first those for an item, in the order of the
// items, and then those whose target matches no item. If several items have the same
// key, the failures are matched with the first of them.
func (m FailureMatcher[T, F, E]) Match(items []T, failures []F) []E {
	if len(failures) == 0 {
		return nil // the call may have failed because of invalid items, for which Key may panic
	}
	var errs []E
	m.forEach(items, failures, func(_ int, item *T, failure *F, first bool) {
		if first {
			errs = append(errs, m.New(item, failure))
		}
	})
	return errs
}

// RejectedItems returns the failures of those results of items whose status is that of an
// error, at least 400. failure returns the status of a result, and the failure.
func RejectedItems[R, F any](results []R, failure func(*R) (status int32, detail F)) []F {
	var failures []F
	for i := range results {
		if status, detail := failure(&results[i]); status >= http.StatusBadRequest {
			failures = append(failures, detail)
		}
	}
	return failures
}

// forEach calls do for each item with each of its failures, and then, with a nil item,
// for each failure that is for none. first is false for the failures of a duplicate.
func (m FailureMatcher[T, F, E]) forEach(items []T, failures []F, do func(i int, item *T, failure *F, first bool)) {
	byTarget := map[string][]int{}
	for j := range failures {
		target := m.Target(&failures[j])
		byTarget[target] = append(byTarget[target], j)
	}
	matched := make([]bool, len(failures))
	for i := range items {
		for _, j := range byTarget[m.Key(&items[i])] {
			do(i, &items[i], &failures[j], !matched[j])
			matched[j] = true
		}
	}
	for j := range failures {
		if !matched[j] {
			do(-1, nil, &failures[j], true)
		}
	}
}
