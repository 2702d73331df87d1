package acs_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/log"

	"github.com/chatgen-go/chatgen/acs"
)

// failedAnswer is a response to a request for a thread, with a token and a query that
// no error may show.
func failedAnswer(status int, body string, header ...string) *http.Response {
	u := &url.URL{
		Scheme: "https", Host: "example.communication.azure.com",
		Path: "/chat/threads/19:a@thread.v2", RawPath: "/chat/threads/19%3Aa%40thread.v2", RawQuery: "secret=query",
	}
	resp := &http.Response{
		StatusCode: status,
		Header:     http.Header{},
		Body:       io.NopCloser(strings.NewReader(body)),
		Request:    &http.Request{Method: http.MethodGet, URL: u, Header: http.Header{"Authorization": {"Bearer secret"}}},
	}
	for i := 0; i < len(header); i += 2 {
		resp.Header.Set(header[i], header[i+1])
	}
	return resp
}

// newError returns the error for an answer, as a caller gets it.
func newError(t *testing.T, resp *http.Response) *acs.Error {
	t.Helper()
	err := acs.NewError(resp)
	e, ok := errors.AsType[*acs.Error](err)
	if !ok {
		t.Fatalf("got a %T", err)
	}
	return e
}

// The whole message: what failed, how, and what to do about it.
func TestErrorMessage(t *testing.T) {
	const get = "GET /chat/threads/19%3Aa%40thread.v2: "
	tests := map[string]struct {
		resp *http.Response
		want string
	}{
		"401 without body": {
			failedAnswer(401, "", "MS-CV", "cv.0"),
			get + "401 Unauthorized [MS-CV cv.0]\n" +
				`The token is missing, has expired, is another resource's, or lacks the scope that this call needs, such as "chat".`,
		},
		"401 of another resource's user": {
			failedAnswer(401, `{"error":{"code":"IdentityNotOwned","message":"Provided identity doesn't belong to the resource."}}`),
			get + "401 Unauthorized: IdentityNotOwned: Provided identity doesn't belong to the resource.\n" +
				"The identity belongs to another resource than the endpoint.",
		},
		"403": {
			failedAnswer(403, `{"CommunicationError":{"Code":"NotAllowed","Message":"Permissions check failed","Target":"8:acs:a","Details":[]}}`, "MS-CV", "cv.0"),
			get + "403 Forbidden: NotAllowed: Permissions check failed (8:acs:a) [MS-CV cv.0]\n" +
				"The user is not a participant of the thread, or the token's scope does not allow this call.",
		},
		"400 of an identifier": {
			failedAnswer(400, `{"CommunicationError":{"Code":"BadRequest","Message":"Identifier format is invalid (x)"}}`),
			get + "400 Bad Request: BadRequest: Identifier format is invalid (x)\n" +
				`An identifier is malformed, so nothing was done: check the raw IDs in the request, such as "8:acs:<resource>_<user>".`,
		},
		"400 of something else": {
			failedAnswer(400, `{"Code":"BadRequest","Message":"Topic is too long","InnerErrors":[]}`),
			get + "400 Bad Request: BadRequest: Topic is too long",
		},
		"404": {
			failedAnswer(404, `{"CommunicationError":{"Code":"NotFound"}}`),
			get + "404 Not Found: NotFound\n" +
				"What the path names does not exist, was deleted, or is not in the endpoint's resource.",
		},
		"429 with a wait":    {failedAnswer(429, "", "Retry-After", "5"), get + "429 Too Many Requests\nToo many requests: wait 5s before the next one."},
		"429 without a wait": {failedAnswer(429, ""), get + "429 Too Many Requests\nToo many requests: wait before the next one."},
		"HTML": {
			failedAnswer(502, "<html>\n<head><title>502 Bad Gateway</title></head>"+strings.Repeat("<p>sorry</p>", 100)),
			get + "502 Bad Gateway: 502 Bad Gateway",
		},
		"HTML without title": {
			failedAnswer(503, "<h1>\n"+strings.Repeat("x", 300)+"</h1>"),
			get + "503 Service Unavailable: <h1> " + strings.Repeat("x", 195) + "...",
		},
		"text":                  {failedAnswer(500, "upstream\nreset"), get + "500 Internal Server Error: upstream reset"},
		"JSON text":             {failedAnswer(500, `"upstream\nreset"`), get + "500 Internal Server Error: upstream reset"},
		"success with a secret": {failedAnswer(202, `"secret"`), get + "202 Accepted"},
		"token in the body":     {failedAnswer(202, `{"token":"secret"}`), get + "202 Accepted"},
		"array":                 {failedAnswer(500, `[{"code":"x"}]`), get + "500 Internal Server Error"},
		"null":                  {failedAnswer(500, `null`), get + "500 Internal Server Error"},
		"cut off":               {failedAnswer(500, `{"error":{"code":"x","mess`), get + "500 Internal Server Error"},
		"odd status":            {failedAnswer(599, ``), get + "599"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			wantMessage(t, newError(t, tc.resp), tc.want)
		})
	}
}

// The advice fits the kind of request: what a user's token, an Entra token and
// an access key fail by are different things.
func TestErrorAdvice(t *testing.T) {
	const (
		signed   = "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=secret"
		chat     = "/chat/threads"
		identity = "/identities"
		ofKey    = "\nThe access key or the user is another resource's, or the clock is off by more than 5 minutes."
		ofToken  = "\nThe token is missing, has expired, is another resource's, or does not allow this call."
		ofChat   = "\nThe token is missing, has expired, is another resource's, or lacks the scope that this call needs, such as \"chat\"."
	)
	tests := map[string]struct {
		authorization, path string
		status              int
		body, want          string
	}{
		"key, nothing said":       {signed, identity, 401, "", "401 Unauthorized" + ofKey},
		"key, empty error":        {signed, identity, 401, `{"error":{}}`, "401 Unauthorized" + ofKey},
		"key, denied":             {signed, identity, 401, `{"error":{"code":"Denied","message":"No."}}`, "401 Unauthorized: Denied: No." + ofKey},
		"key, something else":     {signed, identity, 401, `{"error":{"code":"InvalidAccessToken","message":"No."}}`, "401 Unauthorized: InvalidAccessToken: No."},
		"key, forbidden":          {signed, identity, 403, "", "403 Forbidden"},
		"Entra, nothing said":     {"Bearer secret", identity, 401, "", "401 Unauthorized" + ofToken},
		"Entra, forbidden":        {"Bearer secret", identity, 403, "", "403 Forbidden"},
		"chat, nothing said":      {"Bearer secret", chat, 401, "", "401 Unauthorized" + ofChat},
		"chat, code only":         {"Bearer secret", chat, 401, `{"error":{"code":"InvalidToken"}}`, "401 Unauthorized: InvalidToken" + ofChat},
		"chat, something said":    {"Bearer secret", chat, 401, `{"error":{"code":"InvalidToken","message":"Expired."}}`, "401 Unauthorized: InvalidToken: Expired."},
		"chat behind a gateway":   {"Bearer secret", "/acs" + chat, 401, "", "401 Unauthorized" + ofChat},
		"chat without credential": {"", chat, 401, "", "401 Unauthorized" + ofChat},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			resp := failedAnswer(tc.status, tc.body)
			resp.Request.URL = &url.URL{Scheme: "https", Host: "example.communication.azure.com", Path: tc.path}
			resp.Request.Header.Set("Authorization", tc.authorization)
			wantMessage(t, newError(t, resp), "GET "+tc.path+": "+tc.want)
		})
	}
}

// An answer without its request, or whose body breaks off, still gives an error
// with what is known.
func TestErrorIncomplete(t *testing.T) {
	wantMessage(t, newError(t, &http.Response{StatusCode: http.StatusInternalServerError}), "500 Internal Server Error")
	wantMessage(t, new(acs.Error), "0")

	broken := failedAnswer(500, "")
	broken.Body = io.NopCloser(iotest.ErrReader(io.ErrUnexpectedEOF))
	wantMessage(t, newError(t, broken),
		"GET /chat/threads/19%3Aa%40thread.v2: 500 Internal Server Error: the answer could not be read: unexpected EOF")
}

// Each form of body gives the same fields.
func TestErrorFields(t *testing.T) {
	want := acs.ErrorDetail{Code: "c", Message: "m", Target: "t", Details: []acs.ErrorDetail{{Code: "d"}}}
	tests := map[string]string{
		"service":        `{"CommunicationError":{"Code":"c","Message":"m","Target":"t","Details":[{"Code":"d"}]}}`,
		"document":       `{"error":{"code":"c","message":"m","target":"t","details":[{"code":"d"}]}}`,
		"previews":       `{"Code":"c","Message":"m","Target":"t","InnerErrors":[{"Code":"d"}]}`,
		"null wrapper":   `{"error":null,"code":"c","message":"m","target":"t","details":[{"code":"d"}]}`,
		"mark and space": " \n{\"error\": {\"code\":\"c\",\"message\":\"m\",\"target\":\"t\",\"details\":[{\"code\":\"d\"}]}}\n",
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			got := newError(t, failedAnswer(409, body, "MS-CV", "cv.0", "Retry-After", "7"))
			if !reflect.DeepEqual(got.ErrorDetail, want) {
				t.Errorf("got %+v, want %+v", got.ErrorDetail, want)
			}
			if got.StatusCode != http.StatusConflict || got.RequestID != "cv.0" || got.RetryAfter != 7*time.Second {
				t.Errorf("got status %d, request ID %q, wait %v", got.StatusCode, got.RequestID, got.RetryAfter)
			}
		})
	}
}

// Code written for azcore finds its error, with the code in whatever form the
// service sent it, and can read the body again.
func TestErrorIsResponseError(t *testing.T) {
	const body = `{"CommunicationError":{"Code":"Forbidden"}}`
	tests := map[string]struct {
		resp *http.Response
		want string
	}{
		"body":   {failedAnswer(403, body, "x-ms-error-code", "Other"), "Forbidden"},
		"header": {failedAnswer(403, "", "x-ms-error-code", "Other"), "Other"},
		"none":   {failedAnswer(403, ""), ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			e := newError(t, tc.resp)
			azure, ok := errors.AsType[*azcore.ResponseError](e)
			if !ok {
				t.Fatal("no *azcore.ResponseError")
			}
			if azure.ErrorCode != tc.want || e.Code != tc.want || azure.StatusCode != http.StatusForbidden {
				t.Errorf("got code %q and %q, status %d, want %q and 403", azure.ErrorCode, e.Code, azure.StatusCode, tc.want)
			}
		})
	}
	resp := failedAnswer(403, body)
	newError(t, resp)
	if data, err := io.ReadAll(resp.Body); err != nil || string(data) != body {
		t.Errorf("body %s, error %v", data, err)
	}
}

// azcore logs refusals with their bodies, but not what may be a token: the body
// of a success that was not expected. Either is azcore's error all the same.
func TestErrorLog(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		want   bool
	}{
		"refusal":            {400, `{"error":{"code":"told"}}`, true},
		"unexpected success": {202, `{"token":"told"}`, false},
		"redirect":           {302, `{"token":"told"}`, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			var text strings.Builder
			log.SetListener(func(_ log.Event, message string) { text.WriteString(message) })
			defer log.SetListener(nil)
			azure, ok := errors.AsType[*azcore.ResponseError](newError(t, failedAnswer(tc.status, tc.body)))
			if !ok || azure.StatusCode != tc.status || azure.RawResponse == nil {
				t.Errorf("got %+v, want an *azcore.ResponseError with %d and the answer", azure, tc.status)
			}
			if got := strings.Contains(text.String(), "told"); got != tc.want {
				t.Errorf("the log shows the body: %v, want %v\n%s", got, tc.want, text.String())
			}
		})
	}
}

// The wait is in seconds or a time; nonsense is no wait.
func TestRetryAfter(t *testing.T) {
	const date = "Mon, 02 Jan 2006 15:04:05 GMT"
	tests := map[string]struct {
		header []string
		want   time.Duration
	}{
		"none":        {nil, 0},
		"seconds":     {[]string{"Retry-After", "90"}, 90 * time.Second},
		"zero":        {[]string{"Retry-After", "0"}, 0},
		"negative":    {[]string{"Retry-After", "-1"}, 0},
		"too many":    {[]string{"Retry-After", "99999999999999999999"}, 0},
		"no number":   {[]string{"Retry-After", "soon"}, 0},
		"time":        {[]string{"Retry-After", "Mon, 02 Jan 2006 15:05:05 GMT", "Date", date}, time.Minute},
		"past time":   {[]string{"Retry-After", "Mon, 02 Jan 2006 15:03:05 GMT", "Date", date}, 0},
		"own clock":   {[]string{"Retry-After", "Sat, 01 Jan 2000 00:00:30 GMT"}, 30 * time.Second},
		"broken date": {[]string{"Retry-After", "Sat, 01 Jan 2000 00:00:30 GMT", "Date", "x"}, 30 * time.Second},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // its clock starts on 2000-01-01
				if got := newError(t, failedAnswer(429, "", tc.header...)).RetryAfter; got != tc.want {
					t.Errorf("got %v, want %v", got, tc.want)
				}
			})
		})
	}
}

// A wait of less than a second is told as one.
func TestErrorShortWait(t *testing.T) {
	e := &acs.Error{StatusCode: 429, RetryAfter: time.Millisecond}
	wantMessage(t, e, "429 Too Many Requests\nToo many requests: wait 1s before the next one.")
}

// No answer makes NewError panic or its message long.
func FuzzNewError(f *testing.F) {
	for _, body := range []string{
		"", `{"CommunicationError":{"Code":"c","Details":[{}]}}`, `{"error":"x"}`, `{"error":[]}`, `[`, `"`, `<title>`, "\xff\x00", `{"error":{`,
	} {
		f.Add(403, body, "5")
	}
	f.Fuzz(func(t *testing.T, status int, body, wait string) {
		text := newError(t, failedAnswer(status, body, "Retry-After", wait)).Error()
		if strings.Count(text, "\n") > 1 || len([]rune(text)) > 1200 {
			t.Errorf("long message: %q", text)
		}
	})
}

// What proxies put around an answer is no reason to tell nothing.
func TestErrorOddForms(t *testing.T) {
	for name, c := range map[string]struct {
		body, header, value string
		want                string
		wait                time.Duration
	}{
		"byte order mark": {body: "\ufeff" + `{"error":{"code":"x"}}`, want: "x"},
		"title":           {body: "<html><HEAD><TITLE lang='en'>Bad &amp; odd</TITLE></HEAD></html>", want: "Bad & odd"},
		"title unclosed":  {body: "<title>Bad", want: "no code and no message"},
		"milliseconds":    {body: `{}`, header: "retry-after-ms", value: "250", want: "no code and no message", wait: 250 * time.Millisecond},
		"Azure's own":     {body: `{}`, header: "x-ms-retry-after-ms", value: "1500", want: "no code and no message", wait: 1500 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			var headers []string
			if c.header != "" {
				headers = []string{c.header, c.value}
			}
			err, ok := errors.AsType[*acs.Error](acs.NewError(failedAnswer(502, c.body, headers...)))
			if !ok || err.ErrorDetail.String() != c.want || err.RetryAfter != c.wait {
				t.Errorf("got %q and %s, want %q and %s", err.ErrorDetail.String(), err.RetryAfter, c.want, c.wait)
			}
		})
	}
}
