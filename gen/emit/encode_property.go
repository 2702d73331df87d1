package emit

import (
	"encoding/json"
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
		return wireSymbol(function).Call(jen.Id("e"), nameInJSON(f.WireName), value, encoders().function(f.Type))
	}
	return wireSymbol(function+"As").Call(jen.Id("e"), nameInJSON(f.WireName), jen.Lit(goName), value, encoders().function(f.Type))
}

// nameInJSON emits the name of a property as encoders write it, with escapes.
func nameInJSON(name string) *jen.Statement {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(name); err != nil {
		panic("chatgen bug: " + err.Error())
	}
	return jen.Lit(strings.TrimSuffix(text.String()[1:], "\"\n"))
}

// encodeConstant emits the statement that encodes a property with a constant. value points
// to a value that is sent instead unless it is zero.
func encodeConstant(f *model.Field, value *jen.Statement) *jen.Statement {
	return wireSymbol("Constant").Call(jen.Id("e"), nameInJSON(f.WireName), value, constant(f.Constant), encoders().function(f.Type))
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
		return in.value().Dot("EncodeAs").Call(jen.Id("e"), nameInJSON(f.WireName), jen.Lit(goName), encode)
	}
	return in.value().Dot("Encode").Call(jen.Id("e"), nameInJSON(f.WireName), encode)
}

// unusualName returns the Go name of a field, or "" if it is the name of the property
// with an upper-case letter at the beginning, which the encoder knows itself, or if no
// error contains it.
func unusualName(f *model.Field) string {
	if !encodingMayFail(f.Type) || f.WireName != "" && f.Name == strings.ToUpper(f.WireName[:1])+f.WireName[1:] {
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
