package goapi

import (
	"go/token"
	"go/types"
	"strings"
)

// spell copies the exported declarations of two packages for apidiff, so that
// types in them are the same if they are spelled the same. As they are, apidiff
// takes a type for another one if it meets the two in one place first: it is then
// silent about that place, and compares what does not belong together. It also
// takes no notice of the type arguments of generic types of other packages.
//
// In the copies a declared type is a new one, which no declaration mentions: they
// mention the original, of which apidiff knows the name only.
func spell(before, after *types.Package) (*types.Package, *types.Package) {
	n := newSpeller(after, nil)
	o := newSpeller(before, n)
	for _, s := range []struct{ of, other *speller }{{o, n}, {n, o}} {
		for _, name := range s.of.from.Scope().Names() {
			if obj := s.of.from.Scope().Lookup(name); obj.Exported() {
				s.of.to.Scope().Insert(s.of.object(obj, s.other))
			}
		}
	}
	for len(o.hidden) > 0 { // grows on the way
		name := o.hidden[0]
		o.hidden = o.hidden[1:]
		hide(o, n, name)
	}
	return o.to, n.to
}

// hide adds a type that is not exported, but that exported declarations mention,
// under a name that apidiff looks at. If only one side has it, the declarations
// say so.
func hide(o, n *speller, name string) {
	before, after := o.declared(name), n.declared(name)
	if before == nil || after == nil {
		return
	}
	exported := "T#" + name // nothing else is called so
	o.to.Scope().Insert(types.NewTypeName(token.NoPos, o.to, exported, o.declare(name, before)))
	n.to.Scope().Insert(types.NewTypeName(token.NoPos, n.to, exported, n.declare(name, after)))
}

// speller spells the types of one package.
type speller struct {
	from, to  *types.Package
	newer     *speller                // nil on the new side
	instances map[string]*types.Named // stand-ins for types with arguments, by text
	hidden    []string                // types of the package that are mentioned and not exported, to be copied
	known     map[string]bool         // what was ever in hidden
}

func newSpeller(from *types.Package, newer *speller) *speller {
	return &speller{
		from: from, to: types.NewPackage(from.Path(), from.Name()), newer: newer,
		instances: map[string]*types.Named{}, known: map[string]bool{},
	}
}

// object returns a copy of an exported object. An alias of a type of the package
// is taken for that type if the name is a type of its own on the other side.
func (s *speller) object(obj types.Object, other *speller) types.Object {
	switch obj := obj.(type) {
	case *types.Const:
		return types.NewConst(obj.Pos(), s.to, obj.Name(), s.typ(obj.Type()), obj.Val())
	case *types.Var:
		return types.NewVar(obj.Pos(), s.to, obj.Name(), s.typ(obj.Type()))
	case *types.Func:
		return types.NewFunc(obj.Pos(), s.to, obj.Name(), s.signature(nil, obj.Signature()))
	case *types.TypeName:
		named, ok := types.Unalias(obj.Type()).(*types.Named)
		if ok && named.Obj().Pkg() == s.from && (!obj.IsAlias() || other.declared(obj.Name()) != nil) {
			return s.declare(obj.Name(), named).Obj()
		}
		return types.NewTypeName(obj.Pos(), s.to, obj.Name(), s.typ(obj.Type()))
	}
	panic("chatgen bug: a package declares " + obj.String())
}

// declared returns the type that the package declares under a name, or nil.
func (s *speller) declared(name string) *types.Named {
	if obj, ok := s.from.Scope().Lookup(name).(*types.TypeName); ok && !obj.IsAlias() {
		named, _ := obj.Type().(*types.Named) // it is nothing else
		return named
	}
	return nil
}

// declare copies a declared type.
func (s *speller) declare(name string, t *types.Named) *types.Named {
	named := types.NewNamed(types.NewTypeName(t.Obj().Pos(), s.to, name, nil), nil, nil)
	var params []*types.TypeParam
	for p := range t.TypeParams().TypeParams() {
		params = append(params, types.NewTypeParam(types.NewTypeName(token.NoPos, s.to, p.Obj().Name(), nil), p.Constraint()))
	}
	named.SetTypeParams(params)
	if i, ok := t.Underlying().(*types.Interface); ok {
		named.SetUnderlying(s.methods(types.NewVar(token.NoPos, s.to, "", named), i))
		return named
	}
	named.SetUnderlying(s.typ(t.Underlying()))
	for m := range t.Methods() {
		var receiver types.Type = named
		if _, ok := m.Signature().Recv().Type().(*types.Pointer); ok {
			receiver = types.NewPointer(named)
		}
		recv := types.NewVar(token.NoPos, s.to, "", receiver)
		named.AddMethod(types.NewFunc(m.Pos(), s.to, m.Name(), s.signature(recv, m.Signature())))
	}
	return named
}

// typ returns a type with its parts spelled.
func (s *speller) typ(t types.Type) types.Type {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		return s.named(t)
	case *types.Pointer:
		return types.NewPointer(s.typ(t.Elem()))
	case *types.Slice:
		return types.NewSlice(s.typ(t.Elem()))
	case *types.Array:
		return types.NewArray(s.typ(t.Elem()), t.Len())
	case *types.Chan:
		return types.NewChan(t.Dir(), s.typ(t.Elem()))
	case *types.Map:
		return types.NewMap(s.typ(t.Key()), s.typ(t.Elem()))
	case *types.Signature:
		return s.signature(nil, t)
	case *types.Struct:
		return s.structure(t)
	case *types.Interface:
		return s.methods(nil, t)
	default: // basic, or a type parameter
		return t
	}
}

// named returns what stands for a declared type: itself, unless it has
// arguments or has become an alias.
func (s *speller) named(t *types.Named) types.Type {
	if name := t.Obj().Name(); t.Obj().Pkg() == s.from {
		if s.newer != nil {
			if obj, ok := s.newer.from.Scope().Lookup(name).(*types.TypeName); ok && obj.IsAlias() {
				return s.newer.typ(obj.Type())
			}
		}
		if !t.Obj().Exported() && !s.known[name] {
			s.known[name] = true
			s.hidden = append(s.hidden, name)
		}
	}
	if t.TypeArgs().Len() == 0 {
		return t
	}
	return s.instance(t)
}

// instance returns a type with the type arguments in its name. There is one for
// each name, or else methods that mention it would not be those of interfaces.
func (s *speller) instance(t *types.Named) *types.Named {
	var args []string
	for arg := range t.TypeArgs().Types() {
		args = append(args, types.TypeString(s.typ(arg), nil))
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

func (s *speller) signature(recv *types.Var, t *types.Signature) *types.Signature {
	return types.NewSignatureType(recv, nil, nil, s.tuple(t.Params()), s.tuple(t.Results()), t.Variadic())
}

// tuple leaves out the names: a type of a function has none.
func (s *speller) tuple(t *types.Tuple) *types.Tuple {
	var vars []*types.Var
	for v := range t.Variables() {
		vars = append(vars, types.NewVar(v.Pos(), s.to, "", s.typ(v.Type())))
	}
	return types.NewTuple(vars...)
}

// structure leaves fields alone that nobody sees.
func (s *speller) structure(t *types.Struct) *types.Struct {
	var fields []*types.Var
	var tags []string
	for i := range t.NumFields() {
		f := t.Field(i)
		if f.Exported() {
			f = types.NewField(f.Pos(), s.to, f.Name(), s.typ(f.Type()), f.Embedded())
		}
		fields, tags = append(fields, f), append(tags, t.Tag(i))
	}
	return types.NewStruct(fields, tags)
}

// methods spells an interface, unless it is a constraint or has no methods.
func (s *speller) methods(recv *types.Var, t *types.Interface) *types.Interface {
	if !t.IsMethodSet() || t.NumMethods() == 0 {
		return t
	}
	var methods []*types.Func
	for m := range t.Methods() {
		if m.Exported() {
			m = types.NewFunc(m.Pos(), s.to, m.Name(), s.signature(recv, m.Signature()))
		}
		methods = append(methods, m)
	}
	return types.NewInterfaceType(methods, nil).Complete()
}
