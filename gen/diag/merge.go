package diag

import "errors"

// Merge returns one error for all of errs, or nil if all are nil. Diagnostics come first,
// in their order and without duplicates, because several packages may share a document.
func Merge(errs []error) error {
	var problems Errors
	var others []error
	known := map[Diagnostic]bool{}
	for _, err := range errs {
		var found Errors
		switch {
		case errors.As(err, &found):
			for _, d := range found {
				if !known[d] {
					known[d] = true
					problems = append(problems, d)
				}
			}
		case err != nil:
			others = append(others, err)
		}
	}
	if len(problems) > 0 {
		others = append([]error{problems}, others...)
	}
	return errors.Join(others...)
}
