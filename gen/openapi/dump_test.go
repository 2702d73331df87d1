package openapi

import (
	"fmt"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// dump returns all content of a document as lines, for golden files.
func dump(doc *Document) string {
	d := &dumper{}
	d.writeLine(0, doc.Pos, "document", formatAttrs("title", doc.Title, "description", doc.Description, "version", doc.Version))
	if h := doc.Host; h != nil {
		d.writeLine(0, h.Pos, "host", formatAttrs("template", h.Template))
		d.writeParameters(1, h.Parameters)
	}
	for _, s := range doc.Security {
		d.writeLine(0, s.Pos, "security", formatAttrs("name", s.Name, "type", s.Type, "in", s.In, "key", s.Key,
			"scheme", s.Scheme, "scopes", strings.Join(s.Scopes, " "), "description", s.Description))
	}
	for _, op := range doc.Operations {
		d.writeOperation(op)
	}
	for _, s := range doc.Schemas {
		d.writeSchema(0, "schema "+s.Name, s)
	}
	return d.String()
}

type dumper struct{ strings.Builder }

// formatAttrs formats the pairs whose value is not zero.
func formatAttrs(pairs ...any) string {
	var all []string
	for i := 0; i < len(pairs); i += 2 {
		switch v := pairs[i+1].(type) {
		case string:
			if v != "" {
				all = append(all, fmt.Sprintf("%s=%q", pairs[i], v))
			}
		case bool:
			if v {
				all = append(all, fmt.Sprint(pairs[i]))
			}
		case int:
			if v != 0 {
				all = append(all, fmt.Sprintf("%s=%d", pairs[i], v))
			}
		case *Value:
			if v != nil {
				all = append(all, fmt.Sprintf("%s=%s:%s", pairs[i], v.Kind, v.Text))
			}
		}
	}
	return strings.Join(all, " ")
}

func (d *dumper) writeLine(depth int, pos diag.Pos, what, attrs string) {
	position := fmt.Sprintf("%s:%d:%d", pos.File[strings.LastIndexAny(pos.File, "/\\")+1:], pos.Line, pos.Col)
	d.WriteString(strings.TrimRight(fmt.Sprintf("%-22s %s%s %s", position, strings.Repeat("  ", depth), what, attrs), " ") + "\n")
}

func (d *dumper) writeOperation(op *Operation) {
	d.writeLine(0, op.Pos, "operation "+op.ID, formatAttrs("method", op.Method, "path", op.Path, "pointer", op.Pointer,
		"summary", op.Summary, "description", op.Description, "deprecated", op.Deprecated))
	if p := op.Paging; p != nil {
		d.writeLine(1, p.Pos, "paging", formatAttrs("items", p.Items, "next", p.NextLink, "op", p.NextOp))
	}
	if l := op.LongRunning; l != nil {
		d.writeLine(1, l.Pos, "long-running", formatAttrs("via", l.FinalStateVia, "at", l.FinalStatePos.Line))
	}
	d.writeParameters(1, op.Parameters)
	if b := op.Body; b != nil {
		d.writeLine(1, b.Pos, "body "+b.Name, formatAttrs("types", strings.Join(b.MediaTypes, ", "), "required", b.Required,
			"client", b.ClientName, "description", b.Description, "pointer", b.Pointer))
		d.writeSchema(2, "schema", b.Schema)
	}
	for _, r := range op.Responses {
		d.writeLine(1, r.Pos, "response "+r.Status, formatAttrs("error", r.Error, "types", strings.Join(r.MediaTypes, ", "), "description", r.Description))
		d.writeSchema(2, "schema", r.Schema)
		d.writeParameters(2, r.Headers)
	}
}

func (d *dumper) writeParameters(depth int, all []*Parameter) {
	for _, p := range all {
		d.writeLine(depth, p.Pos, p.In+" "+p.Name, formatAttrs("required", p.Required, "deprecated", p.Deprecated, "format", p.CollectionFormat,
			"client", p.ClientName, "location", p.Location, "raw", p.SkipEncoding, "description", p.Description, "pointer", p.Pointer))
		d.writeSchema(depth+1, "schema", p.Schema)
	}
}

// writeSchema writes a schema. A named schema is written in full only where it is
// declared.
func (d *dumper) writeSchema(depth int, what string, s *Schema) {
	if s == nil {
		return
	}
	if s.Name != "" && depth > 0 {
		d.writeLine(depth, s.Pos, what, "is "+s.Name)
		return
	}
	if s.Target != nil {
		what += " -> " + s.Target.Name
	}
	d.writeLine(depth, s.Pos, what, formatAttrs("pointer", s.Pointer, "type", s.Type, "format", s.Format, "title", s.Title, "description", s.Description,
		"nullable", s.Nullable, "readOnly", s.ReadOnly, "writeOnly", s.WriteOnly, "deprecated", s.Deprecated, "default", s.Default,
		"client", s.ClientName, "flatten", s.Flatten, "discriminatorValue", s.DiscriminatorValue, "enum", s.EnumName, "closed", s.EnumClosed,
		"min", s.Minimum, "max", s.Maximum, "minLength", s.MinLength, "maxLength", s.MaxLength,
		"minItems", s.MinItems, "maxItems", s.MaxItems, "pattern", s.Pattern, "unsupported", strings.Join(s.Unsupported, " ")))
	for _, v := range s.Enum {
		d.writeLine(depth+1, v.Pos, "value", formatAttrs("is", &v.Value, "name", v.Name, "description", v.Description))
	}
	if disc := s.Discriminator; disc != nil {
		d.writeLine(depth+1, disc.Pos, "discriminator", disc.Property)
		for _, m := range disc.Mapping {
			d.writeLine(depth+2, m.Pos, "mapping "+m.Value, m.Schema.Name)
		}
	}
	for _, p := range s.Properties {
		d.writeLine(depth+1, p.Pos, "property "+p.Name, formatAttrs("required", p.Required))
		d.writeSchema(depth+2, "schema", p.Schema)
	}
	d.writeSchema(depth+1, "additional", s.Additional)
	d.writeSchema(depth+1, "items", s.Items)
	for what, list := range [][]*Schema{s.AllOf, s.OneOf, s.AnyOf} {
		for _, part := range list {
			d.writeSchema(depth+1, []string{"allOf", "oneOf", "anyOf"}[what], part)
		}
	}
}
