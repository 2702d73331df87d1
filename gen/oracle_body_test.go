package gen_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"go.yaml.in/yaml/v4"

	"github.com/chatgen-go/chatgen/gen/override"
)

// completeDepth is the depth up to which all optional properties are set. Below it the
// driver may have reached its own limit.
const completeDepth = 3

// bodyOracle compares a JSON value with its schema.
type bodyOracle struct {
	*requestOracle
	patch bool // the body is a merge patch
}

// check compares a value with a schema. names are those that its Go input may have.
func (o *bodyOracle) check(schema rawNode, value any, at string, names []string, depth int) {
	if value == nil {
		if !o.patch && !isNullable(schema) {
			o.errorf("%s is null", at)
		}
		return
	}
	object := o.objectOf(schema, value)
	switch v := value.(type) {
	case map[string]any:
		if isAny := len(object.properties) == 0 && !object.additional.exists(); !isAny {
			o.checkObject(object, v, at, names, depth, !o.isReplaced(schema))
		}
	case []any:
		if typeOf(schema) != "array" && typeOf(schema) != "" {
			o.errorf("%s is an array", at)
		}
		for i, item := range v {
			o.check(object.items, item, fmt.Sprintf("%s[%d]", at, i), names, depth+1)
		}
	case json.Number:
		if t := typeOf(schema); t != "integer" && t != "number" && t != "" {
			o.errorf("%s is a number, not of type %s", at, t)
		}
		o.checkScalar(object.schema, at, names, v.String())
	case bool:
		if t := typeOf(schema); t != "boolean" && t != "" {
			o.errorf("%s is a boolean, not of type %s", at, t)
		}
	case string:
		if t := typeOf(schema); t != "string" && t != "" {
			o.errorf("%s is a string, not of type %s", at, t)
		}
		o.checkScalar(object.schema, at, names, v)
	}
}

func (o *bodyOracle) checkObject(object objectSchema, value map[string]any, at string, names []string, depth int, isComplete bool) {
	for name, v := range value {
		property, known := object.properties[name]
		switch {
		case known:
			if property.get("readOnly").isTrue() && !slices.Contains(object.discriminators, name) {
				o.errorf("%s.%s is read-only", at, name)
			}
			o.check(property, v, at+"."+name, namesOfNode(name, property), depth+1)
		case object.additional.value == true:
		case object.additional.exists() && object.additional.value != false:
			var known []string // none if the map may be an argument
			if len(names) > 0 {
				known = append([]string{"AdditionalProperties"}, names...)
			}
			o.check(object.additional, v, at+"."+name, known, depth+1)
		case isComplete && !o.isAdded(name):
			o.errorf("%s has %s", at, name)
		}
	}
	for name, property := range object.properties {
		_, sent := value[name]
		isRequired := slices.Contains(object.required, name) && !o.patch
		isSet := isComplete && depth < completeDepth && (depth > 0 || !o.sent.Required) && !o.isReplaced(property) && hasScalar(property, depth+1)
		if !sent && !property.get("readOnly").isTrue() && (isRequired || isSet) {
			o.errorf("%s has no %s", at, name)
		}
	}
}

// isAdded reports whether an override adds a property that the document lacks.
func (o *bodyOracle) isAdded(property string) bool {
	return slices.ContainsFunc(o.overrides, func(e overrideEntry) bool { return e.Witness != "" && e.Property == property })
}

// hasScalar reports whether the driver sets a scalar in a value: it leaves what is deeper
// than maxDepth empty.
func hasScalar(schema rawNode, depth int) bool {
	const maxDepth = 8
	if depth == maxDepth {
		return false
	}
	switch typeOf(schema) {
	case "array":
		return hasScalar(schema.get("items"), depth+1)
	case "object":
		properties := schema.get("properties")
		return len(properties.keys()) == 0 || slices.ContainsFunc(properties.keys(), func(name string) bool { return hasScalar(properties.get(name), depth+1) })
	}
	return true
}

// objectSchema is a schema with all that it inherits.
type objectSchema struct {
	schema         rawNode
	properties     map[string]rawNode
	required       []string
	additional     rawNode
	items          rawNode
	discriminators []string
}

// objectOf returns the schema of a value: that of a variant if the value is one.
func (o *bodyOracle) objectOf(schema rawNode, value any) objectSchema {
	merged := objectSchema{schema: schema, properties: map[string]rawNode{}}
	merged.add(schema, 0)
	object, _ := value.(map[string]any)
	for range 5 { // levels of variants
		variant, found := o.variantOf(merged, schema, object)
		if !found || variant.name == schema.name {
			break
		}
		schema = variant
		merged.add(variant, 0)
	}
	return merged
}

// add adds the properties of a schema and of those in its allOf.
func (m *objectSchema) add(schema rawNode, depth int) {
	for _, part := range schema.get("allOf").items() {
		if depth < 20 {
			m.add(part, depth+1)
		}
	}
	for _, name := range schema.get("properties").keys() {
		m.properties[name] = schema.get("properties").get(name)
	}
	m.required = append(m.required, schema.get("required").texts()...)
	if additional := schema.get("additionalProperties"); additional.exists() {
		m.additional = additional
	}
	if items := schema.get("items"); items.exists() {
		m.items = items
	}
	if d := schema.get("discriminator"); d.exists() {
		m.discriminators = append(m.discriminators, d.text()+d.get("propertyName").text())
	}
}

// variantOf returns the definition that a discriminator selects.
func (o *bodyOracle) variantOf(merged objectSchema, schema rawNode, object map[string]any) (rawNode, bool) {
	for _, name := range merged.discriminators {
		value := fmt.Sprint(object[name])
		if mapped := schema.mapped(value); mapped.exists() {
			return mapped, true
		}
		for _, d := range o.doc.definitions() {
			if d.name == schema.name {
				continue
			}
			tag := d.get("x-ms-discriminator-value").text()
			if tag == "" {
				tag = d.name
			}
			if tag == value && o.inherits(d, schema, 0) || d.name == value {
				return d, true
			}
		}
	}
	return rawNode{}, false
}

// mapped returns the schema that a discriminator maps a value to. Its value is nil if it
// maps none.
func (n rawNode) mapped(value string) rawNode {
	target := n.get("discriminator").get("mapping").get(value).text()
	switch {
	case target == "":
		return rawNode{}
	case !strings.Contains(target, "/"):
		target = "#/components/schemas/" + target
	}
	return rawNode{doc: n.doc, file: n.file, value: map[string]any{"$ref": target}}.resolve()
}

// inherits reports whether a definition has another one among those in its allOf.
func (o *bodyOracle) inherits(d, base rawNode, depth int) bool {
	return depth < 20 && slices.ContainsFunc(d.get("allOf").items(), func(part rawNode) bool {
		return part.name == base.name || o.inherits(part, base, depth+1)
	})
}

// definitions returns the definitions of all files of a document.
func (d *rawDocument) definitions() []rawNode {
	var all []rawNode
	for file, content := range d.files {
		root := rawNode{doc: d, file: file, value: content}
		for _, group := range []rawNode{root.get("definitions"), root.get("components").get("schemas")} {
			for _, name := range group.keys() {
				definition := group.get(name)
				definition.name = name
				all = append(all, definition)
			}
		}
	}
	return all
}

// typeOf returns the type of a schema, or "" if it allows several.
func typeOf(schema rawNode) string {
	types := slices.DeleteFunc(append(schema.get("type").texts(), schema.get("type").text()), func(s string) bool { return s == "" || s == "null" })
	if len(types) == 1 {
		return types[0]
	}
	for _, part := range schema.get("allOf").items() {
		if t := typeOf(part); t != "" {
			return t
		}
	}
	return ""
}

func isNullable(schema rawNode) bool {
	return statesNull(schema) || !schema.exists() || typeOf(schema) == ""
}

// statesNull reports whether a schema says that its values may be null.
func statesNull(schema rawNode) bool {
	isOneOfTypes := slices.Contains(schema.get("type").texts(), "null")
	return isOneOfTypes || schema.get("nullable").isTrue() || schema.get("x-nullable").isTrue()
}

// checkScalar compares the text of a scalar with its schema, and checks that it is the
// value of an input with one of the names.
func (o *requestOracle) checkScalar(schema rawNode, at string, names []string, text string) {
	number, err := numberIn(schema, text)
	if err != nil {
		o.errorf("%s is %q: %v", at, text, err)
		return
	}
	goName, known := o.sent.Names[number]
	if !known || goName == "" || len(names) == 0 {
		return
	}
	if !slices.ContainsFunc(names, func(name string) bool { return o.isNameOf(goName, name) }) {
		o.errorf("%s has the value of %s", at, goName)
	}
}

// numberIn returns the number that the driver put into a value, or 0.
func numberIn(schema rawNode, text string) (int, error) {
	days := func(layout string) (int, error) {
		t, err := time.Parse(layout, text)
		return int(t.Sub(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour)), err
	}
	switch typeOf(schema) + " " + schema.get("format").text() {
	case "string date-time":
		return days(time.RFC3339)
	case "string date":
		return days(time.DateOnly)
	case "string date-time-rfc1123":
		return days(http.TimeFormat)
	case "string byte":
		data, err := base64.StdEncoding.DecodeString(text)
		return lastNumber(string(data)), err
	}
	switch typeOf(schema) {
	case "integer":
		return strconv.Atoi(text)
	case "number":
		f, err := strconv.ParseFloat(text, 64)
		return int(f), err
	case "boolean":
		_, err := strconv.ParseBool(text)
		return 0, err
	}
	return lastNumber(text), nil
}

func lastNumber(text string) int {
	number, _ := strconv.Atoi(regexp.MustCompile(`\d*$`).FindString(text))
	return number
}

// namesOfNode returns the names that the Go input of a parameter or property may have.
func namesOfNode(name string, node rawNode) []string {
	return []string{name, cmpOr(node.get("x-ms-client-name").text(), name)}
}

// normalName returns a name without case and punctuation.
func normalName(name string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, name))
}

// overrideEntry is an entry that changes a name or a type, or adds a property.
type overrideEntry struct {
	Definition string
	Parameter  string
	Property   string
	Header     string
	Name       string // names.yaml
	Strip      string
	Go         string // types.yaml
	Text       string
	Witness    string // additions.yaml
}

// readOverrides reads the overrides of names and types, and those that add properties.
func readOverrides(t *testing.T, files []override.File) []overrideEntry {
	t.Helper()
	var all []overrideEntry
	for _, f := range files {
		if !slices.Contains([]string{"additions.yaml", "names.yaml", "types.yaml"}, path.Base(f.Name)) {
			continue
		}
		var entries []overrideEntry
		if err := yaml.Unmarshal(f.Data, &entries); err != nil {
			t.Fatal(err)
		}
		all = append(all, entries...)
	}
	return all
}

// isNameOf reports whether an input has the name that a name in the document becomes: an
// argument that would hide a package or a variable gets a suffix, and overrides rename.
func (o *requestOracle) isNameOf(goName, name string) bool {
	goName, stated := normalName(goName), normalName(name)
	return goName == stated || goName == stated+"value" || goName == "x"+stated || "x"+goName == stated || "xms"+goName == stated || slices.ContainsFunc(o.overrides, func(e overrideEntry) bool {
		if e.Strip != "" {
			return goName == strings.Replace(stated, normalName(e.Strip), "", 1)
		}
		return (e.Parameter == name || e.Property == name) && goName == normalName(e.Name)
	})
}
