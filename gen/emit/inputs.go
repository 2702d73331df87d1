package emit

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// input is a parameter or a property of the body, as an argument or option.
type input struct {
	name, arg, doc string
	typ            *model.Type
	required       bool
	patch          bool
	validation     model.Validation
	deprecated     bool
}

// allInputs returns the arguments and options of an operation, in order.
func allInputs(op *model.Operation) []input {
	var list []input
	for _, p := range op.Params {
		if !p.OnClient && p.Constant == "" {
			list = append(list, paramInput(p))
		}
	}
	if op.Body == nil {
		return list
	}
	for _, f := range op.Body.Fields {
		list = append(list, fieldInput(op.Body, f))
	}
	if op.Body.Value != nil {
		list = append(list, paramInput(op.Body.Value))
	}
	return list
}

func paramInput(p *model.Param) input {
	return input{p.Name, p.Arg, p.Doc, p.Type, p.Required, false, p.Validation, p.Deprecated}
}

func fieldInput(b *model.Body, f *model.Field) input {
	return input{f.Name, f.Arg, f.Doc, f.Type, f.Required, b.Patch, f.Validation, f.Deprecated}
}

// requiredInputs returns the required inputs, and optional the others.
func requiredInputs(op *model.Operation) []input { return filterInputs(op, true) }

func optionalInputs(op *model.Operation) []input { return filterInputs(op, false) }

func filterInputs(op *model.Operation, required bool) []input {
	var list []input
	for _, in := range allInputs(op) {
		if in.required == required {
			list = append(list, in)
		}
	}
	return list
}

// argumentDoc returns the list item for an argument in a doc comment.
func (in input) argumentDoc() string {
	return "- " + in.arg + ": " + in.withLimits(firstText(in.doc, "See the service's documentation."))
}

// optionDoc returns the doc comment of an option.
func (in input) optionDoc() string {
	return deprecated(in.withLimits(fieldDoc(in.name, in.doc, in.typ)), in.deprecated)
}

// withLimits appends the values that the validation accepts.
func (in input) withLimits(text string) string {
	if limits := in.limits(); limits != "" {
		return strings.TrimSpace(text + " " + limits)
	}
	return text
}

// limits returns a sentence about the values that the validation accepts, or "".
func (in input) limits() string {
	switch v := in.validation; {
	case in.isPatch():
		return ""
	case v.Max > 0:
		return fmt.Sprintf("Durations from %d to %d %s are accepted.", v.Min, v.Max, strings.ToLower(unitName(in.typ)))
	case v.NotEmpty && v.MaxItems > 0:
		return fmt.Sprintf("Between 1 and %d items are accepted.", v.MaxItems)
	case v.MaxItems > 0:
		return fmt.Sprintf("At most %d items are accepted.", v.MaxItems)
	case v.NotEmpty:
		return "It must not be empty."
	}
	return ""
}

// value emits the variable or field with the input's value.
func (in input) value() *jen.Statement {
	if in.required {
		return jen.Id(in.arg)
	}
	return jen.Id("options").Dot(in.name)
}

// argument returns the input as the caller writes it, for errors.
func (in input) argument() string {
	if in.required {
		return in.arg
	}
	return "options." + in.name
}

func inputType(in input) *jen.Statement {
	switch {
	case in.isMapPatch():
		return jen.Qual(acsPath, "MapPatch").Index(goType(in.patched()))
	case in.isPatch():
		return jen.Qual(acsPath, "Patch").Index(goType(in.patched()))
	}
	return goType(in.typ)
}

// isPatch reports whether the input is an option that leaves a property unchanged, sets
// it or resets it.
func (in input) isPatch() bool { return in.patch && !in.required }

// isMapPatch reports whether the input is a patch that changes a map name by name.
func (in input) isMapPatch() bool { return in.isPatch() && in.typ.Kind == model.Map }

// patched returns the type argument of a patch: the type of the property, or of the
// values of its map. In both, null is a change and not a value.
func (in input) patched() *model.Type {
	if in.isMapPatch() {
		return withoutPointer(in.typ.Elem)
	}
	return withoutPointer(in.typ)
}
