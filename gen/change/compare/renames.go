package compare

import "github.com/chatgen-go/chatgen/gen/contract"

// Rename is a new name of an element.
type Rename struct {
	Kind     contract.Kind // operation, definition, parameter or property
	Owner    string        // its new owner's full name, "" for operations and definitions
	Old, New string
}

// Renames returns the elements that have a new name and are otherwise the same or
// similar: an operation has the same method and path, a definition similar parts, and a
// parameter or property the same type.
func Renames(old, next *contract.Contract) []Rename {
	pairs, _ := match(old, next)
	var all []Rename
	for _, p := range pairs {
		if p.old == nil || p.new == nil || p.old.Name == p.new.Name {
			continue
		}
		switch p.new.Kind {
		case contract.Operation, contract.Definition, contract.Parameter, contract.Property:
			all = append(all, Rename{p.new.Kind, p.new.Owner, p.old.Name, p.new.Name})
		}
	}
	return all
}
