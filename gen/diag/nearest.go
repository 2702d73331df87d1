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

// editDistance returns the Levenshtein distance of a and b in bytes, or limit if
// the distance is limit or more.
func editDistance(a, b string, limit int) int {
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
