package build

import (
	"fmt"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// breakLoops makes the fields whose type is their own struct pointers, because a struct
// cannot contain itself.
func breakLoops(pkg *model.Package) {
	for _, d := range pkg.Decls {
		if s, ok := d.(*model.Struct); ok {
			for _, f := range s.Fields {
				if containedStruct(f) == s {
					f.Type.Pointer = true
				}
			}
		}
	}
}

// checkCycles reports structs that contain themselves through others. One of the
// fields has to be a pointer. An override selects it, because a document does not show
// which property closed the cycle, and the other fields must stay as they are.
func checkCycles(pkg *model.Package, errs *diag.List) {
	reported := map[*model.Struct]bool{}
	for _, d := range pkg.Decls {
		s, ok := d.(*model.Struct)
		if !ok || reported[s] {
			continue
		}
		cycle := pathTo(s, s, map[*model.Struct]bool{})
		if cycle == nil {
			continue
		}
		var others []string
		for _, step := range cycle {
			reported[step.in] = true
			others = append(others, fmt.Sprintf("%s.%s at %s", step.in.Schema, step.field.WireName, step.field.Pos))
		}
		first := cycle[0]
		errs.Add(first.field.Pos, first.in.Schema+"."+first.field.WireName,
			"makes a struct that contains itself, with "+strings.Join(others[1:], " and "), "make one of them a pointer in types.yaml")
	}
}

// step is a field on the path from a struct to one that it contains.
type step struct {
	in    *model.Struct
	field *model.Field
}

// pathTo returns the fields by which a value of outer contains a value of inner, or nil
// if it does not.
func pathTo(outer, inner *model.Struct, seen map[*model.Struct]bool) []step {
	if seen[outer] {
		return nil
	}
	seen[outer] = true
	for _, f := range outer.Fields {
		next := containedStruct(f)
		if next == nil {
			continue
		}
		if next == inner {
			return []step{{outer, f}}
		}
		if rest := pathTo(next, inner, seen); rest != nil {
			return append([]step{{outer, f}}, rest...)
		}
	}
	return nil
}

// containedStruct returns the struct whose value a field contains, or nil.
func containedStruct(f *model.Field) *model.Struct {
	if f.Type.Pointer {
		return nil
	}
	return structOf(f.Type)
}
