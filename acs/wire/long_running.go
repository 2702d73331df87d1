package wire

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// LongRunning describes a long-running operation. R is the type of its response.
type LongRunning[R any] struct {
	// Name is the name of the tracing span, such as "EmailClient.BeginSend".
	Name string
	// Decode decodes the result. It is nil if there is none.
	Decode func(*R, *Decoder)
	// FinalStateVia is where the result is. If empty, it follows from the responses, as
	// in azcore.
	FinalStateVia runtime.FinalStateVia
	// ResumeToken is the token of a poller for an operation that has begun, or "".
	ResumeToken string
	// Statuses are the expected statuses of the response to the first request.
	Statuses []int
}

// Begin sends the request that begins a long-running operation, and returns a poller for
// it. With a resume token it sends nothing, and ignores the request.
//
// The operation's state is read from the URL in the header Operation-Location or
// Azure-AsyncOperation of the response, or else Location. A response with another status
// than 202 and without these headers contains the result. The requests that read the
// state and the result are sent like those for next links: unchanged, with the
// credentials, and only to the endpoint's host or one in Config.AllowedNextLinkHosts. A
// relative URL is resolved against that of the first request.
//
// The poller's errors are [CallError]s. Their outcome is unknown, because the operation
// has begun, or done if only its result cannot be read.
func Begin[R any](ctx context.Context, c *Client, r *Request, spec LongRunning[R]) (*runtime.Poller[R], error) {
	o := &longRunning[R]{client: c, spec: spec, accept: r.accept, nonIdempotent: r.nonIdempotent}
	if spec.ResumeToken != "" {
		return o.resume()
	}
	first := responseSpec[struct{}]{statuses: spec.Statuses}
	_, state, err := callWithState(ctx, c, spec.Name, r, first)
	if err != nil {
		return nil, err
	}
	if err := o.begin(state, r.noBodyStatuses); err != nil {
		return nil, o.failure(err, OutcomeDone)
	}
	return runtime.NewPoller(state.lastResponse, c.azure.Pipeline(), &runtime.NewPollerOptions[R]{Handler: o, Tracer: c.azure.Tracer()})
}

// longRunning is a long-running operation that has begun. It implements azcore's
// PollingHandler. Its JSON is that of operationLinks.
type longRunning[R any] struct {
	operationLinks

	client        *Client
	spec          LongRunning[R]
	accept        string // media types of the result, or "" for JSON
	nonIdempotent bool

	done   bool // whether the operation has ended
	final  link // of the result, if it has to be requested
	result R
	err    error // of the operation
}

// link is a URL and where it is from, for errors.
type link struct{ url, source string }

// The headers with the links of an operation.
const (
	operationLocation = "Operation-Location"
	azureAsync        = "Azure-AsyncOperation"
	locationHeader    = "Location"
)

// begin reads the links, or the result, from the response to the first request. A
// response with one of noBodyStatuses has no result.
func (o *longRunning[R]) begin(state *callState, noBodyStatuses []int) error {
	resp := state.lastResponse
	base := resp.Request.URL.String()
	header := func(name string) string {
		if value := resp.Header.Get(name); value != "" {
			return resolveLink(base, value)
		}
		return ""
	}
	o.operationLinks = operationLinks{Operation: o.spec.Name, Method: resp.Request.Method, URL: base, Location: header(locationHeader)}
	if o.Monitor = header(azureAsync); o.Monitor == "" {
		o.Monitor = header(operationLocation)
	}
	switch {
	case o.Monitor != "" || o.Location != "":
		return nil
	case resp.StatusCode == http.StatusAccepted:
		return fmt.Errorf("the response has none of the headers %s, %s and %s", operationLocation, azureAsync, locationHeader)
	}
	o.done = true
	o.readResult(state, noBodyStatuses)
	return nil
}

// Done reports whether the operation has ended.
func (o *longRunning[R]) Done() bool { return o.done }

// Poll reads the state of the operation. The response contains how long to wait before
// the next call.
func (o *longRunning[R]) Poll(ctx context.Context) (*http.Response, error) {
	poll := o.pollLocation
	if o.Monitor != "" {
		poll = o.pollMonitor
	}
	resp, err := poll(ctx)
	if err != nil {
		return nil, o.failure(err, OutcomeUnknown)
	}
	return resp, nil
}

// pollLocation reads the state from the status of the response: 202 until the operation
// has ended. The last response is the result.
func (o *longRunning[R]) pollLocation(ctx context.Context) (*http.Response, error) {
	spec := o.resultSpec(http.StatusAccepted)
	result, state, err := followLink(ctx, o.client, o.spec.Name, link{o.Location, locationHeader}, o.accept, spec)
	if err != nil {
		return nil, err
	}
	resp := state.lastResponse
	switch location := resp.Header.Get(locationHeader); {
	case resp.StatusCode != http.StatusAccepted:
		o.done, o.result = true, result
	case location != "":
		o.Location = resolveLink(resp.Request.URL.String(), location)
	}
	return resp, nil
}

// pollMonitor reads the state from the body of the response.
func (o *longRunning[R]) pollMonitor(ctx context.Context) (*http.Response, error) {
	spec := responseSpec[operationState]{decode: (*operationState).decode, statuses: []int{http.StatusOK, http.StatusCreated, http.StatusAccepted}}
	current, state, err := followLink(ctx, o.client, o.spec.Name, link{o.Monitor, operationLocation}, "", spec)
	if err != nil {
		return nil, err
	}
	resp := state.lastResponse
	switch strings.ToLower(current.status) {
	case "succeeded":
		o.done = true
		if o.final = o.finalLink(current.resourceLocation); o.final.url == "" {
			o.readResult(state, nil)
		}
	case "failed", "canceled", "cancelled":
		o.done = true
		o.err = o.failure(fmt.Errorf("the operation %s: %w", ended(current.status), o.client.newError(resp)), OutcomeUnknown)
	}
	return resp, nil
}

// ended returns the words for the status of an operation that did not succeed.
func ended(status string) string {
	if strings.EqualFold(status, "failed") {
		return "failed"
	}
	return "was canceled"
}

// finalLink returns the link of the result of an operation that has succeeded, or none if
// the last response contains it. location is the result's link in that response, or "".
func (o *longRunning[R]) finalLink(location string) link {
	original := link{o.URL, "the operation's URL"}
	replaces := o.Method == http.MethodPut || o.Method == http.MethodPatch
	switch via := o.spec.FinalStateVia; {
	case o.spec.Decode == nil, via == runtime.FinalStateViaOpLocation, via == runtime.FinalStateViaAzureAsyncOp:
		return link{}
	case via == runtime.FinalStateViaOriginalURI:
		return original
	case via == runtime.FinalStateViaLocation && o.Location != "":
	case location != "":
		return link{resolveLink(o.URL, location), "resourceLocation"}
	case replaces:
		return original
	}
	return link{o.Location, locationHeader}
}

// Result sets result to that of the operation, which has ended.
func (o *longRunning[R]) Result(ctx context.Context, result *R) error {
	if o.err != nil {
		return o.err
	}
	if o.final.url != "" {
		found, _, err := followLink(ctx, o.client, o.spec.Name, o.final, o.accept, o.resultSpec())
		if err != nil {
			return o.failure(err, OutcomeDone)
		}
		o.result, o.final = found, link{}
	}
	*result = o.result
	return nil
}

// resultSpec describes the responses that contain the result, and those without one.
func (o *longRunning[R]) resultSpec(without ...int) responseSpec[R] {
	statuses := append([]int{http.StatusOK, http.StatusCreated, http.StatusNoContent}, without...)
	return responseSpec[R]{decode: o.spec.Decode, statuses: statuses, noBodyStatuses: without}
}

// readResult reads the result from the last response of a call.
func (o *longRunning[R]) readResult(state *callState, noBodyStatuses []int) {
	spec := o.resultSpec()
	spec.noBodyStatuses = noBodyStatuses
	body := payload(state.lastResponse)
	if err := spec.read(o.client, state, state.lastResponse, body, &o.result); err != nil {
		o.err = o.failure(state.readFailure(err, body, o.client.newError), OutcomeDone)
	}
}

// failure returns the error of a call for an operation that has begun.
func (o *longRunning[R]) failure(err error, outcome Outcome) error {
	call, ok := errors.AsType[*CallError](err)
	if !ok {
		call = &CallError{Operation: o.spec.Name, Err: err}
	}
	call.Outcome, call.nonIdempotent = outcome, o.nonIdempotent
	return call
}

// followLink requests the link of an operation, whose responses have the media types in
// accept, or "" for JSON.
func followLink[S any](ctx context.Context, c *Client, name string, from link, accept string, spec responseSpec[S]) (result S, state *callState, err error) {
	ctx, state, end := c.begin(ctx, name)
	defer func() { end(err) }()
	req, err := c.newNextRequest(ctx, from.url)
	if err != nil {
		return result, state, newLinkError(name, from.source, from.url, err)
	}
	state.accept = accept
	result, err = send(c, state, req, spec)
	return result, state, err
}

// operationState is what a response contains of the state of an operation.
type operationState struct {
	status           string // "Running", "Succeeded"
	resourceLocation string // URL of the result
}

func (s *operationState) decode(d *Decoder) {
	o := d.Object()
	for o.More() {
		DecodeRequired(&o, "status", &s.status, DecodeString)
		DecodeOptional(&o, "resourceLocation", &s.resourceLocation, DecodeString)
	}
}
