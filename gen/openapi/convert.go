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

// convert decodes the bundle with kin-openapi and converts it to OpenAPI 3. It
// returns nil after an error. Each part is decoded separately, because
// kin-openapi scans an object once for every object that contains it, and because
// a decoding error then has the position of its part.
func convert(b *bundle) *openapi3.T {
	before := b.errs.Len()
	convertVersion := convertOpenAPI
	if b.version == swagger2 {
		convertVersion = convertSwagger
	}
	converted := convertVersion(b)
	if b.errs.Len() > before {
		return nil
	}
	return converted
}

func convertOpenAPI(b *bundle) *openapi3.T {
	spec := decode[openapi3.T](b, b.root.pos, b.encodeForKin(b.root, rootRule))
	spec.Paths = openapi3.NewPaths()
	spec.Components = &openapi3.Components{
		Schemas:         openapi3.Schemas{},
		SecuritySchemes: openapi3.SecuritySchemes{},
	}
	for _, part := range b.schemas {
		spec.Components.Schemas[part.name] = decode[openapi3.SchemaRef](b, part.node.pos, part.json)
	}
	for _, part := range b.schemes {
		spec.Components.SecuritySchemes[part.name] = decode[openapi3.SecuritySchemeRef](b, part.node.pos, part.json)
	}
	for _, part := range b.paths {
		item := decode[openapi3.PathItem](b, part.node.pos, part.shared)
		for _, operation := range part.operations {
			item.SetOperation(operation.name, decode[openapi3.Operation](b, operation.node.pos, operation.json))
		}
		spec.Paths.Set(part.path, item)
	}
	return spec
}

func convertSwagger(b *bundle) *openapi3.T {
	spec := decode[openapi2.T](b, b.root.pos, b.encodeForKin(b.root, rootRule))
	spec.Paths = map[string]*openapi2.PathItem{}
	spec.Parameters = map[string]*openapi2.Parameter{}
	spec.Definitions = map[string]*openapi2.SchemaRef{}
	spec.SecurityDefinitions = map[string]*openapi2.SecurityScheme{}
	for _, part := range b.host {
		spec.Parameters[part.name] = decode[openapi2.Parameter](b, part.node.pos, part.json)
	}
	for _, part := range b.schemas {
		spec.Definitions[part.name] = decode[openapi2.SchemaRef](b, part.node.pos, part.json)
	}
	for _, part := range b.schemes {
		spec.SecurityDefinitions[part.name] = decode[openapi2.SecurityScheme](b, part.node.pos, part.json)
	}
	for _, part := range b.paths {
		item := decode[openapi2.PathItem](b, part.node.pos, part.shared)
		for _, operation := range part.operations {
			item.SetOperation(operation.name, decode[openapi2.Operation](b, operation.node.pos, operation.json))
		}
		spec.Paths[part.path] = item
	}
	converted, err := openapi2conv.ToV3(spec)
	if err != nil {
		b.reportKinError(b.root.pos, err)
		return nil
	}
	return converted
}

// decode decodes a part with kin-openapi. After an error the result is empty.
func decode[T any](b *bundle, pos diag.Pos, part []byte) *T {
	value := new(T)
	if err := json.Unmarshal(part, value); err != nil {
		b.reportKinError(pos, err)
	}
	return value
}

// reportKinError reports an error returned by kin-openapi.
func (b *bundle) reportKinError(pos diag.Pos, err error) {
	b.errs.Add(pos, "document", "kin-openapi rejected it: "+err.Error(), "")
}
