package goapi

import (
	"go/types"
	"strings"
)

// shapeOf returns the type of a symbol without the names of declared types, so that it
// stays the same if they are renamed. It is "" if the package has no such symbol.
func shapeOf(pkg *types.Package, symbol string) string {
	owner, member, isMember := strings.Cut(symbol, ".")
	object := pkg.Scope().Lookup(owner)
	if object == nil {
		return ""
	}
	if isMember {
		if object, _, _ = types.LookupFieldOrMethod(object.Type(), true, pkg, member); object == nil {
			return ""
		}
	}
	if _, isType := object.(*types.TypeName); isType {
		return "type " + kindOf(object.Type().Underlying())
	}
	return typeShape(object.Type())
}

// typeShape returns a type without the names of declared types.
func typeShape(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return t.Name()
	case *types.Named:
		if t.TypeArgs().Len() > 0 { // chatgen names generic types, not a document
			return t.Obj().Name()
		}
		return "named " + kindOf(t.Underlying())
	case *types.Pointer:
		return "*" + typeShape(t.Elem())
	case *types.Slice:
		return "[]" + typeShape(t.Elem())
	case *types.Map:
		return "map[" + typeShape(t.Key()) + "]" + typeShape(t.Elem())
	default:
		return kindOf(t)
	}
}

// kindOf returns the kind of an underlying type.
func kindOf(t types.Type) string {
	switch t := t.(type) {
	case *types.Struct:
		return "struct"
	case *types.Interface:
		return "interface"
	case *types.Signature: // a method that moves to another client loses parameters, but returns the same
		return "func" + resultsShape(t.Results())
	case *types.Basic:
		return t.Name()
	case *types.Pointer, *types.Slice, *types.Map:
		return typeShape(t)
	}
	return "other"
}

// resultsShape returns the types of the results of a function.
func resultsShape(results *types.Tuple) string {
	var text strings.Builder
	for result := range results.Variables() {
		text.WriteString(" " + typeShape(result.Type()))
	}
	return text.String()
}
