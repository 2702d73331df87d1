package goapi

import (
	"go/types"
	"strings"
)

// Declaration describes an exported symbol.
type Declaration struct {
	// Shape is the type without the names of declared types, so that it stays the same if
	// they are renamed: "[]string", "named struct", "type struct".
	Shape string
	// Parameters are those of a function, and Results the types that it returns.
	Parameters []Member
	Results    string
	// Members are the exported fields and methods of a declared type, except embedded fields.
	Members []Member
}

// Member is a field, method or parameter: its name and type.
type Member struct{ Name, Type string }

// declarationOf describes a symbol. The description is zero if the package does not declare
// it.
func declarationOf(pkg *types.Package, symbol string, short *strings.Replacer) Declaration {
	owner, member, isMember := strings.Cut(symbol, ".")
	object := pkg.Scope().Lookup(owner)
	if object == nil {
		return Declaration{}
	}
	if isMember {
		if object, _, _ = types.LookupFieldOrMethod(object.Type(), true, pkg, member); object == nil {
			return Declaration{}
		}
	}
	if _, isType := object.(*types.TypeName); isType {
		d := Declaration{Shape: "type " + kindOf(object.Type().Underlying())}
		if named, ok := object.Type().(*types.Named); ok {
			d.Members = exportedMembers(named, short)
		}
		return d
	}
	d := Declaration{Shape: typeShape(object.Type())}
	if signature, ok := object.Type().(*types.Signature); ok {
		for p := range signature.Params().Variables() {
			d.Parameters = append(d.Parameters, Member{p.Name(), short.Replace(p.Type().String())})
		}
		d.Results = short.Replace(resultsText(withoutNames(signature).Results()))
	}
	return d
}

// exportedMembers describes the exported fields and methods of a declared type.
func exportedMembers(named *types.Named, short *strings.Replacer) []Member {
	var list []Member
	for _, m := range members(named) {
		typ := m.Type()
		if signature, ok := typ.(*types.Signature); ok {
			typ = withoutNames(signature)
		}
		if field, ok := m.(*types.Var); m.Exported() && (!ok || !field.Embedded()) {
			list = append(list, Member{m.Name(), short.Replace(typ.String())})
		}
	}
	return list
}

// withoutNames returns a signature without the names of parameters, results and receiver.
func withoutNames(s *types.Signature) *types.Signature {
	tuple := func(t *types.Tuple) *types.Tuple {
		var vars []*types.Var
		for v := range t.Variables() {
			vars = append(vars, types.NewParam(v.Pos(), v.Pkg(), "", v.Type()))
		}
		return types.NewTuple(vars...)
	}
	return types.NewSignatureType(nil, nil, nil, tuple(s.Params()), tuple(s.Results()), s.Variadic())
}

// resultsText returns the types of the results of a function as they are declared: in
// parentheses if there are several.
func resultsText(results *types.Tuple) string {
	if results.Len() == 1 {
		return results.At(0).Type().String()
	}
	return results.String()
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
