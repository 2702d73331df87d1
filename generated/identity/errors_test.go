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

// TestErrors protects what a caller learns of a failed call, and advice that
// does not lead astray: there is no user's token here whose scope could be
// wrong.
func TestErrors(t *testing.T) {
	const ofKey = "\nThe access key or the user belongs to another resource, or the clock is off by more than 5m0s."
	for name, c := range map[string]struct {
		answer servicetest.Answer
		want   acs.ErrorDetail
		text   string
	}{
		"user of another resource": {
			servicetest.Answer{Status: 401, Body: `{"error":{"code":"IdentityNotOwned","message":"Provided identity doesn't belong to the resource."}}`},
			acs.ErrorDetail{Code: "IdentityNotOwned", Message: "Provided identity doesn't belong to the resource."},
			"401 Unauthorized: IdentityNotOwned: Provided identity doesn't belong to the resource.\n" +
				"The identity does not belong to the endpoint's resource.",
		},
		"wrong key": {
			servicetest.Answer{Status: 401, Header: map[string]string{"MS-CV": "abc.1"}, Body: `{"error":{"code":"Denied","message":"Denied by the resource provider."}}`},
			acs.ErrorDetail{Code: "Denied", Message: "Denied by the resource provider."},
			"401 Unauthorized: Denied: Denied by the resource provider. [MS-CV abc.1]" + ofKey,
		},
		"empty error": {servicetest.Answer{Status: 401, Body: `{"error":{}}`}, acs.ErrorDetail{}, "401 Unauthorized" + ofKey},
		"no body":     {servicetest.Answer{Status: 401}, acs.ErrorDetail{}, "401 Unauthorized" + ofKey},
		"another 401": {
			servicetest.Answer{Status: 401, Body: `{"error":{"code":"InvalidAccessToken","message":"The token has expired."}}`},
			acs.ErrorDetail{Code: "InvalidAccessToken", Message: "The token has expired."},
			"401 Unauthorized: InvalidAccessToken: The token has expired.",
		},
		"forbidden": {servicetest.Answer{Status: 403}, acs.ErrorDetail{}, "403 Forbidden"},
		"bad request": {
			servicetest.Answer{Status: 400, Body: `{"error":{"code":"ValidationError","message":"Invalid scopes","target":"scopes"}}`},
			acs.ErrorDetail{Code: "ValidationError", Message: "Invalid scopes", Target: "scopes"},
			"400 Bad Request: ValidationError: Invalid scopes (scopes)",
		},
		"unexpected success": {servicetest.Answer{Status: 202, Body: tokenJSON}, acs.ErrorDetail{}, "202 Accepted"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newClient(t, newService(t, c.answer)).IssueToken(t.Context(), user(), []identity.Scope{identity.ScopeChat}, nil)
			servicetest.WantError(t, err, "POST "+userPath+"/:issueAccessToken: "+c.text)
			failure, ok := errors.AsType[*acs.Error](err)
			azure, isAzure := errors.AsType[*azcore.ResponseError](err)
			if !ok || !isAzure {
				t.Fatalf("got %T, want an *acs.Error and an *azcore.ResponseError", err)
			}
			servicetest.WantEqual(t, "detail", failure.ErrorDetail, c.want)
			servicetest.WantEqual(t, "status", failure.StatusCode, c.answer.Status)
			servicetest.WantEqual(t, "code of azcore's", azure.ErrorCode, c.want.Code)
		})
	}
}

// TestErrorsWithEntra protects the advice to a client with a credential.
func TestErrorsWithEntra(t *testing.T) {
	for status, want := range map[int]string{
		401: "401 Unauthorized\nThe token is missing, has expired, belongs to another resource, or does not allow this call.",
		403: "403 Forbidden",
	} {
		s := servicetest.New(t, servicetest.Answer{Status: status})
		client, err := identity.NewClient(endpoint, &entra{}, optionsOf(s))
		servicetest.WantNoError(t, err)
		_, err = client.DeleteUser(t.Context(), user(), nil)
		servicetest.WantError(t, err, "DELETE "+userPath+": "+want)
	}
}

// TestEveryOperationFails protects each operation's error: a status that it
// does not expect is one, whatever the answer holds.
func TestEveryOperationFails(t *testing.T) {
	for name, op := range operations() {
		t.Run(name, func(t *testing.T) {
			for _, status := range []int{206, 404, 409} {
				err := op.call(t.Context(), newClient(t, newService(t, servicetest.Answer{Status: status, Body: tokenJSON})))
				failure, ok := errors.AsType[*acs.Error](err)
				if !ok || failure.StatusCode != status {
					t.Fatalf("got %v, want an *acs.Error with %d", err, status)
				}
				if strings.Contains(fmt.Sprintf("%v %+v", err, failure.ErrorDetail), secretToken) {
					t.Errorf("the error tells the token: %v", err)
				}
			}
		})
	}
}

// TestBrokenAnswers protects the messages about answers that this package
// cannot read, and the token, which none of them tells.
func TestBrokenAnswers(t *testing.T) {
	const create, issue = "Client.CreateUser: reading the response: ", "Client.IssueToken: reading the response: "
	for name, c := range map[string]struct{ operation, body, want string }{
		"user without ID":   {"CreateUser", `{"identity":{}}`, create + `/identity: communicationUser identifier: id is required`},
		"user as text":      {"CreateUser", `{"identity":"` + userID + `"}`, create + `/identity: want an object, got a string`},
		"token of the user": {"CreateUser", `{"identity":{"id":"a"},"accessToken":{"token":"` + secretToken + `","expiresOn":"soon"}}`, create + `/accessToken/expiresOn: want an RFC 3339 time, got "soon"`},
		"token cut off":     {"IssueToken", `{"expiresOn":"2026-05-05T03:02:01Z","token":"` + secretToken, issue + `/token: unexpected EOF`},
		"token as object":   {"IssueToken", `{"token":{"token":"` + secretToken + `"}}`, issue + `/token: want a string, got an object`},
		"token alone":       {"IssueToken", `"` + secretToken + `"`, issue + `want an object, got a string`},
		"no body":           {"IssueToken", ``, issue + `invalid or truncated JSON`},
	} {
		t.Run(name, func(t *testing.T) {
			op := operations()[c.operation]
			op.success.Body = c.body
			err := op.call(t.Context(), newClient(t, newService(t, op.success)))
			servicetest.WantError(t, err, c.want)
			if strings.Contains(err.Error(), secretToken) {
				t.Error("the error tells the token")
			}
		})
	}
}
