package build

import "github.com/chatgen-go/chatgen/gen/model"

// breakCycles makes fields pointers where a struct would hold itself: in a
// circle of structs, those whose type the document defines no later than the
// field's own struct. So a definition that is added elsewhere changes no field.
func breakCycles(pkg *model.Package) {
	var back []*model.Field
	for _, d := range pkg.Decls {
		s, ok := d.(*model.Struct)
		if !ok {
			continue
		}
		for _, f := range s.Fields {
			if inner := valueOf(f); inner != nil && inner.Pos.Compare(s.Pos) <= 0 && holds(inner, s, map[*model.Struct]bool{}) {
				back = append(back, f)
			}
		}
	}
	for _, f := range back {
		f.Type.Pointer = true
	}
}

// holds reports whether a value of outer contains one of inner, which may be
// outer itself.
func holds(outer, inner *model.Struct, seen map[*model.Struct]bool) bool {
	if outer == inner {
		return true
	}
	if seen[outer] {
		return false
	}
	seen[outer] = true
	for _, f := range outer.Fields {
		if next := valueOf(f); next != nil && holds(next, inner, seen) {
			return true
		}
	}
	return false
}

// valueOf returns the struct that a field holds the value of, or nil.
func valueOf(f *model.Field) *model.Struct {
	if f.Type.Pointer {
		return nil
	}
	return structOf(f.Type)
}
