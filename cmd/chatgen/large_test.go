package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

// largeOperations is the number of operations in a document that is larger than any
// published one.
const largeOperations = 10_000

// BenchmarkLargeDocument generates a package of 10,000 operations and as many types. It
// reports the memory that the process got from the system in all, which should be at
// most 100 KB per operation.
func BenchmarkLargeDocument(b *testing.B) {
	debug.SetMemoryLimit(memoryLimit)
	b.Chdir(b.TempDir())
	for name, data := range map[string][]byte{
		"large.json":   largeDocument(largeOperations),
		"chatgen.yaml": []byte("- {name: large, spec: large.json, out: large, import: example.com/large, version: v0.1.0}\n"),
	} {
		if err := os.WriteFile(filepath.Clean(name), data, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		var stderr bytes.Buffer
		if code := run([]string{"generate"}, strings.NewReader(""), io.Discard, &stderr); code != exitOK {
			b.Fatal(stderr.String())
		}
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.Sys)/1000/largeOperations, "KB/operation")
}

// largeDocument returns a document with operations that get and set an item each.
func largeDocument(operations int) []byte {
	var paths, definitions bytes.Buffer
	for i := range operations {
		if i > 0 {
			paths.WriteString(",\n")
		}
		body, method := "", "get"
		if i%2 == 0 {
			method, body = "put", fmt.Sprintf(`, {"name": "item", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Item%d"}}`, i)
		}
		fmt.Fprintf(&paths, `"/items%d/{itemId}": {%q: {"operationId": "Items_Do%d", "description": "Reads or writes an item of this kind.",
			"parameters": [{"name": "itemId", "in": "path", "required": true, "type": "string", "description": "ID of the item."},
				{"name": "api-version", "in": "query", "required": true, "type": "string"}, {"name": "filter", "in": "query", "type": "string"}%s],
			"responses": {"200": {"description": "The item.", "schema": {"$ref": "#/definitions/Item%d"}},
				"default": {"description": "Error.", "schema": {"$ref": "#/definitions/Error"}}}}}`, i, method, i, body, i)
		fmt.Fprintf(&definitions, `"Item%d": {"type": "object", "required": ["id"], "description": "An item.", "properties": {
			"id": {"type": "string", "description": "ID of the item."}, "name": {"type": "string"}, "count": {"type": "integer", "format": "int32"},
			"created": {"type": "string", "format": "date-time"}, "tags": {"type": "array", "items": {"type": "string"}}}},`+"\n", i)
	}
	return fmt.Appendf(nil, `{"swagger": "2.0", "info": {"title": "Large", "version": "2025-01-01"}, "host": "large.example.com",
		"schemes": ["https"], "consumes": ["application/json"], "produces": ["application/json"],
		"paths": {%s}, "definitions": {%s "Error": {"type": "object"}}}`, paths.Bytes(), definitions.Bytes())
}
