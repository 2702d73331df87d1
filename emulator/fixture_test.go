package emulator_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
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

// accessKey is the key of all emulators of these tests: "emulator".
const accessKey = "ZW11bGF0b3I="

// clock is the time of emulators that stand still.
func clock() time.Time { return time.Date(2025, 11, 22, 10, 50, 50, 123456789, time.UTC) }

// service is a running emulator.
type service struct {
	emulator.Instance

	t testing.TB
}

// user is a user with a token.
type user struct {
	id    acs.UserIdentifier
	token string
}

func start(t testing.TB, options emulator.Options) service {
	t.Helper()
	options.AccessKey = accessKey
	return service{emulator.StartWith(t, options), t}
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

// azure are the client options for the emulator. Retries do not wait.
func (s service) azure() azcore.ClientOptions {
	return azcore.ClientOptions{Transport: s.Client, Retry: policy.RetryOptions{RetryDelay: time.Nanosecond, MaxRetryDelay: time.Nanosecond}}
}

func (s service) identity() *identity.Client {
	s.t.Helper()
	client, err := identity.NewClientFromConnectionString(s.ConnectionString, &identity.ClientOptions{ClientOptions: s.azure()})
	wantNoError(s.t, err)
	return client
}

// user makes a user with a token for the scopes.
func (s service) user(scopes ...identity.Scope) user {
	s.t.Helper()
	created, err := s.identity().CreateUserAndToken(s.t.Context(), scopes, nil)
	wantNoError(s.t, err)
	return user{created.User, created.AccessToken.Token}
}

// chat returns the client of a user.
func (s service) chat(u user) *chat.Client {
	s.t.Helper()
	cred, err := acs.NewTokenCredential(u.token)
	wantNoError(s.t, err)
	client, err := chat.NewClient(s.Endpoint, cred, &chat.ClientOptions{ClientOptions: s.azure()})
	wantNoError(s.t, err)
	return client
}

// thread makes a thread of users, the first of whom creates it.
func (s service) thread(creator user, others ...user) chat.ThreadID {
	s.t.Helper()
	var list []chat.Participant
	for _, u := range others {
		list = append(list, chat.Participant{ID: u.id})
	}
	created, err := s.chat(creator).CreateThread(s.t.Context(), "Lunch", &chat.CreateThreadOptions{Participants: list})
	wantNoError(s.t, err)
	return created.Thread.ID
}

// received is an answer as it came over the wire.
type received struct {
	status   int
	length   int64
	header   http.Header
	body     string
	protocol string
}

// request makes a request with the path and query as they are, and with an
// api-version unless they have one.
func (s service) request(method, target, body string) *http.Request {
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

func (s service) do(req *http.Request) received {
	s.t.Helper()
	resp, err := s.Client.Do(req)
	wantNoError(s.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	wantNoError(s.t, err)
	return received{resp.StatusCode, resp.ContentLength, resp.Header, string(body), resp.Proto}
}

// as calls chat with the token of a user.
func (s service) as(u user, method, target, body string) received {
	s.t.Helper()
	req := s.request(method, target, body)
	req.Header.Set("Authorization", "Bearer "+u.token)
	return s.do(req)
}

// signed calls identity with a signature of the access key.
func (s service) signed(method, target, body string) received {
	s.t.Helper()
	req := s.request(method, target, body)
	sign(req, accessKey, body, time.Now())
	return s.do(req)
}

// sign signs a request as the service's documents say.
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

// escaped is an ID as a client may write it into a path.
func escaped(id chat.ThreadID) string { return url.PathEscape(string(id)) }
