package acs

import (
	"cmp"
	"strings"
)

// problemDetail is what an object of the type application/problem+json (RFC 9457) adds
// to an error, and the errors of properties that a validation adds.
type problemDetail struct {
	kind, title, detail string
	target, instance    string
	errors              []ErrorDetail
}

// read reads a property of the object.
func (d *problemDetail) read(p errorProperty, depth int) {
	switch p.name {
	case "type":
		d.kind = errorText(p.raw)
	case "title":
		d.title = errorText(p.raw)
	case "detail":
		d.detail = errorText(p.raw)
	case "instance":
		d.instance = errorText(p.raw)
	case "field", "pointer":
		d.target = errorText(p.raw)
	case "errors":
		d.errors = append(d.errors, validationErrors(p.raw, depth+1)...)
	}
}

// addTo sets the fields of an error that are still empty.
func (d *problemDetail) addTo(to *ErrorDetail) {
	if to.Code == "" && d.title+d.detail != "" && d.kind != "about:blank" {
		to.Code = d.kind
	}
	if to.Message == "" {
		to.Message = strings.TrimSuffix(strings.TrimPrefix(d.title+": "+d.detail, ": "), ": ")
	}
	to.Target = cmp.Or(to.Target, d.target, d.instance)
	to.Details = append(to.Details, d.errors...)
}

// validationErrors returns the errors of a validation: a list of errors, or an object
// with the texts for each invalid property.
func validationErrors(raw []byte, depth int) []ErrorDetail {
	if !isJSONObject(raw) {
		return errorList(raw, depth)
	}
	var details []ErrorDetail
	for _, p := range errorProperties(raw) {
		texts := errorList(p.raw, depth)
		if texts == nil {
			texts = make([]ErrorDetail, 1)
			readErrorDetail(&texts[0], p.raw, depth)
		}
		for i := range texts {
			texts[i].Target = cmp.Or(texts[i].Target, p.spelling)
		}
		details = append(details, texts...)
	}
	return details
}
