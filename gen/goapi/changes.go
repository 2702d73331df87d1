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
	arguments := expose(before, after)
	short := shortener(before, after)
	var changes, inside []Change
	for _, c := range apidiff.Changes(before, after).Changes {
		subject, message, _ := strings.Cut(c.Message, ": ")
		if c, ok := arguments[subject]; ok {
			inside = append(inside, Change{Symbol: c.Symbol, Message: short.Replace(c.Message)})
			continue
		}
		if !strings.HasPrefix(message, "value changed ") { // a value is no type, whatever it looks like
			message = short.Replace(message)
		}
		changes = append(changes, named(short.Replace(subject), message, c.Compatible))
	}
	changes = withoutMembers(merge(changes, inside))
	if folder != "." {
		for i := range changes {
			changes[i].Symbol = folder + "." + changes[i].Symbol
		}
	}
	return changes
}

// merge adds changes inside of types, unless more is known about the symbol.
func merge(changes, inside []Change) []Change {
	for _, c := range inside {
		if !slices.ContainsFunc(changes, func(known Change) bool { return known.Symbol == c.Symbol && !known.Compatible }) {
			changes = append(changes, c)
		}
	}
	return changes
}

// withoutMembers drops changes of the members of a type that is removed. apidiff
// tells them where it takes a type of another name for the same one.
func withoutMembers(changes []Change) []Change {
	removed := map[string]bool{}
	for _, c := range changes {
		removed[c.Symbol] = removed[c.Symbol] || c.Message == "removed"
	}
	return slices.DeleteFunc(changes, func(c Change) bool {
		owner, _, member := strings.Cut(c.Symbol, ".")
		return member && removed[owner]
	})
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

// shortener replaces the paths of packages by their names in the text of types.
func shortener(pkgs ...*types.Package) *strings.Replacer {
	var words []string
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
