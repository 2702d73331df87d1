package explain

import (
	"fmt"

	"github.com/chatgen-go/chatgen/gen/model"
)

// input is an input of an operation: a parameter, a property of the body, or the
// body.
type input struct {
	name     string
	source   symbolSource
	typ      *model.Type
	required bool
	line     string // its representation on the wire
}

// inputs returns the inputs of an operation, in order.
func inputs(op *model.Operation) []input {
	var list []input
	for _, p := range op.Params {
		if !p.OnClient && p.Constant == "" {
			list = append(list, paramInput(op, p, paramLine(p)))
		}
	}
	if op.Body == nil {
		return list
	}
	for _, f := range op.Body.Fields {
		at := symbolSource{f.Pos, f.Pointer, op.Body.Element(f)}
		list = append(list, input{f.Name, at, f.Type, f.Required, bodyFieldLine(op.Body, f)})
	}
	if v := op.Body.Value; v != nil {
		list = append(list, paramInput(op, v, "body "+op.Body.MediaType+": "+typeAndPresence(v.Type, v.Required)+validations(v.Validation)))
	}
	return list
}

func paramInput(op *model.Operation, p *model.Param, line string) input {
	return input{p.Name, symbolSource{p.Pos, p.Pointer, op.ParamElement(p)}, p.Type, p.Required, line}
}

// paramLine describes a parameter on the wire.
func paramLine(p *model.Param) string {
	in := map[model.In]string{model.InPath: "path", model.InQuery: "query", model.InHeader: "header"}[p.In]
	if p.Constant != "" {
		return in + " " + p.WireName + ": " + quote(p.Constant)
	}
	line := in + " " + p.WireName + ": " + paramType(p.Type)
	if p.Type.Kind == model.Slice {
		line += ", " + p.Format
	}
	if p.SkipURLEncoding {
		line += ", not URL-escaped"
	}
	return line + presence(p.Required) + validations(p.Validation)
}

// bodyFieldLine describes a property of a body.
func bodyFieldLine(b *model.Body, f *model.Field) string {
	if b.Patch && !f.Required && f.Type.Kind == model.Map {
		return quote(f.WireName) + ": {name: " + jsonType(f.Type.Elem) + " to set, null to remove} to merge, null to reset, absent to leave unchanged"
	}
	if b.Patch && !f.Required {
		return quote(f.WireName) + ": " + jsonType(f.Type) + " to set, null to reset, absent to leave unchanged"
	}
	return quote(f.WireName) + ": " + typeAndPresence(f.Type, f.Required) + validations(f.Validation)
}

// fieldLine describes a property of an object.
func fieldLine(f *model.Field) string {
	line := quote(f.WireName) + ": " + typeAndPresence(f.Type, f.Required)
	switch {
	case f.ResponseRequired && !f.Required:
		line += ", required in responses"
	case f.Required && !f.ResponseRequired:
		line += ", but optional in responses"
	}
	if f.ReadOnly {
		line += ", read only"
	}
	return line
}

// typeAndPresence returns a type, with "required" if it is.
func typeAndPresence(t *model.Type, required bool) string {
	if required && (t.Pointer || t.Nullable) {
		return jsonType(t) + " or null, required"
	}
	return jsonType(t) + presence(required)
}

func presence(required bool) string {
	if required {
		return ", required"
	}
	return ""
}

// validations describes the client-side validation of an argument.
func validations(c model.Validation) string {
	line := ""
	if c.NotEmpty {
		line += ", not empty"
	}
	if c.MaxItems > 0 {
		line += fmt.Sprintf(", at most %d", c.MaxItems)
	}
	if c.Max > 0 {
		line += fmt.Sprintf(", %d to %d", c.Min, c.Max)
	}
	return line
}
