package emulator_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// callBodies are the bodies of a call in a response of the control interface.
type callBodies struct {
	URL      string `json:"url"`
	Request  string `json:"request"`
	Response string `json:"response"`
}

// lastCall returns the latest call.
func (c controlled) lastCall() (bodies callBodies) {
	c.t.Helper()
	_, list := c.control("GET", "/calls", "")
	var calls struct {
		Calls []struct {
			ID json.Number `json:"id"`
		} `json:"calls"`
	}
	wantNoError(c.t, json.Unmarshal([]byte(list), &calls))
	_, body := c.control("GET", "/calls/"+calls.Calls[len(calls.Calls)-1].ID.String(), "")
	wantNoError(c.t, json.Unmarshal([]byte(body), &bodies))
	return bodies
}

// TestCallBodies checks that the beginning of each body is recorded.
func TestCallBodies(t *testing.T) {
	c := startControl(t)
	fred := c.newUser(identity.ScopeChat)
	path := "/chat/threads/" + escapePath(c.newThread(fred)) + "/messages"
	sent := c.callChat(fred, "POST", path, `{"content":"hi"}`)
	got := c.lastCall()
	wantEqual(t, "URL", got.URL, path+"?api-version=2025-03-15")
	wantEqual(t, "request", got.Request, `{"content":"hi"}`)
	wantEqual(t, "response", got.Response, sent.body)

	long := strings.Repeat("é", 9000) // the limit is in the middle of a character
	c.callChat(fred, "POST", path, `{"content": "`+long+`"}`)
	wantEqual(t, "long request", c.lastCall().Request, `{"content": "`+long[:16384-14]+"\n(the first 16384 of 18015 bytes)")

	c.callChat(fred, "POST", path, "\xff\xfe")
	wantEqual(t, "binary request", c.lastCall().Request, "(2 bytes, not text)")
}

// TestCallBodiesWithoutControl checks that bodies are recorded only from when there is a
// control interface.
func TestCallBodiesWithoutControl(t *testing.T) {
	s := start(t, emulator.Options{})
	s.newUser(identity.ScopeChat)
	l, err := s.Emulator.Listen("127.0.0.1:0")
	wantNoError(t, err)
	c := controlled{testService: s, client: &http.Client{Transport: &http.Transport{}}, listener: l}
	c.url = c.serveControl()
	c.wantControl("GET", "/calls/1", "", 200, `{"id":1,"time":"`+s.Emulator.Calls()[0].Time.Format(time.RFC3339Nano)+
		`","operation":"CreateUser","status":201,"method":"POST","url":"/identities?api-version=`+identity.APIVersion+`","request":"","response":""}`+"\n")
	s.newUser(identity.ScopeChat)
	wantEqual(t, "request", c.lastCall().Request, `{"createTokenWithScopes":["chat"]}`)
}

// TestCallsHideCredentials checks that no call shows a token, a key or another
// credential, in whatever form a program sends it.
func TestCallsHideCredentials(t *testing.T) {
	c := startControl(t)
	fred := c.newUser(identity.ScopeChat)
	const secret = "hush"
	for name, request := range map[string]string{
		"Teams token":       `{"token":"` + secret + `","appId":"a","userId":"u"}`,
		"escaped name":      `{"to\u006ben" : "` + secret + `"}`,
		"escaped quote":     `{"token":"a\"` + secret + `"}`,
		"after odd texts":   `{"content":["b",":"],"token":"` + secret + `"}`,
		"cut off":           `{"padding":"` + strings.Repeat("x", 16384-30) + `","token":"` + secret + `...`,
		"form":              `grant_type=client_credentials&client_secret=` + secret + `&scope=x`,
		"access token":      `{"content":"` + fred.token + `"}`,
		"part of a token":   fred.token[:60],
		"access key":        `{"content":"` + accessKey + `"}`,
		"connection string": `{"connectionString":"endpoint=https://x;accesskey=` + secret + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			response := c.callIdentity("POST", "/teamsUser/:exchangeAccessToken", request)
			got := c.lastCall()
			if !strings.Contains(got.Request, "REDACTED") {
				t.Errorf("nothing is redacted: %s", got.Request)
			}
			for _, text := range []string{secret, fred.token[:40], accessKey} {
				if strings.Contains(got.Request+got.Response, text) {
					t.Errorf("%s is shown: %s %s", text, got.Request, got.Response)
				}
			}
			if response.status == http.StatusOK && !strings.Contains(got.Response, `"token":"REDACTED"`) {
				t.Errorf("the response is %s", got.Response)
			}
		})
	}
	c.callIdentity("POST", "/identities", `{"createTokenWithScopes":["chat"]}`)
	if got := c.lastCall(); !strings.Contains(got.Response, `"token":"REDACTED"`) || got.Request != `{"createTokenWithScopes":["chat"]}` {
		t.Errorf("got %+v", got)
	}
	c.callChat(fred, "GET", "/chat/threads?x="+fred.token, "")
	wantEqual(t, "URL", c.lastCall().URL, "/chat/threads?x=REDACTED&api-version=2025-03-15")
}
