package acs_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/chatgen-go/chatgen/acs"
)

// The error is the only property that is an object with a code or a message, whatever
// its name. If the object has them itself, it is the error.
func TestErrorWrappers(t *testing.T) {
	const inner = `{"Code":"c","MESSAGE":"m"}`
	for name, tc := range map[string]struct{ body, want string }{
		"error":                {`{"error":` + inner + `}`, "c: m"},
		"Error":                {`{"Error":` + inner + `}`, "c: m"},
		"ChatError":            {`{"ChatError":` + inner + `}`, "c: m"},
		"CommunicationError":   {`{"CommunicationError":` + inner + `}`, "c: m"},
		"a new name":           {`{"fault":` + inner + `}`, "c: m"},
		"only a message":       {`{"fault":{"message":"m"}}`, "m"},
		"among other members":  {`{"trace":{"id":"1"},"time":1,"fault":` + inner + `,"list":[]}`, "c: m"},
		"two wrappers":         {`{"a":` + inner + `,"b":` + inner + `}`, "no code and no message"},
		"none":                 {`{"a":{"b":"c"}}`, "no code and no message"},
		"bare":                 {`{"code":"c","message":"m"}`, "c: m"},
		"bare with inner":      {`{"code":"c","message":"m","innererror":{"code":"x"}}`, "c: m"},
		"null and a wrapper":   {`{"error":null,"fault":` + inner + `}`, "c: m"},
		"error that is a text": {`{"error":"m"}`, "m"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := newError(t, failedResponse(400, tc.body)).String(); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

// In a successful response, an object with a code or a message is an error only if its
// name says so: it may be a message of a chat.
func TestErrorWrapperOfSuccess(t *testing.T) {
	for body, want := range map[string]string{
		`{"content":{"message":"private"}}`: "no code and no message",
		`{"ChatError":{"message":"m"}}`:     "m",
	} {
		if got := newError(t, failedResponse(201, body)).String(); got != want {
			t.Errorf("%s: got %s, want %s", body, got, want)
		}
	}
}

// Bodies of the type application/problem+json and of validations are read, too.
func TestErrorProblems(t *testing.T) {
	validation := []acs.ErrorDetail{
		{Message: "The topic is required.", Target: "Topic"},
		{Message: "Too long.", Target: "Content"},
		{Message: "Not HTML.", Target: "Content"},
	}
	for name, tc := range map[string]struct {
		body string
		want acs.ErrorDetail
		text string
	}{
		"problem": {
			`{"type":"https://example.com/out-of-credit","title":"Out of credit","status":400,"detail":"The balance is 30.","instance":"/account/1"}`,
			acs.ErrorDetail{Code: "https://example.com/out-of-credit", Message: "Out of credit: The balance is 30.", Target: "/account/1"},
			"https://example.com/out-of-credit: Out of credit: The balance is 30. (/account/1)",
		},
		"problem without a type": {`{"type":"about:blank","title":"Bad","status":400}`, acs.ErrorDetail{Message: "Bad"}, "Bad"},
		"problem with a detail":  {`{"detail":"Bad","code":"c"}`, acs.ErrorDetail{Code: "c", Message: "Bad"}, "c: Bad"},
		"validation": {
			`{"title":"Invalid","errors":{"Topic":["The topic is required."],"Content":["Too long.","Not HTML."]},"traceId":"1"}`,
			acs.ErrorDetail{Message: "Invalid", Details: validation},
			"Invalid [details: The topic is required. (Topic); Too long. (Content); Not HTML. (Content)]",
		},
		"only errors": {
			`{"errors":{"Topic":"The topic is required."}}`,
			acs.ErrorDetail{Details: validation[:1]},
			" [details: The topic is required. (Topic)]",
		},
		"list of errors": {
			`{"errors":[{"detail":"Too long.","pointer":"#/content"},{"code":"c","message":"m","field":"topic"},"text"]}`,
			acs.ErrorDetail{Details: []acs.ErrorDetail{{Message: "Too long.", Target: "#/content"}, {Code: "c", Message: "m", Target: "topic"}, {Message: "text"}}},
			" [details: Too long. (#/content); c: m (topic); text]",
		},
		"wrapped": {
			`{"error":{"code":"c","message":"m","errors":{"a":["b"]}}}`,
			acs.ErrorDetail{Code: "c", Message: "m", Details: []acs.ErrorDetail{{Message: "b", Target: "a"}}},
			"c: m [details: b (a)]",
		},
		"not a problem": {`{"code":"c","type":"t"}`, acs.ErrorDetail{Code: "c"}, "c"},
	} {
		t.Run(name, func(t *testing.T) {
			e := newError(t, failedResponse(400, tc.body))
			if !reflect.DeepEqual(e.ErrorDetail, tc.want) {
				t.Errorf("got %+v, want %+v", e.ErrorDetail, tc.want)
			}
			separator := ": "
			if strings.HasPrefix(tc.text, " ") {
				separator = ""
			}
			wantError(t, e, "GET /chat/threads/19%3Aa%40thread.v2: 400 Bad Request"+separator+tc.text)
		})
	}
}

// Details are shown on the line of the error: at most five of them, at any depth, and 400
// characters.
func TestErrorDetails(t *testing.T) {
	many := `{"code":"a"},{"code":"b","details":[{"code":"c"},{}]},{"code":"d"},{"code":"e"},{"code":"f"},{"code":"g"}`
	for name, tc := range map[string]struct{ body, want string }{
		"inner error":  {`{"error":{"code":"x","innererror":{"code":"y","innererror":{"code":"z"}}}}`, "x [details: y; z]"},
		"target":       {`{"error":{"code":"x","details":[{"code":"y","target":"t"}]}}`, "x [details: y (t)]"},
		"many":         {`{"error":{"code":"x","details":[` + many + `]}}`, "x [details: a; b; c; d; e; 2 more]"},
		"only details": {`{"error":{"details":[{"code":"y"}]}}`, ""},
		"long":         {`{"error":{"code":"x","details":[{"code":"` + strings.Repeat("y", 1<<20) + `"},{"message":"` + strings.Repeat("z", 300) + `"}]}}`, "x [details: " + strings.Repeat("y", 200) + "...; " + strings.Repeat("z", 195) + "...]"},
		"line ends":    {`{"error":{"code":"x","details":[{"message":"a\nb\u001b[31m"}]}}`, "x [details: a b [31m]"},
	} {
		t.Run(name, func(t *testing.T) {
			want := ": " + tc.want
			if tc.want == "" {
				want = " [details: y]"
			}
			wantError(t, newError(t, failedResponse(400, tc.body)), "GET /chat/threads/19%3Aa%40thread.v2: 400 Bad Request"+want)
		})
	}
}

// The text of an error is short and on one line, however long the parts of a response
// and its request are.
func TestErrorLongParts(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	resp := requestFailed("GET", "/chat/threads/"+long, 404, `{"error":{"code":"`+long+`","message":"`+long+`\n","target":"`+long+`","details":[{"code":"`+long+`"}]}}`)
	resp.Header.Set("MS-CV", long)
	e := newError(t, resp)
	if text := e.Error(); len(text) > 2000 || strings.Contains(text, "\n") {
		t.Errorf("got %d bytes: %.3000s", len(text), text)
	}
	if text := e.LogValue().String(); len(text) > 2000 {
		t.Errorf("got a log value of %d bytes", len(text))
	}
}
