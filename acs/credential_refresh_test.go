package acs_test

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/chatgen-go/chatgen/acs"
)

// refreshFunc is the type of the first parameter of NewRefreshingCredential.
type refreshFunc = func(context.Context) (string, error)

// newRefreshingCredential creates a credential that is closed at the end of the test.
func newRefreshingCredential(t *testing.T, refresh refreshFunc, options *acs.RefreshingCredentialOptions) *acs.TokenCredential {
	t.Helper()
	credential, err := acs.NewRefreshingCredential(refresh, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = credential.Close() })
	return credential
}

// The constructor rejects a missing refresh function and an invalid initial token.
func TestRefreshingCredentialArguments(t *testing.T) {
	_, err := acs.NewRefreshingCredential(nil, nil)
	wantError(t, err, "acs: refresh is nil")

	refresh := func(context.Context) (string, error) { return "opaque", nil }
	_, err = acs.NewRefreshingCredential(refresh, &acs.RefreshingCredentialOptions{InitialToken: " "})
	wantError(t, err, "acs: InitialToken: token is empty")
}

// A token is used while more than 2 minutes of its lifetime are left, and refreshed by the first call after that.
func TestRefreshOnDemand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		initial := jwtExpiringAt(time.Now().Add(20 * time.Minute))
		next := jwtExpiringAt(time.Now().Add(time.Hour))
		calls := 0
		credential := newRefreshingCredential(t, func(context.Context) (string, error) {
			calls++
			return next, nil
		}, &acs.RefreshingCredentialOptions{InitialToken: initial})

		wantToken(t, credential, initial)
		time.Sleep(18*time.Minute - time.Nanosecond)
		wantToken(t, credential, initial)
		if calls != 0 {
			t.Errorf("refreshed %d times with more than 2 minutes left", calls)
		}
		time.Sleep(time.Nanosecond)
		wantToken(t, credential, next)
		wantToken(t, credential, next)
		if calls != 1 {
			t.Errorf("refreshed %d times, want 1", calls)
		}
	})
}

// A token whose expiry cannot be read is assumed to expire 600 seconds after it was received.
func TestRefreshOpaqueToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		credential := newRefreshingCredential(t, func(context.Context) (string, error) {
			calls++
			return strings.Repeat("x", calls), nil
		}, nil)

		wantToken(t, credential, "x")
		time.Sleep(480*time.Second - time.Nanosecond)
		wantToken(t, credential, "x")
		time.Sleep(time.Nanosecond)
		wantToken(t, credential, "xx")
	})
}

// If refresh always returns the same 20-minute token, it is called for the first time after 10 minutes and 10 times in total:
// refreshes do not stop early and do not run in a loop.
func TestProactiveRefreshCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		token := jwtExpiringAt(time.Now().Add(20 * time.Minute))
		var calls atomic.Int32
		newRefreshingCredential(t, func(context.Context) (string, error) {
			calls.Add(1)
			return token, nil
		}, &acs.RefreshingCredentialOptions{InitialToken: token, RefreshProactively: true})

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

// With proactive refreshes, no caller waits for a token after the first one.
func TestProactiveRefreshKeepsTokenFresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int32
		credential := newRefreshingCredential(t, func(context.Context) (string, error) {
			calls.Add(1)
			time.Sleep(time.Second)
			return jwtExpiringAt(time.Now().Add(time.Hour)), nil
		}, &acs.RefreshingCredentialOptions{RefreshProactively: true})

		if got := calls.Load(); got != 0 {
			t.Errorf("the constructor refreshed %d times", got)
		}
		if _, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{}); err != nil {
			t.Fatal(err)
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
		credential := newRefreshingCredential(t, func(context.Context) (string, error) {
			if calls++; calls < 3 {
				return "", errors.New("offline")
			}
			return next, nil
		}, &acs.RefreshingCredentialOptions{InitialToken: initial, RefreshProactively: true})

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
		credential := newRefreshingCredential(t, func(context.Context) (string, error) {
			maxRunning.Store(max(maxRunning.Load(), running.Add(1)))
			defer running.Add(-1)
			time.Sleep(90 * time.Second)
			return jwtExpiringAt(time.Now().Add(time.Hour)), nil
		}, &acs.RefreshingCredentialOptions{
			InitialToken: jwtExpiringAt(time.Now().Add(110 * time.Second)), RefreshProactively: true,
		})

		time.Sleep(50 * time.Second) // the timer fires after 55 seconds, while GetToken waits
		if _, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{}); err != nil {
			t.Error(err)
		}
		if maxRunning.Load() != 1 {
			t.Errorf("%d refreshes ran concurrently", maxRunning.Load())
		}
	})
}

// All callers share one refresh. A caller whose context ends returns immediately, and the refresh continues for the others.
func TestSharedRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int32
		credential := newRefreshingCredential(t, func(ctx context.Context) (string, error) {
			calls.Add(1)
			select {
			case <-time.After(time.Minute):
				return "fresh", nil
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}, nil)

		var group sync.WaitGroup
		shortContext, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		group.Go(func() { // the caller whose context ends is the one that starts the refresh
			_, err := credential.GetToken(shortContext, policy.TokenRequestOptions{})
			wantError(t, err, "acs: wait for token: context deadline exceeded")
			if waited := time.Since(start); waited != time.Second {
				t.Errorf("returned after %v, want 1s", waited)
			}
		})
		synctest.Wait()
		for range 50 {
			group.Go(func() { wantToken(t, credential, "fresh") })
		}
		group.Wait()
		if got := calls.Load(); got != 1 {
			t.Errorf("refreshed %d times, want 1", got)
		}
	})
}

// The context of a refresh has neither the values nor the deadline of a caller's context.
func TestRefreshContext(t *testing.T) {
	type key struct{}
	synctest.Test(t, func(t *testing.T) {
		credential := newRefreshingCredential(t, func(ctx context.Context) (string, error) {
			if _, limited := ctx.Deadline(); limited || ctx.Value(key{}) != nil {
				t.Error("refresh got the caller's context")
			}
			return "fresh", nil
		}, nil)
		ctx, cancel := context.WithTimeout(context.WithValue(t.Context(), key{}, 1), time.Hour)
		defer cancel()
		if _, err := credential.GetToken(ctx, policy.TokenRequestOptions{}); err != nil {
			t.Error(err)
		}
	})
}

// Every kind of failed refresh is returned to the caller, and the next call refreshes again.
func TestRefreshFailure(t *testing.T) {
	tests := []struct {
		name    string
		refresh refreshFunc
		want    string
		wraps   error
	}{
		{"error", func(context.Context) (string, error) { return "s3cr3t", io.ErrUnexpectedEOF },
			"acs: refresh token: unexpected EOF", io.ErrUnexpectedEOF},
		{"empty token", func(context.Context) (string, error) { return "", nil },
			"acs: refresh token: token is empty", nil},
		{"expired token", func(context.Context) (string, error) { return jwtExpiringAt(time.Now()), nil },
			"acs: refresh token: the new token expired at 2000-01-01T00:00:00Z", nil},
		{"panic with an error", func(context.Context) (string, error) { panic(io.ErrClosedPipe) },
			"acs: refresh token: refresh panicked: io: read/write on closed pipe", io.ErrClosedPipe},
		{"panic with a value", func(context.Context) (string, error) { panic("out of range") },
			"acs: refresh token: refresh panicked: out of range", nil},
		{"Goexit", func(context.Context) (string, error) { runtime.Goexit(); return "", nil },
			"acs: refresh token: refresh called runtime.Goexit", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				refresh := test.refresh
				credential := newRefreshingCredential(t, func(ctx context.Context) (string, error) { return refresh(ctx) }, nil)
				err := wantTokenError(t, credential, test.want)
				if test.wraps != nil && !errors.Is(err, test.wraps) {
					t.Errorf("%v does not wrap %v", err, test.wraps)
				}
				refresh = func(context.Context) (string, error) { return "fresh", nil }
				wantToken(t, credential, "fresh")
			})
		})
	}
}

// A caller that waited for a refresh gets its error, even if the old token has not expired.
func TestRefreshOnDemandFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		credential := newRefreshingCredential(t,
			func(context.Context) (string, error) { return "", errors.New("offline") },
			&acs.RefreshingCredentialOptions{InitialToken: jwtExpiringAt(time.Now().Add(time.Minute))})
		wantTokenError(t, credential, "acs: refresh token: offline")
	})
}

// Close stops the timer, so that refresh is not called after Close.
func TestCloseStopsProactiveRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		credential := newRefreshingCredential(t, func(context.Context) (string, error) {
			t.Error("refreshed after Close")
			return "fresh", nil
		}, &acs.RefreshingCredentialOptions{
			InitialToken: jwtExpiringAt(time.Now().Add(20 * time.Minute)), RefreshProactively: true,
		})
		_ = credential.Close()
		time.Sleep(time.Hour)
		wantTokenError(t, credential, "acs: token credential is closed")
	})
}

// Close cancels the refresh in flight and unblocks its callers immediately, even if refresh ignores its context.
func TestCloseDuringRefresh(t *testing.T) {
	tests := map[string]func(ctx context.Context, unblock chan struct{}) (string, error){
		"observes context": func(ctx context.Context, _ chan struct{}) (string, error) { <-ctx.Done(); return "", ctx.Err() },
		"ignores context":  func(_ context.Context, unblock chan struct{}) (string, error) { <-unblock; return "too late", nil },
	}
	for name, refresh := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				unblock := make(chan struct{})
				credential := newRefreshingCredential(t, func(ctx context.Context) (string, error) { return refresh(ctx, unblock) },
					&acs.RefreshingCredentialOptions{RefreshProactively: true})

				var group sync.WaitGroup
				for range 3 {
					group.Go(func() { wantTokenError(t, credential, "acs: token credential is closed") })
				}
				synctest.Wait()
				_ = credential.Close()
				group.Wait()
				close(unblock)
				synctest.Wait()
				wantTokenError(t, credential, "acs: token credential is closed")
			})
		})
	}
}
