package diag

// DidYouMean returns the hint for a misspelling, "did you mean NAME?", or ""
// if no name is near.
func DidYouMean(wrong string, names []string) string {
	if name := Nearest(wrong, names); name != "" {
		return "did you mean " + name + "?"
	}
	return ""
}

// Nearest returns the name that a misspelled one most likely means, or "" if
// none is so near that at most a third of it differs.
func Nearest(wrong string, names []string) string {
	// Nobody types a hundred bytes by hand, and comparing them takes long.
	if len(wrong) > 100 {
		return ""
	}
	best, bestCost := "", len(wrong)/3+1
	for _, name := range names {
		if cost := edits(wrong, name, bestCost); cost < bestCost {
			best, bestCost = name, cost
		}
	}
	return best
}

// edits returns how many bytes have to be added, removed or changed to make b
// of a, or limit if that takes limit edits or more.
func edits(a, b string, limit int) int {
	if max(len(a), len(b))-min(len(a), len(b)) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return min(row[len(b)], limit)
}
