package build

import "github.com/chatgen-go/chatgen/gen/model"

// markSecrets marks the links of pages, and the objects that contain a secret or a link.
func markSecrets(pkg *model.Package) {
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			if op.Paging != nil && op.Paging.NextLink != nil {
				op.Paging.NextLink.Link = true
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for _, d := range pkg.Decls {
			if s, ok := d.(*model.Struct); ok && !s.ContainsSecrets && (s.IsRedacted() || nestsSecrets(s)) {
				s.ContainsSecrets, changed = true, true
			}
		}
	}
}

// nestsSecrets reports whether a field of an object contains an object that is marked.
func nestsSecrets(s *model.Struct) bool {
	for _, f := range s.Fields {
		if f.Type.ContainsSecrets() {
			return true
		}
	}
	return s.Additional.ContainsSecrets()
}
