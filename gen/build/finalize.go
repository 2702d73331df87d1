package build

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
)

// Finalize computes the derived names, removes types that no operation uses, and
// reports names that collide and structs that contain themselves. It is called once, after the overrides.
func Finalize(pkg *model.Package, errs *diag.List) {
	pkg.Decls = reachable(pkg, errs)
	slices.SortStableFunc(pkg.Clients, func(a, b *model.Client) int { return depth(a) - depth(b) })
	files := map[string]bool{}
	for _, c := range pkg.Clients {
		c.Import = pkg.Import
		c.File = clientFile(c, files)
		if c.Parent == nil {
			n := "New" + c.Name
			c.Names = model.ClientNames{New: n, WithKey: n + "WithKey", NewFromConnectionString: n + "FromConnectionString", Make: "make" + c.Name}
		}
		for _, op := range c.Operations {
			finalizeOperation(c, op)
			addPartial(pkg, op.PartialFailure)
		}
		for _, p := range c.ClientParams {
			p.Arg = model.Arg(p.Name)
		}
	}
	for _, d := range pkg.Decls {
		d.Info().Import = pkg.Import
		finalizeDecl(d)
	}
	for _, d := range pkg.Decls {
		if s, ok := d.(*model.Struct); ok && s.Union != nil {
			s.DiscriminatorConst = discriminatorConst(s)
		}
	}
	markSecrets(pkg)
	checkNames(pkg, errs)
	checkCycles(pkg, errs)
}

// depth returns the number of a client's parents.
func depth(c *model.Client) int {
	if c.Parent == nil {
		return 0
	}
	return 1 + depth(c.Parent)
}

// namePrefix returns the prefix of the names that are derived from a client's operations.
// It depends only on the client, so that an operation added to another client renames
// nothing.
func namePrefix(c *model.Client) string {
	if c.Unprefixed {
		return ""
	}
	return strings.TrimSuffix(c.Name, "Client")
}

// clientFile returns the file name of a client, thread_client.go for ThreadClient. The
// suffix client.go keeps names from being those of tests, of files for one operating
// system, or of other emitted files.
func clientFile(c *model.Client, taken map[string]bool) string {
	words := model.Words(strings.TrimSuffix(c.Name, "Client"))
	stem := strings.ToLower(strings.Join(words, "_"))
	file := strings.TrimPrefix(stem+"_client.go", "_")
	for i := 2; taken[file]; i++ {
		file = fmt.Sprintf("%s_%d_client.go", stem, i)
	}
	taken[file] = true
	return file
}

// finalizeOperation sets the names that are derived from an operation's name.
func finalizeOperation(c *model.Client, op *model.Operation) {
	full := namePrefix(c) + op.Name
	op.Names = model.OperationNames{
		Options:  full + "Options",
		Response: full + "Response",
		Pager:    "New" + op.Name + "Pager",
		Request:  lowerFirst(op.Name) + "Request",
		Span:     c.Name + "." + op.Name,
		Fake:     full,
		Handle:   "handle" + full,
	}
	if op.Paging != nil {
		op.Names.Fake = "New" + full + "Pager"
	}
	if op.Paging != nil && op.Paging.Pages == "" {
		op.Paging.Pages = op.Paging.Iterator + "Pages"
	}
	if op.LongRunning != nil {
		finalizeLongRunning(c, op)
	}
	for _, p := range op.Params {
		p.Arg = model.Arg(p.Name)
	}
	op.Names.Template = pathTemplate(op)
	if op.Body != nil {
		for _, f := range op.Body.Fields {
			f.Arg = model.Arg(f.Name)
		}
		if op.Body.Value != nil {
			op.Body.Value.Arg = model.Arg(op.Body.Value.Name)
		}
	}
	nameBodies(op)
	if op.Throttle != nil {
		op.Throttle.Func = lowerFirst(op.Name) + "Throttle"
	}
	if op.Rates != nil {
		op.Rates.Func = op.Rates.Group + "Rates"
	}
	if op.IdempotencyKey != nil {
		op.IdempotencyKey.Lookup = lowerFirst(op.Name) + "Lookup"
	}
	if p := op.PartialFailure; p != nil {
		item := p.Item.Name
		if p.SingleItemMethod != "" {
			op.Names.SingleItemResponse = namePrefix(c) + p.SingleItemMethod + "Response"
		}
		if p.AllItemsMethod != "" {
			full := namePrefix(c) + p.AllItemsMethod
			op.Names.AllItemsOptions, op.Names.AllItemsResponse, op.Names.AllItemsSpan = full+"Options", full+"Response", c.Name+"."+p.AllItemsMethod
		}
		p.Names = model.PartialFailureNames{
			Error: item + "Error", List: item + "Errors", Item: item, Arg: model.Arg(item),
			Sent: "Sent" + p.Items.Name, Match: lowerFirst(item) + "Matcher", Rejections: "New" + item + "Rejections",
		}
	}
}

// addPartial keeps the first partial failure of each type of item.
func addPartial(pkg *model.Package, p *model.PartialFailure) {
	same := func(q *model.PartialFailure) bool { return q.Item == p.Item }
	if p != nil && !slices.ContainsFunc(pkg.PartialFailures, same) {
		pkg.PartialFailures = append(pkg.PartialFailures, p)
	}
}

func finalizeDecl(d model.Decl) {
	switch d := d.(type) {
	case *model.Enum:
		d.ValuesFunc = "Possible" + d.Name + "Values"
		for _, v := range d.Values {
			v.Const = d.Name + v.Name
		}
	case *model.Union:
		field := model.Exported(d.Property)
		if !model.ValidName(field) || field == "JSON" {
			field = "Tag"
		}
		d.Names = model.UnionNames{
			UnmarshalFunc: "Unmarshal" + d.Name, Unknown: "Unknown" + d.Name, Field: field, MarkerMethod: "is" + d.Name,
			Decode: "decode" + d.Name, Encode: "encode" + d.Name,
		}
	}
}

// discriminatorConst returns the enum constant of a variant's discriminator value, or "".
func discriminatorConst(s *model.Struct) string {
	e, ok := s.Union.Kind.Decl.(*model.Enum)
	if !ok {
		return ""
	}
	for _, v := range e.Values {
		if v.WireName == s.DiscriminatorValue {
			return v.Const
		}
	}
	return ""
}

// lowerFirst returns name with a lower-case first letter. The name may be empty, which
// checkNames reports.
func lowerFirst(name string) string {
	if name == "" {
		return ""
	}
	return strings.ToLower(name[:1]) + name[1:]
}

// reachable returns the named types that operations use, in order. It reports those whose
// use by overrides was not found before they were built.
func reachable(pkg *model.Package, errs *diag.List) []model.Decl {
	used := map[model.Decl]bool{}
	var visit func(t *model.Type)
	visit = func(t *model.Type) {
		if t == nil {
			return
		}
		visit(t.Elem)
		if t.Decl == nil || used[t.Decl] {
			return
		}
		used[t.Decl] = true
		if s, ok := t.Decl.(*model.Struct); ok && s.OwnFieldsOnly {
			errs.Add(s.Pos, s.Schema, "lacks the properties that it inherits, because no override names it as the document does", "name it in plain text")
		}
		for _, inner := range nestedTypes(t.Decl) {
			visit(inner)
		}
	}
	for _, c := range pkg.Clients {
		for _, p := range c.ClientParams {
			visit(p.Type)
		}
		for _, op := range c.Operations {
			for _, t := range operationTypes(op) {
				visit(t)
			}
		}
	}
	var kept []model.Decl
	for _, d := range pkg.Decls {
		if used[d] {
			kept = append(kept, d)
		}
	}
	return kept
}

// operationTypes returns the types of an operation.
func operationTypes(op *model.Operation) []*model.Type {
	types := op.ResponseTypes()
	for _, p := range op.Params {
		if p.Constant == "" {
			types = append(types, p.Type)
		}
	}
	if op.Body != nil {
		for _, f := range op.Body.Fields {
			types = append(types, f.Type)
		}
		if op.Body.Value != nil {
			types = append(types, op.Body.Value.Type)
		}
	}
	return types
}

// nestedTypes returns the types within a named type.
func nestedTypes(d model.Decl) []*model.Type {
	var types []*model.Type
	switch d := d.(type) {
	case *model.Struct:
		for _, f := range d.Fields {
			types = append(types, f.Type)
		}
		types = append(types, d.Additional)
		if d.Union != nil {
			types = append(types, &model.Type{Kind: model.Named, Decl: d.Union})
		}
	case *model.Union:
		types = append(types, d.Kind)
		for _, m := range d.Variants {
			types = append(types, &model.Type{Kind: model.Named, Decl: m})
		}
	}
	return types
}

// pathTemplate returns the path of an operation with the names of its arguments. The rest is
// encoded as in URLs: net/url would decode the whole path otherwise, and encode it again
// without the slashes in the arguments.
func pathTemplate(op *model.Operation) string {
	var template strings.Builder
	for rest := op.Path; ; {
		literal, after, found := strings.Cut(rest, "{")
		template.WriteString(escapePath(literal))
		if !found {
			return template.String()
		}
		name, next, _ := strings.Cut(after, "}")
		for _, p := range op.Params {
			if p.In == model.InPath && p.WireName == name {
				name = p.Arg
				break
			}
		}
		template.WriteString("{" + name + "}")
		rest = next
	}
}

// escapePath percent-encodes what cannot be in the path of a URL.
func escapePath(path string) string {
	var out strings.Builder
	for i := range len(path) {
		c := path[i]
		switch {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~!$&'()*+,;=:@/[]%", c) >= 0:
			out.WriteByte(c)
		default:
			fmt.Fprintf(&out, "%%%02X", c)
		}
	}
	return out.String()
}
