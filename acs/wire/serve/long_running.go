package serve

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/fake/server"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

const (
	// operationParameter is the query parameter with the key of an operation, in the
	// link to its state that a fake generates.
	operationParameter = "fake-operation"
	// statusHeader is the header with the state of an operation in azcore's responses.
	statusHeader = "Fake-Poller-Status"
)

// Begin returns the HTTP response to the request that begins a long-running operation. If
// errResp has an error, it returns that. Otherwise it returns the first response of list,
// which may be an error; if that is the terminal response, one with the first of statuses
// precedes it. The header Location of the response has a link to the fake, whose
// responses are the others of the list: 202 up to the terminal one, which is repeated.
//
// If isValue is set, the result is the field Value of the terminal response.
func Begin[T any](r *Request, list fake.PollerResponder[T], errResp fake.ErrorResponder, isValue bool, statuses ...int) (*http.Response, error) {
	if err := server.GetError(errResp, r.http); err != nil {
		return nil, err
	}
	if !server.PollerResponderMore(&list) {
		return nil, fmt.Errorf("the fake's %s sets neither a response nor an error", r.operation)
	}
	o := &operation[T]{name: r.operation, isValue: isValue, list: list}
	status, err := o.next(r.http)
	if err != nil {
		return nil, err
	}
	if o.terminal != nil {
		status = statuses[0]
	}
	if !slices.Contains(statuses, status) {
		return nil, fmt.Errorf("the fake's %s sets the status %d (want one of %d)", r.operation, status, statuses)
	}
	key := rand.Text()
	r.pages.put(key, o)
	resp := newJSONResponse(status, nil, r.http)
	resp.Header.Set("Location", newLink(r.http.URL, operationParameter, key))
	return resp, nil
}

// poller is an operation that has begun.
type poller interface {
	poll(req *http.Request) (*http.Response, error)
}

// operation is an operation of a fake that has begun.
type operation[T any] struct {
	name    string
	isValue bool

	mu       sync.Mutex
	list     fake.PollerResponder[T] // the responses that have not been sent
	terminal func(*http.Request) (*http.Response, error)
}

// poll returns the response with the state of the operation.
func (o *operation[T]) poll(req *http.Request) (*http.Response, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.terminal == nil {
		if _, err := o.next(req); err != nil {
			return nil, err
		}
	}
	if o.terminal == nil {
		return newJSONResponse(http.StatusAccepted, nil, req), nil
	}
	return o.terminal(req)
}

// next takes the next response from the list, and returns its status or error. The last
// one is the terminal response.
func (o *operation[T]) next(req *http.Request) (int, error) {
	resp, err := server.PollerResponderNext(&o.list, req)
	switch {
	case err != nil && !server.PollerResponderMore(&o.list):
		o.terminal = func(*http.Request) (*http.Response, error) { return nil, err }
		return 0, err
	case err != nil:
		return 0, err
	case resp.Header.Get(statusHeader) != "Succeeded":
		return resp.StatusCode, nil
	}
	status := resp.StatusCode
	if status != http.StatusOK && status != http.StatusCreated && status != http.StatusNoContent {
		return 0, fmt.Errorf("the fake's %s sets the terminal status %d (want 200, 201 or 204)", o.name, status)
	}
	body, err := o.result(resp)
	if err != nil {
		return 0, err
	}
	o.terminal = func(req *http.Request) (*http.Response, error) { return newJSONResponse(status, body, req), nil }
	return status, nil
}

// result returns the body of a terminal response, or none if it has status 204.
func (o *operation[T]) result(resp *http.Response) ([]byte, error) {
	body, err := runtime.Payload(resp)
	if err != nil || resp.StatusCode == http.StatusNoContent {
		return nil, err
	}
	if !o.isValue {
		return body, nil
	}
	var response struct {
		Value json.RawMessage `json:"Value"`
	}
	err = json.Unmarshal(body, &response)
	return response.Value, err
}
