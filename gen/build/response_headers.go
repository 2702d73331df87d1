package build

import (
	"slices"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// declaredHeader is a header as one successful status declares it.
type declaredHeader struct {
	*openapi.Parameter
	status int
}

// responseHeaders sets the headers of an operation's successful responses. It leaves out
// those without a basic type, those that statuses declare differently, and those of a
// long-running operation, whose last response is another one.
func (b *builder) responseHeaders(m *model.Operation, op *openapi.Operation) {
	if op.LongRunning != nil {
		return
	}
	for _, declared := range declaredHeaders(op) {
		if h := b.responseHeader(op, declared); h != nil {
			m.Headers = append(m.Headers, h)
		}
	}
}

// declaredHeaders returns the declarations of each header, whose name is not
// case-sensitive.
func declaredHeaders(op *openapi.Operation) [][]declaredHeader {
	var all [][]declaredHeader
	index := map[string]int{}
	for _, r := range op.Responses {
		status, err := strconv.Atoi(r.Status)
		if r.Error || err != nil {
			continue
		}
		for _, h := range r.Headers {
			key := strings.ToLower(h.Name)
			i, known := index[key]
			if !known {
				i = len(all)
				index[key] = i
				all = append(all, nil)
			}
			all[i] = append(all[i], declaredHeader{h, status})
		}
	}
	return all
}

// responseHeader returns a header, or nil if it is left out.
func (b *builder) responseHeader(op *openapi.Operation, declared []declaredHeader) *model.ResponseHeader {
	first := declared[0]
	name := headerName(first.Parameter)
	if !hasHeaderType(first.Parameter) || !isHeaderName(first.Name) || name == "" {
		return nil
	}
	var statuses []int
	var sources []model.HeaderSource
	for _, other := range declared {
		if headerName(other.Parameter) != name || !isSameHeader(first.Parameter, other.Parameter) {
			return nil
		}
		statuses, sources = append(statuses, other.status), append(sources, model.HeaderSource{Pos: other.Pos, Pointer: other.Pointer})
	}
	slices.Sort(statuses)
	t := b.typeOf(first.Schema, inlineName(op, first.Schema, first.Name))
	if t == nil {
		return nil
	}
	return &model.ResponseHeader{
		Name:       name,
		WireName:   first.Name,
		Type:       b.optionalType(t, first.Schema, false),
		Doc:        firstOf(first.Description, first.Schema.Description, resolve(first.Schema).Description),
		Statuses:   slices.Compact(statuses),
		Deprecated: slices.ContainsFunc(declared, func(h declaredHeader) bool { return h.Deprecated }),
		Sources:    sources,
	}
}

// headerName returns the Go name of a header in requests or responses. The prefix of
// Azure's headers is an abbreviation: "XMSErrorCode" for "x-ms-error-code".
func headerName(p *openapi.Parameter) string {
	const prefix = "x-ms-"
	if p.ClientName == "" && len(p.Name) > len(prefix) && strings.EqualFold(p.Name[:len(prefix)], prefix) {
		if rest := model.Exported(p.Name[len(prefix):]); rest != "" {
			return "XMS" + rest
		}
	}
	return model.Exported(firstOf(p.ClientName, p.Name))
}

// hasHeaderType reports whether a response header has a basic type that a header can
// carry.
func hasHeaderType(p *openapi.Parameter) bool {
	if p.Schema == nil {
		return false
	}
	def := resolve(p.Schema)
	if len(def.AllOf)+len(def.OneOf)+len(def.AnyOf)+len(def.Unsupported) > 0 {
		return false
	}
	switch def.Type {
	case "string":
		return !slices.Contains([]string{"byte", "binary", "base64url", "unixtime"}, def.Format)
	case "integer", "number":
		return !slices.Contains([]string{"uint64", "decimal", "decimal128"}, def.Format)
	}
	return def.Type == "boolean"
}

// isSameHeader reports whether two declarations of a header have the same Go type.
func isSameHeader(a, b *openapi.Parameter) bool {
	if b.Schema == nil {
		return false
	}
	x, y := resolve(a.Schema), resolve(b.Schema)
	isEnum := func(s *openapi.Schema) bool { return len(s.Enum) > 0 }
	return x == y || !isEnum(x) && !isEnum(y) && x.Type == y.Type && x.Format == y.Format &&
		a.Schema.Nullable == b.Schema.Nullable && defaultText(a.Schema) == defaultText(b.Schema)
}

// defaultText returns the default of a schema as text, or "".
func defaultText(s *openapi.Schema) string {
	if s.Default == nil {
		return ""
	}
	return s.Default.Text
}
