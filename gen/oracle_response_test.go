package gen_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/gen/model"
)

// sampleRounds is the number of samples of a response, each with the next variants and enum
// values. There is one more, in which all that is nullable is null.
const sampleRounds = 3

// sampleResponse is a response that a document allows, with all properties, or without a
// body if it has no schema.
type sampleResponse struct {
	operation string // its ID
	status    int
	headers   map[string]string
	op        rawOperation
	node      rawNode
	schema    rawNode
	value     any
	link      string // the property by which a page before leads to this one, or ""
}

// bodies returns the body, and that of the page before it, or "".
func (s *sampleResponse) bodies(t *testing.T) (body, before string) {
	t.Helper()
	if !s.schema.exists() {
		return "", ""
	}
	text := func(value any) string {
		data, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if page, ok := s.value.(map[string]any); ok && s.link != "" {
		first := maps.Clone(page)
		first[s.link] = "NEXT" // the driver replaces it
		before = text(first)
	}
	return text(s.value), before
}

// decodedResponse is a response as the driver prints it.
type decodedResponse struct {
	Package   string `json:"Package"`
	Operation string `json:"Operation"`
	Value     any    `json:"Value"`
	Request   string `json:"Request"`
	Link      string `json:"Link"`
	Error     string `json:"Error"`
}

// sampleResponses returns the samples of an operation's successful responses.
func (p *oraclePackage) sampleResponses(t *testing.T, m *model.Operation) []sampleResponse {
	t.Helper()
	_, _, base := p.doc.address()
	ops := p.doc.operations()
	i := slices.IndexFunc(ops, func(op rawOperation) bool {
		return op.method == m.Method && (op.path == m.Path || base+op.path == m.Path)
	})
	if i < 0 {
		t.Fatalf("%s: the document has no operation %s %s", m.ID, m.Method, m.Path)
	}
	op := ops[i]
	var all []sampleResponse
	responses := op.node.get("responses")
	for _, key := range responses.keys() {
		status, err := strconv.Atoi(key)
		response := responses.get(key)
		if err != nil || status < 200 || status > 299 || response.get("x-ms-error-response").isTrue() {
			continue
		}
		schema := op.responseSchema(response)
		hasBody := schema.exists() && m.HasBody(status)
		if m.LongRunning != nil && (status == http.StatusAccepted || !hasBody) {
			continue
		}
		if !hasBody {
			s := &sampler{oraclePackage: p, last: sampleNumbers}
			all = append(all, sampleResponse{operation: m.ID, status: status, op: op, node: response, headers: s.headers(response)})
			continue
		}
		for round := range sampleRounds + 1 {
			s := &sampler{oraclePackage: p, round: round, nulls: round == sampleRounds, last: sampleNumbers}
			sample := sampleResponse{operation: m.ID, status: status, op: op, node: response, schema: schema, headers: (&sampler{oraclePackage: p, last: sampleNumbers}).headers(response)}
			sample.value = s.value(schema, 0)
			if page, ok := sample.value.(map[string]any); ok && m.Paging != nil && m.Paging.NextLink != nil {
				sample.link = m.Paging.NextLink.WireName
				delete(page, sample.link)
			}
			all = append(all, sample)
		}
	}
	return all
}

// responseSchema returns the schema of a response's JSON body.
func (op rawOperation) responseSchema(response rawNode) rawNode {
	if s := response.get("schema"); s.exists() {
		return s
	}
	content := response.get("content")
	for _, mediaType := range content.keys() {
		if strings.Contains(mediaType, "json") {
			return content.get(mediaType).get("schema")
		}
	}
	return rawNode{}
}

// sampleNumbers is smaller than all numbers in samples, which are different.
const sampleNumbers = 20_000

// Depths of samples: optional properties end at the first, and all at the second.
const (
	sampleDepth    = 3
	maxSampleDepth = 10
)

// sampler makes values of schemas.
type sampler struct {
	*oraclePackage

	round int
	nulls bool // all that is nullable is null
	last  int
}

// headers returns a value of each header of a response. Names that differ only in case are
// those of one header.
func (s *sampler) headers(response rawNode) map[string]string {
	all, seen := map[string]string{}, map[string]bool{}
	for _, name := range response.get("headers").keys() {
		key := http.CanonicalHeaderKey(name)
		if seen[key] {
			continue
		}
		seen[key] = true
		all[name] = fmt.Sprint(s.value(schemaOf(response.get("headers").get(name)), 0))
	}
	return all
}

func (s *sampler) number() int {
	s.last++
	return s.last
}

// value returns a value with all properties of a schema.
func (s *sampler) value(schema rawNode, depth int) any {
	if s.isReplaced(schema) {
		return map[string]any{"id": "8:acs:resource_user", "rawId": "8:acs:resource_user", "communicationUser": map[string]any{"id": "8:acs:resource_user"}, "code": "code", "message": "message"}
	}
	if s.nulls && depth > 0 && statesNull(schema) {
		return nil
	}
	if values := enumOf(schema); len(values) > 0 {
		return values[s.round%len(values)]
	}
	if c := schema.get("const"); c.exists() {
		return c.value
	}
	if branches := branchesOf(schema); len(branches) > 0 && !schema.get("properties").exists() && !schema.get("discriminator").exists() && depth < maxSampleDepth {
		return s.value(branches[s.round%len(branches)], depth+1)
	}
	switch typeOf(schema) {
	case "array":
		if depth > sampleDepth {
			return []any{}
		}
		items := inherited(schema, "items")
		return []any{s.value(items, depth+1), s.value(items, depth+1)}
	case "string":
		return s.text(schema)
	case "integer":
		return s.number()
	case "number":
		return float64(s.number()) + 0.5
	case "boolean":
		return true
	}
	return s.object(schema, depth)
}

func (s *sampler) text(schema rawNode) string {
	at := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, s.number()%1000)
	switch inherited(schema, "format").text() {
	case "date-time":
		return at.Format(time.RFC3339)
	case "date":
		return at.Format(time.DateOnly)
	case "date-time-rfc1123":
		return at.Format(http.TimeFormat)
	case "byte":
		return base64.StdEncoding.EncodeToString([]byte("bytes" + strconv.Itoa(s.last)))
	case "duration":
		return "PT1H"
	}
	return "text" + strconv.Itoa(s.last)
}

func (s *sampler) object(schema rawNode, depth int) any {
	object := objectSchema{schema: schema, properties: map[string]rawNode{}}
	object.add(schema, 0)
	tags := map[string]any{}
	if variants := s.variants(schema, object); schema.get("discriminator").exists() && len(variants) > 0 {
		v := variants[s.round%len(variants)]
		object.add(v.schema, 0)
		tags[v.property] = v.tag
		if typeOf(object.properties[v.property]) == "integer" {
			tags[v.property] = json.Number(v.tag)
		}
	}
	if len(object.properties) == 0 && !object.additional.exists() && len(tags) == 0 {
		return map[string]any{"a": json.Number("1")}
	}
	value := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(object.properties)) {
		property := object.properties[name]
		isRequired := slices.Contains(object.required, name)
		if property.get("writeOnly").isTrue() || depth > maxSampleDepth || depth > sampleDepth && !isRequired {
			continue
		}
		value[name] = s.value(property, depth+1)
	}
	if object.additional.exists() && object.additional.value != false && depth <= sampleDepth {
		value["additional"] = s.value(object.additional, depth+1)
	}
	maps.Copy(value, tags)
	return value
}

// rawVariant is a variant of a union.
type rawVariant struct {
	property string
	tag      string
	schema   rawNode
}

// variants returns the variants of a schema with a discriminator.
func (s *sampler) variants(schema rawNode, object objectSchema) []rawVariant {
	var all []rawVariant
	for _, property := range object.discriminators {
		mapping := schema.get("discriminator").get("mapping")
		for _, tag := range mapping.keys() {
			all = append(all, rawVariant{property, tag, schema.mapped(tag)})
		}
		if mapping.exists() {
			continue
		}
		body := &bodyOracle{requestOracle: &requestOracle{oraclePackage: s.oraclePackage}}
		for _, d := range s.definitions() {
			if d.name != schema.name && body.inherits(d, schema, 0) {
				all = append(all, rawVariant{property, tagOf(d, property), d})
			}
		}
		for _, d := range branchesOf(schema) {
			all = append(all, rawVariant{property, tagOf(d, property), d})
		}
	}
	return all
}

// tagOf returns the value of a discriminator for a variant that no mapping lists.
func tagOf(variant rawNode, property string) string {
	constant := variant.get("properties").get(property).get("const").text()
	return cmpOr(variant.get("x-ms-discriminator-value").text(), cmpOr(constant, variant.name))
}

// definitions returns the definitions of all files, sorted by name.
func (s *sampler) definitions() []rawNode {
	all := s.doc.definitions()
	slices.SortFunc(all, func(a, b rawNode) int { return strings.Compare(a.name, b.name) })
	return all
}

// isReplaced reports whether an override replaces a definition by a hand-written type.
func (p *oraclePackage) isReplaced(schema rawNode) bool {
	return slices.ContainsFunc(p.overrides, func(e overrideEntry) bool { return e.Go != "" && e.Definition != "" && e.Definition == schema.name })
}

// inherited returns a keyword of a schema, or of one in its allOf.
func inherited(schema rawNode, key string) rawNode {
	found := schema.get(key)
	for _, part := range schema.get("allOf").items() {
		if !found.exists() {
			found = inherited(part, key)
		}
	}
	return found
}

// enumOf returns the values of an enum, without null.
func enumOf(schema rawNode) []any {
	values, _ := inherited(schema, "enum").value.([]any)
	return slices.DeleteFunc(slices.Clone(values), func(v any) bool { return v == nil })
}

// branchesOf returns the schemas of a composition, without that of null.
func branchesOf(schema rawNode) []rawNode {
	branches := append(schema.get("oneOf").items(), schema.get("anyOf").items()...)
	return slices.DeleteFunc(branches, func(b rawNode) bool { return b.get("type").text() == "null" })
}

// responseOracle compares what is decoded of a response with the response.
type responseOracle struct {
	*bodyOracle
}

// checkResponse returns where a decoded response differs from its sample.
func (p *oraclePackage) checkResponse(sample sampleResponse, decoded decodedResponse) []string {
	if decoded.Error != "" {
		return []string{"the response is rejected: " + decoded.Error}
	}
	if next := "GET " + decoded.Link; sample.link != "" && decoded.Request != next {
		return []string{fmt.Sprintf("the next page is requested by %s, not by %s", decoded.Request, next)}
	}
	candidates := []any{decoded.Value}
	fields, _ := decoded.Value.(map[string]any)
	for _, field := range fields {
		candidates = append(candidates, field)
	}
	if !sample.schema.exists() {
		candidates = nil
	}
	var fewest []string
	for i, c := range candidates {
		o := &responseOracle{&bodyOracle{requestOracle: &requestOracle{oraclePackage: p, op: sample.op}}}
		o.check(sample.schema, sample.value, c, "response")
		if i == 0 || len(o.problems) < len(fewest) {
			fewest = o.problems
		}
	}
	o := &responseOracle{&bodyOracle{requestOracle: &requestOracle{oraclePackage: p, op: sample.op, problems: fewest}}}
	for name, text := range sample.headers {
		names := namesOfNode(name, sample.node.get("headers").get(name))
		for _, e := range p.overrides {
			if strings.EqualFold(e.Header, name) {
				names = []string{e.Name}
			}
		}
		found, ok := o.field(fields, names)
		if !ok && !p.listsHeader(sample, name) {
			o.errorf("the header %s is dropped", name)
		} else if ok && !isOpaque(found) && normalName(fmt.Sprint(found)) != normalName(text) && !sameScalar(found, text) {
			o.errorf("the header %s is %v, not %s", name, found, text)
		}
	}
	return o.problems
}

// listsHeader reports whether the package's list of what it does not carry out has the
// header of a response.
func (p *oraclePackage) listsHeader(sample sampleResponse, name string) bool {
	return slices.ContainsFunc(p.pkg.NotCarried, func(part model.NotCarried) bool {
		return part.Kind == "headers" && part.Subject == sample.operation && strings.HasPrefix(part.Value, fmt.Sprintf("%d %s ", sample.status, name))
	})
}

// isOpaque reports whether a decoded value is of a hand-written type.
func isOpaque(v any) bool {
	object, ok := v.(map[string]any)
	return ok && object["opaque"] == true
}

// field returns the field that has one of the names.
func (o *responseOracle) field(fields map[string]any, names []string) (any, bool) {
	for _, name := range names {
		for goName, v := range fields {
			if normalName(goName) == normalName(name) {
				return v, true
			}
		}
	}
	for goName, v := range fields {
		for _, name := range names {
			if o.isNameOf(goName, name) {
				return v, true
			}
		}
	}
	return nil, false
}

func (o *responseOracle) check(schema rawNode, sample, got any, at string) {
	if raw, ok := got.(map[string]any); ok && len(raw) == 1 && raw["raw"] != nil {
		if !sameJSON(raw["raw"], sample) {
			o.errorf("%s is %v, not %v", at, raw["raw"], sample)
		}
		return
	}
	if isOpaque(got) {
		return
	}
	for range 5 { // a branch may be a composition
		if branches := branchesOf(schema); len(branches) == 1 && !schema.get("properties").exists() && !schema.get("discriminator").exists() {
			schema = branches[0]
		}
	}
	object := o.objectOf(schema, sample)
	switch v := sample.(type) {
	case nil:
		if !isZero(got) {
			o.errorf("%s is %v, not null", at, got)
		}
	case map[string]any:
		fields, ok := got.(map[string]any)
		if !ok {
			o.errorf("%s is %v, not an object", at, got)
			return
		}
		o.checkFields(object, v, fields, at)
	case []any:
		items, ok := got.([]any)
		if !ok || len(items) != len(v) {
			o.errorf("%s is %v, not %d items", at, got, len(v))
			return
		}
		for i := range v {
			o.check(object.items, v[i], items[i], fmt.Sprintf("%s[%d]", at, i))
		}
	default:
		if !sameScalar(got, sample) {
			o.errorf("%s is %v, not %v", at, got, sample)
		}
	}
}

func (o *responseOracle) checkFields(object objectSchema, sample, fields map[string]any, at string) {
	for name, v := range sample {
		property, known := object.properties[name]
		switch {
		case !known:
			extra := fields
			if inner, ok := fields["AdditionalProperties"].(map[string]any); ok {
				extra = inner
			}
			if got, ok := extra[name]; ok {
				o.check(object.additional, v, got, at+"."+name)
			} else if !slices.Contains(object.discriminators, name) {
				o.errorf("%s.%s is dropped", at, name)
			}
		case slices.Contains(object.discriminators, name), property.get("const").exists(), len(enumOf(property)) == 1:
		default:
			if got, ok := o.field(fields, namesOfNode(name, property)); ok {
				o.check(property, v, got, at+"."+name)
			} else {
				o.errorf("%s.%s is dropped", at, name)
			}
		}
	}
}

// isZero reports whether a decoded value may stand for null: it is null, or its Go value is
// zero.
func isZero(got any) bool {
	switch v := got.(type) {
	case []any:
		return len(v) == 0
	case map[string]any:
		for _, field := range v {
			if !isZero(field) {
				return false
			}
		}
		return true
	}
	return slices.Contains([]any{nil, "", false, 0.0, "0001-01-01T00:00:00Z"}, got)
}

// sameJSON reports whether two JSON values are equal.
func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	var u, v any
	return errX == nil && errY == nil && json.Unmarshal(x, &u) == nil && json.Unmarshal(y, &v) == nil && reflect.DeepEqual(u, v)
}

// sameScalar reports whether a decoded scalar is that of a response. Times may be written
// in another way.
func sameScalar(got, want any) bool {
	x, y := fmt.Sprint(got), fmt.Sprint(want)
	if x == y {
		return true
	}
	if f, err := strconv.ParseFloat(x, 64); err == nil {
		g, err := strconv.ParseFloat(y, 64)
		return err == nil && f == g
	}
	at, err := time.Parse(time.RFC3339Nano, x)
	if err != nil {
		return false
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly, http.TimeFormat} {
		if want, err := time.Parse(layout, y); err == nil {
			return at.Equal(want)
		}
	}
	return false
}
