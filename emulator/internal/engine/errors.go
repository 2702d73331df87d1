package engine

import (
	"fmt"
	"net/http"
	"time"

	"github.com/chatgen-go/chatgen/acs"
)

// Error is an error that the service returns for a rejected request.
type Error struct {
	// Status is the HTTP status.
	Status int
	// Code is the service's error code.
	Code string
	// Message describes the error. It may be empty.
	Message string
	// Target is the invalid part of the request, if known.
	Target string
	// RetryAfter is the time to wait before a retry, in whole seconds, for status 429.
	RetryAfter time.Duration
	// Details are the errors that caused this error.
	Details []acs.ErrorDetail
}

// Error returns status, code and message.
func (e *Error) Error() string {
	if e.Message == "" {
		return fmt.Sprintf("%d %s", e.Status, e.Code)
	}
	return fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Message)
}

// badRequest returns the error for a request that is invalid for every caller.
func badRequest(format string, args ...any) error {
	return &Error{Status: http.StatusBadRequest, Code: "BadRequest", Message: fmt.Sprintf(format, args...)}
}

// unauthorized returns the error for a request without a valid token.
func unauthorized(message string) error {
	return &Error{Status: http.StatusUnauthorized, Code: "Unauthorized", Message: message}
}

// forbidden returns the error for a caller who is not a participant, is not the
// sender, or does not have the scope. The service does not distinguish these.
func forbidden() error {
	return &Error{
		Status: http.StatusForbidden, Code: "Forbidden",
		Message: "The initiator doesn't have the permission to perform the requested operation.",
	}
}

// notFound returns the error for a message that does not exist.
func notFound() error {
	return &Error{Status: http.StatusNotFound, Code: "NotFound"}
}

// threadNotFound returns the error for a thread that does not exist or is deleted.
func threadNotFound() error {
	return &Error{Status: http.StatusNotFound, Code: "NotFound", Message: "The specified thread id was not found."}
}

// malformedThreadID returns the error for a thread ID that no thread can have.
func malformedThreadID() error {
	return &Error{Status: http.StatusBadRequest, Code: "BadRequest"}
}

// invalidLifetime returns the error for a token lifetime that is not accepted.
func invalidLifetime(lifetime time.Duration) error {
	return validationError("ExpiresInMinutes", fmt.Sprintf("ExpiresInMinutes value %d is invalid. Value must be within the [%d, %d] interval.",
		lifetime/time.Minute, MinTokenLifetime/time.Minute, MaxTokenLifetime/time.Minute))
}

// requiredField returns the error of Identity for a missing property of a request.
func requiredField(name string) error {
	return validationError(name, fmt.Sprintf("%s: The %s field is required.", name, name))
}

// invalidFormat returns the error of Identity for an ID that is not a GUID.
func invalidFormat(name, target string) error {
	return validationError(target, "Provided "+name+" has invalid format.")
}

func validationError(target, message string) error {
	return &Error{Status: http.StatusBadRequest, Code: "ValidationError", Target: target, Message: message}
}

// invalidAccessToken returns the error for a token that cannot be exchanged.
func invalidAccessToken() error {
	return &Error{Status: http.StatusUnauthorized, Code: "InvalidAccessToken", Message: "Provided access token is not valid."}
}

// notOwned returns the error for a user that is not a user of this resource.
func notOwned() error {
	return &Error{
		Status: http.StatusUnauthorized, Code: "IdentityNotOwned",
		Message: "Provided identity doesn't belong to the resource.",
	}
}

// tooManyRequests returns the error for a request above a rate limit.
func tooManyRequests(wait time.Duration) error {
	return &Error{
		Status: http.StatusTooManyRequests, Code: "TooManyRequests",
		Message: "Rate limit exceeded.", RetryAfter: wait,
	}
}

// rejection returns the error for a participant that could not be added.
func rejection(rawID string) acs.ErrorDetail {
	return acs.ErrorDetail{Code: "403", Message: "Permissions check failed", Target: rawID}
}
