package acs

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// Error is an unsuccessful response from the service, or a successful one that cannot
// be read. Get it from an error with errors.As, and use errors.Is to test for one of
// the common reasons, such as [ErrNotFound]. It wraps an *azcore.ResponseError, which
// holds the HTTP response without the request's Authorization header.
type Error struct {
	// ErrorDetail is the error object in the response body. It is empty if the
	// body is empty. If the body is not JSON, Message is the title of the HTML
	// page or the beginning of the text.
	ErrorDetail

	// Operation is the name of the operation, such as "ThreadClient.SendMessage". It
	// is empty for the exchange of a Microsoft Entra ID token.
	Operation string
	// StatusCode is the HTTP status code. It is that of a success if the response
	// cannot be read, or if its body is an error object.
	StatusCode int
	// RequestID identifies the request for Azure support. It is the MS-CV or
	// x-ms-request-id header of the response or, if it has neither, ClientRequestID.
	RequestID string
	// ClientRequestID is the header x-ms-client-request-id that all attempts of the
	// call were sent with.
	ClientRequestID string
	// RetryAfter is the time to wait before the next request, or 0 if the
	// response has no valid Retry-After header.
	RetryAfter time.Duration
	// MediaType is the media type of a response that cannot be read. It is empty for
	// any other response.
	MediaType string
	// Excerpt is the beginning of a response that cannot be read, on one line and up to
	// 100 characters long. It is empty if the body is not text. It is also empty if it
	// may contain a token, as in package identity.
	Excerpt string

	request  string // method and path
	idHeader string // header of the response with RequestID, or ""
	call     apiCall
	signed   bool  // whether the request was signed with an access key
	cause    error // the *azcore.ResponseError
}

// NewError returns the *[Error] for a response. It reads the body and leaves it
// readable for the caller. Generated code calls it.
func NewError(resp *http.Response) error {
	info := wire.ResponseInfoOf(resp)
	e := &Error{
		Operation:       info.Operation,
		StatusCode:      resp.StatusCode,
		ClientRequestID: info.ClientRequestID,
		RetryAfter:      wire.RetryAfter(resp.Header),
		MediaType:       info.MediaType,
		Excerpt:         info.Body,
	}
	e.setRequestID(resp.Header)
	if r := resp.Request; r != nil && r.URL != nil {
		path := r.URL.EscapedPath()
		e.request = r.Method + " " + path
		e.call = apiCallOf(r.Method, path)
		e.signed = strings.HasPrefix(r.Header.Get("Authorization"), signatureScheme)
	}
	if !info.Unreadable {
		e.readResponse(resp)
	}
	e.Code = cmp.Or(e.Code, resp.Header.Get("x-ms-error-code"))
	e.cause = responseError(resp, e.Code)
	return e
}

// setRequestID sets RequestID from the header of a response.
func (e *Error) setRequestID(header http.Header) {
	e.RequestID = e.ClientRequestID
	for _, name := range []string{"MS-CV", "x-ms-request-id"} {
		if id := header.Get(name); id != "" {
			e.RequestID, e.idHeader = id, name
			return
		}
	}
}

// readResponse reads the body of a response.
func (e *Error) readResponse(resp *http.Response) {
	body, err := runtime.Payload(resp)
	if err != nil {
		e.Message = "the response could not be read: " + err.Error()
		return
	}
	e.readBody(body)
}

// responseError returns azcore's error for the response. That error logs and
// prints the response body and exposes the request, so this function removes the
// Authorization header, and the body of an unexpected success or redirect, which
// may contain a token. The context is removed, too: it refers to the response.
func responseError(resp *http.Response, code string) error {
	clean := *resp
	if r := resp.Request; r != nil {
		clean.Request = r.Clone(context.Background())
		clean.Request.Header.Del("Authorization")
	}
	if resp.StatusCode < http.StatusBadRequest {
		clean.Body = http.NoBody
	}
	return runtime.NewResponseErrorWithErrorCode(&clean, code)
}

// Unwrap returns the *azcore.ResponseError.
func (e *Error) Unwrap() error { return e.cause }

// maxText is the maximum number of characters of a text in an error.
const maxText = 200

// Error returns one line with the request, the status, the error with its details, the
// request ID of the response, the beginning of a response that cannot be read and, for
// common errors, advice. The text never contains the query, nor any header except the
// request ID. Of a body that is not JSON it contains at most the beginning.
func (e *Error) Error() string {
	parts := make([]string, 0, 3)
	if e.request != "" {
		parts = append(parts, wire.OneLine(e.request, maxText))
	}
	parts = append(parts, strings.TrimSpace(fmt.Sprintf("%d %s", e.StatusCode, http.StatusText(e.StatusCode))))
	if !e.isEmpty() {
		parts = append(parts, e.String())
	}
	text := strings.Join(parts, ": ") + e.detailsText()
	if e.idHeader != "" {
		text += " [" + e.idHeader + " " + wire.OneLine(e.RequestID, maxText) + "]"
	}
	if excerpt := e.excerptText(); excerpt != "" {
		text += ": " + excerpt
	}
	if advice := e.advice(); advice != "" {
		text = strings.TrimSuffix(text, ".") + "; " + advice
	}
	return text
}

// excerptText returns the media type and the beginning of a response that cannot be
// read, or "" for another response.
func (e *Error) excerptText() string {
	text := wire.OneLine(e.MediaType, maxText)
	if e.Excerpt != "" {
		text += " " + fmt.Sprintf("%#q", e.Excerpt)
	}
	return strings.TrimSpace(text)
}

// LogValue returns the error as a group of attributes for package slog: operation,
// status, code, message, target, request_id, client_request_id and retry_after. Those
// without a value are omitted. It contains no body and no token.
func (e *Error) LogValue() slog.Value {
	attrs := []slog.Attr{slog.Int("status", e.StatusCode)}
	for _, a := range []struct{ key, value string }{
		{"operation", e.Operation},
		{"request", e.request},
		{"code", e.Code},
		{"message", e.Message},
		{"target", e.Target},
		{"request_id", e.RequestID},
		{"client_request_id", e.ClientRequestID},
	} {
		if a.value != "" {
			attrs = append(attrs, slog.String(a.key, wire.OneLine(a.value, maxText)))
		}
	}
	if e.RetryAfter > 0 {
		attrs = append(attrs, slog.Duration("retry_after", e.RetryAfter))
	}
	return slog.GroupValue(attrs...)
}
