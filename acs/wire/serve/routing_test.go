package serve_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"

	"github.com/chatgen-go/chatgen/acs/wire/serve"
)

// newEchoTransport returns a transport whose operations respond with their path
// parameters. Each template starts with the method.
func newEchoTransport(templates ...string) *serve.Transport {
	var routes []serve.Route
	for _, template := range templates {
		method, template, _ := strings.Cut(template, " ")
		routes = append(routes, serve.Route{Name: template, Method: method, Template: template, Handle: func(r *serve.Request) (*http.Response, error) {
			var values []string
			for _, name := range []string{"t", "m", "path"} {
				if v := r.Path(name); v != "" {
					values = append(values, name+"="+v)
				}
			}
			return nil, &serve.Error{StatusCode: http.StatusOK, Body: []byte(strings.Join(values, " "))}
		}})
	}
	return serve.NewTransport(routes)
}

// A request is routed to its operation regardless of the values of its path parameters
// and of how they are escaped.
func TestRouting(t *testing.T) {
	transport := newEchoTransport("GET /threads", "GET /threads/{t}", "GET /threads/:search", "POST /threads/{t}", "GET /threads/{t}/messages/{m}",
		"POST /threads/{t}/people/{m}", "POST /threads/{t}/people/:add", "GET /reports/v{m}.json", "GET /files/{path...}", "GET /{t}/:act", "GET /")
	tests := map[string]struct{ method, target, operation, params string }{
		"no parameter":             {"GET", "/threads", "/threads", ""},
		"one parameter":            {"GET", "/threads/a", "/threads/{t}", "t=a"},
		"two parameters":           {"GET", "/threads/a/messages/b", "/threads/{t}/messages/{m}", "t=a m=b"},
		"with a query":             {"GET", "/threads/a?m=b", "/threads/{t}", "t=a"},
		"another method":           {"POST", "/threads/a", "/threads/{t}", "t=a"},
		"escaped ID":               {"GET", "/threads/19%3Aa%40thread.v2", "/threads/{t}", "t=19:a@thread.v2"},
		"raw ID":                   {"GET", "/threads/19:a@thread.v2/messages/1", "/threads/{t}/messages/{m}", "t=19:a@thread.v2 m=1"},
		"slash in an ID":           {"GET", "/threads/a%2Fb/messages/%2F", "/threads/{t}/messages/{m}", "t=a/b m=/"},
		"escaped percent":          {"GET", "/threads/%252F", "/threads/{t}", "t=%2F"},
		"not UTF-8":                {"GET", "/threads/%FF", "/threads/{t}", "t=\xff"},
		"an action":                {"POST", "/threads/a/people/:add", "/threads/{t}/people/:add", "t=a"},
		"an escaped action":        {"POST", "/threads/a/people/%3Aadd", "/threads/{t}/people/:add", "t=a"},
		"not the action":           {"POST", "/threads/a/people/:added", "/threads/{t}/people/{m}", "t=a m=:added"},
		"literal takes precedence": {"GET", "/threads/:search", "/threads/:search", ""},
		"an ID like an action":     {"POST", "/threads/:search", "/threads/{t}", "t=:search"},
		"text before and after":    {"GET", "/reports/v2.json", "/reports/v{m}.json", "m=2"},
		"several segments":         {"GET", "/files/a/b%2Fc/d", "/files/{path...}", "path=a/b%2Fc/d"},
		"single of several":        {"GET", "/files/a", "/files/{path...}", "path=a"},
		"parameter first":          {"GET", "/a/:act", "/{t}/:act", "t=a"},
		"root":                     {"GET", "/", "/", ""},
		"unknown":                  {"GET", "/thread", "", ""},
		"unknown method":           {"PUT", "/threads/a", "", ""},
		"HEAD is not GET":          {"HEAD", "/threads/a", "", ""},
		"too short":                {"POST", "/threads", "", ""},
		"too long":                 {"GET", "/threads/a/b", "", ""},
		"trailing slash":           {"GET", "/threads/", "", ""},
		"empty segment":            {"GET", "/threads//messages/b", "", ""},
		"case-sensitive":           {"GET", "/Threads", "", ""},
		"text before missing":      {"GET", "/reports/2.json", "", ""},
		"text after missing":       {"GET", "/reports/v2.xml", "", ""},
		"parameter missing":        {"GET", "/reports/v.json", "", ""},
		"no segments":              {"GET", "/files", "", ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), tc.method, endpoint+tc.target, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			if got := transport.Operation(req); got != tc.operation {
				t.Errorf("operation %q, want %q", got, tc.operation)
			}
			if resp, err := doRequest(t, transport, tc.method, tc.target, ""); tc.operation != "" {
				wantResponse(t, resp, err, http.StatusOK, tc.params)
			}
		})
	}
}

// A request for an unknown operation gets a response, like over a connection, and not an
// error.
func TestNoSuchOperation(t *testing.T) {
	for name, tc := range map[string]struct{ method, target, want string }{
		"path":   {"GET", "/thread?a=b", "the fake has no operation for GET /thread"},
		"method": {"DELETE", "/threads/19%3Aa%2Fb", "the fake has no operation for DELETE /threads/19%3Aa%2Fb"},
	} {
		t.Run(name, func(t *testing.T) {
			resp, err := doRequest(t, newEchoTransport("GET /threads/{t}"), tc.method, tc.target, "")
			wantResponse(t, resp, err, http.StatusNotFound, failureBody(t, "NoSuchOperation", tc.want))
		})
	}
}

// The fake gets exactly the ID that the client passed, and never panics.
func FuzzPath(f *testing.F) {
	for _, seed := range []string{"19:a@thread.v2", "a/b", "%2F", "é", "\xff", "{id}", "a?b#c", ":search", " "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, id string) {
		var got []string
		c := newClient(t, endpoint, newTransport(&fakeServer{Get: func(id string) (fake.Responder[thread], fake.ErrorResponder) {
			got = append(got, id)
			return respondWithID(id)
		}}))
		if _, err := c.get(t, id); err == nil && (len(got) != 1 || got[0] != id) {
			t.Errorf("%q was received as %q", id, got)
		}
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.URL.Path, r.URL.RawPath, r.URL.RawQuery = "/"+id, id, id
		newTransport(&fakeServer{Get: respondWithID}).ServeHTTP(httptest.NewRecorder(), r)
	})
}
