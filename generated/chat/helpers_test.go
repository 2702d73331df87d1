package chat_test

import (
	"fmt"
	"io"
	"iter"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

const (
	endpoint                   = "https://resource.communication.azure.com"
	secretToken                = "header.secret-payload.signature"
	threadID    chat.ThreadID  = "19:a_b-C~d.e/f@thread.v2"
	messageID   chat.MessageID = "1700000000000"

	threadPath = "/chat/threads/19%3Aa_b-C~d.e%2Ff%40thread.v2"
	version    = "api-version=2025-03-15"
)

// received is a request as the service saw it.
type received struct {
	method string
	host   string
	uri    string // path and query as they stand on the wire
	header http.Header
	body   string
}

// answer is what the service answers to one request.
type answer struct {
	status int
	body   string
	header map[string]string
	broken error // the connection breaks with it instead
}

// service answers each request with the next of its answers and keeps what it
// received. It is the transport of a client, or the handler of a server. A
// request too many or too few fails the test.
type service struct {
	t        *testing.T
	mu       sync.Mutex
	answers  []answer
	requests []received
}

func newService(t *testing.T, answers ...answer) *service {
	t.Helper()
	s := &service{t: t, answers: answers}
	t.Cleanup(func() {
		if n := len(s.answers); n > 0 {
			t.Errorf("%d answers were not asked for", n)
		}
	})
	return s
}

// take keeps a request and returns the answer to it.
func (s *service) take(r *http.Request, uri string) answer {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			s.t.Errorf("%s %s: %v", r.Method, uri, err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, received{method: r.Method, host: r.Host, uri: uri, header: r.Header.Clone(), body: string(body)})
	if len(s.answers) == 0 {
		s.t.Errorf("request %d was not expected: %s %s%s", len(s.requests), r.Method, r.Host, uri)
		return answer{status: http.StatusTeapot}
	}
	next := s.answers[0]
	s.answers = s.answers[1:]
	return next
}

// Do answers a client without a network.
func (s *service) Do(req *http.Request) (*http.Response, error) {
	a := s.take(req, req.URL.RequestURI())
	if a.broken != nil {
		return nil, a.broken
	}
	header := http.Header{}
	for name, value := range a.header {
		header.Set(name, value)
	}
	return &http.Response{
		StatusCode: a.status,
		Status:     fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)),
		Header:     header,
		Body:       io.NopCloser(strings.NewReader(a.body)),
		Request:    req,
	}, nil
}

// ServeHTTP answers a client over a network.
func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := s.take(r, r.RequestURI)
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(a.status)
	if _, err := io.WriteString(w, a.body); err != nil {
		s.t.Errorf("%s: %v", r.RequestURI, err)
	}
}

// only returns the request of a test that sends one.
func (s *service) only() received {
	s.t.Helper()
	if len(s.requests) != 1 {
		s.t.Fatalf("got %d requests, want 1", len(s.requests))
	}
	return s.requests[0]
}

// newClient returns a client of the endpoint that sends through transport and
// waits for nothing between tries.
func newClient(t *testing.T, transport policy.Transporter, change ...func(*chat.ClientOptions)) *chat.Client {
	t.Helper()
	return newClientOf(t, endpoint, transport, change...)
}

func newClientOf(t *testing.T, endpoint string, transport policy.Transporter, change ...func(*chat.ClientOptions)) *chat.Client {
	t.Helper()
	credential, err := acs.NewTokenCredential(secretToken)
	if err != nil {
		t.Fatal(err)
	}
	options := &chat.ClientOptions{}
	options.Transport = transport
	options.Retry = policy.RetryOptions{MaxRetries: 2, RetryDelay: time.Nanosecond, MaxRetryDelay: time.Nanosecond}
	for _, f := range change {
		f(options)
	}
	client, err := chat.NewClient(endpoint, credential, options)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func newThread(t *testing.T, transport policy.Transporter, change ...func(*chat.ClientOptions)) *chat.ThreadClient {
	t.Helper()
	return newClient(t, transport, change...).Thread(threadID)
}

// collect returns all that a sequence yields until its error.
func collect[T any](items iter.Seq2[T, error]) ([]T, error) {
	var list []T
	for item, err := range items {
		if err != nil {
			return list, err
		}
		list = append(list, item)
	}
	return list, nil
}

// wantEqual fails the test if got is not want.
func wantEqual[T any](t *testing.T, subject string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", subject, got, want)
	}
}

// wantError fails the test if err does not say want.
func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("got no error, want %q", want)
	}
	if err.Error() != want {
		t.Errorf("error:\n got %q\nwant %q", err, want)
	}
}

// wantNoError ends the test at an error.
func wantNoError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func user(name string) acs.UserIdentifier { return acs.UserIdentifier{ID: "8:acs:res_" + name} }

// userJSON is the service's form of user(name).
func userJSON(name string) string {
	id := user(name).ID
	return fmt.Sprintf(`{"rawId":%q,"communicationUser":{"id":%q}}`, id, id)
}

// second returns a time of 4 May 2026, 03:02 UTC.
func second(s int) time.Time { return time.Date(2026, 5, 4, 3, 2, s, 0, time.UTC) }
