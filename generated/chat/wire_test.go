package chat_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// wireOperation is an operation with calls that have the same arguments as the recording in
// testdata/wire.json.
type wireOperation struct {
	name     string
	response servicetest.Response
	want     any                 // the expected result
	calls    map[string]wireCall // by the recording's name for the options
}

// wireCall calls the operation with one set of options.
type wireCall func(context.Context, wireClients) (any, error)

// wireClients holds the clients for one server.
type wireClients struct {
	*chat.Client
	thread   *chat.ThreadClient
	endpoint string
}

// wireRequest is a recorded request of the official JavaScript package.
type wireRequest struct {
	Operation   string      `json:"operation"`
	Options     string      `json:"options"`
	Official    string      `json:"official"`
	Method      string      `json:"method"`
	Path        string      `json:"path"`
	Query       [][2]string `json:"query"`
	RawQuery    string      `json:"rawQuery"`
	Accept      string      `json:"accept"`
	ContentType string      `json:"contentType"`
	RequestID   string      `json:"requestID"` // "v4" is any UUID of version 4
	Body        any         `json:"body"`
}

// wireDifference is a nested object of an identifier that this package sends and the official
// package does not: the official chat package drops properties of the document that its own common
// package sets.
type wireDifference struct {
	rawID, model string
	value        any
	why          string
}

func wireDifferences() []wireDifference {
	phone := func(number string, anonymous bool) map[string]any {
		return map[string]any{"value": number, "isAnonymous": anonymous}
	}
	asserted := phone("+14255550123_456", false)
	asserted["assertedId"] = "456"
	const isAnonymous = "the chat package does not support isAnonymous for phone numbers"
	return []wireDifference{
		{"4:+14255550123", "phoneNumber", phone("+14255550123", false), isAnonymous},
		{"4:anonymous", "phoneNumber", phone("anonymous", true), isAnonymous},
		{"4:+14255550123_456", "phoneNumber", asserted, "the chat package supports neither isAnonymous nor assertedId"},
		{
			"8:acs:resource_tenant_user", "teamsExtensionUser",
			map[string]any{"userId": "user", "tenantId": "tenant", "resourceId": "resource", "cloud": "public"},
			"the chat package does not support Teams extension users and sends the bare raw ID",
		},
	}
}

// TestWire checks that each operation sends the same request as the official JavaScript package, with
// all options and with none, and decodes the response.
func TestWire(t *testing.T) {
	recorded := readWire(t)
	service := servicetest.New(t)
	server := httptest.NewTLSServer(service)
	defer server.Close()
	for _, op := range slices.Concat(threadOperations(), messageOperations(), participantOperations(), notificationOperations()) {
		for _, options := range slices.Sorted(maps.Keys(op.calls)) {
			name := op.name + " " + options
			official, ok := recorded[name]
			if !ok {
				t.Errorf("%s: not recorded", name)
			}
			delete(recorded, name)
			t.Run(name, func(t *testing.T) {
				service.Responses, service.Requests = []servicetest.Response{op.response}, nil
				client := newClientAt(t, server.URL, server.Client())
				got, err := op.calls[options](t.Context(), wireClients{client, client.Thread(threadID), server.URL})
				servicetest.WantNoError(t, err)
				servicetest.WantEqual(t, "result", got, op.want)
				official.compare(t, service.OnlyRequest(t))
			})
		}
	}
	for name := range recorded {
		t.Errorf("%s: recorded, but not called", name)
	}
}

// readWire returns the recorded requests, keyed by operation and options.
func readWire(t *testing.T) map[string]wireRequest {
	t.Helper()
	data, err := os.ReadFile("testdata/wire.json")
	servicetest.WantNoError(t, err)
	var file struct {
		Requests []wireRequest `json:"requests"`
	}
	servicetest.WantNoError(t, json.Unmarshal(data, &file))
	recorded := map[string]wireRequest{}
	for _, r := range file.Requests {
		r.Body = withDifferences(r.Body)
		recorded[r.Operation+" "+r.Options] = r
	}
	return recorded
}

// compare checks that got is the same as the recorded request, except for the order of the query and
// the user agent.
func (r wireRequest) compare(t *testing.T, got servicetest.Request) {
	t.Helper()
	path, query, _ := strings.Cut(got.URI, "?")
	servicetest.WantEqual(t, "method", got.Method, r.Method)
	servicetest.WantEqual(t, "path", path, r.Path)
	servicetest.WantEqual(t, "query", queryPairs(t, query), slices.SortedFunc(slices.Values(r.query()), comparePairs))
	if r.RawQuery != "" {
		servicetest.WantEqual(t, "raw query", query, r.RawQuery)
	}
	servicetest.WantEqual(t, "Accept", got.Header.Values("Accept"), []string{r.Accept})
	servicetest.WantEqual(t, "Content-Type", got.Header.Get("Content-Type"), r.ContentType)
	servicetest.WantEqual(t, "Authorization", got.Header.Values("Authorization"), []string{"Bearer " + secretToken})
	if agent := got.Header.Get("User-Agent"); !strings.HasPrefix(agent, "azsdk-go-chat/v") {
		t.Errorf("User-Agent: got %q, want the prefix azsdk-go-chat/v", agent)
	}
	requestID := got.Header.Get("Repeatability-Request-Id")
	if r.RequestID == "v4" && isUUID(requestID) {
		requestID = "v4"
	}
	servicetest.WantEqual(t, "repeatability-request-id", requestID, r.RequestID)
	var body any
	if got.Body != "" {
		servicetest.WantNoError(t, json.Unmarshal([]byte(got.Body), &body))
	}
	servicetest.WantEqual(t, "body", body, r.Body)
}

// query returns the recorded query with the API version of this package, unless it is that
// of a next link.
func (r wireRequest) query() [][2]string {
	pairs := slices.Clone(r.Query)
	if r.RawQuery != "" {
		return pairs
	}
	for i := range pairs {
		if pairs[i][0] == "api-version" {
			pairs[i][1] = chat.APIVersion
		}
	}
	return pairs
}

// queryPairs returns the decoded pairs of a query, sorted because their order does not matter.
func queryPairs(t *testing.T, query string) [][2]string {
	t.Helper()
	var pairs [][2]string
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		value, err := url.PathUnescape(value) // PathUnescape because '+' is not a space here
		servicetest.WantNoError(t, err)
		pairs = append(pairs, [2]string{name, value})
	}
	slices.SortFunc(pairs, comparePairs)
	return pairs
}

func comparePairs(a, b [2]string) int { return strings.Compare(a[0]+"="+a[1], b[0]+"="+b[1]) }

func isUUID(text string) bool {
	return regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(text)
}

// withDifferences adds the intended differences to a recorded body.
func withDifferences(body any) any {
	switch body := body.(type) {
	case []any:
		for i := range body {
			body[i] = withDifferences(body[i])
		}
	case map[string]any:
		for name := range body {
			body[name] = withDifferences(body[name])
		}
		for _, d := range wireDifferences() {
			if body["rawId"] == d.rawID {
				body[d.model] = d.value
			}
		}
	}
	return body
}

// TestWireDifferences checks that each listed difference still exists.
func TestWireDifferences(t *testing.T) {
	data, err := os.ReadFile("testdata/wire.json")
	servicetest.WantNoError(t, err)
	for _, d := range wireDifferences() {
		var models []any
		var file any
		servicetest.WantNoError(t, json.Unmarshal(data, &file))
		eachObject(file, func(id map[string]any) {
			if id["rawId"] == d.rawID {
				models = append(models, id[d.model])
			}
		})
		if len(models) == 0 {
			t.Errorf("%s: never sent by the official package", d.rawID)
		}
		for _, model := range models {
			if reflect.DeepEqual(model, d.value) {
				t.Errorf("%s: no difference (%s)", d.rawID, d.why)
			}
		}
	}
}

// eachObject calls visit for each object in a JSON value.
func eachObject(value any, visit func(map[string]any)) {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			eachObject(item, visit)
		}
	case map[string]any:
		visit(value)
		for _, property := range value {
			eachObject(property, visit)
		}
	}
}

// noContent returns a response without a body.
func noContent() servicetest.Response { return servicetest.Response{Status: http.StatusNoContent} }
