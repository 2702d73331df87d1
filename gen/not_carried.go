package gen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/strict"
)

// Acceptance accepts that parts of a document are not carried out.
type Acceptance struct {
	Pos     diag.Pos
	Kind    string // as in [model.NotCarried]
	Subject string // the only operation, definition or component, with all its parts, or one of these, or "" for all
	Why     string
}

// AcceptanceEntry is an [Acceptance] as written in chatgen.yaml.
type AcceptanceEntry struct {
	Kind    strict.Text `yaml:"kind,required"`
	Subject strict.Text `yaml:"subject"`
	Why     strict.Text `yaml:"why,required"`
}

func (a Acceptance) matches(part model.NotCarried) bool {
	rest, isWithin := strings.CutPrefix(part.Subject, a.Subject)
	isSubject := a.Subject == "" || isWithin && (rest == "" || strings.ContainsAny(rest[:1], ".[{"))
	return a.Kind == part.Kind && isSubject
}

// nearest returns a hint at the kind or subject that was probably meant, or "".
func (a Acceptance) nearest(pkg *model.Package) string {
	var kinds, subjects []string
	for _, part := range pkg.NotCarried {
		kinds = append(kinds, part.Kind)
		if part.Kind == a.Kind {
			subjects = append(subjects, part.Subject)
		}
	}
	if slices.Contains(kinds, a.Kind) {
		return diag.DidYouMean(a.Subject, subjects)
	}
	return diag.DidYouMean(a.Kind, kinds)
}

// accept sets the reasons of the parts that the configuration accepts.
func (p Package) accept(parts []model.NotCarried) {
	for i, part := range parts {
		for _, a := range p.Accepted {
			if a.matches(part) {
				parts[i].Why = a.Why
			}
		}
	}
}

// ReportNotCarried reports what a package does not carry out of its document and the
// configuration does not accept.
func ReportNotCarried(pkg *model.Package, errs *diag.List) {
	for _, part := range pkg.NotCarried {
		if part.Why != "" {
			continue
		}
		message := fmt.Sprintf("%s %s is not carried out by the package", part.Kind, part.Value)
		if part.Kind == "unused" {
			message = "is unused"
		}
		hint := fmt.Sprintf("accept kind %s in %s under notCarried", part.Kind, ConfigName)
		if near := didYouMeanKeyword(part.Kind); near != "" {
			hint = near + " Otherwise " + hint
		}
		errs.Add(part.Pos, part.Subject, message, hint)
	}
}

// ReportStaleAcceptances reports entries of the configuration that accept nothing.
func ReportStaleAcceptances(p Package, pkg *model.Package, errs *diag.List) {
	for _, a := range p.Accepted {
		if !slices.ContainsFunc(pkg.NotCarried, a.matches) {
			errs.Add(a.Pos, a.Kind, "accepts nothing", cmp.Or(a.nearest(pkg), "remove the entry"))
		}
	}
}

// didYouMeanKeyword returns the hint for a misspelled keyword, or "" if it is like none.
// Two letters are like everything.
func didYouMeanKeyword(wrong string) string {
	keywords := []string{
		"$ref", "type", "format", "enum", "items", "properties", "required", "allOf", "additionalProperties", "discriminator", "nullable", "default",
		"schema", "content", "headers", "parameters", "responses", "requestBody", "definitions", "components", "schemas", "itemName", "nextLinkName",
		"operationId", "name", "consumes", "produces", "schemes", "x-nullable", "x-ms-enum", "x-ms-pageable", "x-ms-client-name",
		"x-ms-discriminator-value", "modelAsString",
	}
	if len(wrong) < 3 || slices.Contains(keywords, wrong) {
		return ""
	}
	return diag.DidYouMean(wrong, keywords)
}
