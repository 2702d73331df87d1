package identity_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/chatgen-go/chatgen/acs"
	"github.com/chatgen-go/chatgen/generated/identity"
	"github.com/chatgen-go/chatgen/generated/internal/servicetest"
)

// TestSecretsArePrintedRedacted checks that no formatting verb prints a token.
func TestSecretsArePrintedRedacted(t *testing.T) {
	const printed = "{_:[] Token:REDACTED ExpiresOn:2026-05-05 03:02:01.1234567 +0000 UTC}"
	const createdText = "{_:[] User:" + userID + " AccessToken:" + printed + "}"
	created := identity.CreateUserResult{User: user(), AccessToken: token()}
	for _, test := range []struct {
		value any
		want  string // for %+v
	}{
		{token(), printed},
		{created, createdText},
		{identity.CreateUserResponse{CreateUserResult: created}, "{_:[] CreateUserResult:" + createdText + "}"},
		{identity.IssueTokenResponse{AccessToken: token()}, printed},
		{&identity.ExchangeTeamsTokenResponse{AccessToken: token()}, printed},
		{struct{ Token identity.AccessToken }{token()}, "{Token:" + printed + "}"},
		{[]identity.AccessToken{token()}, "[" + printed + "]"},
	} {
		if got := fmt.Sprintf("%+v", test.value); got != test.want {
			t.Errorf("%T: printed\n %s\nwant\n %s", test.value, got, test.want)
		}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%10v"} {
			if text := fmt.Sprintf(verb, test.value); strings.Contains(text, secretToken) || strings.Contains(text, fmt.Sprintf("%x", secretToken)) {
				t.Errorf("%T: %s prints %s", test.value, verb, text)
			}
		}
	}
	if got := fmt.Sprintf("%+v", identity.CreateUserResult{}); strings.Contains(got, "REDACTED") {
		t.Errorf("a token that is missing is printed: %s", got)
	}
}

// TestSecretsAreLoggedRedacted checks that no handler of log/slog logs a token.
func TestSecretsAreLoggedRedacted(t *testing.T) {
	for _, value := range []any{
		token(), identity.CreateUserResult{AccessToken: token()}, identity.CreateUserResponse{CreateUserResult: identity.CreateUserResult{AccessToken: token()}},
		identity.IssueTokenResponse{AccessToken: token()}, &identity.ExchangeTeamsTokenResponse{AccessToken: token()},
	} {
		var text bytes.Buffer
		slog.New(slog.NewTextHandler(&text, nil)).Info("text", "value", value)
		slog.New(slog.NewJSONHandler(&text, nil)).Info("json", "value", value)
		if strings.Contains(text.String(), secretToken) || strings.Count(text.String(), "Token:REDACTED") != 2 {
			t.Errorf("%T: logged %s", value, text.String())
		}
	}
}

// TestJSONKeepsSecrets checks that a token can be sent to the program that uses it.
func TestJSONKeepsSecrets(t *testing.T) {
	data, err := json.Marshal(identity.IssueTokenResponse{AccessToken: token()})
	servicetest.WantNoError(t, err)
	if !strings.Contains(string(data), secretToken) {
		t.Errorf("got %s", data)
	}
}

// TestAzureToken checks that an issued token can be the result of a refresh.
func TestAzureToken(t *testing.T) {
	client := newClient(t, newService(t, tokenResponse()))
	refresh := func(ctx context.Context) (azcore.AccessToken, error) {
		issued, err := client.IssueToken(ctx, user(), []identity.Scope{identity.ScopeChat}, nil)
		return issued.AzureToken(), err
	}
	got, err := refresh(t.Context())
	servicetest.WantNoError(t, err)
	if want := (azcore.AccessToken{Token: secretToken, ExpiresOn: token().ExpiresOn}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	_, err = acs.NewRefreshingCredential(refresh, &acs.RefreshingCredentialOptions{InitialToken: got})
	servicetest.WantNoError(t, err)
}
