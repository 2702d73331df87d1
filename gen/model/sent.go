package model

// SentStructs returns the objects that requests contain, without those whose properties
// are arguments themselves.
func (pkg *Package) SentStructs() map[*Struct]bool {
	sent := map[*Struct]bool{}
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			if op.Body == nil {
				continue
			}
			for _, f := range op.Body.Fields {
				addSent(sent, f.Type)
			}
			if op.Body.Value != nil {
				addSent(sent, op.Body.Value.Type)
			}
		}
	}
	return sent
}

// addSent adds the objects that a type contains.
func addSent(sent map[*Struct]bool, t *Type) {
	if t == nil {
		return
	}
	addSent(sent, t.Elem)
	var structs []*Struct
	switch d := t.Decl.(type) {
	case *Struct:
		structs = append(structs, d)
	case *Union:
		structs = append(structs, d.Variants...)
	}
	for _, d := range structs {
		if sent[d] {
			continue
		}
		sent[d] = true
		for _, f := range d.Fields {
			addSent(sent, f.Type)
		}
		addSent(sent, d.Additional)
	}
}
