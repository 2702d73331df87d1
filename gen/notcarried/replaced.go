package notcarried

import (
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// source is the place of a schema in the files of a document.
type source struct{ file, pointer string }

func key(s *openapi.Schema) source { return source{s.Pos.File, s.Pointer} }

// declarations records the schemas of the named types.
func (l *lister) declarations() {
	for _, d := range l.pkg.Decls {
		info := d.Info()
		at := source{info.Pos.File, info.Pointer}
		l.declared[at] = true
		switch d := d.(type) {
		case *model.Struct:
			l.structs[at] = d
		case *model.Union:
			l.unions[at] = d
		}
	}
}

// values returns the schemas to which properties, parameters and elements lead by
// references and allOf.
func values(doc *openapi.Document) map[*openapi.Schema]bool {
	all, visited := map[*openapi.Schema]bool{}, map[*openapi.Schema]bool{}
	var use, visit func(s *openapi.Schema)
	use = func(s *openapi.Schema) {
		visit(s)
		for s != nil && s.Target != nil {
			s = s.Target
			all[s] = true
		}
		if s != nil && len(s.Properties) == 0 && len(s.AllOf) == 1 && !all[s.AllOf[0]] {
			all[s.AllOf[0]] = true
			use(s.AllOf[0])
		}
	}
	visit = func(s *openapi.Schema) {
		if s == nil || visited[s] {
			return
		}
		visited[s] = true
		for _, p := range s.Properties {
			use(p.Schema)
		}
		use(s.Items)
		use(s.Additional)
		for _, p := range s.AllOf {
			visit(p)
		}
	}
	for _, s := range doc.Schemas {
		visit(s)
	}
	for _, op := range doc.Operations {
		for _, p := range op.Parameters {
			use(p.Schema)
		}
		if op.Body != nil {
			visit(op.Body.Schema)
		}
		for _, r := range op.Responses {
			visit(r.Schema)
			for _, h := range r.Headers {
				use(h.Schema)
			}
		}
	}
	return all
}

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

// arguments returns the pointers of properties that are arguments of methods and not
// fields.
func arguments(pkg *model.Package) map[string]bool {
	all := map[string]bool{}
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			if op.Body == nil {
				continue
			}
			for _, f := range op.Body.Fields {
				all[f.Pointer] = f.Required && !op.Body.Patch
			}
		}
	}
	for _, d := range pkg.Decls {
		if s, ok := d.(*model.Struct); ok {
			for _, f := range s.Fields {
				delete(all, f.Pointer)
			}
		}
	}
	return all
}
