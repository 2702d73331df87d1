package chat_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/chat"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// unknownPolicyJSON is a retention policy of an unknown kind, with white space and numbers that
// decoding would not preserve.
const unknownPolicyJSON = `{ "kind": "fullMoon", "phases": [1.50, 1e2], "big": 12345678901234567890 }`

func unknownPolicy() chat.UnknownRetentionPolicy {
	return chat.UnknownRetentionPolicy{Kind: "fullMoon", JSON: json.RawMessage(unknownPolicyJSON)}
}

// TestRetentionPolicyDecode checks that each known kind is decoded to its type, and that unknown
// kinds are preserved.
func TestRetentionPolicyDecode(t *testing.T) {
	cases := map[string]struct {
		json string
		want chat.RetentionPolicy
	}{
		"creation date":       {`{"kind":"threadCreationDate","deleteThreadAfterDays":60}`, chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 60}},
		"kind comes last":     {`{"deleteThreadAfterDays":60,"x":{"kind":"none"},"kind":"threadCreationDate"}`, chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 60}},
		"none":                {`{"kind":"none"}`, chat.NoneRetentionPolicy{}},
		"unexpected property": {`{"kind":"none","deleteThreadAfterDays":60}`, chat.NoneRetentionPolicy{}},
		"unknown":             {unknownPolicyJSON, unknownPolicy()},
		"case matters":        {`{"kind":"None"}`, chat.UnknownRetentionPolicy{Kind: "None", JSON: json.RawMessage(`{"kind":"None"}`)}},
		"without kind":        {`{"days":1}`, chat.UnknownRetentionPolicy{JSON: json.RawMessage(`{"days":1}`)}},
		"kind is null":        {`{"kind":null}`, chat.UnknownRetentionPolicy{JSON: json.RawMessage(`{"kind":null}`)}},
		"numeric kind":        {`{"kind":1}`, chat.UnknownRetentionPolicy{JSON: json.RawMessage(`{"kind":1}`)}},
		"empty object":        {`{}`, chat.UnknownRetentionPolicy{JSON: json.RawMessage(`{}`)}},
		"null":                {`null`, nil},
		"unknown property":    {`{"kind":"threadCreationDate","deleteThreadAfterDays":30,"since":null}`, chat.ThreadCreationDateRetentionPolicy{DeleteThreadAfterDays: 30}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t, servicetest.Response{Status: http.StatusOK, Body: threadJSON("t", `"retentionPolicy":`+c.json)})
			properties, err := newThread(t, s).GetProperties(t.Context(), nil)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "policy", properties.RetentionPolicy, c.want)
		})
	}
}

// TestRetentionPolicyErrors checks that the error for an invalid policy contains the path.
func TestRetentionPolicyErrors(t *testing.T) {
	const prefix = "ThreadClient.GetProperties: reading the response: "
	cases := map[string]struct{ json, want string }{
		"not an object":   {`"none"`, "/retentionPolicy: want an object, got a string (byte 41)"},
		"days as string":  {`{"kind":"threadCreationDate","deleteThreadAfterDays":"60"}`, "/retentionPolicy/deleteThreadAfterDays: want a number, got a string (byte 94)"},
		"fractional days": {`{"kind":"threadCreationDate","deleteThreadAfterDays":0.5}`, "/retentionPolicy/deleteThreadAfterDays: want a 32-bit integer, got 0.5 (byte 94)"},
		"more than int32": {`{"kind":"threadCreationDate","deleteThreadAfterDays":2147483648}`, "/retentionPolicy/deleteThreadAfterDays: want a 32-bit integer, got 2147483648 (byte 94)"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			body := `{"id":"19:a@thread.v2","retentionPolicy":` + c.json + `}`
			s := servicetest.New(t, servicetest.Response{Status: http.StatusOK, Body: body})
			properties, err := newThread(t, s).GetProperties(t.Context(), nil)
			servicetest.WantReadError(t, err, prefix+c.want, "GET "+threadPath+": 200 OK", body, "")
			servicetest.WantEqual(t, "result", properties, chat.GetPropertiesResponse{})
		})
	}
}

// TestRetentionPolicyRoundTrip checks that the policy of a thread can be used for another thread,
// and that an unknown policy is sent unchanged.
func TestRetentionPolicyRoundTrip(t *testing.T) {
	for _, policy := range []string{
		`{"kind":"threadCreationDate","deleteThreadAfterDays":60}`,
		`{"kind":"none"}`,
		unknownPolicyJSON,
		`{"kind":"","a":[]}`,
	} {
		t.Run(policy, func(t *testing.T) {
			s := servicetest.New(t, servicetest.Response{Status: http.StatusOK, Body: threadJSON("t", `"retentionPolicy":`+policy)}, createdThread())
			client := newClient(t, s)
			properties, err := client.Thread(threadID).GetProperties(t.Context(), nil)
			servicetest.WantNoError(t, err)
			_, err = client.CreateThread(t.Context(), "Lunch", &chat.CreateThreadOptions{RetentionPolicy: properties.RetentionPolicy})
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "body", s.Requests[1].Body, `{"topic":"Lunch","retentionPolicy":`+policy+`}`)
			data, err := json.Marshal(properties.RetentionPolicy)
			servicetest.WantNoError(t, err)
			servicetest.WantEqual(t, "json.Marshal", string(data), compact(t, policy))
		})
	}
}

// TestUnknownRetentionPolicyErrors checks that an unknown policy with invalid JSON is rejected.
func TestUnknownRetentionPolicyErrors(t *testing.T) {
	client := newClient(t, servicetest.New(t))
	policy := chat.UnknownRetentionPolicy{Kind: "fullMoon", JSON: json.RawMessage(`{"kind"`)}
	_, err := client.CreateThread(t.Context(), "Lunch", &chat.CreateThreadOptions{RetentionPolicy: policy})
	servicetest.WantError(t, err, "Client.CreateThread: options.RetentionPolicy: invalid raw JSON")
	options := &chat.UpdatePropertiesOptions{RetentionPolicy: acs.Set[chat.RetentionPolicy](policy)}
	_, err = client.Thread(threadID).UpdateProperties(t.Context(), options)
	servicetest.WantError(t, err, "ThreadClient.UpdateProperties: options.RetentionPolicy: invalid raw JSON")
}

// TestUnknownRetentionPolicyWithoutJSON checks that an unknown policy without JSON is rejected, and
// neither ignored nor sent as null.
func TestUnknownRetentionPolicyWithoutJSON(t *testing.T) {
	client := newClient(t, servicetest.New(t))
	policy := chat.UnknownRetentionPolicy{Kind: "fullMoon"}
	_, err := client.CreateThread(t.Context(), "Lunch", &chat.CreateThreadOptions{RetentionPolicy: policy})
	servicetest.WantError(t, err, "Client.CreateThread: options.RetentionPolicy: invalid raw JSON")
	options := &chat.UpdatePropertiesOptions{RetentionPolicy: acs.Set[chat.RetentionPolicy](policy)}
	_, err = client.Thread(threadID).UpdateProperties(t.Context(), options)
	servicetest.WantError(t, err, "ThreadClient.UpdateProperties: options.RetentionPolicy: invalid raw JSON")
}

// TestNilPointerRetentionPolicy checks that a nil pointer to a policy is treated like nil, without a panic.
func TestNilPointerRetentionPolicy(t *testing.T) {
	var none *chat.ThreadCreationDateRetentionPolicy
	s := servicetest.New(t, createdThread())
	_, err := newClient(t, s).CreateThread(t.Context(), "Lunch", &chat.CreateThreadOptions{RetentionPolicy: none})
	servicetest.WantNoError(t, err)
	servicetest.WantEqual(t, "body", s.OnlyRequest(t).Body, `{"topic":"Lunch"}`)
	_, err = newThread(t, servicetest.New(t)).UpdateProperties(t.Context(), &chat.UpdatePropertiesOptions{RetentionPolicy: acs.Set[chat.RetentionPolicy](none)})
	servicetest.WantError(t, err, "ThreadClient.UpdateProperties: options.RetentionPolicy: must not be nil")
}
