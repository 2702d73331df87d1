package acs_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
)

// An error is the reasons of its status, also if it is wrapped, and no others.
func TestErrorIs(t *testing.T) {
	reasons := map[string]error{
		"bad request": acs.ErrBadRequest, "unauthorized": acs.ErrUnauthorized, "forbidden": acs.ErrForbidden, "not a participant": acs.ErrNotParticipant,
		"not found": acs.ErrNotFound, "conflict": acs.ErrConflict, "throttled": acs.ErrThrottled,
	}
	const thread, message = "/chat/threads/19%3Aa%40thread.v2", "/chat/threads/19%3Aa%40thread.v2/messages/1"
	tests := map[string]struct {
		method, path string
		status       int
		want         string
	}{
		"400":                    {"GET", thread, 400, "bad request"},
		"401":                    {"GET", thread, 401, "unauthorized"},
		"403 of a thread":        {"GET", thread, 403, "forbidden, not a participant"},
		"403 of a message":       {"GET", message, 403, "forbidden, not a participant"},
		"403 of sending":         {"POST", thread + "/messages", 403, "forbidden, not a participant"},
		"403 behind a gateway":   {"GET", "/acs" + thread, 403, "forbidden, not a participant"},
		"403 of an edit":         {"PATCH", message, 403, "forbidden"},
		"403 of a deletion":      {"DELETE", message, 403, "forbidden"},
		"403 of a topic":         {"PATCH", thread, 403, "forbidden, not a participant"},
		"403 of a new thread":    {"POST", "/chat/threads", 403, "forbidden"},
		"403 of the list":        {"GET", "/chat/threads/", 403, "forbidden"},
		"403 of the other API":   {"POST", "/identities", 403, "forbidden"},
		"404":                    {"GET", thread, 404, "not found"},
		"409":                    {"GET", thread, 409, "conflict"},
		"429":                    {"GET", thread, 429, "throttled"},
		"an error in a success":  {"GET", thread, 200, ""},
		"an error of the server": {"GET", thread, 500, ""},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			err := fmt.Errorf("wrapped: %w", newError(t, requestFailed(tc.method, tc.path, tc.status, "")))
			var got []string
			for _, reason := range []string{"bad request", "unauthorized", "forbidden", "not a participant", "not found", "conflict", "throttled"} {
				if errors.Is(err, reasons[reason]) {
					got = append(got, reason)
				}
			}
			if text := strings.Join(got, ", "); text != tc.want {
				t.Errorf("got %q, want %q", text, tc.want)
			}
		})
	}
	for name, reason := range reasons {
		wantError(t, reason, "acs: "+name)
	}
}

// The advice on status 403 tells who may edit or delete a message, and does not speak of
// participants if there is no thread.
func TestErrorForbidden(t *testing.T) {
	const (
		thread      = "/chat/threads/19%3Aa%40thread.v2"
		sender      = "only the sender of a message who is still a participant of the thread may edit or delete it, and the token's scope has to allow this call"
		participant = "the user is not a participant of the thread, or the token's scope does not allow this call"
	)
	for request, want := range map[string]string{
		"PATCH " + thread + "/messages/1":  sender,
		"DELETE " + thread + "/messages/1": sender,
		"GET " + thread + "/messages/1":    participant,
		"PATCH " + thread:                  participant,
		"DELETE " + thread:                 participant,
		"POST " + thread + "/messages":     participant,
		"POST /chat/threads":               "the token's scope does not allow this call",
	} {
		method, path, _ := strings.Cut(request, " ")
		wantError(t, newError(t, requestFailed(method, path, 403, "")), request+": 403 Forbidden [MS-CV cv.1]; "+want)
	}
}

// RequestID is the ID that the service gave to the request or, if it gave none, that of
// the client. The text contains only that of the service.
func TestErrorRequestID(t *testing.T) {
	for name, tc := range map[string]struct {
		header   []string
		id, text string
	}{
		"MS-CV":           {[]string{"MS-CV", "cv.1", "x-ms-request-id", "r"}, "cv.1", " [MS-CV cv.1]"},
		"x-ms-request-id": {[]string{"x-ms-request-id", "r"}, "r", " [x-ms-request-id r]"},
		"none":            {nil, "mine", ""},
	} {
		t.Run(name, func(t *testing.T) {
			resp := failedResponse(500, "", tc.header...)
			resp.Request.Header.Set("X-Ms-Client-Request-Id", "mine")
			e := newError(t, resp)
			if e.RequestID != tc.id || e.ClientRequestID != "mine" {
				t.Errorf("got the IDs %q and %q", e.RequestID, e.ClientRequestID)
			}
			wantError(t, e, "GET /chat/threads/19%3Aa%40thread.v2: 500 Internal Server Error"+tc.text)
		})
	}
}

// A log has the parts of an error as attributes, without those that have no value.
func TestErrorLogValue(t *testing.T) {
	resp := failedResponse(429, `{"error":{"code":"c","message":"m\nm","target":"t"}}`, "MS-CV", "cv.1", "Retry-After", "5")
	resp.Request.Header.Set("X-Ms-Client-Request-Id", "mine")
	full := newError(t, resp)
	full.Operation = "Client.Test"
	for want, e := range map[string]*acs.Error{
		`level=ERROR msg=failed e.status=429 e.operation=Client.Test e.request="GET /chat/threads/19%3Aa%40thread.v2" e.code=c e.message="m m" e.target=t e.request_id=cv.1 e.client_request_id=mine e.retry_after=5s` + "\n": full,
		"level=ERROR msg=failed e.status=500\n": newError(t, &http.Response{StatusCode: http.StatusInternalServerError}),
	} {
		var text bytes.Buffer
		slog.New(slog.NewTextHandler(&text, &slog.HandlerOptions{ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
			if len(groups) == 0 && a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}})).Error("failed", "e", e)
		if got := text.String(); got != want {
			t.Errorf("got  %swant %s", got, want)
		}
	}
}
