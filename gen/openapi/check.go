package openapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// check reports what contradicts itself in a document that is well formed.
func check(doc *Document, errs *diag.List) {
	first := map[string]*Operation{}
	for _, op := range doc.Operations {
		subject := op.Method + " " + op.Path
		switch other := first[op.ID]; {
		case op.ID == "":
			errs.Add(op.Pos, subject, "no operationId", "add one, it gives the method its name")
		case other != nil:
			errs.Add(op.Pos, op.ID, "duplicate operationId", fmt.Sprintf("the first is on line %d", other.Pos.Line))
		default:
			first[op.ID] = op
			subject = op.ID
		}
		checkParameters(op.Parameters, errs)
		checkTemplate(op.Pos, subject, op.Path, op.Parameters, errs)
		op.Parameters = slices.DeleteFunc(op.Parameters, isUnresolved)
	}
	if doc.Host != nil {
		checkTemplate(doc.Host.Pos, "host", doc.Host.Template, doc.Host.Parameters, errs)
	}
	checkCycles(doc.Schemas, errs)
}

func isUnresolved(p *Parameter) bool { return p.unresolved }

// checkParameters reports parameters without a name, a place or a schema, and
// those that are there twice.
func checkParameters(parameters []*Parameter, errs *diag.List) {
	for i, p := range parameters {
		subject := "parameter " + p.Name
		switch {
		case p.unresolved:
			continue
		case p.Name == "":
			errs.Add(p.Pos, "#"+p.Pointer, "the parameter has no name", "")
		case !slices.Contains([]string{"path", "query", "header", "cookie", "formData"}, p.In):
			errs.Add(p.Pos, subject, fmt.Sprintf("in %q is no place for a parameter", p.In), "write path, query, header or cookie")
		case p.Schema == nil:
			errs.Add(p.Pos, subject, "the parameter has no schema", "")
		case p.CollectionFormat == "multi" && p.In != "query" && p.In != "formData" && p.In != "cookie":
			errs.Add(p.Pos, subject, "a list in the "+p.In+" cannot be multi", "write csv, ssv, tsv or pipes")
		case !slices.Contains([]string{"", "csv", "ssv", "tsv", "pipes", "multi"}, p.CollectionFormat):
			errs.Add(p.Pos, subject, fmt.Sprintf("no collectionFormat is called %q", p.CollectionFormat), "write csv, ssv, tsv, pipes or multi")
		}
		if slices.ContainsFunc(parameters[:i], func(q *Parameter) bool { return q.Name == p.Name && q.In == p.In }) {
			errs.Add(p.Pos, subject, "duplicate parameter in "+p.In, "")
		}
	}
}

// checkTemplate reports names in braces without a parameter in path, and
// parameters in path without a name in braces.
func checkTemplate(pos diag.Pos, subject, template string, parameters []*Parameter, errs *diag.List) {
	names, ok := templateNames(template)
	if !ok {
		errs.Add(pos, subject, "unbalanced braces in "+template, "")
		return
	}
	var declared []string
	for _, p := range parameters {
		if p.In != "path" {
			continue
		}
		declared = append(declared, p.Name)
		if !slices.Contains(names, p.Name) {
			errs.Add(p.Pos, subject, fmt.Sprintf("the path parameter %s is not in %s", p.Name, template), diag.DidYouMean(p.Name, names))
		}
	}
	for _, name := range names {
		if !slices.Contains(declared, name) && !slices.ContainsFunc(parameters, isUnresolved) {
			errs.Add(pos, subject, fmt.Sprintf("{%s} of %s is no path parameter", name, template), diag.DidYouMean(name, declared))
		}
	}
}

// templateNames returns the names in braces, and whether the braces match.
func templateNames(template string) ([]string, bool) {
	var names []string
	for {
		before, rest, open := strings.Cut(template, "{")
		if strings.Contains(before, "}") {
			return nil, false
		}
		if !open {
			return names, true
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || strings.Contains(name, "{") {
			return nil, false
		}
		names = append(names, name)
		template = after
	}
}

// checkCycles reports schemas that are made of themselves: by a reference that
// is the schema, or by allOf. Later stages follow both without an end in sight.
func checkCycles(schemas []*Schema, errs *diag.List) {
	state := map[*Schema]int{} // 1: on the way, 2: done
	var visit func(s *Schema, from *Schema)
	visit = func(s, from *Schema) {
		switch state[s] {
		case 1:
			errs.Add(from.Pos, "#"+s.Pointer, "the schema is made of itself", "")
			return
		case 2:
			return
		}
		state[s] = 1
		if s.Target != nil {
			visit(s.Target, s)
		}
		for _, base := range s.AllOf {
			visit(base, base)
		}
		state[s] = 2
	}
	for _, s := range schemas {
		visit(s, s)
	}
}
