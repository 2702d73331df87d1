package wire

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/tracing"
)

// Call sends a request and decodes the response with decode, which is nil if the
// response has no body. name is the name of the tracing span, such as
// "ThreadClient.SendMessage". If the status is not one of statuses, Call returns
// the error from Config.NewError. If it is, but the body is nothing but an error
// object, Call returns the same error, wrapped with name. An error recorded by the
// request, or in decoding, is wrapped with name.
func Call[R any](ctx context.Context, c *Client, name string, r *Request, decode func(*R, *Decoder), statuses ...int) (R, error) {
	return call(ctx, c, name, r, responseSpec[R]{decode: decode, readHead: r.readHead, statuses: statuses, noBodyStatuses: r.noBodyStatuses})
}

// responseSpec describes the expected responses of a call.
type responseSpec[R any] struct {
	decode         func(*R, *Decoder)       // nil if the response has no body
	readHead       func(any, *ResponseHead) // nil if only the body matters
	itemDetails    func(*R) (*[]*ItemError, *[]json.RawMessage)
	statuses       []int
	noBodyStatuses []int
}

// call is [Call] with a specification.
func call[R any](ctx context.Context, c *Client, name string, r *Request, spec responseSpec[R]) (R, error) {
	result, _, err := callWithState(ctx, c, name, r, spec)
	return result, err
}

// callWithState is [call] that also returns the state at the end of the call.
func callWithState[R any](ctx context.Context, c *Client, name string, r *Request, spec responseSpec[R]) (result R, state *callState, err error) {
	call := new(resultContext[R])
	state = &call.state
	end := c.start(ctx, &call.callContext, name)
	defer func() { end(err) }()
	req, err := c.prepare(call, state, r) //nolint:contextcheck // call contains the caller's context
	if err != nil {
		return result, state, err
	}
	if err := receive(c, state, req, spec, &call.result); err != nil {
		return result, state, err
	}
	return call.result, state, nil
}

// prepare returns the request of a call when its pacer, if any, lets it pass.
func (c *Client) prepare(ctx context.Context, state *callState, r *Request) (*policy.Request, error) {
	state.nonIdempotent, state.keyed, state.pace, state.accept = r.nonIdempotent, r.keyed, r.pace, r.accept
	req, err := r.build(ctx, state)
	if err != nil {
		return nil, &CallError{Operation: state.operation, Outcome: OutcomeNotDone, Err: err}
	}
	if err := c.waitForPace(ctx, state); err != nil {
		return nil, state.failure(err, c.newError)
	}
	return req, nil
}

// begin begins a call: it starts a span, and returns the context and the state of the
// call, and the function that ends the span.
func (c *Client) begin(ctx context.Context, name string) (context.Context, *callState, func(error)) {
	call := new(callContext)
	end := c.start(ctx, call, name)
	return call, &call.state, end
}

// start is [Client.begin] for a new context of a call.
func (c *Client) start(ctx context.Context, call *callContext, name string) func(error) {
	id, end := newUUID().String(), func(error) {}
	if tracer := c.azure.Tracer(); tracer.Enabled() {
		ctx, end = runtime.StartSpan(ctx, name, tracer, &runtime.StartSpanOptions{Attributes: []tracing.Attribute{{Key: "az.client_request_id", Value: id}}})
	}
	call.init(ctx, c, name, id)
	return end
}

// send sends a request and decodes the response.
func send[R any](c *Client, state *callState, req *policy.Request, spec responseSpec[R]) (R, error) {
	var result R
	if err := receive(c, state, req, spec, &result); err != nil {
		return *new(R), err
	}
	return result, nil
}

// receive sends a request and decodes the response into *to, which is incomplete if there
// is an error. What does not depend on R is in other functions, of which a program has one
// copy.
func receive[R any](c *Client, state *callState, req *policy.Request, spec responseSpec[R], to *R) error {
	resp, data, err := c.exchange(state, req, spec.statuses)
	if err != nil {
		return err
	}
	if err := spec.read(c, state, resp, data, to); err != nil {
		return c.readError(state, resp, err)
	}
	return nil
}

// exchange sends a request and returns the response and its body, if it has one of the
// statuses.
func (c *Client) exchange(state *callState, req *policy.Request, statuses []int) (*http.Response, []byte, error) {
	state.setHeader(req.Raw(), "Accept", cmp.Or(state.accept, "application/json"))
	state.setHeader(req.Raw(), clientRequestIDHeader, state.requestID)
	if wantsGzip(req.Raw()) {
		state.setHeader(req.Raw(), acceptEncoding, "gzip")
	}
	resp, err := c.azure.Pipeline().Do(req)
	if err != nil {
		return nil, nil, state.failure(err, c.newError)
	}
	if !slices.Contains(statuses, resp.StatusCode) {
		return nil, nil, state.statusFailure(c.newError(resp), resp)
	}
	data, err := runtime.Payload(resp)
	if err != nil {
		return nil, nil, state.failure(&bodyError{err: err}, c.newError)
	}
	return resp, data, nil
}

// readError returns the error of a call whose successful response cannot be read. If its
// body is an error of the service, that is the error of Config.NewError.
func (c *Client) readError(state *callState, resp *http.Response, err error) error {
	if errors.Is(err, errService) {
		return state.newError(OutcomeUnknown, fmt.Errorf("%w: %w", errService, c.newError(resp)))
	}
	return state.failure(&bodyError{err: err}, c.newError)
}

// read reads the head and decodes the body of a successful response.
func (spec responseSpec[R]) read(c *Client, state *callState, resp *http.Response, data []byte, to *R) error {
	if spec.readHead != nil {
		spec.readHead(to, &ResponseHead{resp.StatusCode, resp.Header})
	}
	status := resp.StatusCode
	if spec.decode == nil || status == http.StatusNoContent || slices.Contains(spec.noBodyStatuses, status) {
		return checkIgnoredBody(data)
	}
	options := responseOptions{copyStrings: c.copyStrings}
	if spec.itemDetails != nil {
		options.items, options.itemJSON = spec.itemDetails(to)
	}
	return c.decode(state, data, options, func(d *Decoder) { spec.decode(to, d) })
}

// decode decodes the body of a successful response. If there is none where the document
// declares one, it is read like an empty object.
func (c *Client) decode(state *callState, data []byte, options responseOptions, decode func(*Decoder)) error {
	if !c.keepItemJSON {
		options.itemJSON = nil
	}
	empty := len(data) == 0
	if empty {
		data = []byte("{}")
	}
	if err := unmarshalResponse(data, options, decode); err != nil {
		if empty {
			err = fmt.Errorf("empty body: %w", err)
		}
		return err
	}
	if options.items != nil {
		for _, e := range *options.items {
			e.Err = state.newError(OutcomeDone, state.readFailure(e.Err, e.JSON, c.newError))
		}
	}
	return nil
}

// checkIgnoredBody returns errService if a body that is not read is an error of the
// service. Any other body is valid.
func checkIgnoredBody(data []byte) error {
	if len(data) == 0 {
		return nil
	}
	err := unmarshalResponse(data, responseOptions{}, func(d *Decoder) {
		o := d.Object()
		for o.More() {
		}
	})
	if errors.Is(err, errService) {
		return errService
	}
	return nil
}
