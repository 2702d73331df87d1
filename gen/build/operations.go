package build

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// apiVersion is the query parameter that the runtime sets.
const apiVersion = "api-version"

// operations builds a client for each group of operations. The group is the part of an
// operationId before '_'.
func (b *builder) operations(doc *openapi.Document) {
	if len(doc.Operations) == 0 && !b.isIncomplete {
		b.errs.Add(doc.Pos, "document", "has no operations", cmp.Or(b.misspelled(doc.Pos, "paths"), "describe them under paths"))
	}
	clients := map[string]*model.Client{}
	for _, op := range doc.Operations {
		group, name, ok := strings.Cut(op.ID, "_")
		if !ok {
			group, name = "", op.ID
		}
		c := clients[group]
		if c == nil {
			c = &model.Client{Name: clientName(group), Group: group, Pos: op.Pos}
			clients[group] = c
			b.pkg.Clients = append(b.pkg.Clients, c)
		}
		c.Operations = append(c.Operations, b.operation(op, name))
	}
	for _, c := range b.pkg.Clients {
		b.setClientParams(c)
	}
	b.checkVersions(doc)
}

// misspelled returns a hint if the object at a position has, instead of a keyword, one that
// is like it, or else "".
func (b *builder) misspelled(pos diag.Pos, keyword string) string {
	var names []string
	for _, k := range b.doc.Keywords(pos) {
		names = append(names, k.Name)
	}
	if near := diag.Nearest(keyword, names); near != "" && near != keyword {
		return "did you mean " + keyword + " instead of " + near + "?"
	}
	return ""
}

// clientName returns the name of a group's client, or "" if none can be derived, which
// Finalize reports.
func clientName(group string) string {
	if name := model.Exported(group); name != "" || group == "" {
		return name + "Client"
	}
	return ""
}

// checkVersions reports operations without an api-version if others have one.
func (b *builder) checkVersions(doc *openapi.Document) {
	with, without := 0, []*openapi.Operation{}
	for _, op := range doc.Operations {
		if slices.ContainsFunc(op.Parameters, isVersion) {
			with++
		} else {
			without = append(without, op)
		}
	}
	if with == 0 {
		b.pkg.APIVersion = ""
		return
	}
	for _, op := range without {
		b.errs.Add(op.Pos, op.ID, "has no parameter api-version, but other operations do", "add it, or leave the operation out in omit.yaml")
	}
}

func isVersion(p *openapi.Parameter) bool { return p.In == "query" && p.Name == apiVersion }

// setClientParams sets the client-level parameters by x-ms-parameter-location. It reports those
// that only some operations have, because adding such an operation to a group would
// change the client's constructor.
func (b *builder) setClientParams(c *model.Client) {
	first := c.Operations[0]
	c.ClientParams = clientParams(first)
	for _, op := range c.Operations[1:] {
		b.checkClientParams(first, op)
		b.checkClientParams(op, first)
	}
}

// clientParams returns the client-level parameters of an operation.
func clientParams(op *model.Operation) []*model.Param {
	return slices.DeleteFunc(slices.Clone(op.Params), func(p *model.Param) bool { return !p.OnClient || p.Constant != "" })
}

// checkClientParams reports client-level parameters of an operation that another one
// of its group does not have.
func (b *builder) checkClientParams(op, other *model.Operation) {
	for _, p := range clientParams(op) {
		if !slices.ContainsFunc(clientParams(other), func(q *model.Param) bool { return q.WireName == p.WireName && q.In == p.In }) {
			message := fmt.Sprintf("is a client-level parameter, which %s at %s, in the same group, does not have", other.ID, other.Pos)
			b.errs.Add(p.Pos, op.ID+" parameter "+p.WireName, message, "set x-ms-parameter-location to method, or add it to all operations of the group")
		}
	}
}

func (b *builder) operation(op *openapi.Operation, name string) *model.Operation {
	m := &model.Operation{
		Name:          methodName(name),
		ID:            op.ID,
		Doc:           joinParagraphs(op.Summary, op.Description),
		Deprecated:    op.Deprecated,
		Method:        op.Method,
		Path:          b.prefix + op.Path,
		NonIdempotent: op.Method == http.MethodPost,
		Pos:           op.Pos,
		Pointer:       op.Pointer,
	}
	m.LongRunning = b.longRunning(op)
	for _, p := range op.Parameters {
		if param := b.param(op, p); param != nil {
			m.Params = append(m.Params, param)
		}
	}
	if op.Body != nil {
		m.Body = b.body(op)
	}
	b.responses(m, op)
	if op.Paging != nil {
		m.Paging = b.paging(m, op)
	}
	return m
}

// methodName returns the name of an operation's method.
func methodName(name string) string {
	if name = model.Exported(name); slices.Contains(model.StandardMethods(), name) {
		return name + "Operation"
	}
	return name
}

// joinParagraphs joins texts, except for empty and repeated ones.
func joinParagraphs(texts ...string) string {
	var kept []string
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" && !slices.Contains(kept, t) {
			kept = append(kept, t)
		}
	}
	return strings.Join(kept, "\n\n")
}

func (b *builder) param(op *openapi.Operation, p *openapi.Parameter) *model.Param {
	subject := op.ID + " parameter " + p.Name
	in := map[string]model.In{"path": model.InPath, "query": model.InQuery, "header": model.InHeader}
	location, ok := in[p.In]
	switch {
	case isVersion(p), p.In == "header" && model.IsRuntimeHeader(p.Name):
		return nil
	case !ok:
		b.errs.Add(p.Pos, subject, fmt.Sprintf("parameters in %q are not supported", p.In), "only those in path, query and header are")
		return nil
	}
	if p.Schema == nil { // stage 1 has reported it
		return nil
	}
	if !slices.Contains([]string{"", "client", "method"}, p.Location) {
		b.errs.Add(p.Pos, subject, fmt.Sprintf("invalid x-ms-parameter-location %q", p.Location), "want client or method")
		return nil
	}
	name := model.Exported(firstOf(p.ClientName, p.Name))
	if location == model.InHeader {
		if !b.isHeader(p, subject) {
			return nil
		}
		name = headerName(p)
	}
	t := b.typeOf(p.Schema, inlineName(op, p.Schema, p.Name))
	if t == nil {
		return nil
	}
	if !b.isEncodable(t, location) {
		message := "is of an unsupported type"
		if isTypeOnly(resolve(p.Schema)) && resolve(p.Schema).Type == "" {
			message = "has no type"
		}
		b.errs.Add(p.Pos, subject, message,
			"only strings, numbers, booleans, times and lists of strings or numbers are supported")
		return nil
	}
	if location != model.InPath { // null cannot be in a path
		t = b.optionalType(t, p.Schema, p.Required)
	}
	return &model.Param{
		Name:            name,
		WireName:        p.Name,
		In:              location,
		Type:            t,
		Doc:             firstOf(p.Description, p.Schema.Description, resolve(p.Schema).Description),
		Required:        p.Required || location == model.InPath,
		OnClient:        p.Location == "client" && (p.Required || location == model.InPath), // adding an optional one must not change a constructor
		Constant:        constant(p),
		Format:          p.CollectionFormat,
		SkipURLEncoding: p.SkipEncoding,
		Deprecated:      p.Deprecated,
		Pos:             p.Pos,
		Pointer:         p.Pointer,
	}
}

// headerSymbols are the characters in the names of headers besides letters and digits.
const headerSymbols = "!#$%&'*+-.^_`|~"

// isHeaderName reports whether a text is the name of a header.
func isHeaderName(name string) bool {
	isToken := func(r rune) bool {
		return strings.ContainsRune(headerSymbols, r) || r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r))
	}
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool { return !isToken(r) })
}

// isHeader reports whether HTTP can carry the name of a header and its constant, and
// adds an error otherwise.
func (b *builder) isHeader(p *openapi.Parameter, subject string) bool {
	if !isHeaderName(p.Name) {
		b.errs.Add(p.Pos, subject, "is not a valid name of a header", "only letters, digits and "+headerSymbols+" are allowed")
		return false
	}
	if value := constant(p); !isHeaderValue(value) {
		problem := fmt.Sprintf("its only value %+q cannot be sent in a header", value)
		b.errs.Add(p.Pos, subject, problem, "use printable ASCII characters, without spaces around them")
		return false
	}
	return true
}

// constant returns the only possible value of a required parameter, or "".
func constant(p *openapi.Parameter) string {
	if def := resolve(p.Schema); p.Required && len(def.Enum) == 1 {
		return def.Enum[0].Text
	}
	return ""
}

// isEncodable reports whether values of the type can be in a path, query or header.
func (b *builder) isEncodable(t *model.Type, in model.In) bool {
	switch t.Kind {
	case model.String, model.Bool, model.Int32, model.Int64, model.Float64, model.Time, model.Date, model.HTTPDate:
		return true
	case model.Named:
		_, enum := t.Decl.(*model.Enum)
		return enum
	case model.Slice:
		return in != model.InPath && !t.Elem.Pointer && isPlain(t.Elem)
	}
	return false
}

// isPlain reports whether a type is a string, a number or an enum.
func isPlain(t *model.Type) bool {
	switch t.Kind {
	case model.String, model.Int32, model.Int64, model.Float64:
		return true
	}
	_, enum := t.Decl.(*model.Enum)
	return enum
}

// body builds the body of a request. The properties of an object become arguments and
// options, regardless of other uses of the definition; any other body is one value. So
// are variants of unions, which need their discriminator, and objects with additional
// properties.
func (b *builder) body(op *openapi.Operation) *model.Body {
	in := op.Body
	subject := op.ID + " body"
	if in.Schema == nil {
		b.errs.Add(in.Pos, subject, "has no schema", "add one")
		return nil
	}
	media := jsonMedia(op.Method, in.MediaTypes)
	if media == "" {
		b.errs.Add(in.Pos, subject, fmt.Sprintf("media type %s is not supported", quoteAll(in.MediaTypes)), onlyJSON)
		return nil
	}
	if !isHeaderValue(media) {
		b.errs.Add(in.Pos, subject, fmt.Sprintf("media type %+q cannot be sent in a header", media), "use printable ASCII characters")
		return nil
	}
	t := b.typeOf(in.Schema, inlineName(op, in.Schema, "body"))
	if t == nil {
		return nil
	}
	body := &model.Body{MediaType: media, Patch: isMergePatch(media), Required: in.Required, Pos: in.Pos, Pointer: in.Pointer}
	value := &model.Param{
		Name:     model.Exported(firstOf(in.ClientName, in.Name)),
		WireName: in.Name,
		Type:     b.optionalType(t, in.Schema, in.Required),
		Doc:      firstOf(in.Description, resolve(in.Schema).Description),
		Required: in.Required,
		Pos:      in.Pos,
		Pointer:  in.Pointer,
	}
	s := structOf(t)
	if s == nil || s.Union != nil || s.Additional != nil {
		body.Value = value
		return body
	}
	body.Schema, body.Whole = s.Schema, value
	for _, f := range s.Fields {
		switch {
		case f.ReadOnly:
		case f.Constant != nil && !body.Patch:
			body.Constants = append(body.Constants, f)
		default:
			body.Fields = append(body.Fields, f)
		}
	}
	return body
}

// isHeaderValue reports whether HTTP can carry a text in a header.
func isHeaderValue(text string) bool {
	return text == strings.TrimSpace(text) && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}

// onlyJSON is the hint for bodies of other media types.
const onlyJSON = "only JSON is; leave the operation out in omit.yaml"

// jsonMedia returns the media type of a JSON body: merge-patch for a PATCH that
// takes it, or else the first that is JSON. The default is JSON.
func jsonMedia(method string, types []string) string {
	if len(types) == 0 {
		return "application/json"
	}
	if method == http.MethodPatch {
		if i := slices.IndexFunc(types, isMergePatch); i >= 0 {
			return types[i]
		}
	}
	if i := slices.IndexFunc(types, func(m string) bool { return isJSON(m) && !isMergePatch(m) }); i >= 0 {
		return types[i]
	}
	return ""
}

func isMergePatch(media string) bool { return mediaTypeName(media) == "application/merge-patch+json" }

func isJSON(media string) bool {
	m := mediaTypeName(media)
	return m == "application/json" || strings.HasSuffix(m, "+json")
}

// mediaTypeName returns a media type without parameters, in lower case.
func mediaTypeName(media string) string {
	m, _, _ := strings.Cut(media, ";")
	return strings.ToLower(strings.TrimSpace(m))
}

func quoteAll(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = strconv.Quote(t)
	}
	return strings.Join(quoted, ", ")
}

// paging finds the properties to which x-ms-pageable refers.
func (b *builder) paging(m *model.Operation, op *openapi.Operation) *model.Paging {
	in := op.Paging
	if in.NextOp != "" {
		b.errs.Add(in.Pos, op.ID, "x-ms-pageable with an operation for the next page is not supported", "only next links are")
		return nil
	}
	s := structOf(m.Result)
	switch {
	case s == nil && b.isIncomplete:
		return nil
	case s == nil:
		b.errs.Add(in.Pos, op.ID, "is paged, but its response is not an object", "remove x-ms-pageable")
		return nil
	}
	paging := &model.Paging{Pos: in.Pos, Iterator: iteratorName(m.Name), Items: b.pageMember(s, "itemName", in.Items, op, in.Pos)}
	if paging.Items == nil {
		return nil
	}
	if in.NextLink != "" {
		paging.NextLink = b.pageMember(s, "nextLinkName", in.NextLink, op, in.Pos)
	}
	if link := paging.NextLink; link != nil && link.Type.Kind == model.String {
		link.Type = &model.Type{Kind: model.String} // null and "" both mean the last page
	}
	if paging.Items.Type.Kind != model.Slice {
		b.errs.Add(in.Pos, op.ID, fmt.Sprintf("x-ms-pageable: %s.%s is not an array", s.Schema, in.Items), "set itemName to the array of items")
	}
	if paging.NextLink != nil && paging.NextLink.Type.Kind != model.String {
		b.errs.Add(in.Pos, op.ID, fmt.Sprintf("x-ms-pageable: %s.%s is not a string", s.Schema, in.NextLink), "set nextLinkName to the next link")
	}
	return paging
}

func (b *builder) pageMember(s *model.Struct, keyword, wire string, op *openapi.Operation, pos diag.Pos) *model.Field {
	for _, f := range s.Fields {
		if f.WireName == wire {
			return f
		}
	}
	b.errs.Add(pos, op.ID, fmt.Sprintf("x-ms-pageable: %s has no property %q", s.Schema, wire), "set "+keyword+" to one of its properties")
	return nil
}

// iteratorName returns the name of the method that iterates over items: "Messages" for
// "ListMessages".
func iteratorName(method string) string {
	if rest, ok := strings.CutPrefix(method, "List"); ok && model.ValidName(rest) {
		return rest
	}
	return method + "Items"
}
