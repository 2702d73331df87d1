package openapi

import (
	"encoding/json"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// hostParameter begins the names under which the parameters of the host go
// through the conversion.
const hostParameter = "chatgen-host-"

// convert makes OpenAPI 3 of the bundle, or returns nil after an error. It
// decodes part by part: each object that kin-openapi decodes is scanned once
// for every object around it, and a refusal gets the position of its part.
func convert(b *bundle) *openapi3.T {
	before := b.errs.Len()
	with := convertOpenAPI
	if b.version == swagger2 {
		with = convertSwagger
	}
	converted := with(b)
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
		b.refuse(b.root.pos, err)
		return nil
	}
	return converted
}

// decode has kin-openapi decode a part. After an error the part is empty.
func decode[T any](b *bundle, pos diag.Pos, part []byte) *T {
	value := new(T)
	if err := json.Unmarshal(part, value); err != nil {
		b.refuse(pos, err)
	}
	return value
}

// refuse reports what kin-openapi says.
func (b *bundle) refuse(pos diag.Pos, err error) {
	b.errs.Add(pos, "document", "kin-openapi refuses it: "+err.Error(), "")
}
