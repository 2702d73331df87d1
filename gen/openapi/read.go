// Package openapi is stage 1 of chatgen. It reads a REST document, Swagger 2.0
// or OpenAPI 3, JSON or YAML, with the files that it refers to, and hands on
// one self-contained Document in source order, in which everything knows where
// it stands.
//
// An ordered reader of our own finds positions and duplicate keys (read_json.go,
// read_yaml.go). The bundler resolves every reference (refs.go) and names what
// is referred to (names.go). The annotator checks the shape of what it knows and
// writes it out as JSON, each object with the number of its node (annotate.go,
// form.go). kin-openapi decodes that and makes OpenAPI 3 of it (convert.go).
// Flattening joins the two: kin-openapi says what is there, the node says in
// which order, where, and what kin-openapi has no field for (flatten.go).
package openapi

import "github.com/chatgen-go/chatgen/gen/diag"

// Read reads the document in file and the local files that it refers to. Open
// gets file as it is, and the name of any other file joined to the name of the file
// that refers to it. Every problem is added to errs; with problems the document may
// lack parts. Read returns nil if there is nothing to go on with.
func Read(file string, open func(name string) ([]byte, error), errs *diag.List) *Document {
	files := newFiles(open, errs)
	root := files.root(file)
	if root == nil {
		return nil
	}
	version := versionOf(root)
	if version == 0 {
		errs.Add(root.pos, "document", "says neither swagger 2.0 nor openapi 3.0 or 3.1",
			`begin it with "swagger": "2.0" or "openapi": "3.1.0"`)
		return nil
	}
	bundle := newBundle(root, version, files, errs)
	bundle.write()
	spec := convert(bundle)
	if spec == nil {
		return nil
	}
	doc := flatten(bundle, spec)
	check(doc, errs)
	return doc
}
