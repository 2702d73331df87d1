package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/chatgen-go/chatgen/gen/model"
)

// encodeProperty emits the statement that encodes a property. goName is the name that
// errors contain if it is not the usual one, or "".
func encodeProperty(f *model.Field, required bool, goName string, value *jen.Statement) *jen.Statement {
	function := "Optional"
	if required {
		function = "Required"
	}
	if goName == "" {
		return wireSymbol(function).Call(jen.Id("e"), jen.Lit(f.WireName), value, encoders().function(f.Type))
	}
	return wireSymbol(function+"As").Call(jen.Id("e"), jen.Lit(f.WireName), jen.Lit(goName), value, encoders().function(f.Type))
}

// encodeConstant emits the statement that encodes a property with a constant. value points
// to a value that is sent instead unless it is zero.
func encodeConstant(f *model.Field, value *jen.Statement) *jen.Statement {
	return wireSymbol("Constant").Call(jen.Id("e"), jen.Lit(f.WireName), value, constant(f.Constant), encoders().function(f.Type))
}

// constant emits a constant without a type.
func constant(c *model.Constant) *jen.Statement {
	if c.Kind == model.String {
		return jen.Lit(c.Value)
	}
	return jen.Id(c.Value)
}

// encodePatch emits the statement that encodes a property of a patch.
func encodePatch(in input, f *model.Field) *jen.Statement {
	encode := encoders().function(in.patched())
	if goName := unusualName(f); goName != "" {
		return in.value().Dot("EncodeAs").Call(jen.Id("e"), jen.Lit(f.WireName), jen.Lit(goName), encode)
	}
	return in.value().Dot("Encode").Call(jen.Id("e"), jen.Lit(f.WireName), encode)
}

// unusualName returns the Go name of a field, or "" if it is the name of the property
// with an upper-case letter at the beginning, which the encoder knows itself, or if no
// error contains it.
func unusualName(f *model.Field) string {
	if !encodingMayFail(f.Type) || f.Name == strings.ToUpper(f.WireName[:1])+f.WireName[1:] {
		return ""
	}
	return f.Name
}

// unusualArg returns the argument of a field, or "" if it is the name of the property or
// if no error contains it.
func unusualArg(f *model.Field) string {
	if !encodingMayFail(f.Type) || f.Arg == f.WireName {
		return ""
	}
	return f.Arg
}

// encodingMayFail reports whether JSON cannot represent some values of a type.
func encodingMayFail(t *model.Type) bool {
	if t.Elem != nil {
		return encodingMayFail(t.Elem)
	}
	switch kind, _ := basicKind(withoutPointer(t)); kind {
	case "String", "Bool", "Int32", "Int64":
		return false
	}
	return t.Kind != model.Bytes
}

// sentStructs returns the objects that requests contain. Only their errors in encoding
// are those of arguments.
func sentStructs(pkg *model.Package) map[*model.Struct]bool {
	sent := map[*model.Struct]bool{}
	for _, c := range pkg.Clients {
		for _, op := range c.Operations {
			if op.Body == nil {
				continue
			}
			for _, f := range op.Body.Fields {
				addSent(sent, f.Type)
			}
			if op.Body.Value != nil {
				addSent(sent, op.Body.Value.Type)
			}
		}
	}
	return sent
}

// addSent adds the objects that a type contains.
func addSent(sent map[*model.Struct]bool, t *model.Type) {
	if t == nil {
		return
	}
	addSent(sent, t.Elem)
	var structs []*model.Struct
	switch d := t.Decl.(type) {
	case *model.Struct:
		structs = append(structs, d)
	case *model.Union:
		structs = append(structs, d.Variants...)
	}
	for _, d := range structs {
		if sent[d] {
			continue
		}
		sent[d] = true
		for _, f := range d.Fields {
			addSent(sent, f.Type)
		}
		addSent(sent, d.Additional)
	}
}
