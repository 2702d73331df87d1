package wire

// MatchFailures calls pair for each failure with the item whose key equals the
// failure's target: first in the order of the items, and then, with a nil item, for
// the failures whose target matches no item. If several items have the same key,
// the failures are paired with the first of them.
func MatchFailures[T, F any](items []T, key func(*T) string, failures []F, target func(*F) string, pair func(*T, *F)) {
	if len(failures) == 0 {
		return // the call may have failed because of invalid items, for which key may panic
	}
	byTarget := map[string][]int{}
	for i := range failures {
		name := target(&failures[i])
		byTarget[name] = append(byTarget[name], i)
	}
	matched := make([]bool, len(failures))
	for i := range items {
		for _, j := range byTarget[key(&items[i])] {
			if !matched[j] {
				matched[j] = true
				pair(&items[i], &failures[j])
			}
		}
	}
	for j := range failures {
		if !matched[j] {
			pair(nil, &failures[j])
		}
	}
}
