package gen_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// rawDocument is a document as plain JSON values, read without gen/openapi, whose mistakes
// the oracle would share.
type rawDocument struct {
	open  func(name string) ([]byte, error)
	files map[string]any
	root  rawNode
}

// rawNode is a value of a document. Its references are resolved.
type rawNode struct {
	doc   *rawDocument
	file  string
	value any
	name  string // of the definition to which a reference led, or ""
}

// readRaw reads a document.
func readRaw(t *testing.T, name string, open func(name string) ([]byte, error)) *rawDocument {
	t.Helper()
	doc := &rawDocument{open: open, files: map[string]any{}}
	doc.root = rawNode{doc: doc, file: name, value: doc.load(name)}
	if doc.root.value == nil {
		t.Fatalf("%s cannot be read", name)
	}
	return doc
}

// load returns the content of a file, or nil if it cannot be read.
func (d *rawDocument) load(name string) any {
	if v, ok := d.files[name]; ok {
		return v
	}
	d.files[name] = nil
	data, err := d.open(name)
	if err != nil {
		return nil
	}
	var file yaml.Node
	if yaml.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &file) != nil {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(appendJSON(nil, file.Content[0], "", mutation{})))
	decoder.UseNumber()
	var v any
	if decoder.Decode(&v) != nil {
		return nil
	}
	d.files[name] = v
	return v
}

// get returns a property of an object. Its value is nil if there is none. Keywords next
// to a reference win over those of the target.
func (n rawNode) get(key string) rawNode {
	object, _ := n.value.(map[string]any)
	return rawNode{doc: n.doc, file: n.file, value: object[key]}.resolve()
}

// resolve follows a reference, and merges what is next to it.
func (n rawNode) resolve() rawNode {
	object, _ := n.value.(map[string]any)
	ref, ok := object["$ref"].(string)
	if !ok {
		return n
	}
	file, pointer, _ := strings.Cut(ref, "#")
	target := rawNode{doc: n.doc, file: n.file}
	if file != "" {
		target.file = filepath.FromSlash(path.Join(path.Dir(filepath.ToSlash(n.file)), file))
	}
	target.value = n.doc.load(target.file)
	for _, segment := range strings.Split(pointer, "/")[1:] {
		inner, _ := target.value.(map[string]any)
		target.value = inner[unescapeKey(segment)]
		target.name = unescapeKey(segment)
	}
	name := target.name
	target = target.resolve()
	target.name = name
	if merged, isObject := target.value.(map[string]any); isObject && len(object) > 1 {
		copied := maps.Clone(merged)
		for key, v := range object {
			if _, isTyped := merged["type"]; key != "$ref" && (key != "type" || !isTyped) {
				copied[key] = v
			}
		}
		target.value = copied
	}
	return target
}

func (n rawNode) exists() bool { return n.value != nil }

func (n rawNode) text() string {
	switch v := n.value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

func (n rawNode) isTrue() bool { return n.value == true }

// items returns the elements of an array.
func (n rawNode) items() []rawNode {
	array, _ := n.value.([]any)
	nodes := make([]rawNode, len(array))
	for i, v := range array {
		nodes[i] = rawNode{doc: n.doc, file: n.file, value: v}.resolve()
	}
	return nodes
}

// texts returns the texts of an array.
func (n rawNode) texts() []string {
	var all []string
	for _, item := range n.items() {
		all = append(all, item.text())
	}
	return all
}

// keys returns the sorted names of an object's properties.
func (n rawNode) keys() []string {
	object, _ := n.value.(map[string]any)
	var all []string
	for key := range object {
		all = append(all, key)
	}
	slices.Sort(all)
	return all
}

// rawOperation is an operation of a document.
type rawOperation struct {
	id         string
	method     string
	path       string
	node       rawNode
	parameters []rawNode
}

// operations returns the operations of a document.
func (d *rawDocument) operations() []rawOperation {
	var all []rawOperation
	paths := d.root.get("paths")
	for _, name := range paths.keys() {
		item := paths.get(name)
		for _, method := range []string{"get", "put", "post", "delete", "options", "head", "patch"} {
			if node := item.get(method); node.exists() {
				all = append(all, rawOperation{
					id: node.get("operationId").text(), method: strings.ToUpper(method), path: name, node: node,
					parameters: mergeParameters(item.get("parameters").items(), node.get("parameters").items()),
				})
			}
		}
	}
	return all
}

// mergeParameters returns the parameters of a path and an operation; those of the
// operation replace those of the path.
func mergeParameters(shared, own []rawNode) []rawNode {
	all := slices.Clone(own)
	for _, p := range shared {
		if !slices.ContainsFunc(own, func(q rawNode) bool {
			return q.get("name").text() == p.get("name").text() && q.get("in").text() == p.get("in").text()
		}) {
			all = append(all, p)
		}
	}
	return all
}

// schema returns the schema of a parameter.
func schemaOf(parameter rawNode) rawNode {
	if s := parameter.get("schema"); s.exists() {
		return s
	}
	return parameter
}

// body returns the schema of an operation's request body, whether it is required, and the
// media types of which one is sent.
func (op rawOperation) body() (schema rawNode, required bool, mediaTypes []string) {
	for _, p := range op.parameters {
		if p.get("in").text() == "body" {
			return p.get("schema"), p.get("required").isTrue(), op.mediaTypes("consumes")
		}
	}
	content := op.node.get("requestBody").get("content")
	for _, mediaType := range content.keys() {
		schema = content.get(mediaType).get("schema")
	}
	return schema, op.node.get("requestBody").get("required").isTrue(), content.keys()
}

func (op rawOperation) mediaTypes(key string) []string {
	if own := op.node.get(key); own.exists() {
		return own.texts()
	}
	return op.node.doc.root.get(key).texts()
}

// responseTypes returns the media types of each of an operation's successful responses
// that has a body.
func (op rawOperation) responseTypes() [][]string {
	var all [][]string
	responses := op.node.get("responses")
	for _, status := range responses.keys() {
		response := responses.get(status)
		if !strings.HasPrefix(status, "2") {
			continue
		}
		types := response.get("content").keys()
		if response.get("schema").exists() {
			types = op.mediaTypes("produces")
		}
		if len(types) > 0 {
			all = append(all, types)
		}
	}
	return all
}

// address returns the scheme and the host to which requests are sent, "https" and "" if
// callers pass them, and the path before those of the operations.
func (d *rawDocument) address() (scheme, host, base string) {
	base = strings.TrimSuffix(d.root.get("basePath").text(), "/")
	template := d.root.get("host").text() + "/"
	if parameterized := d.root.get("x-ms-parameterized-host").get("hostTemplate"); parameterized.exists() {
		template = parameterized.text()
	}
	for _, server := range d.root.get("servers").items()[:min(1, len(d.root.get("servers").items()))] {
		template = server.get("url").text()
	}
	scheme = "https"
	if schemes := d.root.get("schemes").texts(); len(schemes) > 0 && !slices.Contains(schemes, scheme) {
		scheme = schemes[0]
	}
	if stated, rest, ok := strings.Cut(template, "://"); ok {
		scheme, template = stated, rest
	}
	host, inside, _ := strings.Cut(template, "/")
	if host == "" || strings.Contains(host, "{") {
		scheme, host = "https", ""
	}
	return scheme, host, strings.TrimSuffix("/"+strings.Trim(inside, "/"), "/") + base
}
