package acs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
)

var _ azcore.TokenCredential = (*acs.TokenCredential)(nil)

// wantToken checks that GetToken returns the token.
func wantToken(t *testing.T, credential azcore.TokenCredential, want string) {
	t.Helper()
	got, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{})
	if err != nil {
		t.Errorf("GetToken: %v", err)
	} else if got.Token != want {
		t.Errorf("token = %q, want %q", got.Token, want)
	}
}

// wantTokenError checks that GetToken fails with the error text, and returns the error.
func wantTokenError(t *testing.T, credential azcore.TokenCredential, want string) error {
	t.Helper()
	got, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{})
	if got != (azcore.AccessToken{}) {
		t.Errorf("got a token with the error")
	}
	wantError(t, err, want)
	return err
}

// A fixed token is returned unchanged, even after it has expired.
func TestFixedToken(t *testing.T) {
	for _, token := range []string{jwtExpiringAt(time.Now().Add(-time.Hour)), "opaque"} {
		credential, err := acs.NewTokenCredential(token)
		if err != nil {
			t.Fatal(err)
		}
		wantToken(t, credential, token)
		wantToken(t, credential, token)
	}
}

// A fixed token can be created with its expiry, which takes precedence over the exp claim.
func TestFixedTokenWithExpiry(t *testing.T) {
	now := time.Now() // with a monotonic clock reading, which the result must not have
	for _, token := range []string{"opaque", jwtExpiringAt(now)} {
		credential, err := acs.NewTokenCredentialWithExpiry(token, now.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		want := azcore.AccessToken{Token: token, ExpiresOn: now.Add(time.Hour).Round(0).UTC()}
		if got, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{}); err != nil || got != want {
			t.Errorf("got %v, %v, want %v", got, err, want)
		}
	}
	_, err := acs.NewTokenCredentialWithExpiry("", now)
	wantError(t, err, "acs: token is empty")
}

// After Close, GetToken fails. Close can be called repeatedly.
func TestFixedTokenClose(t *testing.T) {
	credential, err := acs.NewTokenCredential("opaque")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := credential.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		if err := wantTokenError(t, credential, "acs: token credential is closed"); !errors.Is(err, acs.ErrCredentialClosed) {
			t.Errorf("%v is not ErrCredentialClosed", err)
		}
	}
}

// The zero value returns an error instead of a panic or an empty token.
func TestZeroCredential(t *testing.T) {
	credential := new(acs.TokenCredential)
	wantTokenError(t, credential, "acs: token credential has no token: create it with a constructor")
	if err := credential.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

// GetToken returns the error of a canceled context, even if it has a token.
func TestCanceledCaller(t *testing.T) {
	credential, err := acs.NewTokenCredential("opaque")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = credential.GetToken(ctx, policy.TokenRequestOptions{})
	wantError(t, err, "acs: wait for token: context canceled")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v is not context.Canceled", err)
	}
}

// wantRedacted checks that no formatting verb or logger reveals the secret in the values.
func wantRedacted(t *testing.T, secret string, values ...any) {
	t.Helper()
	for _, value := range values {
		var logged bytes.Buffer
		slog.New(slog.NewTextHandler(&logged, nil)).Info("text", "value", value)
		slog.New(slog.NewJSONHandler(&logged, nil)).Info("json", "value", value)
		printed := []string{logged.String()}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			printed = append(printed, fmt.Sprintf(verb, value))
		}
		for _, text := range printed {
			if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) {
				t.Errorf("the secret is revealed in %s", text)
			}
		}
	}
}

// No formatting verb or logger reveals the token, whether the credential is alone, in a struct or a copied value.
func TestCredentialIsRedacted(t *testing.T) {
	const secret = "s3cr3t"
	fixed, err := acs.NewTokenCredential(secret)
	if err != nil {
		t.Fatal(err)
	}
	refreshing, err := acs.NewRefreshingCredential(
		func(context.Context) (azcore.AccessToken, error) { return azcore.AccessToken{Token: secret}, nil },
		&acs.RefreshingCredentialOptions{InitialToken: azcore.AccessToken{Token: secret}})
	if err != nil {
		t.Fatal(err)
	}
	options := acs.RefreshingCredentialOptions{InitialToken: azcore.AccessToken{Token: secret, ExpiresOn: time.Unix(0, 0).UTC()}, RefreshProactively: true}
	wantRedacted(t, secret, options, &options)
	nested := struct {
		Options acs.RefreshingCredentialOptions
	}{options}
	if got := fmt.Sprintf("%v %+v %#v", nested, nested, &nested); strings.Contains(got, secret) {
		t.Errorf("the token is revealed in %s", got)
	}
	if got := fmt.Sprintf("%+v", options); !strings.Contains(got, "Token:REDACTED ExpiresOn:1970-01-01") || !strings.Contains(got, "RefreshProactively:true") {
		t.Errorf("printed as %s", got)
	}
	for _, credential := range []*acs.TokenCredential{fixed, refreshing} {
		var printed []string
		holder := struct {
			Shown  *acs.TokenCredential `json:"shown"`
			hidden *acs.TokenCredential
		}{credential, credential}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%#q", "%10.3s"} {
			printed = append(printed, fmt.Sprintf(verb, credential), fmt.Sprintf(verb, holder),
				fmt.Sprintf(verb, reflect.ValueOf(credential).Elem()))
		}
		encoded, err := json.Marshal(holder)
		if err != nil {
			t.Fatal(err)
		}
		var logged bytes.Buffer
		slog.New(slog.NewTextHandler(&logged, nil)).Info("text", "credential", credential, "holder", holder)
		slog.New(slog.NewJSONHandler(&logged, nil)).Info("json", "credential", credential, "holder", holder)
		printed = append(printed, string(encoded), logged.String(), credential.String())
		for _, text := range printed {
			if strings.Contains(text, secret) || strings.Contains(strings.ToLower(text), fmt.Sprintf("%x", secret)) {
				t.Errorf("the token is revealed in %s", text)
			}
		}
		if got := fmt.Sprintf("%+v", credential); got != "acs.TokenCredential(token hidden)" {
			t.Errorf("prints as %s", got)
		}
		if !strings.Contains(logged.String(), `credential="acs.TokenCredential(token hidden)"`) {
			t.Errorf("logged as %s", logged.String())
		}
	}
}
