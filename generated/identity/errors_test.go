package identity_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/identity"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// TestErrors checks the error of a failed call and its hint, which must not refer to a user access
// token.
func TestErrors(t *testing.T) {
	const keyAdvice = "; the access key or the user belongs to another resource, or the clock is off by more than 5m0s"
	for name, c := range map[string]struct {
		response servicetest.Response
		want     acs.ErrorDetail
		text     string
	}{
		"user of another resource": {
			servicetest.Response{Status: 401, Body: `{"error":{"code":"IdentityNotOwned","message":"Provided identity doesn't belong to the resource."}}`},
			acs.ErrorDetail{Code: "IdentityNotOwned", Message: "Provided identity doesn't belong to the resource."},
			"401 Unauthorized: IdentityNotOwned: Provided identity doesn't belong to the resource; " +
				"the identity does not belong to the endpoint's resource",
		},
		"wrong key": {
			servicetest.Response{Status: 401, Header: map[string]string{"MS-CV": "abc.1"}, Body: `{"error":{"code":"Denied","message":"Denied by the resource provider."}}`},
			acs.ErrorDetail{Code: "Denied", Message: "Denied by the resource provider."},
			"401 Unauthorized: Denied: Denied by the resource provider. [MS-CV abc.1]" + keyAdvice,
		},
		"empty error": {servicetest.Response{Status: 401, Body: `{"error":{}}`}, acs.ErrorDetail{}, "401 Unauthorized" + keyAdvice},
		"no body":     {servicetest.Response{Status: 401}, acs.ErrorDetail{}, "401 Unauthorized" + keyAdvice},
		"other 401": {
			servicetest.Response{Status: 401, Body: `{"error":{"code":"InvalidAccessToken","message":"The token has expired."}}`},
			acs.ErrorDetail{Code: "InvalidAccessToken", Message: "The token has expired."},
			"401 Unauthorized: InvalidAccessToken: The token has expired.",
		},
		"forbidden": {servicetest.Response{Status: 403}, acs.ErrorDetail{}, "403 Forbidden"},
		"bad request": {
			servicetest.Response{Status: 400, Body: `{"error":{"code":"ValidationError","message":"Invalid scopes","target":"scopes"}}`},
			acs.ErrorDetail{Code: "ValidationError", Message: "Invalid scopes", Target: "scopes"},
			"400 Bad Request: ValidationError: Invalid scopes (scopes)",
		},
		"unexpected success": {servicetest.Response{Status: 202, Body: tokenJSON}, acs.ErrorDetail{}, "202 Accepted"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newClient(t, newService(t, c.response)).IssueToken(t.Context(), user(), []identity.Scope{identity.ScopeChat}, nil)
			servicetest.WantError(t, err, "POST "+userPath+"/:issueAccessToken: "+c.text)
			failure, ok := errors.AsType[*acs.Error](err)
			azure, isAzure := errors.AsType[*azcore.ResponseError](err)
			if !ok || !isAzure {
				t.Fatalf("got %T, want an *acs.Error and an *azcore.ResponseError", err)
			}
			servicetest.WantEqual(t, "detail", failure.ErrorDetail, c.want)
			servicetest.WantEqual(t, "status", failure.StatusCode, c.response.Status)
			servicetest.WantEqual(t, "code of the ResponseError", azure.ErrorCode, c.want.Code)
		})
	}
}

// TestErrorsWithEntra checks the advice for a client with an Entra credential.
func TestErrorsWithEntra(t *testing.T) {
	for status, want := range map[int]string{
		401: "401 Unauthorized; the token is missing, has expired, belongs to another resource, or does not allow this call",
		403: "403 Forbidden",
	} {
		s := servicetest.New(t, servicetest.Response{Status: status})
		client, err := identity.NewClient(endpoint, &entraCredential{}, newOptions(s))
		servicetest.WantNoError(t, err)
		_, err = client.DeleteUser(t.Context(), user(), nil)
		servicetest.WantError(t, err, "DELETE "+userPath+": "+want)
	}
}

// TestUnexpectedStatus checks that every operation returns an error for an unexpected status, without
// the token in the body.
func TestUnexpectedStatus(t *testing.T) {
	for name, op := range operations() {
		t.Run(name, func(t *testing.T) {
			for _, status := range []int{206, 404, 409} {
				err := op.call(t.Context(), newClient(t, newService(t, servicetest.Response{Status: status, Body: tokenJSON})))
				failure, ok := errors.AsType[*acs.Error](err)
				if !ok || failure.StatusCode != status {
					t.Fatalf("got %v, want an *acs.Error with %d", err, status)
				}
				if strings.Contains(fmt.Sprintf("%v %+v", err, failure.ErrorDetail), secretToken) {
					t.Errorf("the error contains the token: %v", err)
				}
			}
		})
	}
}

// TestInvalidResponses checks the errors for invalid responses, and that they do not contain the
// token.
func TestInvalidResponses(t *testing.T) {
	const create, issue = "Client.CreateUser: reading the response: ", "Client.IssueToken: reading the response: "
	for name, c := range map[string]struct{ operation, body, want string }{
		"user without ID": {"CreateUser", `{"identity":{}}`, create + `/identity/id: required (byte 14)`},
		"user as string":  {"CreateUser", `{"identity":"` + userID + `"}`, create + `/identity: want an object, got a string (byte 12)`},
		"invalid expiry":  {"CreateUser", `{"identity":{"id":"a"},"accessToken":{"token":"` + secretToken + `","expiresOn":"soon"}}`, create + `/accessToken/expiresOn: want an RFC 3339 time, got "soon" (byte 92)`},
		"truncated token": {"IssueToken", `{"expiresOn":"2026-05-05T03:02:01Z","token":"` + secretToken, issue + `/token: invalid or truncated JSON (byte 76)`},
		"token as object": {"IssueToken", `{"token":{"token":"` + secretToken + `"}}`, issue + `/token: want a string, got an object (byte 9)`},
		"token as body":   {"IssueToken", `"` + secretToken + `"`, issue + `want an object, got a string (byte 0)`},
		"no user":         {"CreateUser", `{}`, create + `/identity: required (byte 2)`},
		"null user":       {"CreateUser", `{"identity":null}`, create + `/identity: required, got null (byte 12)`},
		"error as user":   {"CreateUser", `{"error":{"code":"Busy"}}`, `Client.CreateUser: the body is an error: POST /identities: 201 Created: Busy`},
		"no token":        {"IssueToken", `{"expiresOn":"2026-05-05T03:02:01Z"}`, issue + `/token: required (byte 36)`},
		"null token":      {"IssueToken", `{"token":null,"expiresOn":"2026-05-05T03:02:01Z"}`, issue + `/token: required, got null (byte 9)`},
		"no expiry":       {"IssueToken", `{"token":"` + secretToken + `"}`, issue + `/expiresOn: required (byte 43)`},
		"null":            {"IssueToken", `null`, issue + `want an object, got null (byte 0)`},
		"no body":         {"IssueToken", ``, issue + `empty body: /token: required (byte 2)`},
	} {
		t.Run(name, func(t *testing.T) {
			op := operations()[c.operation]
			op.success.Body = c.body
			err := op.call(t.Context(), newClient(t, newService(t, op.success)))
			switch {
			case name == "error as user":
				servicetest.WantError(t, err, c.want+"; the service may have processed the request")
			case c.operation == "CreateUser":
				servicetest.WantReadError(t, err, c.want, "POST /identities: 201 Created", "", "; the service has processed the request")
			default:
				servicetest.WantReadError(t, err, c.want, "POST "+userPath+"/:issueAccessToken: 200 OK", "", "")
			}
			failure, ok := errors.AsType[*acs.Error](err)
			servicetest.WantEqual(t, "is an acs.Error", ok, true)
			if text := fmt.Sprintf("%+v %s %s", *failure, err, failure.LogValue()); strings.Contains(text, secretToken) {
				t.Errorf("the error contains the token: %s", text)
			}
		})
	}
}
