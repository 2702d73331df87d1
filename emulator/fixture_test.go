package emulator_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// accessKey is the access key of all emulators in these tests: "emulator".
const accessKey = "ZW11bGF0b3I="

// fixedTime is a clock that always returns the same time.
func fixedTime() time.Time { return time.Date(2025, 11, 22, 10, 50, 50, 123456789, time.UTC) }

// testService is a running emulator with helpers for calling it.
type testService struct {
	emulator.TestServer

	t testing.TB
}

// user is a user and an access token for it.
type user struct {
	id    acs.UserIdentifier
	token string
}

// start starts an emulator for the duration of a test.
func start(t testing.TB, options emulator.Options) testService {
	t.Helper()
	options.AccessKey = accessKey
	return testService{emulator.StartWith(t, options), t}
}

func wantNoError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantError(t testing.TB, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func wantEqual[T comparable](t testing.TB, subject string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\ngot  %v\nwant %v", subject, got, want)
	}
}

// clientOptions returns client options for the emulator, with retries that do not
// wait.
func (s testService) clientOptions() azcore.ClientOptions {
	return azcore.ClientOptions{Transport: s.Client, Retry: policy.RetryOptions{RetryDelay: time.Nanosecond, MaxRetryDelay: time.Nanosecond}}
}

func (s testService) identityClient(change ...func(*identity.ClientOptions)) *identity.Client {
	s.t.Helper()
	options := &identity.ClientOptions{ClientOptions: s.clientOptions()}
	for _, f := range change {
		f(options)
	}
	client, err := identity.NewClientFromConnectionString(s.ConnectionString, options)
	wantNoError(s.t, err)
	return client
}

// newUser creates a user and a token with the scopes.
func (s testService) newUser(scopes ...identity.Scope) user {
	s.t.Helper()
	created, err := s.identityClient().CreateUserAndToken(s.t.Context(), scopes, nil)
	wantNoError(s.t, err)
	return user{created.User, created.AccessToken.Token}
}

// chatClient returns a chat client that acts as a user.
func (s testService) chatClient(u user, change ...func(*chat.ClientOptions)) *chat.Client {
	s.t.Helper()
	cred, err := acs.NewTokenCredential(u.token)
	wantNoError(s.t, err)
	options := &chat.ClientOptions{ClientOptions: s.clientOptions()}
	for _, f := range change {
		f(options)
	}
	client, err := chat.NewClient(s.Endpoint, cred, options)
	wantNoError(s.t, err)
	return client
}

// newThread creates a thread with the other users.
func (s testService) newThread(creator user, others ...user) chat.ThreadID {
	s.t.Helper()
	var list []chat.Participant
	for _, u := range others {
		list = append(list, chat.Participant{ID: u.id})
	}
	created, err := s.chatClient(creator).CreateThread(s.t.Context(), "Lunch", &chat.CreateThreadOptions{Participants: list})
	wantNoError(s.t, err)
	return created.Thread.ID
}

// response is an HTTP response.
type response struct {
	status   int
	length   int64
	header   http.Header
	body     string
	protocol string
}

// newRequest returns a request whose target is not escaped again, and to which an
// api-version is added if it has none.
func (s testService) newRequest(method, target, body string) *http.Request {
	s.t.Helper()
	if !strings.Contains(target, "api-version") {
		version, separator := "2025-03-15", "?"
		if strings.HasPrefix(target, "/identities") || strings.HasPrefix(target, "/teamsUser") {
			version = "2023-10-01"
		}
		if strings.Contains(target, "?") {
			separator = "&"
		}
		target += separator + "api-version=" + version
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.Endpoint+target, strings.NewReader(body))
	wantNoError(s.t, err)
	if method == http.MethodPatch {
		req.Header.Set("Content-Type", "application/merge-patch+json")
	}
	return req
}

func (s testService) do(req *http.Request) response {
	s.t.Helper()
	resp, err := s.Client.Do(req)
	wantNoError(s.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	wantNoError(s.t, err)
	if compact := new(bytes.Buffer); json.Compact(compact, body) == nil {
		body = compact.Bytes() // errors of Chat are indented
	}
	return response{resp.StatusCode, resp.ContentLength, resp.Header, string(body), resp.Proto}
}

// callChat sends a request with the token of a user.
func (s testService) callChat(u user, method, target, body string) response {
	s.t.Helper()
	req := s.newRequest(method, target, body)
	req.Header.Set("Authorization", "Bearer "+u.token)
	return s.do(req)
}

// callIdentity sends a request that is signed with the access key.
func (s testService) callIdentity(method, target, body string) response {
	s.t.Helper()
	req := s.newRequest(method, target, body)
	sign(req, accessKey, body, time.Now())
	return s.do(req)
}

// sign signs a request as the service's documentation specifies.
func sign(req *http.Request, key, body string, at time.Time) {
	secret, _ := base64.StdEncoding.DecodeString(key)
	hash := sha256.Sum256([]byte(body))
	content := base64.StdEncoding.EncodeToString(hash[:])
	date := at.UTC().Format(http.TimeFormat)
	mac := hmac.New(sha256.New, secret)
	_, _ = io.WriteString(mac, req.Method+"\n"+req.URL.RequestURI()+"\n"+date+";"+req.URL.Host+";"+content)
	req.Header.Set("x-ms-date", date)
	req.Header.Set("x-ms-content-sha256", content)
	req.Header.Set("Authorization", "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature="+
		base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// escapePath returns an ID as a client may escape it in a path.
func escapePath(id chat.ThreadID) string { return url.PathEscape(string(id)) }
