package wire_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// unreadable returns the error of a call whose successful response has a media type and a
// body that is not the expected one.
func unreadable(t *testing.T, mediaType string, body io.Reader, change func(*wire.Config)) error {
	t.Helper()
	config := newConfig("https://example.com")
	config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		resp := newResponse(r, http.StatusCreated, "")
		resp.Body, resp.Request = io.NopCloser(body), nil // a transport may not set the request
		resp.Header.Set("Content-Type", mediaType)
		return resp, nil
	})
	if change != nil {
		change(&config)
	}
	_, err := newThread(t, config).sendNonIdempotent(t.Context())
	return err
}

// The error of a response that cannot be read has the beginning of the body, on one line,
// if it is text.
func TestExcerpt(t *testing.T) {
	const json = "application/json"
	tests := map[string]struct{ mediaType, body, want string }{
		"JSON":                  {json + "; charset=utf-8", `{"x":1}`, json + ` {"x":1}`},
		"problem":               {"application/problem+json", "[]", "application/problem+json []"},
		"HTML":                  {"text/html", "<p>\n\tSign in</p>", "text/html <p> Sign in</p>"},
		"no media type":         {"", "oops", "oops"},
		"invalid media type":    {"text/;;\n", "oops", "text/;; oops"},
		"image":                 {"image/png", "PNG", "image/png"},
		"not UTF-8":             {json, "\xff\xfe{", json},
		"NUL":                   {json, "a\x00b", json},
		"control characters":    {json, "\x1b[31m\u202ered\r\n", json + " [31m red"},
		"byte order mark":       {json, "\ufeff[]", json + " []"},
		"100 characters":        {json, strings.Repeat("é", 100), json + " " + strings.Repeat("é", 100)},
		"more than that":        {json, strings.Repeat("é", 101), json + " " + strings.Repeat("é", 100) + "..."},
		"cut within characters": {json, strings.Repeat(" ", 1022) + "€uro", json},
		"large":                 {json, strings.Repeat("x", 1<<20), json + " " + strings.Repeat("x", 100) + "..."},
		"a long media type":     {strings.Repeat("x", 1<<20), "a", strings.Repeat("x", 200) + "..."},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			err := unreadable(t, tc.mediaType, strings.NewReader(tc.body), nil)
			e, ok := errors.AsType[*statusError](err)
			if !ok || e.Status != http.StatusCreated || e.Body != tc.want {
				t.Errorf("got %.3000v, want %q", err, tc.want)
			}
		})
	}
}

// A body that may contain tokens is not shown, nor one of which nothing was read.
func TestExcerptOmitted(t *testing.T) {
	secret := func(c *wire.Config) { c.SecretBodies = true }
	const broken = "ThreadClient.SendMessage: reading the response: broken: status 201: application/json"
	const suffix = "; the service has processed the request"
	reader := func(text string) io.Reader {
		return io.MultiReader(strings.NewReader(text), iotest.ErrReader(errors.New("broken")))
	}
	wantError(t, unreadable(t, "application/json", reader(`{"token":"x`), secret), broken+suffix)
	wantError(t, unreadable(t, "application/json", reader(`{"token":"x`), nil), broken+` {"token":"x`+suffix)
	wantError(t, unreadable(t, "application/json", reader(""), nil), broken+suffix)
	wantError(t, unreadable(t, "application/json", strings.NewReader(`{"token":"x`), secret),
		"ThreadClient.SendMessage: reading the response: /token: invalid or truncated JSON: status 201: application/json"+suffix)
}

// Where a value is wrong is in the error of the call, which has the outcome, and in that
// of an item.
func TestUnreadableWhere(t *testing.T) {
	err := unreadable(t, "", strings.NewReader(`{"id":1}`), nil)
	value, ok := errors.AsType[*wire.ValueError](err)
	call, isCall := errors.AsType[*wire.CallError](err)
	if !ok || value.Path != "/id" || value.Offset != 6 || !isCall || call.Outcome != wire.OutcomeDone || call.ClientRequestID == "" {
		t.Errorf("got %#v, %#v", value, call)
	}

	c := newThread(t, newScriptedConfig(`{"value":[{"id":"1"},{"id":2}]}`))
	_, err = countItems(t.Context(), c, nil)
	item, ok := errors.AsType[*wire.ItemError](err)
	value, isValue := errors.AsType[*wire.ValueError](err)
	status, hasStatus := errors.AsType[*statusError](err)
	if !ok || item.Index != 1 || !isValue || value.Path != "/value/1/id" || value.Offset != 27 || !hasStatus || status.Body != `{"id":2}` {
		t.Errorf("got %v: %#v, %#v, %#v", err, item, value, status)
	}
}

// An error that is not about reading a response does not show its body.
func TestResponseInfoReadable(t *testing.T) {
	config := newConfig("https://example.com")
	var info wire.ResponseInfo
	config.NewError = func(resp *http.Response) error {
		info = wire.ResponseInfoOf(resp)
		return errors.New("rejected")
	}
	config.Options.Transport = transportFunc(func(r *http.Request) (*http.Response, error) { return newResponse(r, 404, "body"), nil })
	_, err := newThread(t, config).send(t.Context(), "hello", nil)
	wantError(t, err, "rejected")
	if info.ClientRequestID == "" || info.Operation != "ThreadClient.SendMessage" || info.Unreadable || info.MediaType+info.Body != "" {
		t.Errorf("got %+v", info)
	}
	if got := wire.ResponseInfoOf(&http.Response{}); got != (wire.ResponseInfo{}) {
		t.Errorf("without a request, got %+v", got)
	}
}

// The error of a call is short, however long that of the transport is.
func TestCallErrorIsCut(t *testing.T) {
	config := newConfig("https://example.com")
	config.Options.Retry.MaxRetries = -1
	config.Options.Transport = transportFunc(func(*http.Request) (*http.Response, error) {
		return nil, errors.New(strings.Repeat("é", 1<<20) + " refused")
	})
	_, err := newThread(t, config).send(t.Context(), "hello", nil)
	text := err.Error()
	if len(text) > 2100 || !strings.HasPrefix(text, "ThreadClient.SendMessage: éé") || !strings.HasSuffix(text, "é refused") {
		t.Errorf("got %d bytes: %.3000s", len(text), text)
	}
}
