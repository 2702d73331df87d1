package goapi

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/exp/apidiff"
)

// compare compares each folder of two checked sides.
func compareSides(before, after *side) []SymbolChange {
	folders := append(before.folders(), after.folders()...)
	slices.Sort(folders)
	var changes []SymbolChange
	for _, name := range slices.Compact(folders) {
		o, n := before.packageIn(name), after.packageIn(name)
		switch {
		case o == nil:
			changes = append(changes, SymbolChange{Symbol: name, Message: "package added", Compatible: true})
		case n == nil:
			changes = append(changes, SymbolChange{Symbol: name, Message: "package removed"})
		default:
			changes = append(changes, comparePackages(name, o, n)...)
		}
	}
	slices.SortFunc(changes, func(a, b SymbolChange) int {
		return cmp.Or(strings.Compare(a.Symbol, b.Symbol), strings.Compare(a.Message, b.Message))
	})
	return changes
}

// comparePackages compares the packages in a folder of the two sides.
func comparePackages(folder string, before, after *types.Package) []SymbolChange {
	short := shortener(before, after)
	var changes []SymbolChange
	for _, c := range apidiff.Changes(clonePackages(before, after)).Changes {
		subject, message, _ := strings.Cut(c.Message, ": ")
		if !strings.HasPrefix(message, "value changed ") { // values may look like types, but must not be shortened
			message = short.Replace(message)
		}
		change := newChange(short.Replace(subject), message, c.Compatible)
		change.Old, change.New = declarationOf(before, change.Symbol, short), declarationOf(after, change.Symbol, short)
		if change.Message != "added" || !hasMember(before, change.Symbol) {
			changes = append(changes, change)
		}
	}
	changes = append(changes, reorderedArguments(before, after, changes)...)
	if folder != "." {
		for i := range changes {
			changes[i].Symbol = folder + "." + changes[i].Symbol
		}
	}
	return changes
}

// hasMember reports whether a type of the package has a field or method. apidiff
// reports promoted fields of another type as added to the embedded type.
func hasMember(pkg *types.Package, symbol string) bool {
	owner, name, _ := strings.Cut(symbol, ".")
	object := pkg.Scope().Lookup(owner)
	if object == nil || name == "" {
		return false
	}
	found, _, _ := types.LookupFieldOrMethod(object.Type(), true, pkg, name)
	return found != nil
}

// newChange returns a change for a subject of apidiff, converted to a name for go
// doc: "(*List[T]).Push" to "List.Push".
func newChange(subject, message string, compatible bool) SymbolChange {
	if open, end := strings.IndexByte(subject, '['), strings.LastIndexByte(subject, ']'); open >= 0 {
		subject = subject[:open] + subject[end+1:]
	}
	subject, part, _ := strings.Cut(subject, ", ")
	subject = strings.NewReplacer("(*", "", ")", "").Replace(subject)
	if outer, ok := strings.CutPrefix(part, "method set of "); ok { // subject is a method of the embedded type
		subject = strings.TrimPrefix(outer, "*") + subject[strings.LastIndexByte(subject, '.'):]
	} else if part != "" { // "element type"
		message = part + " " + message
	}
	return SymbolChange{Symbol: subject, Message: message, Compatible: compatible}
}

// shortener replaces import paths in types by package names, and removes that of
// the compared packages.
func shortener(before, after *types.Package) *strings.Replacer {
	words := []string{before.Path() + ".", ""}
	pkgs := []*types.Package{before, after}
	seen := map[string]bool{}
	for i := 0; i < len(pkgs); i++ { // pkgs grows in the loop
		for _, imported := range pkgs[i].Imports() {
			if !seen[imported.Path()] {
				seen[imported.Path()] = true
				words = append(words, imported.Path()+".", imported.Name()+".")
				pkgs = append(pkgs, imported)
			}
		}
	}
	return strings.NewReplacer(words...)
}
