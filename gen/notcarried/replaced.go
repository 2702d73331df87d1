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

// durations returns the pointers of the properties that overrides make durations.
func durations(pkg *model.Package) map[string]bool {
	all := map[string]bool{}
	add := func(fields []*model.Field) {
		for _, f := range fields {
			if f.Type.Kind == model.Duration {
				all[f.Pointer] = true
			}
		}
	}
	for _, d := range pkg.Decls {
		if s, ok := d.(*model.Struct); ok {
			add(s.Fields)
		}
	}
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			if op.Body != nil {
				add(op.Body.Fields)
			}
		}
	}
	return all
}
