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

// wantToken checks that the credential gives this token now.
func wantToken(t *testing.T, credential azcore.TokenCredential, want string) {
	t.Helper()
	got, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{})
	if err != nil {
		t.Errorf("GetToken: %v", err)
	} else if got.Token != want {
		t.Errorf("token = %q, want %q", got.Token, want)
	}
}

// wantNoToken checks that the credential gives this error now.
func wantNoToken(t *testing.T, credential azcore.TokenCredential, want string) error {
	t.Helper()
	got, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{})
	if got != (azcore.AccessToken{}) {
		t.Errorf("a token came with the error")
	}
	wantCredentialError(t, err, want)
	return err
}

// A fixed token is the caller's business: it is given out even after its expiry.
func TestStaticTokenIsNeverReplaced(t *testing.T) {
	for _, token := range []string{jwtUntil(time.Now().Add(-time.Hour)), "opaque"} {
		credential, err := acs.NewTokenCredential(token)
		if err != nil {
			t.Fatal(err)
		}
		wantToken(t, credential, token)
		wantToken(t, credential, token)
	}
}

// After Close no token leaves the credential, and closing again is harmless.
func TestStaticClose(t *testing.T) {
	credential, err := acs.NewTokenCredential("opaque")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := credential.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		if err := wantNoToken(t, credential, "acs: token credential is closed"); !errors.Is(err, acs.ErrCredentialClosed) {
			t.Errorf("%v is not ErrCredentialClosed", err)
		}
	}
}

// A credential that no constructor made gives an error, not a panic or an empty token.
func TestZeroCredential(t *testing.T) {
	credential := new(acs.TokenCredential)
	wantNoToken(t, credential, "acs: token credential has no token: make it with a constructor")
	if err := credential.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

// A caller that has given up gets its own error, even though a token is at hand.
func TestCancelledCaller(t *testing.T) {
	credential, err := acs.NewTokenCredential("opaque")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = credential.GetToken(ctx, policy.TokenRequestOptions{})
	wantCredentialError(t, err, "acs: wait for token: context canceled")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v is not context.Canceled", err)
	}
}

// However a credential is printed or logged, alone, in a struct or as a copied value, the token stays hidden.
func TestCredentialHidesItsToken(t *testing.T) {
	const secret = "s3cr3t"
	static, err := acs.NewTokenCredential(secret)
	if err != nil {
		t.Fatal(err)
	}
	refreshing, err := acs.NewRefreshingCredential(
		func(context.Context) (string, error) { return secret, nil },
		&acs.RefreshingCredentialOptions{InitialToken: secret})
	if err != nil {
		t.Fatal(err)
	}
	for _, credential := range []*acs.TokenCredential{static, refreshing} {
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
				t.Errorf("the token shows in %s", text)
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
