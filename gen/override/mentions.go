package override

import (
	"bytes"
	"slices"
)

// Mentions returns the function that reports whether the entries of files may refer to a
// definition: whether its name occurs in one of them, or could, written with an escape.
func Mentions(files []File) func(definition string) bool {
	return func(definition string) bool {
		return slices.ContainsFunc(files, func(f File) bool {
			return bytes.Contains(f.Data, []byte(definition)) || bytes.IndexByte(f.Data, '\\') >= 0
		})
	}
}
