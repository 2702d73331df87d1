package fault

import "strings"

// suggest returns the accepted name that resembles a misspelled one, or else all
// accepted names.
func suggest(name string, accepted []string) string {
	if near := nearest(name, accepted); near != "" {
		return "did you mean " + near + "?"
	}
	return "want " + oneOf(accepted)
}

// oneOf returns a list of alternatives as text.
func oneOf(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// nearest returns the candidate with the smallest edit distance to name, ignoring
// case, or "" if none is near: at most a third of the name may differ. Names of more
// than 100 bytes are not compared, because that is slow.
func nearest(name string, candidates []string) string {
	if len(name) > 100 {
		return ""
	}
	best, limit := "", len(name)/3+1
	for _, candidate := range candidates {
		if d := distance(strings.ToLower(name), strings.ToLower(candidate)); d < limit {
			best, limit = candidate, d
		}
	}
	return best
}

// distance returns the Levenshtein distance between two strings, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
