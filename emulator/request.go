package emulator

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
)

// Properties that the version of a request does not define are ignored, as the service
// ignores unknown properties.

// createOptions returns the options that the version defines.
func (c *callInfo) createOptions(o chat.CreateThreadOptions) chat.CreateThreadOptions {
	if token := c.request.Header.Get("idempotency-token"); token != "" && c.version == versionFlatRejections {
		o.RepeatabilityRequestID = token // the name of the header in this version
	}
	if !c.version.hasThreadData() {
		o.Metadata, o.RetentionPolicy = nil, nil
	}
	o.Participants = c.version.participants(o.Participants)
	return o
}

// participants returns participants without the properties that the version does not
// define.
func (v version) participants(list []chat.Participant) []chat.Participant {
	if !v.hasThreadData() {
		for i := range list {
			list[i].Metadata = nil
		}
	}
	return list
}

// updateThreadOptions returns the options that the version defines.
func (v version) updateThreadOptions(o chat.UpdatePropertiesOptions) chat.UpdatePropertiesOptions {
	if !v.hasThreadData() {
		return chat.UpdatePropertiesOptions{Topic: o.Topic}
	}
	return o
}

// sendOptions returns the options that the version defines.
func (v version) sendOptions(o chat.SendMessageOptions) chat.SendMessageOptions {
	if !v.hasMessageData() {
		o.Metadata = nil
	}
	return o
}

// updateMessageOptions returns the options that the version defines.
func (v version) updateMessageOptions(o chat.UpdateMessageOptions) chat.UpdateMessageOptions {
	if !v.hasMessageData() {
		return chat.UpdateMessageOptions{Content: o.Content}
	}
	return o
}

// Before versionIdentifiers, an identifier was its raw ID, in requests and in
// responses. The functions below convert such requests to the current form.

// currentRoute returns a request in the form of the current versions: the first
// previews removed a participant by a DELETE of its own URL.
func currentRoute(r *http.Request) *http.Request {
	if r.Method != http.MethodDelete {
		return r
	}
	collection, id, isParticipant := strings.Cut(r.URL.Path, "/participants/")
	if !isParticipant || !version(r.URL.Query().Get("api-version")).hasRawIDs() {
		return r
	}
	current, path := *r, *r.URL
	path.Path, path.RawPath = collection+"/participants/:remove", ""
	body := encodeJSON(acs.ParseIdentifier(id))
	current.Method, current.URL = http.MethodPost, &path
	current.Body, current.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	current.Header = r.Header.Clone()
	current.Header.Set("Content-Type", jsonType)
	return &current
}

// currentBody returns a request body in the form of the current versions.
func (v version) currentBody(body []byte) []byte {
	var members map[string]json.RawMessage
	if !v.hasRawIDs() || json.Unmarshal(body, &members) != nil || members["participants"] == nil {
		return body
	}
	var participants []map[string]json.RawMessage
	if json.Unmarshal(members["participants"], &participants) != nil {
		return body
	}
	for _, p := range participants {
		var id string
		if json.Unmarshal(p["id"], &id) == nil {
			p["communicationIdentifier"] = encodeJSON(acs.ParseIdentifier(id))
		}
	}
	members["participants"] = encodeJSON(participants)
	return encodeJSON(members)
}

// requestError returns the message of an invalid request without the name of the Go
// function that begins it, and in terms of the request before currentBody.
func (v version) requestError(message string) string {
	_, message, _ = strings.Cut(message, ": ")
	if v.hasRawIDs() {
		message, _, _ = strings.Cut(message, " (byte ")
		message = strings.ReplaceAll(message, "communicationIdentifier", "id")
	}
	return message
}
