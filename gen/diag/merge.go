package diag

import "errors"

// Merge returns one error for all of errs, or nil if all are nil. Diagnostics
// come first, without duplicates, because several packages may share a document.
func Merge(errs []error) error {
	var problems List
	var others []error
	for _, err := range errs {
		var found Errors
		switch {
		case errors.As(err, &found):
			for _, d := range found {
				problems.Add(d.Pos, d.Subject, d.Message, d.Hint)
			}
		case err != nil:
			others = append(others, err)
		}
	}
	return errors.Join(append([]error{problems.Err()}, others...)...)
}
