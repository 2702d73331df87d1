package wire_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// searchResult is the response of the long-running operation of these tests.
type searchResult struct{ ID string }

func (r *searchResult) decode(d *wire.Decoder) {
	o := d.Object()
	for o.More() {
		wire.DecodeRequired(&o, "id", &r.ID, wire.DecodeString)
	}
}

// beginSearch begins an operation whose response has a result.
func beginSearch(ctx context.Context, c *wire.Client, method string, via runtime.FinalStateVia, token string) (*runtime.Poller[searchResult], error) {
	req := wire.NewRequest(method, "/numbers/:search")
	req.MarkNonIdempotent()
	return wire.Begin(ctx, c, req, wire.LongRunning[searchResult]{
		Name: "Client.BeginSearch", Decode: (*searchResult).decode, FinalStateVia: via, ResumeToken: token,
		Statuses: []int{http.StatusOK, http.StatusAccepted, http.StatusNoContent},
	})
}

// step is a request that the service of these tests expects, and its response.
type step struct {
	request string
	status  int
	header  string // "Name: value" lines
	body    string
}

// newSearchClient returns a client of a service that expects the steps, in order, and the
// function that returns how many requests it has received.
func newSearchClient(t *testing.T, change func(*wire.Config), steps ...step) (*wire.Client, func() int) {
	t.Helper()
	config := newConfig("https://example.com")
	count := 0
	config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		if err := r.Context().Err(); err != nil {
			return nil, err
		}
		if count == len(steps) {
			t.Errorf("unexpected request %s %s", r.Method, r.URL)
			return nil, wire.NonRetriable(io.ErrUnexpectedEOF)
		}
		s := steps[count]
		count++
		if got := r.Method + " " + strings.TrimPrefix(r.URL.String(), "https://example.com"); got != s.request {
			t.Errorf("request %d is %s, want %s", count, got, s.request)
		}
		resp := newResponse(r, s.status, s.body)
		for line := range strings.Lines(s.header) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			resp.Header.Set(name, value)
		}
		return resp, nil
	})
	if change != nil {
		change(&config)
	}
	client, err := wire.NewClient(config)
	if err != nil {
		t.Fatal(err)
	}
	return client, func() int { return count }
}

// started is the first step of most tests.
func started(header string) step {
	return step{"POST /numbers/:search?api-version=2025-03-15", 202, header, ""}
}

// everySecond are the options of most tests.
func everySecond() *runtime.PollUntilDoneOptions {
	return &runtime.PollUntilDoneOptions{Frequency: time.Second}
}

// The result is where the headers, the states and the document tell.
func TestLongRunning(t *testing.T) {
	const monitor = "Operation-Location: /operations/1?api-version=x"
	running := step{"GET /operations/1?api-version=x", 200, "", `{"status":"running"}`}
	succeeded := step{"GET /operations/1?api-version=x", 200, "", `{"status":"Succeeded","id":"monitor"}`}
	tests := map[string]struct {
		method string
		via    runtime.FinalStateVia
		steps  []step
		want   string
	}{
		"state is the result":  {"POST", "", []step{started(monitor), running, succeeded}, "monitor"},
		"absolute URL":         {"POST", "", []step{started("operation-location: https://example.com/operations/1?api-version=x"), succeeded}, "monitor"},
		"Azure-AsyncOperation": {"POST", "", []step{started("Azure-AsyncOperation: /operations/1?api-version=x"), succeeded}, "monitor"},
		"Location": {"POST", "location", []step{
			started(monitor + "\nLocation: /results/1"), running, succeeded, {"GET /results/1", 200, "", `{"id":"result"}`},
		}, "result"},
		"Location of a POST":   {"POST", "", []step{started(monitor + "\nLocation: /results/1"), succeeded, {"GET /results/1", 200, "", `{"id":"result"}`}}, "result"},
		"Location is not used": {"POST", "operation-location", []step{started(monitor + "\nLocation: /results/1"), succeeded}, "monitor"},
		"Location is missing":  {"POST", "location", []step{started(monitor), succeeded}, "monitor"},
		"state names the result": {"POST", "", []step{
			started(monitor + "\nLocation: /results/1"),
			{"GET /operations/1?api-version=x", 200, "", `{"status":"succeeded","resourceLocation":"/results/2"}`},
			{"GET /results/2", 200, "", `{"id":"other"}`},
		}, "other"},
		"original URL": {"POST", "original-uri", []step{started(monitor), succeeded, {"GET /numbers/:search?api-version=2025-03-15", 200, "", `{"id":"original"}`}}, "original"},
		"PATCH": {"PATCH", "", []step{
			{"PATCH /numbers/:search?api-version=2025-03-15", 202, monitor, ""}, succeeded,
			{"GET /numbers/:search?api-version=2025-03-15", 200, "", `{"id":"changed"}`},
		}, "changed"},
		"only Location": {"POST", "location", []step{
			started("Location: /results/1"), {"GET /results/1", 202, "Location: /results/2", "wait"},
			{"GET /results/2", 202, "", ""}, {"GET /results/2", 200, "", `{"id":"result"}`},
		}, "result"},
		"no polling":          {"POST", "", []step{{"POST /numbers/:search?api-version=2025-03-15", 200, "", `{"id":"at once"}`}}, "at once"},
		"no polling, no body": {"POST", "", []step{{"POST /numbers/:search?api-version=2025-03-15", 204, "", ""}}, ""},
		"no body":             {"POST", "", []step{started("Location: /results/1"), {"GET /results/1", 204, "", ""}}, ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, count := newSearchClient(t, nil, tc.steps...)
				poller, err := beginSearch(t.Context(), c, tc.method, tc.via, "")
				if err != nil {
					t.Fatal(err)
				}
				got, err := poller.PollUntilDone(t.Context(), everySecond())
				if err != nil || got.ID != tc.want {
					t.Errorf("got %q, error %v, want %q", got.ID, err, tc.want)
				}
				if count() != len(tc.steps) {
					t.Errorf("%d requests, want %d", count(), len(tc.steps))
				}
			})
		})
	}
}

// Every error of an operation that has begun names it, and never tells that it was not
// done.
func TestLongRunningErrors(t *testing.T) {
	const monitor, poll = "Operation-Location: /operations/1", "GET /operations/1"
	const possible = "; the service may have processed the request"
	const processed = "; the service has processed the request"
	tests := map[string]struct {
		steps   []step
		outcome wire.Outcome
		want    string
	}{
		"failed": {[]step{started(monitor), {poll, 200, "", `{"status":"failed","error":{"code":"NoStock","message":"None left."}}`}}, wire.OutcomeUnknown,
			`Client.BeginSearch: the operation failed: status 200: {"status":"failed","error":{"code":"NoStock","message":"None left."}}` + possible},
		"canceled": {[]step{started(monitor), {poll, 200, "", `{"status":"Canceled"}`}}, wire.OutcomeUnknown,
			`Client.BeginSearch: the operation was canceled: status 200: {"status":"Canceled"}` + possible},
		"no link": {[]step{started("")}, wire.OutcomeDone,
			"Client.BeginSearch: the response has none of the headers Operation-Location, Azure-AsyncOperation and Location" + processed},
		"another host": {[]step{started("Operation-Location: https://evil.example/operations/1")}, wire.OutcomeUnknown,
			`Client.BeginSearch: Operation-Location "https://evil.example/operations/1": host "evil.example" is neither the endpoint's "example.com" nor one of ClientOptions.AllowedNextLinkHosts` + possible},
		"without TLS": {[]step{started("Location: http://example.com/results/1")}, wire.OutcomeUnknown,
			`Client.BeginSearch: Location "http://example.com/results/1": scheme "http" is not the endpoint's "https"` + possible},
		"result on another host": {[]step{started(monitor), {poll, 200, "", `{"status":"succeeded","resourceLocation":"//evil.example/1"}`}}, wire.OutcomeDone,
			`Client.BeginSearch: resourceLocation "https://evil.example/1": host "evil.example" is neither the endpoint's "example.com" nor one of ClientOptions.AllowedNextLinkHosts` + processed},
		"status of an error":   {[]step{started(monitor), {poll, 404, "", "gone"}}, wire.OutcomeUnknown, "Client.BeginSearch: status 404: gone" + possible},
		"Location fails":       {[]step{started("Location: /results/1"), {"GET /results/1", 403, "", "no"}}, wire.OutcomeUnknown, "Client.BeginSearch: status 403: no" + possible},
		"no state":             {[]step{started(monitor), {poll, 200, "", `{"id":"a"}`}}, wire.OutcomeUnknown, "Client.BeginSearch: reading the response: /status: required: status 200: {\"id\":\"a\"}" + possible},
		"an error as state":    {[]step{started(monitor), {poll, 200, "", `{"error":{"code":"a"}}`}}, wire.OutcomeUnknown, `Client.BeginSearch: the body is an error: status 200: {"error":{"code":"a"}}` + possible},
		"result is incomplete": {[]step{started(monitor), {poll, 200, "", `{"status":"succeeded"}`}}, wire.OutcomeDone, `Client.BeginSearch: reading the response: /id: required: status 200: {"status":"succeeded"}` + processed},
		"result has another form": {[]step{started(monitor + "\nLocation: /results/1"), {poll, 200, "", `{"status":"succeeded"}`}, {"GET /results/1", 200, "", `[]`}}, wire.OutcomeDone,
			"Client.BeginSearch: reading the response: want an object, got an array: status 200: []" + processed},
		"too large": {[]step{started(monitor), {poll, 200, "", `{"status":"` + strings.Repeat("r", 200) + `"}`}}, wire.OutcomeUnknown,
			"Client.BeginSearch: reading the response: the body exceeds the limit of 100 bytes; see ClientOptions.MaxResponseSize: status 200: {\"status\":\"" + strings.Repeat("r", 89) + "..." + possible},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, count := newSearchClient(t, func(config *wire.Config) { config.MaxResponseSize = 100 }, tc.steps...)
				err := search(t.Context(), c)
				wantError(t, err, tc.want)
				if call, ok := errors.AsType[*wire.CallError](err); !ok || call.Outcome != tc.outcome {
					t.Errorf("got %#v, want the outcome %s", err, tc.outcome)
				}
				if count() != len(tc.steps) {
					t.Errorf("%d requests, want %d", count(), len(tc.steps))
				}
			})
		})
	}
}

// search begins an operation and waits for its end.
func search(ctx context.Context, c *wire.Client) error {
	poller, err := beginSearch(ctx, c, http.MethodPost, "", "")
	if err != nil {
		return err
	}
	_, err = poller.PollUntilDone(ctx, everySecond())
	return err
}

// The error of the first request is that of any call.
func TestLongRunningRejected(t *testing.T) {
	c, _ := newSearchClient(t, nil, step{"POST /numbers/:search?api-version=2025-03-15", 400, "", "bad"})
	wantError(t, search(t.Context(), c), "status 400: bad")
}

// An operation without a result does not request one.
func TestLongRunningWithoutResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := newSearchClient(t, nil, started("Operation-Location: /operations/1\nLocation: /results/1"), step{"GET /operations/1", 200, "", `{"status":"succeeded"}`})
		poller, err := wire.Begin(t.Context(), c, wire.NewRequest(http.MethodPost, "/numbers/:search"), wire.LongRunning[searchResult]{
			Name: "Client.BeginSearch", FinalStateVia: runtime.FinalStateViaLocation, Statuses: []int{http.StatusAccepted},
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := poller.PollUntilDone(t.Context(), everySecond()); err != nil {
			t.Error(err)
		}
	})
}

// The client waits between polls as long as the service asks, also before the first one.
func TestLongRunningRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		poll := func(header, status string) step {
			return step{"GET /operations/1", 200, header, `{"status":"` + status + `","id":"a"}`}
		}
		c, _ := newSearchClient(t, nil, started("Operation-Location: /operations/1\nRetry-After: 5"), poll("Retry-After: 7", "notStarted"), poll("", "Running"), poll("", "Succeeded"))
		start := time.Now()
		wantError(t, search(t.Context(), c), "")
		if took := time.Since(start); took != 13*time.Second {
			t.Errorf("took %s, want 5 s, 7 s and the frequency of 1 s", took)
		}
	})
}

// A poll is retried as any GET is, though the operation is not idempotent, and the
// requests have an ID of their own.
func TestLongRunningPollIsRetried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ids []string
		change := func(config *wire.Config) {
			inner := config.Options.Transport
			config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
				ids = append(ids, r.Header.Get("X-Ms-Client-Request-Id"))
				return inner.Do(r)
			})
		}
		c, _ := newSearchClient(t, change, started("Operation-Location: /operations/1"), step{"GET /operations/1", 503, "", ""}, step{"GET /operations/1", 200, "", `{"status":"Succeeded","id":"a"}`})
		wantError(t, search(t.Context(), c), "")
		if len(ids) != 3 || ids[0] == ids[1] || ids[1] != ids[2] {
			t.Errorf("got the request IDs %q", ids)
		}
	})
}

// A poller that another process has made goes on where that one was.
func TestResumeToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, _ := newSearchClient(t, nil, started("Operation-Location: /operations/1\nLocation: /results/1"))
		poller, err := beginSearch(t.Context(), first, http.MethodPost, "location", "")
		if err != nil {
			t.Fatal(err)
		}
		token, err := poller.ResumeToken()
		if err != nil {
			t.Fatal(err)
		}
		second, count := newSearchClient(t, nil, step{"GET /operations/1", 200, "", `{"status":"Succeeded"}`}, step{"GET /results/1", 200, "", `{"id":"a"}`})
		poller, err = beginSearch(t.Context(), second, http.MethodPost, "location", token)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := poller.PollUntilDone(t.Context(), nil); err != nil || !reflect.DeepEqual(got, searchResult{"a"}) || count() != 2 {
			t.Errorf("got %v after %d requests, error %v", got, count(), err)
		}
	})
}

// A token that is invalid or leads elsewhere sends nothing.
func TestResumeTokenErrors(t *testing.T) {
	token := func(links string) string { return `{"type":"searchResult","token":` + links + `}` }
	const failed = "Client.BeginSearch: options.ResumeToken: "
	const possible = "; the service may have processed the request"
	tests := map[string]struct{ token, want string }{
		"no JSON":             {"abc", failed + "is not a resume token of this package" + possible},
		"a token of azcore":   {token(`{"fakeURL":"https://evil.example/"}`), failed + "is not a resume token of this package" + possible},
		"another operation":   {token(`{"operation":"Client.BeginBuy","monitor":"/x"}`), failed + `is a token of the operation "Client.BeginBuy"` + possible},
		"no URL":              {token(`{"operation":"Client.BeginSearch"}`), failed + "contains no URL" + possible},
		"null after a token":  {`{"type":"searchResult","Token":{"operation":"Client.BeginSearch","monitor":"https://evil.example/"},"token":null}`, foreignHost()},
		"another result type": {`{"type":"other","token":{"operation":"Client.BeginSearch","monitor":"/x"}}`, failed + "cannot resume from this poller token. token is for type other, not searchResult" + possible},
		"another host":        {token(`{"operation":"Client.BeginSearch","monitor":"https://evil.example/"}`), foreignHost()},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			c, _ := newSearchClient(t, nil)
			poller, err := beginSearch(t.Context(), c, http.MethodPost, "", tc.token)
			if err == nil {
				_, err = poller.Poll(t.Context())
			}
			wantError(t, err, tc.want)
			if call, ok := errors.AsType[*wire.CallError](err); !ok || call.Outcome != wire.OutcomeUnknown {
				t.Errorf("got %#v, want an unknown outcome", err)
			}
		})
	}
}

func foreignHost() string {
	return fmt.Sprintf("Client.BeginSearch: Operation-Location %q: host %q is neither the endpoint's %q nor one of ClientOptions.AllowedNextLinkHosts; the service may have processed the request",
		"https://evil.example/", "evil.example", "example.com")
}

// The end of the context ends a poll, and leaves the operation's state as it was.
func TestLongRunningCanceled(t *testing.T) {
	c, _ := newSearchClient(t, nil, started("Operation-Location: /operations/1"))
	poller, err := beginSearch(t.Context(), c, http.MethodPost, "", "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = poller.Poll(ctx)
	wantError(t, err, "Client.BeginSearch: context canceled; the service may have processed the request")
	if poller.Done() {
		t.Error("the operation is done")
	}
}
