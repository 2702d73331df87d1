package openapi

// Without returns the document without the operations whose ID omit accepts, and those
// operations. Schemas that only they use are left out, too, so that a part of them that is
// not supported is no problem.
func (d *Document) Without(omit func(id string) bool) (kept *Document, omitted []*Operation) {
	copied := *d
	copied.Operations = nil
	for _, op := range d.Operations {
		if omit(op.ID) {
			omitted = append(omitted, op)
		} else {
			copied.Operations = append(copied.Operations, op)
		}
	}
	if len(omitted) == 0 {
		return d, nil
	}
	dropped, used := schemaSet{}, schemaSet{}
	dropped.addOperations(omitted)
	used.addOperations(copied.Operations)
	used.addVariants(d.Schemas)
	copied.Schemas = nil
	for _, s := range d.Schemas {
		if dropped[s] && !used[s] {
			copied.Dropped = append(copied.Dropped, s)
		} else {
			copied.Schemas = append(copied.Schemas, s)
		}
	}
	return &copied, omitted
}

// schemaSet is a set of schemas and of all schemas that they contain.
type schemaSet map[*Schema]bool

// addOperations adds the schemas of requests and responses.
func (set schemaSet) addOperations(operations []*Operation) {
	for _, op := range operations {
		for _, p := range op.Parameters {
			set.add(p.Schema)
		}
		if op.Body != nil {
			set.add(op.Body.Schema)
		}
		for _, r := range op.Responses {
			set.add(r.Schema)
			for _, h := range r.Headers {
				set.add(h.Schema)
			}
		}
	}
}

// addVariants adds the variants of the unions in the set, which refer to their base.
func (set schemaSet) addVariants(all []*Schema) {
	for before := -1; before != len(set); {
		before = len(set)
		for _, s := range all {
			if !set[s] && set.extendsUnion(s, schemaSet{}) {
				set.add(s)
			}
		}
	}
}

// extendsUnion reports whether a schema extends a union in the set. seen contains the bases
// that have been searched.
func (set schemaSet) extendsUnion(s *Schema, seen schemaSet) bool {
	for _, base := range s.AllOf {
		for base.Target != nil {
			base = base.Target
		}
		if seen[base] || !set[base] {
			continue
		}
		seen[base] = true
		if base.Discriminator != nil || set.extendsUnion(base, seen) {
			return true
		}
	}
	return false
}

// add adds a schema, which may be nil, and all schemas that it contains. It does not call
// itself, because schemas may refer to each other in long chains.
func (set schemaSet) add(s *Schema) {
	for pending := []*Schema{s}; len(pending) > 0; {
		last := len(pending) - 1
		s, pending = pending[last], pending[:last]
		if s == nil || set[s] {
			continue
		}
		set[s] = true
		for _, p := range s.Properties {
			pending = append(pending, p.Schema)
		}
		pending = append(pending, s.Target, s.Items, s.Additional)
		pending = append(append(append(pending, s.AllOf...), s.OneOf...), s.AnyOf...)
		if s.Discriminator != nil {
			for _, m := range s.Discriminator.Mapping {
				pending = append(pending, m.Schema)
			}
		}
	}
}
