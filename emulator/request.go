package emulator

import (
	"bytes"
	"cmp"
	"encoding/json"
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
	if !c.version.hasThreadMetadata() {
		o.Metadata = nil
	}
	if !c.version.hasRetention() {
		o.RetentionPolicy = nil
	}
	o.Participants = c.version.participants(o.Participants)
	return o
}

// participants returns participants without the properties that the version does not
// define.
func (v version) participants(list []chat.Participant) []chat.Participant {
	if !v.hasThreadMetadata() {
		for i := range list {
			list[i].Metadata = nil
		}
	}
	return list
}

// updateThreadOptions returns the options that the version defines.
func (v version) updateThreadOptions(o chat.UpdatePropertiesOptions) chat.UpdatePropertiesOptions {
	defined := chat.UpdatePropertiesOptions{Topic: o.Topic}
	if v.hasThreadMetadata() {
		defined.Metadata = o.Metadata
	}
	if v.hasRetention() {
		defined.RetentionPolicy = o.RetentionPolicy
	}
	return defined
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

// withRouteCase returns a request whose path has the case of the documents outside of
// IDs. The service ignores the case, which some clients sent otherwise.
func withRouteCase(r *http.Request) *http.Request {
	sent := cmp.Or(r.URL.RawPath, r.URL.Path)
	if hasRouteCase(sent) {
		return r
	}
	segments := strings.Split(r.URL.EscapedPath(), "/")
	for i, segment := range segments {
		if i == 0 || !isID(segments[i-1], segment) {
			segments[i] = routeName(segment)
		}
	}
	path, err := r.URL.Parse(strings.Join(segments, "/"))
	if err != nil {
		return r
	}
	path.RawQuery = r.URL.RawQuery
	next := *r
	next.URL = path
	return &next
}

// hasRouteCase reports whether the names in a path have the case of the documents.
func hasRouteCase(path string) bool {
	before := ""
	for segment := range strings.SplitSeq(path, "/") {
		if !isID(before, segment) && routeName(segment) != segment {
			return false
		}
		before = segment
	}
	return true
}

// isID reports whether a segment of a path is an ID, because of the one before it.
func isID(before, segment string) bool {
	switch strings.ToLower(before) {
	case "threads", "participants", "members", "messages", "identities":
		return !strings.HasPrefix(segment, ":")
	default:
		return false
	}
}

// routeName returns the name in a path with the case of the documents. An unknown one is
// returned unchanged.
func routeName(segment string) string {
	switch strings.ToLower(segment) {
	case "chat", "threads", "participants", "members", ":add", ":remove", "messages", "typing", "identities", "access", "entra":
		return strings.ToLower(segment)
	case "readreceipts":
		return "readReceipts"
	case "teamsuser":
		return "teamsUser"
	case "teamsextension":
		return "teamsExtension"
	case ":issueaccesstoken":
		return ":issueAccessToken"
	case ":revokeaccesstokens":
		return ":revokeAccessTokens"
	case ":exchangeaccesstoken":
		return ":exchangeAccessToken"
	default:
		return segment
	}
}

// isFirstReceiptRoute reports whether a read receipt was sent to the route of the first
// previews, which is in lower case and responds with status 201.
func (c *callInfo) isFirstReceiptRoute() bool {
	return c.version.hasRawIDs() && strings.Contains(c.request.RequestURI, "/readreceipts")
}

// Before versionIdentifiers, an identifier was its raw ID, in requests and in
// responses. The functions below convert such requests to the current form.

// currentRoute returns a request in the form of the current versions: the first
// previews removed a participant by a DELETE of its own URL.
func currentRoute(r *http.Request) *http.Request {
	r = participantsRoute(r)
	if r.Method != http.MethodDelete {
		return r
	}
	collection, id, isParticipant := strings.Cut(r.URL.Path, "/participants/")
	if !isParticipant || !versionOf(r).hasRawIDs() {
		return r
	}
	current, path := *r, *r.URL
	path.Path, path.RawPath = collection+"/participants/:remove", ""
	body := encodeJSON(acs.ParseIdentifier(id))
	current.Method, current.URL = http.MethodPost, &path
	current.Body, current.ContentLength = &memoryBody{*bytes.NewBuffer(body)}, int64(len(body))
	current.Header = r.Header.Clone()
	current.Header.Set("Content-Type", jsonType)
	return &current
}

// currentBody returns the body of a request for an operation in the form of the current
// versions, with a raw ID in each identifier: the service computes one that is missing.
func (v version) currentBody(operation string, body []byte) []byte {
	if !v.hasRawIDs() && !mayLackRawID(body) {
		return body
	}
	switch operation {
	case "CreateThread", "AddParticipants":
		return changeObject(body, func(members map[string]json.RawMessage) {
			if v.hasMembers() {
				members["participants"] = members["members"]
			}
			var list []json.RawMessage
			if json.Unmarshal(members["participants"], &list) == nil && list != nil {
				members["participants"] = encodeJSON(mapSlice(list, v.currentParticipant))
			}
		})
	case "RemoveParticipant":
		return withRawID(body)
	default:
		return body
	}
}

// mayLackRawID reports whether a body may contain an identifier that is not a user.
func mayLackRawID(body []byte) bool {
	for _, name := range []string{"microsoftTeams", "phoneNumber", "teamsExtensionUser"} {
		if bytes.Contains(body, []byte(name)) {
			return true
		}
	}
	return false
}

// currentParticipant returns a participant of a request in the current form.
func (v version) currentParticipant(participant json.RawMessage) json.RawMessage {
	return changeObject(participant, func(members map[string]json.RawMessage) {
		var id string
		switch {
		case v.hasRawIDs() && json.Unmarshal(members["id"], &id) == nil:
			members["communicationIdentifier"] = encodeJSON(acs.ParseIdentifier(id))
		case members["communicationIdentifier"] != nil:
			members["communicationIdentifier"] = withRawID(members["communicationIdentifier"])
		}
	})
}

// withRawID returns an identifier with a raw ID. An empty one stands for the computed
// one.
func withRawID(identifier json.RawMessage) json.RawMessage {
	return changeObject(identifier, func(members map[string]json.RawMessage) {
		if members["rawId"] == nil && len(members) > 0 {
			members["rawId"] = json.RawMessage(`""`)
		}
	})
}

// changeObject returns a JSON object after change has changed its members. Any other
// JSON is returned unchanged, so that decoding it reports the error.
func changeObject(object json.RawMessage, change func(members map[string]json.RawMessage)) json.RawMessage {
	var members map[string]json.RawMessage
	if json.Unmarshal(object, &members) != nil || members == nil {
		return object
	}
	change(members)
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
	if v.hasMembers() {
		message = strings.ReplaceAll(message, "participants", "members")
	}
	return message
}
