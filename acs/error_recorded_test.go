package acs_test

import (
	"errors"
	"net/http"
	"net/url"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
)

// recordedErrors are the forms of error responses that the service is known to have
// returned: in versions from 2020 to 2025, of both APIs. Values are replaced.
func recordedErrors() map[string]struct {
	method, path string
	status       int
	body         string
	detail       acs.ErrorDetail
	reason       error
	want         string
} {
	const (
		messages = "/chat/threads/19%3Aa%40thread.v2/messages/invalid"
		thread   = "/chat/threads/19%3Agone%40thread.v2"
		badID    = "Value for MessageId (invalid) is not valid."
		missing  = "; the object in the path does not exist, was deleted, or belongs to another Communication Services resource"
		badUser  = "Identifier format is invalid (8:acs:invalid)."
		badUsers = `Identifier format is invalid (8:acs:invalid). [MS-CV cv.1]; an identifier is malformed, so the whole request failed: check the raw IDs in the request, such as "8:acs:<resource>_<user>"`
	)
	object := func(name, code, message string) string {
		if message != "" {
			message = "\r\n    \"Message\": \"" + message + "\","
		}
		return "{\r\n  \"" + name + "\": {\r\n    \"Code\": \"" + code + "\"," + message + "\r\n    \"Details\": []\r\n  }\r\n}"
	}
	return map[string]struct {
		method, path string
		status       int
		body         string
		detail       acs.ErrorDetail
		reason       error
		want         string
	}{
		"first previews": {
			http.MethodGet, thread, 404, object("Error", acs.CodeNotFound, "No such thread."), acs.ErrorDetail{Code: "NotFound", Message: "No such thread."}, acs.ErrNotFound,
			"GET " + thread + ": 404 Not Found: NotFound: No such thread. [MS-CV cv.1]" + missing,
		},
		"preview 5": {
			http.MethodGet, thread, 404, object("ChatError", acs.CodeNotFound, "No such thread."), acs.ErrorDetail{Code: "NotFound", Message: "No such thread."}, acs.ErrNotFound,
			"GET " + thread + ": 404 Not Found: NotFound: No such thread. [MS-CV cv.1]" + missing,
		},
		"thread": {
			http.MethodGet, thread, 404, object("CommunicationError", acs.CodeNotFound, "No such thread."), acs.ErrorDetail{Code: "NotFound", Message: "No such thread."}, acs.ErrNotFound,
			"GET " + thread + ": 404 Not Found: NotFound: No such thread. [MS-CV cv.1]" + missing,
		},
		"read receipt, no message": {
			http.MethodPost, thread + "/readReceipts", 404, object("CommunicationError", acs.CodeNotFound, ""), acs.ErrorDetail{Code: "NotFound"}, acs.ErrNotFound,
			"POST " + thread + "/readReceipts: 404 Not Found: NotFound [MS-CV cv.1]" + missing,
		},
		"malformed thread, no message": {
			http.MethodDelete, "/chat/threads/invalid", 400, object("CommunicationError", acs.CodeBadRequest, ""), acs.ErrorDetail{Code: "BadRequest"}, acs.ErrBadRequest,
			"DELETE /chat/threads/invalid: 400 Bad Request: BadRequest [MS-CV cv.1]",
		},
		"malformed message, update": {
			http.MethodPatch, messages, 400, object("CommunicationError", acs.CodeBadRequest, badID), acs.ErrorDetail{Code: "BadRequest", Message: badID}, acs.ErrBadRequest,
			"PATCH " + messages + ": 400 Bad Request: BadRequest: " + badID + " [MS-CV cv.1]",
		},
		"malformed message, deletion": {
			http.MethodDelete, messages, 400, object("CommunicationError", acs.CodeBadRequest, badID), acs.ErrorDetail{Code: "BadRequest", Message: badID}, acs.ErrBadRequest,
			"DELETE " + messages + ": 400 Bad Request: BadRequest: " + badID + " [MS-CV cv.1]",
		},
		"malformed participant, addition": {
			http.MethodPost, thread + "/participants/:add", 400, object("CommunicationError", acs.CodeBadRequest, badUser), acs.ErrorDetail{Code: "BadRequest", Message: badUser}, acs.ErrBadRequest,
			"POST " + thread + "/participants/:add: 400 Bad Request: BadRequest: " + badUsers,
		},
		"malformed participant, removal": {
			http.MethodPost, thread + "/participants/:remove", 400, object("CommunicationError", acs.CodeBadRequest, badUser), acs.ErrorDetail{Code: "BadRequest", Message: badUser}, acs.ErrBadRequest,
			"POST " + thread + "/participants/:remove: 400 Bad Request: BadRequest: " + badUsers,
		},
		"expired token, no body": {
			http.MethodGet, "/chat/threads", 401, "", acs.ErrorDetail{}, acs.ErrUnauthorized,
			`GET /chat/threads: 401 Unauthorized [MS-CV cv.1]; the token is missing, has expired, belongs to another resource, or lacks a scope that the call needs, such as "chat"`,
		},
		"lifetime of a token": {
			http.MethodPost, "/identities", 400, `{"error":{"code":"ValidationError","message":"The value 59 is not within the [60, 1440] interval.","target":"ExpiresInMinutes"}}`,
			acs.ErrorDetail{Code: acs.CodeValidationError, Message: "The value 59 is not within the [60, 1440] interval.", Target: "ExpiresInMinutes"}, acs.ErrBadRequest,
			"POST /identities: 400 Bad Request: ValidationError: The value 59 is not within the [60, 1440] interval. (ExpiresInMinutes) [MS-CV cv.1]",
		},
		"user of another resource": {
			http.MethodPost, "/identities/a/:issueAccessToken", 401, `{"error":{"code":"IdentityNotOwned","message":"Not yours."}}`,
			acs.ErrorDetail{Code: acs.CodeIdentityNotOwned, Message: "Not yours."}, acs.ErrUnauthorized,
			"POST /identities/a/:issueAccessToken: 401 Unauthorized: IdentityNotOwned: Not yours. [MS-CV cv.1]; the identity does not belong to the endpoint's resource",
		},
	}
}

// Every recorded form of an error is read, has a text of one line, and is its reason.
func TestRecordedErrors(t *testing.T) {
	for name, tc := range recordedErrors() {
		t.Run(name, func(t *testing.T) {
			e := newError(t, requestFailed(tc.method, tc.path, tc.status, tc.body))
			wantError(t, e, tc.want)
			if e.Code != tc.detail.Code || e.Message != tc.detail.Message || e.Target != tc.detail.Target || len(e.Details) != 0 {
				t.Errorf("got %+v, want %+v", e.ErrorDetail, tc.detail)
			}
			if !errors.Is(e, tc.reason) {
				t.Errorf("the error is not %v", tc.reason)
			}
		})
	}
}

// requestFailed returns the response to a request with an escaped path.
func requestFailed(method, path string, status int, body string) *http.Response {
	resp := failedResponse(status, body, "MS-CV", "cv.1", "Content-Type", "application/json; charset=utf-8")
	resp.Request.Method = method
	resp.Request.URL = &url.URL{Scheme: "https", Host: "example.communication.azure.com", Path: path, RawPath: path}
	if unescaped, err := url.PathUnescape(path); err == nil {
		resp.Request.URL.Path = unescaped
	}
	return resp
}
