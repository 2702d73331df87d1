package goapi

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/exp/apidiff"
)

// compare compares each folder of two checked sides.
func compare(before, after *side) []Change {
	folders := append(before.folders(), after.folders()...)
	slices.Sort(folders)
	var changes []Change
	for _, name := range slices.Compact(folders) {
		o, n := before.folder(name), after.folder(name)
		switch {
		case o == nil:
			changes = append(changes, Change{Symbol: name, Message: "package added", Compatible: true})
		case n == nil:
			changes = append(changes, Change{Symbol: name, Message: "package removed"})
		default:
			changes = append(changes, packages(name, o, n)...)
		}
	}
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(strings.Compare(a.Symbol, b.Symbol), strings.Compare(a.Message, b.Message))
	})
	return changes
}

// packages compares the packages in a folder of the two sides.
func packages(folder string, before, after *types.Package) []Change {
	short := shortener(before, after)
	var changes []Change
	for _, c := range apidiff.Changes(spell(before, after)).Changes {
		subject, message, _ := strings.Cut(c.Message, ": ")
		if !strings.HasPrefix(message, "value changed ") { // a value is no type, whatever it looks like
			message = short.Replace(message)
		}
		change := named(short.Replace(subject), message, c.Compatible)
		if change.Message != "added" || !member(before, change.Symbol) {
			changes = append(changes, change)
		}
	}
	changes = append(changes, arguments(before, after, changes)...)
	if folder != "." {
		for i := range changes {
			changes[i].Symbol = folder + "." + changes[i].Symbol
		}
	}
	return changes
}

// member says whether a type of the package has that field or method. apidiff
// tells as added to a type what another one has now because it embeds that type.
func member(pkg *types.Package, symbol string) bool {
	owner, name, _ := strings.Cut(symbol, ".")
	object := pkg.Scope().Lookup(owner)
	if object == nil || name == "" {
		return false
	}
	found, _, _ := types.LookupFieldOrMethod(object.Type(), true, pkg, name)
	return found != nil
}

// named returns a change with what apidiff calls its subject turned into what
// go doc takes: "(*List[T]).Push" into "List.Push".
func named(subject, message string, compatible bool) Change {
	if open, end := strings.IndexByte(subject, '['), strings.LastIndexByte(subject, ']'); open >= 0 {
		subject = subject[:open] + subject[end+1:]
	}
	subject, part, _ := strings.Cut(subject, ", ")
	subject = strings.NewReplacer("(*", "", ")", "").Replace(subject)
	if outer, ok := strings.CutPrefix(part, "method set of "); ok { // subject is the embedded type's method
		subject = strings.TrimPrefix(outer, "*") + subject[strings.LastIndexByte(subject, '.'):]
	} else if part != "" { // "element type"
		message = part + " " + message
	}
	return Change{Symbol: subject, Message: message, Compatible: compatible}
}

// shortener replaces the paths of packages by their names in the text of types,
// and leaves out that of the packages that are compared.
func shortener(before, after *types.Package) *strings.Replacer {
	words := []string{before.Path() + ".", ""}
	pkgs := []*types.Package{before, after}
	seen := map[string]bool{}
	for i := 0; i < len(pkgs); i++ { // grows on the way
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
