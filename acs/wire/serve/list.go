package serve

// ParseAll reads the items of a list. A list without items is nil.
func ParseAll[T any](texts []string, read func(text string) T) []T {
	var values []T
	for _, text := range texts {
		values = append(values, read(text))
	}
	return values
}
