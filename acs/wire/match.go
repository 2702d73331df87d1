package wire

// MatchFailures pairs each failure with the item that its target names, by calling
// pair: in the order of the items, and then, with a nil item, for the failures
// whose target names none.
func MatchFailures[T, F any](items []T, key func(*T) string, failures []F, target func(*F) string, pair func(*T, *F)) {
	if len(failures) == 0 {
		return // the items may be those of a call that failed: their keys are not to be asked for
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
