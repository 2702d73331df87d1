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

// failedResponse returns a response to a request for a thread. The request has a
// token and a query, which errors must not contain. header alternates names and
// values.
func failedResponse(status int, body string, header ...string) *http.Response {
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

// newError returns the error for a response, converted as a caller would.
func newError(t *testing.T, resp *http.Response) *acs.Error {
	t.Helper()
	err := acs.NewError(resp)
	e, ok := errors.AsType[*acs.Error](err)
	if !ok {
		t.Fatalf("got a %T", err)
	}
	return e
}

// The message contains the request, the status, the details and advice.
func TestErrorMessage(t *testing.T) {
	const get = "GET /chat/threads/19%3Aa%40thread.v2: "
	tests := map[string]struct {
		resp *http.Response
		want string
	}{
		"401 without body": {
			failedResponse(401, "", "MS-CV", "cv.0"),
			get + "401 Unauthorized [MS-CV cv.0]; " +
				`the token is missing, has expired, belongs to another resource, or lacks a scope that the call needs, such as "chat"`,
		},
		"401 of another resource's user": {
			failedResponse(401, `{"error":{"code":"IdentityNotOwned","message":"Provided identity doesn't belong to the resource."}}`),
			get + "401 Unauthorized: IdentityNotOwned: Provided identity doesn't belong to the resource; " +
				"the identity does not belong to the endpoint's resource",
		},
		"403": {
			failedResponse(403, `{"CommunicationError":{"Code":"NotAllowed","Message":"Permissions check failed","Target":"8:acs:a","Details":[]}}`, "MS-CV", "cv.0"),
			get + "403 Forbidden: NotAllowed: Permissions check failed (8:acs:a) [MS-CV cv.0]; " +
				"the user is not a participant of the thread, or the token's scope does not allow this call",
		},
		"400 of an identifier": {
			failedResponse(400, `{"CommunicationError":{"Code":"BadRequest","Message":"Identifier format is invalid (x)"}}`),
			get + "400 Bad Request: BadRequest: Identifier format is invalid (x); " +
				`an identifier is malformed, so the whole request failed: check the raw IDs in the request, such as "8:acs:<resource>_<user>"`,
		},
		"400 of something else": {
			failedResponse(400, `{"Code":"BadRequest","Message":"Topic is too long","InnerErrors":[]}`),
			get + "400 Bad Request: BadRequest: Topic is too long",
		},
		"404": {
			failedResponse(404, `{"CommunicationError":{"Code":"NotFound"}}`),
			get + "404 Not Found: NotFound; " +
				"the object in the path does not exist, was deleted, or belongs to another Communication Services resource",
		},
		"429 with Retry-After":    {failedResponse(429, "", "Retry-After", "5"), get + "429 Too Many Requests; wait 5s before the next request"},
		"429 without Retry-After": {failedResponse(429, ""), get + "429 Too Many Requests; wait before the next request"},
		"HTML": {
			failedResponse(502, "<html>\n<head><title>502 Bad Gateway</title></head>"+strings.Repeat("<p>sorry</p>", 100)),
			get + "502 Bad Gateway: 502 Bad Gateway",
		},
		"HTML without title": {
			failedResponse(503, "<h1>\n"+strings.Repeat("x", 300)+"</h1>"),
			get + "503 Service Unavailable: <h1> " + strings.Repeat("x", 195) + "...",
		},
		"text":               {failedResponse(500, "upstream\nreset"), get + "500 Internal Server Error: upstream reset"},
		"JSON text":          {failedResponse(500, `"upstream\nreset"`), get + "500 Internal Server Error: upstream reset"},
		"unexpected success": {failedResponse(202, `"secret"`), get + "202 Accepted"},
		"token in the body":  {failedResponse(202, `{"token":"secret"}`), get + "202 Accepted"},
		"array":              {failedResponse(500, `[{"code":"x"}]`), get + "500 Internal Server Error"},
		"null":               {failedResponse(500, `null`), get + "500 Internal Server Error"},
		"truncated JSON":     {failedResponse(500, `{"error":{"code":"x","mess`), get + "500 Internal Server Error"},
		"unknown status":     {failedResponse(599, ``), get + "599"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			wantError(t, newError(t, tc.resp), tc.want)
		})
	}
}

// The advice depends on the credential and the API, because user access tokens,
// Entra tokens and access keys are rejected for different reasons.
func TestErrorAdvice(t *testing.T) {
	const (
		signed    = "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=secret"
		chat      = "/chat/threads"
		identity  = "/identities"
		keyHint   = "; the access key or the user belongs to another resource, or the clock is off by more than 5m0s"
		tokenHint = "; the token is missing, has expired, belongs to another resource, or does not allow this call"
		chatHint  = "; the token is missing, has expired, belongs to another resource, or lacks a scope that the call needs, such as \"chat\""
	)
	tests := map[string]struct {
		authorization, path string
		status              int
		body, want          string
	}{
		"key, no body":            {signed, identity, 401, "", "401 Unauthorized" + keyHint},
		"key, empty error":        {signed, identity, 401, `{"error":{}}`, "401 Unauthorized" + keyHint},
		"key, denied":             {signed, identity, 401, `{"error":{"code":"Denied","message":"No."}}`, "401 Unauthorized: Denied: No" + keyHint},
		"key, other message":      {signed, identity, 401, `{"error":{"code":"InvalidAccessToken","message":"No."}}`, "401 Unauthorized: InvalidAccessToken: No."},
		"key, forbidden":          {signed, identity, 403, "", "403 Forbidden"},
		"Entra, no body":          {"Bearer secret", identity, 401, "", "401 Unauthorized" + tokenHint},
		"Entra, forbidden":        {"Bearer secret", identity, 403, "", "403 Forbidden"},
		"chat, no body":           {"Bearer secret", chat, 401, "", "401 Unauthorized" + chatHint},
		"chat, code only":         {"Bearer secret", chat, 401, `{"error":{"code":"InvalidToken"}}`, "401 Unauthorized: InvalidToken" + chatHint},
		"chat, message":           {"Bearer secret", chat, 401, `{"error":{"code":"InvalidToken","message":"Expired."}}`, "401 Unauthorized: InvalidToken: Expired."},
		"chat behind a gateway":   {"Bearer secret", "/acs" + chat, 401, "", "401 Unauthorized" + chatHint},
		"chat without credential": {"", chat, 401, "", "401 Unauthorized" + chatHint},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			resp := failedResponse(tc.status, tc.body)
			resp.Request.URL = &url.URL{Scheme: "https", Host: "example.communication.azure.com", Path: tc.path}
			resp.Request.Header.Set("Authorization", tc.authorization)
			wantError(t, newError(t, resp), "GET "+tc.path+": "+tc.want)
		})
	}
}

// A response without a request, or with an unreadable body, results in an error
// with the remaining information.
func TestErrorIncomplete(t *testing.T) {
	wantError(t, newError(t, &http.Response{StatusCode: http.StatusInternalServerError}), "500 Internal Server Error")
	wantError(t, new(acs.Error), "0")

	broken := failedResponse(500, "")
	broken.Body = io.NopCloser(iotest.ErrReader(io.ErrUnexpectedEOF))
	wantError(t, newError(t, broken),
		"GET /chat/threads/19%3Aa%40thread.v2: 500 Internal Server Error: the response could not be read: unexpected EOF")
}

// Every format of the body results in the same fields.
func TestErrorFields(t *testing.T) {
	want := acs.ErrorDetail{Code: "c", Message: "m", Target: "t", Details: []acs.ErrorDetail{{Code: "d"}}}
	tests := map[string]string{
		"service":      `{"CommunicationError":{"Code":"c","Message":"m","Target":"t","Details":[{"Code":"d"}]}}`,
		"document":     `{"error":{"code":"c","message":"m","target":"t","details":[{"code":"d"}]}}`,
		"previews":     `{"Code":"c","Message":"m","Target":"t","InnerErrors":[{"Code":"d"}]}`,
		"null wrapper": `{"error":null,"code":"c","message":"m","target":"t","details":[{"code":"d"}]}`,
		"white space":  " \n{\"error\": {\"code\":\"c\",\"message\":\"m\",\"target\":\"t\",\"details\":[{\"code\":\"d\"}]}}\n",
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			got := newError(t, failedResponse(409, body, "MS-CV", "cv.0", "Retry-After", "7"))
			if !reflect.DeepEqual(got.ErrorDetail, want) {
				t.Errorf("got %+v, want %+v", got.ErrorDetail, want)
			}
			if got.StatusCode != http.StatusConflict || got.RequestID != "cv.0" || got.RetryAfter != 7*time.Second {
				t.Errorf("got status %d, request ID %q, wait %v", got.StatusCode, got.RequestID, got.RetryAfter)
			}
		})
	}
}

// Error wraps an *azcore.ResponseError with the code from the body or the header,
// and the body can be read again.
func TestErrorWrapsResponseError(t *testing.T) {
	const body = `{"CommunicationError":{"Code":"Forbidden"}}`
	tests := map[string]struct {
		resp *http.Response
		want string
	}{
		"body":   {failedResponse(403, body, "x-ms-error-code", "Other"), "Forbidden"},
		"header": {failedResponse(403, "", "x-ms-error-code", "Other"), "Other"},
		"none":   {failedResponse(403, ""), ""},
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
	resp := failedResponse(403, body)
	newError(t, resp)
	if data, err := io.ReadAll(resp.Body); err != nil || string(data) != body {
		t.Errorf("body %s, error %v", data, err)
	}
}

// azcore logs the body of an error response, but not that of an unexpected
// success or redirect, which may contain a token.
func TestErrorLog(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		want   bool
	}{
		"error":              {400, `{"error":{"code":"logged"}}`, true},
		"unexpected success": {202, `{"token":"logged"}`, false},
		"redirect":           {302, `{"token":"logged"}`, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			var text strings.Builder
			log.SetListener(func(_ log.Event, message string) { text.WriteString(message) })
			defer log.SetListener(nil)
			azure, ok := errors.AsType[*azcore.ResponseError](newError(t, failedResponse(tc.status, tc.body)))
			if !ok || azure.StatusCode != tc.status || azure.RawResponse == nil {
				t.Errorf("got %+v, want an *azcore.ResponseError with %d and the response", azure, tc.status)
			}
			if got := strings.Contains(text.String(), "logged"); got != tc.want {
				t.Errorf("the log contains the body: %v, want %v\n%s", got, tc.want, text.String())
			}
		})
	}
}

// Retry-After is a number of seconds or a time; an invalid value is ignored.
func TestRetryAfter(t *testing.T) {
	const date = "Mon, 02 Jan 2006 15:04:05 GMT"
	tests := map[string]struct {
		header []string
		want   time.Duration
	}{
		"none":         {nil, 0},
		"seconds":      {[]string{"Retry-After", "90"}, 90 * time.Second},
		"zero":         {[]string{"Retry-After", "0"}, 0},
		"negative":     {[]string{"Retry-After", "-1"}, 0},
		"overflow":     {[]string{"Retry-After", "99999999999999999999"}, 0},
		"not a number": {[]string{"Retry-After", "soon"}, 0},
		"time":         {[]string{"Retry-After", "Mon, 02 Jan 2006 15:05:05 GMT", "Date", date}, time.Minute},
		"past time":    {[]string{"Retry-After", "Mon, 02 Jan 2006 15:03:05 GMT", "Date", date}, 0},
		"no Date":      {[]string{"Retry-After", "Sat, 01 Jan 2000 00:00:30 GMT"}, 30 * time.Second},
		"invalid Date": {[]string{"Retry-After", "Sat, 01 Jan 2000 00:00:30 GMT", "Date", "x"}, 30 * time.Second},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // its clock starts on 2000-01-01
				if got := newError(t, failedResponse(429, "", tc.header...)).RetryAfter; got != tc.want {
					t.Errorf("got %v, want %v", got, tc.want)
				}
			})
		})
	}
}

// A delay of less than a second is shown as 1s.
func TestErrorShortDelay(t *testing.T) {
	e := &acs.Error{StatusCode: 429, RetryAfter: time.Millisecond}
	wantError(t, e, "429 Too Many Requests; wait 1s before the next request")
}

// NewError never panics, and its message is always short and on one line.
func FuzzNewError(f *testing.F) {
	for _, body := range []string{
		"", `{"CommunicationError":{"Code":"c","Details":[{}]}}`, `{"title":"t","errors":{"a":["b",{}],"c":1}}`, `{"x":{"message":"m"}}`, `{"error":"x"}`, `{"error":[]}`, `[`, `"`, `<title>`, "\xff\x00", `{"error":{`,
	} {
		f.Add(403, body, "5")
	}
	f.Fuzz(func(t *testing.T, status int, body, wait string) {
		text := newError(t, failedResponse(status, body, "Retry-After", wait)).Error()
		if strings.Contains(text, "\n") || len([]rune(text)) > 1900 {
			t.Errorf("long message: %q", text)
		}
	})
}

// Error pages of proxies and Azure's own retry headers are supported.
func TestErrorFromProxy(t *testing.T) {
	for name, c := range map[string]struct {
		body, header, value string
		want                string
		wait                time.Duration
	}{
		"byte order mark": {body: "\ufeff" + `{"error":{"code":"x"}}`, want: "x"},
		"title":           {body: "<html><HEAD><TITLE lang='en'>Bad &amp; odd</TITLE></HEAD></html>", want: "Bad & odd"},
		"unclosed title":  {body: "<title>Bad", want: "no code and no message"},
		"milliseconds":    {body: `{}`, header: "retry-after-ms", value: "250", want: "no code and no message", wait: 250 * time.Millisecond},
		"x-ms header":     {body: `{}`, header: "x-ms-retry-after-ms", value: "1500", want: "no code and no message", wait: 1500 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			var headers []string
			if c.header != "" {
				headers = []string{c.header, c.value}
			}
			err, ok := errors.AsType[*acs.Error](acs.NewError(failedResponse(502, c.body, headers...)))
			if !ok || err.ErrorDetail.String() != c.want || err.RetryAfter != c.wait {
				t.Errorf("got %q and %s, want %q and %s", err.ErrorDetail.String(), err.RetryAfter, c.want, c.wait)
			}
		})
	}
}
