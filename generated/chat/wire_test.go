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

// wireOperation is an operation as this package calls it: with the inputs that
// testdata/wire.json was recorded with.
type wireOperation struct {
	name   string
	answer servicetest.Answer // the service's
	want   any                // what the call makes of it
	calls  map[string]wireCall
}

// wireCall makes the call for one set of options.
type wireCall func(context.Context, wireClients) (any, error)

// wireClients are clients of one server.
type wireClients struct {
	*chat.Client
	thread   *chat.ThreadClient
	endpoint string
}

// wireRequest is a request that an official package sent.
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
	RequestID   string      `json:"requestID"` // v4: any UUID of version 4
	Body        any         `json:"body"`
}

// wireDifference is a nested model of an identifier that this package sends and
// the official one does not: its chat package drops, on the way out, members
// that its own common package has put there and that the document has.
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
	const isAnonymous = "the chat package does not know isAnonymous of a phone number"
	return []wireDifference{
		{"4:+14255550123", "phoneNumber", phone("+14255550123", false), isAnonymous},
		{"4:anonymous", "phoneNumber", phone("anonymous", true), isAnonymous},
		{"4:+14255550123_456", "phoneNumber", asserted, "the chat package knows neither isAnonymous nor assertedId"},
		{
			"8:acs:resource_tenant_user", "teamsExtensionUser",
			map[string]any{"userId": "user", "tenantId": "tenant", "resourceId": "resource", "cloud": "public"},
			"the chat package does not know Teams extension users and sends the bare raw ID",
		},
	}
}

// TestWire protects the claim that each operation sends what the official
// JavaScript package sends, with every option and with none, and reads what the
// service answers.
func TestWire(t *testing.T) {
	recorded := readWire(t)
	service := servicetest.New(t)
	server := httptest.NewTLSServer(service)
	defer server.Close()
	for _, op := range slices.Concat(threadOperations(), messageOperations(), participantOperations(), signalOperations()) {
		for _, options := range slices.Sorted(maps.Keys(op.calls)) {
			name := op.name + " " + options
			official, ok := recorded[name]
			if !ok {
				t.Errorf("%s: not recorded", name)
			}
			delete(recorded, name)
			t.Run(name, func(t *testing.T) {
				service.Answers, service.Requests = []servicetest.Answer{op.answer}, nil
				client := newClientOf(t, server.URL, server.Client())
				got, err := op.calls[options](t.Context(), wireClients{client, client.Thread(threadID), server.URL})
				servicetest.WantNoError(t, err)
				servicetest.WantEqual(t, "answer", got, op.want)
				official.compare(t, service.Only(t))
			})
		}
	}
	for name := range recorded {
		t.Errorf("%s: recorded, but not called", name)
	}
}

// readWire returns the recorded requests by operation and options.
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

// compare fails the test if got differs from the official request in anything
// but what is different on purpose: the order of the query and the user agent.
func (r wireRequest) compare(t *testing.T, got servicetest.Received) {
	t.Helper()
	path, query, _ := strings.Cut(got.URI, "?")
	servicetest.WantEqual(t, "method", got.Method, r.Method)
	servicetest.WantEqual(t, "path", path, r.Path)
	servicetest.WantEqual(t, "query", queryPairs(t, query), slices.SortedFunc(slices.Values(r.Query), comparePairs))
	if r.RawQuery != "" {
		servicetest.WantEqual(t, "raw query", query, r.RawQuery)
	}
	servicetest.WantEqual(t, "Accept", got.Header.Values("Accept"), []string{r.Accept})
	servicetest.WantEqual(t, "Content-Type", got.Header.Get("Content-Type"), r.ContentType)
	servicetest.WantEqual(t, "Authorization", got.Header.Values("Authorization"), []string{"Bearer " + secretToken})
	if agent := got.Header.Get("User-Agent"); !strings.HasPrefix(agent, "azsdk-go-chat/v") {
		t.Errorf("User-Agent: got %q, want it to begin with azsdk-go-chat/v", agent)
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

// queryPairs returns the decoded pairs of a query, sorted: the service does not
// look at their order.
func queryPairs(t *testing.T, query string) [][2]string {
	t.Helper()
	var pairs [][2]string
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		value, err := url.PathUnescape(value) // '+' is no space here
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

// withDifferences returns a recorded body with what this package sends on
// purpose.
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

// TestWireDifferences protects the list of differences from entries that are
// none.
func TestWireDifferences(t *testing.T) {
	data, err := os.ReadFile("testdata/wire.json")
	servicetest.WantNoError(t, err)
	for _, d := range wireDifferences() {
		var models []any
		var file any
		servicetest.WantNoError(t, json.Unmarshal(data, &file))
		eachIdentifier(file, func(id map[string]any) {
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

// eachIdentifier calls visit for each object in a JSON value.
func eachIdentifier(value any, visit func(map[string]any)) {
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			eachIdentifier(item, visit)
		}
	case map[string]any:
		visit(value)
		for _, member := range value {
			eachIdentifier(member, visit)
		}
	}
}

// noContent is the answer of operations that return nothing.
func noContent() servicetest.Answer { return servicetest.Answer{Status: http.StatusNoContent} }
