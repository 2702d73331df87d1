package build

import "github.com/chatgen-go/chatgen/gen/model"

// breakCycles makes fields pointers if a struct would otherwise contain itself: within
// a cycle of structs, the fields whose type is defined before the struct or is the
// struct. The result does not depend on other definitions, so adding one changes no
// field.
func breakCycles(pkg *model.Package) {
	var back []*model.Field
	for _, d := range pkg.Decls {
		s, ok := d.(*model.Struct)
		if !ok {
			continue
		}
		for _, f := range s.Fields {
			if inner := valueOf(f); inner != nil && inner.Pos.Compare(s.Pos) <= 0 && contains(inner, s, map[*model.Struct]bool{}) {
				back = append(back, f)
			}
		}
	}
	for _, f := range back {
		f.Type.Pointer = true
	}
}

// contains reports whether a value of outer contains a value of inner. A value
// contains itself.
func contains(outer, inner *model.Struct, seen map[*model.Struct]bool) bool {
	if outer == inner {
		return true
	}
	if seen[outer] {
		return false
	}
	seen[outer] = true
	for _, f := range outer.Fields {
		if next := valueOf(f); next != nil && contains(next, inner, seen) {
			return true
		}
	}
	return false
}

// valueOf returns the struct whose value a field contains, or nil.
func valueOf(f *model.Field) *model.Struct {
	if f.Type.Pointer {
		return nil
	}
	return structOf(f.Type)
}
