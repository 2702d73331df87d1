package engine

import (
	"fmt"
	"net/http"
	"time"

	"github.com/chatgen-go/chatgen/acs"
)

// Error is a refusal of the service.
type Error struct {
	// Status is the HTTP status.
	Status int
	// Code is the service's word for the fault.
	Code string
	// Message tells a person what is wrong. The service gives none with 404.
	Message string
	// Target names what the fault is about, or is empty.
	Target string
	// RetryAfter is how long to wait after 429, in whole seconds, or 0.
	RetryAfter time.Duration
	// Details are the faults that led to this one.
	Details []acs.ErrorDetail
}

// Error returns status, code and message.
func (e *Error) Error() string {
	if e.Message == "" {
		return fmt.Sprintf("%d %s", e.Status, e.Code)
	}
	return fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Message)
}

// badRequest is for a request that no caller could make.
func badRequest(format string, args ...any) error {
	return &Error{Status: http.StatusBadRequest, Code: "BadRequest", Message: fmt.Sprintf(format, args...)}
}

// unauthorized is for a call without a token that counts.
func unauthorized(message string) error {
	return &Error{Status: http.StatusUnauthorized, Code: "Unauthorized", Message: message}
}

// forbidden is for a caller who must not do that: not a participant, not the
// sender, not the scope. The service does not say which.
func forbidden() error {
	return &Error{
		Status: http.StatusForbidden, Code: "Forbidden",
		Message: "The initiator doesn't have the permission to perform the requested operation.",
	}
}

// notFound is for a thread or a message that is not there.
func notFound() error {
	return &Error{Status: http.StatusNotFound, Code: "NotFound"}
}

// notOwned is for a user whom this resource does not have.
func notOwned() error {
	return &Error{
		Status: http.StatusUnauthorized, Code: "IdentityNotOwned",
		Message: "Provided identity doesn't belong to the resource.",
	}
}

// tooManyRequests is for a caller who has to wait.
func tooManyRequests(wait time.Duration) error {
	return &Error{
		Status: http.StatusTooManyRequests, Code: "TooManyRequests",
		Message: "Rate limit exceeded.", RetryAfter: wait,
	}
}

// refusal is why one participant could not be added while others were.
func refusal(rawID string) acs.ErrorDetail {
	return acs.ErrorDetail{Code: "403", Message: "Permissions check failed", Target: rawID}
}
