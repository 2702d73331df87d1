package goapi

import (
	"go/types"
	"slices"
	"strings"
)

// arguments tells where parameters of the same type have changed places: calls
// still compile, and pass the wrong values. To apidiff names do not matter. A
// symbol that is known to have changed is left out.
func arguments(before, after *types.Package, known []Change) []Change {
	changed := map[string]bool{}
	for _, c := range known {
		changed[c.Symbol] = true
	}
	next := map[string]*types.Signature{}
	for _, f := range functions(after) {
		next[f.symbol] = f.signature
	}
	var changes []Change
	for _, f := range functions(before) {
		if next[f.symbol] == nil || changed[f.symbol] {
			continue
		}
		if from, to := moved(f.signature.Params(), next[f.symbol].Params()); from != nil {
			message := "arguments in another order: from (" + strings.Join(from, ", ") + ") to (" + strings.Join(to, ", ") + ")"
			changes = append(changes, Change{Symbol: f.symbol, Message: message})
		}
	}
	return changes
}

// moved returns the names of parameters that have changed places with others of
// their type. The types are those of before; they are the same in after, or else
// the change is known. A parameter that only one side has is a new name for one
// of the other's.
func moved(before, after *types.Tuple) (from, to []string) {
	if before.Len() != after.Len() {
		return nil, nil
	}
	for i := range before.Len() {
		places := alike(before, i)
		if places[0] < i { // these have had their turn
			continue
		}
		o, n := names(before, places), names(after, places)
		o, n = common(o, n), common(n, o)
		for j := range o {
			if o[j] != n[j] {
				from, to = append(from, o[j]), append(to, n[j])
			}
		}
	}
	return from, to
}

// alike returns the places of all parameters of one's type.
func alike(params *types.Tuple, i int) []int {
	var places []int
	for j := range params.Len() {
		if types.Identical(params.At(i).Type(), params.At(j).Type()) {
			places = append(places, j)
		}
	}
	return places
}

// names returns the names of the parameters that have one.
func names(params *types.Tuple, places []int) []string {
	var list []string
	for _, i := range places {
		if name := params.At(i).Name(); name != "" && name != "_" {
			list = append(list, name)
		}
	}
	return list
}

// common returns those of the names that others has, too.
func common(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(name string) bool { return !slices.Contains(others, name) })
}

// function is an exported function, a method, or a variable, field or type that
// holds functions.
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
