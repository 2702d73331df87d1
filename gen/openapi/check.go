package openapi

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chatgen-go/chatgen/gen/diag"
)

// check reports inconsistencies between the elements of a document.
func check(doc *Document, errs *diag.List) {
	if doc.Version == "" && errs.Len() == 0 { // otherwise the version may have been left out
		errs.Add(doc.Pos, "document", "info.version is required", "the package is generated for this version of the API")
	}
	nameOperations(doc.Operations, errs)
	for _, op := range doc.Operations {
		subject := op.ID
		checkParameters(op.Parameters, errs)
		checkTemplate(op.Pos, subject, op.Path, op.Parameters, errs)
		op.Parameters = slices.DeleteFunc(op.Parameters, isUnresolved)
	}
	if doc.Host != nil {
		checkTemplate(doc.Host.Pos, "host", doc.Host.Template, doc.Host.Parameters, errs)
	}
}

// checkArrays reports arrays without items.
func checkArrays(doc *Document, errs *diag.List) {
	used := schemaSet{}
	used.addOperations(doc.Operations)
	for _, s := range doc.Schemas {
		used.add(s)
	}
	for s := range used {
		if s.Type == "array" && s.Items == nil && s.Target == nil {
			errs.Add(s.Pos, "#"+s.Pointer, "an array without items", "add them; items: {} are any JSON")
		}
	}
}

// nameOperations derives the IDs of operations that have none, and reports those that
// are taken, with the ID that would be derived.
func nameOperations(operations []*Operation, errs *diag.List) {
	first := map[string]*Operation{}
	for _, op := range operations {
		if op.ID != "" && first[op.ID] == nil {
			first[op.ID] = op
		}
	}
	for _, op := range operations {
		derived := operationID(op.Method, op.Path)
		switch other := first[op.ID]; {
		case op.ID == "" && first[derived] == nil:
			op.ID = derived
			first[derived] = op
		case op.ID == "":
			op.ID = derived
			errs.Add(op.Pos, op.Method+" "+op.Path, "has no operationId, and that of its method and path, "+derived+", is taken",
				fmt.Sprintf("the first is on line %d; add an operationId", first[derived].Pos.Line))
		case other != op:
			errs.Add(op.Pos, op.ID, "duplicate operationId", fmt.Sprintf("the first is on line %d; call this one %s, for example", other.Pos.Line, derived))
		}
	}
}

// operationID returns the ID of an operation that has none: the method, the words of the
// path, and "By" before each parameter.
func operationID(method, path string) string {
	var id strings.Builder
	add := func(text string) {
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			first, size := utf8.DecodeRuneInString(word)
			id.WriteString(string(unicode.ToUpper(first)) + word[size:])
		}
	}
	add(strings.ToLower(method))
	for rest := path; rest != ""; {
		literal, after, _ := strings.Cut(rest, "{")
		add(literal)
		name, next, _ := strings.Cut(after, "}")
		if name != "" {
			add("By")
		}
		add(name)
		rest = next
	}
	return id.String()
}

func isUnresolved(p *Parameter) bool { return p.unresolved }

// checkParameters reports parameters without a name, a valid location or a schema,
// and duplicate parameters.
func checkParameters(parameters []*Parameter, errs *diag.List) {
	known := map[[2]string]bool{}
	for _, p := range parameters {
		subject := "parameter " + p.Name
		switch {
		case p.unresolved:
			continue
		case p.Name == "":
			errs.Add(p.Pos, "#"+p.Pointer, "name is required", "add name")
		case !slices.Contains([]string{"path", "query", "header", "cookie", "formData"}, p.In):
			errs.Add(p.Pos, subject, fmt.Sprintf("in %q is not a valid parameter location", p.In), locationHint(p.In))
		case p.Schema == nil:
			errs.Add(p.Pos, subject, "schema is required", "add one; in OpenAPI 3 it has the type")
		case p.CollectionFormat == "multi" && p.In != "query" && p.In != "formData" && p.In != "cookie":
			errs.Add(p.Pos, subject, `collectionFormat "multi" is not supported in `+p.In, "want csv, ssv, tsv or pipes")
		case !slices.Contains([]string{"", "csv", "ssv", "tsv", "pipes", "multi"}, p.CollectionFormat):
			errs.Add(p.Pos, subject, fmt.Sprintf("invalid collectionFormat %q", p.CollectionFormat), "want csv, ssv, tsv, pipes or multi")
		}
		if key := [2]string{p.Name, p.In}; known[key] {
			errs.Add(p.Pos, subject, "duplicate parameter in "+p.In, "remove one of them")
		} else {
			known[key] = true
		}
	}
}

// locationHint returns the hint for an invalid location of a parameter.
func locationHint(in string) string {
	if in == "body" {
		return "in OpenAPI 3, write a requestBody"
	}
	locations := []string{"path", "query", "header", "cookie"}
	return cmp.Or(diag.DidYouMean(strings.ToLower(in), locations), "want path, query, header or cookie")
}

// checkTemplate reports names in braces that are not path parameters, and path
// parameters that are not in the template.
func checkTemplate(pos diag.Pos, subject, template string, parameters []*Parameter, errs *diag.List) {
	names, ok := templateNames(template)
	if !ok {
		errs.Add(pos, subject, "unbalanced braces in "+template, "close each brace")
		return
	}
	var declared []string
	for _, p := range parameters {
		if p.In != "path" {
			continue
		}
		declared = append(declared, p.Name)
		if !slices.Contains(names, p.Name) {
			hint := cmp.Or(diag.DidYouMean(p.Name, names), "add it in braces, or remove the parameter")
			errs.Add(p.Pos, subject, fmt.Sprintf("path parameter %s is not in %s", p.Name, template), hint)
		}
	}
	for _, name := range names {
		if !slices.Contains(declared, name) && !slices.ContainsFunc(parameters, isUnresolved) {
			hint := cmp.Or(diag.DidYouMean(name, declared), "declare it with in: path")
			errs.Add(pos, subject, fmt.Sprintf("{%s} in %s is not a declared path parameter", name, template), hint)
		}
	}
}

// templateNames returns the names in braces, and whether the braces are balanced.
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
