package build_test

import (
	"net/http"
	"testing"

	"github.com/chatgen-go/chatgen/gen/build"
	"github.com/chatgen-go/chatgen/gen/diag"
	"github.com/chatgen-go/chatgen/gen/openapi"
)

// Each part of a document's address is in the endpoint or in the paths, or an error.
// No part is dropped.
func TestHost(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ template, endpoint, path, err string }{
		"fixed":                {"https://api.example.com/v1", "https://api.example.com/v1", "/a", ""},
		"parameter":            {"{endpoint}", "", "/a", ""},
		"parameter and path":   {"{endpoint}/chat/v1", "", "/chat/v1/a", ""},
		"part of the host":     {"https://{region}.example.com/v1/", "", "/v1/a", ""},
		"scheme too":           {"{scheme}://{host}/v1", "", "/v1/a", ""},
		"path alone":           {"/v1", "", "/v1/a", ""},
		"nothing":              {"/", "", "/a", ""},
		"parameter in path":    {"{endpoint}/{version}", "", "/a", "d.json:1:2: host: a parameter in the path of {endpoint}/{version} is not supported (move it to the paths)"},
		"parameter in a fixed": {"https://example.com/{v}", "", "/a", "d.json:1:2: host: a parameter in the path of https://example.com/{v} is not supported (move it to the paths)"},
		"query":                {"https://example.com/v1?a=b", "", "/a", "d.json:1:2: host: https://example.com/v1?a=b has a query or fragment (remove it)"},
		"no scheme":            {"api.example.com/v1", "", "/a", "d.json:1:2: host: api.example.com/v1 is not a valid address (start it with https:// or, if it is only a path, with a slash)"},
		"a file":               {"file:///etc/passwd", "", "/a", "d.json:1:2: host: file:///etc/passwd is not a valid address (want https:// and a name with letters, digits, dots and hyphens)"},
		"a space":              {"https://api example.com", "", "/a", "d.json:1:2: host: https://api example.com is not a valid address (want https:// and a name with letters, digits, dots and hyphens)"},
		"a high port":          {"https://example.com:99999", "", "/a", "d.json:1:2: host: https://example.com:99999 is not a valid address (want https:// and a name with letters, digits, dots and hyphens)"},
		"a port":               {"https://[::1]:8443/v1", "https://[::1]:8443/v1", "/a", ""},
		"two slashes":          {"//api.example.com", "", "/a", "d.json:1:2: host: //api.example.com is not a valid address (start it with https:// or, if it is only a path, with a slash)"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := &openapi.Document{
				Host: &openapi.Host{Pos: diag.Pos{File: "d.json", Line: 1, Col: 2}, Template: tc.template},
				Operations: []*openapi.Operation{
					{ID: "Get", Method: http.MethodGet, Path: "/a", Responses: []*openapi.Response{{Status: "204"}}},
				},
			}
			var errs diag.List
			pkg := build.Package(doc, build.Config{Name: "sample"}, &errs)
			got := ""
			if err := errs.Err(); err != nil {
				got = err.Error()
			}
			if got != tc.err {
				t.Errorf("got the error  %s\nwant %s", got, tc.err)
			}
			if path := pkg.Clients[0].Operations[0].Path; pkg.Endpoint != tc.endpoint || path != tc.path {
				t.Errorf("got endpoint %q and path %q, want %q and %q", pkg.Endpoint, path, tc.endpoint, tc.path)
			}
		})
	}
}
