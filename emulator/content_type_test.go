package emulator_test

import (
	"testing"

	"github.com/chatgen-go/chatgen/emulator"
	"github.com/chatgen-go/chatgen/generated/identity"
)

// TestContentType checks that a body must be JSON, or a merge patch if the method is
// PATCH, and that the first versions accept both for each.
func TestContentType(t *testing.T) {
	f := wireFixture{testService: start(t, emulator.Options{})}
	f.fred = f.newUser(identity.ScopeChat)
	f.thread = string(f.newThread(f.fred))
	const message, thread = "/chat/threads/THREAD/messages", "/chat/threads/THREAD"
	wantType := func(method, want string) string {
		return `{"CommunicationError":{"Code":"UnsupportedMediaType","Message":"The content type of a ` + method + ` request must be ` + want + `.","Details":[]}}`
	}
	for _, c := range []struct {
		method, target, contentType string

		status int
	}{
		{"POST", message, "application/json", 201},
		{"POST", message, "application/json; charset=utf-8", 201},
		{"POST", message, `Application/JSON;charset="UTF-8"`, 201},
		{"POST", message, "application/json;;", 201},
		{"POST", message, "", 201},
		{"POST", message, "text/plain", 415},
		{"POST", message, "application/merge-patch+json", 415},
		{"POST", message + "?api-version=2021-09-07", "application/merge-patch+json", 201},
		{"POST", message + "?api-version=2021-09-07", "application/xml", 415},
		{"PATCH", thread, "application/merge-patch+json", 204},
		{"PATCH", thread, "application/merge-patch+json; charset=utf-8", 204},
		{"PATCH", thread, "application/json", 415},
		{"PATCH", thread, "", 415},
		{"PATCH", thread, ";", 415},
		{"PATCH", thread + "?api-version=2023-11-07", "application/json", 415},
		{"PATCH", thread + "?api-version=2021-03-07", "application/json", 204},
		{"PATCH", thread + "?api-version=2020-11-01-preview3", "application/json", 204},
	} {
		req := f.newRequest(c.method, f.insertIDs(c.target), `{"content":"hi","topic":"Lunch"}`)
		req.Header.Set("Authorization", "Bearer "+f.fred.token)
		req.Header.Del("Content-Type")
		if c.contentType != "" {
			req.Header.Set("Content-Type", c.contentType)
		}
		got := f.do(req)
		wantEqual(t, c.method+" "+c.target+" "+c.contentType, got.status, c.status)
		if want := map[string]string{"POST": "application/json", "PATCH": "application/merge-patch+json"}[c.method]; c.status == 415 {
			wantEqual(t, "body", got.body, wantType(c.method, want))
		}
	}
	got := f.callIdentity("POST", "/identities", "{}")
	wantEqual(t, "identity without a type", got.status, 201)
}
