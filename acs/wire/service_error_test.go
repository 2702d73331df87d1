package wire_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/chatgen-go/chatgen/acs/wire"
)

// callWithBody calls a service that responds with status 200 and a body.
func callWithBody(t *testing.T, body string, decode func(*object, *wire.Decoder)) error {
	t.Helper()
	s := newService(t, respondWith(http.StatusOK, body))
	_, err := wire.Call(t.Context(), newThread(t, s.config()).internal, "Client.Test", wire.NewRequest(http.MethodPost, "/a"), decode, http.StatusOK)
	if n := len(s.received()); n != 1 {
		t.Errorf("sent %d requests", n)
	}
	return err
}

// decodeTopic decodes an object of which nothing is required.
func decodeTopic(v *object, d *wire.Decoder) {
	o := d.Object()
	for o.More() {
		wire.DecodeOptional(&o, "topic", &v.Topic, wire.DecodeString)
	}
}

// A successful response whose only content is an error of the service is that error,
// even if no property is required, or the body is ignored.
func TestServiceError(t *testing.T) {
	for name, body := range map[string]string{
		"error":                `{"error":{"code":"Busy"}}`,
		"name of a service":    `{"CommunicationError":{"message":"Busy"}}`,
		"upper case":           `{"ERROR":{"CODE":"Busy"}}`,
		"byte order mark":      "\ufeff{\"error\":{\"code\":\"Busy\"}}",
		"among unknown ones":   `{"trace":"1","error":{"target":[{}],"code":"Busy"},"id2":{}}`,
		"invalid UTF-8 in it":  "{\"error\":{\"code\":\"\xff\"}}",
		"spaces":               "\n{ \"error\" : { \"code\" : \"Busy\" } }\n",
		"escaped name":         `{"\u0065rror":{"code":"Busy"}}`,
		"error, then no error": `{"error":{"code":"Busy"},"error":{}}`,
	} {
		for kind, decode := range map[string]func(*object, *wire.Decoder){"optional": decodeTopic, "required": (*object).decode, "ignored": nil} {
			t.Run(name+" "+kind, func(t *testing.T) {
				err := callWithBody(t, body, decode)
				if e, ok := errors.AsType[*statusError](err); !ok || e.Status != http.StatusOK || e.Body != body {
					t.Errorf("got %v", err)
				}
				wantError(t, err, "Client.Test: the body is an error: status 200: "+body)
			})
		}
	}
}

// A response with a known property is not an error, and neither is a property with
// another name or value than an error of the service has.
func TestNoServiceError(t *testing.T) {
	for name, body := range map[string]string{
		"a known property":    `{"error":{"code":"Busy"},"topic":"a"}`,
		"a null":              `{"topic":null,"lastError":{"code":"Busy"}}`,
		"another name":        `{"errors":{"code":"Busy"}}`,
		"a short name":        `{"rror":{"code":"Busy"}}`,
		"no object":           `{"error":"Busy"}`,
		"null":                `{"error":null}`,
		"no code, no message": `{"error":{"invalid":["a"]}}`,
		"deeper":              `{"details":{"error":{"code":"Busy"}}}`,
	} {
		t.Run(name, func(t *testing.T) { wantError(t, callWithBody(t, body, decodeTopic), "") })
	}
}

// An error of the service that is truncated is invalid JSON, which matters only if the
// body is read.
func TestServiceErrorTruncated(t *testing.T) {
	const body = `{"error":{"code":"Busy"`
	wantError(t, callWithBody(t, body, nil), "")
	wantError(t, callWithBody(t, body, decodeTopic), "Client.Test: reading the response: /error: invalid or truncated JSON: status 200: text/plain "+body)
}

// A value that is not a response may contain an error object.
func TestServiceErrorInValue(t *testing.T) {
	var v object
	if err := wire.Unmarshal([]byte(`{"error":{"code":"Busy"}}`), &v, decodeTopic); err != nil {
		t.Error(err)
	}
}
