package wire

import "net/http"

// ResponseInfo is what the error for a response tells about the call.
type ResponseInfo struct {
	// Operation is the name of the operation, such as "ThreadClient.SendMessage". It is
	// empty if the response is not one of a [Client].
	Operation string
	// ClientRequestID is the header x-ms-client-request-id of the request.
	ClientRequestID string
	// Unreadable reports whether the error is that the response cannot be read. If it is
	// not set, the following fields are empty.
	Unreadable bool
	// MediaType is the media type of the response.
	MediaType string
	// Body is the beginning of the body, or of the item of a page that cannot be
	// decoded, on one line. It is empty if the body is not text, or if
	// [Config.SecretBodies] is set.
	Body string
}

// ResponseInfoOf returns what is known about the call of a response.
func ResponseInfoOf(resp *http.Response) ResponseInfo {
	if resp.Request == nil {
		return ResponseInfo{}
	}
	info := ResponseInfo{ClientRequestID: resp.Request.Header.Get(clientRequestIDHeader)}
	state := stateOf(resp.Request)
	if state == nil {
		return info
	}
	info.Operation = state.operation
	if state.unreadable {
		info.Unreadable = true
		info.MediaType = mediaTypeOf(resp.Header.Get("Content-Type"))
		if !state.client.secretBodies {
			info.Body = excerpt(info.MediaType, state.excerpt)
		}
	}
	return info
}
