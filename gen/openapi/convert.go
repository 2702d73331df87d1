package openapi

import (
	"encoding/json"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// hostParameterPrefix is the prefix of the names that host parameters have during
// the conversion.
const hostParameterPrefix = "chatgen-host-"

// batchSize is the number of schemas or paths that are converted at a time. All at once
// would need several times the memory of the nodes, because kin-openapi's types have fields
// for every keyword.
const batchSize = 100

// batch is the parts of a bundle that are converted at a time.
type batch struct {
	root          bool // with the version, info and servers
	host, schemes []part
	schemas       []part
	paths         []pathPart
}

// convert decodes a batch with kin-openapi and converts it to OpenAPI 3. It
// returns nil after an error. Each part is decoded separately, because
// kin-openapi scans an object once for every object that contains it, and because
// a decoding error then has the position of its part.
func (b *bundle) convert(parts batch) *openapi3.T {
	before := b.errs.Len()
	b.nodes = nil
	var root []byte
	if parts.root {
		root = b.encodeForKin(b.root, rootRule)
	} else {
		root = []byte("{}")
	}
	convertVersion := convertOpenAPI
	if b.version == swagger2 {
		convertVersion = convertSwagger
	}
	converted := convertVersion(b, root, parts)
	if b.errs.Len() > before {
		return nil
	}
	return converted
}

func convertOpenAPI(b *bundle, root []byte, parts batch) *openapi3.T {
	spec := decode[openapi3.T](b, b.root.pos, root)
	spec.Paths = openapi3.NewPaths()
	spec.Components = &openapi3.Components{
		Schemas:         openapi3.Schemas{},
		SecuritySchemes: openapi3.SecuritySchemes{},
	}
	for _, part := range parts.schemas {
		spec.Components.Schemas[part.name] = decodePart[openapi3.SchemaRef](b, part)
	}
	for _, part := range parts.schemes {
		spec.Components.SecuritySchemes[part.name] = decodePart[openapi3.SecuritySchemeRef](b, part)
	}
	for _, path := range parts.paths {
		item := decodePart[openapi3.PathItem](b, path.part)
		for _, operation := range path.operations {
			item.SetOperation(operation.name, decodePart[openapi3.Operation](b, operation))
		}
		spec.Paths.Set(path.name, item)
	}
	return spec
}

func convertSwagger(b *bundle, root []byte, parts batch) *openapi3.T {
	spec := decode[openapi2.T](b, b.root.pos, root)
	spec.Paths = map[string]*openapi2.PathItem{}
	spec.Parameters = map[string]*openapi2.Parameter{}
	spec.Definitions = map[string]*openapi2.SchemaRef{}
	spec.SecurityDefinitions = map[string]*openapi2.SecurityScheme{}
	for _, part := range parts.host {
		spec.Parameters[part.name] = decodePart[openapi2.Parameter](b, part)
	}
	for _, part := range parts.schemas {
		spec.Definitions[part.name] = decodePart[openapi2.SchemaRef](b, part)
	}
	for _, part := range parts.schemes {
		spec.SecurityDefinitions[part.name] = decodePart[openapi2.SecurityScheme](b, part)
	}
	for _, path := range parts.paths {
		item := decodePart[openapi2.PathItem](b, path.part)
		for _, operation := range path.operations {
			item.SetOperation(operation.name, decodePart[openapi2.Operation](b, operation))
		}
		spec.Paths[path.name] = item
	}
	converted, err := openapi2conv.ToV3(spec)
	if err != nil {
		b.reportKinError(b.root.pos, err)
		return nil
	}
	return converted
}

// decodePart encodes a part, which collect has validated, and decodes it with kin-openapi.
func decodePart[T any](b *bundle, p part) *T {
	if !p.valid {
		return decode[T](b, p.node.pos, []byte("{}"))
	}
	errs := b.errs
	b.errs = new(diag.List) // of the same problems
	data := b.encodeForKin(p.node, p.rule)
	b.errs = errs
	return decode[T](b, p.node.pos, data)
}

// decode decodes JSON with kin-openapi. After an error the result is empty.
func decode[T any](b *bundle, pos diag.Pos, data []byte) *T {
	value := new(T)
	if err := json.Unmarshal(data, value); err != nil {
		b.reportKinError(pos, err)
	}
	return value
}

// reportKinError reports an error returned by kin-openapi, which has no better position. It
// may follow from a problem that is already known.
func (b *bundle) reportKinError(pos diag.Pos, err error) {
	if b.errs.Len() > 0 {
		return
	}
	b.errs.Add(pos, "document", "kin-openapi rejected it: "+err.Error(), "")
}
