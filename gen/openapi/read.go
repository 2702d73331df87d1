// Package openapi is stage 1 of chatgen. It reads a REST document, Swagger 2.0
// or OpenAPI 3, JSON or YAML, with the files that it refers to, and returns
// one self-contained Document in source order, whose elements carry their source
// position.
//
// An ordered reader of our own records positions and finds duplicate keys
// (read_json.go, read_yaml.go). The converter walks the nodes once. It resolves every
// reference (refs.go) and names the referenced schemas (names.go). It validates each
// object by the table of known keywords (keywords.go, validate.go), and has kin-openapi
// decode its scalars and convert those of Swagger 2.0 to OpenAPI 3 (decode.go). Order,
// positions and everything that kin-openapi has no field for come from the node.
package openapi

import (
	"fmt"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// Read reads the document in file and the local files that it refers to. It calls
// open with file unchanged, and with the name of any other file relative to the
// same folder as file. Every problem is added to errs; if there are any, the
// document may be incomplete. Read returns nil if it cannot continue.
func Read(file string, open func(name string) ([]byte, error), errs *diag.List) *Document {
	files := newFiles(open, errs)
	root := files.root(file)
	if root == nil {
		return nil
	}
	version := versionOf(root)
	if version == 0 {
		reportVersion(root, errs)
		return nil
	}
	doc := newConverter(root, version, files, errs).convert()
	check(doc, errs)
	return doc
}

// reportVersion reports that a document declares no supported version.
func reportVersion(root *node, errs *diag.List) {
	for _, key := range []string{"swagger", "openapi"} {
		n, near := root.get(key), diag.Nearest(key, root.keys())
		switch {
		case n != nil && n.kind == text:
			errs.Add(n.pos, key, fmt.Sprintf("version %q is not supported", n.text), `want "swagger": "2.0", or "openapi": "3.0" or "3.1"`)
		case n != nil:
			errs.Add(n.pos, key, "the version must be a string, is "+n.describe(), stringValue.hint(n))
		case near != "":
			errs.Add(root.pos, "document", `declares neither "swagger": "2.0" nor "openapi": 3.0 or 3.1`, "did you mean "+key+" instead of "+near+"?")
		default:
			continue
		}
		return
	}
	errs.Add(root.pos, "document", `declares neither "swagger": "2.0" nor "openapi": 3.0 or 3.1`, "is it another file?")
}
