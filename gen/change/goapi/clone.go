package goapi

import (
	"go/token"
	"go/types"
	"strings"
)

// clonePackages clones the exported declarations of two packages for apidiff, so
// that it compares types by name. Otherwise apidiff matches two types with
// different names if it first finds them in the same position. It then does not
// report that position, and compares unrelated types. It also ignores the type
// arguments of generic types of other packages.
//
// In the clones, each declared type is a new type. References still point to the
// original types, of which apidiff only compares the names.
func clonePackages(before, after *types.Package) (*types.Package, *types.Package) {
	n := newCloner(after, nil)
	o := newCloner(before, n)
	for _, s := range []struct{ own, counterpart *cloner }{{o, n}, {n, o}} {
		for _, name := range s.own.original.Scope().Names() {
			if obj := s.own.original.Scope().Lookup(name); obj.Exported() {
				s.own.clone.Scope().Insert(s.own.cloneObject(obj, s.counterpart))
			}
		}
	}
	for len(o.unexported) > 0 { // grows in the loop
		name := o.unexported[0]
		o.unexported = o.unexported[1:]
		cloneUnexported(o, n, name)
	}
	return o.clone, n.clone
}

// cloneUnexported clones an unexported type that exported declarations refer to,
// under an exported name, so that apidiff compares it. If only one side has the
// type, the change shows in those declarations.
func cloneUnexported(o, n *cloner, name string) {
	before, after := o.declaredType(name), n.declaredType(name)
	if before == nil || after == nil {
		return
	}
	exported := "T#" + name // not a valid Go name, so it is unique
	o.clone.Scope().Insert(types.NewTypeName(token.NoPos, o.clone, exported, o.cloneNamed(name, before)))
	n.clone.Scope().Insert(types.NewTypeName(token.NoPos, n.clone, exported, n.cloneNamed(name, after)))
}

// cloner clones the types of one package.
type cloner struct {
	original, clone *types.Package
	newer           *cloner                 // nil on the new side
	instances       map[string]*types.Named // types that represent instantiated types, by text
	unexported      []string                // queue of unexported types to clone
	queued          map[string]bool         // types that were added to the queue
}

func newCloner(from *types.Package, newer *cloner) *cloner {
	return &cloner{
		original: from, clone: types.NewPackage(from.Path(), from.Name()), newer: newer,
		instances: map[string]*types.Named{}, queued: map[string]bool{},
	}
}

// cloneObject clones an exported object. An alias for a type of the package is
// cloned as a declared type if the other side declares a type of that name.
func (s *cloner) cloneObject(obj types.Object, other *cloner) types.Object {
	switch obj := obj.(type) {
	case *types.Const:
		return types.NewConst(obj.Pos(), s.clone, obj.Name(), s.cloneType(obj.Type()), obj.Val())
	case *types.Var:
		return types.NewVar(obj.Pos(), s.clone, obj.Name(), s.cloneType(obj.Type()))
	case *types.Func:
		return types.NewFunc(obj.Pos(), s.clone, obj.Name(), s.cloneSignature(nil, obj.Signature()))
	case *types.TypeName:
		named, ok := types.Unalias(obj.Type()).(*types.Named)
		if ok && named.Obj().Pkg() == s.original && (!obj.IsAlias() || other.declaredType(obj.Name()) != nil) {
			return s.cloneNamed(obj.Name(), named).Obj()
		}
		return types.NewTypeName(obj.Pos(), s.clone, obj.Name(), s.cloneType(obj.Type()))
	}
	panic("chatgen bug: a package declares " + obj.String())
}

// declaredType returns the type that the package declares under a name, or nil.
func (s *cloner) declaredType(name string) *types.Named {
	if obj, ok := s.original.Scope().Lookup(name).(*types.TypeName); ok && !obj.IsAlias() {
		named, _ := obj.Type().(*types.Named) // always succeeds
		return named
	}
	return nil
}

// cloneNamed clones a declared type under a name.
func (s *cloner) cloneNamed(name string, t *types.Named) *types.Named {
	named := types.NewNamed(types.NewTypeName(t.Obj().Pos(), s.clone, name, nil), nil, nil)
	var params []*types.TypeParam
	for p := range t.TypeParams().TypeParams() {
		params = append(params, types.NewTypeParam(types.NewTypeName(token.NoPos, s.clone, p.Obj().Name(), nil), p.Constraint()))
	}
	named.SetTypeParams(params)
	if i, ok := t.Underlying().(*types.Interface); ok {
		named.SetUnderlying(s.cloneInterface(types.NewVar(token.NoPos, s.clone, "", named), i))
		return named
	}
	named.SetUnderlying(s.cloneType(t.Underlying()))
	for m := range t.Methods() {
		var receiver types.Type = named
		if _, ok := m.Signature().Recv().Type().(*types.Pointer); ok {
			receiver = types.NewPointer(named)
		}
		recv := types.NewVar(token.NoPos, s.clone, "", receiver)
		named.AddMethod(types.NewFunc(m.Pos(), s.clone, m.Name(), s.cloneSignature(recv, m.Signature())))
	}
	return named
}

// cloneType clones a type. Declared types are replaced by references.
func (s *cloner) cloneType(t types.Type) types.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return s.reference(t)
	case *types.Pointer:
		return types.NewPointer(s.cloneType(t.Elem()))
	case *types.Slice:
		return types.NewSlice(s.cloneType(t.Elem()))
	case *types.Array:
		return types.NewArray(s.cloneType(t.Elem()), t.Len())
	case *types.Chan:
		return types.NewChan(t.Dir(), s.cloneType(t.Elem()))
	case *types.Map:
		return types.NewMap(s.cloneType(t.Key()), s.cloneType(t.Elem()))
	case *types.Signature:
		return s.cloneSignature(nil, t)
	case *types.Struct:
		return s.cloneStruct(t)
	case *types.Interface:
		return s.cloneInterface(nil, t)
	default: // basic, or a type parameter
		return t
	}
}

// reference returns the type that represents a declared type: the type itself,
// unless it has type arguments or became an alias.
func (s *cloner) reference(t *types.Named) types.Type {
	if name := t.Obj().Name(); t.Obj().Pkg() == s.original {
		if s.newer != nil {
			if obj, ok := s.newer.original.Scope().Lookup(name).(*types.TypeName); ok && obj.IsAlias() {
				return s.newer.cloneType(obj.Type())
			}
		}
		if !t.Obj().Exported() && !s.queued[name] {
			s.queued[name] = true
			s.unexported = append(s.unexported, name)
		}
	}
	if t.TypeArgs().Len() == 0 {
		return t
	}
	return s.instantiate(t)
}

// instantiate returns a type with the type arguments in its name. It returns the
// same type for the same name, so that methods that refer to it match those of
// interfaces.
func (s *cloner) instantiate(t *types.Named) *types.Named {
	var args []string
	for arg := range t.TypeArgs().Types() {
		args = append(args, types.TypeString(s.cloneType(arg), nil))
	}
	name := t.Obj().Name() + "[" + strings.Join(args, ", ") + "]"
	text := t.Obj().Pkg().Path() + "." + name
	if s.instances[text] == nil {
		var methods []*types.Func
		for m := range t.Methods() {
			methods = append(methods, m)
		}
		s.instances[text] = types.NewNamed(types.NewTypeName(t.Obj().Pos(), t.Obj().Pkg(), name, nil), t.Underlying(), methods)
	}
	return s.instances[text]
}

func (s *cloner) cloneSignature(recv *types.Var, t *types.Signature) *types.Signature {
	return types.NewSignatureType(recv, nil, nil, s.cloneTuple(t.Params()), s.cloneTuple(t.Results()), t.Variadic())
}

// cloneTuple clones parameters or results without names, which do not belong to
// the type of a function.
func (s *cloner) cloneTuple(t *types.Tuple) *types.Tuple {
	var vars []*types.Var
	for v := range t.Variables() {
		vars = append(vars, types.NewVar(v.Pos(), s.clone, "", s.cloneType(v.Type())))
	}
	return types.NewTuple(vars...)
}

// cloneStruct clones the exported fields of a struct.
func (s *cloner) cloneStruct(t *types.Struct) *types.Struct {
	var fields []*types.Var
	var tags []string
	for i := range t.NumFields() {
		f := t.Field(i)
		if f.Exported() {
			f = types.NewField(f.Pos(), s.clone, f.Name(), s.cloneType(f.Type()), f.Embedded())
		}
		fields, tags = append(fields, f), append(tags, t.Tag(i))
	}
	return types.NewStruct(fields, tags)
}

// cloneInterface clones an interface, unless it is a constraint or has no methods.
func (s *cloner) cloneInterface(recv *types.Var, t *types.Interface) *types.Interface {
	if !t.IsMethodSet() || t.NumMethods() == 0 {
		return t
	}
	var methods []*types.Func
	for m := range t.Methods() {
		if m.Exported() {
			m = types.NewFunc(m.Pos(), s.clone, m.Name(), s.cloneSignature(recv, m.Signature()))
		}
		methods = append(methods, m)
	}
	return types.NewInterfaceType(methods, nil).Complete()
}
