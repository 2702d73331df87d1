package identity_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/identity"
)

const (
	endpoint    = "https://resource.communication.azure.com"
	accessKey   = "YSBrZXkgb2YgdGhlIHJlc291cmNl" // the one that testdata/wire.json was recorded with
	secretToken = "header.secret-payload.signature"
	entraToken  = `secret-entra "token" <&> ü`
	userID      = "8:acs:a_b-C~d.e/f@x"

	usersPath = "/identities"
	userPath  = "/identities/8%3Aacs%3Aa_b-C~d.e%2Ff%40x"
	version   = "?api-version=2023-10-01"

	tokenJSON = `{"token":"` + secretToken + `","expiresOn":"2026-05-05T03:02:01.1234567+00:00"}`
	userJSON  = `{"identity":{"id":"` + userID + `"},"accessToken":` + tokenJSON + `}`
)

// received is a request as the service saw it.
type received struct {
	method string
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
// request too many or too few, or one that is not signed with the access key
// now, fails the test.
type service struct {
	t        *testing.T
	unsigned bool // the requests bear an Entra token
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
	if !s.unsigned {
		if err := verify(r, body, time.Now()); err != nil {
			s.t.Errorf("%s %s: %v", r.Method, uri, err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, received{method: r.Method, uri: uri, header: r.Header.Clone(), body: string(body)})
	if len(s.answers) == 0 {
		s.t.Errorf("request %d was not expected: %s %s%s", len(s.requests), r.Method, r.Host, uri)
		return answer{status: http.StatusTeapot}
	}
	next := s.answers[0]
	s.answers = s.answers[1:]
	return next
}

// verify checks the signature of a request.
func verify(r *http.Request, body []byte, now time.Time) error {
	key, err := acs.ParseAccessKey(accessKey)
	if err != nil {
		return err
	}
	return acs.VerifyAccessKey(r, body, key, now)
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

// optionsOf returns options that send through transport and wait for nothing
// between tries.
func optionsOf(transport policy.Transporter, change ...func(*identity.ClientOptions)) *identity.ClientOptions {
	options := &identity.ClientOptions{}
	options.Transport = transport
	options.Retry = policy.RetryOptions{MaxRetries: 2, RetryDelay: time.Nanosecond, MaxRetryDelay: time.Nanosecond}
	for _, f := range change {
		f(options)
	}
	return options
}

// newClient returns a client that signs with the access key.
func newClient(t *testing.T, transport policy.Transporter, change ...func(*identity.ClientOptions)) *identity.Client {
	t.Helper()
	client, err := identity.NewClientWithKey(endpoint, accessKey, optionsOf(transport, change...))
	wantNoError(t, err)
	return client
}

// call is a call of one operation with arguments that are good.
type call func(context.Context, *identity.Client) error

// operation is one of the client, with an answer that it takes.
type operation struct {
	success answer
	call    call
}

// operations are all those that send a request of their own.
func operations() map[string]operation {
	return map[string]operation{
		"CreateUser": {created(), func(ctx context.Context, c *identity.Client) error {
			_, err := c.CreateUser(ctx, nil)
			return err
		}},
		"IssueToken": {issued(), func(ctx context.Context, c *identity.Client) error {
			_, err := c.IssueToken(ctx, user(), []identity.Scope{identity.ScopeChat}, nil)
			return err
		}},
		"RevokeTokens": {noContent(), func(ctx context.Context, c *identity.Client) error {
			_, err := c.RevokeTokens(ctx, user(), nil)
			return err
		}},
		"DeleteUser": {noContent(), func(ctx context.Context, c *identity.Client) error {
			_, err := c.DeleteUser(ctx, user(), nil)
			return err
		}},
		"ExchangeTeamsToken": {issued(), func(ctx context.Context, c *identity.Client) error {
			_, err := c.ExchangeTeamsToken(ctx, entraToken, "app", "user", nil)
			return err
		}},
	}
}

func created() answer   { return answer{status: http.StatusCreated, body: userJSON} }
func issued() answer    { return answer{status: http.StatusOK, body: tokenJSON} }
func noContent() answer { return answer{status: http.StatusNoContent} }

func user() acs.UserIdentifier { return acs.UserIdentifier{ID: userID} }

// token is what tokenJSON says.
func token() identity.AccessToken {
	return identity.AccessToken{Token: secretToken, ExpiresOn: time.Date(2026, 5, 5, 3, 2, 1, 123456700, time.UTC)}
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
