package serve

import (
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/fake/server"
)

// ResponseHead is the status and the headers of a response.
type ResponseHead struct {
	StatusCode int // 0 for a page of a list
	header     http.Header
}

// Set sets a header, unless value is empty.
func (h *ResponseHead) Set(name, value string) {
	if value != "" {
		h.header.Set(name, value)
	}
}

// WriteHead makes [Respond] and [Page] send the headers that write sets from a response. A
// header that a test itself gives to the responder takes precedence.
func WriteHead[T any](r *Request, write func(*T, *ResponseHead)) {
	r.writeHead = func(response any, head *ResponseHead) {
		if typed, ok := response.(*T); ok {
			write(typed, head)
		}
	}
}

// headerOf returns the headers of a response.
func headerOf[T any](r *Request, response *T, status int) http.Header {
	head := &ResponseHead{status, http.Header{}}
	if r.writeHead != nil {
		r.writeHead(response, head)
	}
	return head.header
}

// pageHeaders returns the headers of each page of a list.
func pageHeaders[T any](r *Request, list fake.PagerResponder[T]) []http.Header {
	if r.writeHead == nil {
		return nil
	}
	var headers []http.Header
	list.AddPage(0, *new(T), nil) // because the last page is not visited
	server.PagerResponderInjectNextLinks(&list, r.http, func(page *T, _ func() string) {
		headers = append(headers, headerOf(r, page, 0))
	})
	return headers
}

// setMissing sets those headers that are not set.
func setMissing(to, from http.Header) {
	for name, values := range from {
		if _, isSet := to[name]; !isSet {
			to[name] = values
		}
	}
}

// BodyOf returns the value of a body, or the zero value if it is nil.
func BodyOf[T any](body *T) T {
	if body == nil {
		return *new(T)
	}
	return *body
}
