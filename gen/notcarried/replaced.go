package notcarried

import "github.com/chatgen-go/chatgen/gen/model"

// replaced returns the definitions that overrides replace by hand-written Go types.
func replaced(pkg *model.Package) map[string]bool {
	all := map[string]bool{}
	add := func(t *model.Type) {
		for ; t != nil; t = t.Elem {
			if external, ok := t.Decl.(*model.External); ok {
				all[external.Schema] = true
			}
		}
	}
	addFields := func(fields []*model.Field) {
		for _, f := range fields {
			add(f.Type)
		}
	}
	for _, d := range pkg.Decls {
		if s, ok := d.(*model.Struct); ok {
			addFields(s.Fields)
			add(s.Additional)
		}
	}
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			for _, t := range op.ResponseTypes() {
				add(t)
			}
			if op.Body == nil {
				continue
			}
			addFields(op.Body.Fields)
			if op.Body.Value != nil {
				add(op.Body.Value.Type)
			}
		}
	}
	return all
}

// types returns the Go types of parameters and properties by their pointers, and which of
// the properties belong to merge patches.
func types(pkg *model.Package) (all map[string]*model.Type, patched map[string]bool) {
	all, patched = map[string]*model.Type{}, map[string]bool{}
	add := func(fields []*model.Field) {
		for _, f := range fields {
			all[f.Pointer] = f.Type
		}
	}
	for _, d := range pkg.Decls {
		if s, ok := d.(*model.Struct); ok {
			add(s.Fields)
		}
	}
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			for _, p := range op.Params {
				all[p.Pointer] = p.Type
			}
			if op.Body == nil {
				continue
			}
			add(op.Body.Fields)
			for _, f := range op.Body.Fields {
				patched[f.Pointer] = op.Body.Patch
			}
		}
	}
	return all, patched
}
