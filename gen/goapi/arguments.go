package goapi

import (
	"fmt"
	"go/token"
	"go/types"
	"strconv"
)

// expose lets apidiff see the type arguments of generic types of other packages.
// It compares such types by name alone, so that acs.Patch[string] and
// acs.Patch[int] are the same to it. For each one in an exported declaration both
// packages get a variable whose type holds the arguments. expose returns the
// change that a difference between two such variables stands for.
func expose(before, after *types.Package) map[string]Change {
	stands := map[string]Change{}
	others := map[string]types.Type{}
	for _, m := range members(after) {
		others[m.symbol] = m.typ
	}
	for _, m := range members(before) {
		o, n := generics(before, m.typ), generics(after, others[m.symbol])
		for i := range min(len(o), len(n)) { // if they do not pair up, apidiff sees why
			name := m.symbol + "#" + strconv.Itoa(i) // nothing else is called so
			declare(before, name, o[i])
			declare(after, name, n[i])
			stands[name] = Change{Symbol: m.symbol, Message: fmt.Sprintf("changed from %s to %s",
				types.TypeString(o[i], types.RelativeTo(before)), types.TypeString(n[i], types.RelativeTo(after)))}
		}
	}
	return stands
}

// declare adds a variable whose type holds the type arguments of another type.
func declare(pkg *types.Package, name string, generic *types.Named) {
	var fields []*types.Var
	for arg := range generic.TypeArgs().Types() {
		fields = append(fields, types.NewField(token.NoPos, pkg, "_", arg, false))
	}
	pkg.Scope().Insert(types.NewVar(token.NoPos, pkg, name, types.NewStruct(fields, nil)))
}

// member is an exported function, variable, alias, method or field, or what a
// type of another kind is made of.
type member struct {
	symbol string
	typ    types.Type
}

func members(pkg *types.Package) []member {
	var list []member
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		if !obj.Exported() {
			continue
		}
		if named, ok := obj.Type().(*types.Named); ok && named.Obj() == obj {
			list = append(list, inside(named)...)
		} else {
			list = append(list, member{name, obj.Type()})
		}
	}
	return list
}

// inside returns the members of a declared type.
func inside(named *types.Named) []member {
	var list []member
	add := func(obj types.Object) {
		if obj.Exported() {
			list = append(list, member{named.Obj().Name() + "." + obj.Name(), obj.Type()})
		}
	}
	for m := range named.Methods() {
		add(m)
	}
	switch underlying := named.Underlying().(type) {
	case *types.Struct:
		for f := range underlying.Fields() {
			add(f)
		}
	case *types.Interface:
		for m := range underlying.Methods() {
			add(m)
		}
	default:
		list = append(list, member{named.Obj().Name(), underlying})
	}
	return list
}

// generics returns the generic types of other packages that a type mentions,
// with their type arguments, in the order in which it has them.
func generics(pkg *types.Package, t types.Type) []*types.Named {
	var found []*types.Named
	var walk func(types.Type)
	walk = func(t types.Type) {
		switch t := types.Unalias(t).(type) {
		case *types.Named:
			if t.TypeArgs().Len() > 0 && t.Obj().Pkg() != pkg {
				found = append(found, t)
			}
			for arg := range t.TypeArgs().Types() {
				walk(arg)
			}
		case *types.Signature:
			walk(t.Params())
			walk(t.Results())
		case *types.Tuple:
			for v := range t.Variables() {
				walk(v.Type())
			}
		case *types.Struct:
			for f := range t.Fields() {
				walk(f.Type())
			}
		case *types.Interface:
			for m := range t.Methods() {
				walk(m.Type())
			}
		case *types.Map:
			walk(t.Key())
			walk(t.Elem())
		case interface{ Elem() types.Type }: // array, slice, pointer, channel
			walk(t.Elem())
		}
	}
	walk(t)
	return found
}
