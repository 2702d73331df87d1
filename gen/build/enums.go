package build

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/chatgen-go/chatgen/gen/model"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// enum returns the named type of an enum. Inline enums with the same x-ms-enum name
// and values share one.
func (b *builder) enum(s *openapi.Schema, info model.TypeInfo) model.Decl {
	d := &model.Enum{TypeInfo: info, Base: model.String}
	if s.Type == "object" || s.Type == "array" {
		b.errs.Add(s.Pos, info.Schema, "an enum of type "+s.Type+" is not supported", leaveOut)
		b.add(s, d)
		return d
	}
	if t := b.basicType(&openapi.Schema{Pos: s.Pos, Name: info.Schema, Type: enumType(s), Format: numberFormat(s)}, ""); t != nil {
		d.Base = t.Kind
	}
	for _, v := range s.Enum {
		if v.Kind != "null" {
			b.checkKind(s, v, d)
			d.Values = append(d.Values, &model.EnumValue{Name: valueName(v), WireName: v.Text, Doc: v.Description, Pos: v.Pos, Pointer: v.Pointer})
		}
	}
	b.checkEnum(d)
	if first, ok := b.enums[info.Schema]; ok && s.EnumName != "" {
		if !sameValues(first, d) {
			b.errs.Add(s.Pos, info.Schema, "two enums with this name have different values", fmt.Sprintf("the first is at %s", first.Pos))
		}
		b.decls[s] = first
		return first
	}
	b.enums[info.Schema] = d
	b.add(s, d)
	return d
}

// numberFormat returns the format of an integer. The format of strings does not affect
// the Go type.
func numberFormat(s *openapi.Schema) string {
	if s.Type == "integer" {
		return s.Format
	}
	return ""
}

// enumType returns the type of an enum, or else that of its first value. checkKind
// reports values of another type.
func enumType(s *openapi.Schema) string {
	if s.Type != "" || len(s.Enum) == 0 || s.Enum[0].Kind != "number" {
		return firstOf(s.Type, "string")
	}
	return numberType(s.Enum[0])
}

// numberType returns the type of a number: integer if it is whole.
func numberType(v openapi.EnumValue) string {
	if isNumber(v.Text, model.Int64) {
		return "integer"
	}
	return "number"
}

// checkKind reports a value that is not of the enum's type, or out of its range if that is float64.
func (b *builder) checkKind(s *openapi.Schema, v openapi.EnumValue, d *model.Enum) {
	subject := fmt.Sprintf("%s value %q", d.Schema, v.Text)
	if s.Type == "" && d.Base == model.Float64 && v.Kind == "number" && numberType(v) == "integer" {
		b.errs.Add(v.Pos, subject, fmt.Sprintf("is a whole number, but the first value, %q, is not", s.Enum[0].Text), "add a type to the enum")
		return
	}
	want := map[bool]string{true: "string", false: "number"}[d.Base == model.String]
	switch _, err := strconv.ParseFloat(v.Text, 64); {
	case d.Base == model.Float64 && v.Kind == "number" && err != nil:
		b.errs.Add(v.Pos, subject, "is out of the range of a float64", "remove the value")
	case v.Kind != want:
		b.errs.Add(v.Pos, subject, "is "+article(v.Kind)+v.Kind+", but the enum is of type "+want, valueHint(v.Kind, want))
	}
}

// valueHint returns the hint for a value of another kind than its enum.
func valueHint(kind, want string) string {
	if want == "string" && (kind == "number" || kind == "boolean") {
		return "put it in quotes, or change the type"
	}
	return "change the value or the type"
}

// article returns the article for the kind of a value, with a space.
func article(kind string) string {
	if kind == "array" || kind == "object" {
		return "an "
	}
	return "a "
}

// checkEnum reports repeated values and values of another type. Finalize checks their
// names.
func (b *builder) checkEnum(d *model.Enum) {
	wires := map[string]bool{}
	for _, v := range d.Values {
		subject := fmt.Sprintf("%s value %q", d.Schema, v.WireName)
		switch {
		case wires[v.WireName]:
			b.errs.Add(v.Pos, subject, "is listed twice", "remove one of them")
		case !isNumber(v.WireName, d.Base):
			b.errs.Add(v.Pos, subject, "is not a whole number of the enum's type", "change the type or remove the value")
		}
		wires[v.WireName] = true
	}
}

// isNumber reports whether a value fits an enum of whole numbers. All values fit other
// enums.
func isNumber(value string, base model.Kind) bool {
	bits := map[model.Kind]int{model.Int32: 32, model.Int64: 64}[base]
	if bits == 0 {
		return true
	}
	_, err := strconv.ParseInt(value, 10, bits)
	return err == nil
}

// isCanonicalInteger reports whether a text is an integer as JSON writes it.
func isCanonicalInteger(text string) bool {
	v, err := strconv.ParseInt(text, 10, 64)
	return err == nil && strconv.FormatInt(v, 10) == text
}

// valueName returns the short Go name of an enum value. It may begin with a digit,
// because the type's name precedes it.
func valueName(v openapi.EnumValue) string {
	source := firstOf(v.Name, v.Text, "empty")
	name := model.GoName(append([]string{"V"}, model.Words(source)...)...)[1:]
	if v.Kind == "number" && strings.HasPrefix(source, "-") {
		name = "Minus" + name
	}
	return name
}

func sameValues(a, b *model.Enum) bool {
	if len(a.Values) != len(b.Values) {
		return false
	}
	for i := range a.Values {
		if a.Values[i].WireName != b.Values[i].WireName {
			return false
		}
	}
	return true
}
