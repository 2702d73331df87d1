package conformance_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// latest is the API version of chat calls that do not specify one.
const latest = "2025-03-15"

// identityVersion is the API version of identity calls that do not specify one.
const identityVersion = "2026-09-23"

// accessKey is the access key of all emulators: "emulator".
const accessKey = "ZW11bGF0b3I="

// target is a service to check: the emulator, or a resource of the real one.
type target struct {
	endpoint  string
	accessKey string
	client    *http.Client
	clock     *clock              // of the emulator; nil if the rule does not move it
	events    <-chan eventRequest // what a webhook of the emulator gets; nil if there is none
	// entra returns a credential of the emulator's issuer for an Entra user or
	// application.
	entra func(object string) azcore.TokenCredential
	// live is true for the real service: the users and threads that a check creates
	// are deleted after it.
	live bool
	// interval is the minimum time between two calls of a check. It keeps a live
	// check within the rate limits.
	interval time.Duration
}

// clock is a clock that a check moves.
type clock struct{ milli atomic.Int64 }

func newClock(at time.Time) *clock {
	c := &clock{}
	c.milli.Store(at.UnixMilli())
	return c
}

func (c *clock) now() time.Time          { return time.UnixMilli(c.milli.Load()) }
func (c *clock) advance(d time.Duration) { c.milli.Add(d.Milliseconds()) }

// startEmulator starts an emulator for the duration of a test. Unless the options
// contain a clock, the target has one that only moves when a check moves it.
func startEmulator(t *testing.T, options emulator.Options) target {
	t.Helper()
	result := target{accessKey: accessKey}
	if options.Now == nil {
		result.clock = newClock(time.Now())
		options.Now = result.clock.now
	}
	if options.EventsSchema != "" {
		var url string
		url, result.events = startReceiver(t)
		options.Events = []string{url}
	}
	options.AccessKey = accessKey
	started := emulator.StartWith(t, options)
	result.endpoint, result.client, result.entra = started.Endpoint, started.Client, started.Emulator.EntraCredential
	return result
}

// newLiveTarget returns a resource of the service.
func newLiveTarget(endpoint, connectionString string) target {
	result := target{endpoint: strings.TrimSuffix(endpoint, "/"), client: http.DefaultClient, live: true, interval: 2 * time.Second}
	for field := range strings.SplitSeq(connectionString, ";") {
		if name, value, _ := strings.Cut(field, "="); strings.EqualFold(strings.TrimSpace(name), "accesskey") {
			result.accessKey = value
		}
	}
	return result
}

// check is the context of a rule's check. Its methods report contradictions.
type check struct {
	testing.TB
	target

	lastCall time.Time
	cleanups []func() // to call after a live check, in reverse order
}

// user is a user with an access token.
type user struct {
	*check

	id    string // raw ID
	token string
}

// thread is a thread.
type thread struct {
	*check

	id string
}

// path returns the path of the thread, followed by rest.
func (th thread) path(rest string) string { return "/chat/threads/" + th.id + rest }

// newUser creates a user with a token that has the scopes, or the scope chat.
func (c *check) newUser(scopes ...string) user {
	c.Helper()
	if len(scopes) == 0 {
		scopes = []string{"chat"}
	}
	r := c.identity("POST", "/identities", marshal(map[string]any{"createTokenWithScopes": scopes})).wantStatus(201)
	return user{c, r.text("identity/id"), r.text("accessToken/token")}
}

// newToken returns the user with a new token, for checks that move the clock.
func (u user) newToken() user {
	u.Helper()
	u.token = u.identity("POST", "/identities/"+u.id+"/:issueAccessToken", `{"scopes":["chat"]}`).wantStatus(200).text("token")
	return u
}

// newThread creates a user, and a thread with that user and the others.
func (c *check) newThread(others ...user) (user, thread) {
	c.Helper()
	creator := c.newUser()
	return creator, creator.createThread(others...)
}

// createThread creates a thread with the topic "Lunch".
func (u user) createThread(others ...user) thread {
	u.Helper()
	r := u.post("/chat/threads", `{"topic":"Lunch","participants":[`+participantList(others...)+`]}`).wantStatus(201)
	return thread{u.check, r.text("chatThread/id")}
}

// participantList returns users as the elements of a list of participants.
func participantList(users ...user) string {
	list := make([]string, len(users))
	for i, u := range users {
		list[i] = participant(u.id)
	}
	return strings.Join(list, ",")
}

// participant returns a communication user as a participant, with more properties.
func participant(rawID string, more ...string) string {
	return `{"communicationIdentifier":{"rawId":"` + rawID + `","communicationUser":{"id":"` + rawID + `"}}` + strings.Join(more, "") + `}`
}

// send sends a message with properties such as `"content":"hi"`, and returns its ID.
func (u user) send(th thread, properties string) string {
	u.Helper()
	return u.post(th.path("/messages"), "{"+properties+"}").wantStatus(201).text("id")
}

func (u user) get(target string) response          { u.Helper(); return u.call("GET", target, "") }
func (u user) post(target, body string) response   { u.Helper(); return u.call("POST", target, body) }
func (u user) patch(target, body string) response  { u.Helper(); return u.call("PATCH", target, body) }
func (u user) delete(target string) response       { u.Helper(); return u.call("DELETE", target, "") }
func (u user) add(th thread, list string) response { u.Helper(); return u.addWith(th, list, latest) }

// addWith adds participants, with an API version.
func (u user) addWith(th thread, list, version string) response {
	u.Helper()
	return u.post(th.path("/participants/:add?api-version="+version), `{"participants":[`+list+`]}`)
}

// remove removes a participant.
func (u user) remove(th thread, rawID string) response {
	u.Helper()
	return u.post(th.path("/participants/:remove"), `{"rawId":"`+rawID+`","communicationUser":{"id":"`+rawID+`"}}`)
}

// call calls a chat operation with the token of the user, and headers such as
// "Content-Type: text/plain".
func (u user) call(method, target, body string, headers ...string) response {
	u.Helper()
	req := u.newRequest(method, target, body, latest)
	req.Header.Set("Authorization", "Bearer "+u.token)
	setHeaders(req, headers)
	r := u.do(req)
	if u.live && method == http.MethodPost && r.status == http.StatusCreated && req.URL.Path == "/chat/threads" {
		u.cleanups = append(u.cleanups, func() { u.call("DELETE", "/chat/threads/"+r.text("chatThread/id"), "") })
	}
	return r
}

// identity calls an identity operation, signed with the access key.
func (c *check) identity(method, target, body string, headers ...string) response {
	c.Helper()
	req := c.newRequest(method, target, body, identityVersion)
	signRequest(req, c.accessKey, body)
	setHeaders(req, headers)
	r := c.do(req)
	if c.live && method == http.MethodPost && r.status == http.StatusCreated {
		c.cleanups = append(c.cleanups, func() { c.identity("DELETE", "/identities/"+r.text("identity/id"), "") })
	}
	return r
}

func setHeaders(req *http.Request, headers []string) {
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
}

// newRequest returns a request to a path and query, or to an absolute URL, which it
// does not escape. It adds the API version unless the target contains one.
func (c *check) newRequest(method, target, body, version string) *http.Request {
	c.Helper()
	if !strings.HasPrefix(target, "https://") {
		target = c.endpoint + target
	}
	if !strings.Contains(target, "api-version") {
		separator := "?"
		if strings.Contains(target, "?") {
			separator = "&"
		}
		target += separator + "api-version=" + version
	}
	req, err := http.NewRequestWithContext(c.Context(), method, target, strings.NewReader(body))
	if err != nil {
		c.Fatalf("%v", err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if method == http.MethodPatch {
		req.Header.Set("Content-Type", "application/merge-patch+json")
	}
	return req
}

// do sends a request.
func (c *check) do(req *http.Request) response {
	c.Helper()
	if wait := time.Until(c.lastCall.Add(c.interval)); wait > 0 {
		<-time.After(wait)
	}
	c.lastCall = time.Now()
	resp, err := c.client.Do(req)
	if err != nil {
		c.Fatalf("%v", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	return response{c, req.Method + " " + req.URL.RequestURI(), resp.StatusCode, resp.ContentLength, resp.Header, string(body)}
}

// signRequest signs a request as the documentation of the service specifies.
func signRequest(req *http.Request, key, body string) {
	secret, _ := base64.StdEncoding.DecodeString(key)
	hash := sha256.Sum256([]byte(body))
	content := base64.StdEncoding.EncodeToString(hash[:])
	date := time.Now().UTC().Format(http.TimeFormat)
	mac := hmac.New(sha256.New, secret)
	_, _ = io.WriteString(mac, req.Method+"\n"+req.URL.RequestURI()+"\n"+date+";"+req.URL.Host+";"+content)
	req.Header.Set("x-ms-date", date)
	req.Header.Set("x-ms-content-sha256", content)
	req.Header.Set("Authorization", "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature="+
		base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// entraToken returns an Entra token for a user or an application, with a scope.
func (c *check) entraToken(object, scope string) string {
	c.Helper()
	token, err := c.entra(object).GetToken(c.Context(), policy.TokenRequestOptions{Scopes: []string{scope}})
	if err != nil {
		c.Fatalf("%v", err)
	}
	return token.Token
}

// goClient returns this repository's chat client, which acts as the user.
func (u user) goClient() *chat.Client {
	u.Helper()
	credential, err := acs.NewTokenCredential(u.token)
	if err != nil {
		u.Fatalf("%v", err)
	}
	client, err := chat.NewClient(u.endpoint, credential, &chat.ClientOptions{ClientOptions: azcore.ClientOptions{Transport: u.client}})
	if err != nil {
		u.Fatalf("%v", err)
	}
	return client
}

// escape returns an ID as a client may escape it in a path.
func escape(id string) string {
	return strings.NewReplacer("@", "%40", ":", "%3A").Replace(url.PathEscape(id))
}
