package serve

// ParseAll parses each of texts and returns the values, or nil if texts is empty.
func ParseAll[T any](texts []string, parse func(text string) T) []T {
	var values []T
	for _, text := range texts {
		values = append(values, parse(text))
	}
	return values
}
