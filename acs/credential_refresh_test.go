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

// refreshFunc is what NewRefreshingCredential takes.
type refreshFunc = func(context.Context) (string, error)

// refreshing makes a credential that is closed at the end of the test.
func refreshing(t *testing.T, refresh refreshFunc, options *acs.RefreshingCredentialOptions) *acs.TokenCredential {
	t.Helper()
	credential, err := acs.NewRefreshingCredential(refresh, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = credential.Close() })
	return credential
}

// The constructor refuses what can never work, before any call.
func TestRefreshingArguments(t *testing.T) {
	_, err := acs.NewRefreshingCredential(nil, nil)
	wantCredentialError(t, err, "acs: refresh is nil")

	refresh := func(context.Context) (string, error) { return "opaque", nil }
	_, err = acs.NewRefreshingCredential(refresh, &acs.RefreshingCredentialOptions{InitialToken: " "})
	wantCredentialError(t, err, "acs: InitialToken: token is empty")
}

// A token is kept while more than 2 minutes are left, and refreshed on the first call after that, not sooner.
func TestRefreshOnDemand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		initial := jwtUntil(time.Now().Add(20 * time.Minute))
		next := jwtUntil(time.Now().Add(time.Hour))
		calls := 0
		credential := refreshing(t, func(context.Context) (string, error) {
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

// A token whose expiry cannot be read is refreshed as if it lived 600 seconds from when it came.
func TestRefreshOpaqueToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		credential := refreshing(t, func(context.Context) (string, error) {
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

// A refresher that gives the same 20-minute token over and over is called once in the first 10 minutes and 10 times in
// all: it is neither forgotten nor called in a loop.
func TestProactiveCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		token := jwtUntil(time.Now().Add(20 * time.Minute))
		var calls atomic.Int32
		refreshing(t, func(context.Context) (string, error) {
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

// Proactive refreshes keep a token at hand, so that no caller waits.
func TestProactiveKeepsTokenFresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int32
		credential := refreshing(t, func(context.Context) (string, error) {
			calls.Add(1)
			time.Sleep(time.Second)
			return jwtUntil(time.Now().Add(time.Hour)), nil
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

// A proactive refresh that fails is nobody's error while the token lives; it is tried again before the expiry.
func TestProactiveFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		initial := jwtUntil(time.Now().Add(20 * time.Minute))
		next := jwtUntil(time.Now().Add(2 * time.Hour))
		calls := 0
		credential := refreshing(t, func(context.Context) (string, error) {
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

// A timer that fires during a refresh starts no second one.
func TestProactiveDuringRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running, most atomic.Int32
		credential := refreshing(t, func(context.Context) (string, error) {
			most.Store(max(most.Load(), running.Add(1)))
			defer running.Add(-1)
			time.Sleep(90 * time.Second)
			return jwtUntil(time.Now().Add(time.Hour)), nil
		}, &acs.RefreshingCredentialOptions{
			InitialToken: jwtUntil(time.Now().Add(110 * time.Second)), RefreshProactively: true,
		})

		time.Sleep(50 * time.Second) // the timer is due 55 s after the start, while this call waits
		if _, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{}); err != nil {
			t.Error(err)
		}
		if most.Load() != 1 {
			t.Errorf("%d refreshes ran at a time", most.Load())
		}
	})
}

// Many callers share one refresh, and the one that gives up leaves at once without spoiling it for the others.
func TestSharedRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int32
		credential := refreshing(t, func(ctx context.Context) (string, error) {
			calls.Add(1)
			select {
			case <-time.After(time.Minute):
				return "fresh", nil
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}, nil)

		var group sync.WaitGroup
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		group.Go(func() { // the caller that starts the refresh is the one that gives up
			_, err := credential.GetToken(impatient, policy.TokenRequestOptions{})
			wantCredentialError(t, err, "acs: wait for token: context deadline exceeded")
			if waited := time.Since(start); waited != time.Second {
				t.Errorf("gave up after %v, want 1s", waited)
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

// What one caller put into its context is not for a refresh that all share.
func TestRefreshContextIsNobodys(t *testing.T) {
	type key struct{}
	synctest.Test(t, func(t *testing.T) {
		credential := refreshing(t, func(ctx context.Context) (string, error) {
			if _, limited := ctx.Deadline(); limited || ctx.Value(key{}) != nil {
				t.Error("the refresh sees the caller's context")
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

// Every way in which a refresh goes wrong reaches the caller, leaves nobody waiting, and is tried again by the next call.
func TestRefreshFailure(t *testing.T) {
	failures := []struct {
		name    string
		refresh refreshFunc
		want    string
		is      error
	}{
		{"error", func(context.Context) (string, error) { return "s3cr3t", io.ErrUnexpectedEOF },
			"acs: refresh token: unexpected EOF", io.ErrUnexpectedEOF},
		{"empty token", func(context.Context) (string, error) { return "", nil },
			"acs: refresh token: token is empty", nil},
		{"expired token", func(context.Context) (string, error) { return jwtUntil(time.Now()), nil },
			"acs: refresh token: the new token expired at 2000-01-01T00:00:00Z", nil},
		{"panic with an error", func(context.Context) (string, error) { panic(io.ErrClosedPipe) },
			"acs: refresh token: refresh panicked: io: read/write on closed pipe", io.ErrClosedPipe},
		{"panic with a value", func(context.Context) (string, error) { panic("at the disco") },
			"acs: refresh token: refresh panicked: at the disco", nil},
		{"ended goroutine", func(context.Context) (string, error) { runtime.Goexit(); return "", nil },
			"acs: refresh token: refresh ended its goroutine", nil},
	}
	for _, failure := range failures {
		t.Run(failure.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				refresh := failure.refresh
				credential := refreshing(t, func(ctx context.Context) (string, error) { return refresh(ctx) }, nil)
				err := wantNoToken(t, credential, failure.want)
				if failure.is != nil && !errors.Is(err, failure.is) {
					t.Errorf("%v does not wrap %v", err, failure.is)
				}
				refresh = func(context.Context) (string, error) { return "fresh", nil }
				wantToken(t, credential, "fresh")
			})
		})
	}
}

// A caller with 2 minutes or less left waited for the refresh, so it gets the error although the old token still lives.
func TestOnDemandFailureIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		credential := refreshing(t,
			func(context.Context) (string, error) { return "", errors.New("offline") },
			&acs.RefreshingCredentialOptions{InitialToken: jwtUntil(time.Now().Add(time.Minute))})
		wantNoToken(t, credential, "acs: refresh token: offline")
	})
}

// Close stops the timer: a closed credential calls its refresher no more.
func TestCloseStopsProactiveRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		credential := refreshing(t, func(context.Context) (string, error) {
			t.Error("refreshed after Close")
			return "fresh", nil
		}, &acs.RefreshingCredentialOptions{
			InitialToken: jwtUntil(time.Now().Add(20 * time.Minute)), RefreshProactively: true,
		})
		_ = credential.Close()
		time.Sleep(time.Hour)
		wantNoToken(t, credential, "acs: token credential is closed")
	})
}

// Close ends the refresh in flight and frees its callers at once, even if the refresher does not listen.
func TestCloseDuringRefresh(t *testing.T) {
	refreshers := map[string]func(ctx context.Context, stubborn chan struct{}) (string, error){
		"listens":  func(ctx context.Context, _ chan struct{}) (string, error) { <-ctx.Done(); return "", ctx.Err() },
		"stubborn": func(_ context.Context, stubborn chan struct{}) (string, error) { <-stubborn; return "too late", nil },
	}
	for name, refresh := range refreshers {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				stubborn := make(chan struct{})
				credential := refreshing(t, func(ctx context.Context) (string, error) { return refresh(ctx, stubborn) },
					&acs.RefreshingCredentialOptions{RefreshProactively: true})

				var group sync.WaitGroup
				for range 3 {
					group.Go(func() { wantNoToken(t, credential, "acs: token credential is closed") })
				}
				synctest.Wait()
				_ = credential.Close()
				group.Wait()
				close(stubborn)
				synctest.Wait()
				wantNoToken(t, credential, "acs: token credential is closed")
			})
		})
	}
}
