package acs

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// apiCall is what the path of a request tells about it.
type apiCall struct {
	chat        bool // a request of the Chat API
	thread      bool // for one of its threads
	editMessage bool // to edit or delete a message, which only its sender may do
}

// apiCallOf returns what a request is for. The endpoint may have a path before that of
// the API.
func apiCallOf(method, path string) apiCall {
	_, rest, chat := strings.Cut(path, "/chat/")
	segments := strings.Split(strings.TrimSuffix(rest, "/"), "/")
	thread := chat && segments[0] == "threads" && len(segments) > 1
	edit := method == http.MethodPatch || method == http.MethodDelete
	return apiCall{chat, thread, thread && edit && len(segments) == 4 && segments[2] == "messages"}
}

// advice returns what to do about the most common errors, or "".
func (e *Error) advice() string {
	switch {
	case e.Code == CodeIdentityNotOwned:
		return "the identity does not belong to the endpoint's resource"
	case e.StatusCode == http.StatusUnauthorized:
		return e.unauthorizedAdvice()
	case e.StatusCode == http.StatusForbidden && e.call.chat:
		return e.call.forbiddenAdvice()
	case e.StatusCode == http.StatusBadRequest && strings.Contains(e.Message, "Identifier format is invalid"):
		return `an identifier is malformed, so the whole request failed: check the raw IDs in the request, such as "8:acs:<resource>_<user>"`
	case e.StatusCode == http.StatusNotFound:
		return "the object in the path does not exist, was deleted, or belongs to another Communication Services resource"
	case e.StatusCode == http.StatusTooManyRequests && e.RetryAfter > 0:
		return fmt.Sprintf("wait %v before the next request", max(e.RetryAfter.Round(time.Second), time.Second))
	case e.StatusCode == http.StatusTooManyRequests:
		return "wait before the next request"
	default:
		return ""
	}
}

// forbiddenAdvice returns the reasons for status 403.
func (c apiCall) forbiddenAdvice() string {
	switch {
	case c.editMessage:
		return "only the sender of a message who is still a participant of the thread may edit or delete it, and the token's scope has to allow this call"
	case c.thread:
		return "the user is not a participant of the thread, or the token's scope does not allow this call"
	default:
		return "the token's scope does not allow this call"
	}
}

// unauthorizedAdvice returns possible problems with the key or token, unless the
// service's own message explains the problem. The code "Denied" explains nothing:
// the service returns it for every problem with a signature.
func (e *Error) unauthorizedAdvice() string {
	switch {
	case e.Message != "" && e.Code != CodeDenied:
		return ""
	case e.signed:
		return fmt.Sprintf("the access key or the user belongs to another resource, or the clock is off by more than %v", maxClockSkew)
	case e.call.chat:
		return `the token is missing, has expired, belongs to another resource, or lacks a scope that the call needs, such as "chat"`
	default:
		return "the token is missing, has expired, belongs to another resource, or does not allow this call"
	}
}
