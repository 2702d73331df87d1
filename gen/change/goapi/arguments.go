package goapi

import (
	"go/types"
	"slices"
	"strings"
)

// reorderedArguments finds functions whose parameters of the same type were
// reordered. Calls still compile but pass the wrong values, and apidiff ignores
// parameter names. Symbols with known changes are skipped.
func reorderedArguments(before, after *types.Package, known []SymbolChange) []SymbolChange {
	changed := map[string]bool{}
	for _, c := range known {
		changed[c.Symbol] = true
	}
	next := map[string]*types.Signature{}
	for _, f := range functions(after) {
		next[f.symbol] = f.signature
	}
	var changes []SymbolChange
	for _, f := range functions(before) {
		if next[f.symbol] == nil || changed[f.symbol] {
			continue
		}
		if from, to := movedParams(f.signature.Params(), next[f.symbol].Params()); from != nil {
			message := "arguments reordered from (" + strings.Join(from, ", ") + ") to (" + strings.Join(to, ", ") + ")"
			changes = append(changes, SymbolChange{Symbol: f.symbol, Message: message})
		}
	}
	return changes
}

// movedParams returns the names of parameters that have swapped positions with
// others of their type. The types are the same on both sides, because other
// changes are known. Names that only one side has are renames, not moves.
func movedParams(before, after *types.Tuple) (from, to []string) {
	if before.Len() != after.Len() {
		return nil, nil
	}
	for i := range before.Len() {
		indexes := sameTypeIndexes(before, i)
		if indexes[0] < i { // already compared
			continue
		}
		o, n := paramNames(before, indexes), paramNames(after, indexes)
		o, n = intersect(o, n), intersect(n, o)
		for j := range o {
			if o[j] != n[j] {
				from, to = append(from, o[j]), append(to, n[j])
			}
		}
	}
	return from, to
}

// sameTypeIndexes returns the indexes of all parameters with the type of
// parameter i.
func sameTypeIndexes(params *types.Tuple, i int) []int {
	var indexes []int
	for j := range params.Len() {
		if types.Identical(params.At(i).Type(), params.At(j).Type()) {
			indexes = append(indexes, j)
		}
	}
	return indexes
}

// paramNames returns the names of the parameters at indexes, except empty ones.
func paramNames(params *types.Tuple, indexes []int) []string {
	var list []string
	for _, i := range indexes {
		if name := params.At(i).Name(); name != "" && name != "_" {
			list = append(list, name)
		}
	}
	return list
}

// intersect returns the elements of list that others also contains.
func intersect(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(name string) bool { return !slices.Contains(others, name) })
}

// function is an exported function or method, or a variable, field or type whose
// type is a function.
type function struct {
	symbol    string
	signature *types.Signature
}

func functions(pkg *types.Package) []function {
	var list []function
	add := func(owner string, obj types.Object, typ types.Type) {
		if signature, ok := types.Unalias(typ).(*types.Signature); ok && obj.Exported() {
			list = append(list, function{owner + obj.Name(), signature})
		}
	}
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		named, ok := obj.Type().(*types.Named)
		if !ok || named.Obj() != obj {
			add("", obj, obj.Type())
			continue
		}
		if !obj.Exported() {
			continue
		}
		add("", obj, named.Underlying())
		for _, m := range members(named) {
			add(name+".", m, m.Type())
		}
	}
	return list
}

// members returns the methods and fields of a declared type.
func members(named *types.Named) []types.Object {
	var list []types.Object
	for m := range named.Methods() {
		list = append(list, m)
	}
	switch underlying := named.Underlying().(type) {
	case *types.Struct:
		for f := range underlying.Fields() {
			list = append(list, f)
		}
	case *types.Interface:
		for m := range underlying.Methods() {
			list = append(list, m)
		}
	}
	return list
}
