package acs_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
)

// If refresh always returns the same 20-minute token, it is called for the first time after 10 minutes and 10 times in total:
// refreshes do not stop early and do not run in a loop.
func TestProactiveRefreshCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		token := jwtExpiringAt(time.Now().Add(20 * time.Minute))
		var calls atomic.Int32
		newRefreshingCredential(t, func(context.Context) (azcore.AccessToken, error) {
			calls.Add(1)
			return azcore.AccessToken{Token: token}, nil
		}, &acs.RefreshingCredentialOptions{InitialToken: azcore.AccessToken{Token: token}, RefreshProactively: true})

		for _, step := range []struct {
			after time.Duration
			want  int32
		}{
			{10*time.Minute - time.Second, 0},
			{time.Second, 1},
			{5*time.Minute - time.Second, 1},
			{time.Second, 2},
			{5 * time.Minute, 10},
			{time.Hour, 10},
		} {
			time.Sleep(step.after)
			synctest.Wait()
			if got := calls.Load(); got != step.want {
				t.Errorf("after another %v: %d refreshes, want %d", step.after, got, step.want)
			}
		}
	})
}

// The constructor starts a refresh if there is no valid token, and no caller waits for a token after the first one.
func TestProactiveRefreshKeepsTokenFresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int32
		credential := newRefreshingCredential(t, func(context.Context) (azcore.AccessToken, error) {
			calls.Add(1)
			time.Sleep(time.Second)
			return azcore.AccessToken{Token: jwtExpiringAt(time.Now().Add(time.Hour))}, nil
		}, &acs.RefreshingCredentialOptions{RefreshProactively: true})

		synctest.Wait()
		if got := calls.Load(); got != 1 {
			t.Errorf("the constructor refreshed %d times, want once", got)
		}
		if _, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{}); err != nil {
			t.Fatal(err)
		}
		if got := calls.Load(); got != 1 {
			t.Errorf("the first call started another refresh")
		}
		for hour := range 5 {
			time.Sleep(time.Hour)
			before := time.Now()
			if _, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{}); err != nil {
				t.Fatal(err)
			}
			if waited := time.Since(before); waited != 0 {
				t.Errorf("in hour %d the caller waited %v", hour, waited)
			}
		}
	})
}

// A failed proactive refresh is not reported to callers while the token is valid, and is retried before the token expires.
func TestProactiveRefreshFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		initial := jwtExpiringAt(time.Now().Add(20 * time.Minute))
		next := jwtExpiringAt(time.Now().Add(2 * time.Hour))
		calls := 0
		credential := newRefreshingCredential(t, func(context.Context) (azcore.AccessToken, error) {
			if calls++; calls < 3 {
				return azcore.AccessToken{}, errors.New("offline")
			}
			return azcore.AccessToken{Token: next}, nil
		}, &acs.RefreshingCredentialOptions{InitialToken: azcore.AccessToken{Token: initial}, RefreshProactively: true})

		time.Sleep(10 * time.Minute)
		synctest.Wait()
		wantToken(t, credential, initial) // 1st, failed
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		wantToken(t, credential, initial) // 2nd, failed
		time.Sleep(5 * time.Minute / 2)
		synctest.Wait()
		wantToken(t, credential, next) // 3rd
		if calls != 3 {
			t.Errorf("refreshed %d times, want 3", calls)
		}
	})
}

// A timer that fires during a refresh does not start another refresh.
func TestProactiveRefreshDuringRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running, maxRunning atomic.Int32
		credential := newRefreshingCredential(t, func(context.Context) (azcore.AccessToken, error) {
			maxRunning.Store(max(maxRunning.Load(), running.Add(1)))
			defer running.Add(-1)
			time.Sleep(90 * time.Second)
			return azcore.AccessToken{Token: jwtExpiringAt(time.Now().Add(time.Hour))}, nil
		}, &acs.RefreshingCredentialOptions{
			InitialToken: azcore.AccessToken{Token: jwtExpiringAt(time.Now().Add(110 * time.Second))}, RefreshProactively: true,
		})

		time.Sleep(50 * time.Second)
		if _, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{}); err != nil { // starts a refresh
			t.Error(err)
		}
		time.Sleep(90 * time.Second) // the timer fires after another 5 seconds
		synctest.Wait()
		if maxRunning.Load() != 1 {
			t.Errorf("%d refreshes ran concurrently, want 1", maxRunning.Load())
		}
	})
}

// If the refresh of the constructor fails, the next call refreshes. An expired initial token counts as none.
func TestProactiveRefreshFailsInConstructor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		credential := newRefreshingCredential(t, func(ctx context.Context) (azcore.AccessToken, error) {
			if calls++; calls == 1 {
				return failingRefresh(ctx)
			}
			return azcore.AccessToken{Token: "next"}, nil
		}, &acs.RefreshingCredentialOptions{
			InitialToken: azcore.AccessToken{Token: "old", ExpiresOn: time.Now()}, RefreshProactively: true,
		})
		time.Sleep(time.Hour)
		synctest.Wait()
		if calls != 1 {
			t.Errorf("refreshed %d times before the first call, want 1", calls)
		}
		wantToken(t, credential, "next")
	})
}

// Close stops the timer, so that refresh is not called after Close.
func TestCloseStopsProactiveRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		credential := newRefreshingCredential(t, func(context.Context) (azcore.AccessToken, error) {
			t.Error("refreshed after Close")
			return azcore.AccessToken{Token: "fresh"}, nil
		}, &acs.RefreshingCredentialOptions{
			InitialToken: azcore.AccessToken{Token: jwtExpiringAt(time.Now().Add(20 * time.Minute))}, RefreshProactively: true,
		})
		_ = credential.Close()
		time.Sleep(time.Hour)
		wantTokenError(t, credential, "acs: token credential is closed")
	})
}
