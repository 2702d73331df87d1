package acs

import (
	"errors"
	"net/http"
)

// Common reasons of an [Error], by its status. Test for them with errors.Is, which also
// finds the last response of a call that failed for another reason, such as a deadline
// that passed while the client waited because of status 429.
var (
	// ErrBadRequest is status 400: the service rejects an argument.
	ErrBadRequest = errors.New("acs: bad request")
	// ErrUnauthorized is status 401: the token or the signature is missing, expired, or
	// not valid for the resource.
	ErrUnauthorized = errors.New("acs: unauthorized")
	// ErrForbidden is status 403: the user or the token's scope does not allow the call.
	ErrForbidden = errors.New("acs: forbidden")
	// ErrNotParticipant is status 403 for a request about a chat thread, which the
	// service returns if the user is not a participant, and if the token's scope does not
	// allow the call. It is not the status 403 of a request to edit or delete a message,
	// which another participant than the sender gets, too.
	ErrNotParticipant = errors.New("acs: not a participant")
	// ErrNotFound is status 404: the object does not exist, was deleted, or belongs to
	// another resource.
	ErrNotFound = errors.New("acs: not found")
	// ErrConflict is status 409: the request contradicts the state of the object.
	ErrConflict = errors.New("acs: conflict")
	// ErrThrottled is status 429: the rate of the requests is too high. See
	// [Error.RetryAfter] and [NewPacer].
	ErrThrottled = errors.New("acs: throttled")
)

// Is reports whether target is the reason of the error, such as [ErrNotFound].
func (e *Error) Is(target error) bool {
	switch target {
	case ErrBadRequest:
		return e.StatusCode == http.StatusBadRequest
	case ErrUnauthorized:
		return e.StatusCode == http.StatusUnauthorized
	case ErrForbidden:
		return e.StatusCode == http.StatusForbidden
	case ErrNotParticipant:
		return e.StatusCode == http.StatusForbidden && e.call.thread && !e.call.editMessage
	case ErrNotFound:
		return e.StatusCode == http.StatusNotFound
	case ErrConflict:
		return e.StatusCode == http.StatusConflict
	case ErrThrottled:
		return e.StatusCode == http.StatusTooManyRequests
	}
	return false
}

// Values of [ErrorDetail.Code] that the service is known to return. It may return others.
const (
	// CodeBadRequest is the code of the Chat API with status 400.
	CodeBadRequest = "BadRequest"
	// CodeNotFound is the code of the Chat API with status 404.
	CodeNotFound = "NotFound"
	// CodeValidationError is the code of the Identity API with status 400. Target is the
	// name of the invalid property.
	CodeValidationError = "ValidationError"
	// CodeIdentityNotOwned is the code of the Identity API with status 401 for a user of
	// another resource.
	CodeIdentityNotOwned = "IdentityNotOwned"
	// CodeDenied is the code with status 401 for a request whose signature is invalid.
	CodeDenied = "Denied"
	// CodeParticipantRefused is the code of a participant that was not added to a thread.
	// Target is the participant's raw ID.
	CodeParticipantRefused = "403"
)
