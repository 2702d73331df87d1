package wire

import (
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
	ctx, state, end := c.begin(ctx, name)
	defer func() { end(err) }()
	state.nonIdempotent, state.keyed, state.pace = r.nonIdempotent, r.keyed, r.pace
	req, err := r.build(ctx, state)
	if err != nil {
		return result, state, &CallError{Operation: name, Outcome: OutcomeNotDone, Err: err}
	}
	if err := c.waitForPace(ctx, state); err != nil {
		return result, state, state.failure(err, c.newError)
	}
	result, err = send(c, state, req, spec)
	return result, state, err
}

// begin begins a call: it starts a span, and returns the context and the state of the
// call, and the function that ends the span.
func (c *Client) begin(ctx context.Context, name string) (context.Context, *callState, func(error)) {
	id, end := newUUID().String(), func(error) {}
	if tracer := c.azure.Tracer(); tracer.Enabled() {
		ctx, end = runtime.StartSpan(ctx, name, tracer, &runtime.StartSpanOptions{Attributes: []tracing.Attribute{{Key: "az.client_request_id", Value: id}}})
	}
	call := newCallContext(ctx, c, name, id)
	return call, &call.state, end
}

// send sends a request and decodes the response. A successful response whose body is
// an error of the service is returned as the error of Config.NewError.
func send[R any](c *Client, state *callState, req *policy.Request, spec responseSpec[R]) (R, error) {
	var none R
	state.setHeader(req.Raw(), "Accept", "application/json")
	state.setHeader(req.Raw(), clientRequestIDHeader, state.requestID)
	if wantsGzip(req.Raw()) {
		state.setHeader(req.Raw(), acceptEncoding, "gzip")
	}
	resp, err := c.azure.Pipeline().Do(req)
	if err != nil {
		return none, state.failure(err, c.newError)
	}
	if !slices.Contains(spec.statuses, resp.StatusCode) {
		return none, state.statusFailure(c.newError(resp), resp)
	}
	data, err := runtime.Payload(resp)
	if err != nil {
		return none, state.failure(&bodyError{err: err}, c.newError)
	}
	result, err := spec.read(c, state, resp, data)
	switch {
	case errors.Is(err, errService):
		return none, state.newError(OutcomeUnknown, fmt.Errorf("%w: %w", errService, c.newError(resp)))
	case err != nil:
		return none, state.failure(&bodyError{err: err}, c.newError)
	}
	return result, nil
}

// read reads the head and decodes the body of a successful response. If there is no body
// where the document declares one, it is read like an empty object.
func (spec responseSpec[R]) read(c *Client, state *callState, resp *http.Response, data []byte) (R, error) {
	var result, none R
	if spec.readHead != nil {
		spec.readHead(&result, &ResponseHead{resp.StatusCode, resp.Header})
	}
	if status := resp.StatusCode; spec.decode == nil || status == http.StatusNoContent || slices.Contains(spec.noBodyStatuses, status) {
		return result, checkIgnoredBody(data)
	}
	empty := len(data) == 0
	if empty {
		data = []byte("{}")
	}
	options := responseOptions{copyStrings: c.copyStrings}
	if spec.itemDetails != nil {
		options.items, options.itemJSON = spec.itemDetails(&result)
		if !c.keepItemJSON {
			options.itemJSON = nil
		}
	}
	if err := unmarshalResponse(data, &result, spec.decode, options); err != nil {
		if empty {
			err = fmt.Errorf("empty body: %w", err)
		}
		return none, err
	}
	if options.items != nil {
		for _, e := range *options.items {
			e.Err = state.newError(OutcomeDone, state.readFailure(e.Err, e.JSON, c.newError))
		}
	}
	return result, nil
}

// checkIgnoredBody returns errService if a body that is not read is an error of the
// service. Any other body is valid.
func checkIgnoredBody(data []byte) error {
	if len(data) == 0 {
		return nil
	}
	err := unmarshalResponse(data, &struct{}{}, func(_ *struct{}, d *Decoder) {
		o := d.Object()
		for o.More() {
		}
	}, responseOptions{})
	if errors.Is(err, errService) {
		return errService
	}
	return nil
}
