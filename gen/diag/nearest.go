package diag

// DidYouMean returns the hint "did you mean NAME?" for a misspelled name, or ""
// if none of names is similar.
func DidYouMean(wrong string, names []string) string {
	if name := Nearest(wrong, names); name != "" {
		return "did you mean " + name + "?"
	}
	return ""
}

// Nearest returns the one of names that is most similar to a misspelled name. It
// returns "" if all of them differ from it in more than a third of its bytes.
func Nearest(wrong string, names []string) string {
	// Names of more than 100 bytes are hardly typed by hand, and comparing them
	// is slow.
	if len(wrong) > 100 {
		return ""
	}
	best, bestCost := "", len(wrong)/3+1
	for _, name := range names {
		if cost := editDistance(wrong, name, bestCost); cost < bestCost {
			best, bestCost = name, cost
		}
	}
	return best
}

// editDistance returns the number of bytes that have to be inserted, removed, replaced or
// swapped with their neighbor to turn a into b, or limit if it is limit or more.
func editDistance(a, b string, limit int) int {
	if max(len(a), len(b))-min(len(a), len(b)) >= limit {
		return limit
	}
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := range len(a) {
		before, above, row := rows[(i+2)%3], rows[i%3], rows[(i+1)%3]
		row[0] = i + 1
		for j := range len(b) {
			cost := above[j]
			if a[i] != b[j] {
				cost++
			}
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				cost = min(cost, before[j-1]+1)
			}
			row[j+1] = min(cost, row[j]+1, above[j+1]+1)
		}
	}
	return min(rows[len(a)%3][len(b)], limit)
}
